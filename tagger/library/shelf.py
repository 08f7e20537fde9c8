"""The library as the topic learner sees it, and what it learned laid over the rules' findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
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
LEARNED_FROM, LEARNING = "decisions learned", "learning"
"""Under these the index keeps the stamp of the decisions that topics were learned with, and the run that learns."""


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

    def __init__(self, store: Store, decisions: Decisions, run: int) -> None:
        self.store, self._decisions, self._run = store, decisions, run
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
        """Keeps bytes under a name, in the index, so that they go where the tags go that they led to. Raises: Overtaken."""
        with self.turn():
            self.store.put_meta(f"learn {name}", data)
        if name.endswith(".model"):
            self.models[name] = data

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A transaction of the run that learns from the folder. Raises: Overtaken where that is another one now."""
        with self.store.transaction():
            if self.store.meta(LEARNING) != self._run:
                raise Overtaken
            self._decisions.refresh()
            yield


class Overtaken(Exception):
    """Another run has begun to learn from the folder since, from all that this one has brought in as well."""


def state(store: Store) -> int:
    """Whether the topics in the index are the rules' alone, or learned, or somewhere between since a run was cut short."""
    return int(store.meta("learned") or NOTHING)


def begin(store: Store) -> None:
    """Notes that texts are changing under what was learned; where that was noted already, a run was cut short."""
    with store.transaction():
        if state(store) == BETWEEN:
            store.put_meta("cut short", 1)
        elif state(store) == LEARNED:
            store.put_meta("learned", BETWEEN)


def touched(store: Store) -> None:
    """Notes that texts have changed, where another run has finished learning since this one began."""
    if state(store) == LEARNED:
        store.put_meta("learned", BETWEEN)
        store.put_meta("cut short", 1)


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
    `processes` says how many pay for so many documents. Where another run begins to learn meanwhile, the rest is left to that one.
    """
    shelf, stamp, changed = StoreShelf(store, decisions, run), decisions.stamp(), 0
    with store.transaction():
        every = fresh is None or state(store) != BETWEEN or any(store.meta(one) is not None for one in ("cut short", LEARNING))
        _take_over(store, run)
    with suppress(Overtaken), closing(
        relearn(shelf, knowledge.vocabulary("topic"), fresh=fresh or (), every=every, processes=processes)
    ) as found:  # fmt: skip
        while some := list(islice(found, _BATCH)):
            with shelf.turn():
                changed += len(store.retag([shelf.laid(*one, knowledge) for one in some], run, None).changed)
        with shelf.turn():
            _finish(store, LEARNED)
            store.put_meta(LEARNED_FROM, stamp)
            for name, data in shelf.models.items():
                _leave(store.path.with_name(name), data)
    return changed


def _take_over(store: Store, run: int) -> None:
    """Makes a run the one that learns."""
    store.put_meta("learned", BETWEEN)
    store.put_meta(LEARNING, run)


def _finish(store: Store, learned: int) -> None:
    """Notes that the topics are those learned, or those of the rules alone."""
    store.put_meta("learned", learned)
    store.put_meta("cut short", None)
    store.put_meta(LEARNING, None)


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
    shelf, changed = StoreShelf(store, decisions, run), 0
    with store.transaction():
        if state(store) == NOTHING:
            return 0
        _take_over(store, run)
        ids = store.with_model()
    with suppress(Overtaken):
        for at in range(0, len(ids), _BATCH):
            with shelf.turn():
                contents = store.contents(ids[at : at + _BATCH])
                batch = []
                for stored in store.stored(ids[at : at + _BATCH]):
                    rules = contents[stored.id][1].of_rules
                    batch.append(layered(stored.id, stored.sha256, rules, rules, decisions, knowledge))
                changed += len(store.retag(batch, run, None).changed)
        with shelf.turn():
            _finish(store, NOTHING)
    return changed
