"""Hides coordinates, telephone numbers, street and e-mail addresses in whatever leaves the process.

What they look like is data: `data/masks.toml`. Dates, years, prices and counts stay; a stamp loses its time of day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ahocorasick_rs import BytesAhoCorasick

from tagger.datafiles import compiled, load

MASK = "█"
_REACH = 120
"""How far round a block a private detail is looked for that lies across its ends, in characters."""
_TOKEN = 2000
_BLOCK = 512
_SHORT, _LONG = 200, 1_000_000
"""A shorter text is quickly looked through again, a longer one not kept in memory."""
_SHAPE = bytes(48 if 48 <= code <= 57 else code + 32 if 65 <= code <= 90 else code for code in range(256))
_OTHER_DIGITS = re.compile("[٠-٩۰-۹०-९০-৯０-９]")


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """One rule of what is hidden: its pattern, what must be near, and the surroundings in which it does not hold."""

    id: str
    gate: str
    pattern: str
    needs: tuple[frozenset[int], ...]
    unless: str


def masked(text: str, start: int, end: int) -> str:
    """`text[start:end]` with every private detail, also one that the slice cuts through, replaced by `█` of the same length."""
    return covered(text, start, end, private(text, start, end))


def hidden(name: str) -> str:
    """A name, a line or an address with every private detail in it covered."""
    return masked(name, 0, len(name))


def covered(text: str, start: int, end: int, found: Iterable[tuple[int, int]]) -> str:
    """`text[start:end]`, and covered in it what lies between the pairs."""
    out, at = "", start
    for first, last in _joined([pair for pair in found if pair[0] < end and pair[1] > start]):
        out += text[at : max(at, first)] + MASK * (min(last, end) - max(at, first))
        at = min(last, end)
    return out + text[at:end] if out else text[start:end]


def blocks(start: int, end: int) -> range:
    """The numbers of the blocks of a text in which a slice lies."""
    return range(start // _BLOCK, (end - 1) // _BLOCK + 1)


def private(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where private details lie within `text[start:end]`: half-open pairs in order, none over another."""
    found: list[tuple[int, int]] = []
    if start < end:
        look = _kept if _SHORT < len(text) < _LONG else details
        for block in blocks(start, end):
            found += [(max(first, start), min(last, end)) for first, last in look(text, block) if first < end and last > start]
    return _joined(found) if found else found


def details(text: str, block: int) -> tuple[tuple[int, int], ...]:
    """The private details in one block of a text, those too that reach into it or out of it."""
    start, end = block * _BLOCK, min(len(text), (block + 1) * _BLOCK)
    low, high = _window(text, start, end)
    shape = _shape(text[low:high])
    near = {number for number, _, _ in finder().find_matches_as_indexes(shape, overlapping=True)}
    found: list[tuple[int, int]] = []
    gates, opened = _gates(), {"": True}
    for mask in {mask for number in near for mask in _wanting()[number]}:
        if not any(map(near.isdisjoint, mask.needs)):
            gate = mask.gate
            if gate not in opened:
                opened[gate] = gates[gate].search(shape) is not None
            if opened[gate]:
                found += _matches(mask, text, low, high)
    return tuple((first, last) for first, last in found if first < end and last > start)


_kept = lru_cache(maxsize=64)(details)
"""The same, remembered, since the evidence of one document lies in a few blocks of one text."""


def _shape(text: str) -> bytes:
    """The text in small letters with every digit as 0, in which needs are quickly looked for."""
    if not text.isascii():
        text = _OTHER_DIGITS.sub("0", text)
    return (text + "\n").encode("utf-8", "surrogatepass").translate(_SHAPE)


def _matches(mask: Mask, text: str, low: int, high: int) -> list[tuple[int, int]]:
    """What one rule hides, looking from `low` to `high`."""
    pattern = compiled(mask.pattern)
    group = "mask" if "mask" in pattern.groupindex else 0
    found = []
    for match in pattern.finditer(text, low, high):
        first, last = match.span(group)
        if first < 0:  # that group took no part
            first, last = match.span()
        if not _excused(mask, text, first, last):
            found.append((first, last))
    return found


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """The surroundings of a block, widened to whole words within reason, since a map link may be long."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    if low:
        far = max(0, low - _TOKEN)
        low = max(text.rfind(" ", far, low), text.rfind("\n", far, low), far - 1) + 1
    if high < len(text):
        far = min(len(text), high + _TOKEN)
        high = min(at for at in (text.find(" ", high, far), text.find("\n", high, far), far) if at >= 0)
    return low, high


def _excused(mask: Mask, text: str, first: int, last: int) -> bool:
    if not mask.unless:
        return False
    return (
        compiled(mask.unless).search(f"{text[max(0, first - 24) : first]}«{text[first:last]}»{text[last : last + 24]}")
        is not None
    )


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if out and first <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], last)
        else:
            out.append((first, last))
    return out


@cache
def masks() -> tuple[Mask, ...]:
    """The rules of what is hidden, in the order of their file."""
    data = rules()
    lists: dict[str, str] = data["lists"]

    def whole(pattern: str) -> str:
        return re.sub(r"<<(\w+)>>", lambda name: lists[name[1]], pattern)

    numbers = {need: number for number, need in enumerate(needs())}
    return tuple(
        Mask(
            rule["id"],
            rule.get("gate", ""),
            whole(rule["pattern"]),
            tuple(frozenset(numbers[need] for need in group) for group in rule["needs"]),
            whole(rule.get("unless", "")),
        )
        for rule in data["rule"]
    )


@cache
def _gates() -> dict[str, re.Pattern[bytes]]:
    """The gates of the rules, by name."""
    return {name: re.compile(pattern.encode()) for name, pattern in rules()["gates"].items()}


@cache
def _wanting() -> tuple[tuple[Mask, ...], ...]:
    """By the number of a need, the rules whose first list it stands in."""
    return tuple(tuple(mask for mask in masks() if number in mask.needs[0]) for number in range(len(needs())))


@cache
def finder() -> BytesAhoCorasick:
    """Finds the numbers of all `needs` in one pass."""
    return BytesAhoCorasick([need.encode() for need in needs()])


@cache
def needs() -> tuple[str, ...]:
    """All that rules need near them, each once, in the order of their file."""
    return tuple(dict.fromkeys(need for rule in rules()["rule"] for group in rule["needs"] for need in group))


@cache
def rules() -> dict[str, Any]:
    """The rules as their file has them, with their examples."""
    return load("masks.toml")
