"""Reads files into Documents: suffix or content chooses the reader. The only place in the readers that opens a file.

It speaks to `os` and not to `pathlib`, which costs ten times as much a file.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from functools import partial
from hashlib import sha256
from types import MappingProxyType

from tagger.errors import ReadError
from tagger.masking import hidden
from tagger.model import Document, Late, LateFields, Reading
from tagger.readers.encoding import composed
from tagger.readers.sniff import MEDIA_TYPES, kind, readable, suffix, wants_extra

__all__ = ["LIMIT", "from_bytes", "read", "read_bytes", "read_documents", "readable", "wants_extra"]

LIMIT = 256 * 1024 * 1024
"""The largest file that is read, in bytes: a mailbox, or a document with its pictures."""
LONGEST = 100_000_000
"""The longest text that is tagged as one document, in characters, since tagging takes some sixty times its size in memory."""
_CHUNK = 64 * 1024
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_MESSAGE = re.compile(r"(.+)#([1-9][0-9]{0,8})")
_FEW = 400
_ENGLISH = frozenset("the of and to was were with that this from they their have has had which would".split())
_LANGUAGES = (
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv th tr uk vi zh".split()
)
"""What is told apart; the small neighbours of large languages are mostly mistaken for."""
_ERRORS = {
    errno.ENOENT: "does not exist. Check the name.",
    errno.EACCES: "may not be read by you. Change its permissions.",
    errno.EPERM: "may not be read by you. Change its permissions.",
    errno.ELOOP: "is a symbolic link that leads back to itself. Remove the link.",
    errno.ENAMETOOLONG: "has too long a name. Shorten it.",
    errno.ENOTDIR: "lies in something that is no folder. Check the name.",
    errno.EISDIR: "is a folder. Give `tagger tag` the folder, or name a file in it.",
}
_KINDS = (
    (stat.S_ISDIR, _ERRORS[errno.EISDIR]),
    (stat.S_ISFIFO, "is a pipe, not a file. Save what comes out of it first."),
    (stat.S_ISSOCK, "is a socket, not a file."),
    (stat.S_ISCHR, "is a device, not a file."),
    (stat.S_ISBLK, "is a device, not a file."),
)


def read(path: str | os.PathLike[str]) -> Document:
    """The document in a file, named by its bare file name.

    A mailbox (.mbox) of several messages holds several documents: `read("inbox.mbox#2")` reads its second message.

    Raises: ReadError with one line that says what, where and what to do.
    """
    given = os.fsdecode(path)
    number = 0
    if not os.path.lexists(given) and (match := _MESSAGE.fullmatch(given)):
        given, number = match[1], int(match[2])
    name = os.path.basename(given)  # noqa: PTH119
    documents = read_documents(given, name)
    if number > len(documents):
        raise ReadError(f"{shown(name)}: holds {len(documents)} messages; there is no message {number}. Name another.")
    if len(documents) > 1 and not number:
        raise ReadError(f"{shown(name)}: holds {len(documents)} messages, each a document of its own. Name one: {shown(name)}#1.")
    return documents[max(number, 1) - 1]


def read_documents(path: str, name: str) -> list[Document]:
    """The documents in a file: one, but for a mailbox, which gives one a message, named `name#1`, `name#2` and so on.

    `name` is the path as records have it (POSIX, from the root of the library); `sha256` is that of the file's bytes, or of
    the message's. Raises: ReadError as `read` does.
    """
    try:
        raw = read_bytes(path)
    except ReadError as error:
        raise ReadError(f"{shown(name)}: {error}") from None
    return from_bytes(raw, name)


def from_bytes(raw: bytes, name: str) -> list[Document]:
    """The documents in bytes that bear a name, as `read_documents` has them. Raises: ReadError where they hold no text."""
    try:
        what = kind(name, raw)
        if what == "mbox":
            from tagger.readers.mail import read_mbox

            messages = read_mbox(raw)
            if len(messages) == 1 and not messages[0][1].problems:
                return [_document(name, name, *messages[0])]
            return [_document(f"{name}#{n}", name, *message) for n, message in enumerate(messages, 1)]
        return [_document(name, name, raw, _reading(what, name, raw))]
    except ReadError as error:
        raise ReadError(f"{shown(name)}: {error}") from None
    except (MemoryError, RecursionError) as error:
        raise ReadError(
            f"{shown(name)}: is too deeply nested or too large to read ({type(error).__name__}). Simplify it."
        ) from None


def read_bytes(path: str) -> bytes:
    """The bytes of a regular file of at most `LIMIT` bytes, read without blocking. Raises: ReadError, without the name."""
    try:
        found = os.stat(path)  # noqa: PTH116
        if not stat.S_ISREG(found.st_mode):
            raise ReadError(next((what for test, what in _KINDS if test(found.st_mode)), "is no regular file."))
        if found.st_size > LIMIT:
            size, limit = -(-found.st_size >> 20), LIMIT >> 20
            raise ReadError(f"is too large ({size} MB; the limit is {limit} MB). Split it into parts.")
        handle = os.open(path, _FLAGS)
        try:
            raw = os.read(handle, _CHUNK if found.st_size < _CHUNK else found.st_size + 1)
            if len(raw) < found.st_size or found.st_size >= _CHUNK:
                raw = _rest(handle, raw)
        finally:
            os.close(handle)
    except OSError as error:
        raise ReadError(_ERRORS.get(error.errno or 0) or f"cannot be read ({error.strerror or error}). Check the disk.") from None
    except ValueError:  # a NUL in the name
        raise ReadError("is no name that a file can have. Check the name.") from None
    return raw


def _rest(handle: int, raw: bytes) -> bytes:
    parts, size = [raw], len(raw)
    while part := os.read(handle, 1 << 20):
        parts.append(part)
        size += len(part)
        if size > LIMIT:
            raise ReadError("grows while it is read. Try again when it is complete.")
    return b"".join(parts)


def _reading(what: str, name: str, raw: bytes) -> Reading:
    if what == "webpage":
        from tagger.readers.webpage import read_webpage

        return read_webpage(raw)
    if what == "mhtml":
        return _saved_page(raw)
    if what == "mail":
        from tagger.readers.mail import read_mail

        return read_mail(raw)
    if what == "markdown":
        from tagger.readers.markdown import read_markdown

        return read_markdown(raw)
    if what == "pdf":
        from tagger.readers.pdf import read_pdf

        return read_pdf(raw)
    if "/" in what:
        from tagger.readers.office import read_office

        return read_office(raw, what)
    from tagger.readers.plain import read_plain

    return read_plain(raw, MEDIA_TYPES.get(suffix(name), "text/plain"))


def _saved_page(raw: bytes) -> Reading:
    """The page within a file that a browser saved; what the page says of itself goes before what the file says of it."""
    from tagger.readers.mail import page_in
    from tagger.readers.webpage import read_webpage

    page, saved = page_in(raw)
    reading = read_webpage(page)
    return reading._replace(media_type="multipart/related", fields={**saved, **reading.fields})


def _document(path: str, name: str, raw: bytes, reading: Reading) -> Document:
    """The document of a reading: its fields in NFC and never empty, `path` among them, problems with their place. What is private in
    an address of its own is covered from the first: a link to a spot on a map is a coordinate.

    Raises: ReadError where it is too long to be tagged as one.
    """
    path = shown(path)
    known = _composed(reading.fields)
    if len(known["body"]) > LONGEST:
        raise ReadError(f"is too long a text (the limit is {LONGEST // 1_000_000} million characters). Split it into parts.")
    for key in [key for key in known if key.startswith("url")]:
        known[key] = hidden(known[key])
    known["path"] = composed(shown(name))
    late = {field: partial(_late, look) for field, look in reading.late.items()}
    fields = LateFields(known, late) if late else MappingProxyType(known)
    problems = tuple(problem if problem.path else problem._replace(path=path) for problem in reading.problems)
    language = reading.language or _language(known["body"])
    return Document(path, sha256(raw).hexdigest(), reading.media_type, reading.encoding, language, fields, None, problems)


def _late(look: Late) -> dict[str, str]:
    return _composed(look())


def _composed(fields: dict[str, str]) -> dict[str, str]:
    return {key: composed(text) for key, text in fields.items() if text or key == "body"}


def _language(text: str) -> str:
    """The language a text seems to be written in, as ISO 639-1 has it; "" where it is too short to tell.

    Below some four hundred characters the detector takes English for Latin, Spanish or French, so its plainest words go first.
    """
    english = 0
    if len(text) < _FEW:
        english = len(_ENGLISH.intersection(text.lower().split()))
        if english >= 3 or (english and len(text) < 100):
            return "en"
        if len(text) < 60:
            return ""
    from resiliparse.parse.lang import detect_fast

    language, distance = detect_fast(text[:1000])
    if language not in _LANGUAGES:  # the best of all is also the best of these, at half the cost
        language, distance = detect_fast(text[:1000], langs=_LANGUAGES)
    return language if 0 < distance < (950 if len(text) < _FEW and not english else 600) else ""


def shown(name: str) -> str:
    """A file's name on one line of valid Unicode: what is undecodable or a control stands as an escape."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() or c in " \u00a0\u3000" else _escape(c) for c in name)


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
