"""How many documents there are by topic, source and year, and how many of which one of them is unknown.

A document counts once under each of its topics and each of its sources. The unknown stand in every table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tagger.masking import MASK, hidden
from tagger.model import ROLES, UNNAMED
from tagger.query import OWN, parse

if TYPE_CHECKING:
    from tagger.library import Library

_NAMELESS = "(unnamed)"
UNKNOWN = {"undated": "date:none", "unsourced": "source:none", "untagged": "topic:none", "ambiguous": "is:ambiguous"}
"""What may be unknown of a document, and the query that lists those."""
VOICED = ("quoted", "cited")
"""The roles in which a source may be without a name."""


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


class Voices(NamedTuple):
    """Sources in every role: of each by label, and of each kind, in how many documents one has which role (`named` are those that no
    vocabulary knows); and for `quoted` and `cited`, how many documents have a source without a name, and how many have any."""

    roles: dict[str, Counter[str]]
    kinds: dict[str, Counter[str]]
    nameless: dict[str, tuple[int, int]]


class Stats:
    """The counts over some documents of a library, by default all that are present, which the index counts by itself."""

    def __init__(self, library: Library, query: str = "", ids: Iterable[int] | None = None) -> None:
        self.library, self.query, self.store = library, query, library.store
        if ids is None and query:
            ids = self.store.found(library.tree(query))
        self.ids = None if ids is None else set(ids)

    @cached_property
    def year_of(self) -> dict[int, int | None]:
        """The year of each document that is counted."""
        years = self.store.years()
        return years if self.ids is None else {one: years[one] for one in self.ids if one in years}

    @cached_property
    def documents(self) -> int:
        """How many documents are counted."""
        return sum(self.years().values())

    def years(self) -> dict[int | None, int]:
        """How many documents there are of each year, None for the undated; in order, the undated last."""
        if self.ids is None:
            return self.store.by_year()
        found = Counter(self.year_of.values())
        return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0] or 0)))

    def unknown(self) -> list[Line]:
        """The undated, unsourced, untagged and ambiguous; each is there, also where it is none."""
        out = []
        for name, find in UNKNOWN.items():
            if self.ids is not None:
                found = self.store.found(parse(find)) & self.year_of.keys()
                years = dict(Counter(self.year_of[one] for one in found))
            elif name == "undated":
                years = {year: count for year, count in self.store.by_year().items() if year is None}
            else:
                years = self.store.by_year(name)
            out.append(Line(name, name, sum(years.values()), years, self._find(find)))
        return out

    def topics(self) -> list[Line]:
        """The topics that documents are about or mention, most frequent first."""
        return self._lines("topic", ROLES["topic"], "topic")

    def sources(self) -> list[Line]:
        """Who put the documents out, most frequent first."""
        return self._lines("source", OWN["source"], "from")

    @cached_property
    def voices(self) -> Voices:
        """The sources in every role, counted in one walk over the index."""
        vocabulary = self.library.knowledge.vocabulary("source")
        roles: dict[str, Counter[str]] = defaultdict(Counter)
        bearers: dict[tuple[str, str], set[int]] = defaultdict(set)
        every: dict[str, set[int]] = {role: set() for role in VOICED}
        for role, value, label, ids in self.store.members("source", ROLES["source"]):
            found = self.year_of.keys() & ids
            if not found:
                continue
            known = vocabulary.get(value)
            kind = _NAMELESS if value == UNNAMED else (known.kind or "named") if known else "named"
            roles[_NAMELESS if value == UNNAMED else hidden(label)][role] += len(found)
            bearers[kind, role] |= found
            if role in every:
                every[role] |= found
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        for (kind, role), found in sorted(bearers.items()):
            kinds[kind][role] = len(found)
        return Voices(
            roles, kinds, {role: (len(bearers.get((_NAMELESS, role), ())), len(found)) for role, found in every.items()}
        )

    def cells(self) -> list[Cell]:
        """The full table of topic (what documents are about), source (who put them out) and year.

        A document is counted by one number for its year and all its sources together, which is taken apart afterwards.
        Ids are small numbers without gaps, so lists that are indexed by them serve as quick tables. Equal numbers are one object,
        which makes them three times as quick to count.
        """
        year_of = self.year_of
        size = max(year_of, default=0) + 1
        years = sorted(set(year_of.values()), key=lambda year: (year is None, year or 0))
        place, span = {year: n for n, year in enumerate(years)}, max(1, len(years))
        combinations, together = self._together(size)
        names = [*sorted({name for one in combinations for name in one}), None]
        shown = [name and hidden(name) for name in names]
        ranks = {name: n * span for n, name in enumerate(names)}
        parts = [[ranks[name] for name in one or (None,)] for one in combinations]
        codes, one_of = [-1] * size, dict[int, int]().setdefault
        for document, year in year_of.items():
            code = together[document] * span + place[year]
            codes[document] = one_of(code, code)
        topics, bare = sorted(self._bearers("topic", ("about",), size)), [True] * size
        for _, ids in topics:
            for document in ids:
                bare[document] = False
        out = []
        for topic, ids in (*topics, (None, [document for document in year_of if bare[document]])):
            found: dict[int, int] = {}
            for code, count in Counter(map(codes.__getitem__, ids)).items():
                for part in parts[code // span] if code >= 0 else ():
                    found[part + code % span] = found.get(part + code % span, 0) + count
            out += [Cell(topic, shown[code // span], years[code % span], found[code]) for code in sorted(found)]
        return out

    def _together(self, size: int) -> tuple[list[tuple[str, ...]], list[int]]:
        """The sources that put documents out together, none of them first, and for each document below `size` which of these are its."""
        combinations: list[tuple[str, ...]] = [()]
        of = [0] * size
        for value, ids in self._bearers("source", OWN["source"], size):
            more: dict[int, int] = {}
            for one in ids:
                before = of[one]
                number = more.get(before)
                if number is None:
                    number = before
                    if value not in combinations[before]:
                        number = len(combinations)
                        combinations.append((*combinations[before], value))
                    more[before] = more[number] = number
                of[one] = number
        return combinations, of

    def _bearers(self, facet: str, roles: tuple[str, ...], size: int) -> list[tuple[str, list[int]]]:
        """Each value of these roles with the documents below `size` that bear it."""
        out: dict[str, list[int]] = {}
        for _, value, _, ids in self.store.members(facet, roles):
            out.setdefault(value, []).extend(ids if max(ids) < size else [one for one in ids if one < size])
        return list(out.items())

    def _lines(self, facet: str, roles: tuple[str, ...], field: str) -> list[Line]:
        labels: dict[str, str] = {}
        years: dict[str, Counter[int | None]] = defaultdict(Counter)
        for value, label, found in self._by_roles(facet, roles) if self.ids is None else self._by_sets(facet, roles):
            labels.setdefault(value, label)
            years[value] += found
        broad = self._broad() if facet == "topic" else frozenset()
        out = []
        for value, found in years.items():
            if found:
                shown = hidden(value)
                find = self._find(f"{field}:{'=' * (value in broad)}{_named(shown)}")
                out.append(Line(shown, hidden(labels[value]), found.total(), dict(found), find))
        return sorted(out, key=lambda line: (-line.documents, line.label.casefold(), line.value))

    def _broad(self) -> frozenset[str]:
        """The topics that have narrower ones, which `topic:` would find as well."""
        return frozenset(parent for concept in self.library.knowledge.vocabulary("topic") for parent in concept.broader)

    def _by_roles(self, facet: str, roles: tuple[str, ...]) -> Iterator[tuple[str, str, Counter[int | None]]]:
        """Value, label and years as the index counts them; a value that bears several roles is counted by its documents."""
        seen: dict[str, str] = {}
        several: set[str] = set()
        rows = self.store.tag_years(facet, roles)
        for role, value, _, _, _ in rows:
            if seen.setdefault(value, role) != role:
                several.add(value)
        if facet == "topic":  # a document has a topic in one role only
            several.clear()
        for _, value, label, year, count in rows:
            if value not in several:
                yield value, label, Counter({year: count})
        if several:
            yield from (one for one in self._by_sets(facet, roles) if one[0] in several)

    def _by_sets(self, facet: str, roles: tuple[str, ...]) -> Iterator[tuple[str, str, Counter[int | None]]]:
        members: dict[str, tuple[str, set[int]]] = {}
        for _, value, label, ids in self.store.members(facet, roles):
            members.setdefault(value, (label, set()))[1].update(ids)
        for value, (label, found) in members.items():
            yield value, label, Counter(self.year_of[one] for one in found & self.year_of.keys())

    def _find(self, query: str) -> str:
        return f"{query} {self.query}".strip()


def _named(value: str) -> str:
    """A value as a query has it."""
    return value if value.replace("-", "").isalnum() else '"' + value.partition(MASK)[0].replace('"', "").rstrip(" ,;") + '"'
