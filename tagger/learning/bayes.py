"""Naive Bayes on a table of documents, each topic against what is not it: sums, weights of words, scores."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tagger.learning.features import Floats, Ints, Table

SMOOTHING = 0.02
_BLOCK = 4_000_000
_CELLS = 131_072
"""So many products at a time stay in the cache of the processor."""


def sums(table: Table, documents: Ints, topics: Ints, weights: Floats, size: int) -> npt.NDArray[np.float64]:
    """The rows of the documents, weighed and summed up by topic: topics by words."""
    width = len(table.words)
    out = np.zeros(size * width)
    lengths = table.begins[documents + 1] - table.begins[documents]
    done = 0
    while done < len(documents):
        stop = done + max(1, int(np.searchsorted(np.cumsum(lengths[done:]), _BLOCK)))
        some, size_of = documents[done:stop], lengths[done:stop]
        first = np.repeat(table.begins[some] - np.concatenate([[0], np.cumsum(size_of)[:-1]]), size_of)
        take = first + np.arange(len(first))
        cells = np.repeat(topics[done:stop] * width, size_of) + table.columns[take]
        out += np.bincount(cells, table.values[take] * np.repeat(weights[done:stop], size_of), minlength=size * width)
        done = stop
    return out.reshape(size, width)


def word_weights(positive: npt.NDArray[np.float64], negative: npt.NDArray[np.float64]) -> Floats:
    """How much more likely each word is in a topic than outside it, as a logarithm: words by topics."""
    a = SMOOTHING
    width = positive.shape[1]
    inside = np.log((positive + a) / (positive.sum(1, keepdims=True) + a * width))
    outside = np.log((negative + a) / (negative.sum(1, keepdims=True) + a * width))
    return np.ascontiguousarray((inside - outside).T, dtype=np.float16).astype(np.float32)


def scores(table: Table, weights: Floats) -> Floats:
    """The sum of a document's values times the weights of its words: documents by topics."""
    n, k = table.size, weights.shape[1]
    out = np.zeros((n, k), np.float32)
    step = max(1, _CELLS // max(1, k))
    done = 0
    while done < n:
        stop = max(done + 1, int(np.searchsorted(table.begins, table.begins[done] + step, side="right")) - 1)
        stop = min(stop, n)
        place = slice(int(table.begins[done]), int(table.begins[stop]))
        filled = np.flatnonzero(np.diff(table.begins[done : stop + 1]))
        if len(filled):
            cells = weights[table.columns[place]] * table.values[place, None]
            out[done + filled] = np.add.reduceat(cells, table.begins[done + filled] - table.begins[done], axis=0)
        done = stop
    return out
