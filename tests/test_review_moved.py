"""Texts that were moved and edited: found by their likeness, asked about, and carried over by a person's yes alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shelves import call, decide, library, paths, rows, tag
from test_duplicates import OTHER, STORY

from tagger.cli import moves
from tagger.cli.shell import shell
from tagger.library import Library
from tagger.library.moved import pending

EDITED = STORY.replace("nine million", "ten million").replace("on Monday", "late on Monday") + " More follows."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library in which a text that a person decided on was moved and edited, and another one came."""
    library(tmp_path)
    (tmp_path / "a/mole.txt").write_text(STORY, encoding="utf-8")
    tag(tmp_path)
    decide(tmp_path, "a/mole.txt", "tides", "set")
    (tmp_path / "a/mole.txt").unlink()
    (tmp_path / "b/harbour.txt").write_text(EDITED, encoding="utf-8")
    (tmp_path / "b/choir.txt").write_text(OTHER, encoding="utf-8")
    return tmp_path


def found(folder: Path) -> list[tuple[str, str]]:
    with Library.at(str(folder)) as one:
        return [(move.old.path, move.new.path) for move in pending(one)]


def test_it_is_told_and_nothing_is_carried_over_without_a_word(folder: Path) -> None:
    said = call(folder, "tag", ".", "--no-learn")
    assert "1 text that you decided on is gone, and a new one is much alike:" in said.err
    assert "a/mole.txt → b/harbour.txt" in said.err and "tagger set b/harbour.txt --from a/mole.txt" in said.err
    assert found(folder) == [("a/mole.txt", "b/harbour.txt")]
    assert paths(folder, "topic:tides") == ["a/tides.txt"]
    assert "1 moved and edited? Your decisions wait: tagger review" in call(folder).out
    again = call(folder, "tag", ".", "--no-learn")
    assert "is gone" in again.err and found(folder) == [("a/mole.txt", "b/harbour.txt")]


def test_the_line_that_is_printed_carries_the_decisions_over(folder: Path) -> None:
    call(folder, "tag", ".", "--no-learn", "-q")
    listed = json.loads(call(folder, "review", "--json").out)[0]
    assert (listed["path"], listed["moved_from"], listed["decisions"]) == ("b/harbour.txt", "a/mole.txt", ["set about=tides"])
    assert call(folder, "set", "b/harbour.txt", "--from", "a/mole.txt").code == 0
    assert paths(folder, "topic:tides origin:person") == ["b/harbour.txt"] and found(folder) == []
    assert "is gone" not in call(folder, "tag", ".", "--no-learn").err
    assert paths(folder, "topic:tides origin:person") == ["b/harbour.txt"]
    assert call(folder, "undo").code == 0
    assert paths(folder, "topic:tides origin:person") == [] and found(folder) == [("a/mole.txt", "b/harbour.txt")]
    for wrong in ((), ("topic=tides", "--from", "a/mole.txt"), ("--from", "nowhere.txt")):
        assert call(folder, "set", "b/harbour.txt", *wrong).code == 2
    assert "no decision" in call(folder, "set", "b/harbour.txt", "--from", "b/choir.txt").err


def session(folder: Path, pressed: str) -> moves.Session:
    keys = iter(pressed)
    with Library.at(str(folder), write=True) as one:
        shell.begin()
        made = moves.Session(one, moves.pending(one), lambda prompt, allowed: next(keys))
        assert made.run() is ("q" not in pressed)
    return made


def test_asked_one_by_one_with_a_way_back(folder: Path) -> None:
    (folder / "a/sung.txt").write_text(OTHER + " It was loud.", encoding="utf-8")
    (folder / "b/choir.txt").unlink()
    (folder / "a/mole.txt").write_text(STORY, encoding="utf-8")
    tag(folder)
    decide(folder, "a/sung.txt", "strikes", "set")
    for name in ("a/sung.txt", "a/mole.txt", "b/harbour.txt"):
        (folder / name).unlink()
    (folder / "b/boats.txt").write_text(EDITED + " So it ends.", encoding="utf-8")
    (folder / "b/choir.txt").write_text(OTHER, encoding="utf-8")
    tag(folder)
    both = [("a/sung.txt", "b/choir.txt"), ("a/mole.txt", "b/boats.txt")]
    assert found(folder) == both
    session(folder, "uyunuss")
    assert found(folder) == both and not paths(folder, "path:choir is:corrected")
    session(folder, "ny")
    assert found(folder) == [] and paths(folder, "is:corrected") == ["b/boats.txt"]
    tag(folder)
    assert found(folder) == []  # a no stands


def test_a_yes_at_the_terminal(folder: Path) -> None:
    tag(folder)
    session(folder, "q")
    assert found(folder)
    session(folder, "y")
    assert paths(folder, "topic:tides origin:person") == ["b/harbour.txt"] and found(folder) == []


def test_copied_first_and_dropped_in_a_later_run(tmp_path: Path) -> None:
    library(tmp_path)
    (tmp_path / "a/mole.txt").write_text(STORY, encoding="utf-8")
    tag(tmp_path)
    decide(tmp_path, "a/mole.txt", "tides", "set")
    (tmp_path / "b/harbour.txt").write_text(EDITED, encoding="utf-8")
    tag(tmp_path)
    assert found(tmp_path) == []
    (tmp_path / "a/mole.txt").unlink()
    tag(tmp_path)
    assert found(tmp_path) == [("a/mole.txt", "b/harbour.txt")]


def test_dropped_first_and_back_in_a_later_run(folder: Path) -> None:
    text = (folder / "b/harbour.txt").read_text()
    (folder / "b/harbour.txt").unlink()
    tag(folder)
    assert found(folder) == []
    (folder / "b/harbour.txt").write_text(text)
    tag(folder)
    assert found(folder) == [("a/mole.txt", "b/harbour.txt")]


def test_of_several_the_most_alike_and_after_a_no_the_next(folder: Path) -> None:
    (folder / "b/second.txt").write_text(STORY + " So it ends.", encoding="utf-8")
    tag(folder)
    assert found(folder) == [("a/mole.txt", "b/second.txt")]
    session(folder, "n")
    assert found(folder) == [("a/mole.txt", "b/harbour.txt")]


def test_what_nobody_decided_on_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tagger.library import moved

    library(tmp_path)
    (tmp_path / "a/mole.txt").write_text(STORY, encoding="utf-8")
    tag(tmp_path)
    decide(tmp_path, "b/plain.txt", "tides", "set")
    monkeypatch.setattr(moved, "sketch", lambda text: pytest.fail("a sketch was made"))
    (tmp_path / "a/mole.txt").rename(tmp_path / "b/mole.txt")
    (tmp_path / "b/plain.txt").rename(tmp_path / "a/plain.txt")
    (tmp_path / "b/new.txt").write_text(EDITED, encoding="utf-8")
    tag(tmp_path)
    assert found(tmp_path) == [] and len(rows(tmp_path)) == 6
