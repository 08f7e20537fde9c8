"""How far from the headline a line that opens with a word of a byline may stand, by the page's source.

Each look at a neighbour in the tree makes an object, so the tree is walked no further than the source says there is reason to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

AFTER, BEFORE = 260, 80
"""Nodes of the tree after the headline, and before it, among which a byline is looked for."""
DATED = re.compile(r"[^\n]{0,30}?\d[^\n]{0,12}?[\s,|•·](?:by|von|par|por)\s+[^\W\d_a-z]", re.S)
"""A line that opens with a date before a byline's word."""
_TAGS_AFTER, _TAGS_BEFORE = 1000, 400
_STARTS = re.compile(r">(?:\s|&nbsp;|&#160;|&shy;)*+([^<\s:：&]{1,14}+)([^<]{0,200})")
_SIGNED = tuple(re.compile(rf"{word}\s++[^\W\d_a-z]") for word in ("by", "von", "par", "por"))
_DIGIT = re.compile(r"\d")


def reach(source: str, heading: tuple[str, int, str], opener: re.Pattern[str], firsts: frozenset[str]) -> tuple[int, int]:
    """How many nodes after the headline, and before it, are to be looked at; 0 where no byline's word stands there.

    The headline is given by its tag, the number of elements with that tag before it, and its text; `opener` is what a
    byline opens with, `firsts` the first words of that.
    """
    at = _place(source, *heading)
    if at < 0:
        found = next(_openings(source, opener, firsts), None) is not None
        return (AFTER, BEFORE) if found else (0, 0)
    parts = source[at:].split("<", _TAGS_AFTER)
    last = len(source) - len(parts[-1]) if len(parts) > _TAGS_AFTER else len(source)
    parts = source[:at].rsplit("<", _TAGS_BEFORE)
    first = len(parts[0]) if len(parts) > _TAGS_BEFORE else 0
    after, before = source[at:last], source[first:at]
    return (
        max((_nodes(after[:place], AFTER) for place in _openings(after, opener, firsts)), default=0),
        max((_nodes(before[place:], BEFORE) for place in _openings(before, opener, firsts)), default=0),
    )


def _place(source: str, tag: str, number: int, text: str) -> int:
    """Where the headline begins in the source, -1 where that is not plain."""
    at = -1
    for _ in range(number + 1):
        at = source.find("<" + tag, at + 1)
        if at < 0:
            return -1
    opening = " ".join(text[:40].split())[:12]
    return at if opening in " ".join(source[at : at + 3000].split()) else -1


def _nodes(part: str, most: int) -> int:
    """How many nodes of the tree a part of the source makes at most; 0 where they are more than `most` for certain."""
    tags = part.count("<")
    opened = tags - part.count("</")
    return min(opened + tags + 8, most) if opened <= most + 140 else 0


def _openings(source: str, opener: re.Pattern[str], firsts: frozenset[str]) -> Iterator[int]:
    """Where the texts in a part of the source begin that may open a byline."""
    if any(first.lower() in firsts for first, _ in _STARTS.findall(source)):
        for match in _STARTS.finditer(source):
            if match[1].lower() in firsts and opener.match(unescape(match[1] + match[2])):
                yield match.start(1)
    for pattern in _SIGNED:
        for match in pattern.finditer(source):
            if _DIGIT.search(source, max(match.start() - 40, 0), match.start()):
                yield match.start()
