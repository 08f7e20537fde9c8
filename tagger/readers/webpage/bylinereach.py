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
_STEP, _SLACK = 4096, 140
"""Characters by which the part of the source that is looked at grows; elements that the walk does not enter, at most."""
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
    after, before = _within(source, at, 1, AFTER), _within(source, at, -1, BEFORE)
    last = max(_openings(after, opener, firsts), default=-1)
    first = min(_openings(before, opener, firsts), default=-1)
    return (
        min(_nodes(after[:last]), AFTER) if last >= 0 else 0,
        min(_nodes(before[first:]), BEFORE) if first >= 0 else 0,
    )


def _within(source: str, at: int, way: int, most: int) -> str:
    """The part of the source after a place, or before it (`way` -1), that holds all of the next `most` nodes of the tree."""
    start = end = at
    opened = 0
    while opened <= most + _SLACK and (end < len(source) if way > 0 else start > 0):
        low, high = (end, end + _STEP) if way > 0 else (max(start - _STEP, 0), start)
        opened += source.count("<", low, high) - source.count("</", low, high)
        start, end = (start, high) if way > 0 else (low, end)
    return source[start:end]


def _place(source: str, tag: str, number: int, text: str) -> int:
    """Where the headline begins in the source, -1 where that is not plain."""
    at = -1
    for _ in range(number + 1):
        at = source.find("<" + tag, at + 1)
        if at < 0:
            return -1
    opening = " ".join(text[:40].split())[:12]
    return at if opening in " ".join(source[at : at + 3000].split()) else -1


def _nodes(part: str) -> int:
    """How many nodes of the tree a part of the source makes at most."""
    tags = part.count("<")
    return 2 * tags - part.count("</") + 8


def _openings(source: str, opener: re.Pattern[str], firsts: frozenset[str]) -> Iterator[int]:
    """Where the first and the last of those texts begin that may open a byline, and all that may hold one after a date."""
    texts = [
        first + rest
        for first, rest in _STARTS.findall(source)
        if first.lower() in firsts and opener.match(unescape(first + rest))
    ]
    if texts:
        yield source.find(texts[0])
        yield source.rfind(texts[-1])
    for pattern in _SIGNED:
        for match in pattern.finditer(source):
            if _DIGIT.search(source, max(match.start() - 40, 0), match.start()):
                yield match.start()
