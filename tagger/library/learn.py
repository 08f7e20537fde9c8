"""The step between the store and the topic learner: what a folder teaches, and which documents are tagged anew for it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache, partial
from heapq import nsmallest
from itertools import islice
from typing import Any, Protocol
from zlib import crc32

import numpy as np

from tagger.learning import Features, Lesson, Model, beside, features, fingerprint, learn, read_features, seen, verdicts
from tagger.learning.model import SPEAK, Stands, hinted, scores_of
from tagger.library.pool import Crew, errands
from tagger.model import Decision, Document, Finding
from tagger.recognisers.topics import Topics, told_anew
from tagger.tagging import Tagger
from tagger.vocabulary import Vocabulary

MODEL, OUTCOMES = "topics.model", "topics.outcomes"
"""The names that a shelf keeps the model and what it made of each document under."""

MOST = 10_000
"""So many documents teach at most, so that memory does not grow with the folder; the others are tagged by what those taught."""
_SOME, _FEW = 512, 128
"""So many documents at a time are looked at with a model, and told anew."""

Row = tuple[str, bytes, int]
"""The sha256 of a document, what is kept of it for learning, and its id."""

_OUTCOME = struct.Struct("<32sI")
_FORM = np.dtype([("key", ">u8"), ("rest", "V24"), ("digest", "<u4")])


class Content(Protocol):
    """A document on a shelf, which can be sent to another process."""

    def told(self, anew: Callable[[list[Finding], Callable[[], Document]], list[Finding]]) -> Any:
        """What is made of the document; `anew` gives its topics, and takes those that the rules found, before any model or
        person changed them, and what gives the document."""


class Shelf(Protocol):
    """What learning asks of a library; an id is the store's own number of a document."""

    def features(self) -> Iterable[tuple[int, str, bytes]]:
        """Id, sha256 and `features_of(tagger, document)` of every document present, in any order."""

    def decisions(self) -> Iterable[Decision]:
        """The person's decisions that are in force, of any facet, oldest first."""

    def contents(self, ids: Sequence[int]) -> Iterable[tuple[int, Content]]:
        """Of each id what the document is."""

    def blob(self, name: str) -> bytes | None:
        """What was kept under a name, or None."""

    def keep(self, name: str, data: bytes) -> None:
        """Keeps bytes under a name, in place of what was there."""


def features_of(tagger: Tagger, document: Document) -> bytes:
    """What learning keeps of a document, made where it is tagged; cheapest right after `tagger.findings(document)`."""
    for recogniser in tagger.recognisers:
        if isinstance(recogniser, Topics):
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
    shelf: Shelf, vocabulary: Vocabulary, *, fresh: Collection[int] = (), every: bool = False,
    processes: Callable[[int], int] = lambda documents: 1,
) -> Generator[tuple[int, Any]]:  # fmt: skip
    """Learns from the folder and yields each document whose topics are other than before: its id and what its `Content` makes of
    all its findings on topics.

    The findings are those of rules and model; the person's decisions are to be laid over them by the caller, as over any
    others. `fresh` are documents that have been tagged by rule since the last call, so that the model must be applied to
    them whatever it made of them before; `every` means all (after an undo, say). A folder that is too small to learn from,
    or does not agree with itself, gives back the rules' own findings wherever a model had changed them. What is kept is
    kept when the last document has been taken, so that a run cut short is made up for by the next. `processes` says how many
    pay for so many documents.
    """
    decisions = list(shelf.decisions())
    rows = _sample(shelf, verdicts(decisions, vocabulary))
    pairs = [(sha256, blob) for sha256, blob, _ in rows]
    before = kept_model(shelf)
    name = fingerprint(pairs, verdicts(decisions, vocabulary), vocabulary)
    if before is not None and before.name == name and not every and not fresh:
        return
    many = processes(len(rows))
    with errands() as elsewhere:
        lesson = learn(pairs, decisions, vocabulary, elsewhere if many > 1 else None)
    wanted = _Wanted(shelf.blob(OUTCOMES), every, fresh if lesson is not None else ())
    with closing(Crew(_begin, (lesson, vocabulary), many if lesson is not None else 1)) as crew:
        looked = crew.each(_look, _parts(shelf, rows))
        batches = (_with_contents(shelf, some) for part in wanted.among(looked) for some in _some(part, _FEW))
        for batch, told in crew.each(_tell, batches):
            yield from told or _tell(batch)
    _begin(None, vocabulary)
    shelf.keep(MODEL, lesson.model.to_bytes() if lesson is not None else b"")
    shelf.keep(OUTCOMES, _ordered(wanted.now))


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


def _parts(shelf: Shelf, rows: list[Row]) -> Iterator[list[Row]]:
    """The documents that taught, then the others, some at a time."""
    yield from _some(rows, _SOME)
    if len(rows) < MOST:
        return
    inside = {row[0] for row in rows}
    yield from _some(
        ((sha256, blob, number) for number, sha256, blob in shelf.features() if blob and sha256 not in inside), _SOME
    )


def _some(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    """The rows, so many at a time."""
    every = iter(rows)
    while part := list(islice(every, most)):
        yield part


def _with_contents(shelf: Shelf, rows: list[Row]) -> list[tuple[Row, Content]]:
    """The documents as they are sent to be told anew."""
    by_id = {row[2]: row for row in rows}
    return [(by_id[number], content) for number, content in shelf.contents(list(by_id))]


_lesson: Lesson | None = None
_vocabulary: Vocabulary | None = None
_places: dict[str, int] = {}
_seed = 0


def _begin(lesson: Lesson | None, vocabulary: Vocabulary) -> None:
    """Gives this process what was learned, if anything was."""
    global _lesson, _vocabulary, _places, _seed
    _lesson, _vocabulary = lesson, vocabulary
    _seed = crc32(" ".join(lesson.folder.topics).encode()) if lesson is not None else 0
    _places = {sha256: n for n, sha256 in enumerate(lesson.hashes)} if lesson is not None else {}


def _look(rows: Sequence[Row]) -> list[int | None]:
    """Of each document a number that changes where its findings do; None where nothing is taught to it."""
    out: list[int | None] = [None] * len(rows)
    if _lesson is not None:
        for at, n, lesson in _stood(_lesson, rows):
            out[at] = crc32(rows[at][1], _digest(lesson, n))
    return out


def _stood(lesson: Lesson, rows: Sequence[Row]) -> Iterator[tuple[int, int, Lesson]]:
    """Of each document that has features, its place in these, and its place among those that taught, or beside them."""
    others: list[tuple[int, Features]] = []
    for at, (sha256, blob, _) in enumerate(rows):
        if sha256 in _places:
            yield at, _places[sha256], lesson
        elif (found := read_features(blob)) is not None:
            others.append((at, found))
    if others:
        more = beside(lesson, [found for _, found in others], tuple(rows[at][0] for at, _ in others))
        for n, (at, _) in enumerate(others):
            yield at, n, more


def _tell(batch: Sequence[tuple[Row, Content]]) -> list[tuple[int, Any]]:
    """The documents told anew; with the rules' own topics where there is no lesson, or nothing in it for them."""
    lesson, vocabulary = _lesson, _vocabulary
    assert vocabulary is not None
    stands: list[Stands | None] = [None] * len(batch)
    if lesson is not None:
        for at, n, some in _stood(lesson, [row for row, _ in batch]):
            if some.read(n):
                stands[at] = some.stands(n)
    return [(row[2], content.told(partial(_topics, one))) for (row, content), one in zip(batch, stands, strict=True)]


def _topics(stands: Stands | None, found: list[Finding], document: Callable[[], Document]) -> list[Finding]:
    """The topics of a document that stand so, given what the rules found."""
    if stands is None or _lesson is None or _vocabulary is None:
        return found
    told, words = _lesson.model.told, cache(lambda: seen(document()))
    return told_anew(_vocabulary, found, lambda plain: told(stands, plain, words))


def _digest(lesson: Lesson, n: int) -> int:
    """A number that changes where the findings of a document do: topics, roles, scores, or the words that speak.

    Words speak for a topic that the model alone gives, or gives another role; where the rules may have said `about`, their
    reach was 1, or a person has overruled it since.
    """
    model, folder, standing, held = lesson.model, lesson.folder, lesson.standing[n], lesson.held[n].copy()
    columns, values = folder.table.row(n)
    given, reach = folder.weights[n] > 0, folder.reach[n]
    said = [held.tobytes()]
    held[hinted(standing, model.hints)] = True
    topics = np.flatnonzero(held | given)
    shown = np.flatnonzero(held | (given & ((reach >= 1) | (reach == 0))))
    parts = model.weights[columns[:, None], shown] * values[:, None]
    loudest = columns[np.argsort(-parts, axis=0, kind="stable")[:SPEAK]]
    said += [one.tobytes() for one in (topics, scores_of(standing[topics]), shown, folder.table.words[loudest])]
    return crc32(b"".join(said), _seed)


class _Wanted:
    """Which documents are to be told anew: those that the model makes something else of than before, `every` one, or fresh ones."""

    def __init__(self, before: bytes | None, every: bool, fresh: Collection[int]) -> None:
        self._before, self._every = _Outcomes(before), every
        self._fresh = fresh if isinstance(fresh, set) else set(fresh)
        self.now = bytearray()
        """What is to be kept of those that were looked at."""

    def among(self, looked: Iterable[tuple[list[Row], list[int | None] | None]]) -> Iterator[list[Row]]:
        """Those of the documents that were looked at; where a look came to nothing, it is taken here."""
        for part, found in looked:
            wanted = []
            for row, digest in zip(part, found or _look(part), strict=True):
                if self._every or self._before.get(row[0]) != digest or row[2] in self._fresh:
                    wanted.append(row)
                if digest is not None:
                    self.now += _OUTCOME.pack(bytes.fromhex(row[0]), digest)
            yield wanted


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
