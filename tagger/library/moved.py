"""Texts that were moved and edited: one that a person decided on is gone, and a new one is much like it.

Neither path nor hash tells that they are one, so the person is asked; nothing is carried over without their word.
Only vanished texts that hold decisions are looked at, so that a library without such costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tagger.library.duplicates import Sketch, alike, sketch
from tagger.query import State
from tagger.store import Stored, as_document

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.model import Decision

_T = TypeVar("_T")
_FOUND, _REFUSED = "moved found", "moved refused"
"""Under these the index keeps the pairs of hashes that are alike, and those that a person said are two texts."""
_MOST = 5_000
"""So many documents, the newest, are compared with a text that vanishes; what a run brought in is always compared."""
_LONGER = 4
"""A text this many times as long as another is not the same one, edited."""


class Move(NamedTuple):
    """A vanished text that a person decided on, a new one much like it, their likeness (0 to 1), and what would be carried over."""

    old: Stored
    new: Stored
    likeness: float
    decisions: tuple[Decision, ...]


def look(library: Library, run: int) -> None:
    """Compares after a run of `tag` the vanished texts that hold decisions with the new ones, and keeps the pairs found."""
    old = _gone(library)
    if not run or not old:
        return
    known = {(a, b) for a, b, _ in _pairs(library)}
    compared = set(json.loads(library.store.meta(f"{_FOUND} gone") or "[]"))
    brought = [number for number, before, _ in library.store.changes(run) if before is None]
    first = [one for one in old if one.sha256 not in compared]
    later = sorted(one for one in library.find() if first and one > min(gone.id for gone in first))[-_MOST:]
    found = [pair for pair in _alike(library, old, brought) if pair[:2] not in known]
    found += [pair for pair in _alike(library, first, set(later) - set(brought)) if pair[:2] not in known]
    with library.store.transaction():  # another process may have found some as well
        kept = _pairs(library)
        more = [pair for pair in found if pair[:2] not in {one[:2] for one in kept}]
        if more:
            library.store.put_meta(_FOUND, json.dumps(kept + more))
        if first:
            library.store.put_meta(f"{_FOUND} gone", json.dumps(sorted({one.sha256 for one in old})))


def pending(library: Library, within: Collection[int] | None = None) -> list[Move]:
    """The pairs that a person has not answered, for each vanished text the new one most like it; `within` narrows the new ones."""
    pairs = _pairs(library)
    if not pairs or not library.decisions:
        return []
    refused = {tuple(pair) for pair in json.loads(library.store.meta(_REFUSED) or "[]")}
    best: dict[str, Move] = {}
    settled: set[str] = set()
    for old_sha, new_sha, likeness in pairs:
        if (old_sha, new_sha) in refused:
            continue
        old, new = library.store.by_hash(old_sha), library.store.by_hash(new_sha)
        if old is None or new is None or old.state != 1 or new.state != 0 or old_sha not in library.decisions:
            continue
        carried = missing(library, old_sha, new_sha)
        if not carried:
            settled.add(old_sha)
        elif within is None or new.id in within:
            move, seen = Move(old, new, likeness, tuple(carried)), best.get(old_sha)
            if seen is None or (-likeness, new.path) < (-seen.likeness, seen.new.path):
                best[old_sha] = move
    return sorted((move for sha, move in best.items() if sha not in settled), key=lambda move: (-move.likeness, move.old.path))


def missing(library: Library, old: str, new: str) -> list[Decision]:
    """The decisions on one hash that another has no word on yet, as decisions on the other."""
    own = {one[1:4] for one in library.decisions.of(new)}
    return [one._replace(sha256=new, at="") for one in library.decisions.of(old) if one[1:4] not in own]


def carry(library: Library, old: Stored, new: Stored, command: str) -> int:
    """Lets the decisions on one text hold for another too, in a run that can be taken back; returns its id, 0 where there is nothing."""
    carried = missing(library, old.sha256, new.sha256)
    return library.decide(new, carried, command) if carried else 0


def refuse(library: Library, move: Move) -> None:
    """Keeps that the two are not one text."""
    with library.store.transaction():
        refused = json.loads(library.store.meta(_REFUSED) or "[]")
        library.store.put_meta(_REFUSED, json.dumps([*refused, [move.old.sha256, move.new.sha256]]))


def unrefuse(library: Library, move: Move) -> None:
    """Forgets that answer, so that the question is asked again."""
    with library.store.transaction():
        refused = json.loads(library.store.meta(_REFUSED) or "[]")
        kept = [pair for pair in refused if pair != [move.old.sha256, move.new.sha256]]
        library.store.put_meta(_REFUSED, json.dumps(kept))


def _gone(library: Library) -> list[Stored]:
    """The vanished documents that hold a person's decisions."""
    if not library.decisions:
        return []
    gone = library.store.stored(sorted(library.store.found(State("gone"))))
    return [one for one in gone if one.sha256 in library.decisions]


def _pairs(library: Library) -> list[tuple[str, str, float]]:
    return [(old, new, likeness) for old, new, likeness in json.loads(library.store.meta(_FOUND) or "[]")]


def _alike(library: Library, old: Sequence[Stored], new: Iterable[int]) -> Iterator[tuple[str, str, float]]:
    """The hashes of each vanished and each new document that are alike, and how much."""
    made = list(_sketches(library, old)) if old and new else []
    for some in _parts(sorted(new)) if made else ():
        fits = [one for one in library.store.stored(some) if one.state == 0 and any(_near(gone, one) for gone, _ in made)]
        for one, mine in _sketches(library, fits):
            for gone, theirs in made:
                if one.id > gone.id and _near(gone, one) and (likeness := alike(theirs, mine)):
                    yield gone.sha256, one.sha256, round(likeness, 2)


def _near(one: Stored, other: Stored) -> bool:
    short, long = sorted((one.characters, other.characters))
    return long <= _LONGER * short


def _sketches(library: Library, some: Sequence[Stored]) -> Iterator[tuple[Stored, Sketch]]:
    for part in _parts(list(some)):
        contents = library.store.contents([one.id for one in part])
        for one in part:
            yield one, sketch(as_document(one, contents[one.id][0]).body)


def _parts(items: Sequence[_T], size: int = 512) -> Iterator[Sequence[_T]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
