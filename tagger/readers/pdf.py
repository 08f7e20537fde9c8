"""Reads the text of a PDF document, page by page, with what it says of itself (extra `documents`).

The text is that of the document's own text layer; a scan without one is refused. Source: ISO 32000-1, 14.3 (metadata).
"""

from __future__ import annotations

import io
import re
from typing import Any

from tagger.errors import Problem, ReadError
from tagger.model import Reading
from tagger.readers.encoding import composed

_MOST_PAGES = 5000
_MOST = 32 * 1024 * 1024
_DAY = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_ABOUT = {"/Title": "title", "/Author": "author@docinfo", "/CreationDate": "captured@docinfo"}
"""The day on which the file was made, from whatever it was printed: the text was not written later."""
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, NotImplementedError, OSError)
"""What damaged documents make the library raise, beside its own errors."""


def read_pdf(raw: bytes) -> Reading:
    """The document in `raw`. Raises: ReadError where it is damaged, locked, a scan, or the extra is not installed."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
    except ImportError:
        raise ReadError(
            "is a PDF document, which needs an extra package. Install it with: pip install 'tagger[documents]'"
        ) from None
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # it tells every oddity to standard error
    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("is a PDF document that is locked by a password. Save it without one.")
        if len(reader.pages) > _MOST_PAGES:
            raise ReadError(f"is a PDF document of more than {_MOST_PAGES:,} pages. Split it into parts.")
        body, problems = _body(reader, (PyPdfError, *_FAULTS))
        fields = _about(reader)
    except (FileNotDecryptedError, DependencyError):
        raise ReadError("is a PDF document that is locked. Save it without a password.") from None
    except (PyPdfError, *_FAULTS) as fault:
        raise ReadError(
            f"is a PDF document that is damaged ({type(fault).__name__}). Open and save it in a PDF program."
        ) from None
    if not body.strip():
        raise ReadError("is a PDF document without text: a scan, perhaps. Run text recognition on it first.")
    return Reading("application/pdf", "utf-8", fields.pop("language", ""), {"body": body, **fields}, problems)


def _body(reader: Any, faults: tuple[type[Exception], ...]) -> tuple[str, tuple[Problem, ...]]:
    """The text of all pages; a page that cannot be read is told and loses no other."""
    pages: list[str] = []
    lost: list[int] = []
    size = 0
    for number, page in enumerate(reader.pages, 1):
        try:
            text = page.extract_text()
        except faults:
            lost.append(number)
            continue
        pages.append(text.strip("\n"))
        size += len(text)
        if size > _MOST:
            raise ReadError("is a PDF document of more text than is read. Split it into parts.")
    told = f"pages {', '.join(map(str, lost[:10]))} could" if len(lost) > 1 else f"page {lost[0]} could" if lost else ""
    problems = (Problem("", 0, f"{told} not be read."),) if lost else ()
    return _clean("\n\n".join(pages)), problems


def _about(reader: Any) -> dict[str, str]:
    """What the document says of itself; days without their time."""
    found = {}
    for name, value in (reader.metadata or {}).items():
        field, text = _ABOUT.get(name), _clean(" ".join(str(value).split()))
        if not field or not text:
            continue
        if not field.startswith("captured"):
            found[field] = text
        elif day := _DAY.match(text):
            found[field] = "-".join(part for part in day.groups() if part)
    language = str(reader.trailer["/Root"].get("/Lang", ""))[:2].lower()
    return found | ({"language": language} if language.isalpha() else {})


def _clean(text: str) -> str:
    """The text without NULs and halves of characters, in NFC."""
    text = text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    return composed(text.encode("utf-8", "replace").decode("utf-8"))
