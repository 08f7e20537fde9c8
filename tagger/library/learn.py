"""The step between the store and the topic learner: what a folder teaches, and which documents are tagged anew for it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from heapq import nsmallest
from itertools import islice
from typing import Protocol
from zlib import crc32

import numpy as np

from tagger.learning import Lesson, Model, beside, features, fingerprint, learn, read_features, read_words, seen, verdicts
from tagger.learning.model import SPEAK, Stands, about, hinted, score_of
from tagger.model import Decision, Document, Finding
from tagger.recognisers.topics import Topics, foreign, with_broader, without_broader
from tagger.tagging import Tagger
from tagger.vocabulary import Vocabulary

MODEL, OUTCOMES = "topics.model", "topics.outcomes"
"""The names that a shelf keeps the model and what it made of each document under."""

MOST = 10_000
"""So many documents teach at most, so that memory does not grow with the folder; the others are tagged by what those taught."""
_SOME = 2_000
_FEW = 64
"""So many documents at a time are looked at with a model."""

Row = tuple[str, bytes, int]
"""The sha256 of a document, what is kept of it for learning, and its id."""

_OUTCOME = struct.Struct("<32sI")
_FORM = np.dtype([("key", ">u8"), ("rest", "V24"), ("digest", "<u4")])


class Shelf(Protocol):
    """What learning asks of a library; an id is the store's own number of a document."""

    def features(self) -> Iterable[tuple[int, str, bytes]]:
        """Id, sha256 and `features_of(tagger, document)` of every document present, in any order."""

    def decisions(self) -> Iterable[Decision]:
        """The person's decisions that are in force, of any facet, oldest first."""

    def contents(self, ids: Sequence[int]) -> Iterable[tuple[int, Callable[[], Document], list[Finding]]]:
        """Of each id what gives the document, and the rules' own findings on topics, before any model or person changed them."""

    def blob(self, name: str) -> bytes | None:
        """What was kept under a name, or None."""

    def keep(self, name: str, data: bytes) -> None:
        """Keeps bytes under a name, in place of what was there."""


def features_of(tagger: Tagger, document: Document) -> bytes:
    """What learning keeps of a document, made where it is tagged; cheapest right after `tagger.findings(document)`."""
    for recogniser in tagger.recognisers:
        if isinstance(recogniser, Topics):
            if foreign(document, recogniser.vocabulary.language):  # its words would teach and be taught nothing
                return features(Document.from_text(""), [])
            return features(document, recogniser.weights(document))
    return b""


def kept_model(shelf: Shelf) -> Model | None:
    """The model that the shelf keeps, or None where it keeps none that can be used."""
    data = shelf.blob(MODEL)
    if not data:
        return None
    try:
        return Model.from_bytes(data)
    except ValueError:
        return None


def relearn(
    shelf: Shelf, vocabulary: Vocabulary, *, fresh: Collection[int] = (), every: bool = False
) -> Iterator[tuple[int, list[Finding]]]:
    """Learns from the folder and yields each document whose topics are other than before: its id and all its findings on topics.

    The findings are those of rules and model; the person's decisions are to be laid over them by the caller, as over any
    others. `fresh` are documents that have been tagged by rule since the last call, so that the model must be applied to
    them whatever it made of them before; `every` means all (after an undo, say). A folder that is too small to learn from,
    or does not agree with itself, gives back the rules' own findings wherever a model had changed them. What is kept is
    kept when the last document has been taken, so that a run cut short is made up for by the next.
    """
    decisions = list(shelf.decisions())
    rows = _sample(shelf, verdicts(decisions, vocabulary))
    pairs = [(sha256, blob) for sha256, blob, _ in rows]
    before = kept_model(shelf)
    name = fingerprint(pairs, verdicts(decisions, vocabulary), vocabulary)
    if before is not None and before.name == name and not every and not fresh:
        return
    lesson = learn(pairs, decisions, vocabulary)
    known, now, new = _Outcomes(shelf.blob(OUTCOMES)), bytearray(), fresh if isinstance(fresh, set) else set(fresh)
    for part, taught in _parts(shelf, rows, lesson):
        digests = _digests(taught, [row[:2] for row in part]) if taught is not None else {}
        wanted = []
        for sha256, blob, number in part:
            digest = digests.get(sha256)
            if every or known.get(sha256) != digest or (taught is not None and number in new):
                wanted.append((sha256, blob, number))
            if digest is not None:
                now += _OUTCOME.pack(bytes.fromhex(sha256), digest)
        yield from _anew(shelf, vocabulary, taught, wanted)
    shelf.keep(MODEL, lesson.model.to_bytes() if lesson is not None else b"")
    shelf.keep(OUTCOMES, _ordered(now))


def _sample(shelf: Shelf, decided: Collection[str]) -> list[Row]:
    """The documents that teach, by hash: those with the lowest hashes, and all that a person decided on."""
    own: list[Row] = []

    def every() -> Iterator[Row]:
        for number, sha256, blob in shelf.features():
            if blob:
                if sha256 in decided:
                    own.append((sha256, blob, number))
                yield sha256, blob, number

    return sorted({*nsmallest(MOST, every()), *own})


def _parts(shelf: Shelf, rows: list[Row], lesson: Lesson | None) -> Iterator[tuple[list[Row], Lesson | None]]:
    """The documents that taught with what they taught; then the others, some at a time, with what the model makes of them."""
    yield rows, lesson
    if len(rows) < MOST:
        return
    inside = {row[0] for row in rows}
    others = ((sha256, blob, number) for number, sha256, blob in shelf.features() if blob and sha256 not in inside)
    while part := list(islice(others, _SOME)):
        if lesson is None:
            yield part, None
            continue
        read = [(row[0], found) for row in part if (found := read_features(row[1])) is not None]
        yield part, beside(lesson, [found for _, found in read], tuple(sha256 for sha256, _ in read))


def _anew(
    shelf: Shelf, vocabulary: Vocabulary, lesson: Lesson | None, wanted: Sequence[Row]
) -> Iterator[tuple[int, list[Finding]]]:
    """The documents wanted with their findings; the rules' own where there is no lesson."""
    place = {sha256: n for n, sha256 in enumerate(lesson.hashes)} if lesson is not None else {}
    rows = {number: (place.get(sha256), blob) for sha256, blob, number in wanted}
    contents = iter(shelf.contents(list(rows)))
    while some := list(islice(contents, _FEW)):
        learnt = _learnt(lesson, [rows[number] for number, _, _ in some]) if lesson is not None else [None] * len(some)
        for (number, document, found), stands in zip(some, learnt, strict=True):
            if lesson is None or stands is None:
                yield number, found
                continue
            words = cache(lambda document=document: seen(document()))
            yield number, with_broader(vocabulary, lesson.model.told(stands, without_broader(found), words))


def _learnt(lesson: Lesson, rows: Sequence[tuple[int | None, bytes]]) -> list[Stands | None]:
    """How the topics of each document stand, given its place in the lesson and its features; None where nothing is taught to it,
    as to a text in another language."""
    known = [
        (at, n, counted)
        for at, (n, blob) in enumerate(rows)
        if n is not None and lesson.read(n) and (counted := read_words(blob)) is not None
    ]
    out: list[Stands | None] = [None] * len(rows)
    if known:
        lines = [n for _, n, _ in known]
        stands = lesson.model.stand([row for _, _, row in known], lesson.folder.weights[lines], lesson.folder.reach[lines])
        for (at, _, _), one in zip(known, stands, strict=True):
            out[at] = one
    return out


def _digests(lesson: Lesson, pairs: Sequence[tuple[str, bytes]]) -> dict[str, int]:
    """Of each document a number that changes where its findings do: topics, roles, scores, and the words that speak."""
    model, folder, standing = lesson.model, lesson.folder, lesson.standing
    held = about(standing, folder.weights, folder.reach, model.cutoffs, model.floors)
    blobs = dict(pairs)
    out = {}
    for n, sha256 in enumerate(lesson.hashes):
        place = slice(int(folder.table.begins[n]), int(folder.table.begins[n + 1]))
        columns, values = folder.table.columns[place], folder.table.values[place]
        hint = hinted(standing[n], model.hints)
        topics = np.array(sorted({*np.flatnonzero(held[n] | (folder.weights[n] != 0)).tolist(), *hint}), np.int64)
        parts = model.weights[columns[:, None], topics] * values[:, None]
        words = folder.table.words[columns[np.argsort(-parts, axis=0, kind="stable")[:SPEAK]]].T.tolist()
        said = [
            (folder.topics[k], bool(held[n, k]), score_of(float(standing[n, k])), best)
            for k, best in zip(topics.tolist(), words, strict=True)
        ]
        out[sha256] = crc32(repr(said).encode(), crc32(blobs[sha256]))
    return out


class _Outcomes:
    """What the model made of each document the last time: a number by hash, found by the first half of it."""

    def __init__(self, data: bytes | None) -> None:
        kept = np.frombuffer(data or b"", _FORM) if len(data or b"") % _OUTCOME.size == 0 else np.zeros(0, _FORM)
        self._keys, self._digests = kept["key"].astype(np.uint64), kept["digest"]

    def get(self, sha256: str) -> int | None:
        """The number, or None where there was none."""
        key = np.uint64(int(sha256[:16], 16))
        place = int(np.searchsorted(self._keys, key))
        return int(self._digests[place]) if place < len(self._keys) and self._keys[place] == key else None


def _ordered(outcomes: bytearray) -> bytes:
    """The outcomes by hash; sorted where they lie, since there may be many."""
    rows = np.frombuffer(outcomes, _FORM)
    rows[:] = rows[np.argsort(rows["key"], kind="stable")]
    return bytes(outcomes)
