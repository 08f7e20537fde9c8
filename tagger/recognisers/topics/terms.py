"""The terms of a vocabulary: its labels, cues, words of definitions and fields, each with what it is worth to which concepts."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from tagger.datafiles import load
from tagger.folding import fold
from tagger.matching.words import Words, bare, english, simple, split, stems
from tagger.vocabulary import Concept, Vocabulary

LABEL, CUE, DERIVED, DEFINITION, FIELD = 1.0, 0.45, 0.35, 0.3, 0.25
COMMON, EVERYDAY = 0.45, 0.8
"""What a word standing alone is worth when it is one of the commonest, or one of everyday English, against 1 for any other."""
FEW_TERMS = 26
SMALL = 60
"""A concept with fewer labels and cues than `FEW_TERMS` is supported by the words of its definition and of its field, and by
words derived from its labels; in a vocabulary of more than `SMALL` concepts, one with fewer than a quarter of that by its
definition alone."""
CLAIM, CLAIMANTS = 0.5, 3
"""The share of its own words that must lie in a field for it to belong there, and how many concepts may share one field."""


class Worth(NamedTuple):
    """What a term is worth to the concept at that place of the vocabulary; `own` says that the vocabulary itself has it."""

    concept: int
    weight: float
    names: bool
    own: bool


class Terms:
    """All terms of a vocabulary; what each is worth is worked out when it is asked.

    The places of those found by their stems alone are `loose`; `lends` says whether any concept was lent the words of a field.
    """

    def __init__(
        self, texts: list[str], rows: list[dict[int, _Row]], size: int, plain: Callable[[str], str], loose: frozenset[int], lends: bool
    ) -> None:  # fmt: skip
        self.texts, self._rows, self._size, self._plain = texts, rows, max(2, size), plain
        self.loose, self.lends = loose, lends

    def worths(self, term: int) -> tuple[Worth, ...]:
        """What the term at that place of `texts` is worth to the concepts it speaks for."""
        rows = self._rows[term]
        rarity = _rarity(self.texts[term], self._plain) * math.log(1 + self._size / len(rows)) / math.log(1 + self._size)
        return tuple([Worth(place, row.weight * rarity, row.names, row.own) for place, row in rows.items()])

    def named(self) -> list[int]:
        """For each concept how many of the terms are its labels."""
        out = [0] * self._size
        for rows in self._rows:
            for place, row in rows.items():
                out[place] += row.names
        return out

    def owned(self) -> list[float]:
        """For each concept what its own terms are worth in all, where any concept lends from a field; else nothing."""
        out = [0.0] * self._size
        for term in range(len(self._rows) if self.lends else 0):
            for worth in self.worths(term):
                out[worth.concept] += worth.weight * worth.own
        return out


class _Row(NamedTuple):
    text: str
    weight: float
    names: bool = False
    loose: bool = False
    own: bool = True


def terms_of(vocabulary: Vocabulary) -> Terms:
    """The terms of the vocabulary."""
    words = Words(vocabulary.language)
    few = FEW_TERMS if len(vocabulary) <= SMALL else FEW_TERMS // 4
    rows = [_own(concept, words, few) for concept in vocabulary]
    lends = _lend_fields(vocabulary, rows, words)
    plain, stem = cache(words.plain), stems(vocabulary.language).__getitem__
    texts: list[str] = []
    terms: dict[tuple[bool, str], dict[int, _Row]] = {}
    for place, some in enumerate(rows):
        for row in some:
            text, weight, _, loose, _ = row
            key = loose, text if text.isupper() else " ".join(map(stem if loose else plain, _words(text)))
            known = terms.get(key)
            if known is None:
                terms[key] = {place: row}
                texts.append(text)
            elif place not in known or known[place].weight < weight:
                known[place] = row
    by_stem = frozenset([n for n, (loose, _) in enumerate(terms) if loose])
    return Terms(texts, list(terms.values()), len(vocabulary), plain, by_stem, lends)


def _words(text: str) -> list[str]:
    """The words of a term, folded."""
    return simple(text) or [word for word in map(bare, split(fold(text))[1::2]) if word]


def _own(concept: Concept, words: Words, few: int) -> list[_Row]:
    """The terms that the vocabulary itself gives a concept."""
    names = (concept.pref_label, *concept.alt_labels, *concept.hidden_labels)
    rows = [_Row(text, LABEL, True) for text in names] + [_Row(text, CUE) for text in concept.cues]
    if len(rows) >= few:
        return rows
    text = f"{concept.pref_label} {concept.definition}" if " " in concept.pref_label else concept.definition
    weight = DEFINITION if len(rows) > 2 else 2 * DEFINITION
    rows += [_Row(word, weight, loose=True) for word in _words(text) if len(word) > 2 and word not in english().stop]
    derived = (text for text in names if len(text) > 4 and not text.isupper() and len(_words(text)) == 1)
    return rows + [_Row(text, DERIVED, loose=True) for text in derived]


@cache
def _fields() -> dict[str, tuple[str, ...]]:
    data = load("fields.toml")
    return {name: tuple(word.replace("-", " ") for word in words.split()) for name, words in data["fields"].items()}


def _lend_fields(vocabulary: Vocabulary, rows: list[list[_Row]], words: Words) -> bool:
    """Adds the words of a field of knowledge to each concept that says little itself and belongs there; whether there is any."""
    few = [place for place, some in enumerate(rows) if len(some) < 2 * FEW_TERMS]
    if words.language != "en" or not few or len(rows) > SMALL:
        return False
    lies: dict[tuple[str, ...], list[str]] = {}
    for name, some in _fields().items():
        for text in some:
            lies.setdefault(tuple(map(words.stem, _words(text))), []).append(name)
    claims: dict[str, list[int]] = {}
    for place in few:
        votes: dict[str, float] = {}
        for row in rows[place]:
            key = tuple(map(words.stem, _words(row.text)))
            names = lies.get(key) or sorted({name for stem in key for name in lies.get((stem,), ())})
            for name in names:
                votes[name] = votes.get(name, 0.0) + row.weight / len(names)
        for name, vote in votes.items():
            if vote >= 2 * DEFINITION and vote >= CLAIM * sum(votes.values()):
                claims.setdefault(name, []).append(place)
    lent = {name: places for name, places in claims.items() if len(places) <= CLAIMANTS}
    for name, places in lent.items():
        for place in places:
            rows[place] += [_Row(text, FIELD, own=False) for text in _fields()[name]]
    return bool(lent)


def _rarity(text: str, spelt: Callable[[str], str]) -> float:
    found = _words(text)
    if len(found) != 1 or text.isupper():
        return 1.0
    known = english()
    plain = {found[0], spelt(found[0]), found[0].removesuffix("s")}
    if plain & known.stop or plain & known.common:
        return COMMON
    return EVERYDAY if plain & known.everyday else 1.0
