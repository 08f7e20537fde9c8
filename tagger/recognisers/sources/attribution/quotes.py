"""Which tokens of a body stand in quotes: the quotation marks of each paragraph are paired."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tagger.recognisers.sources.attribution.tokens import BREAKS, QUOTED, starts

_PAIRED = re.compile(b"[%c%c]" % (BREAKS, QUOTED))
_CLOSING = {
    "“": '”"“',
    "„": '”“‟"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’'",
    "‚": "‘’",
    "``": "''\"",
    '"': "”",
    "''": '"”',
}
"""The marks that may end a quote which another mark began."""


class Quotes(NamedTuple):
    """By token: `inside` is 1 for one that stands in quotes, `closes` for a mark that ends a quote; `told` are the kinds of the tokens,
    zero for those in quotes."""

    inside: bytearray
    closes: bytearray
    told: bytearray


def quotes(body: str, tokens: list[str], at: Sequence[int], kinds: bytes) -> Quotes:
    """What stands in quotes in a body that is cut into these tokens, which begin `at` these places."""
    inside, closes, told = bytearray(len(kinds)), bytearray(len(kinds)), bytearray(kinds)
    for first, last in _pairs(body, tokens, at, kinds) if QUOTED in kinds else ():
        length = last - first - 1
        closes[last] = 1
        inside[first + 1 : last] = b"\1" * length
        told[first + 1 : last] = bytes(length)
    return Quotes(inside, closes, told)


def _pairs(body: str, tokens: list[str], at: Sequence[int], kinds: bytes) -> Iterator[tuple[int, int]]:
    """The tokens that open and close each quote; one that is not closed is left alone, unless the next paragraph goes on."""
    opened, kind = -1, ""
    for i in starts(_PAIRED.finditer(kinds)):
        if kinds[i] != BREAKS:
            token = tokens[i]
            opens, closes = _directions(body, token, at[i])
            if opened >= 0 and closes and _fits(kind, token):
                yield opened, i
                opened = -1
            elif opens and (opened < 0 or kind == token):
                opened, kind = i, token
        elif opened >= 0:
            if tokens[i + 1 : i + 2] == [kind] and _directions(body, kind, at[i + 1])[0]:
                yield opened, i
            opened = -1


def _directions(body: str, mark: str, start: int) -> tuple[bool, bool]:
    """Whether the quotation mark that starts there in the body can open, and whether it can close."""
    if mark == "”":
        return False, True
    before = body[start - 1] if start else " "
    if mark in ("“", "„", "‘", "``", "‚"):
        return True, mark == "“" and not before.isspace()
    end = start + len(mark)
    after = body[end] if end < len(body) else " "
    if mark in "«»‹›":
        return (mark in "«‹") == (not after.isspace()), (mark in "»›") == (not before.isspace())
    if mark == "’":
        return False, not after.isalnum()
    opens = (before.isspace() or before in "([—–-/“‘\"'") and not after.isspace()
    closes = not before.isspace() and not after.isalnum()
    if not opens and not closes:
        opens = closes = mark != "'"
    return opens, closes


def _fits(opening: str, closing: str) -> bool:
    """Whether a quote that `opening` began may end with `closing`."""
    if opening == closing:
        return opening not in ("“", "‘")
    return closing in _CLOSING.get(opening, "")
