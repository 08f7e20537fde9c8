"""Words nearly right: one slip of the pen away from a word of a label, and under conditions that keep real words out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from tagger.matching.words import LONGEST, Words, english

SHORTEST = 7
_BEGINNING = 6
"""So many first letters of a word are indexed: two words one slip apart have beginnings that share a rest."""


class Near(dict[str, tuple[str, ...]]):
    """An index of words by what is left of their beginnings when one letter is deleted.

    A slip is a letter too many, too few, wrong, or two exchanged. Never a slip: a word of everyday English or an
    inflection of one, another first letter, another derivation (socialist of socialism), a shorter stem than six letters.
    """

    def __init__(self, words: Iterable[str], language: Words, stems: Mapping[str, str], known: Container[str]) -> None:
        super().__init__()
        self._language, self._stems, self._known = language, stems, known
        self._words = frozenset(word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha())
        self._rests: dict[str, list[str]] | None = None
        self._begin: dict[str, list[str]] = {}
        self._usual: frozenset[str] | None = None

    def __missing__(self, word: str) -> tuple[str, ...]:
        """The words of labels that a folded word of a text may stand for; mostly none, and none where its stem is in a label."""
        if len(self) > 400_000:
            self.clear()
        meant = self[word] = self._look(word)
        return meant

    def _look(self, word: str) -> tuple[str, ...]:
        if not (SHORTEST <= len(word) <= LONGEST and word.isalpha()) or self._stems[word] in self._known:
            return ()
        if self._rests is None:
            self._build()
            assert self._rests is not None
        starts = {start for rest in _rests(word[:_BEGINNING]) for start in self._rests.get(rest, ())}
        least, most = len(word) - 1, len(word) + 1
        near = [other for start in starts for other in self._begin[start] if least <= len(other) <= most]
        if not near or self._stems[word] in self._everyday():
            return ()
        from rapidfuzz.distance import OSA

        derived = self._language.derived(word)
        return tuple(
            other
            for other in sorted(near)
            if other[0] == word[0] and self._language.derived(other) == derived and OSA.distance(other, word, score_cutoff=1) == 1
        )

    def _everyday(self) -> frozenset[str]:
        """The stems of words that are themselves."""
        if self._usual is None:
            known = english()
            usual = (known.everyday, known.apart, known.common, known.stop)
            self._usual = frozenset(self._stems[word] for words in usual for word in words)
        return self._usual

    def _build(self) -> None:
        for word in sorted(self._words):
            if len(self._stems[word]) >= SHORTEST - 1:
                self._begin.setdefault(word[:_BEGINNING], []).append(word)
        self._rests = {}
        for start in self._begin:
            for rest in _rests(start):
                self._rests.setdefault(rest, []).append(start)


def _rests(word: str) -> set[str]:
    rests = {word[:n] + word[n + 1 :] for n in range(1, len(word))}
    rests.add(word)
    return rests
