"""Tells what bytes are: by the suffix of their name, and by their first lines where the suffix lies.

Source: the signatures are those of the formats' own specifications; mbox as in RFC 4155.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec

from tagger.errors import ReadError

KINDS: dict[str, str] = {
    ".txt": "plain", ".text": "plain", ".rst": "plain", ".org": "plain", ".log": "plain",
    ".md": "markdown", ".markdown": "markdown",
    ".html": "webpage", ".htm": "webpage", ".xhtml": "webpage",
    ".eml": "mail", ".mbox": "mbox", ".mhtml": "mhtml", ".mht": "mhtml",
    ".docx": "office", ".odt": "office", ".epub": "office", ".pdf": "pdf",
}  # fmt: skip
MEDIA_TYPES = {".rst": "text/x-rst", ".org": "text/x-org"}
_ZIP, _ZIP_END, _ZIP_TAIL = b"PK\x03\x04", b"PK\x05\x06", 66_000
_OLD_OFFICE, _LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (_ZIP, "a ZIP archive"),
    (_ZIP_END, "an empty ZIP archive"),
    (b"{\\rtf", "an RTF document"),
    (_OLD_OFFICE, "an old office document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"RIFF", "a RIFF file (sound, video or image)"),
    (b"%!PS", "a PostScript document"),
)
_STARTS = tuple(signature for signature, _ in _SIGNATURES)
_HEAD = 8 * 1024
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TEXT_CONTROLS = bytes(range(32)).translate(None, b"\x00\t\n\x0b\x0c\r\x08\x1b")
_PAGE = re.compile(rb"(?:\s|<\?xml[^>]{0,200}>|<!--(?:(?!-->)[^\0]){0,2000}-->)*<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_TAG = re.compile(rb"<[A-Za-z!/?]")
_FROM_LINE = re.compile(rb"From [^\n]{3,200}\n(?=>?[A-Za-z][A-Za-z0-9-]{0,76}:[ \t\r\n])")
_STAMPED = re.compile(rb"From \S{1,200} [^\n]{0,80}\d\d:\d\d[^\n]{0,40}\d{4}")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,76}):[ \t]*([^\r\n]*)\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_POSTAL = frozenset((b"message-id", b"received", b"return-path", b"mime-version", b"delivered-to", b"date", b"subject"))


def suffix(name: str) -> str:
    """The last suffix of a file's name in small letters with its dot, "" where it has none."""
    stem, dot, last = name.rpartition("/")[2].rpartition(".")
    return f".{last.lower()}" if dot and stem else ""


@cache
def can_read_pdf() -> bool:
    """Whether the extra for PDF documents is installed."""
    return find_spec("pypdf") is not None


def readable(name: str) -> bool:
    """Whether the walk of a folder takes a file of this name: by its suffix, never for what systems leave beside files."""
    kind = KINDS.get(suffix(name))
    return kind is not None and (kind != "pdf" or can_read_pdf()) and not name.rpartition("/")[2].startswith(("._", "~$"))


def wants_extra(name: str) -> bool:
    """Whether a file of this name could be read if the extra for PDF documents were installed."""
    return KINDS.get(suffix(name)) == "pdf" and not can_read_pdf()


def kind(name: str, raw: bytes) -> str:
    """`plain`, `markdown`, `webpage`, `mhtml`, `mail`, `mbox`, `pdf` or the media type of an office document.

    A text or a note may be empty; anything else that is empty is broken. Raises: ReadError for that, and for what is no text.
    """
    if not raw:
        if (empty := KINDS.get(suffix(name))) in ("plain", "markdown"):
            return empty
        raise ReadError("is empty. There is nothing to tag.")
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if raw.startswith(_ZIP):
        from tagger.readers.office import office_type

        if media_type := office_type(raw):
            return media_type
    named = KINDS.get(suffix(name), "")
    if named in ("pdf", "office"):
        raise ReadError(_what_instead(suffix(name)[1:], raw))
    _refuse_binary(raw)
    head = raw[:_HEAD]
    for mark in _BOMS:
        head = head.removeprefix(mark)
    head = head.replace(b"\0", b"")  # UTF-16 as ASCII
    if named == "webpage":
        return named if _TAG.search(raw.replace(b"\0", b"") if b"\0" in raw[:64] else raw) else "plain"
    if named == "mhtml" and _HEADER.match(head.lstrip()):
        return named
    if _PAGE.match(head) or (named == "mhtml" and _TAG.search(head)):
        return "webpage"
    if _FROM_LINE.match(head) and (named == "mbox" or _STAMPED.match(head)):
        return "mbox"
    if named in ("mail", "mbox"):
        return "mail" if _HEADER.match(head.lstrip()) else "plain"
    if _is_mail(head):
        return "mail"
    return "plain" if named in ("", "mhtml") else named


def _is_mail(head: bytes) -> bool:
    """Whether a text begins with the headers of a mail: a From with an address, and two more that only mail has together."""
    names: set[bytes] = set()
    at = 0
    sender = False
    while (match := _HEADER.match(head, at)) is not None:
        name = match[1].lower()
        sender = sender or (name == b"from" and b"@" in match[2])
        names.add(name)
        at = match.end()
    return sender and len(names & _POSTAL) >= 2 and head[at : at + 2].startswith((b"\n", b"\r\n"))


def _what_instead(named: str, raw: bytes) -> str:
    """What is wrong with bytes that are not what their suffix names, and what to do."""
    if raw.startswith(_ZIP) and _ZIP_END not in raw[-_ZIP_TAIL:]:
        return f"is a damaged {named} document: its end is missing. Save it again in the program that made it, or fetch it anew."
    if raw.startswith(_OLD_OFFICE):
        if _LOCKED in raw:
            return "is locked by a password. Save it without one."
        return f"is an old office document, whatever its name says. Save it as .{named} in an office program."
    told = f"is no {named} document, whatever its name says"
    if what := _signed(raw):
        return f"{told}, but {what}. Save its text as .txt, .md or .html."
    if _full_of_controls(raw):
        return f"{told}, or damaged. Save it again in the program that made it, or fetch it anew."
    return f"{told}. Give it the suffix of what it is."


def _refuse_binary(raw: bytes) -> None:
    if what := _signed(raw):
        raise ReadError(f"is {what}, not text. Save its text as .txt, .md or .html.")
    if _full_of_controls(raw):
        raise ReadError("is no text: it is full of control bytes. Save its text as .txt, .md or .html.")


def _signed(raw: bytes) -> str:
    """What bytes are by their first ones, "" where those say nothing."""
    return next(what for signature, what in _SIGNATURES if raw.startswith(signature)) if raw.startswith(_STARTS) else ""


def _full_of_controls(raw: bytes) -> bool:
    """Whether bytes are no text of any encoding."""
    head = raw[:_HEAD]
    if head.startswith(_BOMS):
        return False
    zeros = head.count(0)
    if zeros and _is_wide(head, zeros):
        return False
    controls = zeros + len(head) - len(head.translate(None, _TEXT_CONTROLS))
    return controls * 20 > len(head)


def _is_wide(head: bytes, zeros: int) -> bool:
    """Whether the zeros stand in every other byte, as in UTF-16 without a mark, and the other half reads as text."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    other = head[::2] if odd > even else head[1::2]
    return (
        zeros * 5 >= len(head) * 2
        and min(even, odd) * 9 < max(even, odd)
        and not len(other) - len(other.translate(None, _TEXT_CONTROLS))
    )
