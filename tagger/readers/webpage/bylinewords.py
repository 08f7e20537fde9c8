"""Tells words of a byline, and words of what is none, at the ends of names and texts: for less than patterns of many words cost."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BREAK = re.compile(r"[\W_]")


class Ends:
    """Words that names of classes begin or end with, in small letters; of a longer name they are parted by a sign that is no letter
    or digit."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, self._words))

    def within(self, names: str) -> bool:
        """Whether one of the names, given in small letters with blanks between, begins or ends with one of the words."""
        return any(name in self._words or self._begins(name) or self._ends(name) for name in names.split())

    def _begins(self, name: str) -> bool:
        return any(name[: sign.start()] in self._words for sign in _BREAK.finditer(name, 0, self._longest + 1))

    def _ends(self, name: str) -> bool:
        start = max(len(name) - self._longest - 1, 0)
        return any(name[sign.end() :] in self._words for sign in _BREAK.finditer(name, start))


class Opener:
    """Words that a byline opens with, in large or small letters: before a colon, a blank or its end."""

    def __init__(self, words: Iterable[str]) -> None:
        longest_first = sorted(words, key=len, reverse=True)
        self._pattern = re.compile("(?:" + "|".join(map(re.escape, longest_first)) + r")(?:\s*[:：]|\s|$)", re.I)
        self._heads = frozenset(word[:2].lower() for word in longest_first)

    def begins(self, text: str) -> bool:
        """Whether a text opens with one of the words.

        The first two signs tell of most texts that it does not; of those beyond ASCII only the pattern knows the large and the small.
        """
        head = text[:2]
        return (head.lower() in self._heads or not head.isascii()) and self._pattern.match(text) is not None

    def is_all_of(self, text: str) -> bool:
        """Whether a text is one of the words and nothing else."""
        return self.begins(text) and self._pattern.fullmatch(text) is not None
