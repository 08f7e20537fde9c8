"""Tells where a word is a person's surname or part of an address, and so names no topic; the words are in `data/surnames.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tagger.datafiles import load
from tagger.matching.words import english

_OPENING = "\"'“‘(["
_BEFORE_NAMES = ':,;(\n"“'
_LONGEST = 24
"""The most characters that are looked at before a word."""


class _Words(NamedTuple):
    """Forms of address as they are written; given names, sure and unsure ones, and names of bodies in small letters.

    `alike` are words that are surnames too, `saying` is what people do and stands after a name that may be none, `street`
    what stands after a word in an address.
    """

    address: frozenset[str]
    given: frozenset[str]
    unsure: frozenset[str]
    bodies: frozenset[str]
    alike: frozenset[str]
    saying: re.Pattern[str]
    street: re.Pattern[str]


@cache
def _words() -> _Words:
    data, names = load("surnames.toml"), load("attribution.en-names.toml")
    unsure = frozenset(data["unsure"].split())
    given = frozenset((names["male"] + names["female"]).split()) - unsure
    bodies, alike = frozenset(data["bodies"].split()), frozenset(data["alike"].split())
    saying = re.compile(rf",? (?:who|{data['saying'].replace(' ', '|')})\b|, \d\d\b")
    street = re.compile(rf" (?:{'|'.join(data['streets'])})\b")
    return _Words(frozenset(data["address"]), given, unsure, bodies, alike, saying, street)


def is_surname(text: str, start: int, end: int, known: set[str]) -> bool:
    """Whether the word from `start` to `end` is somebody's surname there: by what stands before it, or since it is in `known`.

    `known` are the surnames met in the same document so far; a new one is added.
    """
    word = text[start:end]
    address, given, unsure, bodies, alike, saying, street = _words()
    if word in known or street.match(text, end):
        return True
    if not word.isalpha() or text[start - 1 : start] != " ":
        return False
    before = text[text.rfind(" ", max(0, start - _LONGEST), start - 1) + 1 : start - 1]
    if not (before[:1].isupper() or before[:1] in _OPENING or "\n" in before):
        return False
    if not word.istitle() or text[end : end + 1].isalnum():
        return False
    before = before.rpartition("\n")[2].lstrip(_OPENING)
    if before.rstrip(".") not in address and not _initial(text, start - 1 - len(before), before, address):
        if not before.istitle() or word.lower() in bodies:
            return False
        name = before.lower()
        if name not in given and not (
            saying.match(text, end) and (name in unsure or (word.lower() in alike and name not in english().stop))
        ):
            return False
    known.add(word)
    return True


def _initial(text: str, at: int, before: str, address: frozenset[str]) -> bool:
    """Whether what stands before a word, and begins at that place, is an initial that begins a name: "Cllr J. Banks"."""
    if len(before) != 2 or before[1] != "." or not before[0].isupper():
        return False
    ahead = text[max(0, at - _LONGEST) : at]
    if not ahead.strip(" ") or ahead.rstrip(" ")[-1] in _BEFORE_NAMES:
        return True
    return ahead.rpartition(" ")[0].rpartition(" ")[2].strip(_OPENING + ".") in address
