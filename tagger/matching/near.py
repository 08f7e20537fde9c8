"""Words nearly right: one slip of the pen away from a word of a label, and under conditions that keep real words out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from tagger.matching.words import LONGEST, Stems, Words, english

SHORTEST = 7


class Near:
    """An index of words by their halves: two words one slip apart have the first or the last one in common.

    A slip is a letter too many, too few, wrong, or two exchanged. Never a slip: a word of everyday English or an
    inflection of one, another first letter, another derivation (socialist of socialism), a shorter stem than six letters.
    The index is made when it is first asked.
    """

    def __init__(self, words: Iterable[str], language: Words, stems: Stems) -> None:
        self._words, self._language, self._stems = words, language, stems
        self._halves: dict[str, list[str]] | None = None
        self._usual: frozenset[str] = frozenset()
        self._distance: Callable[..., int]

    def meant(self, word: str, stem: str) -> tuple[str, ...]:
        """The words of labels that a folded word of a text with a stem that is in no label may stand for; mostly none."""
        size = len(word)
        if not SHORTEST <= size <= LONGEST or not word.isalpha():
            return ()
        halves = self._built() if self._halves is None else self._halves
        if stem in self._usual:
            return ()
        near: list[str] = []
        for half in (*_halves(word, size - 1), *_halves(word, size + 1)):
            if half in halves:
                near += halves[half]
        return self._one_slip(word, near) if near else ()

    def _one_slip(self, word: str, near: list[str]) -> tuple[str, ...]:
        """Those of the words that are one slip apart from the word and made from their stem as it is."""
        size, distance = len(word), self._distance
        slips = {other for other in near if -2 < len(other) - size < 2 and distance(other, word, score_cutoff=1) == 1}
        if not slips:
            return ()
        derived = self._language.derived
        return tuple(sorted([other for other in slips if derived(other) == derived(word)]))

    def _built(self) -> dict[str, list[str]]:
        """The index by halves; the stems of words that are themselves become known."""
        from rapidfuzz.distance import OSA

        self._distance = OSA.distance
        known = english()
        usual = [*known.everyday, *known.apart, *known.common, *known.stop]
        self._usual = frozenset(self._stems.of(usual))
        halves: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if SHORTEST <= len(word) <= LONGEST and len(self._stems[word]) >= SHORTEST - 1 and word.isalpha():
                first, last = _halves(word, len(word))
                halves[first].append(word)
                halves[last].append(word)
        self._halves = halves
        return halves


def _halves(word: str, size: int) -> tuple[str, str]:
    """The first and the last letters of a word that is to be compared with one of that size; one letter between them is in neither."""
    first = (size - 1) // 2
    return word[:first], word[0] + word[first + 1 - size :]
