"""One run of `tag`: walk, read what is new or changed, tag again what older knowledge tagged, store, settle."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tagger.errors import Problem
from tagger.library import shelf
from tagger.library.decisions import LAID, Decisions, now
from tagger.library.knowledge import Knowledge
from tagger.library.layers import layered, with_topics
from tagger.library.walk import Entries, Entry, walk
from tagger.library.work import AGAIN, UNEXPECTED, Again, Anew, Job, batches, read_files, spread, tag_again
from tagger.model import Decision, Finding
from tagger.settings import Place
from tagger.store import Layers, Outcome, Retagged, Store, Written
from tagger.store.pack import Packed, pack_findings, unpack_findings
from tagger.tagging import Tagger

MANY = 512
"""From so many documents on, several processes pay."""
FRESH = 100_000
"""Where more documents than these are new, learning looks at every one."""


def _load(tagger: Tagger) -> None:
    """Has the tagger load what it knows. That stays: no garbage is looked for meanwhile, nor in it ever after."""
    collecting = gc.isenabled()
    gc.disable()
    tagger.recognisers  # noqa: B018
    gc.freeze()
    if collecting:
        gc.enable()


@dataclass
class Summary:
    """What a run did; counts are of documents but where they are of files. `added` and `removed` count tags."""

    run: int = 0
    files: int = 0
    others: int = 0
    unread: int = 0
    unchanged: int = 0
    new: int = 0
    changed: int = 0
    retagged: int = 0
    vanished: int = 0
    moved: int = 0
    learned: int = 0
    carried: int = 0
    interrupted: bool = False
    empty: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    added: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    removed: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers that the log keeps."""
        names = ("files", "unchanged", "new", "changed", "retagged", "vanished", "moved", "learned")
        return {name: getattr(self, name) for name in names} | {"unreadable": len(self.problems)}


class TagRun:
    """A run over some paths of one library. With `dry` nothing is stored, and `store` may be None.

    `progress(done, total)` is told as documents are done. `see(packed)` is given each document that was tagged.
    A run that is `part_of` another one is not taken back on its own, nor by mistake where it was killed.
    """

    def __init__(
        self, place: Place, store: Store | None, knowledge: Knowledge, decisions: Decisions, *, processes: int | None = None,
        learn: bool = True, dry: bool = False, keep_names: bool = False, progress: Callable[[int, int], None] | None = None,
        see: Callable[[Packed], None] | None = None, part_of: int = 0,
    ) -> None:  # fmt: skip
        self.place, self.store, self.knowledge, self.decisions = place, store, knowledge, decisions
        self.processes, self.dry = processes, dry
        self.part = f"part of {part_of}" if part_of else ""
        self.learn = learn and knowledge.model is None and "topic" in knowledge.facets
        self.progress = progress or (lambda done, total: None)
        self.see = see
        self.summary = Summary()
        self.keep_names = keep_names
        self._tagger: Tagger | None = None

    @property
    def tagger(self) -> Tagger:
        """The tagger, made when the first document needs it."""
        if self._tagger is None:
            self._tagger = self.knowledge.tagger()
            _load(self._tagger)  # before processes are started, who share it
        return self._tagger

    def tag(self, paths: Sequence[str], command: str) -> Summary:
        """Runs; what was stored before an interruption stays stored. Raises: TaggerError, KeyboardInterrupt after closing the run."""
        walked = walk(self.place, paths, self._stamps(), keep=self.keep_names)
        summary = self.summary
        summary.names, summary.others, summary.unchanged = walked.names, walked.others, walked.unchanged
        summary.unread, summary.within = walked.unread, walked.within
        summary.problems += walked.problems
        summary.files = walked.unchanged + len(walked.new)
        jobs, vanished = walked.new, walked.vanished()
        self._told_before(paths, vanished, jobs)
        summary.vanished = len(vanished)
        if self.dry or self.store is None:
            self._read_dry(jobs)
            return self.summary
        stale = self._stale(self.store)
        if not jobs and not vanished and not stale and not self._must_learn(self.store):
            return self.summary
        self.store.bury()
        with self.store.running():
            self.summary.run = self.store.begin(command, now(), self.part or "running")
            try:
                self._store_all(self.store, jobs, vanished, stale)
            except BaseException:  # a person, or a full disk
                self.summary.interrupted = True
                raise
            finally:
                self._close(self.store)
        return self.summary

    def _close(self, store: Store) -> None:
        """Closes the run in the log; one that changed nothing is not kept there."""
        summary = self.summary
        counts = summary.counts()
        if summary.interrupted or any(counts[name] for name in ("new", "changed", "retagged", "learned", "vanished", "moved")):
            store.end(summary.run, self.part or ("interrupted" if summary.interrupted else "done"), counts)
        else:
            store.forget(summary.run)
            summary.run = 0

    def _stale(self, store: Store) -> list[int]:
        """What must be tagged again: what other knowledge tagged; where learning is wanted, what it has no features of; and what
        a person decided on, where not all decisions got into the index when they were made."""
        stale = set(store.stale(self.knowledge.number))
        if self.learn:
            stale.update(store.without_feature())
        if store.meta(LAID) != self.decisions.stamp():
            stale.update(store.decided(self.decisions.hashes()))
        return sorted(stale)

    def _must_learn(self, store: Store) -> bool:
        """Whether there is something to learn though no text has changed: decisions, or a run without learning before this."""
        if not self.learn:
            return shelf.state(store) != shelf.NOTHING
        return shelf.state(store) != shelf.LEARNED or store.meta(shelf.LEARNED_FROM) != self.decisions.stamp()

    def _stamps(self) -> dict[str, int]:
        """The files that are known; without those that could not be read, where newer readers may read them."""
        if self.store is None:
            return {}
        stamps = self.store.stamps()
        if self.store.meta("knowledge") != self.knowledge.number:
            for name in self.store.unreadable():
                stamps[name] = -1
        return stamps

    def _told_before(self, paths: Sequence[str], vanished: Sequence[str], entries: Iterable[Entry]) -> None:
        """Repeats what could not be read the last time, of the files that are named now and unchanged since."""
        if self.store is None or not self.summary.unchanged:
            return
        before = self.store.unreadable()
        new = {*vanished, *(entry.name for entry in entries)} if before else ()
        names = [self.place.name(path) for path in paths]
        for name, why in sorted(before.items()):
            if name not in new and any(one in (".", name) or name.startswith(f"{one}/") for one in names):
                self.summary.problems.append(Problem(name, 0, why))

    def _jobs(self, entries: Entries) -> Iterator[Job]:
        """What must be read, with the hashes that its bytes may have; the list is used up, since it may be long."""
        hashes = self.store.hashes({entry.size for entry in entries}) if self.store and entries else {}
        for name, size, mtime_ns in entries.taken():
            yield Job(name, size, mtime_ns, hashes.get(size, ()))

    def _processes(self, work: int) -> int:
        if self.processes is not None:
            return max(1, self.processes)
        return (os.cpu_count() or 1) if work >= MANY else 1

    def _outcomes(self, entries: Entries) -> Iterator[list[Outcome]]:
        total, done = len(entries), 0
        if not total:
            return
        parts = batches(self._jobs(entries), lambda job: job.size)
        processes, root = self._processes(total), str(self.place.root)
        for part, outcomes in spread(self.tagger, read_files, parts, processes, learn=self.learn, root=root):
            if outcomes is None:
                outcomes = [Outcome(job.name, job.size, job.mtime_ns, None, (), _KILLED) for job in part]
            done += len(part)
            self.progress(done, total)
            for n, outcome in enumerate(outcomes):
                self.summary.empty += [
                    packed.path for packed in outcome.documents if not packed.characters or packed.body.isspace()
                ]
                if outcome.problem:
                    self.summary.problems.append(Problem(outcome.name, 0, outcome.problem))
                    if outcome.problem.startswith((UNEXPECTED, _KILLED)):
                        outcomes[n] = outcome._replace(size=AGAIN)
            yield outcomes

    def _put(self, store: Store, outcomes: list[Outcome]) -> tuple[list[Outcome], Written]:
        """Stores a batch with the decisions over it that are in force at this moment."""
        with store.transaction():
            self.decisions.refresh()
            for outcome in outcomes:
                self._carry(outcome)
            outcomes = [self._decided(outcome) for outcome in outcomes]
            shelf.touched(store)
            return outcomes, store.put(outcomes, self.summary.run, self.knowledge.number)

    def _store_all(self, store: Store, jobs: Entries, vanished: list[str], stale: list[int]) -> None:
        summary, touched, fresh = self.summary, set[int](), set[int]()
        first = {sha256: self.decisions.of(sha256) for sha256 in self.decisions.hashes()}
        shelf.begin(store)
        store.put_meta("knowledge", self.knowledge.number)
        for found in self._outcomes(jobs):
            outcomes, written = self._put(store, found)
            summary.new += len(written.new)
            summary.changed += len(written.changed)
            touched.update(written.touched)
            if self.learn and len(fresh) <= FRESH:
                fresh.update(written.new, written.changed)
            if self.see:
                for outcome in outcomes:
                    for packed in outcome.documents:
                        self.see(packed)
        renamed, summary.moved, summary.vanished = store.settle(touched, vanished)
        again = sorted(set(renamed) | set(stale))
        done = 0
        parts = batches(self._again(store, again), lambda one: len(one.fields))
        many = self._processes(len(again))
        for part, results in spread(self.tagger, tag_again, parts, many, learn=self.learn) if again else ():
            done += len(part)
            self.progress(done, len(again))
            if results is not None:
                anew, failed = results
                summary.problems += [Problem(name, 0, why) for name, why in failed]
                fresh.update(result[0] for result in anew)
                summary.retagged += self._retag(store, anew)
        if self.learn:
            summary.learned = shelf.learn(
                store, self.knowledge, self.decisions, summary.run, fresh if len(fresh) <= FRESH else None, self._processes
            )
        else:
            summary.learned = shelf.unlearn(store, self.knowledge, self.decisions, summary.run)
        self._catch_up(store, first)

    def _retag(self, store: Store, anew: list[Anew]) -> int:
        """Stores what was tagged anew, with the decisions in force at this moment over it; returns how many documents changed."""
        with store.transaction():
            self.decisions.refresh()
            shelf.touched(store)
            contents = store.contents([result[0] for result in anew])
            batch = [self.layered(*result, contents[result[0]][1]) for result in anew]
            return len(store.retag(batch, self.summary.run, self.knowledge.number).changed)

    def _catch_up(self, store: Store, first: dict[str, list[Decision]]) -> None:
        """Lays over the tags what a person decided while this run went on: another process may have kept it and got no further."""
        with store.transaction():
            self.decisions.refresh()
            now_ = {sha256: self.decisions.of(sha256) for sha256 in self.decisions.hashes()}
            hashes = {one for one in first.keys() | now_.keys() if first.get(one) != now_.get(one)}
            found = [stored for stored in store.stored(store.decided(sorted(hashes))) if stored.sha256 in hashes]
            contents = store.contents([stored.id for stored in found])
            layers = {stored: contents[stored.id][1] for stored in found}
            batch = [
                layered(stored.id, stored.sha256, old.of_machine, old.of_rules, self.decisions, self.knowledge)
                for stored, old in layers.items()
            ]
            store.retag(batch, None, None)
            store.put_meta(LAID, self.decisions.stamp())

    def _again(self, store: Store, ids: list[int]) -> Iterator[Again]:
        for at in range(0, len(ids), 512):
            some = ids[at : at + 512]
            contents = store.contents(some)
            for stored in store.stored(some):
                yield Again(stored, contents[stored.id][0])

    def _carry(self, outcome: Outcome) -> None:
        """Lets a person's decisions follow a text that was edited where it lay, unless the old one still lies elsewhere."""
        if outcome.problem or not self.decisions or len(outcome.documents) != 1 or self.store is None:
            return
        before = self.store.file(outcome.name)
        old = before.sha256 if before else None
        if old is None or old not in self.decisions:
            return
        new = outcome.documents[0].sha256
        elsewhere = self.store.lies_elsewhere(old, outcome.name)
        if new != old and new not in self.decisions and not elsewhere:
            self.decisions.append([one._replace(sha256=new) for one in self.decisions.of(old)], outcome.name)
            self.summary.carried += 1

    def _decided(self, outcome: Outcome) -> Outcome:
        """The outcome with a person's decisions over its documents."""
        if not any(packed.sha256 in self.decisions for packed in outcome.documents):
            return outcome
        documents = []
        for packed in outcome.documents:
            if packed.sha256 in self.decisions:
                new = self.layered(0, packed.sha256, packed.tags)
                packed = packed._replace(
                    tags=new.layers.tags, terms=new.terms, machine=new.layers.machine, corrected=new.corrected
                )
            documents.append(packed)
        return outcome._replace(documents=tuple(documents))

    def layered(
        self, number: int, sha256: str, rules: bytes, feature: bytes | None = None, before: Layers | None = None
    ) -> Retagged:
        """What the rules found, the topics that a model had given it kept until it learns anew, a person's decisions over all."""
        machine = rules
        if before is not None and before.rules is not None:
            learned = unpack_findings(before.of_machine, "topic")
            machine = pack_findings(with_topics(unpack_findings(rules), learned))
        return layered(number, sha256, machine, rules, self.decisions, self.knowledge, feature)

    def _read_dry(self, jobs: Entries) -> None:
        """Tags without storing, and counts what would change."""
        for outcomes in self._outcomes(jobs):
            for outcome in map(self._decided, outcomes):
                for packed in outcome.documents:
                    stored = self.store.by_hash(packed.sha256) if self.store else None
                    before = self.store.findings(stored.id) if self.store and stored else []
                    self._compare(before, unpack_findings(packed.tags), new=stored is None)
                    if self.see:
                        self.see(packed)
        if self.store is not None:
            self._again_dry(self.store)

    def _again_dry(self, store: Store) -> None:
        """Compares what the rules found with what they would find; nothing is learned in a dry run."""
        stale = store.stale(self.knowledge.number)
        parts = batches(self._again(store, stale), lambda one: len(one.fields))
        for _, results in spread(self.tagger, tag_again, parts, self._processes(len(stale))) if stale else ():
            anew = results[0] if results else []
            contents = store.contents([result[0] for result in anew])
            for result in anew:
                number, sha256, rules, _ = result
                old = self.layered(number, sha256, contents[number][1].of_rules).layers
                new = self.layered(number, sha256, rules).layers
                self._compare(unpack_findings(old.tags), unpack_findings(new.tags), new=False)

    def _compare(self, before: Iterable[Finding], after: Iterable[Finding], *, new: bool) -> None:
        old, now_ = {finding[:3] for finding in before}, {finding[:3] for finding in after}
        self.summary.added.update(now_ - old)
        self.summary.removed.update(old - now_)
        self.summary.new += new
        self.summary.changed += not new and old != now_


_KILLED = "the process that read it ended without a word; it may be too large. Split it, or try with -j 1."
