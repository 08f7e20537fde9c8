"""What a document is about and what it touches, by the terms of one vocabulary.

The weight of a topic is the sum over its terms of what each is worth (a label more than a cue, a rare word more than a
common one), times the best place it stands in (title, head, rest), growing slowly with how often it occurs; a term that
speaks for many topics is worth little to each. A topic is `about` where that weight, less what a lent field of
knowledge adds to it, reaches a bound that grows with the length of the text, on two different labels or one that is
repeated, and no other topic outweighs it by far.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from tagger.matching import Matcher
from tagger.model import Document, Finding, Span
from tagger.recognisers.topics.broader import with_broader
from tagger.recognisers.topics.foreign import foreign
from tagger.recognisers.topics.furniture import blanked
from tagger.recognisers.topics.terms import Worth, terms_of
from tagger.vocabulary import Vocabulary

TITLE, HEAD, NEAR = 1.6, 1.1, 0.7
"""What a place is worth against 1 for the rest of the text; a misspelt word."""
HEAD_LENGTH, TITLE_LENGTH = 400, 200
"""Characters: how far the head of a text reaches, and how long a first paragraph may be to count as its title."""
REPEAT = 0.5
"""How much the logarithm of the number of times adds to a term."""
ABOUT, SHORT, USUAL, LENGTH = 3.3, 60, 300, 0.3
"""The weight that makes `about` in a text of the usual number of words; no text counts as shorter; the power it grows with."""
LENT = 0.3
"""What the words of a lent field count towards `about`."""
NAMED, REPEATED = 2, 4
"""How many different labels `about` wants, or how many times a label in all."""
ENOUGH_OWN = 4.0
"""A concept whose own terms are worth less than this in all leans on its field."""
RELATIVE = 0.6
"""The share of the heaviest topic's weight that another must have to be `about` as well."""
MENTION = 1.0
"""The weight from which cues alone make a mention."""
FEW, KEPT = 40, 3
"""A vocabulary of so few concepts keeps the heaviest topics as mentions however light they are; so many of them."""
MENTIONS, SPANS = 10, 12

Weight = tuple[str, float, float]


class TopicModel(Protocol):
    """A learned model, as `tagger.learning.Model` is one."""

    def findings(self, document: Document, weights: Sequence[Weight], found: Sequence[Finding]) -> list[Finding]:
        """The findings of rules and model."""


class Clue(NamedTuple):
    """Words that speak for a topic: where they stand first, how often, and what they add to its weight."""

    span: Span
    times: int
    weight: float
    kind: Literal["label", "cue", "field"]


class Explanation(NamedTuple):
    """Why a topic has the role it has by rule, or None: its clues, its reach and the one that `about` takes, its rivals."""

    concept: str
    role: Literal["about", "mentions"] | None
    clues: tuple[Clue, ...]
    weight: float
    reach: float
    threshold: float
    labels: int
    labels_wanted: int
    heaviest: tuple[str, float] | None
    reason: str


_Hit = tuple[str, int, int]
"""Field, first and last code point, half open."""


class _Topic:
    """The tally of one topic in one document."""

    __slots__ = ("groups", "named", "own", "times", "weight")

    def __init__(self) -> None:
        self.weight = self.own = 0.0
        self.named = self.times = 0
        self.groups: list[tuple[float, Worth, list[_Hit]]] = []


class Topics:
    """What the topic recogniser knows of one vocabulary; made once, read by every document. `model` is a learned one, or None."""

    def __init__(self, vocabulary: Vocabulary, model: TopicModel | None = None) -> None:
        self.vocabulary, self.model = vocabulary, model
        terms = terms_of(vocabulary)
        self._worths, self._loose = terms.worths, terms.loose
        self._rules = [f"topics/{concept.id}" for concept in vocabulary]
        self._matcher = Matcher(terms.texts, vocabulary.language, loose=terms.loose)
        self._worth: dict[tuple[int, ...], tuple[Worth, ...]] = {}
        self._wanted, self._lent = _capacities(vocabulary, terms.worths)
        self._last: tuple[Document, dict[int, _Topic]] | None = None

    def __reduce__(self) -> tuple[type[Topics], tuple[Vocabulary, TopicModel | None]]:
        return type(self), (self.vocabulary, self.model)

    def recognise(self, document: Document) -> list[Finding]:
        """The topic findings of the document, about and mentions, by falling score; broader topics are inferred.

        A text in another language than the vocabulary has none: its words only look like labels ("die", "gift", "coin").
        """
        if foreign(document, self.vocabulary.language):
            return []
        topics = self._weighed(document)
        found = self._findings(document, topics)
        if self.model is not None:
            found = self.model.findings(document, self.weights(document), found)
        return sorted(with_broader(self.vocabulary, found), key=lambda f: (f.role, -f.score, f.value))

    def weights(self, document: Document) -> list[Weight]:
        """What learning starts from: concept id, weight among the topics of the document, and reach (1 is `about`)."""
        if foreign(document, self.vocabulary.language):
            return []
        bound = _bound(document)
        return [
            (self.vocabulary.concepts[place].id, _score(topic.weight), self._reach(place, topic, bound))
            for place, topic in sorted(self._weighed(document).items())
        ]

    def explain(self, document: Document, concept_id: str) -> Explanation:
        """Why the document is about the topic, mentions it, or neither, by rule. Raises: KeyError for an unknown concept."""
        place = next((n for n, concept in enumerate(self.vocabulary) if concept.id == concept_id), None)
        if place is None:
            raise KeyError(concept_id)
        topics = self._weighed(document)
        topic = topics.get(place) or _Topic()
        role = next((f.role for f in self._findings(document, topics) if f.value == concept_id), None)
        clues = []
        for weight, worth, hits in topic.groups:
            span = Span(*hits[0], self._rule(worth))
            kind: Literal["label", "cue", "field"] = "label" if worth.names else "cue" if worth.own else "field"
            clues.append(Clue(span, len(hits), round(weight, 3), kind))
        clues.sort(key=lambda clue: (-clue.weight, clue.span))
        rivals = sorted(((-other.weight, self.vocabulary.concepts[n].id) for n, other in topics.items() if n != place))
        heaviest = (rivals[0][1], round(-rivals[0][0], 3)) if rivals else None
        named: Literal["about", "mentions"] | None = "about" if role == "about" else "mentions" if role else None
        bound = _bound(document)
        return Explanation(
            concept_id, named, tuple(clues), round(topic.weight, 3), round(self._reach(place, topic, bound), 3), 1.0, topic.named, self._wanted[place],
            heaviest, self._reason(named, place, topic, bound, heaviest),
        )  # fmt: skip

    def _rule(self, worth: Worth) -> str:
        return self._rules[worth.concept] if worth.own else f"{self._rules[worth.concept]}/field"

    def _weighed(self, document: Document) -> dict[int, _Topic]:
        """The tally of each topic that has any term in the document, by its place in the vocabulary."""
        if self._last is not None and self._last[0] is document:
            return self._last[1]
        groups: dict[tuple[int, ...], list[_Hit]] = {}
        places: dict[tuple[int, ...], float] = {}
        for field, text, title in _texts(document):
            for start, end, labels, near in self._matcher.hits(blanked(text)):
                place = TITLE if start < title else HEAD if start < HEAD_LENGTH else 1.0
                if near:
                    place *= NEAR
                if labels in groups:
                    groups[labels].append((field, start, end))
                    if place > places[labels]:
                        places[labels] = place
                else:
                    groups[labels] = [(field, start, end)]
                    places[labels] = place
        topics: dict[int, _Topic] = {}
        for labels, hits in groups.items():
            times = len(hits)
            value = places[labels]
            if times > 1:
                value *= 1 + REPEAT * math.log(times)
            for worth in self._worth.get(labels) or self._worth_of(labels):
                concept, worthy, names, own = worth
                topic = topics.get(concept)
                if topic is None:
                    topic = topics[concept] = _Topic()
                weight = worthy * value
                topic.weight += weight
                topic.groups.append((weight, worth, hits))
                if own:
                    topic.own += weight
                    if names:
                        topic.named += 1
                        topic.times += times
        self._last = document, topics
        return topics

    def _worth_of(self, labels: tuple[int, ...]) -> tuple[Worth, ...]:
        """What labels of one slice are worth: for each concept the best of them, once."""
        best: dict[int, Worth] = {}
        for label in labels:
            for worth in self._worths[label]:
                known = best.get(worth.concept)
                if known is None or worth.weight > known.weight:
                    best[worth.concept] = worth
        self._worth[labels] = tuple(best.values())
        return self._worth[labels]

    def _findings(self, document: Document, topics: dict[int, _Topic]) -> list[Finding]:
        if not topics:
            return []
        bound = _bound(document)
        ranked = [(place, topics[place]) for _, place in sorted([(-topic.weight, place) for place, topic in topics.items()])]
        most = ranked[0][1].weight
        kept = KEPT if len(self.vocabulary) <= FEW else 0
        out: list[Finding] = []
        mentions = 0
        for rank, (place, topic) in enumerate(ranked):
            if mentions == MENTIONS and topic.weight < RELATIVE * most:
                break
            if topic.weight >= RELATIVE * most and self._reach(place, topic, bound) >= 1:
                out.append(self._finding(place, topic, "about"))
            elif mentions < MENTIONS and (topic.named or topic.own >= MENTION or rank < kept):
                mentions += 1
                out.append(self._finding(place, topic, "mentions"))
        return out

    def _finding(self, place: int, topic: _Topic, role: Literal["about", "mentions"]) -> Finding:
        concept = self.vocabulary.concepts[place]
        spans: list[Span] = []
        groups = topic.groups
        most = max(1, SPANS // len(groups))
        for _, worth, hits in sorted(groups, key=_lightest_last) if len(groups) > 1 else groups:
            rule = self._rule(worth)
            spans += [Span(*hit, rule) for hit in hits[: min(most, SPANS - len(spans))]]
            if len(spans) >= SPANS:
                break
        if len(spans) > 1:
            spans.sort(key=_title_first)
        return Finding("topic", role, concept.id, concept.pref_label, round(_score(topic.weight), 4), "rule", tuple(spans))

    def _reach(self, place: int, topic: _Topic, bound: float) -> float:
        """How far a topic reaches towards `about`, where 1 is enough."""
        reach = (topic.own + self._lent[place] * (topic.weight - topic.own)) / bound
        return reach if topic.named >= self._wanted[place] or topic.times >= REPEATED else reach / 2

    def _reason(self, role: str | None, place: int, topic: _Topic, bound: float, heaviest: tuple[str, float] | None) -> str:
        """One sentence: what decided."""
        if not topic.groups:
            return "None of its labels or cues occurs in the text."
        if role == "about":
            return "Its labels weigh enough for the length of the text."
        if self._reach(place, topic, bound) >= 1 and heaviest is not None:
            return f"Its labels weigh enough, but less than {RELATIVE:.0%} of what speaks for {heaviest[0]}."
        if not topic.named:
            return "Only words that support it occur, none of its labels."
        if topic.named < self._wanted[place] and topic.times < REPEATED:
            return f"Only {topic.named} of its labels occurs; it takes {self._wanted[place]} different ones, or {REPEATED} occurrences."
        return "What speaks for it weighs too little for the length of the text."


def _texts(document: Document) -> list[tuple[str, str, int]]:
    """The fields that topics are looked for in, with their text and how far its title reaches."""
    body = document.body
    title = document.title
    if title:
        return [("title", title, len(title)), ("body", body, len(title) if body.startswith(title) else 0)]
    end = body.find("\n\n", 0, TITLE_LENGTH)
    return [("body", body, max(end, 0))]


def _lightest_last(group: tuple[float, Worth, list[_Hit]]) -> float:
    return -group[0]


def _title_first(span: Span) -> tuple[bool, int]:
    return span[0] != "title", span[1]


def _bound(document: Document) -> float:
    words = len(document.body) / 6
    return float(ABOUT * (max(SHORT, words) / USUAL) ** LENGTH)


def _score(weight: float) -> float:
    return weight / (weight + 3)


def _capacities(vocabulary: Vocabulary, worths: Sequence[tuple[Worth, ...]]) -> tuple[list[int], list[float]]:
    """For each concept how many different labels `about` wants, and what the words of a field lent to it count towards it.

    A concept that has a single label cannot show two; one that says little of itself must lean on its field.
    """
    labels, owned = [0] * len(vocabulary), [0.0] * len(vocabulary)
    for some in worths:
        for worth in some:
            labels[worth.concept] += worth.names
            owned[worth.concept] += worth.weight * worth.own
    return [max(1, min(NAMED, n)) for n in labels], [max(LENT, 1 - own / ENOUGH_OWN) for own in owned]
