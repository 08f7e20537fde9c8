"""What learning keeps of a document: its words and pairs of words as counted hashes, and what the rules say of its topics."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, chain, compress
from operator import add
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tagger.matching.words import LONGEST, each, english, spaced, stems
from tagger.model import Document

VERSION = 1
MOST_WORDS = 20_000
"""A longer document is known by its first words."""

_HEAD = struct.Struct("<BHI")
_COLD = np.dtype([("topic", "<u4"), ("weight", "<u2"), ("reach", "<u2")])
SCALE = 1000
"""Weights and reach are kept to the thousandth."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint32]

Weights = tuple[Sequence[str], Sequence[float], Sequence[float]]
"""What the rules say of topics: their ids, what each weighs among the topics of the document, how far it reaches `about` (1 does)."""
NOTHING: Weights = (), (), ()


class Seen(NamedTuple):
    """A feature as it stands in a document: hash, field, first and last code point, half open."""

    hash: int
    field: str
    start: int
    end: int


class Counted(NamedTuple):
    """The words of a document and their pairs: hashes in rising order with their counts."""

    hashes: Hashes
    counts: npt.NDArray[np.uint8]


class Features(NamedTuple):
    """Features read back: topic hashes with weight and reach by `SCALE`, hashes of words and pairs in rising order with their counts."""

    topics: npt.NDArray[np.void]
    hashes: Hashes
    counts: npt.NDArray[np.uint8]


class _TopicHashes(dict[str, int]):
    """What stands for each concept in features."""

    def __missing__(self, concept_id: str) -> int:
        number = self[concept_id] = crc32(concept_id.encode())
        return number


topic_hash = _TopicHashes().__getitem__


@lru_cache(maxsize=8)
def _stems(language: str) -> _Stems:
    return _Stems(language)


_Stem = tuple[int, bytes]
"""The hash of a stem, and the stem with a space before it, as the second of a pair."""


class _Stems:
    """The stem of each folded word, None for words that say nothing."""

    def __init__(self, language: str) -> None:
        self._stop, self._all = english().stop, stems(language)
        self._known: dict[str, _Stem | None] = {"": None}

    def of(self, words: Sequence[str]) -> tuple[_Stem | None, ...]:
        """Those of the words, and None last of all."""
        try:
            return each(words, self._known)
        except KeyError:
            self._meet(words)
            return each(words, self._known)

    def _meet(self, words: Sequence[str]) -> None:
        known = self._known
        if len(known) > 300_000:
            known.clear()
            known[""] = None
        fresh = list({word for word in words if word not in known})
        for word, stem in zip(fresh, self._all.of(fresh), strict=True):
            if word in self._stop or len(word) < 2 or word.isdigit() or len(word) > LONGEST:
                known[word] = None
            else:
                ours = stem.encode("utf-8", "surrogatepass")
                known[word] = crc32(ours), b" " + ours


class SeenField(NamedTuple):
    """One field of a document: as `Spaced.plain` has it, and the stem of each of its words; last of all None."""

    field: str
    plain: str
    stems: tuple[_Stem | None, ...]

    def hashes(self) -> list[int]:
        """Of every word that may teach something, and every pair of such, in reading order."""
        out: list[int] = []
        before: int | None = None
        for stem in self.stems:
            if stem is not None:
                number, second = stem
                out.append(number)
                if before is not None:
                    out.append(crc32(second, before))
                before = number
            else:
                before = None
        return out

    def places(self, wanted: Container[int]) -> list[Seen]:
        """Where those of certain hashes stand, in reading order."""
        found: list[tuple[int, int, int]] = []
        before: int | None = None
        for n, stem in enumerate(self.stems):
            if stem is not None:
                number, second = stem
                if number in wanted:
                    found.append((number, n, n))
                if before is not None and (pair := crc32(second, before)) in wanted:
                    found.append((pair, n - 1, n))
                before = number
            else:
                before = None
        if not found:
            return []
        entries = self.plain.split(" ")
        words = list(filter(None, entries))
        ends = list(compress(map(add, accumulate(map(len, entries)), range(len(entries))), entries))
        return [Seen(number, self.field, ends[first] - len(words[first]), ends[last]) for number, first, last in found]


def seen(document: Document) -> list[SeenField]:
    """What the fields of the document hold that may teach something."""
    known = _stems(document.language[:2] or "en")
    body = document.body
    out = []
    for field, text in (("title", document.title), ("body", body)):
        if text and not (field == "title" and body.startswith(text)):
            _, plain, words = spaced(text[: MOST_WORDS * 12])
            out.append(SeenField(field, plain, known.of(words[:MOST_WORDS])))
    return out


def hashes_of(words: Iterable[SeenField]) -> Hashes:
    """The hashes of all fields together."""
    every = array("I")
    for field in words:
        every.extend(field.hashes())
    return np.array(every, np.uint32)


def features(document: Document, weights: Weights | None) -> bytes:
    """The document as learning keeps it; `weights` is what the topic recogniser says (`Topics.weights`).

    None stands for a text in another language: its words would teach and be taught nothing.
    """
    if weights is None:
        return features(Document.from_text(""), NOTHING)
    hashes = hashes_of(seen(document))
    hashes.sort()
    edges = np.ones(len(hashes) + 1, np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=edges[1:-1])
    begins = edges.nonzero()[0]
    counts = np.minimum(begins[1:] - begins[:-1], 255).astype(np.uint8)
    head = _HEAD.pack(VERSION, len(weights[0]), len(counts))
    return b"".join((head, _cold(weights), hashes[begins[:-1]].astype("<u4", copy=False).tobytes(), counts.tobytes()))


def _cold(weights: Weights) -> bytes:
    """What the rules say of the topics, in that order: rows of `_COLD`."""
    names, heavy, far = weights
    size = len(names)
    numbers = np.fromiter(chain(heavy, far), np.float64, 2 * size)
    numbers = np.minimum(np.rint(numbers * SCALE), 65_535)
    rows = np.empty(size, _COLD)
    rows["topic"] = np.fromiter(map(topic_hash, names), np.uint32, size)
    rows["weight"], rows["reach"] = numbers[:size], numbers[size:]
    return rows.tobytes()


def read_features(blob: bytes) -> Features | None:
    """Features read back, or None where another version wrote them."""
    counted = read_words(blob)
    if counted is None:
        return None
    return Features(np.frombuffer(blob, _COLD, _HEAD.unpack_from(blob)[1], _HEAD.size), *counted)


def read_words(blob: bytes) -> Counted | None:
    """The words of features, or None where another version wrote them."""
    if len(blob) < _HEAD.size or blob[0] != VERSION:
        return None
    _, topics, size = _HEAD.unpack_from(blob)
    at = _HEAD.size + topics * _COLD.itemsize
    return Counted(np.frombuffer(blob, "<u4", size, at), np.frombuffer(blob, np.uint8, size, at + 4 * size))


class Table(NamedTuple):
    """Documents by words, in rows: `begins[d]:begins[d + 1]` are the columns and values of document d; `words` is what a column is."""

    begins: Ints
    columns: Ints
    values: Floats
    words: Hashes
    idf: Floats

    @property
    def size(self) -> int:
        return len(self.begins) - 1

    def row(self, n: int) -> tuple[Ints, Floats]:
        """Columns and values of a document."""
        place = slice(int(self.begins[n]), int(self.begins[n + 1]))
        return self.columns[place], self.values[place]


def table(rows: Sequence[Features], most: int = 40_000) -> Table:
    """The documents as a table of tf-idf, each row of length one; words in one document only, or in most, are left out."""
    n = len(rows)
    sizes = np.fromiter((len(row.hashes) for row in rows), np.int64, n)
    every = np.concatenate([row.hashes for row in rows]) if n else np.zeros(0, np.uint32)
    counts = np.concatenate([row.counts for row in rows]) if n else np.zeros(0, np.uint8)
    words, column, spread = np.unique(every, return_inverse=True, return_counts=True)
    keep = (spread >= (2 if n < 5000 else 3)) & (spread <= max(2, n // 2))
    if keep.sum() > most:
        least = np.sort(spread[keep])[-most]
        keep &= spread > least if (spread[keep] > least).sum() > most // 2 else spread >= least
    new = np.cumsum(keep) - 1
    taken = keep[column]
    idf = (np.log(max(n, 1) / spread[keep]) + 1).astype(np.float32)
    return _lines(np.repeat(np.arange(n), sizes)[taken], new[column[taken]], counts[taken], n, words[keep], idf)


def known_table(rows: Sequence[Features | Counted], words: Hashes, idf: Floats) -> Table:
    """Other documents as a table of the words of a model."""
    n = len(rows)
    some = rows if len(words) else ()
    lines = np.repeat(np.arange(len(some)), np.fromiter((len(row.hashes) for row in some), np.int64, len(some)))
    every = np.concatenate([row.hashes for row in some]) if some else np.zeros(0, np.uint32)
    counts = np.concatenate([row.counts for row in some]) if some else np.zeros(0, np.uint8)
    columns = np.minimum(np.searchsorted(words, every), len(words) - 1)
    taken = words[columns] == every
    return _lines(lines[taken], columns[taken], counts[taken], n, words, idf)


def _lines(lines: Ints, columns: Ints, counts: npt.NDArray[np.uint8], n: int, words: Hashes, idf: Floats) -> Table:
    """The table of what stands in which line and column how often."""
    values = _weighed(counts, idf[columns])
    length = np.sqrt(np.bincount(lines, values.astype(np.float64) ** 2, minlength=n))
    values = (values / np.maximum(length, 1e-9)[lines]).astype(np.float32)
    begins = np.concatenate([[0], np.cumsum(np.bincount(lines, minlength=n))]).astype(np.int64)
    return Table(begins, columns.astype(np.int64), values, words, idf)


def _weighed(counts: npt.NDArray[np.uint8], idf: Floats) -> Floats:
    """tf-idf before the length is made one."""
    return ((1 + np.log(counts.astype(np.float32))) * idf).astype(np.float32)
