"""One file has one name in the index, whatever case or normal form it is typed in; names are POSIX on every system."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from shelves import library, paths, tag

from tagger.library import Library, spelling
from tagger.library.spelling import alike, chosen, spelled
from tagger.settings import Place

JOINED, APART = "Caf\u00e9.txt", "Cafe\u0301.txt"
DISK = {"/lib": {"Texts", "notes", "NOTES"}, "/lib/Texts": {JOINED, "b.txt"}, "/lib/notes": {"x.md"}, "/lib/NOTES": {"X.md"}}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Texts/b.txt", "Texts/b.txt"),
        ("texts/B.TXT", "Texts/b.txt"),
        (f"TEXTS/{APART}", f"Texts/{JOINED}"),
        (f"texts/{JOINED.upper()}", f"Texts/{JOINED}"),
        ("notes/X.MD", "notes/x.md"),
        ("NOTES/x.md", "NOTES/X.md"),
        ("Notes/x.md", "Notes/x.md"),
        ("texts/new.txt", "Texts/new.txt"),
        ("../other/A.txt", "../other/A.txt"),
        (".", "."),
        ("", ""),
    ],
)
def test_a_name_is_spelled_as_its_folder_has_it(typed: str, name: str) -> None:
    assert spelled("/lib", typed, lambda folder: DISK.get(folder, ())) == name


def test_what_is_alike() -> None:
    assert alike(JOINED, APART) and alike("STRASSE", "straße") and alike("ΣΊΣΥΦΟΣ", "σίσυφος") and not alike("cafe.txt", JOINED)
    assert chosen("A", {"a", "A"}) == "A" and chosen("Ä", {"a\u0308", "ä"}) == "Ä" and chosen("x", ()) == "x"


def test_two_spellings_are_one_document_where_the_file_system_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library(tmp_path)
    tag(tmp_path)
    monkeypatch.setattr(spelling, "FORGIVING", True)
    with Library.at(str(tmp_path)) as one:
        for typed in ("a/ferry.txt", "A/Ferry.TXT", "a/FERRY.txt"):
            stored = one.get(str(tmp_path / typed))
            assert stored is not None and stored.path == "a/ferry.txt", typed
    monkeypatch.setattr(spelling, "FORGIVING", False)
    with Library.at(str(tmp_path)) as one:
        assert one.get(str(tmp_path / "A/Ferry.TXT")) is None
    assert paths(tmp_path) == sorted(paths(tmp_path))


def test_names_are_posix(tmp_path: Path) -> None:
    place = Place(tmp_path, tmp_path / ".tagger")
    assert place.name(tmp_path / "a" / "b.txt") == "a/b.txt"
    assert PureWindowsPath("a\\b.txt").as_posix() == "a/b.txt"
    library(tmp_path)
    tag(tmp_path)
    assert all("\\" not in path for path in paths(tmp_path))
