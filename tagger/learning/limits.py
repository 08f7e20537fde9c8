"""From which standing on a learnt topic is given to a document, read off the rules where they agree with what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tagger.learning.features import Floats
from tagger.learning.model import BESIDE

if TYPE_CHECKING:
    from tagger.learning.training import Folder

LEAST_SEEDS = 5
"""So many documents, by the rules or by a person's word, before anything is said of a topic."""
ENOUGH, WITHDRAW, WINDOW = 0.7, 0.4, 15


def limits(folder: Folder, standing: Floats, fixed: Mapping[int, Mapping[int, bool]]) -> tuple[Floats, Floats, Floats]:
    """For each topic how high it must stand to be `about`, below what standing the rules' own `about` is withdrawn, and from
    which one the best topic of a document is worth a mention.

    The rules' reach is a rough measure of the truth, document by document; averaged over documents that stand alike
    it is a fair one. A topic is `about` down to where that average is no longer `ENOUGH`. The more of the folder is of topics
    that were not learnt, the more documents in which a learnt one is best must show something of it to the rules,
    unless a person taught it.
    """
    size = len(folder.topics)
    cutoffs, floors, hints = (np.full(size, np.inf, np.float32) for _ in range(3))
    top, best, told = standing.max(1), standing.argmax(1), np.diff(folder.table.begins) > 0
    decided = np.zeros(size, np.int64)
    for row in fixed.values():
        decided[[k for k, verdict in row.items() if verdict]] += 1
    for k in range(size):
        near = np.flatnonzero((standing[:, k] >= BESIDE * top) & (standing[:, k] > 0))
        reach = np.minimum(folder.reach[:, k], 2.0)
        cutoffs[k], floors[k] = (_down_to(standing[near, k], reach[near], limit) for limit in (ENOUGH, WITHDRAW))
        first = np.flatnonzero((best == k) & told)
        least = 1 - folder.covered if decided[k] < LEAST_SEEDS else 0.0
        hints[k] = _down_to(standing[first, k], folder.weights[first, k] > 0, least)
    return cutoffs, floors, hints


def _down_to(standing: Floats, values: npt.NDArray[np.floating | np.bool_], least: float) -> float:
    """The lowest standing down to which the values of documents that stand alike are at least so high on average."""
    if len(standing) < LEAST_SEEDS:
        return np.inf
    lines = np.argsort(-standing, kind="stable")
    width = min(len(lines), max(WINDOW, len(lines) // 8))
    padded = np.concatenate([[0.0], np.cumsum(values[lines].astype(np.float64))])
    low = np.clip(np.arange(len(lines)) - width // 2, 0, len(lines) - width)
    under = np.flatnonzero((padded[low + width] - padded[low]) / width < least)
    last = under[0] if len(under) else len(lines)
    return float(standing[lines[last - 1]]) if last else np.inf
