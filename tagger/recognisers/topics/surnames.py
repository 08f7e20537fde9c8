"""Tells where a word is a person's surname, and so names no topic; the words are in `data/surnames.toml`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from tagger.datafiles import load

_OPENING = "\"'“‘(["
_LONGEST = 24
"""The most characters that are looked at before a word."""


class _Words(NamedTuple):
    """Forms of address as they are written; given names and names of bodies in small letters."""

    address: frozenset[str]
    given: frozenset[str]
    bodies: frozenset[str]


@cache
def _words() -> _Words:
    data, names = load("surnames.toml"), load("attribution.en-names.toml")
    given = frozenset((names["male"] + names["female"]).split()) - frozenset(data["unsure"].split())
    return _Words(frozenset(data["address"]), given, frozenset(data["bodies"].split()))


def is_surname(text: str, start: int, end: int, known: set[str]) -> bool:
    """Whether the word from `start` to `end` is somebody's surname there: by what stands before it, or since it is in `known`.

    `known` are the surnames met in the same document so far; a new one is added.
    """
    word = text[start:end]
    if word in known:
        return True
    if text[start - 1 : start] != " ":
        return False
    before = text[text.rfind(" ", max(0, start - _LONGEST), start - 1) + 1 : start - 1]
    if not (before[:1].isupper() or before[:1] in _OPENING or "\n" in before):
        return False
    if not (word.isalpha() and word.istitle()) or text[end : end + 1].isalnum():
        return False
    before = before.rpartition("\n")[2].lstrip(_OPENING)
    address, given, bodies = _words()
    if before.rstrip(".") not in address and not (before.istitle() and before.lower() in given and word.lower() not in bodies):
        return False
    known.add(word)
    return True
