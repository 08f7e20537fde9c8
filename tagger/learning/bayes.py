"""Naive Bayes on a table of documents, each topic against what is not it: sums, weights of words, scores."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tagger.learning.features import Floats, Ints, Table

SMOOTHING = 0.02
_BLOCK = 4_000_000
_ROWS = 256
"""So many words at a time stay in the cache of the processor."""

Doubles = npt.NDArray[np.float64]


def sums(table: Table, documents: Ints, topics: Ints, weights: Floats, size: int) -> Doubles:
    """The rows of the documents, weighed and summed up by topic: topics by words."""
    width = len(table.words)
    out: Doubles = np.zeros(0)
    lengths = table.begins[documents + 1] - table.begins[documents]
    done = 0
    while done < len(documents) or not len(out):
        stop = done + max(1, int(np.searchsorted(np.cumsum(lengths[done:]), _BLOCK)))
        some, size_of = documents[done:stop], lengths[done:stop]
        first = np.repeat(table.begins[some] - (np.cumsum(size_of) - size_of), size_of)
        take = first + np.arange(len(first))
        cells = np.repeat(topics[done:stop] * width, size_of) + table.columns[take]
        found = np.bincount(cells, table.values[take] * np.repeat(weights[done:stop], size_of), minlength=size * width)
        out = out + found if len(out) else found.astype(np.float64, copy=False)
        done = stop
    return out.reshape(size, width)


def word_weights(positive: Doubles, idle: Doubles, every: Doubles) -> Floats:
    """How much more likely each word is in a topic than outside it, as a logarithm: words by topics.

    Of the sums of words by topic, `positive` are of what speaks for it and `idle` of what speaks neither way; `every` is the
    sum over all. Most words neither speak for a topic nor are idle in it, and differ between topics by one number.
    """
    topics, words = np.nonzero((positive != 0) | (idle != 0))
    mine = positive[topics, words]
    rest = np.maximum(every[words] - mine - idle[topics, words], 0)
    size, width = positive.shape
    inside = np.bincount(topics, mine, minlength=size) + SMOOTHING * width
    outside = every.sum() + np.bincount(topics, rest - every[words], minlength=size) + SMOOTHING * width
    usual, common = np.log(SMOOTHING / inside * outside), np.log(every + SMOOTHING)
    out = np.empty((width, size), np.float32)
    for first in range(0, width, _ROWS):
        out[first : first + _ROWS] = (usual - common[first : first + _ROWS, None]).astype(np.float16)
    odds = (mine + SMOOTHING) / inside[topics] / ((rest + SMOOTHING) / outside[topics])
    out[words, topics] = np.log(odds).astype(np.float16)
    return out


def score(columns: Ints, values: Floats, weights: Floats) -> Floats:
    """The sum of the values of one document times the weights of its words: a number a topic.

    Added up word by word, so that a document has the same score to the last bit wherever and beside whatever it is scored.
    """
    found: Floats = np.einsum("i,ij->j", values, weights.take(columns, 0))
    return found


def scores(table: Table, weights: Floats) -> Floats:
    """`score` of every document: documents by topics."""
    out = np.zeros((table.size, weights.shape[1]), np.float32)
    for line, (first, last) in zip(out, pairwise(table.begins.tolist()), strict=True):
        if first < last:
            line[:] = score(table.columns[first:last], table.values[first:last], weights)
    return out
