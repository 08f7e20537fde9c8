"""Copies and near-copies of one text: agency stories across outlets, reposts, cut versions.

Two texts are copies where half of their runs of four words are the same, or where nearly all of the shorter one stands in
the longer. MinHash with banding finds the pairs without comparing all with all; each pair is checked before it is joined.

Source: A. Broder, On the resemblance and containment of documents (1997); the library rensa for the sketches.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

_WORD = re.compile(r"\w+")
_RUN, _SKETCH, _BANDS, _SEED = 4, 128, 32, 42
_ALIKE, _WITHIN, _FLOOR = 0.5, 0.8, 0.3
_SHORT = 8


class Copy(NamedTuple):
    """One document of a group; `issued` is its EDTF date or "", `likeness` is its share in common with the group's first."""

    sha256: str
    path: str
    issued: str
    publisher: str
    likeness: float


class Sketch(NamedTuple):
    """What is kept of a text: the hash of its words, how many runs it has, and its MinHash (None where it is too short)."""

    words: bytes
    runs: int
    minhash: Any


def sketch(text: str) -> Sketch:
    """The sketch of a text; case, punctuation and spacing make no difference."""
    from rensa import RMinHash

    words = _WORD.findall(text.casefold())
    digest = hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=16).digest()
    if len(words) < _SHORT:
        return Sketch(digest, 0, None)
    runs = {" ".join(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)}
    minhash = RMinHash(num_perm=_SKETCH, seed=_SEED)
    minhash.update(sorted(runs))
    return Sketch(digest, len(runs), minhash)


def alike(one: Sketch, other: Sketch) -> float:
    """How much of the shorter text stands in the other, 0 to 1; 0 where the two are no copies of one text."""
    if one.words == other.words:
        return 1.0
    if one.minhash is None or other.minhash is None:
        return 0.0
    same = float(one.minhash.jaccard(other.minhash))
    within = min(1.0, same / (1 + same) * (one.runs + other.runs) / min(one.runs, other.runs))
    return within if same >= _ALIKE or (within >= _WITHIN and same >= _FLOOR) else 0.0


def groups(documents: Iterable[tuple[str, str, str, str, str]]) -> list[tuple[Copy, ...]]:
    """The groups of copies among `(sha256, path, issued, publisher, text)`, the largest first.

    In a group the earliest issued stands first, the undated last; a document in no group is no copy of another, nor is one without
    a word.
    """
    about: list[tuple[str, str, str, str]] = []
    sketches: list[Sketch] = []
    for sha256, path, issued, publisher, text in documents:
        if _WORD.search(text):
            about.append((sha256, path, issued, publisher))
            sketches.append(sketch(text))
    out = []
    for members in _joined(sketches):
        members.sort(key=lambda n: (not about[n][2], about[n][2], about[n][1]))
        first = sketches[members[0]]
        out.append(tuple(Copy(*about[n], round(alike(first, sketches[n]), 2)) for n in members))
    return sorted(out, key=lambda group: (-len(group), group[0].path))


def _joined(sketches: list[Sketch]) -> list[list[int]]:
    from rensa import RMinHashLSH

    parent = list(range(len(sketches)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    index = RMinHashLSH(threshold=_FLOOR, num_perm=_SKETCH, num_bands=_BANDS)
    exact: dict[bytes, int] = {}
    for number, one in enumerate(sketches):
        first = exact.setdefault(one.words, number)
        if first != number:
            parent[root(number)] = root(first)
            continue  # its twin stands in the index for it
        if one.minhash is None:
            continue
        for other in sorted(index.query(one.minhash)):
            if root(other) != root(number) and alike(one, sketches[other]):
                parent[root(number)] = root(other)
        index.insert(number, one.minhash)
    members: dict[int, list[int]] = {}
    for number in range(len(sketches)):
        members.setdefault(root(number), []).append(number)
    return [group for group in members.values() if len(group) > 1]
