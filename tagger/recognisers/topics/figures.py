"""Tells where a word that names a subject means another thing: "a flood of complaints"; the words are in `data/figures.toml`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from tagger.datafiles import compiled, load

REACH = 60
"""The most characters that are looked at on either side of a word."""


class Figure(NamedTuple):
    """What must stand right before and right after a word for it to name nothing, as patterns; "" where it does not matter."""

    before: str
    after: str
    small: bool
    great: bool

    def fits(self, text: str, start: int, end: int) -> bool:
        """Whether the word from `start` to `end` stands so."""
        if (self.small and not text[start].islower()) or (self.great and not text[start].isupper()):
            return False
        if self.after and compiled(self.after).match(text, end, end + REACH) is None:
            return False
        return not self.before or compiled(self.before).search(text, max(0, start - REACH), start) is not None


@cache
def figures() -> dict[str, tuple[Figure, ...]]:
    """The rules of each word, in small letters."""
    found: dict[str, list[Figure]] = {}
    for rule in load("figures.toml")["rule"]:
        figure = Figure(rule.get("before", ""), rule.get("after", ""), rule.get("small", False), rule.get("great", False))
        for word in rule["words"].split():
            found.setdefault(word.replace("_", " "), []).append(figure)
    return {word: tuple(rows) for word, rows in found.items()}


def is_figure(text: str, start: int, end: int) -> bool:
    """Whether the word from `start` to `end` names no subject there."""
    return any(figure.fits(text, start, end) for figure in figures().get(text[start:end].lower(), ()))
