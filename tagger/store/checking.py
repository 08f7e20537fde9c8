"""Whether an index is damaged where SQLite does not see it: looked into only when something else went wrong."""

from __future__ import annotations

import json
import sqlite3

from tagger.errors import TaggerError
from tagger.interrupting import let_through
from tagger.model import FACETS
from tagger.store.pack import unpack_fields, unpack_findings
from tagger.store.reading import Reader, as_document

_LOST = (
    ("SELECT 1 FROM document WHERE id NOT IN (SELECT document FROM content) LIMIT 1", "a document without its text"),
    ("SELECT 1 FROM content WHERE document NOT IN (SELECT id FROM document) LIMIT 1", "a text without its document"),
    ("SELECT 1 FROM tag WHERE term NOT IN (SELECT id FROM term) LIMIT 1", "a tag without its value"),
    ("SELECT 1 FROM place WHERE document NOT IN (SELECT id FROM document) LIMIT 1", "a place without its document"),
    ("SELECT 1 FROM change WHERE document NOT IN (SELECT id FROM document) LIMIT 1", "a change to no document"),
    (f"SELECT 1 FROM term WHERE facet NOT IN {FACETS} LIMIT 1", "a tag of no facet"),
)  # fmt: skip


def damage(store: Reader) -> str:
    """What is wrong with an index, in a few words; "" where all of it can be read. It reads the whole of it."""
    run = store.connection.execute
    try:
        found = str(run("PRAGMA integrity_check(1)").fetchone()[0])
        if found != "ok":
            return " ".join(found.split())[:100]
        for sql, what in _LOST:
            if run(sql).fetchone():
                return what
        for (counts,) in run("SELECT counts FROM run"):
            json.loads(counts)
        for before, after in run("SELECT before, after FROM change"):
            unpack_findings(before)
            unpack_findings(after)
        _texts(store)
    except (sqlite3.Error, TaggerError) as fault:
        return str(fault)[:100]
    except Exception as fault:  # what bytes that are no packed text make of the unpacking is not to be foreseen
        let_through(fault)
        return f"{type(fault).__name__}: {fault}".splitlines()[0][:100]
    return ""


def _texts(store: Reader) -> None:
    """Reads every text with its findings. Raises whatever comes of it."""
    for (number,) in store.connection.execute("SELECT id FROM document").fetchall():
        fields, layers = store.contents([number])[number]
        document = as_document(store.stored([number])[0], fields)
        assert unpack_fields(fields, document.path)["body"] is not None
        for blob in layers:
            for finding in unpack_findings(blob):
                assert all(0 <= span.start <= span.end <= len(document.fields[span.field]) for span in finding.spans)
