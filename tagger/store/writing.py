"""What is written to the index in one transaction."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tagger.query import OWN, in_doubt
from tagger.readers import shown
from tagger.store.pack import FAR_PAST, Packed, Term, bounds, unpack_terms
from tagger.store.schema import UNDATED
from tagger.store.termids import Known, TermIds


class Outcome(NamedTuple):
    """What reading one file gave: its documents; or a problem; or neither, since its bytes are those of a known document."""

    name: str
    size: int
    mtime_ns: int
    sha256: str | None
    documents: tuple[Packed, ...] = ()
    problem: str | None = None


class Layers(NamedTuple):
    """The findings of a document, packed: as shown, before a person changed them, and of the rules alone; None: as the one before."""

    tags: bytes
    machine: bytes | None = None
    rules: bytes | None = None

    @property
    def of_machine(self) -> bytes:
        """What rules and model found."""
        return self.machine or self.tags

    @property
    def of_rules(self) -> bytes:
        """What the rules alone found."""
        return self.rules or self.machine or self.tags


class Retagged(NamedTuple):
    """New findings for a stored document; `feature` None leaves what is kept for learning as it is."""

    id: int
    layers: Layers
    terms: tuple[Term, ...]
    corrected: bool
    feature: bytes | None = None


class Written(NamedTuple):
    """The ids of documents that are new, that have other tags than before, and whose places changed."""

    new: list[int]
    changed: list[int]
    touched: list[int]


_FILE = "INSERT OR REPLACE INTO file VALUES(?, ?, ?, ?, ?, 0)"
_PLACE = "INSERT OR REPLACE INTO place VALUES(?, ?, ?)"
_NEW = "INSERT OR IGNORE INTO change(run, document) VALUES(?, ?)"
_FEATURE = "INSERT OR REPLACE INTO feature VALUES(?, ?)"
_TAG = "INSERT OR REPLACE INTO tag VALUES(?, ?, ?, ?)"
_BEFORE = (
    "SELECT tags, machine, rules, corrected, knowledge FROM content JOIN document ON document.id = content.document"
    " WHERE content.document = ?"
)
_KNOWN = (
    "UPDATE document SET year = ?, earliest = ?, ambiguous = ?, unsourced = ?, untagged = ?, corrected = ?,"
    " knowledge = coalesce(?, knowledge) WHERE id = ?"
)
_INSERTS = {
    "document": "INSERT INTO document(id, sha256, path, knowledge, year, earliest, ambiguous, unsourced, untagged, corrected, media_type,"
    " encoding, language, characters, reference, title, problems) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "content": "INSERT INTO content VALUES(?, ?, ?, ?, NULL)",
    "feature": _FEATURE,
    "words": "INSERT INTO words(rowid, title, body) VALUES(?, ?, ?)",
    "change": _NEW,
    "place": _PLACE,
    "tag": _TAG,
}  # fmt: skip


class _Fresh:
    """New documents of one batch, gathered so that each table is written in one go; `ids` are theirs by hash.

    `stored` are the hashes of the batch that the index has, `placed` the files that it knows places of.
    """

    def __init__(self, connection: sqlite3.Connection, outcomes: Sequence[Outcome]) -> None:
        self.connection = connection
        hashes = [packed.sha256 for outcome in outcomes for packed in outcome.documents]
        self.stored = _among(connection, "SELECT sha256 FROM document WHERE sha256", hashes)
        self.placed = _among(connection, "SELECT file FROM place WHERE file", [one.name for one in outcomes])
        self.ids: dict[str, int] = {}
        self.rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in _INSERTS}
        self.next = 1 + (connection.execute("SELECT max(id) FROM document").fetchone()[0] or 0)

    def write(self) -> None:
        """Writes what was gathered, and begins anew."""
        if self.ids:
            for name, rows in self.rows.items():
                self.connection.executemany(_INSERTS[name], sorted(rows) if name == "tag" else rows)
                rows.clear()
            self.stored.update(self.ids)
            self.ids.clear()


def _among(connection: sqlite3.Connection, sql: str, values: list[str]) -> set[str]:
    """Those of the values that the column at the end of the statement has."""
    plain = json.dumps([value for value in values if isinstance(key_of(value), str)])
    return {row[0] for row in connection.execute(f"{sql} IN (SELECT value FROM json_each(?))", (plain,))}


def put(connection: sqlite3.Connection, known: Known, outcomes: Sequence[Outcome], run: int, knowledge: int) -> Written:
    """Stores files and their documents."""
    written, fresh, ids = Written([], [], []), _Fresh(connection, outcomes), TermIds(connection, known)
    connection.executemany(_FILE, [(key_of(one.name), one.size, one.mtime_ns, one.sha256, one.problem) for one in outcomes])
    for outcome in outcomes:
        name = key_of(outcome.name)
        if name in fresh.placed or isinstance(name, bytes):
            before = [row[0] for row in connection.execute("SELECT document FROM place WHERE file = ?", (name,))]
            connection.execute("DELETE FROM place WHERE file = ?", (name,))
            written.touched.extend(before)
        if not outcome.documents and outcome.sha256 and not outcome.problem:
            if outcome.sha256 in fresh.ids:
                fresh.write()
            for (document,) in connection.execute("SELECT id FROM document WHERE sha256 = ?", (outcome.sha256,)).fetchall():
                connection.execute(_PLACE, (shown(outcome.name), name, document))
                written.touched.append(document)
        for packed in outcome.documents:
            if packed.sha256 in fresh.ids:
                fresh.write()
            _put_document(connection, ids, packed, name, run, knowledge, written, fresh)
    fresh.write()
    ids.write()
    return written


def _put_document(
    connection: sqlite3.Connection, ids: TermIds, packed: Packed, name: str | bytes, run: int, knowledge: int, written: Written,
    fresh: _Fresh,
) -> None:  # fmt: skip
    if packed.sha256 not in fresh.stored:
        document = _gather(ids, packed, run, knowledge, fresh)
        fresh.rows["place"].append((packed.path, name, document))
        written.new.append(document)
        return
    document, state = connection.execute("SELECT id, state FROM document WHERE sha256 = ?", (packed.sha256,)).fetchone()
    written.touched.append(document)
    new = Retagged(document, Layers(packed.tags, packed.machine), packed.terms, packed.corrected, packed.feature)
    undone = state == 2
    if undone:
        written.new.append(document)
        connection.execute(_NEW, (run, document))
    connection.execute("UPDATE document SET state = 0 WHERE id = ?", (document,))
    if undone or not connection.execute("SELECT 1 FROM place WHERE document = ?", (document,)).fetchone():
        _retag_one(connection, ids, new, run, knowledge, written)
    connection.execute(_PLACE, (packed.path, name, document))


def _gather(ids: TermIds, packed: Packed, run: int, knowledge: int, fresh: _Fresh) -> int:
    """The id of a new document, whose rows are gathered."""
    document = fresh.ids[packed.sha256] = fresh.next
    fresh.next += 1
    rows, glance = fresh.rows, known_of(packed.terms)
    rows["document"].append((
        document, packed.sha256, packed.path, knowledge, *glance, packed.corrected, packed.media_type, packed.encoding,
        packed.language, packed.characters, packed.reference, packed.title, json.dumps(packed.problems) if packed.problems else None,
    ))  # fmt: skip
    rows["content"].append((document, packed.fields, packed.tags, packed.machine))
    if packed.feature is not None:
        rows["feature"].append((document, packed.feature))
    rows["words"].append((document, packed.title, packed.body))
    rows["change"].append((run, document))
    rows["tag"] += [(ids.of(term), glance.year, document, term[5]) for term in packed.terms]
    return document


def retag(
    connection: sqlite3.Connection, known: Known, batch: Sequence[Retagged], run: int | None, knowledge: int | None,
    *, over: bool = False,
) -> Written:  # fmt: skip
    """Gives stored documents other findings; with `over` only where the rules' are still those that the new ones lie over."""
    written, ids = Written([], [], []), TermIds(connection, known)
    for new in batch:
        _retag_one(connection, ids, new, run, knowledge, written, over=over)
    ids.write()
    return written


def _retag_one(
    connection: sqlite3.Connection, ids: TermIds, new: Retagged, run: int | None, knowledge: int | None, written: Written,
    *, over: bool = False,
) -> None:  # fmt: skip
    *layers, corrected, number = connection.execute(_BEFORE, (new.id,)).fetchone()
    before = Layers(*layers)
    if over and before.of_rules != new.layers.of_rules:
        return
    terms = new.terms if before.tags == new.layers.tags else unpack_terms(before.tags)
    was, now = known_of(terms), known_of(new.terms)
    if was != now or corrected != new.corrected or knowledge not in (None, number):
        connection.execute(_KNOWN, (*now, new.corrected, knowledge, new.id))
    if new.feature is not None:
        connection.execute(_FEATURE, (new.id, new.feature))
    if before == new.layers:
        return
    connection.execute("UPDATE content SET tags = ?, machine = ?, rules = ? WHERE document = ?", (*new.layers, new.id))
    if run is not None and before.of_machine != new.layers.of_machine:
        connection.execute(
            "INSERT OR IGNORE INTO change(run, document, before) VALUES(?, ?, ?)", (run, new.id, before.of_machine)
        )
    if before.tags == new.layers.tags:
        return
    old, given = _rows(ids, was.year, new.id, terms), _rows(ids, now.year, new.id, new.terms)
    gone = [row[:3] for row in old if row not in given]
    connection.executemany("DELETE FROM tag WHERE term = ? AND year = ? AND document = ?", gone)
    connection.executemany(_TAG, [row for row in given if row not in old])
    written.changed.append(new.id)


def hide(connection: sqlite3.Connection, documents: Iterable[int]) -> None:
    """Takes documents out of sight and gives their files a size that none has, so that they are read as new the next time."""
    for document in documents:
        connection.execute("UPDATE document SET state = 2 WHERE id = ?", (document,))
        connection.execute(f"UPDATE file SET size = -1 - size WHERE size >= 0 AND {_OF}", (document,))


def unhide(connection: sqlite3.Connection, documents: Iterable[int]) -> None:
    """Brings documents back that were taken out of sight, and gives their files the size that they had."""
    for document in documents:
        connection.execute("UPDATE document SET state = 0 WHERE id = ? AND state = 2", (document,))
        connection.execute(f"UPDATE file SET size = -1 - size WHERE size < 0 AND {_OF}", (document,))


_OF = "path IN (SELECT file FROM place WHERE document = ?)"


class Settled(NamedTuple):
    """The ids of the documents whose path is another now, how many of them no longer lie where they did, and how many nowhere any more."""

    renamed: list[int]
    moved: int
    gone: int


def settle(connection: sqlite3.Connection, touched: set[int], vanished: Sequence[str]) -> Settled:
    """See `Store.settle`."""
    for name in vanished:
        key = key_of(name)
        connection.execute("UPDATE file SET gone = 1 WHERE path = ?", (key,))
        touched |= {row[0] for row in connection.execute("SELECT document FROM place WHERE file = ?", (key,))}
    renamed, moved, gone_now = [], 0, 0
    for document in sorted(touched):
        places = connection.execute(
            "SELECT place.path, file.gone, place.file FROM place JOIN file ON file.path = place.file WHERE document = ? ORDER BY place.path",
            (document,),
        ).fetchall()
        here = [row[0] for row in places if not row[1]]
        if here and len(here) < len(places):
            for path, gone, name in places:
                if gone:
                    connection.execute("DELETE FROM place WHERE path = ?", (path,))
                    if not connection.execute("SELECT 1 FROM place WHERE file = ?", (name,)).fetchone():
                        connection.execute("DELETE FROM file WHERE path = ?", (name,))
        path, state = (here[0], 0) if here else (places[0][0] if places else None, 1)
        was = connection.execute("SELECT path, state FROM document WHERE id = ?", (document,)).fetchone()
        if was[1] == 2 and not here:  # it is out of sight already
            state = 2
        if was != (path, state):
            connection.execute("UPDATE document SET state = ?, path = coalesce(?, path) WHERE id = ?", (state, path, document))
        gone_now += state == 1 and was[1] == 0
        if path is not None and was[0] != path:
            renamed.append(document)
            moved += 0 < len(here) < len(places)
    return Settled(renamed, moved, gone_now)


def _rows(ids: TermIds, year: int, document: int, terms: Sequence[Term]) -> dict[tuple[int, int, int, str], None]:
    """The rows that say which tags a document has, in their order."""
    return dict.fromkeys([(ids.of(term), year, document, term[5]) for term in terms])


class Glance(NamedTuple):
    """What is known of a document at a glance: its year and first day of issue, whether there is doubt about it, and what is missing."""

    year: int
    earliest: int | None
    ambiguous: bool
    unsourced: bool
    untagged: bool


def known_of(terms: Sequence[Term]) -> Glance:
    """What these tags say at a glance."""
    issued, unsourced, untagged = [], True, True
    for term in terms:
        facet, role = term[0], term[1]
        if facet == "topic":
            untagged = untagged and role not in OWN["topic"]
        elif facet == "source":
            unsourced = unsourced and role not in OWN["source"]
        elif role == "issued":
            issued.append(term)
    if not issued:
        return Glance(UNDATED, None, False, unsourced, untagged)
    best = max(issued, key=lambda term: term[4])
    earliest, latest = bounds(best[2])
    if earliest == FAR_PAST:  # an interval that is open at its beginning
        earliest = latest
    return Glance(earliest // 10_000, earliest, in_doubt(best[2], best[3], len(issued)), unsourced, untagged)


def key_of(name: str) -> str | bytes:
    """A file's name as the index keeps it: one that is no Unicode as its bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name)
    return name
