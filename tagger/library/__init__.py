"""A folder of documents, its vocabularies, decisions and index: the one place where all meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tagger.errors import SettingsError, TaggerError
from tagger.interrupting import let_through
from tagger.library.spelling import name_of
from tagger.settings import Place, made, named, nearest

if TYPE_CHECKING:
    from tagger.library.decisions import Decisions
    from tagger.library.knowledge import Knowledge
    from tagger.library.tagrun import Summary
    from tagger.model import Decision, Document, Finding
    from tagger.query import Node
    from tagger.store import Run, Store, Stored
    from tagger.store.pack import Packed

Row = dict[str, Any]


def place_of(path: str, library: str | None = None, *, make: bool = False) -> tuple[Place, bool]:
    """The library of a path, and whether there is none yet: the one named, the nearest upwards, or one in the path's folder.

    Raises: SettingsError where there is none and `make` is false.
    """
    found = named(library) or nearest(path if Path(path).is_dir() else Path(path).parent)
    if found is not None:
        if not make and not found.state.is_dir():
            raise SettingsError(f"{found.state}: no library lies there yet. Type: tagger tag FOLDER --library {found.root}")
        return found, not found.state.is_dir()
    if not make:
        raise SettingsError(f"{Path(path).resolve()}: no library here or in a folder above. Type: tagger tag FOLDER")
    folder = Path(path).resolve() if Path(path).is_dir() else Path(path).resolve().parent
    return Place(folder, folder / ".tagger"), True


class Library:
    """An open library. `write` is needed for whatever changes it; `say` is told what a person should know.

    Raises: SettingsError, StoreError.
    """

    def __init__(self, place: Place, *, write: bool = False, say: Callable[[str], None] = lambda line: None) -> None:
        self.place, self.write, self.say = place, write, say
        if write:
            made(place)

    @classmethod
    def at(
        cls, path: str = ".", library: str | None = None, *, write: bool = False, say: Callable[[str], None] = lambda line: None
    ) -> Self:
        """The library that a path lies in. Raises: SettingsError where there is none."""
        return cls(place_of(path, library)[0], write=write, say=say)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        """Closes. Raises: DamagedIndex where something unexpected happened and the index turns out to be damaged."""
        try:
            if isinstance(fault, Exception):
                self._examine(fault)
        finally:
            self.close()

    def _examine(self, fault: Exception) -> None:
        """Raises: DamagedIndex where the index is damaged, which explains the fault; KeyboardInterrupt where a person did."""
        let_through(fault)
        if isinstance(fault, TaggerError | OSError) and type(fault).__name__ != "DamagedIndex":
            return
        from tagger.store import DamagedIndex, doubted

        known = isinstance(fault, DamagedIndex)
        what = self.store.damage() if "store" in self.__dict__ and not known else ""
        if what or known:
            with suppress(OSError):  # a folder that cannot be written to: the next run finds out for itself
                doubted(self.place.index).touch()
        if what:
            raise DamagedIndex(
                f"{self.place.index}: is damaged ({what}). `tagger tag FOLDER` sets it aside and builds a new one."
            ) from fault

    def close(self) -> None:
        """Closes the index if it was opened."""
        if "store" in self.__dict__:
            self.store.close()

    @cached_property
    def store(self) -> Store:
        """The index, opened at first use. Raises: StoreError."""
        from tagger.store import Store, opened

        return opened(self.place.index, self.say) if self.write else Store(self.place.index, write=False)

    @cached_property
    def decisions(self) -> Decisions:
        """A person's decisions, read at first use."""
        from tagger.library.decisions import Decisions

        decisions = Decisions(self.place.decisions)
        for problem in decisions.problems:
            self.say(str(problem))
        return decisions

    @cached_property
    def knowledge(self) -> Knowledge:
        """The vocabularies in force. Raises: VocabularyError."""
        from tagger.library.knowledge import Knowledge

        return Knowledge(self.place)

    # asking

    def tree(self, query: str) -> Node:
        """The tree of a query, its topics and sources known here. Raises: QueryError."""
        from tagger.library.asking import tree

        return tree(self, query)

    def find(self, query: str = "") -> list[int]:
        """The ids of the documents that a query holds for, newest first, undated last. Raises: QueryError."""
        return self.store.search(self.tree(query))

    def documents(self, ids: Iterable[int]) -> Iterator[tuple[Stored, Document, list[Finding]]]:
        """Each document with its findings, in that order."""
        return self.store.documents(ids)

    def rows(self, ids: Iterable[int]) -> Iterator[Row]:
        """The record of each document as plain data."""
        from tagger.records import record_row

        for _, document, findings in self.store.documents(ids):
            yield record_row(document, findings)

    def get(self, path: str) -> Stored | None:
        """The stored document that lies at a path, or None; of a file with one message, also by the file's name."""
        return self.store.at(name_of(self.place, path))

    def messages(self, path: str) -> list[Stored]:
        """The stored documents of a file, in their order in it."""
        places = sorted(
            ((place, number) for _, place, number in self.store.places_of([name_of(self.place, path)])), key=_message_number
        )
        return self.store.stored([number for _, number in places])

    def rows_of(self, names: Sequence[str]) -> Iterator[Row]:
        """The record of each document in these files, in that order; one text in two places is told for each place."""
        from tagger.records import record_row

        for at in range(0, len(names), 512):
            some = names[at : at + 512]
            by_file: dict[str, list[tuple[str, int]]] = {}
            for file, path, number in self.store.places_of(some):
                by_file.setdefault(file, []).append((path, number))
            wanted = sorted({number for places in by_file.values() for _, number in places})
            known = {stored.id: (document, findings) for stored, document, findings in self.store.documents(wanted)}
            for name in some:
                for path, number in sorted(by_file.get(name, ()), key=_message_number):
                    document, findings = known[number]
                    row = record_row(document, findings)
                    yield {**row, "path": path}

    def live(self, path: str, reference: str = "") -> list[tuple[Document, list[Finding]]]:
        """What a file that need not be stored holds, tagged now with this library's vocabularies and decisions. Raises: ReadError."""
        from tagger.library.live import tagged

        return tagged(self.knowledge, self.decisions, path, name_of(self.place, path), reference)

    def unchanged(self, path: str) -> list[Stored]:
        """The stored documents of a file, where it is the file that was tagged and today's knowledge tagged it; else none."""
        from tagger.store import moment

        name = name_of(self.place, path)
        bare = name.rpartition("#")[0] if "#" in name and not Path(path).exists() else name
        state = self.store.file(bare)
        try:
            status = Path(self.place.path(bare)).stat()
        except OSError:
            return []
        if state is None or state.gone or (state.size, state.mtime_ns) != (status.st_size, moment(status.st_mtime_ns)):
            return []
        places = sorted(((place, number) for _, place, number in self.store.places_of([bare])), key=_message_number)
        stored = self.store.stored([number for place, number in places if name in (place, bare)])
        fresh = all(one.knowledge == self.knowledge.number and ("#" in one.path or one.path == name) for one in stored)
        return stored if fresh else []

    def packed_row(self, packed: Packed) -> Row:
        """The record of a document that was tagged and not stored."""
        from tagger.library.live import row_of

        return row_of(packed)

    # changing

    def decide(self, stored: Stored, decisions: Sequence[Decision], command: str) -> int:
        """Keeps a person's decisions on a document and lays them over its tags at once; returns the id of the run. Raises: StoreError."""
        from tagger.library.history import decide

        return decide(self, stored, decisions, command)

    def undo(self, run: int | None = None, *, redo: bool = False) -> tuple[Run, int]:
        """Takes back a run (the last that still stands), or does again what was taken back; returns it and how many documents it changed.

        Raises: Refused where there is none.
        """
        from tagger.library.history import undo

        return undo(self, run, redo=redo)

    def tag(
        self, paths: Sequence[str], *, processes: int | None = None, learn: bool = True, dry: bool = False,
        progress: Callable[[int, int], None] | None = None, see: Callable[[Packed], None] | None = None, command: str = "tag",
        knowledge: Knowledge | None = None, keep_names: bool = False, part_of: int = 0,
    ) -> Summary:  # fmt: skip
        """Reads, tags and stores what the paths name, as a run of its own or a part of another.

        Raises: TaggerError; KeyboardInterrupt, with all whole batches stored.
        """
        from tagger.library import moved
        from tagger.library.tagrun import TagRun
        from tagger.store import DamagedIndex, renewed

        used = knowledge or self.knowledge

        def run() -> Summary:
            store = self.store if not dry or self.place.index.exists() else None
            made = TagRun(
                self.place,
                store,
                used,
                self.decisions,
                processes=processes,
                learn=learn,
                dry=dry,
                keep_names=keep_names,
                progress=progress,
                see=see,
                part_of=part_of,
            )
            summary = made.tag(paths, command)
            if not dry:
                moved.look(self, summary.run)
            return summary

        try:
            try:
                return run()
            except TaggerError:
                raise
            except Exception as fault:
                self._examine(fault)
                raise
        except DamagedIndex as fault:
            if dry or "store" not in self.__dict__:
                raise
            self.close()
            self.__dict__["store"] = renewed(self.store, fault, self.say)
            return run()


def _message_number(place: tuple[str, int]) -> tuple[int, str]:
    tail = place[0].rpartition("#")[2]
    return (int(tail) if tail.isdigit() else 0), place[0]
