"""What a document is about and what it touches, by the terms of one vocabulary.

The weight of a topic is the sum over its terms of what each is worth (a label more than a cue, a rare word more than a
common one), times the best place it stands in (title, head, rest), growing slowly with how often it occurs; a term that
speaks for many topics is worth little to each. A topic is `about` where that weight, less what a lent field of
knowledge adds to it, reaches a bound that grows with the length of the text, on two different labels or one that is
repeated, stands in a heading or has several cues beside it, and no other topic outweighs it by far.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import Literal, NamedTuple, Protocol

from tagger.model import Document, Finding, Span
from tagger.recognisers.topics.broader import in_common, with_broader
from tagger.recognisers.topics.common import Fields
from tagger.recognisers.topics.foreign import foreign
from tagger.recognisers.topics.tally import Clues, Tallies, Tally
from tagger.recognisers.topics.terms import Worth, terms_of
from tagger.vocabulary import Vocabulary

ABOUT, SHORT, USUAL, LENGTH = 3.3, 60, 300, 0.3
"""The weight that makes `about` in a text of the usual number of words; no text counts as shorter; the power it grows with."""
MANY, FINE = 60, 3.0
"""The same in a vocabulary of more than so many concepts, in which what is said of a subject is shared out among its neighbours."""
LENT = 0.3
"""What the words of a lent field count towards `about`."""
LENT_MARK = "/field"
"""The end of the rule of an evidence that is a word of a lent field."""
NAMED, REPEATED, VOICES = 2, 3, 4
"""How many different labels `about` wants, or how many times a label in all, or how many different terms, a label among them."""
ENOUGH_OWN = 4.0
"""A concept whose own terms are worth less than this in all leans on its field."""
RELATIVE = 0.6
"""The share of the heaviest topic's weight that another must have to be `about` as well."""
FEW, KEPT = 40, 3
"""A vocabulary of so few concepts keeps the heaviest topics as mentions however light they are; so many of them."""
CUES, MENTION, LIGHT = 3, 1.8, 1.0
"""Cues alone make a mention where so many different ones occur and weigh so much; in a small vocabulary the weight `LIGHT` is enough."""
MENTIONS, SPANS = 10, 12
EVEN = 3.0
"""The weight that makes a score of one half."""

Weights = tuple[Sequence[str], Sequence[float], Sequence[float]]
"""Of some topics the ids, what each weighs among the topics of a document, and how far it reaches (1 is `about`)."""
_WEIGHT = itemgetter(0)
_START, _FIELD = itemgetter(1), itemgetter(0)
_span: Callable[[tuple[str, int, int, str]], Span] = partial(tuple.__new__, Span)  # at a third of the cost


class TopicModel(Protocol):
    """A learned model, as `tagger.learning.Model` is one."""

    def findings(self, document: Document, weights: Weights, found: Sequence[Finding]) -> list[Finding]:
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


class Topics:
    """What the topic recogniser knows of one vocabulary; made once, read by every document. `model` is a learned one, or None."""

    def __init__(self, vocabulary: Vocabulary, model: TopicModel | None = None) -> None:
        self.vocabulary, self.model = vocabulary, model
        terms = terms_of(vocabulary)
        self._few = len(vocabulary) <= FEW
        self._bound = partial(_bound, FINE if len(vocabulary) > MANY else ABOUT)
        self._ids = [concept.id for concept in vocabulary]
        self._rules = [f"topics/{concept_id}" for concept_id in self._ids]
        written = {label for concept in vocabulary for label in (concept.pref_label, *concept.alt_labels) if label[:1].isupper()}
        self._tallies = Tallies(terms, vocabulary.language, written)
        self._wanted = [max(1, min(NAMED, n)) for n in terms.named()]  # who has a single label cannot show two
        self._lent = [max(LENT, 1 - own / ENOUGH_OWN) for own in terms.owned()]  # who says little leans on its field
        self._ranks = _ranks(vocabulary)
        self._fields = Fields(vocabulary)

    def __reduce__(self) -> tuple[type[Topics], tuple[Vocabulary, TopicModel | None]]:
        return type(self), (self.vocabulary, self.model)

    def recognise(self, document: Document) -> list[Finding]:
        """The topic findings of the document, about and mentions, by falling score; broader topics are inferred.

        Where it is about none, it is about the field that the topics it touches have in common, if there is one. A text in
        another language than the vocabulary has none: its words only look like labels ("die", "gift", "coin").
        """
        if foreign(document, self.vocabulary.language):
            return []
        found = self._findings(document, self._tallies.of(document))
        if self.model is not None:
            found = self.model.findings(document, self._weights(document), found)
        if not any(finding.role == "about" for finding in found):
            found = self._with_field(document, found)
        return sorted(with_broader(self.vocabulary, found), key=lambda f: (f.role, -f.score, f.value))

    def weights(self, document: Document) -> Weights | None:
        """What learning starts from, by concept id; None for a text in another language, whose words would teach nothing."""
        return None if foreign(document, self.vocabulary.language) else self._weights(document)

    def _weights(self, document: Document) -> Weights:
        tally = self._tallies.of(document)
        places = sorted(tally.weights, key=self._ranks.__getitem__)
        heavy = map(tally.weights.__getitem__, places)
        scores = [weight / (weight + EVEN) for weight in heavy]  # as `_score`, without a call for each
        return list(map(self._ids.__getitem__, places)), scores, self._reaches(places, tally, self._bound(document))

    def explain(self, document: Document, concept_id: str) -> Explanation:
        """Why the document is about the topic, mentions it, or neither, by rule. Raises: KeyError for an unknown concept."""
        place = next((n for n, concept in enumerate(self.vocabulary) if concept.id == concept_id), None)
        if place is None:
            raise KeyError(concept_id)
        tally = self._tallies.of(document)
        role = next((f.role for f in self._findings(document, tally) if f.value == concept_id), None)
        clues = []
        for weight, worth, hits in tally.clues((place,))[place]:
            span = Span(*hits[0], self._rule(worth))
            kind: Literal["label", "cue", "field"] = "label" if worth.names else "cue" if worth.own else "field"
            clues.append(Clue(span, len(hits), round(weight, 3), kind))
        clues.sort(key=lambda clue: (-clue.weight, clue.span))
        rivals = sorted(((-weight, self.vocabulary.concepts[n].id) for n, weight in tally.weights.items() if n != place))
        heaviest = (rivals[0][1], round(-rivals[0][0], 3)) if rivals else None
        named: Literal["about", "mentions"] | None = "about" if role == "about" else "mentions" if role else None
        (reach,) = self._reaches((place,), tally, self._bound(document))
        return Explanation(
            concept_id, named, tuple(clues), round(tally.weights.get(place, 0.0), 3), round(reach, 3), 1.0, tally.named.get(place, 0),
            self._wanted[place], heaviest, self._reason(named, place, tally, reach, heaviest),
        )  # fmt: skip

    def _rule(self, worth: Worth) -> str:
        return self._rules[worth.concept] + ("" if worth.own else LENT_MARK)

    def _findings(self, document: Document, tally: Tally) -> list[Finding]:
        if not tally.weights:
            return []
        taken = self._taken(tally, self._bound(document))
        clues = tally.clues([place for place, _ in taken])
        return [self._finding(place, role, tally.weights[place], clues[place]) for place, role in taken]

    def _with_field(self, document: Document, found: list[Finding]) -> list[Finding]:
        """What a document touches, and the field that it has in common, if there is one."""
        field = self._fields.common(self._tallies.of(document), self._bound(document))
        if field is None:
            return found
        return in_common(self.vocabulary, self._ids[field.place], round(_score(field.weight), 4), found)

    def _taken(self, tally: Tally, bound: float) -> list[tuple[int, Literal["about", "mentions"]]]:
        """The topics that the document is about or mentions, the heaviest first."""
        weights, spoken = tally.weights, tally.named.keys() | self._cued(tally)
        rivals, kept = RELATIVE * max(weights.values()), KEPT if self._few else 0
        some = weights.keys() if kept else spoken
        ranked = sorted([(-weight, place) for place, weight in weights.items() if weight >= rivals or place in some])
        near = [place for weight, place in ranked if -weight >= rivals]
        about = [place for place, reach in zip(near, self._reaches(near, tally, bound), strict=True) if reach >= 1]
        out: list[tuple[int, Literal["about", "mentions"]]] = []
        mentions = 0
        for rank, (_, place) in enumerate(ranked):
            if place in about:
                out.append((place, "about"))
            elif mentions < MENTIONS and (place in spoken or rank < kept):
                mentions += 1
                out.append((place, "mentions"))
        return out

    def _cued(self, tally: Tally) -> set[int]:
        """The topics that are touched though no label may name them, since their cues say so together."""
        if self._few:
            return {place for place, own in tally.own.items() if own >= LIGHT}
        heavy = [place for place, own in tally.own.items() if own >= MENTION and place not in tally.named]
        return {place for place in heavy if tally.voices(place) >= CUES}

    def _finding(self, place: int, role: Literal["about", "mentions"], weight: float, clues: Clues) -> Finding:
        concept, rule = self.vocabulary.concepts[place], self._rules[place]
        spans: list[Span] = []
        most = max(1, SPANS // len(clues))
        for _, worth, hits in sorted(clues, key=_WEIGHT, reverse=True) if len(clues) > 1 else clues:
            said = rule if worth.own else rule + LENT_MARK
            spans += [_span((*hit, said)) for hit in (hits if len(hits) <= most else hits[:most])]
            if len(spans) >= SPANS:
                del spans[SPANS:]
                break
        if len(spans) > 1:
            spans.sort(key=_START)
            if "title" in map(_FIELD, spans):
                spans.sort(key=_after_title)
        return Finding("topic", role, concept.id, concept.pref_label, round(_score(weight), 4), "rule", tuple(spans))

    def _reaches(self, places: Sequence[int], tally: Tally, bound: float) -> list[float]:
        """How far each of these topics reaches towards `about`, where 1 is enough: half as far where its labels are not enough."""
        weights, own = tally.weights, tally.own
        if own is not weights:
            lent = self._lent
            weights = {place: own.get(place, 0.0) + lent[place] * (weights[place] - own.get(place, 0.0)) for place in weights}
        firm = self._firm(tally)
        for place in tally.named.keys() - firm:
            if weights[place] >= bound and tally.voices(place) >= VOICES:
                firm.add(place)
        half = 2 * bound
        return [weights.get(place, 0.0) / (bound if place in firm else half) for place in places]

    def _firm(self, tally: Tally) -> set[int]:
        """The topics whose labels occur as `about` wants it."""
        wanted, times = self._wanted, tally.times
        return {
            place for place, labels in tally.named.items() if labels >= wanted[place] or times[place] >= REPEATED
        } | tally.titled

    def _reason(self, role: str | None, place: int, tally: Tally, reach: float, heaviest: tuple[str, float] | None) -> str:
        """One sentence: what decided."""
        named = tally.named.get(place, 0)
        if place not in tally.weights:
            return "None of its labels or cues occurs in the text."
        if role == "about":
            return "Its labels weigh enough for the length of the text."
        if reach >= 1 and heaviest is not None:
            return f"Its labels weigh enough, but less than {RELATIVE:.0%} of what speaks for {heaviest[0]}."
        if not named:
            return "Only words that support it occur, none of its labels."
        if place not in self._firm(tally):
            return f"Only {named} of its labels occurs; it takes {self._wanted[place]} different ones, or {REPEATED} occurrences."
        return "What speaks for it weighs too little for the length of the text."


def _after_title(span: Span) -> bool:
    return span[0] != "title"


def _bound(usual: float, document: Document) -> float:
    """The weight that makes `about` in a document, where in one of the usual number of words it is `usual`."""
    words = len(document.body) / 6
    return float(usual * (max(SHORT, words) / USUAL) ** LENGTH)


def _score(weight: float) -> float:
    return weight / (weight + EVEN)


def _ranks(vocabulary: Vocabulary) -> list[int]:
    """For each concept its rank by id."""
    ranks = {concept_id: rank for rank, concept_id in enumerate(sorted(concept.id for concept in vocabulary))}
    return [ranks[concept.id] for concept in vocabulary]
