"""Reads Word, OpenDocument and EPUB files: a ZIP archive with XML in it, read within limits and without entities.

Source: ECMA-376 part 1 (WordprocessingML), OpenDocument 1.3 part 3, EPUB 3.3; Dublin Core for what they say of themselves.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from tagger.errors import Problem, ReadError
from tagger.model import Reading
from tagger.readers.encoding import composed, decode

LARGEST = 64 * 1024 * 1024
"""How many bytes one part, or all parts of a book together, may unpack to."""
_RATIO = 300
_MEMBERS = 20_000
_DEPTH = 500
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
_EPUB = "application/epub+zip"
_DAY = re.compile(r"\s*(\d{4}(?:-\d\d(?:-\d\d)?)?)(?!\d)")
_LINES = {"br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "s": " ", "noBreakHyphen": "\u2011"}
_PARAGRAPHS = frozenset(("p", "h", "tr", "table-row"))
_SILENT = frozenset(("del", "delText", "instrText", "pPr", "rPr", "sectPr", "annotation", "tracked-changes", "note-citation", "pict", "drawing", "object", "AlternateContent"))  # fmt: skip
_ABOUT = {
    "title": "title", "creator": "author@docinfo", "publisher": "publisher@docinfo", "date": "published@docinfo", "created": "created@docinfo",
    "modified": "modified@docinfo", "description": "description@docinfo", "source": "source@docinfo", "language": "language",
}  # fmt: skip
_ABOUT_ODT = {
    "title": "title", "initial-creator": "author@docinfo", "creation-date": "created@docinfo", "date": "modified@docinfo",
    "description": "description@docinfo", "language": "language",
}  # fmt: skip
"""In OpenDocument `creator` and `date` are who changed it last, and when (OpenDocument 1.3, part 3, 4.3.2)."""
_DATES = ("published@docinfo", "created@docinfo", "modified@docinfo")


class _Broken(Exception):
    """XML that is not read any further; its text says why."""


_FAULTS = (
    BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, LookupError, ArithmeticError, EOFError, struct.error, zlib.error, _Broken,
)  # fmt: skip
"""What damaged archives make the library raise."""


def office_type(raw: bytes) -> str:
    """The media type of a document in a ZIP archive, "" where it holds none that is read here."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist()[:_MEMBERS])
            if "word/document.xml" in names:
                return _DOCX
            if "mimetype" in names:
                told = _part(archive, "mimetype", 200).decode("ascii", "replace").strip()
                return told if told in (_ODT, _EPUB) else ""
    except (ReadError, *_FAULTS):
        return ""
    return ""


def read_office(raw: bytes, media_type: str) -> Reading:
    """The document in `raw`. Raises: ReadError where it is damaged, locked, larger than it may be, or without text."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            if len(archive.infolist()) > _MEMBERS:
                raise ReadError(f"holds more than {_MEMBERS:,} parts. Save its text as .txt, .md or .html.")
            read = {_DOCX: _docx, _ODT: _odt, _EPUB: _epub}[media_type]
            body, about, problems = read(archive)
    except _FAULTS as fault:
        raise ReadError(
            f"is a damaged document ({fault or type(fault).__name__}). Open and save it in the program that made it."
        ) from None
    if not body.strip():
        raise ReadError("holds no text. There is nothing to tag.")
    language = about.pop("language", "")[:2].lower()
    return Reading(media_type, "utf-8", language, {"body": composed(body), **about}, problems)


def _part(archive: ZipFile, name: str, most: int | None = None) -> bytes:
    """One part unpacked. Raises: ReadError where it is locked or larger than it may be; KeyError where it is not there."""
    most = LARGEST if most is None else most
    info: ZipInfo = archive.getinfo(name)
    if info.flag_bits & 1:
        raise ReadError("is locked by a password. Save it without one.")
    if info.file_size > most or info.file_size > 1024 * 1024 + _RATIO * info.compress_size:
        raise ReadError("unpacks to more than a document can hold. Save its text as .txt, .md or .html.")
    with archive.open(info) as part:
        data = part.read(most + 1)  # what the directory says of the size may be a lie
    if len(data) > most:
        raise ReadError("unpacks to more than a document can hold. Save its text as .txt, .md or .html.")
    return data


def _events(
    data: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Parses XML, telling names without their name space. Raises: _Broken where it is no XML, has a DTD, or is nested too deeply."""
    depth = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise _Broken("nested too deeply")
        start(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(" ")[2])

    def refused(*_: object) -> None:
        raise _Broken("a DTD, which documents have not")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = started, ended, text
    parser.StartDoctypeDeclHandler = refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise _Broken(str(fault)) from None


def _prose(data: bytes, within: str, told: frozenset[str] | None) -> str:
    """The text inside the element `within`, a paragraph a line; only what stands in the elements `told`, where they are named."""
    out: list[str] = []
    inside = silent = speaking = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, silent, speaking
        inside += name == within or inside > 0
        silent += name in _SILENT or silent > 0
        speaking += told is not None and (name in told or speaking > 0)
        if inside and not silent and name in _LINES:
            count = attributes.get("c", "1")
            out.append(_LINES[name] * (min(int(count), 100) if name == "s" and count.isdigit() else 1))

    def end(name: str) -> None:
        nonlocal inside, silent, speaking
        if inside and not silent and name in _PARAGRAPHS:
            out.append("\n")
        inside -= inside > 0
        silent -= silent > 0
        speaking -= speaking > 0

    def text(words: str) -> None:
        if inside and not silent and (told is None or speaking):
            out.append(words)

    _events(data, start, end, text)
    return "".join(out)


def _about(data: bytes, names: Mapping[str, str] = _ABOUT) -> dict[str, str]:
    """What Dublin Core elements say of the document, each name once, days without their time; several authors are numbered."""
    found: dict[str, str] = {}
    words: list[str] = []
    authors: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        words.clear()

    def end(name: str) -> None:
        told = " ".join("".join(words).split())
        field = names.get(name)
        words.clear()
        if not field or not told:
            return
        if field == "author@docinfo":
            if told not in authors:
                authors.append(told)
        elif field not in _DATES:
            found.setdefault(field, told)
        elif day := _DAY.match(told):
            found.setdefault(field, day[1])

    _events(data, start, end, words.append)
    return found | {f"author@docinfo{f'#{n}' if n > 1 else ''}": author for n, author in enumerate(authors[:50], 1)}


def _docx(archive: ZipFile) -> tuple[str, dict[str, str], tuple[Problem, ...]]:
    text = frozenset(("t",))
    names = set(archive.namelist())
    parts = [_prose(_part(archive, "word/document.xml"), "body", text)]
    parts += [_prose(_part(archive, name), root, text) for name, root in (("word/footnotes.xml", "footnotes"), ("word/endnotes.xml", "endnotes")) if name in names]  # fmt: skip
    about = _about(_part(archive, "docProps/core.xml")) if "docProps/core.xml" in names else {}
    return "\n".join(part.strip("\n") for part in parts if part.strip()) + "\n", about, ()


def _odt(archive: ZipFile) -> tuple[str, dict[str, str], tuple[Problem, ...]]:
    body = _prose(_part(archive, "content.xml"), "text", frozenset(_PARAGRAPHS))
    return body, _about(_part(archive, "meta.xml"), _ABOUT_ODT) if "meta.xml" in archive.namelist() else {}, ()


def _epub(archive: ZipFile) -> tuple[str, dict[str, str], tuple[Problem, ...]]:
    """The chapters in the order of the spine; one that is missing or broken is told and loses no other."""
    from resiliparse.extract.html2text import extract_plain_text

    names: list[str] = []
    _events(_part(archive, "META-INF/container.xml"), lambda name, has: names.extend([has["full-path"]] if name == "rootfile" and "full-path" in has else []), _ignored, _ignored)  # fmt: skip
    if not names:
        raise _Broken("it names no contents")
    package = _part(archive, names[0])
    spine = _spine(package, dirname(names[0]))
    if not _locked(archive).isdisjoint(spine):
        raise ReadError("is locked by a copy protection. Tag a copy without one.")
    chapters: list[str] = []
    lost: list[str] = []
    size = 0
    for name in spine:
        try:
            data = _part(archive, name, LARGEST - size)
        except KeyError:
            lost.append(name)
            continue
        size += len(data)
        chapters.append(extract_plain_text(decode(data).text, preserve_formatting=True, alt_texts=False))
    told = f"{len(lost)} chapters are missing" if len(lost) > 1 else "1 chapter is missing"
    problems = (Problem("", 0, f"{told}: {', '.join(lost[:3])}."),) if lost else ()
    return "\n\n".join(chapter.strip() for chapter in chapters), _about(package), problems


def _locked(archive: ZipFile) -> set[str]:
    """The names of the parts of a book that are encrypted: chapters are by a copy protection, fonts also without one."""
    found: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "CipherReference":
            found.add(normpath(unquote(attributes.get("URI", ""))))

    if "META-INF/encryption.xml" in archive.namelist():
        _events(_part(archive, "META-INF/encryption.xml"), start, _ignored, _ignored)
    return found


def _ignored(_: str) -> None:
    """Takes no notice."""


def _spine(package: bytes, folder: str) -> list[str]:
    """The names of the chapters in reading order."""
    items: dict[str, str] = {}
    order: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "item" and attributes.get("media-type") in ("application/xhtml+xml", "text/html"):
            items[attributes.get("id", "")] = attributes.get("href", "")
        elif name == "itemref":
            order.append(attributes.get("idref", ""))

    _events(package, start, _ignored, _ignored)
    return [normpath(join(folder, unquote(items[one]))) for one in dict.fromkeys(order) if items.get(one)]
