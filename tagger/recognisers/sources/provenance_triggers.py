"""Which of many small words a text has, in one pass: what rouses the rules that look closer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

_HUGE = 200_000
_SHORT = 3
"""Words below this length are so frequent that a plain search meets them at once."""


class Triggers:
    """The triggers of a set of rules, in small letters."""

    def __init__(self, words: Iterable[str]) -> None:
        unique = list(dict.fromkeys(words))
        self._short = [word for word in unique if len(word) < _SHORT]
        self._long = [word for word in unique if len(word) >= _SHORT]
        self._automaton = AhoCorasick(self._long)
        self._remembered = lru_cache(maxsize=4)(self._heard)

    def heard(self, text: str) -> frozenset[str]:
        """The triggers that occur in `text`, without regard to case; remembered for the rules that ask next, but no huge text is."""
        return self._remembered(text) if len(text) < _HUGE else self._heard(text)

    def _heard(self, text: str) -> frozenset[str]:
        folded = text.casefold()
        found = {match[0] for match in self._automaton.find_matches_as_indexes(folded, overlapping=True)}
        return frozenset([self._long[number] for number in found] + [word for word in self._short if word in folded])
