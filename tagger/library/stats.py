"""How many documents there are by topic, source and year, and how many of which one of them is unknown.

A document counts once under each of its topics and each of its sources. The unknown stand in every table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from tagger.model import ROLES
from tagger.query import OWN, Has, Node, State

if TYPE_CHECKING:
    from tagger.library import Library

UNKNOWN = {"undated": "date:none", "unsourced": "source:none", "untagged": "topic:none", "ambiguous": "is:ambiguous"}
"""What may be unknown of a document, and the query that lists those."""


class Line(NamedTuple):
    """One row of a table: what it counts, how many documents, how many in each year (None: undated), and the query that lists them."""

    value: str
    label: str
    documents: int
    years: dict[int | None, int]
    find: str


class Cell(NamedTuple):
    """Topic, source and year (None where unknown) with the number of documents that have all three."""

    topic: str | None
    source: str | None
    year: int | None
    documents: int


class Stats:
    """The counts over some documents of a library, by default all that are present."""

    def __init__(self, library: Library, query: str = "", ids: Iterable[int] | None = None) -> None:
        self.library, self.query = library, query
        years = library.store.years()
        if ids is None and query:
            ids = library.store.found(library.tree(query))
        if ids is not None:
            years = {one: years[one] for one in ids if one in years}
        self.year_of = years

    @property
    def documents(self) -> int:
        """How many documents are counted."""
        return len(self.year_of)

    def years(self) -> dict[int | None, int]:
        """How many documents there are of each year, None for the undated; in order, the undated last."""
        found = Counter(self.year_of.values())
        return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0] or 0)))

    def unknown(self) -> list[Line]:
        """The undated, unsourced, untagged and ambiguous; each is there, also where it is none."""
        store, all_ = self.library.store, self.year_of.keys()
        trees: tuple[Node, ...] = (
            Has("date", OWN["date"], none=True),
            Has("source", OWN["source"], none=True),
            Has("topic", OWN["topic"], none=True),
            State("ambiguous"),
        )
        out = []
        for (name, find), tree in zip(UNKNOWN.items(), trees, strict=True):
            found = store.found(tree) & all_
            out.append(Line(name, name, len(found), dict(Counter(self.year_of[one] for one in found)), self._find(find)))
        return out

    def topics(self) -> list[Line]:
        """The topics that documents are about or mention, most frequent first."""
        return self._lines("topic", ROLES["topic"])

    def sources(self, roles: Iterable[str] = OWN["source"]) -> list[Line]:
        """The sources in these roles, most frequent first."""
        return self._lines("source", tuple(roles))

    def roles(self) -> dict[str, Counter[str]]:
        """Of each source by label, in how many documents it has each role."""
        out: dict[str, Counter[str]] = defaultdict(Counter)
        for role, _, label, ids in self.library.store.members("source", ROLES["source"]):
            out[label][role] += len(self.year_of.keys() & ids)
        return out

    def cells(self) -> list[Cell]:
        """The full table of topic (what documents are about), source (who put them out) and year."""
        topics: dict[int, list[str | None]] = defaultdict(list)
        sources: dict[int, list[str | None]] = defaultdict(list)
        for facet, roles, into in (("topic", ("about",), topics), ("source", OWN["source"], sources)):
            for _, value, _, ids in self.library.store.members(facet, roles):
                for one in ids:
                    if value not in into[one]:
                        into[one].append(value)
        found: Counter[tuple[str | None, str | None, int | None]] = Counter()
        for one, year in self.year_of.items():
            for topic in topics.get(one) or (None,):
                for source in sources.get(one) or (None,):
                    found[topic, source, year] += 1
        return sorted((Cell(*key, count) for key, count in found.items()), key=_in_order)

    def _lines(self, facet: str, roles: tuple[str, ...]) -> list[Line]:
        merged: dict[str, tuple[str, set[int]]] = {}
        for _, value, label, members in self.library.store.members(facet, roles):
            merged.setdefault(value, (label, set()))[1].update(members)
        out = []
        for value, (label, ids) in merged.items():
            here = ids & self.year_of.keys()
            if here:
                name = value if value.replace("-", "").isalnum() else '"' + value.replace('"', "") + '"'
                years = dict(Counter(self.year_of[one] for one in here))
                field = "from" if facet == "source" and set(roles) == set(OWN["source"]) else facet
                out.append(Line(value, label, len(here), years, self._find(f"{field}:{name}")))
        return sorted(out, key=lambda line: (-line.documents, line.value))

    def _find(self, query: str) -> str:
        return f"{query} {self.query}".strip()


def _in_order(cell: Cell) -> tuple[object, ...]:
    """Named before unknown, then by name and year."""
    return cell.topic is None, cell.topic or "", cell.source is None, cell.source or "", cell.year is None, cell.year or 0
