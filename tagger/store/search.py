"""A query's tree to the ids of documents: a set for each leaf, then set arithmetic, which no planner can get wrong."""

from __future__ import annotations

import json
import sqlite3

from tagger.query import OWN, All, Any, Has, Language, Node, Not, Path, State, Words
from tagger.store.pack import FAR_FUTURE, FAR_PAST, number
from tagger.store.schema import UNDATED
from tagger.store.termids import key

_FEW = 400


def ids(connection: sqlite3.Connection, tree: Node) -> set[int]:
    """The documents that the query holds for; those that are gone or taken back only where it asks for them."""
    return _Search(connection).ids(tree)


def ordered(connection: sqlite3.Connection, found: set[int]) -> list[int]:
    """The ids by date of issue, newest first, undated last; then by path."""
    sql = (
        "SELECT document.id FROM json_each(?) AS wanted CROSS JOIN document ON document.id = wanted.value"
        " ORDER BY document.earliest IS NULL, document.earliest DESC, document.path"
    )
    return [row[0] for row in connection.execute(sql, (json.dumps(list(found)),))]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """See `Store.counts`."""
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(year = {UNDATED}), 0), coalesce(sum(unsourced), 0), coalesce(sum(untagged), 0),"
        " coalesce(sum(ambiguous), 0), coalesce(sum(corrected), 0) FROM document WHERE state = 0"
    ).fetchone()
    out = dict(zip(("documents", "undated", "unsourced", "untagged", "ambiguous", "corrected"), row, strict=True))
    out["gone"] = connection.execute("SELECT count(*) FROM document WHERE state = 1").fetchone()[0]
    out["files"], out["unreadable"] = connection.execute(
        "SELECT count(*), coalesce(sum(problem IS NOT NULL), 0) FROM file WHERE NOT gone"
    ).fetchone()
    return out


class _Search:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._all: set[int] | None = None

    @property
    def all(self) -> set[int]:
        """Every document that is present."""
        if self._all is None:
            self._all = self._set("SELECT id FROM document WHERE state = 0")
        return self._all

    def ids(self, tree: Node) -> set[int]:
        """The ids that the tree holds for."""
        found = self._ids(tree)
        return found if _asks_for_gone(tree) else found - self._set("SELECT id FROM document WHERE state > 0")

    def _set(self, sql: str, values: tuple[object, ...] = ()) -> set[int]:
        return {row[0] for row in self.connection.execute(sql, values)}

    def _ids(self, node: Node) -> set[int]:
        if isinstance(node, Has):
            return self._without(node) if node.none else self._having(node)
        if isinstance(node, Words):
            return self._words([node])
        if isinstance(node, All):
            return self._every(node.parts)
        if isinstance(node, Any):
            return set().union(*(self._ids(part) for part in node.parts))
        if isinstance(node, Not):
            return self.all - self._ids(node.part)
        if isinstance(node, Path):
            return self._path(node.text)
        if isinstance(node, Language):
            return self._set("SELECT id FROM document WHERE state = 0 AND language = ?", (node.code,))
        return self._state(node)

    def _every(self, parts: tuple[Node, ...]) -> set[int]:
        words = [part for part in parts if isinstance(part, Words)]
        barred = [part.part for part in parts if isinstance(part, Not)]
        others = [part for part in parts if not isinstance(part, Words | Not)]
        found: set[int] | None = None
        for other in others:
            some = self._ids(other)
            found = some if found is None else found & some
            if not found:
                return set()
        if words:
            some = self._words(words, found)
            found = some if found is None else found & some
        if found is None:
            found = set(self.all)
        for bar in barred:
            if found:
                found = found - self._ids(bar)
        return found

    def _words(self, words: list[Words], within: set[int] | None = None) -> set[int]:
        match = " AND ".join(_match(word) for word in words if any(map(str.isalnum, word.text)))
        if not match:
            return set(self.all) if within is None else within
        if within is not None and len(within) <= _FEW:  # the cross join makes the few the outer loop, never the words
            sql = "SELECT wanted.value FROM json_each(?) AS wanted CROSS JOIN words ON words.rowid = wanted.value WHERE words MATCH ?"
            return self._set(sql, (json.dumps(list(within)), match))
        return self._set("SELECT rowid FROM words WHERE words MATCH ?", (match,))

    def _without(self, node: Has) -> set[int]:
        if node.roles == OWN[node.facet]:
            missing = {"date": f"year = {UNDATED}", "source": "unsourced", "topic": "untagged"}[node.facet]
            return self._set(f"SELECT id FROM document WHERE state = 0 AND {missing}")
        return self.all - self._having(node)

    def _having(self, node: Has) -> set[int]:
        where = [f"facet = ? AND role IN ({', '.join('?' * len(node.roles))})"]
        values: list[object] = [node.facet, *node.roles]
        if node.facet == "date" and node.value is not None:
            where.append("earliest <= ? AND latest >= ?")
            values += [number(node.last, FAR_FUTURE), number(node.first, FAR_PAST)]
        elif node.value is not None and node.prefix:
            text = key(node.value)
            where.append("(substr(key, 1, ?) = ? OR substr(label_key, 1, ?) = ?)")
            values += [len(text), text, len(text), text]
        elif node.value is not None:
            keys = json.dumps([key(name) for name in (node.value, *node.narrower)])
            where.append(
                "term.id IN (SELECT id FROM term WHERE key IN (SELECT value FROM json_each(?)) UNION ALL SELECT id FROM term WHERE label_key = ?)"
            )
            values += [keys, key(node.value)]
        origin = " AND tag.origin = ?" if node.origin else ""
        values += [node.origin] if node.origin else []
        sql = f"SELECT tag.document FROM term CROSS JOIN tag ON tag.term = term.id WHERE {' AND '.join(where)}{origin}"
        return self._set(sql, tuple(values))

    def _path(self, text: str) -> set[int]:
        pattern = text if "*" in text else f"*{text}*"
        escaped = pattern.replace("[", "[[]").replace("?", "[?]")
        return self._set("SELECT document FROM place WHERE path GLOB ?", (escaped,))

    def _state(self, node: State) -> set[int]:
        if node.name == "gone":
            return self._set("SELECT id FROM document WHERE state = 1")
        return self._set(f"SELECT id FROM document WHERE state = 0 AND {node.name}")


def _match(word: Words) -> str:
    quoted = '"' + word.text.replace('"', '""') + '"' + ("*" if word.prefix else "")
    return f"title : {quoted}" if word.field else quoted


def _asks_for_gone(tree: Node) -> bool:
    if isinstance(tree, State):
        return tree.name == "gone"
    if isinstance(tree, All | Any):
        return any(_asks_for_gone(part) for part in tree.parts)
    return False
