"""The numbers that stand in the index for what tags say: facet, role and value."""

from __future__ import annotations

import sqlite3

from tagger.folding import fold
from tagger.store.pack import Term, bounds

_MOST = 50_000
"""So many are known by heart."""
_INSERT = "INSERT INTO term(id, facet, role, value, label, key, label_key, earliest, latest) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FIND = "SELECT id FROM term WHERE facet = ? AND role = ? AND value = ?"

Known = dict[tuple[str, str, str], int]


class TermIds:
    """The numbers of one transaction: those of old terms looked up, new ones given and written in one go by `write`.

    `known` is what was known by heart before; it may be used for as long as no transaction fails.
    """

    def __init__(self, connection: sqlite3.Connection, known: Known) -> None:
        self._connection, self._known = connection, known
        self._next = 1 + (connection.execute("SELECT max(id) FROM term").fetchone()[0] or 0)
        self._every = len(known) == self._next - 1  # no term is ever deleted
        self._new: list[tuple[object, ...]] = []

    def of(self, term: Term) -> int:
        """The number of a term, which is a new one where the index does not have it yet."""
        number = self._known.get(term[:3])
        return self._other(term) if number is None else number

    def _other(self, term: Term) -> int:
        facet, role, value, label = term[:4]
        row = None if self._every else self._connection.execute(_FIND, (facet, role, value)).fetchone()
        if row is None:
            first, last = bounds(value) if facet == "date" else (None, None)
            folded = key(value)
            row = (self._next,)
            self._next += 1
            self._new.append((*row, facet, role, value, label, folded, folded if label == value else key(label), first, last))
        if len(self._known) > _MOST:  # names of people quoted are without end
            self.write()
            self._known.clear()
            self._every = False
        self._known[facet, role, value] = row[0]
        return int(row[0])

    def write(self) -> None:
        """Writes the new terms."""
        self._connection.executemany(_INSERT, self._new)
        self._new.clear()


def key(text: str) -> str:
    """What a name is looked up by: folded, one space between words."""
    return " ".join(fold(text).split())
