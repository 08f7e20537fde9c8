"""Records as an SQLite database for people: three plain tables and two views, which Datasette and any other reader opens."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tagger.edtf import days_text

_TABLES = """
CREATE TABLE document(
  sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL, media_type TEXT NOT NULL,
  encoding TEXT NOT NULL, characters INTEGER NOT NULL, url TEXT, problems TEXT
);
CREATE TABLE tag(
  id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document(sha256), facet TEXT NOT NULL, role TEXT NOT NULL,
  value TEXT NOT NULL, label TEXT NOT NULL, score REAL NOT NULL, origin TEXT NOT NULL, earliest TEXT, latest TEXT
);
CREATE TABLE evidence(
  id INTEGER PRIMARY KEY, tag INTEGER NOT NULL REFERENCES tag(id), field TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  quote TEXT NOT NULL, rule TEXT NOT NULL
);
CREATE INDEX tag_document ON tag(document);
CREATE INDEX tag_value ON tag(facet, role, value);
CREATE INDEX evidence_tag ON evidence(tag);
CREATE VIEW topics AS SELECT value, label, role, count(*) AS documents FROM tag WHERE facet = 'topic' GROUP BY value, role;
CREATE VIEW sources AS SELECT value, label, role, count(*) AS documents FROM tag WHERE facet = 'source' GROUP BY value, role;
"""


def export_sqlite(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Writes record rows as a new database at `path`, in place of what is there. Raises: OSError where there is no room."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        _fill(connection, rows)
    except sqlite3.OperationalError as fault:
        raise OSError(errno.ENOSPC, str(fault)) from fault
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES + "BEGIN;")
    for row in rows:
        _put(connection, row)
    connection.execute("COMMIT")


def _put(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    names = ("sha256", "path", "title", "language", "media_type", "encoding", "characters")
    values = [row[name] for name in names]
    connection.execute(
        "INSERT OR REPLACE INTO document VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, row.get("url"), "\n".join(row["problems"]) or None),
    )
    for tag in row["tags"]:
        first, last = days_text(tag["value"]) if tag["facet"] == "date" else (None, None)
        cursor = connection.execute(
            "INSERT INTO tag(document, facet, role, value, label, score, origin, earliest, latest) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row["sha256"], *(tag[name] for name in ("facet", "role", "value", "label", "score", "origin")), first, last),
        )
        connection.executemany(
            'INSERT INTO evidence(tag, field, start, "end", quote, rule) VALUES(?, ?, ?, ?, ?, ?)',
            [(cursor.lastrowid, *(e[name] for name in ("field", "start", "end", "quote", "rule"))) for e in tag["evidence"]],
        )
