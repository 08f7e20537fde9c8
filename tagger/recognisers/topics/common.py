"""What the topics that a document touches have in common, where it is about none of them: "courts", "appeals" and "lawyers" are law."""

from __future__ import annotations

from typing import NamedTuple

from tagger.recognisers.topics.tally import Tally
from tagger.vocabulary import Vocabulary

REACH, LABELS, KINDS = 1.5, 4, 2
"""How far what speaks for a field must reach, as a topic's weight does; how many different labels must, and of how many topics."""
RIVAL = 1.8
"""How many times the weight of any field beside it a field must have."""
NEARLY = 0.8
"""The share of a field's weight that a narrower one must have to be the better answer."""


class Field(NamedTuple):
    """A topic as the field of those below it: its place in the vocabulary, and the weight of what speaks for any of them."""

    place: int
    weight: float


class Fields:
    """The fields of one vocabulary: each topic with all those below it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        places = {concept.id: place for place, concept in enumerate(vocabulary)}
        self._above = [
            frozenset((place, *(places[one] for one in vocabulary.ancestors(concept.id) if one in places)))
            for place, concept in enumerate(vocabulary)
        ]
        self._any = any(len(above) > 1 for above in self._above)

    def common(self, tally: Tally, bound: float) -> Field | None:
        """The narrowest field that all but a little of what speaks for the heaviest lies in, where no other field comes near it.

        `bound` is the weight that makes a topic `about`.
        """
        if not self._any or len(tally.named) < KINDS or sum(tally.named.values()) < LABELS:
            return None
        spoken = self._spoken(tally)
        if not spoken:
            return None
        weights = self._weights(tally)
        able = [place for place in spoken if weights[place] >= REACH * bound]
        if not able:
            return None
        most = max(weights[place] for place in able)
        near = [place for place in able if weights[place] >= NEARLY * most]
        best = min(near, key=lambda place: (-len(self._above[place]), -weights[place], place))
        others = [weight for place, weight in weights.items() if not self._above[place] & self._above[best]]
        return Field(best, weights[best]) if weights[best] >= RIVAL * max(others, default=0.0) else None

    def _spoken(self, tally: Tally) -> list[int]:
        """The fields that enough labels name, of enough topics."""
        labels: dict[int, int] = {}
        kinds: dict[int, set[int]] = {}
        for (_, _, _, names), _, _ in tally.groups:
            for field in frozenset[int]().union(*map(self._above.__getitem__, names)) if names else ():
                labels[field] = labels.get(field, 0) + 1
        enough = {field for field, many in labels.items() if many >= LABELS}
        for topic in tally.named if enough else ():
            for field in self._above[topic] & enough:
                kinds.setdefault(field, set()).add(topic)
        return [field for field, topics in kinds.items() if len(topics) >= KINDS]

    def _weights(self, tally: Tally) -> dict[int, float]:
        """Of each field what speaks for it, a term once."""
        weights: dict[int, float] = {}
        for (_, every, _, _), value, _ in tally.groups:
            best: dict[int, float] = {}
            for topic, weight in every:
                for field in self._above[topic]:
                    if weight > best.get(field, 0.0):
                        best[field] = weight
            for field, weight in best.items():
                weights[field] = weights.get(field, 0.0) + weight * value
        return weights
