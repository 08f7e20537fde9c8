"""Bad input of every kind: one clear line, the right exit code, and nothing else lost."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from shelves import Said, call

GOOD = b"The ferry strike entered its third week on Monday, 14 March 2022, said Bo Lind, the union's secretary.\n"
UNIX = sys.platform not in ("win32", "cygwin")


# Files that cannot be read: exit 3, each with its name and reason --------------------------------------------------------

HEAD = b"From: Ana <ana@harbour.example>\nSubject: \nDate: Mon, 14 Mar 2022 10:00:00 +0000\n"
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty.eml": (b"", "is empty"),
    "binary.txt": (bytes(range(256)) * 40, "full of control bytes"),
    "zeros.log": (b"\0" * 9000, "full of control bytes"),
    "report.txt": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "is a PDF document"),
    "archive.html": (b"PK\x03\x04\x14\0\0\0\x08\0", "is a ZIP archive"),
    "picture.md": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a PNG image"),
    "photo.txt": (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a JPEG image"),
    "letter.txt": (b"{\\rtf1\\ansi Text.}", "is an RTF document"),
    "packed.log": (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "is a gzip archive"),
    "old.eml": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "is an old office document"),
    "index.org": (b"SQLite format 3\0" + b"\x10\0" * 40, "is an SQLite database"),
    "attached.eml": (HEAD + b"Content-Type: image/png; name=a.png\n\nAAAA\n", r"only what is attached \(a.png\)"),
    "hollow.mbox": (b"From ana@harbour.example Mon Mar 14 10:00:00 2022\nX-A: b\n\n\n", "none with text"),
    "nothing.html": (b"<html><head></head><body></body></html>", "text"),
    "script.html": (b"<!doctype html><html><body><script>var a = 'text';</script></body></html>", "text"),
    "line\nbreak.txt": (b"%PDF-1.7", "is a PDF document"),
    "\x1b[31mred.txt": (b"%PDF-1.7", "is a PDF document"),
}
SPECIAL = {
    "pipe.txt": "pipe", "loop.txt": "is a link that leads nowhere", "gone.txt": "is a link that leads nowhere", "huge.txt": "too large",
    "locked.txt": "may not|denied", "caf\udce9.txt": "1 file held no text",
}  # fmt: skip

# Files that are odd, yet read ------------------------------------------------------------------------------------------

TEXT = "The strike goes on, said Bo Lind. "
READ: dict[str, tuple[bytes, str]] = {
    "broken-utf-8.txt": ((TEXT * 5).encode() + b"caf\xc3 \xff\xfe" + "é über ñandú 中文".encode() * 4, "the encoding is a guess"),
    "latin.txt": (("The café on the Champs Élysées, said André Lind, is closed by a strike. " * 5).encode("latin-1"), "a guess (windows-1252)"),
    "wide.txt": (TEXT.encode("utf-16"), ""),
    "wide-no-mark.txt": ((TEXT * 4).encode("utf-16-le"), "the encoding is a guess (utf-16-le)"),
    "cut-wide.txt": ((TEXT * 4).encode("utf-16")[:-1], ""),
    "surrogate.txt": (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00\xd8" + TEXT.encode("utf-16-le"), "could not be read"),
    "few-zeros.txt": (TEXT.encode() * 9 + b"\0\0" + TEXT.encode(), "could not be read"),
    "cut.html": (b"<!doctype html><html><head><title>Ferry</title></head><body><article><p>" + (TEXT * 9).encode() + b"</p><p>It end", ""),
    "deep.html": (b"<html><body>" + b"<div>" * 20_000 + (TEXT * 9).encode() + b"</div>" * 20_000, ""),
    "deep-quote.md": (b">" * 50_000 + b" " + TEXT.encode(), ""),
    "deep-list.eml": (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 500 + TEXT.encode(), ""),
    "long-word.txt": (b"a" * 1_000_000 + b" " + TEXT.encode(), ""),
    "marks.txt": (("a" + "\u0315\u0300" * 100_000 + " " + TEXT).encode(), ""),
    "malformed.eml": (b"Subject Ferry\nFrom\n: x\n=?utf-8?q?=?=\n\n" + TEXT.encode(), ""),
    "charset.eml": (HEAD + b"Content-Type: text/plain; charset=x-none\n\n" + TEXT.encode(), ""),
    "boundary.eml": (HEAD + b"Content-Type: multipart/mixed; boundary=zz\n\n" + TEXT.encode(), ""),
    "cut-base64.eml": (HEAD + b"Content-Transfer-Encoding: base64\n\nVGhlIHN0cmlrZSBnb2VzIG9uLCBzYWlkIEJvIExpbmQ", ""),
    "unclosed.md": (b"---\ntitle: Ferry\n\n" + TEXT.encode(), "the front matter is not closed"),
    "nonsense.md": (b"---\ntitle: Ferry\n{%$ nonsense\n---\n" + TEXT.encode(), "no front matter"),
    "page.txt": (b"<!doctype html><html><body><p>" + (TEXT * 9).encode() + b"</p></body></html>", ""),
    "letter.log": (HEAD.replace(b"Subject: ", b"Message-ID: <1@harbour.example>\nSubject: Ferry") + b"\n" + TEXT.encode(), ""),
    "steering.txt": (("\u202e\x1b[2J\x07" + TEXT).encode(), ""),
    "#\u00e9 (1) 'quote' & $HOME; -n.txt": (TEXT.encode(), ""),
}  # fmt: skip


class Folder(NamedTuple):
    """A folder of bad files and one good one, tagged."""

    path: Path
    tagged: Said
    records: Mapping[str, dict[str, object]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    path = tmp_path_factory.mktemp("bad")
    (path / "good.txt").write_bytes(GOOD)
    for name, (raw, _) in (REFUSED | READ).items():
        if UNIX or not re.search(r"[\n\x1b]", name):
            (path / name).write_bytes(raw)
    if UNIX:
        os.mkfifo(path / "pipe.txt")
        (path / "loop.txt").symlink_to(path / "loop.txt")
        (path / "gone.txt").symlink_to(path / "nowhere")
        (path / "locked.txt").write_bytes(GOOD)
        (path / "locked.txt").chmod(0)
        if sys.platform != "darwin":
            (path / "caf\udce9.txt").write_bytes(b"")
    with (path / "huge.txt").open("wb") as out:
        out.truncate(300 * 1024 * 1024)
    tagged = call(path, "tag", ".", "-v", "-j", "1", "--no-learn")
    records = {row["path"]: row for row in map(json.loads, call(path, "find", "--jsonl").out.splitlines())}
    yield Folder(path, tagged, records)
    if UNIX:
        (path / "locked.txt").chmod(0o600)


def test_the_run_ends_with_3_and_without_a_traceback(folder: Folder) -> None:
    assert folder.tagged.code == 3
    assert "Traceback" not in folder.tagged.err and "unexpected" not in folder.tagged.err


@pytest.mark.parametrize("name", REFUSED, ids=repr)
def test_what_cannot_be_read_is_listed_with_its_reason(name: str, folder: Folder) -> None:
    shown = name.replace("\n", "\\n").replace("\x1b", "\\x1b")
    about = [line for line in folder.tagged.err.splitlines() if shown in line]
    assert len(about) == 1 and re.search(REFUSED[name][1], about[0]), folder.tagged.err
    assert shown not in folder.records


@pytest.mark.skipif(not UNIX, reason="no such files here")
@pytest.mark.parametrize(("name", "what"), list(SPECIAL.items()), ids=repr)
def test_what_is_no_file_is_listed_and_never_waited_for(name: str, what: str, folder: Folder) -> None:
    if (name == "locked.txt" and os.geteuid() == 0) or (sys.platform == "darwin" and "\udce9" in name):
        pytest.skip("the superuser may read all, and names are Unicode there")
    shown = name.replace("\udce9", "\\xe9")
    about = [line for line in folder.tagged.err.splitlines() if shown in line]
    assert len(about) == 1 and re.search(what, about[0]), folder.tagged.err


@pytest.mark.parametrize("name", READ, ids=repr)
def test_what_is_odd_is_read_and_what_was_guessed_is_told(name: str, folder: Folder) -> None:
    record = folder.records[name]
    assert int(str(record["characters"])) > 30
    assert READ[name][1] in " ".join(record["problems"]) if READ[name][1] else True  # type: ignore[arg-type]


def test_nothing_good_is_lost(folder: Folder) -> None:
    assert folder.records["good.txt"]["tags"]
    assert (folder.path / "good.txt").read_bytes() == GOOD


def test_what_failed_is_told_again_and_nothing_else_is_read(folder: Folder) -> None:
    again = call(folder.path, "tag", ".", "-v", "-j", "1", "--no-learn")
    assert again.code == 3
    assert "empty.eml" in again.err and "picture.md" in again.err


def test_no_output_can_steer_a_terminal(folder: Folder) -> None:
    for arguments in (("tag", "."), ("find", "strike"), ("show", "steering.txt"), ("find", "--csv"), ("log",)):
        said = call(folder.path, *arguments)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", said.err + said.out), arguments


def test_a_line_of_50_megabytes(tmp_path: Path) -> None:
    from tagger.readers import read

    path = tmp_path / "long.txt"
    path.write_bytes(TEXT.encode() * (50_000_000 // len(TEXT)))
    assert len(read(path).body) > 49_999_000


# Bad command lines ---------------------------------------------------------------------------------------------------

USAGE: dict[str, tuple[tuple[str, ...], int, str]] = {
    "an unknown command": (("tga", "."), 2, "No such command 'tga'"),
    "an unknown option": (("tag", "--recursive", "."), 2, "No such option"),
    "an option without its value": (("find", "--library"), 2, "wants a value"),
    "no path": (("tag",), 2, "Missing argument"),
    "a number that is none": (("tag", "-j", "many", "."), 2, "whole number"),
    "a negative number": (("tag", "-j", "-1", "."), 2, "greater"),
    "an unknown facet": (("tag", "--facet", "place", "."), 2, "topic, source, date"),
    "an unknown colour": (("--color", "purple", "find"), 2, "auto, always, never"),
    "a library that is a file": (("--library", "good.txt", "find"), 2, "good.txt"),
    "a file that is not there": (("show", "none.txt"), 3, "none.txt: does not exist"),
    "a file that is no text": (("show", "pdf.txt"), 3, "pdf.txt: is a PDF document"),
    "a folder where a file is wanted": (("show", "."), 3, "is a folder"),
    "a day that is none": (("show", "--reference", "2022-02-30", "good.txt"), 2, "2022-02-30"),
    "an unknown topic to explain": (("show", "--not", "flooble", "good.txt"), 2, "flooble"),
    "an unknown field": (("find", "colour:red"), 2, "colour"),
    "a query without its end": (("find", '"pay talks'), 2, "quot"),
    "a bracket without its end": (("find", "(strike"), 2, r"bracket|parenthes|\)"),
    "a date that is none in a query": (("find", "date:2022-99"), 2, "2022-99"),
    "a range the wrong way round": (("find", "date:2023..2022"), 2, "2023"),
    "an unknown topic": (("find", "topic:strkes"), 2, "strikes"),
    "an unknown format": (("export", "--to", "docx"), 2, "docx"),
    "no format": (("export",), 2, "--to"),
    "an output in no folder": (("export", "--to", "csv", "-o", "no/where.csv"), 2, "no/where.csv|no.where"),
    "a report in no folder": (("report", "-o", "no/where.html"), 2, "where.html"),
    "a tag without a value": (("set", "good.txt", "strikes"), 2, "="),
    "a tag of no facet": (("set", "good.txt", "colour=red"), 2, "colour"),
    "a topic that nobody knows": (("set", "good.txt", "topic=flooble"), 2, "flooble"),
    "a day that cannot be set": (("set", "good.txt", "date=someday"), 2, "someday"),
    "a document that is not stored": (("set", "none.txt", "topic=strikes"), 2, "none.txt"),
    "a run that never was": (("undo", "999"), 2, "999"),
    "a run that is no number": (("undo", "last"), 2, "whole number"),
    "gold that is not there": (("eval", "none.jsonl"), 2, "none.jsonl"),
    "gold that is no JSON": (("eval", "bad.jsonl"), 2, "bad.jsonl"),
    "an unknown page of the manual": (("help", "flooble"), 2, "flooble"),
    "an argument too many": (("schema", "extra"), 2, "extra"),
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("usage")
    (path / "good.txt").write_bytes(GOOD)
    call(path, "tag", ".", "-j", "1", "--no-learn")
    (path / "pdf.txt").write_bytes(b"%PDF-1.7\n")
    (path / "bad.jsonl").write_bytes(b'{"path": "a.txt"\n')
    return path


@pytest.mark.parametrize("what", USAGE)
def test_a_bad_command_line_is_answered_in_one_line(what: str, library: Path) -> None:
    arguments, code, told = USAGE[what]
    said = call(library, *arguments)
    lines = [line for line in said.err.splitlines() if line.strip()]
    assert said.code == code, said
    assert re.search(told, said.err), said
    carets = 2 if arguments[0] == "find" and lines[-1].strip() == "^" else 0
    assert len(lines) == 1 + carets and (said.out == "" or arguments[0] == "eval"), said


def test_a_path_that_is_not_there_is_listed_and_the_others_are_tagged(tmp_path: Path) -> None:
    call(tmp_path, "tag", ".")
    (tmp_path / "good.txt").write_bytes(GOOD)
    said = call(tmp_path, "tag", "good.txt", "nowhere.txt", "-j", "1", "--no-learn")
    assert said.code == 3 and len([line for line in said.err.splitlines() if "nowhere.txt" in line]) == 1, said
    assert call(tmp_path, "find", "--count").out == "1\n"


def test_a_caret_stands_under_the_fault(library: Path) -> None:
    *_, query, caret = call(library, "find", "strike date:2022-99").err.splitlines()
    assert query[caret.index("^") :].startswith(("date", "2022-99"))


def test_without_a_library_the_way_to_one_is_told(tmp_path: Path) -> None:
    for arguments in (("find", "strike"), ("log",), ("export", "--to", "csv"), ("undo",)):
        said = call(tmp_path, *arguments)
        assert (said.code, said.err.count("\n")) == (2, 1) and "tagger tag" in said.err, said
    assert list(tmp_path.iterdir()) == []


# Bad files of the person's and of the tool's -----------------------------------------------------------------------------

SCHEME = '[scheme]\nid = "own"\ntitle = "Own"\nfacet = "topic"\n'
VOCABULARIES: dict[str, tuple[str, str]] = {
    "no TOML": ("[scheme\n", r"topics\.toml:1:"),
    "no scheme": ('[[concept]]\nid = "a"\npref_label = "A"\n', "scheme"),
    "no id": (SCHEME + '[[concept]]\npref_label = "A"\n', r"topics\.toml:5: .*id"),
    "an id twice": (
        SCHEME + '[[concept]]\nid = "a"\npref_label = "A"\n[[concept]]\nid = "a"\npref_label = "B"\n',
        r'topics\.toml:\d+: concept "a"',
    ),
    "a word where a list belongs": (SCHEME + '[[concept]]\nid = "a"\npref_label = "A"\nalt_labels = "b"\n', r'concept "a"'),
    "an unknown key": (SCHEME + '[[concept]]\nid = "a"\npref_label = "A"\nlabels = ["b"]\n', "labels"),
    "an unknown parent": (SCHEME + '[[concept]]\nid = "a"\npref_label = "A"\nbroader = ["flooble"]\n', "flooble"),
    "the wrong facet": (SCHEME.replace('"topic"', '"place"'), "facet"),
    "bytes that are no UTF-8": ("\udcff", r"topics\.toml"),
}


@pytest.mark.parametrize("what", VOCABULARIES)
def test_a_broken_vocabulary_is_told_with_its_line_before_any_work(what: str, tmp_path: Path) -> None:
    text, told = VOCABULARIES[what]
    (tmp_path / "good.txt").write_bytes(GOOD)
    (tmp_path / ".tagger").mkdir()
    (tmp_path / ".tagger" / "topics.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    said = call(tmp_path, "tag", ".", "-j", "1")
    assert said.code == 2 and re.search(told, said.err) and "Traceback" not in said.err, said
    assert (tmp_path / ".tagger" / "topics.toml").read_bytes() == text.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("raw", [b"", b"no database at all, but long enough to be one " * 40, b"SQLite format 3\0" + b"\0" * 90])
def test_a_broken_index_loses_no_decision(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(GOOD)
    call(tmp_path, "tag", ".", "-j", "1", "--no-learn")
    call(tmp_path, "set", "good.txt", "topic=strikes")
    for extra in ("-wal", "-shm"):
        (tmp_path / ".tagger" / f"index.db{extra}").unlink(missing_ok=True)
    (tmp_path / ".tagger" / "index.db").write_bytes(raw)
    said = call(tmp_path, "tag", ".", "-j", "1", "--no-learn")
    assert "Traceback" not in said.err and "unexpected" not in said.err, said
    if said.code != 0:
        assert "index.db" in said.err
        (tmp_path / ".tagger" / "index.db").unlink()
        assert call(tmp_path, "tag", ".", "-j", "1", "--no-learn").code == 0
    assert '"person"' in call(tmp_path, "find", "--jsonl").out


def test_a_broken_decision_is_told_and_the_others_hold(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(GOOD)
    call(tmp_path, "tag", ".", "-j", "1", "--no-learn")
    call(tmp_path, "set", "good.txt", "topic=strikes")
    path = tmp_path / ".tagger" / "decisions.jsonl"
    path.write_bytes(b'{"broken\n[1]\n' + path.read_bytes() + b'{"sha256": "cut')
    (tmp_path / ".tagger" / "index.db").unlink()
    said = call(tmp_path, "tag", ".", "-j", "1", "--no-learn")
    assert said.code in (0, 3) and "decisions.jsonl:1" in said.err and "decisions.jsonl:4" in said.err, said
    assert '"person"' in call(tmp_path, "find", "--jsonl").out
