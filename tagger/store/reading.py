"""What the index is asked."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tagger.edtf import Edtf
from tagger.errors import Problem
from tagger.model import Document, Finding
from tagger.query import Node
from tagger.store import search, writing
from tagger.store.opening import error
from tagger.store.pack import unpack_fields, unpack_findings
from tagger.store.schema import UNDATED
from tagger.store.writing import Layers

PRESENT, GONE, UNDONE = 0, 1, 2
MANY_ALIKE = 1000
"""Where more files than these have the same size, it says little of what is in them."""
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


class Reader:
    """An open index as it is read."""

    path: Path
    connection: sqlite3.Connection

    def stamps(self) -> dict[str, int]:
        """A stamp of size and time of every file that was there the last time, by name: one number each, since there may be a million."""
        cursor = self.connection.execute("SELECT path, size, mtime_ns FROM file WHERE NOT gone")
        return {_name(path): stamp(size, mtime_ns) for path, size, mtime_ns in cursor}

    def unreadable(self) -> dict[str, str]:
        """The files that could not be read, with the reason."""
        return {
            _name(path): why for path, why in self._rows("SELECT path, problem FROM file WHERE problem IS NOT NULL AND NOT gone")
        }

    def hashes(self, sizes: set[int]) -> dict[int, tuple[str, ...]]:
        """The hashes of the known files of these sizes; none of a size that very many have, who are small and soon read."""
        out: dict[int, set[str]] = {}
        sizes = sizes.copy()
        for size, sha256 in self.connection.execute("SELECT size, sha256 FROM file WHERE sha256 IS NOT NULL"):
            if size in sizes:
                found = out.setdefault(size, set())
                found.add(sha256)
                if len(found) > MANY_ALIKE:
                    sizes.discard(size)
                    del out[size]
        return {size: tuple(sorted(found)) for size, found in out.items()}

    def lies_elsewhere(self, sha256: str, name: str) -> bool:
        """Whether another file than that name has these bytes."""
        sql = "SELECT 1 FROM file WHERE sha256 = ? AND path <> ? AND NOT gone LIMIT 1"
        return bool(self._rows(sql, (sha256, writing.key_of(name))))

    def file(self, name: str) -> FileState | None:
        """A file as it was last read, or None."""
        sql = "SELECT size, mtime_ns, sha256, problem, gone FROM file WHERE path = ?"
        for row in self._rows(sql, (writing.key_of(name),)):
            return FileState(*row)
        return None

    def counts(self) -> dict[str, int]:
        """How many documents are present, undated, unsourced, untagged, ambiguous, corrected and gone, and files unreadable."""
        try:
            return search.counts(self.connection)
        except sqlite3.Error as fault:
            raise error(self.path, fault) from fault

    def search(self, tree: Node) -> list[int]:
        """The ids of the documents that the query holds for, newest first, undated last. Raises: StoreError."""
        try:
            return search.ordered(self.connection, search.ids(self.connection, tree))
        except sqlite3.Error as fault:
            raise error(self.path, fault) from fault

    def found(self, tree: Node) -> set[int]:
        """The ids of the documents that the query holds for, in no order."""
        try:
            return search.ids(self.connection, tree)
        except sqlite3.Error as fault:
            raise error(self.path, fault) from fault

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
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM document WHERE id IN (SELECT document FROM place WHERE path = ? OR file = ?) LIMIT 2",
            (name, name),
        )
        return Stored(*rows[0]) if len(rows) == 1 else None

    def by_hash(self, sha256: str) -> Stored | None:
        """The document of that hash, or None."""
        for row in self._rows(f"SELECT {_COLUMNS} FROM document WHERE sha256 = ?", (sha256,)):
            return Stored(*row)
        return None

    def places(self, document: int) -> list[str]:
        """Every name that a document lies at, sorted."""
        return [place for place, _ in self.lies(document)]

    def lies(self, document: int) -> list[tuple[str, str]]:
        """Every name that a document is shown by, sorted, each with the name of the file as the system has it."""
        rows = self._rows("SELECT path, file FROM place WHERE document = ? ORDER BY path", (document,))
        return [(place, _name(file)) for place, file in rows]

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

    def decided(self, hashes: Sequence[str]) -> list[int]:
        """The documents present of these hashes, and those that a decision lies over."""
        sql = "SELECT id FROM document WHERE state = 0 AND (corrected OR sha256 IN (SELECT value FROM json_each(?)))"
        return [row[0] for row in self._rows(sql, (json.dumps(list(hashes)),))]

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

    def values_from(self, facet: str, begun: str, most: int) -> list[str]:
        """At most so many values of a facet that begin so, folded, in order: read off an index, for the tab key."""
        sql = "SELECT DISTINCT value FROM term WHERE facet = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?"
        return [row[0] for row in self._rows(sql, (facet, begun, begun + "\U0010ffff", most))]

    def paths_from(self, begun: str, most: int) -> list[str]:
        """At most so many paths of documents that begin so, in order."""
        sql = "SELECT path FROM place WHERE path >= ? AND path < ? ORDER BY path LIMIT ?"
        return [row[0] for row in self._rows(sql, (begun, begun + "\U0010ffff", most))]

    def knows(self, facet: str, key: str) -> bool:
        """Whether some tag has, or had, that value or label, folded."""
        sql = "SELECT 1 FROM term WHERE facet = ? AND (key = ? OR label_key = ?) LIMIT 1"
        return bool(self._rows(sql, (facet, key, key)))

    def years(self) -> dict[int, int | None]:
        """The year of issue of every document present, None where it is undated."""
        out: dict[int, int | None] = {}
        for year, ids in self._rows("SELECT year, json_group_array(id) FROM document WHERE state = 0 GROUP BY year"):
            out.update(dict.fromkeys(json.loads(ids), None if year == UNDATED else year))
        return out

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
        sql = (
            "SELECT role, value, label, (SELECT json_group_array(document) FROM tag WHERE term = term.id) FROM term"
            f" WHERE facet = ? AND role IN ({marks}) ORDER BY role, value"
        )
        for role, value, label, ids in self._rows(sql, (facet, *roles)):
            if documents := json.loads(ids):
                yield role, value, label, documents

    def meta(self, key: str) -> Any:
        """A value kept under a key, or None."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def _rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as fault:
            raise error(self.path, fault) from fault


def as_document(stored: Stored, blob: bytes) -> Document:
    """The document as its reader gave it, of its stored row and packed fields."""
    fields = unpack_fields(blob, stored.path)
    problems = tuple(Problem(*row) for row in json.loads(stored.problems)) if stored.problems else ()
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


def moment(mtime_ns: int) -> int:
    """The time of a file as the index keeps it: in 64 bits, into which a time after the year 2262 is folded."""
    return ((mtime_ns + 0x8000000000000000) & 0xFFFFFFFFFFFFFFFF) - 0x8000000000000000


def stamp(size: int, mtime_ns: int) -> int:
    """One number of a file's size and time."""
    return (mtime_ns ^ (size * 0x9E3779B97F4A7C15)) & 0x7FFFFFFFFFFFFFFF


def _parts(items: Any, size: int = 5000) -> Iterator[Any]:
    for at in range(0, len(items), size):
        yield items[at : at + size]


def _name(path: str | bytes) -> str:
    return path if isinstance(path, str) else os.fsdecode(path)
