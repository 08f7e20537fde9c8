"""Blanks what is no part of a text: addresses of the web and of mail, and lines that belong to the page around it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tagger.datafiles import load
from tagger.folding import fold

_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}|[\w.+-]{1,64}@[\w.-]{1,255}", re.IGNORECASE)
_DOMAIN = re.compile(
    r"\.(?:com|org|net|gov|edu|info|io|tv|eu|de|fr|ru|ua|co\.uk|org\.uk|gov\.uk|ac\.uk)(?![\w-])[\w/.?=&%#-]{0,500}"
)
_BARS = re.compile(r"^[^\n|•·»›]{0,40}(?:[|•·»›][^\n|•·»›]{0,40}){3,}$", re.MULTILINE)
_INDENT, _WIDEST = 20, 100


class _Lines(NamedTuple):
    """A line that is furniture: one that begins so; where the rule is for headings, and does not end like a sentence.

    `heads` are the first letters of such lines, folded, `head` how many; `longest` is how long one may be.
    """

    furniture: re.Pattern[str]
    heads: frozenset[str]
    head: int
    longest: int

    def suspects(self, line: str) -> bool:
        """Whether a line may be furniture, by its first letters."""
        begins = line.lstrip(" \t")[: self.head]
        return begins.lower() in self.heads if begins.isascii() else fold(begins).startswith(tuple(self.heads))


@cache
def _lines() -> _Lines:
    data = load("furniture.toml")
    kinds = []
    every = [text for row in data["line"] for text in row["begins"]]
    head = min((len(text) for text in every if text.isascii()), default=0)
    for sentence, end in ((True, ""), (False, r"(?<![.!?…])")):
        begins = sorted({text for row in data["line"] if row["sentence"] is sentence for text in row["begins"]})
        kinds.append(rf"(?:{'|'.join(map(re.escape, reversed(begins)))})(?!\w)[^\n]{{0,{_WIDEST}}}{end}$")
    furniture = re.compile(rf"^[ \t]{{0,{_INDENT}}}(?:{'|'.join(kinds)})", re.MULTILINE | re.IGNORECASE)
    heads = frozenset(fold(text)[:head] for text in every)
    return _Lines(furniture, heads, head, _INDENT + max(map(len, every)) + _WIDEST)


def blanked(text: str) -> str:
    """`text` with furniture and addresses replaced by spaces of the same length."""
    if "://" in text or "www." in text or "@" in text:
        text = "\n".join(map(_without_addresses, text.split("\n")))
    if _DOMAIN.search(text):
        text = _without_domains(text)
    if "|" in text or (not text.isascii() and any(bar in text for bar in "•·»›")):
        text = _BARS.sub(_blank, text)
    lines = _lines()
    for line in text.split("\n"):
        if len(line) <= lines.longest and lines.suspects(line):
            return lines.furniture.sub(_blank, text)
    return text


def _without_addresses(line: str) -> str:
    """A line without addresses of the web and of mail, none of which goes over its end."""
    return _ADDRESS.sub(_blank, line) if "@" in line or "://" in line or "www." in line.lower() else line


def _without_domains(text: str) -> str:
    parts, done = [], 0
    for found in _DOMAIN.finditer(text):
        start = found.start()
        while start > done and found.start() - start < 80 and (text[start - 1].isalnum() or text[start - 1] in "-."):
            start -= 1
        parts += [text[done:start], " " * (found.end() - start)]
        done = found.end()
    return "".join((*parts, text[done:]))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
