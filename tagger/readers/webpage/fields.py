"""The fields of a page as they are gathered: every value with its origin, each once, in bounded number and length."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import is_normalized, normalize

MOST = 12
"""How many values one name and origin may have; a page with more is a list, not a document."""
LONGEST = 2000
"""How many characters of a value are kept."""
_TAG = re.compile(r"<[^<>]{0,500}>")
_ENTITY = re.compile(r"&(?:#\w{1,7}|[A-Za-z]\w{1,24});")


def tidy(text: str) -> str:
    """The text on one line in NFC: white space collapsed, no control characters, at most `LONGEST` characters."""
    text = " ".join(text[: 2 * LONGEST].replace("\u00ad", "").replace("\u200b", "").split())[:LONGEST].rstrip()
    if text.isascii():
        return text if text.isprintable() else "".join(c for c in text if c.isprintable())
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def plain(text: str) -> str:
    """A value from JSON or an attribute as text: what was escaped twice is unescaped, markup removed."""
    if "&" in text and _ENTITY.search(text):
        text = unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return tidy(text)


class Fields:
    """Gathers values under `NAME@ORIGIN`, `NAME@ORIGIN#2` and so on; an empty or repeated value adds nothing."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._kept: dict[str, list[str]] = {}

    def add(self, name: str, origin: str, value: object) -> None:
        """Adds one value; what is no text, number or truth is no value."""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            return
        text = plain(str(value)[: 2 * LONGEST])
        if not text:
            return
        key = f"{name}@{origin}"
        kept = self._kept.setdefault(key, [])
        if text in kept or len(kept) >= MOST:
            return
        kept.append(text)
        self.values[key if len(kept) == 1 else f"{key}#{len(kept)}"] = text

    def all(self, name: str, origin: str = "") -> list[str]:
        """The values of a name, or of a name and origin, in the order they were added."""
        if origin:
            return self._kept.get(f"{name}@{origin}", [])
        start = f"{name}@"
        return [value for key, value in self.values.items() if key.startswith(start)]
