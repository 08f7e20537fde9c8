"""Texts that make a regular expression try the most: what leads to each of its repetitions, then that repetition at length."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-untyped]
import re._parser as parser  # type: ignore[import-untyped]
from collections.abc import Iterator
from typing import Any

_CLASSES = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "a",
    "CATEGORY_NOT_SPACE": "a",
    "CATEGORY_NOT_DIGIT": "a",
}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_ONE = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN)
_NONE = "\x00"
"""Stands at the end of each text, so that most of them match nothing."""


def pumped(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Texts of about that many characters, a few for each repetition in the pattern."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    seen = set()
    for before, bodies in _repetitions(tree, ""):
        for body in bodies:
            text = before + (body * (length // len(body) + 1))[:length]
            if text not in seen:
                seen.add(text)
                yield text + _NONE
    for unit in ("Z", "a ", " ", "\n", "-", "1", '"', "(", "A.", "Ab "):
        yield (unit * length)[:length] + _NONE


def of_groups(pattern: re.Pattern[Any]) -> bool:
    """Whether a possessive repetition takes more than one character at a time: Python 3.11 before 3.11.5 gets those wrong, and an
    atomic group around an ordinary repetition says the same."""
    return any(
        one[0] is codes.POSSESSIVE_REPEAT and (len(one[1][2]) > 1 or one[1][2][0][0] not in _ONE)
        for one in _parts(parser.parse(pattern.pattern, pattern.flags))
        if isinstance(one, tuple) and one
    )


def _parts(tree: Any) -> Iterator[Any]:
    if isinstance(tree, list | tuple | parser.SubPattern):
        yield tree
        for one in tree:
            yield from _parts(one)


def _repetitions(tree: Any, before: str) -> Iterator[tuple[str, list[str]]]:
    """What must stand before each repetition in the tree, and the bodies that it may have."""
    for node in tree:
        op, value = node
        if op in _REPEATS and value[1] > 8:
            kinds = list(dict.fromkeys((*_kinds(value[2]), _shortest(value[2]))))
            yield before, [kind for kind in kinds if kind][:6]
        for inner in _inside(op, value):
            yield from _repetitions(inner, before)
        before += _shortest([node])


def _inside(op: Any, value: Any) -> list[Any]:
    if op in _REPEATS:
        return [value[2]]
    if op is codes.SUBPATTERN:
        return [value[3]]
    if op is codes.ATOMIC_GROUP:
        return [value]
    return list(value[1][:30]) if op is codes.BRANCH else []


def _kinds(tree: Any) -> list[str]:
    """One text for each alternative at the beginning of a repetition, and one for each kind of character that it takes."""
    out: list[str] = []
    for op, value in tree:
        if op is codes.IN:
            out += [kind for kind in _members(value) if kind]
        elif op is codes.BRANCH:
            out += [_shortest(one) for one in value[1][:6]]
        else:
            for inner in _inside(op, value):
                out += _kinds(inner)
    return out


def _members(value: Any) -> list[str]:
    if value[0][0] is codes.NEGATE:
        refused = "".join(_members(value[1:]))
        return [c for c in ("a", "Z", " ", "1", ",", ".") if c not in refused]
    out = []
    for op, given in value:
        if op is codes.LITERAL:
            out.append(chr(given))
        elif op is codes.RANGE:
            out.append(chr(given[0]))
        elif op is codes.CATEGORY:
            out.append(_CLASSES.get(str(given), "a"))
    return out


def _shortest(tree: Any) -> str:
    """A short text that the tree takes, as far as can be seen without looking around."""
    out = ""
    for op, value in tree:
        if op is codes.LITERAL:
            out += chr(value)
        elif op is codes.ANY or op is codes.NOT_LITERAL:
            out += "a"
        elif op is codes.IN:
            out += (_members(value) or ["a"])[0]
        elif op is codes.BRANCH:
            out += min((_shortest(one) for one in value[1][:30]), key=len)
        elif op in _REPEATS:
            out += _shortest(value[2]) * value[0]
        elif op is codes.SUBPATTERN:
            out += _shortest(value[3])
        elif op is codes.ATOMIC_GROUP:
            out += _shortest(value)
    return out
