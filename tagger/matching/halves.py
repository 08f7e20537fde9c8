"""Words that may be the first half of a word of a label, which a text writes as two: cease fire."""

from __future__ import annotations

from bisect import bisect_left

from tagger.matching.words import english

LONG = 7
"""A word of a label of so many letters may be written as two."""
_LEAST = 3
"""So many letters has a half at least."""
_BEGINS = 5
"""By so many first letters is told that a word is the beginning of none."""
_LAST = chr(0x10FFFF)


class Halves:
    """What the words of labels may be parted into; `words` are those of `LONG` letters or more, sorted."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._begins = {word[:_BEGINS] for word in words}

    def of(self, word: str) -> set[str] | None:
        """How the rests begin of words of labels that the word is the beginning of, where they are long enough; None where there
        are none, or it says nothing."""
        words, size = self._words, len(word)
        if size < _LEAST or (size >= _BEGINS and word[:_BEGINS] not in self._begins):
            return None
        at = bisect_left(words, word)
        if at == len(words) or not words[at].startswith(word) or word in english().stop:
            return None
        end = bisect_left(words, word + _LAST, at)
        return {other[size : size + 2] for other in words[at:end] if len(other) >= size + _LEAST} or None
