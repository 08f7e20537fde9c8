"""A topic model as it is kept and used: the words that speak for each topic, and from where on a topic is `about`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from tagger.learning.bayes import scores
from tagger.learning.features import SCALE, Counted, Floats, Hashes, Ints, SeenField, Weights, hashes_of, known_table, seen
from tagger.model import Document, Finding, Span

KEEP = 0.6
"""What the rules' own weight counts beside a learnt score."""
BESIDE = 0.6
"""How near to the best topic another must stand to be `about` as well."""
SPEAK, TIMES = 5, 2
"""How many words are shown to speak for a learnt topic, and how often each."""

_MAGIC = b"tagger topics 2\n"


def standing_of(raw: Floats, scale: float, weights: Floats) -> Floats:
    """How the topics of each document stand: learnt scores about their mean, and a part of what the rules say."""
    most = weights.max(1, keepdims=True)
    cold = np.divide(weights, most, out=np.zeros_like(weights), where=most > 0)
    out: Floats = ((raw - raw.mean(1, keepdims=True)) / scale + KEEP * cold).astype(np.float32)
    return out


def about(
    standing: Floats, weights: Floats, reach: Floats, cutoffs: Floats, floors: Floats
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which topics each document is about: those that stand high enough, or that the rules hold for so and nothing speaks against."""
    near = (standing >= BESIDE * standing.max(1, keepdims=True)) & (standing > 0)
    by_rule = (reach >= 1) & (standing >= floors) & (weights > 0)
    return np.asarray(near & ((standing >= cutoffs) | by_rule))


def hinted(standing: Floats, hints: Floats) -> list[int]:
    """The best topic of a document where it stands high enough to be worth a mention, alone in a list; else none."""
    best = int(standing.argmax())
    return [best] if standing[best] >= hints[best] else []


def scores_of(standing: Floats) -> npt.NDArray[np.uint16]:
    """Standings as scores between 0 and 1, in thousandths."""
    exact = standing.astype(np.float64)
    out: npt.NDArray[np.uint16] = np.rint(500 + 500 * exact / (1 + np.abs(exact))).astype(np.uint16)
    return out


class Stands(NamedTuple):
    """How the topics of a document stand, and which it is about; `columns` are its known words, with their values."""

    columns: Ints
    values: Floats
    standing: Floats
    held: list[int]


@lru_cache(maxsize=8)
def _places(topics: tuple[str, ...]) -> dict[str, int]:
    """The place of each topic."""
    return {concept_id: k for k, concept_id in enumerate(topics)}


class Model(NamedTuple):
    """What a folder taught. `name` is a hash of what it was taught by.

    `words` are the hashes of the words known, rising, with their `idf`; `weights` how much each speaks for each topic (words
    by topics); `cutoffs` and `floors` the standing from which a topic is `about`, and under which the rules' `about` falls;
    `hints` the standing from which the best topic of a document is worth a mention where the rules saw nothing of it.
    """

    name: str
    language: str
    topics: tuple[str, ...]
    labels: tuple[str, ...]
    words: Hashes
    idf: Floats
    weights: Floats
    scale: float
    cutoffs: Floats
    floors: Floats
    hints: Floats

    def findings(self, document: Document, weights: Weights, found: Sequence[Finding]) -> list[Finding]:
        """The findings on topics of a document: the rules' own, scored anew where the model knows the topic, and its own.

        `weights` is `Topics.weights(document)`, `found` what the rules found. A topic that the model gives another role than
        the rules, or that they did not find, has the origin `learned` and the words that speak for it as evidence.
        """
        words = seen(document)
        hashes, counts = np.unique(hashes_of(words), return_counts=True)
        cold, reach = np.zeros((1, len(self.topics)), np.float32), np.zeros((1, len(self.topics)), np.float32)
        place = _places(self.topics)
        for concept_id, weight, far in zip(*weights, strict=True):
            if concept_id in place:
                cold[0, place[concept_id]], reach[0, place[concept_id]] = (
                    round(weight * SCALE) / SCALE,
                    round(far * SCALE) / SCALE,
                )
        (stands,) = self.stand([Counted(hashes, counts.clip(max=255).astype(np.uint8))], cold, reach)
        return self.told(stands, found, lambda: words)

    def stand(self, some: Sequence[Counted], cold: Floats, reach: Floats) -> list[Stands]:
        """How the topics of some documents stand; `cold` and `reach` are what the rules say of them, a row a document."""
        table = known_table(some, self.words, self.idf)
        standing = standing_of(scores(table, self.weights), self.scale, cold)
        held = about(standing, cold, reach, self.cutoffs, self.floors)
        return [
            Stands(table.columns[first:last], table.values[first:last], line, np.flatnonzero(given).tolist())
            for (first, last), line, given in zip(pairwise(table.begins.tolist()), standing, held, strict=True)
        ]

    def told(self, stands: Stands, found: Sequence[Finding], words: Callable[[], Sequence[SeenField]]) -> list[Finding]:
        """The findings of a document whose topics stand so; `found` is as in `findings`.

        `words` gives what was `seen` in the document, which only a topic that the rules did not find so takes.
        """
        columns, values, standing, held = stands
        if not len(columns):
            return list(found)
        place = _places(self.topics)
        by_id = {finding.value: finding for finding in found}
        wanted = {*held, *(place[value] for value in by_id if value in place), *hinted(standing, self.hints)}
        out = [finding for finding in found if finding.value not in place]
        scores = scores_of(standing).tolist()
        for k in sorted(wanted):
            rule = by_id.get(self.topics[k])
            role: Literal["about", "mentions"] = "about" if k in held else "mentions"
            score = scores[k] / 1000
            if rule is not None and rule.role == role:
                out.append(Finding("topic", role, rule.value, rule.label, score, rule.origin, rule.spans))
                continue
            spans = self._evidence(words(), columns, self.weights[columns, k] * values, k)
            if rule is not None and len(spans) < SPEAK:
                spans = tuple(dict.fromkeys((*spans, *rule.spans)))
            if spans:
                label = rule.label if rule is not None else self.labels[k]
                out.append(Finding("topic", role, self.topics[k], label, score, "learned", spans))
        return out

    def _evidence(self, words: Sequence[SeenField], columns: Ints, parts: Floats, k: int) -> tuple[Span, ...]:
        """The words that speak loudest for a topic, where they stand."""
        order = np.argsort(-parts, kind="stable")[:SPEAK]
        best = {int(self.words[columns[n]]) for n in order if parts[n] > 0}
        times: dict[int, int] = {}
        spans = []
        rule = f"topics/{self.topics[k]}/learned"
        for word in (word for field in words for word in field.places(best)):
            if times.get(word.hash, 0) < TIMES:
                times[word.hash] = times.get(word.hash, 0) + 1
                spans.append(Span(word.field, word.start, word.end, rule))
        return tuple(spans)

    def to_bytes(self) -> bytes:
        """The model as bytes; the same model gives the same bytes."""
        head = {
            "name": self.name, "language": self.language, "topics": self.topics, "labels": self.labels, "words": len(self.words),
            "scale": self.scale,
        }  # fmt: skip
        arrays = (
            self.words.astype("<u4"), self.idf.astype("<f4"), self.weights.astype("<f2"), self.cutoffs.astype("<f4"),
            self.floors.astype("<f4"), self.hints.astype("<f4"),
        )  # fmt: skip
        text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
        return b"".join((_MAGIC, text, b"\n", *(array.tobytes() for array in arrays)))

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """The model that `to_bytes` wrote. Raises: ValueError where the bytes are no such model."""
        try:
            if not data.startswith(_MAGIC):
                raise ValueError("other beginning")
            at = data.index(b"\n", len(_MAGIC)) + 1
            head = json.loads(data[len(_MAGIC) : at])
            size, topics = int(head["words"]), tuple(head["topics"])
            shapes = (("<u4", size), ("<f4", size), ("<f2", size * len(topics)), *[("<f4", len(topics))] * 3)
            arrays = []
            for kind, count in shapes:
                arrays.append(np.frombuffer(data, kind, count, at))
                at += arrays[-1].nbytes
            if at != len(data) or np.any(np.diff(arrays[0].astype(np.int64)) <= 0):
                raise ValueError("other length or order")
            words, idf, weights, cutoffs, floors, hints = arrays
            return cls(
                str(head["name"]), str(head["language"]), topics, tuple(head["labels"]), words.astype(np.uint32), idf.astype(np.float32),
                weights.astype(np.float32).reshape(size, len(topics)), float(head["scale"]), cutoffs.astype(np.float32),
                floors.astype(np.float32), hints.astype(np.float32),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"not a topic model of this tagger ({fault})") from fault
