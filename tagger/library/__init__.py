"""A folder of documents, its vocabularies, decisions and index: the one place where all meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tagger.errors import SettingsError, TaggerError
from tagger.settings import Place, made, named, nearest

if TYPE_CHECKING:
    from tagger.library.decisions import Decisions
    from tagger.library.knowledge import Knowledge
    from tagger.library.tagrun import Summary
    from tagger.model import Document, Finding
    from tagger.query import Node
    from tagger.store import Store, Stored
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

    def __exit__(self, *_: object) -> None:
        self.close()

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
        """The stored document that lies at a path, or None."""
        return self.store.at(self.place.name(path))

    # changing

    def tag(
        self, paths: Sequence[str], *, processes: int | None = None, learn: bool = True, dry: bool = False,
        progress: Callable[[int, int], None] | None = None, see: Callable[[Packed], None] | None = None, command: str = "tag",
        knowledge: Knowledge | None = None,
    ) -> Summary:  # fmt: skip
        """Reads, tags and stores what the paths name. Raises: TaggerError; KeyboardInterrupt, with all whole batches stored."""
        from tagger.library.tagrun import TagRun

        store: Store | None = None
        if not dry or self.place.index.exists():
            store = self.store
        used = knowledge or self.knowledge
        run = TagRun(self.place, store, used, self.decisions, processes=processes, dry=dry, progress=progress, see=see)
        return run.tag(paths, command)


def one_problem(fault: TaggerError) -> str:
    """The text of a fault, one line a problem."""
    return str(fault)
