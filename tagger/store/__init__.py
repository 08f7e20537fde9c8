"""The SQLite index; this package is the only one that knows SQL.

One transaction a batch, write-ahead logging: a process killed at any moment leaves a whole index, less the batch under way.
What the index holds can be made again from the documents and the person's files, so a damaged one is set aside, not mended.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from tagger.edtf import Edtf
from tagger.errors import Problem, StoreError
from tagger.model import Document, Finding
from tagger.query import Node
from tagger.store import search, writing
from tagger.store.pack import unpack_fields, unpack_findings
from tagger.store.schema import APPLICATION, TABLES, UNDATED, VERSION
from tagger.store.writing import Layers, Outcome, Retagged

__all__ = ["DamagedIndex", "FileState", "Layers", "Outcome", "Retagged", "Run", "Store", "Stored"]

PRESENT, GONE, UNDONE = 0, 1, 2
_COLUMNS = "id, sha256, path, state, knowledge, media_type, encoding, language, characters, reference, title, problems, earliest, corrected"


class FileState(NamedTuple):
    """A file as it was last read: bytes, nanoseconds, hash (None where unreadable), and why it could not be read."""

    size: int
    mtime_ns: int
    sha256: str | None
    problem: str | None
    gone: bool


class Stored(NamedTuple):
    """A stored document without its text; `earliest` is its day of issue as a number, or None."""

    id: int
    sha256: str
    path: str
    state: int
    knowledge: int
    media_type: str
    encoding: str
    language: str
    characters: int
    reference: str
    title: str
    problems: str | None
    earliest: int | None
    corrected: int


class Run(NamedTuple):
    """One run in the log; `state` is `running`, `done`, `interrupted` or `undone`; `counts` says what it did."""

    id: int
    at: str
    command: str
    state: str
    counts: dict[str, int]


class Store:
    """An open index. Raises: StoreError where it cannot be opened; `damaged` says that it is the file's own fault."""

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self.path = path
        self.term_ids: dict[tuple[str, str, str], int] = {}
        try:
            self.connection = _opened(path, write)
            self._check(write)
        except sqlite3.Error as fault:
            raise _error(path, fault) from fault

    def _check(self, write: bool) -> None:
        run = self.connection.execute
        application, version = run("PRAGMA application_id").fetchone()[0], run("PRAGMA user_version").fetchone()[0]
        if application == APPLICATION and version == VERSION:
            return
        if application == APPLICATION and version > VERSION:
            raise StoreError(f"{self.path}: written by a newer tagger. Update tagger, or delete the file and tag again.")
        if application == APPLICATION and version:
            raise DamagedIndex(
                f"{self.path}: was made by an older tagger. `tagger tag FOLDER` sets it aside and builds a new one."
            )
        if application or version or run("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise DamagedIndex(f"{self.path}: is no index of tagger. `tagger tag FOLDER` sets it aside and builds a new one.")
        if not write:
            raise StoreError(f"{self.path}: is empty. Type: tagger tag FOLDER")
        with self.transaction():
            if run("PRAGMA user_version").fetchone()[0] != VERSION:  # another process may have been faster
                for statement in TABLES.split(";\n"):
                    run(statement)
                run(f"PRAGMA application_id = {APPLICATION}")
                run(f"PRAGMA user_version = {VERSION}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the index; it may not be used any more."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within happens, or none of it."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.term_ids.clear()
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.Error as fault:
            raise _error(self.path, fault) from fault

    # what is there

    def files(self) -> dict[str, FileState]:
        """Every file known, by name."""
        rows = self._rows("SELECT path, size, mtime_ns, sha256, problem, gone FROM file")
        return {_name(row[0]): FileState(*row[1:]) for row in rows}

    def file(self, name: str) -> FileState | None:
        """A file as it was last read, or None."""
        sql = "SELECT size, mtime_ns, sha256, problem, gone FROM file WHERE path = ?"
        for row in self._rows(sql, (writing.key_of(name),)):
            return FileState(*row)
        return None

    def counts(self) -> dict[str, int]:
        """How many documents are present, undated, unsourced, untagged, ambiguous, corrected and gone, and files unreadable."""
        return search.counts(self.connection)

    def search(self, tree: Node) -> list[int]:
        """The ids of the documents that the query holds for, newest first, undated last. Raises: StoreError."""
        try:
            return search.ordered(self.connection, search.ids(self.connection, tree))
        except sqlite3.Error as fault:
            raise _error(self.path, fault) from fault

    def found(self, tree: Node) -> set[int]:
        """The ids of the documents that the query holds for, in no order."""
        try:
            return search.ids(self.connection, tree)
        except sqlite3.Error as fault:
            raise _error(self.path, fault) from fault

    def stored(self, ids: Sequence[int]) -> list[Stored]:
        """The documents of these ids, in that order."""
        rows = {}
        for some in _parts(ids):
            for row in self._rows(
                f"SELECT {_COLUMNS} FROM document WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(some),)
            ):
                rows[row[0]] = Stored(*row)
        return [rows[one] for one in ids if one in rows]

    def at(self, name: str) -> Stored | None:
        """The document that lies at that name, or None; of a file with one message, also by the file's name."""
        for row in self._rows(
            f"SELECT {_COLUMNS} FROM document WHERE id IN (SELECT document FROM place WHERE path = ?1 OR file = ?1) LIMIT 2",
            (name,),
        ):
            return Stored(*row)
        return None

    def by_hash(self, sha256: str) -> Stored | None:
        """The document of that hash, or None."""
        for row in self._rows(f"SELECT {_COLUMNS} FROM document WHERE sha256 = ?", (sha256,)):
            return Stored(*row)
        return None

    def places(self, document: int) -> list[str]:
        """Every name that a document lies at, sorted."""
        return [row[0] for row in self._rows("SELECT path FROM place WHERE document = ? ORDER BY path", (document,))]

    def places_of(self, names: Sequence[str]) -> list[tuple[str, str, int]]:
        """File, place and document's id of every place in these files."""
        out: list[tuple[str, str, int]] = []
        for some in _parts([writing.key_of(name) for name in names]):
            plain = [name for name in some if isinstance(name, str)]
            sql = "SELECT file, path, document FROM place WHERE file IN (SELECT value FROM json_each(?))"
            out += self._rows(sql, (json.dumps(plain),))
            for name in some:
                if isinstance(name, bytes):
                    out += [
                        (_name(row[0]), *row[1:])
                        for row in self._rows("SELECT file, path, document FROM place WHERE file = ?", (name,))
                    ]
        return out

    def document(self, stored: Stored) -> Document:
        """The document as its reader gave it."""
        return as_document(stored, self._rows("SELECT fields FROM content WHERE document = ?", (stored.id,))[0][0])

    def findings(self, document: int) -> list[Finding]:
        """The findings of a document as they are shown."""
        return unpack_findings(self._rows("SELECT tags FROM content WHERE document = ?", (document,))[0][0])

    def documents(self, ids: Iterable[int]) -> Iterator[tuple[Stored, Document, list[Finding]]]:
        """Each document of these ids with its findings, read in portions, in that order."""
        for some in _parts(list(ids), 500):
            sql = "SELECT document, fields, tags FROM content WHERE document IN (SELECT value FROM json_each(?))"
            content = {row[0]: row[1:] for row in self._rows(sql, (json.dumps(some),))}
            for stored in self.stored(some):
                fields, tags = content[stored.id]
                yield stored, as_document(stored, fields), unpack_findings(tags)

    def contents(self, ids: Sequence[int]) -> dict[int, tuple[bytes, Layers]]:
        """The packed fields of each id, and its findings in their layers."""
        sql = "SELECT document, fields, tags, machine, rules FROM content WHERE document IN (SELECT value FROM json_each(?))"
        return {row[0]: (row[1], Layers(*row[2:])) for row in self._rows(sql, (json.dumps(list(ids)),))}

    def features(self) -> Iterator[tuple[int, str, bytes]]:
        """Id, hash and what is kept for learning of every document present."""
        sql = "SELECT id, sha256, blob FROM feature JOIN document ON document.id = feature.document WHERE state = 0 AND id > ? ORDER BY id LIMIT 5000"
        last = 0
        while rows := self._rows(sql, (last,)):
            yield from rows
            last = rows[-1][0]

    def with_model(self) -> list[int]:
        """The documents whose topics a model changed."""
        return [row[0] for row in self._rows("SELECT document FROM content WHERE rules IS NOT NULL ORDER BY document")]

    def without_feature(self) -> list[int]:
        """The documents present of which nothing is kept for learning."""
        return [
            row[0] for row in self._rows("SELECT id FROM document WHERE state = 0 AND id NOT IN (SELECT document FROM feature)")
        ]

    def stale(self, knowledge: int) -> list[int]:
        """The ids of present documents that were tagged with other knowledge."""
        return [
            row[0] for row in self._rows("SELECT id FROM document WHERE knowledge <> ? AND state = 0 ORDER BY id", (knowledge,))
        ]

    def values(self, facet: str) -> list[tuple[str, str, int]]:
        """Every value of a facet with its label and how many tags bear it, most frequent first."""
        sql = (
            "SELECT value, max(label), sum((SELECT count(*) FROM tag WHERE tag.term = term.id)) AS n FROM term WHERE facet = ?"
            " GROUP BY value HAVING n > 0 ORDER BY n DESC, value"
        )
        return self._rows(sql, (facet,))

    def commonest(self, facet: str, role: str) -> str | None:
        """The value that most documents have in a role, or None."""
        sql = "SELECT value FROM tag JOIN term ON term.id = term WHERE term IN (SELECT id FROM term WHERE facet = ? AND role = ?) GROUP BY term"
        rows = self._rows(sql + " ORDER BY count(*) DESC, value LIMIT 1", (facet, role))
        return rows[0][0] if rows else None

    def knows(self, facet: str, key: str) -> bool:
        """Whether some tag has, or had, that value or label, folded."""
        sql = "SELECT 1 FROM term WHERE facet = ? AND (key = ? OR label_key = ?) LIMIT 1"
        return bool(self._rows(sql, (facet, key, key)))

    def years(self) -> dict[int, int | None]:
        """The year of issue of every document present, None where it is undated."""
        return {
            row[0]: None if row[1] == UNDATED else row[1] for row in self._rows("SELECT id, year FROM document WHERE state = 0")
        }

    def by_year(self, flag: str = "") -> dict[int | None, int]:
        """How many documents present there are of each year, None for the undated; with `flag` only those `ambiguous`, `unsourced`, ..."""
        where = f" AND {flag}" if flag else ""
        rows = self._rows(f"SELECT year, count(*) FROM document WHERE state = 0{where} GROUP BY year ORDER BY year")
        return {None if year == UNDATED else year: count for year, count in rows}

    def tag_years(self, facet: str, roles: Sequence[str]) -> list[tuple[str, str, str, int | None, int]]:
        """Role, value, label and year with how many documents present bear the tag, by one scan of the index."""
        marks = ", ".join("?" * len(roles))
        sql = (
            "SELECT role, value, label, year, n - coalesce((SELECT count(*) FROM tag JOIN document ON document.id = tag.document"
            " WHERE hidden AND term = t AND tag.year = y AND state > 0), 0) AS present FROM (SELECT term AS t, year AS y, year, count(*) AS n,"
            " EXISTS(SELECT 1 FROM document WHERE state > 0) AS hidden FROM tag WHERE term IN"
            f" (SELECT id FROM term WHERE facet = ? AND role IN ({marks})) GROUP BY term, year) JOIN term ON term.id = t WHERE present > 0"
        )
        rows = self._rows(sql, (facet, *roles))
        return [(role, value, label, None if year == UNDATED else year, n) for role, value, label, year, n in rows]

    def members(self, facet: str, roles: Sequence[str]) -> Iterator[tuple[str, str, str, list[int]]]:
        """Role, value and label of every tag of these roles, with the ids of the documents that bear it."""
        marks = ", ".join("?" * len(roles))
        terms = self._rows(
            f"SELECT id, role, value, label FROM term WHERE facet = ? AND role IN ({marks}) ORDER BY role, value", (facet, *roles)
        )
        for number, role, value, label in terms:
            documents = [row[0] for row in self._rows("SELECT document FROM tag WHERE term = ?", (number,))]
            if documents:
                yield role, value, label, documents

    def meta(self, key: str) -> Any:
        """A value kept under a key, or None."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    # what changes it

    def put_meta(self, key: str, value: Any) -> None:
        """Keeps a value under a key."""
        with self.transaction():
            self.connection.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (key, value))

    def runs(self, most: int = 20) -> list[Run]:
        """The last runs, newest first."""
        rows = self._rows("SELECT id, at, command, state, counts FROM run ORDER BY id DESC LIMIT ?", (most,))
        return [Run(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]

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

    def begin(self, command: str, at: str) -> int:
        """The id of a new run."""
        with self.transaction():
            cursor = self.connection.execute("INSERT INTO run(at, command, state) VALUES(?, ?, 'running')", (at, command))
            return int(cursor.lastrowid or 0)

    def end(self, run: int, state: str, counts: dict[str, int]) -> None:
        """Closes a run with what it did."""
        with self.transaction():
            self.connection.execute("UPDATE run SET state = ?, counts = ? WHERE id = ?", (state, json.dumps(counts), run))

    def forget(self, run: int) -> None:
        """Takes a run that changed nothing out of the log."""
        with self.transaction():
            self.connection.execute("DELETE FROM run WHERE id = ? AND NOT EXISTS (SELECT 1 FROM change WHERE run = ?1)", (run,))

    def put(self, outcomes: Sequence[Outcome], run: int, knowledge: int) -> writing.Written:
        """Stores what a batch of files gave, in one transaction; says which documents are new, changed, or in a second place."""
        with self.transaction():
            return writing.put(self.connection, self.term_ids, outcomes, run, knowledge)

    def retag(self, batch: Sequence[Retagged], run: int | None, knowledge: int | None) -> writing.Written:
        """Gives stored documents new findings, in one transaction; `knowledge` None leaves that of each as it is."""
        with self.transaction():
            return writing.retag(self.connection, self.term_ids, batch, run, knowledge)

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

    def settle(self, touched: set[int], vanished: Sequence[str]) -> tuple[list[int], int]:
        """Marks files as gone and gives documents the first of their places.

        A file that is gone while its text lies elsewhere has moved: its old place is dropped. Returns the ids of the
        documents whose path is another now, and how many are nowhere any more.
        """
        with self.transaction():
            return writing.settle(self.connection, touched, vanished)

    def _rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as fault:
            raise _error(self.path, fault) from fault


class DamagedIndex(StoreError):
    """An index that is no index, or a broken one."""


def as_document(stored: Stored, blob: bytes) -> Document:
    """The document as its reader gave it, of its stored row and packed fields."""
    fields = unpack_fields(blob, stored.path)
    problems = tuple(Problem(*row) for row in json.loads(stored.problems or "[]"))
    reference = Edtf(stored.reference) if stored.reference else None
    return Document(
        stored.path,
        stored.sha256,
        stored.media_type,
        stored.encoding,
        stored.language,
        MappingProxyType(fields),
        reference,
        problems,
    )


def opened(path: Path, say: Callable[[str], None]) -> Store:
    """The index, made where there is none; a damaged one is set aside, which `say` is told. Raises: StoreError."""
    try:
        return Store(path)
    except DamagedIndex as fault:
        return renewed(path, fault, say)


def renewed(path: Path, fault: StoreError, say: Callable[[str], None]) -> Store:
    """A new index in place of a damaged one, which is set aside. Raises: StoreError."""
    aside = set_aside(path)
    what = str(fault).split(" `tagger tag")[0]
    say(f"{what} The old file is now {aside.name}, a new one is made; your decisions and vocabularies are untouched.")
    return Store(path)


def set_aside(path: Path) -> Path:
    """Renames an index and what belongs to it; returns its new path."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        os.replace(path, aside)  # noqa: PTH105
        for tail in ("-wal", "-shm"):
            Path(f"{path}{tail}").unlink(missing_ok=True)
    except OSError as fault:
        raise StoreError(f"{path}: is damaged and cannot be set aside ({fault.strerror}). Delete it by hand.") from fault
    return aside


def _opened(path: Path, write: bool) -> sqlite3.Connection:
    if not write and not path.exists():
        raise StoreError(f"{path}: does not exist yet. Type: tagger tag FOLDER")
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    if not write and not os.access(path.parent, os.W_OK):  # nothing can be written there, so nobody else writes either
        connection.close()
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
    try:
        connection.execute("PRAGMA busy_timeout = 30000")
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
        else:
            connection.execute("PRAGMA query_only = 1")
        connection.executescript("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _error(path: Path, fault: sqlite3.Error) -> StoreError:
    """The fault of SQLite in words that say what to do."""
    said = str(fault)
    if "locked" in said or "busy" in said:
        return StoreError(f"{path}: is in use by another tagger. Wait for it to end, then try again.")
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return StoreError(f"{path}: cannot be opened for writing ({said}). Name another place for the index: --library FOLDER.")
    if "full" in said:
        return StoreError(
            f"{path}: the disk is full. All up to the last batch is stored; make room and run the same command again."
        )
    if isinstance(fault, sqlite3.DatabaseError) and (
        "malformed" in said or "not a database" in said or "corrupt" in said or "no such table" in said or "vtable" in said
    ):
        return DamagedIndex(f"{path}: is damaged ({said}). `tagger tag FOLDER` sets it aside and builds a new one.")
    return StoreError(f"{path}: {said}. If it happens again, delete the file and tag again.")


def _parts(items: Any, size: int = 5000) -> Iterator[Any]:
    for at in range(0, len(items), size):
        yield items[at : at + size]


def _name(path: str | bytes) -> str:
    return path if isinstance(path, str) else os.fsdecode(path)
