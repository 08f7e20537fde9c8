"""The terms of a vocabulary: its labels, cues and words of definitions, each with what it is worth to which concepts."""

from __future__ import annotations

import math
from typing import NamedTuple

from tagger.folding import fold
from tagger.matching.words import Words, bare, english, split
from tagger.vocabulary import Concept, Vocabulary

LABEL, CUE, DEFINITION = 1.0, 0.45, 0.25
COMMON, EVERYDAY = 0.45, 0.8
"""What a word standing alone is worth when it is one of the commonest, or one of everyday English, against 1 for any other."""
FEW_TERMS = 24
"""The words of a definition count for a concept that has fewer labels and cues than this."""


class Worth(NamedTuple):
    """What a term is worth to the concept at that place of the vocabulary; `names` says that it is a label, no mere cue."""

    concept: int
    weight: float
    names: bool


def terms(vocabulary: Vocabulary) -> tuple[list[str], list[tuple[Worth, ...]]]:
    """All terms of the vocabulary, and for each what it is worth to the concepts it speaks for."""
    words = Words(vocabulary.language)
    texts: dict[str, str] = {}
    values: dict[str, dict[int, Worth]] = {}
    for place, concept in enumerate(vocabulary):
        for text, weight, names in _of(concept, words):
            key = text if text.isupper() else " ".join(map(words.plain, split(fold(text))[1::2]))
            texts.setdefault(key, text)
            known = values.setdefault(key, {})
            if place not in known or known[place].weight < weight:
                known[place] = Worth(place, weight, names)
    size = max(2, len(vocabulary))
    out = []
    for key, known in values.items():
        rarity = _rarity(texts[key], words) * math.log(1 + size / len(known)) / math.log(1 + size)
        out.append(tuple(worth._replace(weight=worth.weight * rarity) for worth in known.values()))
    return list(texts.values()), out


def _of(concept: Concept, words: Words) -> list[tuple[str, float, bool]]:
    """The terms of one concept with the weight of their kind."""
    rows = [(text, LABEL, True) for text in (concept.pref_label, *concept.alt_labels, *concept.hidden_labels)]
    rows += [(text, CUE, False) for text in concept.cues]
    if len(rows) < FEW_TERMS:
        weight = DEFINITION if len(rows) > 2 else 2 * DEFINITION
        named = " ".join((concept.pref_label, concept.definition)) if " " in concept.pref_label else concept.definition
        stop = english().stop
        for word in split(fold(named))[1::2]:
            if len(word) > 2 and bare(word) not in stop:
                rows.append((word, weight, False))
    return rows


def _rarity(text: str, words: Words) -> float:
    found = [bare(word) for word in split(fold(text))[1::2]]
    if len(found) != 1 or text.isupper():
        return 1.0
    known = english()
    plain = {found[0], words.plain(found[0]), found[0].removesuffix("s")}
    if plain & known.stop or plain & known.common:
        return COMMON
    return EVERYDAY if plain & known.everyday else 1.0
