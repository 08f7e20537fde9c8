"""What is written to the index in one transaction."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tagger.folding import fold
from tagger.readers import shown
from tagger.store.pack import Packed, Term, bounds, unpack_findings

Terms = dict[tuple[str, str, str], int]


class Outcome(NamedTuple):
    """What reading one file gave: its documents; or a problem; or neither, since its bytes are those of a known document."""

    name: str
    size: int
    mtime_ns: int
    sha256: str | None
    documents: tuple[Packed, ...] = ()
    problem: str | None = None


class Retagged(NamedTuple):
    """New findings for a stored document; `rules` are the rules' own where a model or a person changed them."""

    id: int
    tags: bytes
    terms: tuple[Term, ...]
    rules: bytes | None
    corrected: bool


class Written(NamedTuple):
    """The ids of documents that are new, that have other tags than before, and whose places changed."""

    new: list[int]
    changed: list[int]
    touched: list[int]


def put(connection: sqlite3.Connection, known: Terms, outcomes: Sequence[Outcome], run: int, knowledge: int) -> Written:
    """Stores files and their documents."""
    written = Written([], [], [])
    for outcome in outcomes:
        name = key_of(outcome.name)
        before = [row[0] for row in connection.execute("SELECT document FROM place WHERE file = ?", (name,))]
        if before:
            connection.execute("DELETE FROM place WHERE file = ?", (name,))
            written.touched.extend(before)
        connection.execute(
            "INSERT OR REPLACE INTO file VALUES(?, ?, ?, ?, ?, 0)",
            (name, outcome.size, outcome.mtime_ns, outcome.sha256, outcome.problem),
        )
        if not outcome.documents and outcome.sha256 and not outcome.problem:
            for (document,) in connection.execute("SELECT id FROM document WHERE sha256 = ?", (outcome.sha256,)).fetchall():
                _place(connection, shown(outcome.name), name, document)
                written.touched.append(document)
        for packed in outcome.documents:
            _put_document(connection, known, packed, name, run, knowledge, written)
    return written


def _put_document(
    connection: sqlite3.Connection, known: Terms, packed: Packed, name: str | bytes, run: int, knowledge: int, written: Written
) -> None:
    row = connection.execute("SELECT id, state FROM document WHERE sha256 = ?", (packed.sha256,)).fetchone()
    if row is None:
        document = _insert(connection, packed, knowledge)
        written.new.append(document)
        connection.execute("INSERT OR IGNORE INTO change(run, document) VALUES(?, ?)", (run, document))
        _tag(connection, known, document, packed.terms)
    else:
        document = row[0]
        written.touched.append(document)
        if row[1]:
            connection.execute("UPDATE document SET state = 0 WHERE id = ?", (document,))
        new = Retagged(document, packed.tags, packed.terms, packed.rules, packed.corrected)
        if not connection.execute("SELECT 1 FROM place WHERE document = ?", (document,)).fetchone():
            _retag_one(connection, known, new, run, knowledge, written)
    _place(connection, packed.path, name, document)


def _insert(connection: sqlite3.Connection, packed: Packed, knowledge: int) -> int:
    earliest, ambiguous = _issued(packed.terms)
    cursor = connection.execute(
        "INSERT INTO document(sha256, path, knowledge, earliest, ambiguous, corrected, media_type, encoding, language, characters,"
        " reference, title, problems) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            packed.sha256, packed.path, knowledge, earliest, ambiguous, packed.corrected, packed.media_type, packed.encoding,
            packed.language, packed.characters, packed.reference, packed.title, json.dumps(packed.problems) if packed.problems else None,
        ),
    )  # fmt: skip
    document = int(cursor.lastrowid or 0)
    connection.execute("INSERT INTO content VALUES(?, ?, ?, ?)", (document, packed.fields, packed.tags, packed.rules))
    connection.execute("INSERT INTO words(rowid, title, body) VALUES(?, ?, ?)", (document, packed.title, packed.body))
    return document


def retag(connection: sqlite3.Connection, known: Terms, batch: Sequence[Retagged], run: int, knowledge: int | None) -> Written:
    """Gives stored documents other findings."""
    written = Written([], [], [])
    for new in batch:
        _retag_one(connection, known, new, run, knowledge, written)
    return written


def _retag_one(
    connection: sqlite3.Connection, known: Terms, new: Retagged, run: int, knowledge: int | None, written: Written
) -> None:
    before, rules = connection.execute("SELECT tags, rules FROM content WHERE document = ?", (new.id,)).fetchone()
    earliest, ambiguous = _issued(new.terms)
    connection.execute(
        "UPDATE document SET earliest = ?, ambiguous = ?, corrected = ?, knowledge = coalesce(?, knowledge) WHERE id = ?",
        (earliest, ambiguous, new.corrected, knowledge, new.id),
    )
    if before == new.tags:
        if rules != new.rules:
            connection.execute("UPDATE content SET rules = ? WHERE document = ?", (new.rules, new.id))
        return
    connection.execute("INSERT OR IGNORE INTO change(run, document, before) VALUES(?, ?, ?)", (run, new.id, before or b"[]"))
    old = [(known_id,) for finding in unpack_findings(before) if (known_id := _term(connection, known, finding[:4]))]
    connection.executemany("DELETE FROM tag WHERE term = ? AND document = ?", [(term, new.id) for (term,) in old])
    connection.execute("UPDATE content SET tags = ?, rules = ? WHERE document = ?", (new.tags, new.rules, new.id))
    _tag(connection, known, new.id, new.terms)
    written.changed.append(new.id)


def settle(connection: sqlite3.Connection, touched: set[int], vanished: Sequence[str]) -> list[int]:
    """See `Store.settle`."""
    for name in vanished:
        key = key_of(name)
        connection.execute("UPDATE file SET gone = 1 WHERE path = ?", (key,))
        touched |= {row[0] for row in connection.execute("SELECT document FROM place WHERE file = ?", (key,))}
    renamed = []
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
        if was != (path, state):
            connection.execute("UPDATE document SET state = ?, path = coalesce(?, path) WHERE id = ?", (state, path, document))
        if path is not None and was[0] != path:
            renamed.append(document)
    return renamed


def _place(connection: sqlite3.Connection, path: str, name: str | bytes, document: int) -> None:
    connection.execute("INSERT OR REPLACE INTO place VALUES(?, ?, ?)", (path, name, document))


def _tag(connection: sqlite3.Connection, known: Terms, document: int, terms: Iterable[Term]) -> None:
    rows = [(_term(connection, known, term[:4]), document, term[4], term[5]) for term in terms]
    connection.executemany("INSERT OR REPLACE INTO tag VALUES(?, ?, ?, ?)", rows)


def _term(connection: sqlite3.Connection, known: Terms, term: Sequence[str]) -> int:
    facet, role, value, label = term
    number = known.get((facet, role, value))
    if number is not None:
        return number
    row = connection.execute("SELECT id FROM term WHERE facet = ? AND role = ? AND value = ?", (facet, role, value)).fetchone()
    if row is None:
        first, last = bounds(value) if facet == "date" else (None, None)
        row = connection.execute(
            "INSERT INTO term(facet, role, value, label, key, label_key, earliest, latest) VALUES(?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (facet, role, value, label, key(value), key(label), first, last),
        ).fetchone()
    known[facet, role, value] = row[0]
    return int(row[0])


def _issued(terms: Iterable[Term]) -> tuple[int | None, bool]:
    """The first day of the best date of issue, and whether there is doubt about it."""
    issued = [term for term in terms if term[0] == "date" and term[1] == "issued"]
    if not issued:
        return None, False
    best = max(issued, key=lambda term: term[4])
    return bounds(best[2])[0], len(issued) > 1 or any(sign in best[2] for sign in "?%")


def key(text: str) -> str:
    """What a name is looked up by: folded, one space between words."""
    return " ".join(fold(text).split())


def key_of(name: str) -> str | bytes:
    """A file's name as the index keeps it: one that is no Unicode as its bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name)
    return name
