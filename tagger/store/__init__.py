"""The SQLite index; this package is the only one that knows SQL.

One transaction a batch, write-ahead logging: a process killed at any moment leaves a whole index, less the batch under way.
What the index holds can be made again from the documents and the person's files, so a damaged one is set aside, not mended.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from tagger.errors import StoreError
from tagger.store import writing
from tagger.store.opening import (
    DamagedIndex,
    alone,
    connected,
    doubted,
    error,
    gone,
    identity,
    patiently,
    set_aside,
    together,
    told,
)
from tagger.store.reading import FileState, Reader, Run, Stored, as_document, moment, stamp
from tagger.store.schema import APPLICATION, HEAD, TABLES, VERSION
from tagger.store.writing import Layers, Outcome, Retagged, Written

__all__ = [
    "DamagedIndex", "FileState", "Layers", "Outcome", "Retagged", "Run", "Store", "Stored", "Written", "as_document", "doubted", "moment", "opened", "renewed", "set_aside", "stamp",
]  # fmt: skip


_BURIED = (
    "UPDATE run SET state = 'interrupted', counts = json_object("
    "'new', (SELECT count(*) FROM change WHERE run = run.id AND before IS NULL),"
    " 'changed', (SELECT count(*) FROM change WHERE run = run.id AND before IS NOT NULL)) WHERE state = 'running'"
)


class Store(Reader):
    """An open index. Raises: StoreError where it cannot be opened, DamagedIndex where that is the file's own fault."""

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self.path = path
        self.term_ids: dict[tuple[str, str, str], int] = {}
        try:
            self.connection = connected(path, write)
            self.which = identity(path)
            try:
                self._check(write)
            except BaseException:  # one that is left open cannot be set aside on every system
                self.close()
                raise
        except (sqlite3.Error, UnicodeDecodeError) as fault:
            raise error(path, fault) from fault

    def _check(self, write: bool) -> None:
        if self._is_ours():
            return
        if not write:
            raise StoreError(f"{self.path}: is empty. Type: tagger tag FOLDER")
        with self.transaction():
            if not self._is_ours():  # another process may have been faster
                for statement in TABLES.split(";\n"):
                    self.connection.execute(statement)
                self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
                self.connection.execute(f"PRAGMA user_version = {VERSION}")

    def _is_ours(self) -> bool:
        """Whether the tables are there; False where the file is empty. Raises: StoreError, DamagedIndex for tables of another kind."""
        application, version, tables = self.connection.execute(HEAD).fetchone()  # in one statement: another process may be at it
        if application == APPLICATION and version == VERSION:
            return True
        if application == APPLICATION and version > VERSION:
            raise StoreError(f"{self.path}: written by a newer tagger. Update tagger, or delete the file and tag again.")
        if application == APPLICATION and version:
            raise DamagedIndex(
                f"{self.path}: was made by an older tagger. `tagger tag FOLDER` sets it aside and builds a new one."
            )
        if application or version or tables:
            raise DamagedIndex(f"{self.path}: is no index of tagger. `tagger tag FOLDER` sets it aside and builds a new one.")
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the index; it may not be used any more."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within happens, or none of it, and no other process writes meanwhile; one within another is part of it."""
        if self.connection.in_transaction:
            yield
            return
        try:
            try:
                patiently(self.connection, "BEGIN IMMEDIATE")
                yield
                self.connection.execute("COMMIT")
                if identity(self.path) != self.which:
                    raise gone(self.path)
            except BaseException:  # also an interruption right after the beginning, and an end for which the disk has no room
                self.term_ids.clear()
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as fault:
            raise error(self.path, fault) from fault

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """What one process at a time may do with this index while others go on writing to it. Raises: StoreError where it takes too long."""
        with told(self.path), alone(self._lock(name)):
            yield

    @contextmanager
    def running(self) -> Iterator[None]:
        """While a run goes on: what tells it from one whose process was killed. Raises: StoreError."""
        with told(self.path), together(self._lock("running")):
            yield

    def bury(self) -> None:
        """Notes that the runs whose process was killed are interrupted, and what they did; nothing while another run goes on."""
        try:
            with alone(self._lock("running"), 0), self.transaction():
                self.connection.execute(_BURIED)
        except sqlite3.OperationalError:
            return

    def _goes_on(self) -> bool:
        """Whether a run goes on at this moment, or that cannot be told."""
        try:
            with alone(self._lock("running"), 0):
                return False
        except sqlite3.Error:
            return True

    def _lock(self, name: str) -> Path:
        return Path(f"{self.path}-{name}")

    def damage(self) -> str:
        """What is wrong with the index, "" where all of it can be read: for when something unexpected came out of it."""
        from tagger.store.checking import damage

        return damage(self)

    def put_meta(self, key: str, value: Any) -> None:
        """Keeps a value under a key."""
        with self.transaction():
            self.connection.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (key, value))

    def runs(self, most: int = 20) -> list[Run]:
        """The last runs, newest first."""
        return self._runs("ORDER BY id DESC LIMIT ?", (most,))

    def run(self, number: int) -> Run | None:
        """The run of that number, or None where the log has none."""
        return next(iter(self._runs("WHERE id = ?", (number,))), None) if 0 < number < 1 << 63 else None

    def run_in(self, states: Sequence[str], *, oldest: bool = False) -> Run | None:
        """The last run that is in one of these states, or the first one; None where there is none."""
        marks = ", ".join("?" * len(states))
        return next(iter(self._runs(f"WHERE state IN ({marks}) ORDER BY id {'ASC' if oldest else 'DESC'} LIMIT 1", states)), None)

    def _runs(self, which: str, given: Sequence[object]) -> list[Run]:
        rows = self._rows(f"SELECT id, at, command, state, counts FROM run {which}", tuple(given))
        if any(None in row for row in rows):
            raise error(self.path, sqlite3.DatabaseError("a run in the log is malformed"))
        killed = "interrupted" if any(row[3] == "running" for row in rows) and not self._goes_on() else "running"
        states = {"running": killed}
        return [Run(row[0], row[1], row[2], states.get(row[3], row[3]), json.loads(row[4])) for row in rows]

    def changes(self, run: int) -> list[tuple[int, bytes | None, bytes | None]]:
        """What a run changed: document, its machine findings before (None where it was new) and after the run.

        After is None where the document has not been changed since, so that what it has now is what the run gave it.
        """
        sql = (
            "SELECT document, before, coalesce(after, (SELECT later.before FROM change AS later WHERE later.document = change.document"
            " AND later.run > change.run AND later.before IS NOT NULL AND later.after IS NULL ORDER BY later.run LIMIT 1))"
            " FROM change WHERE run = ? ORDER BY document"
        )
        return self._rows(sql, (run,))

    def begin(self, command: str, at: str, state: str = "running") -> int:
        """The id of a new run."""
        with self.transaction():
            cursor = self.connection.execute("INSERT INTO run(at, command, state) VALUES(?, ?, ?)", (at, command, state))
            return int(cursor.lastrowid or 0)

    def end(self, run: int, state: str, counts: dict[str, int]) -> None:
        """Closes a run with what it did."""
        with self.transaction():
            self.connection.execute("UPDATE run SET state = ?, counts = ? WHERE id = ?", (state, json.dumps(counts), run))

    def forget(self, run: int) -> None:
        """Takes a run that changed nothing out of the log."""
        with self.transaction():
            self.connection.execute(
                "DELETE FROM run WHERE id = ? AND NOT EXISTS (SELECT 1 FROM change WHERE run = ?)", (run, run)
            )

    def put(self, outcomes: Sequence[Outcome], run: int, knowledge: int) -> Written:
        """Stores what a batch of files gave, in one transaction; says which documents are new, changed, or in a second place."""
        with self.transaction():
            return writing.put(self.connection, self.term_ids, outcomes, run, knowledge)

    def retag(self, batch: Sequence[Retagged], run: int | None, knowledge: int | None) -> Written:
        """Gives stored documents new findings, in one transaction.

        `knowledge` None leaves that of each as it is: what is laid over what the rules found is passed by where another process has
        had them find something else since.
        """
        with self.transaction():
            return writing.retag(self.connection, self.term_ids, batch, run, knowledge, over=knowledge is None)

    def turn(
        self, run: int, batch: Sequence[Retagged], after: dict[int, bytes | None], new: Sequence[int], *, redo: bool
    ) -> None:
        """Takes a run back, or does it again, in one transaction; `after` is what it had given, for doing it again."""
        with self.transaction():
            writing.retag(self.connection, self.term_ids, batch, None, None)
            rows = [(blob, run, document) for document, blob in after.items()]
            self.connection.executemany("UPDATE change SET after = ? WHERE run = ? AND document = ?", rows)
            (writing.unhide if redo else writing.hide)(self.connection, new)
            self.connection.execute("UPDATE run SET state = ? WHERE id = ?", ("done" if redo else "undone", run))

    def mark(self, run: int, state: str) -> None:
        """Gives a run another state."""
        with self.transaction():
            self.connection.execute("UPDATE run SET state = ? WHERE id = ?", (state, run))

    def settle(self, touched: set[int], vanished: Sequence[str]) -> writing.Settled:
        """Marks files as gone and gives documents the first of their places.

        A file that is gone while its text lies elsewhere has moved: its old place is dropped.
        """
        with self.transaction():
            return writing.settle(self.connection, touched, vanished)


def opened(path: Path, say: Callable[[str], None]) -> Store:
    """The index, made where there is none; a damaged one is set aside, which `say` is told. Raises: StoreError."""
    with _opening(path):
        try:
            store = Store(path)
            if doubted(path).exists():
                what = store.damage()
                doubted(path).unlink(missing_ok=True)
                if what:
                    store.close()
                    raise DamagedIndex(f"{path}: is damaged ({what}).")
            return store
        except DamagedIndex as fault:
            return _anew(path, fault, say)


def renewed(store: Store, fault: StoreError, say: Callable[[str], None]) -> Store:
    """A new index in place of one that was found damaged and is closed; it is set aside, unless another process did so. Raises: StoreError."""
    with _opening(store.path):
        return _anew(store.path, fault, say) if identity(store.path) == store.which else Store(store.path)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """None is set aside while another process opens it: SQLite would look for what belongs to it under the name of the new one."""
    with told(path), alone(path.with_name("opening")):
        yield


def _anew(path: Path, fault: StoreError, say: Callable[[str], None]) -> Store:
    aside = set_aside(path)
    what = str(fault).split(" `tagger tag")[0]
    say(f"{what} The old file is now {aside.name}, a new one is made; your decisions and vocabularies are untouched.")
    return Store(path)
