"""A file becomes a document, by its suffix or by what it holds; what cannot is refused in one line."""

from __future__ import annotations

import ast
import hashlib
import os
import pickle
import socket
import sys
from pathlib import Path

import pytest

import tagger
from tagger.errors import ReadError
from tagger.readers import LIMIT, from_bytes, read, read_documents, readable, shown

PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Ferry</title></head><body><article><p>"
    + b"The ferry strike goes on. " * 20
    + b"</p></article></body></html>"
)
MAIL = b"From: Ana <ana@harbour.example>\nDate: Mon, 14 Mar 2022 10:00:00 +0000\nSubject: Ferry\nMessage-ID: <1@harbour.example>\n\nThe strike goes on.\n"
BOX = (
    b"From ana@harbour.example Mon Mar 14 10:00:00 2022\n"
    + MAIL
    + b"\nFrom bo@harbour.example Mon Mar 14 11:00:00 2022\nSubject: Two\n\nIt ended.\n"
)


def test_a_text(tmp_path: Path) -> None:
    raw = "Fa\u0308hre\r\nstreikt\n".encode()
    (tmp_path / "ferry.txt").write_bytes(raw)
    document = tagger.read(tmp_path / "ferry.txt")
    assert document.path == document.fields["path"] == "ferry.txt"
    assert document.body == "Fähre\nstreikt\n"
    assert document.sha256 == hashlib.sha256(raw).hexdigest()
    assert (document.media_type, document.encoding, document.problems, document.reference) == ("text/plain", "utf-8", (), None)
    assert pickle.loads(pickle.dumps(document)) == document


@pytest.mark.parametrize(
    ("name", "raw", "media_type"),
    [
        ("a.txt", b"Text.", "text/plain"), ("a.TXT", b"Text.", "text/plain"), ("a.log", b"Text.", "text/plain"), ("a.rst", b"Text.", "text/x-rst"),
        ("a.org", b"Text.", "text/x-org"), ("a.md", b"Text.", "text/markdown"), ("a.markdown", b"Text.", "text/markdown"), ("a", b"Text.", "text/plain"),
        ("a.html", PAGE, "text/html"), ("a.htm", PAGE, "text/html"), ("a.txt", PAGE, "text/html"), ("a.md", PAGE, "text/html"), ("a", PAGE, "text/html"),
        ("a.txt", b"\n <!-- saved from url=(0022)https://harbour.example -->\n<HTML lang=en>" + PAGE, "text/html"),
        ("a.html", b"Text without a tag, 3 < 4.", "text/plain"), ("a.md", b"<div align=center>\n\n# Ferry\n</div>", "text/markdown"),
        ("a.eml", MAIL, "message/rfc822"), ("a.txt", MAIL, "message/rfc822"), ("a.eml", b"No header here\nat all.", "text/plain"),
        ("a.txt", b"Subject: matter\n\nText about a subject.", "text/plain"), ("a.txt", b"From: here\nDate: unknown\nTo: there\n\nText.", "text/plain"),
        ("a.mbox", b"Text.", "text/plain"), ("a.mbox", MAIL, "message/rfc822"), ("a.txt", "Text.".encode("utf-16"), "text/plain"),
        ("a.txt", "Text and more.".encode("utf-16-le"), "text/plain"), ("a.txt", b"From the harbour it went on.\nNext: more.\n", "text/plain"),
    ],
)  # fmt: skip
def test_suffix_or_content_chooses_the_reader(name: str, raw: bytes, media_type: str) -> None:
    (document,) = from_bytes(raw, name)
    assert document.media_type == media_type


@pytest.mark.parametrize("name", ["a.txt", "inbox.mbox", "inbox.eml"])
def test_a_mailbox_is_a_document_a_message(name: str, tmp_path: Path) -> None:
    one, two = from_bytes(BOX, f"old/{name}")
    assert (one.path, two.path) == (f"old/{name}#1", f"old/{name}#2")
    assert one.fields["path"] == f"old/{name}"
    assert one.sha256 == from_bytes(MAIL, "same.eml")[0].sha256 != two.sha256


def test_one_message_of_a_mailbox_is_read_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "in.mbox").write_bytes(BOX)
    assert read(tmp_path / "in.mbox#2").body == "It ended.\n"
    for name, what in (
        ("in.mbox", "holds 2 messages, each a document"),
        ("in.mbox#3", "no message 3"),
        ("in.mbox#0", "does not exist"),
    ):
        with pytest.raises(ReadError, match=what):
            read(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "taken"),
    [("a.txt", True), ("dir/a.HTML", True), ("a.mbox", True), ("a.pdf.txt", True), ("a.jpg", False), ("a", False), (".txt", False), ("dir.txt/a", False),
     ("._a.txt", False), ("x/~$a.md", False), ("a.txt~", False), ("a.txt.part", False), ("", False)],
)  # fmt: skip
def test_what_the_walk_takes(name: str, taken: bool) -> None:
    assert readable(name) is taken


def message(path: str | Path) -> str:
    with pytest.raises(ReadError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_is_no_file(tmp_path: Path) -> None:
    assert message(tmp_path / "none.txt") == "none.txt: does not exist. Check the name."
    assert "is a folder" in message(tmp_path)
    assert "no name that a file can have" in message("a\0b.txt")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert "no folder" in message(tmp_path / "a.txt" / "b.txt") or sys.platform == "win32"
    assert "too long" in message(tmp_path / ("x" * 5000 + ".txt")) or sys.platform == "win32"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_sockets_devices_and_loops_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert message(tmp_path / "pipe.txt") == "pipe.txt: is a pipe, not a file. Save what comes out of it first."
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert "leads back to itself" in message(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert "does not exist" in message(tmp_path / "gone.txt")
    assert "is a device" in message(os.devnull)
    server = socket.socket(socket.AF_UNIX)
    try:
        server.bind(str(tmp_path / "s.txt"))
    except OSError:  # the path of a socket may be too long
        return
    finally:
        server.close()
    assert "is a socket" in message(tmp_path / "s.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read all")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    assert "may not be read" in message(tmp_path / "a.txt")


def test_a_file_larger_than_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as out:
        out.truncate(LIMIT + 1)
    assert message(path) == "huge.txt: is too large (257 MB; the limit is 256 MB). Split it into parts."


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode here")
def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9\n.txt"
    with open(path, "wb") as out:  # noqa: PTH123
        out.write(b"The strike goes on.")
    document = read(os.fsdecode(path))
    assert document.path == "caf\\xe9\\n.txt" and document.body == "The strike goes on."
    document.path.encode()


def test_names_are_shown_on_one_line() -> None:
    assert shown("Fähre 東京.txt") == "Fähre 東京.txt"
    assert shown("a\x1b[31m\u202eb\r\n") == "a\\x1b[31m\\u202eb\\r\\n"


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"%PDF-1.7\n...", "is a PDF document"), (b"PK\x03\x04abc", "is a ZIP archive"),
        (b"{\\rtf1 x}", "is an RTF document"), (b"\x89PNG\r\n\x1a\n", "is a PNG image"), (b"\xff\xd8\xff\xe0", "is a JPEG image"), (b"\x1f\x8b\x08", "is a gzip"),
        (bytes(range(256)) * 8, "full of control bytes"), (b"\0" * 4096, "full of control bytes"), (b"SQLite format 3\0", "is an SQLite"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(raw: bytes, what: str) -> None:
    with pytest.raises(ReadError, match=f"^a.txt: .*{what}"):
        from_bytes(raw, "a.txt")


def test_a_few_control_bytes_and_nuls_do_not_make_a_text_binary() -> None:
    (document,) = from_bytes(b"A strike.\x0c\x1b[1mBold\x1b[0m\0" + b" It goes on." * 30, "a.log")
    assert "\0" not in document.body and "1 character could not be read" in document.problems[0].message
    assert document.problems[0].path == "a.log"


def test_a_guess_is_told() -> None:
    (document,) = from_bytes("The café on the Champs Élysées, said André, is closed. ".encode("latin-1") * 9, "dir/a.txt")
    assert str(document.problems[0]).startswith("dir/a.txt: the encoding is a guess (windows-1252).")


@pytest.mark.parametrize(
    ("text", "language"),
    [("The ferry strike enters its third week, the union said on Monday.", "en"),
     ("Der Streik der Fähren geht in die dritte Woche, sagte die Gewerkschaft am Montag.", "de"), ("1 2 3", "")],
)  # fmt: skip
def test_the_language_is_told_where_it_can_be(text: str, language: str) -> None:
    assert from_bytes(text.encode(), "a.txt")[0].language == language


def test_the_time_of_a_file_is_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The strike goes on.", encoding="utf-8")
    os.utime(path, (86_400 * 365 * 30, 86_400 * 365 * 30))
    first = read(path)
    os.utime(path, (0, 0))
    assert read(path) == first and set(first.fields) == {"body", "path"}


def test_reading_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"---\r\ntitle: x\r\n---\r\nText.")
    before = path.stat()
    read_documents(str(path), "a.md")
    assert path.read_bytes() == b"---\r\ntitle: x\r\n---\r\nText." and path.stat().st_mtime_ns == before.st_mtime_ns


def test_readers_know_nothing_of_one_another() -> None:
    folder = Path(tagger.__file__).parent / "readers"
    shared = {"tagger.readers.encoding", "tagger.readers.plain"}  # how bytes become text, and how a guess is told
    for path in folder.rglob("*.py"):
        own = path.relative_to(folder).parts[0].removesuffix(".py")
        if own in ("__init__", "sniff"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                if name.startswith("tagger.readers"):
                    assert name in shared or name.startswith(f"tagger.readers.{own}"), f"{path.name} imports {name}"


@pytest.mark.parametrize("raw", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_a_plain_text_without_text_is_a_document_of_which_nothing_can_be_said(raw: bytes) -> None:
    (document,) = from_bytes(raw, "a.txt")
    assert not document.body.strip()
    assert [str(problem) for problem in document.problems] == ["a.txt: holds no text. There is nothing to tag."]


def test_anything_else_that_is_empty_is_broken() -> None:
    with pytest.raises(ReadError, match="is empty"):
        from_bytes(b"", "a.eml")
