"""The library as the topic learner sees it, and what it learned laid over the rules' findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tagger.errors import StoreError
from tagger.library.decisions import Decisions
from tagger.library.knowledge import Knowledge
from tagger.library.layers import layered, with_topics
from tagger.library.learn import relearn
from tagger.model import Decision, Document, Finding
from tagger.store import Retagged, Store, Stored, as_document
from tagger.store.pack import Term, pack_findings, terms, unpack_findings

_BATCH = 512
NOTHING, LEARNED, BETWEEN = 0, 1, 2


class Told(NamedTuple):
    """What rules and model found in a document, packed, and the same as plain rows."""

    machine: bytes
    terms: tuple[Term, ...]


class StoredContent(NamedTuple):
    """A document with its packed fields and what the rules found in it."""

    stored: Stored
    fields: bytes
    rules: bytes

    def told(self, anew: Callable[[list[Finding], Callable[[], Document]], list[Finding]]) -> Told:
        """What was found, with new topics in place of the rules' own."""
        found = unpack_findings(self.rules)
        topics = anew([one for one in found if one.facet == "topic"], partial(as_document, self.stored, self.fields))
        machine = with_topics(found, topics)
        return Told(pack_findings(machine), terms(machine))


class StoreShelf:
    """What `learn.Shelf` asks for, out of the index."""

    def __init__(self, store: Store, decisions: Decisions) -> None:
        self.store, self._decisions = store, decisions
        self.models: dict[str, bytes] = {}
        self._rules: dict[int, tuple[str, bytes]] = {}

    def features(self) -> Iterable[tuple[int, str, bytes]]:
        """Id, hash and features of every document present."""
        return self.store.features()

    def decisions(self) -> Iterable[Decision]:
        """The person's decisions in force."""
        return (decision for sha256 in self._decisions.hashes() for decision in self._decisions.of(sha256))

    def contents(self, ids: Sequence[int]) -> Iterator[tuple[int, StoredContent]]:
        """What each document is."""
        contents = self.store.contents(ids)
        for stored in self.store.stored(ids):
            fields, layers = contents[stored.id]
            self._rules[stored.id] = stored.sha256, layers.of_rules
            yield stored.id, StoredContent(stored, fields, layers.of_rules)

    def laid(self, number: int, told: Told, knowledge: Knowledge) -> Retagged:
        """The layers of a document that `contents` gave and that was told anew."""
        sha256, rules = self._rules.pop(number)
        return layered(number, sha256, told.machine, rules, self._decisions, knowledge, terms_of=told.terms)

    def blob(self, name: str) -> bytes | None:
        """What was kept under a name."""
        found: bytes | None = self.store.meta(f"learn {name}")
        return found

    def keep(self, name: str, data: bytes) -> None:
        """Keeps bytes under a name, in the index, so that they go where the tags go that they led to."""
        self.store.put_meta(f"learn {name}", data)
        if name.endswith(".model"):
            self.models[name] = data


def state(store: Store) -> int:
    """Whether the topics in the index are the rules' alone, or learned, or somewhere between since a run was cut short."""
    return int(store.meta("learned") or NOTHING)


def begin(store: Store) -> None:
    """Notes that texts are changing under what was learned; where that was noted already, a run was cut short."""
    if state(store) == BETWEEN:
        store.put_meta("cut short", 1)
    elif state(store) == LEARNED:
        store.put_meta("learned", BETWEEN)


def learn(
    store: Store,
    knowledge: Knowledge,
    decisions: Decisions,
    run: int,
    fresh: Collection[int] | None,
    processes: Callable[[int], int],
) -> int:
    """Learns from the folder and gives documents the topics that come of it; returns how many documents changed.

    `fresh` are the documents that the rules tagged in this run, None for all; after a run that was cut short every document is looked at.
    `processes` says how many pay for so many documents.
    """
    shelf = StoreShelf(store, decisions)
    every = fresh is None or state(store) != BETWEEN or store.meta("cut short") is not None
    store.put_meta("learned", BETWEEN)
    changed = 0
    with closing(relearn(shelf, knowledge.vocabulary("topic"), fresh=fresh or (), every=every, processes=processes)) as found:
        while some := list(islice(found, _BATCH)):
            changed += len(store.retag([shelf.laid(*one, knowledge) for one in some], run, None).changed)
    store.put_meta("learned", LEARNED)
    store.put_meta("cut short", None)
    for name, data in shelf.models.items():
        _leave(store.path.with_name(name), data)
    return changed


def _leave(path: Path, data: bytes) -> None:
    """Leaves a model as a file beside the index, for `--model`; none where nothing was learned. Raises: StoreError."""
    part = path.with_name(f".{path.name}.part")
    try:
        if data:
            part.write_bytes(data)
            part.replace(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as fault:
        raise StoreError(f"{path}: the model cannot be kept ({fault.strerror}). Make room, or change the permissions.") from fault


def unlearn(store: Store, knowledge: Knowledge, decisions: Decisions, run: int) -> int:
    """Gives documents back the topics of the rules alone; returns how many changed."""
    if state(store) == NOTHING:
        return 0
    ids = store.with_model()
    changed = 0
    for at in range(0, len(ids), _BATCH):
        contents = store.contents(ids[at : at + _BATCH])
        batch = []
        for stored in store.stored(ids[at : at + _BATCH]):
            rules = contents[stored.id][1].of_rules
            batch.append(layered(stored.id, stored.sha256, rules, rules, decisions, knowledge))
        changed += len(store.retag(batch, run, None).changed)
    store.put_meta("learned", NOTHING)
    return changed
