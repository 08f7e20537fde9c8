"""Self-training: the rules' surest documents teach the words of each topic, which find the next surest, round by round.

A topic decides for itself: what else a document is about does not speak against it, nor does a broader or narrower topic.
A person's decisions stand fixed throughout; how much more than other documents they count is settled by leaving each out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tagger.learning.bayes import SMOOTHING, Doubles, scores, sums, word_weights
from tagger.learning.features import SCALE, Features, Floats, Table, known_table, table, topic_hash
from tagger.learning.limits import LEAST_SEEDS, limits
from tagger.learning.model import Model, Stands, about, standing_of
from tagger.vocabulary import Vocabulary

LEAST_DOCUMENTS, LEAST_WORDS = 80, 12_000
"""Below these a folder teaches nothing: documents, words and pairs of words."""
ONE_IN = 500
"""A topic wants one such document more for as many documents."""
MOST_CELLS, MANY = 4_000_000, 60
"""Topics times words that are learnt; from how many topics on every third round and step must do."""
AGREEMENT = 0.5
"""The share of its surest documents that the model of the other half of the folder must name as the rules do."""
ROUNDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""The share of the documents a topic leads in that teach it, round by round."""
RIVAL = 0.6
"""A topic with this share of the best topic's weight by rule is no counter-example."""
CLEAR, CLEAR_SHARE, CLEAR_STEPS, CLEAR_PACE = 2.0, 0.85, 10, 3.0
"""How far the surest of the documents must stand clear of the next topic in the end; what share of them, steps, and their length."""
EARNED = (0.0, 1.0, 3.0, 8.0)
"""How often a decided document may count."""
LAST = 2
"""So many of the last rounds are the ones that decisions teach."""
MOST_LEFT_OUT = 500
"""So many decided documents are left out one by one."""

Bools = npt.NDArray[np.bool_]


Elsewhere = Callable[[Callable[["Folder"], bool], "Folder"], Callable[[], bool]]
"""Begins a piece of work in another process, and gives what waits for its result."""


class Folder(NamedTuple):
    """Documents in the order of their hashes: their table, the rules' weights and reach, who is kin to whom among the topics.

    `covered` is the share of the documents, of those in which the rules see any topic, that one of these topics leads.
    """

    table: Table
    topics: tuple[str, ...]
    weights: Floats
    reach: Floats
    kin: Bools
    above: Bools
    covered: float


class Sample(NamedTuple):
    """What teaches: pairs of document and topic with weights, and pairs that speak neither for nor against."""

    documents: npt.NDArray[np.int64]
    topics: npt.NDArray[np.int64]
    weights: Floats
    idle_documents: npt.NDArray[np.int64]
    idle_topics: npt.NDArray[np.int64]


def folder_of(rows: Sequence[Features], vocabulary: Vocabulary, decided: Mapping[int, Mapping[str, bool]]) -> Folder | None:
    """The documents as learning sees them, with the topics that can be learnt; None where there is too little."""
    if len(rows) < LEAST_DOCUMENTS or sum(int(row.counts.sum(dtype=np.int64)) for row in rows) < LEAST_WORDS:
        return None
    weights, reach = _cold(rows, [concept.id for concept in vocabulary])
    seeds = ((weights > 0) & (weights >= weights.max(1, keepdims=True) * 0.999)).sum(0)
    ids = [concept.id for concept in vocabulary]
    wanted: dict[str, int] = {}
    for verdicts in decided.values():
        for concept_id, verdict in verdicts.items():
            wanted[concept_id] = wanted.get(concept_id, 0) + verdict
    least = LEAST_SEEDS + len(rows) // ONE_IN
    taken = [n for n, concept_id in enumerate(ids) if seeds[n] >= least or wanted.get(concept_id, 0) >= LEAST_SEEDS]
    if len(taken) < 2:
        return None
    topics = tuple(ids[n] for n in taken)
    above = np.zeros((len(taken), len(taken)), bool)
    for n, concept_id in enumerate(topics):
        for other in vocabulary.ancestors(concept_id):
            if other in topics:
                above[n, topics.index(other)] = True
    kin = above | above.T | np.eye(len(taken), dtype=bool)
    if kin.all():  # with nothing to tell them from, they would be found in every document
        return None
    words = table(rows, max(LEAST_WORDS, MOST_CELLS // len(taken)))
    most = weights.max(1)
    covered = float((weights[:, taken].max(1) >= most * 0.999)[most > 0].mean())
    return Folder(words, topics, weights[:, taken], reach[:, taken], kin, above, covered)


def _cold(rows: Sequence[Features], topics: Sequence[str]) -> tuple[Floats, Floats]:
    """What the rules say of the topics of each document: weights and reach."""
    weights = np.zeros((len(rows), len(topics)), np.float32)
    reach = np.zeros_like(weights)
    if rows and topics:
        lines = np.repeat(np.arange(len(rows)), [len(row.topics) for row in rows])
        said = np.concatenate([row.topics for row in rows])
        names = np.array([topic_hash(concept_id) for concept_id in topics], np.uint32)
        order = np.argsort(names)
        at = np.minimum(np.searchsorted(names[order], said["topic"]), len(names) - 1)
        known = names[order][at] == said["topic"]
        place = lines[known], order[at[known]]
        weights[place], reach[place] = said["weight"][known] / SCALE, said["reach"][known] / SCALE
    return weights, reach


def _margins(folder: Folder, standing: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """The best topic of each document and how far it leads before the best that is not its kin."""
    best = standing.argmax(1)
    lines = np.arange(len(best))
    rest = np.where(folder.kin[best], -np.inf, standing).max(1)
    top = standing[lines, best]
    return best, np.where(np.isfinite(rest), top - rest, np.abs(top)).astype(np.float32)


def chosen(folder: Folder, standing: Floats, share: float, fixed: Mapping[int, Mapping[int, bool]], count: float) -> Sample:
    """The documents that teach in one round."""
    best, margin = _margins(folder, standing)
    named = standing.max(1) > 0 if share == ROUNDS[0] else np.ones(len(best), bool)
    free = np.ones(len(best), bool)
    free[list(fixed)] = False
    pairs: list[npt.NDArray[np.int64]] = []
    for k in range(len(folder.topics)):
        mine = np.flatnonzero((best == k) & named)
        mine = mine[np.argsort(-margin[mine], kind="stable")[: max(3, round(share * len(mine)))]]
        mine = mine[free[mine]]
        own = np.array([k, *np.flatnonzero(folder.above[k])])
        pairs.append(np.stack([np.repeat(mine, len(own)), np.tile(own, len(mine))]))
    documents, topics = np.concatenate(pairs, axis=1)
    idle_documents, idle_topics = _idle(folder, np.unique(documents), best)
    said = [(n, k) for n, verdicts in sorted(fixed.items()) for k, verdict in sorted(verdicts.items()) if verdict]
    weights = np.repeat(np.array([1.0, count], np.float32), [len(documents), len(said)])
    decided = np.array(said, np.int64).reshape(-1, 2).T
    documents, topics = np.concatenate([documents, decided[0]]), np.concatenate([topics, decided[1]])
    taught = np.zeros(standing.shape, bool)
    taught[documents, topics] = True
    idle = ~taught[idle_documents, idle_topics]
    return Sample(documents, topics, weights, idle_documents[idle], idle_topics[idle])


def _idle(
    folder: Folder, documents: npt.NDArray[np.int64], best: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs that are no counter-examples, documents and topics: rivals by rule, and what stands below the best topic."""
    weights = folder.weights[documents]
    rival = (weights >= RIVAL * weights.max(1, keepdims=True)) & (weights > 0)
    below = folder.above[:, best[documents]].T
    lines, topics = np.nonzero(rival | below)
    return documents[lines], topics


def all_sums(folder: Folder, sample: Sample) -> tuple[Doubles, Doubles, Doubles]:
    """The sums of words for each topic and of those idle in it, topics by words, and of every word."""
    size = len(folder.topics)
    positive = sums(folder.table, sample.documents, sample.topics, sample.weights, size)
    documents, first = np.unique(sample.documents, return_index=True)
    (every,) = sums(folder.table, documents, np.zeros_like(documents), sample.weights[first], 1)
    weight = np.zeros(folder.table.size, np.float32)
    weight[documents] = sample.weights[first]
    idle = sums(folder.table, sample.idle_documents, sample.idle_topics, weight[sample.idle_documents], size)
    return positive, idle, every


def taught(folder: Folder, sample: Sample) -> Floats:
    """The weights of words that the sample teaches: words by topics."""
    return word_weights(*all_sums(folder, sample))


def spread_of(raw: Floats) -> float:
    """The scale of learnt scores about their means."""
    return max(float((raw - raw.mean(1, keepdims=True)).std()), 1e-6)


def self_trained(folder: Folder, rounds: Sequence[float]) -> tuple[Floats, Floats]:
    """The standing of all topics after the last of the rounds, and the weights of words."""
    standing = folder.weights
    words = np.zeros((0, 0), np.float32)
    for share in rounds:
        words = taught(folder, chosen(folder, standing, share, {}, 1.0))
        raw = scores(folder.table, words)
        standing = standing_of(raw, spread_of(raw), folder.weights)
    return standing, words


def _part(folder: Folder, lines: npt.NDArray[np.int64]) -> Folder:
    source = folder.table
    lengths = np.diff(source.begins)[lines]
    take = np.repeat(source.begins[lines] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(lengths.sum())
    begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rows = Table(begins, source.columns[take], source.values[take], source.words, source.idf)
    return folder._replace(table=rows, weights=folder.weights[lines], reach=folder.reach[lines])


def agrees(folder: Folder) -> bool:
    """Whether a model of one half of the folder names the surest documents of the other half as the rules do, both ways."""
    n = folder.table.size
    halves = np.arange(0, n, 2), np.arange(1, n, 2)
    right = asked = 0
    for mine, other in (halves, halves[::-1]):
        _, words = self_trained(_part(folder, mine), ROUNDS[::3])
        rest = _part(folder, other)
        best, margin = _margins(rest, rest.weights)
        sure = np.flatnonzero(rest.weights.max(1) > 0)
        sure = sure[np.argsort(-margin[sure], kind="stable")[: max(10, round(ROUNDS[0] * len(sure)))]]
        raw = scores(rest.table, words)[sure]
        right += int(folder.kin[raw.argmax(1), best[sure]].sum())
        asked += len(sure)
    return right >= AGREEMENT * asked


def trained(
    rows: Sequence[Features],
    vocabulary: Vocabulary,
    decided: Mapping[int, Mapping[str, bool]],
    name: str,
    hashes: tuple[str, ...],
    elsewhere: Elsewhere | None = None,
) -> Lesson | None:
    """What the documents teach, in the order given; None where they teach nothing. `decided` goes by their places."""
    folder = folder_of(rows, vocabulary, decided)
    if folder is None:
        return None
    if elsewhere is None:
        return taught_by(folder, vocabulary, decided, name, hashes) if agrees(folder) else None
    agreed = elsewhere(agrees, folder)
    lesson = taught_by(folder, vocabulary, decided, name, hashes)
    return lesson if agreed() else None


def taught_by(
    folder: Folder, vocabulary: Vocabulary, decided: Mapping[int, Mapping[str, bool]], name: str, hashes: tuple[str, ...]
) -> Lesson:
    """What the documents of a folder teach."""
    place = {concept_id: k for k, concept_id in enumerate(folder.topics)}
    fixed = {n: {place[c]: verdict for c, verdict in row.items() if c in place} for n, row in decided.items()}
    fixed = {n: row for n, row in fixed.items() if row}
    rounds = ROUNDS if len(folder.topics) < MANY else ROUNDS[::3]
    standing, words = self_trained(folder, rounds[:-LAST] if fixed else rounds)
    if fixed:
        words = _corrected(folder, standing, rounds[-LAST:], fixed)
    words = polished(folder, words, fixed)
    raw = scores(folder.table, words)
    scale = spread_of(raw)
    standing = standing_of(raw, scale, folder.weights)
    for n, verdicts in fixed.items():
        for k, verdict in verdicts.items():
            folder.reach[n, k] = 2.0 * verdict
    cutoffs, floors, hints = limits(folder, standing, fixed)
    labels = {concept.id: concept.pref_label for concept in vocabulary}
    source = folder.table
    model = Model(
        name, vocabulary.language, folder.topics, tuple(labels[c] for c in folder.topics), source.words, source.idf, words, scale,
        cutoffs, floors, hints,
    )  # fmt: skip
    return lesson_of(model, folder, standing, hashes)


def polished(folder: Folder, words: Floats, fixed: Mapping[int, Mapping[int, bool]]) -> Floats:
    """The weights of words moved until the documents that teach stand clear of the topics next to theirs, as far as it goes."""
    raw = scores(folder.table, words)
    scale = spread_of(raw)
    best, margin = _margins(folder, standing_of(raw, scale, folder.weights))
    lines = np.array([n for n in _leading(folder, best, margin, CLEAR_SHARE) if n not in fixed], np.int64)
    part, mine = _part(folder, lines), best[lines]
    rivals = (part.weights >= RIVAL * part.weights.max(1, keepdims=True)) & (part.weights > 0)
    barred = folder.kin[mine] | rivals
    pace, least, kept, push = CLEAR_PACE, np.inf, words, np.zeros_like(words)
    for _ in range(CLEAR_STEPS if len(folder.topics) < MANY else 1 + CLEAR_STEPS // 3):
        raw = scores(part.table, words) / scale
        others = np.where(barred, -np.inf, raw)
        other = others.argmax(1)
        ahead = raw[np.arange(len(lines)), mine] - others[np.arange(len(lines)), other]
        short = np.where(np.isfinite(ahead), np.maximum(CLEAR - ahead, 0), 0).astype(np.float32)
        loss = float((short.astype(np.float64) ** 2).sum())
        if loss >= least:
            pace /= 4
            words = (kept + pace * push).astype(np.float32)
            continue
        least, kept, hit = loss, words, np.flatnonzero(short > 0)
        if not len(hit):
            break
        twice, pull = np.concatenate([hit, hit]), np.concatenate([short[hit], -short[hit]])
        push = sums(part.table, twice, np.concatenate([mine[hit], other[hit]]), pull, len(folder.topics)).T.astype(
            np.float32, order="C"
        )
        words = (kept + pace * push).astype(np.float32)
    return kept.astype(np.float16).astype(np.float32)


def _leading(folder: Folder, best: npt.NDArray[np.int64], margin: Floats, share: float) -> list[int]:
    """The surest documents of each topic, in rising order."""
    out: list[int] = []
    for k in range(len(folder.topics)):
        mine = np.flatnonzero(best == k)
        out += mine[np.argsort(-margin[mine], kind="stable")[: max(3, round(share * len(mine)))]].tolist()
    return sorted(out)


class Lesson(NamedTuple):
    """A model with the documents that taught it, how the topics of each stand, which it is about, and the sha256 of each."""

    model: Model
    folder: Folder
    standing: Floats
    held: Bools
    hashes: tuple[str, ...]

    def read(self, n: int) -> bool:
        """Whether document `n` has any word that the model knows."""
        return bool(self.folder.table.begins[n + 1] > self.folder.table.begins[n])

    def stands(self, n: int) -> Stands:
        """How the topics of document `n` stand."""
        return Stands(*self.folder.table.row(n), self.standing[n], np.flatnonzero(self.held[n]).tolist())


def lesson_of(model: Model, folder: Folder, standing: Floats, hashes: tuple[str, ...]) -> Lesson:
    """The lesson in which the documents stand so."""
    held = about(standing, folder.weights, folder.reach, model.cutoffs, model.floors)
    return Lesson(model, folder, standing, held, hashes)


def beside(lesson: Lesson, rows: Sequence[Features], hashes: tuple[str, ...]) -> Lesson:
    """What the model makes of documents that it was not taught by, in the order given."""
    model = lesson.model
    table = known_table(rows, model.words, model.idf)
    weights, reach = _cold(rows, model.topics)
    standing = standing_of(scores(table, model.weights), model.scale, weights)
    return lesson_of(model, lesson.folder._replace(table=table, weights=weights, reach=reach), standing, hashes)


def _corrected(folder: Folder, standing: Floats, rounds: Sequence[float], fixed: Mapping[int, Mapping[int, bool]]) -> Floats:
    """The weights of words after the last rounds, which the person's decisions teach as well, as heavy as they have earned."""
    best: tuple[int, float] | None = None
    for count in EARNED:
        right = _left_out(folder, chosen(folder, standing, ROUNDS[-1], fixed, count), fixed)
        if best is None or right > best[0] or (right == best[0] and not best[1]):
            best = right, count
    assert best is not None
    for share in rounds:
        words = taught(folder, chosen(folder, standing, share, fixed, best[1]))
        raw = scores(folder.table, words)
        standing = standing_of(raw, spread_of(raw), folder.weights)
    return words


def _left_out(folder: Folder, sample: Sample, fixed: Mapping[int, Mapping[int, bool]]) -> int:
    """How many decisions hold in the eyes of a model taught by the same sample without the document they are on."""
    size = len(folder.topics)
    positive, idle_sums, every = all_sums(folder, sample)
    negative = np.maximum(every - positive - idle_sums, 0)
    inside, outside = positive.sum(1), negative.sum(1)
    scale: float | None = None
    right = 0
    for n in sorted(fixed)[:MOST_LEFT_OUT]:
        place = slice(int(folder.table.begins[n]), int(folder.table.begins[n + 1]))
        columns, values = folder.table.columns[place], folder.table.values[place].astype(np.float64)
        mine = sample.documents == n
        plus = np.zeros(size)
        plus[sample.topics[mine]] = sample.weights[mine]
        idle = np.zeros(size, bool)
        idle[sample.idle_topics[sample.idle_documents == n]] = True
        minus = np.where((plus > 0) | idle, 0.0, plus.max(initial=0.0))
        total = values.sum()
        width = len(folder.table.words)
        pos = np.maximum(positive[:, columns] - plus[:, None] * values, 0) + SMOOTHING
        neg = np.maximum(negative[:, columns] - minus[:, None] * values, 0) + SMOOTHING
        raw = (np.log(pos) - np.log((inside - plus * total + SMOOTHING * width)[:, None])) @ values
        raw -= (np.log(neg) - np.log((outside - minus * total + SMOOTHING * width)[:, None])) @ values
        line = raw[None].astype(np.float32)
        if scale is None:
            scale = max(spread_of(line), 1e-6)
        best = int(standing_of(line, scale, folder.weights[n : n + 1])[0].argmax())
        right += all(verdict == (best == k or (verdict and bool(folder.kin[best, k]))) for k, verdict in fixed[n].items())
    return right
