"""What speaks for the topics of one document: a weight for each topic with a term in it, evidence only for those asked for."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from tagger.matching import Matcher
from tagger.matching.words import Words
from tagger.model import Document
from tagger.recognisers.topics.figures import figures, is_figure
from tagger.recognisers.topics.furniture import blanked
from tagger.recognisers.topics.surnames import is_surname
from tagger.recognisers.topics.terms import Terms, Worth

TITLE, HEAD, NEAR = 1.6, 1.1, 0.7
"""What a place is worth against 1 for the rest of the text; a misspelt word."""
OWN_TAGS = "tags@frontmatter"
HEAD_LENGTH, TITLE_LENGTH = 400, 200
"""Characters: how far the head of a text reaches, and how long a first paragraph may be to count as its title."""
HEADING_LENGTH, _NO_HEADING = 90, (*".,;:…", "")
"""How long a heading may be, and how it does not end."""
REPEAT = 0.5
"""How much the logarithm of the number of times adds to a term."""

Hit = tuple[str, int, int]
"""Field, first and last code point, half open."""


Row = tuple[tuple[Worth, ...], tuple[tuple[int, float], ...], tuple[tuple[int, float], ...], tuple[int, ...]]
"""What the terms of one slice are worth, and the same taken apart: weights, those of terms not lent, topics named."""
Group = tuple[Row, float, list[Hit]]
"""Terms of one slice, what their best place and their number make of it, and where they stand."""
Clues = list[tuple[float, Worth, list[Hit]]]
"""What speaks for one topic: weight, worth and places of each term, by first place."""


class Tally(NamedTuple):
    """The tally of one document, by the topics' places in the vocabulary.

    `weights` is what all terms weigh, `own` what those of the vocabulary itself do, `named` how many different labels
    occur, `times` how often labels occur in all, `titled` which topics a heading above the text names.
    """

    weights: dict[int, float]
    own: dict[int, float]
    named: dict[int, int]
    times: dict[int, int]
    groups: list[Group]
    titled: frozenset[int] = frozenset()

    def clues(self, topics: Collection[int]) -> dict[int, Clues]:
        """What speaks for each of these topics."""
        out: dict[int, Clues] = {place: [] for place in topics}
        for (worths, _, _, _), value, hits in self.groups:
            for worth in worths:
                clues = out.get(worth[0])
                if clues is not None:
                    clues.append((worth[1] * value, worth, hits))
        return out

    def voices(self, topic: int) -> int:
        """How many different terms of its own speak for a topic."""
        return [place for (_, _, own, _), _, _ in self.groups for place, _ in own].count(topic)


class Tallies:
    """Makes tallies with the terms of one vocabulary.

    Where a word means another thing than the label that it is found by, it counts nothing.
    A surname names no topic, unless a label of the vocabulary is `written` so, with its capital: one's own may know people.
    """

    def __init__(self, terms: Terms, language: str, written: Collection[str] = ()) -> None:
        self._matcher = Matcher(terms.texts, language, loose=terms.loose)
        self._worths, self._lends, self._written = terms.worths, terms.lends, frozenset(written)
        self._doubtful = _Doubtful(terms.texts, self._matcher.words)
        self._rows: dict[tuple[int, ...], Row] = {}
        self._last: tuple[Document, Tally] | None = None

    def of(self, document: Document) -> Tally:
        """The tally of a document; that of the last one is remembered."""
        if self._last is not None and self._last[0] is document:
            return self._last[1]
        found, places, headed = self._found(document)
        tally = self._tally(found, places)
        if headed:
            tally = tally._replace(titled=frozenset(place for labels in headed for place in self._rows[labels][3]))
        self._last = document, tally
        return tally

    def _found(
        self, document: Document
    ) -> tuple[dict[tuple[int, ...], list[Hit]], dict[tuple[int, ...], float], set[tuple[int, ...]]]:
        """Where the labels of one slice stand, what the best of the places is worth, and which stand in a heading."""
        groups: dict[tuple[int, ...], list[Hit]] = {}
        headed: set[tuple[int, ...]] = set()
        places: dict[tuple[int, ...], float] = {}
        slips: set[tuple[int, ...]] = set()
        surnames: set[str] = set()
        doubtful = self._doubtful
        for field, text, title in _texts(document):
            heading = title and (field != "body" or is_heading(text, title))
            for start, end, labels, near in self._matcher.hits(blanked(text)):
                if text[start].isupper() and is_surname(text, start, end, surnames) and text[start:end] not in self._written:
                    continue
                if doubtful[labels[0]] and is_figure(text, start, end):
                    continue
                hits = groups.get(labels)
                if hits is None:
                    groups[labels] = [(field, start, end)]
                    places[labels] = TITLE if start < title else HEAD if start < HEAD_LENGTH else 1.0
                    if heading and start < title:
                        headed.add(labels)
                    if near:
                        slips.add(labels)
                        places[labels] *= NEAR
                    continue
                hits.append((field, start, end))
                if slips and labels in slips:  # else no place is better than the first
                    places[labels] = max(places[labels], _place(start, title, near))
        return groups, places, headed

    def _tally(self, found: dict[tuple[int, ...], list[Hit]], places: dict[tuple[int, ...], float]) -> Tally:
        weights: dict[int, float] = {}
        own: dict[int, float] = {} if self._lends else weights
        named: dict[int, int] = {}
        times: dict[int, int] = {}
        groups: list[Group] = []
        lends, rows = self._lends, self._rows
        for labels, hits in found.items():
            number, value = len(hits), places[labels]
            if number > 1:
                value *= 1 + REPEAT * math.log(number)
            row = rows.get(labels) or self._row(labels)
            _, every, owned, names = row
            for place, weight in every:
                weights[place] = weights.get(place, 0.0) + weight * value
            if lends:
                for place, weight in owned:
                    own[place] = own.get(place, 0.0) + weight * value
            for place in names:
                named[place] = named.get(place, 0) + 1
                times[place] = times.get(place, 0) + number
            groups.append((row, value, hits))
        return Tally(weights, own, named, times, groups)

    def _row(self, labels: tuple[int, ...]) -> Row:
        """What labels of one slice are worth: for each concept the best of them, once."""
        best: dict[int, Worth] = {}
        for label in labels:
            for worth in self._worths(label):
                known = best.get(worth.concept)
                if known is None or worth.weight > known.weight:
                    best[worth.concept] = worth
        worths = tuple(best.values())
        row = self._rows[labels] = (
            worths,
            tuple((worth.concept, worth.weight) for worth in worths),
            tuple((worth.concept, worth.weight) for worth in worths if worth.own),
            tuple(worth.concept for worth in worths if worth.own and worth.names),
        )
        return row


class _Doubtful(dict[int, bool]):
    """Whether each label is of a word that may mean another thing, told when it is first asked."""

    def __init__(self, texts: Sequence[str], words: Words) -> None:
        super().__init__()
        self._texts, self._words = texts, words

    def __missing__(self, place: int) -> bool:
        doubtful = self[place] = self._words.language == "en" and self._is(self._texts[place].lower())
        return doubtful

    def _is(self, word: str) -> bool:
        if " " in word or "-" in word:
            return word in figures() or word.replace(" ", "").replace("-", "") in figures()
        return self._words.stem(word) in _stems()


@cache
def _stems() -> frozenset[str]:
    """The stems of the words that may mean another thing."""
    return frozenset(Words("en").stem_all(list(figures())))


def _place(start: int, title: int, near: bool) -> float:
    """What it is worth to stand there, in a text whose title reaches so far."""
    worth = TITLE if start < title else HEAD if start < HEAD_LENGTH else 1.0
    return worth * NEAR if near else worth


def _texts(document: Document) -> list[tuple[str, str, int]]:
    """The fields that topics are looked for in, with their text and how far its title reaches.

    What a note's front matter names as its tags is its writer's word on what it is about, as a title is; the key words of web
    pages are not, which name a whole site as often.
    """
    body, title = document.body, document.title
    own = document.fields.get(OWN_TAGS, "") if document.media_type == "text/markdown" else ""
    out = [("title", title, len(title))] if title else []
    if own:
        out.append((OWN_TAGS, own, len(own)))
    if title:
        return [*out, ("body", body, len(title) if body.startswith(title) else 0)]
    return [*out, ("body", body, _first_paragraph(body))]


def _first_paragraph(body: str) -> int:
    """Where a short first paragraph ends, or a heading right above a paragraph on one long line; 0 where neither is there."""
    end = body.find("\n\n", 0, TITLE_LENGTH)
    if end >= 0:
        return end
    line = body.find("\n", 0, HEADING_LENGTH)
    if line < 0 or len(body) < line + TITLE_LENGTH or body.find("\n", line + 1, line + TITLE_LENGTH) >= 0:
        return 0
    return line if is_heading(body, line) else 0


def is_heading(text: str, end: int) -> bool:
    """Whether the first paragraph of a text, which ends there, stands above it as its title: short, and no sentence."""
    return end <= HEADING_LENGTH and text[:end].rstrip(" \t=-~*_#)\"'”’")[-1:] not in _NO_HEADING
