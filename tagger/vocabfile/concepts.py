"""From tables to concepts, every fault named with its line and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple
from unicodedata import combining, normalize

from tagger.errors import Problem, VocabularyError
from tagger.vocabfile.tables import LISTS, SCHEME, TEXTS, Table, Tables
from tagger.vocabulary import Concept, Vocabulary

KINDS = ("person", "organization", "periodical", "website", "platform")
OF_SOURCES = ("kind", "domains", "handles")
_FIELDS = frozenset((*TEXTS, *LISTS))
_LISTS = frozenset(LISTS)
ID = re.compile(r"[a-z0-9-]+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")


class Part(NamedTuple):
    """One file of a vocabulary: its name and its tables."""

    path: str
    tables: Tables


class Faults:
    """Gathers the faults of one file; `found` holds them in the order they were met."""

    def __init__(self, path: str) -> None:
        self.path, self.found = path, list[Problem]()

    def add(self, line: int, what: str, hint: str) -> None:
        self.found.append(Problem(self.path, line, what, hint))

    def of(self, name: str, line: int, what: str, hint: str) -> None:
        """A fault of one concept, named by its id."""
        self.add(line, f'concept "{name}": {what}', hint)


def near_names(name: str, names: Iterable[str], otherwise: str) -> str:
    """`Did you mean "a" or "b"?` with the names nearest to `name`, or `otherwise` where none is near."""
    from rapidfuzz import fuzz, process

    near = process.extract(name.casefold(), list(dict.fromkeys(names)), scorer=fuzz.ratio, limit=3, score_cutoff=70)
    if not near:
        return otherwise
    best = near[0][1]
    shown = [f'"{found}"' for found, score, _ in near if score >= best - 10]
    return f"Did you mean {' or '.join(shown)}?"


def slug(text: str) -> str:
    """A text as an id: small letters, digits and hyphens; empty where nothing of it can stand in one."""
    plain = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def vocabulary_of(parts: tuple[Part, ...], others: Callable[[str], Iterable[str]] | None) -> Vocabulary:
    """The vocabulary that the parts make together; the first part with a scheme names it.

    `others` gives the ids beyond these parts, of a facet, that a `broader` may name; None where there are none.
    Raises: VocabularyError with every fault of every part.
    """
    gathered = [Faults(part.path) for part in parts]
    scheme, facet = _scheme(parts, gathered)
    concepts: list[Concept] = []
    places: list[tuple[Faults, Table]] = []
    seen: dict[str, int] = {}
    for part, faults in zip(parts, gathered, strict=True):
        for name, line in part.tables.strange.items():
            hint = _SHAPES.get(name) or near_names(name, _SHAPES, "Take it out.")
            faults.add(line, f'"{name}" is no table of a vocabulary.', hint)
        for table in part.tables.concepts:
            concept = _concept(table, facet, faults)
            if concept.id in seen:
                line = _line(table, "id")
                faults.of(concept.id, line, f"its id stands on line {seen[concept.id]} too.", "Give one of them another id.")
            elif concept.id:
                seen[concept.id] = table.line
            concepts.append(concept)
            places.append((faults, table))
    _check_broader(concepts, places, seen, None if scheme.get("replace") or others is None else lambda: others(facet))
    found = [problem for faults in gathered for problem in sorted(faults.found, key=lambda problem: problem.line)]
    if found:
        raise VocabularyError(tuple(found))
    title, language = scheme.get("title") or scheme["id"], scheme.get("language") or "en"
    return Vocabulary(scheme["id"], title, facet, tuple(concepts), language, scheme.get("replace", False), parts[0].path)


_SHAPES = {"scheme": "Begin it with the line [scheme].", "concept": "Begin each concept with the line [[concept]]."}


def _scheme(parts: tuple[Part, ...], gathered: list[Faults]) -> tuple[dict[str, Any], Literal["topic", "source"]]:
    """The scheme's values and its facet, checked."""
    part, faults = next(((p, f) for p, f in zip(parts, gathered, strict=True) if p.tables.scheme), (parts[0], gathered[0]))
    table = part.tables.scheme
    if table is None:
        if "scheme" not in part.tables.strange:
            faults.add(
                1, "the table [scheme] is missing.", 'Begin the file with [scheme], id = "…" and facet = "topic" or "source".'
            )
        return {"id": ""}, "topic"
    values = dict(table.values)
    for key, value in table.values.items():
        line = _line(table, key)
        if key not in SCHEME:
            faults.add(
                line, f'scheme: "{key}" is no key of a scheme.', near_names(key, SCHEME, f"The keys are {', '.join(SCHEME)}.")
            )
        elif key == "replace":
            if not isinstance(value, bool):
                faults.add(line, "scheme: replace is not true or false.", "Write replace = true or replace = false.")
        elif not isinstance(value, str) or (key == "id" and not value.strip()):
            faults.add(line, f"scheme: {key} is not a text.", f'Write {key} = "…".')
    if "id" not in values:
        faults.add(table.line, "scheme: the id is missing.", 'Add id = "…", a short name for the vocabulary.')
    facet = values.get("facet", "topic")
    if facet not in ("topic", "source"):
        faults.add(
            _line(table, "facet"), f'scheme: "{facet}" is no facet of a vocabulary.', 'Write facet = "topic" or facet = "source".'
        )
        facet = "topic"
    return values, facet


def _concept(table: Table, facet: str, faults: Faults) -> Concept:
    """The concept of a table; what is faulty in it is reported and left out."""
    values = table.values
    given = values.get("id")
    name = given if isinstance(given, str) and given else str(values.get("pref_label", ""))
    fields: dict[str, Any] = {"line": table.line}
    for key, value in values.items():
        if key in OF_SOURCES and facet != "source":
            hint = 'Write facet = "source" under [scheme], or take it out.'
            faults.of(name, _line(table, key), f'"{key}" is for sources alone.', hint)
        elif key in _LISTS:
            fields[key] = _texts(key, value, name, table, faults)
        elif key in _FIELDS:
            if isinstance(value, str):
                fields[key] = value
            else:
                faults.of(name, _line(table, key), f"{key} is not a text.", f'Write {key} = "…".')
        else:
            known = (*TEXTS, *LISTS) if facet == "source" else tuple(k for k in (*TEXTS, *LISTS) if k not in OF_SOURCES)
            faults.of(
                name,
                _line(table, key),
                f'"{key}" is no key of a concept.',
                near_names(key, known, f"The keys are {', '.join(known)}."),
            )
    _check_names(fields, name, table, faults)
    _check_source(fields, name, table, faults)
    return Concept(**{"id": "", "pref_label": "", **fields})


def _check_source(fields: dict[str, Any], name: str, table: Table, faults: Faults) -> None:
    """Reports an unknown kind and what is no domain; takes the @ from handles."""
    if "kind" in fields and fields["kind"] not in KINDS:
        kind = fields["kind"]
        faults.of(
            name,
            _line(table, "kind"),
            f'"{kind}" is no kind of source.',
            near_names(kind, KINDS, f"The kinds are {', '.join(KINDS)}."),
        )
    for domain in fields.get("domains", ()):
        if not _DOMAIN.fullmatch(domain) or domain != domain.lower():
            bare = re.sub(r"^[a-z]+://|/.*$", "", domain.lower())
            faults.of(name, _line(table, "domains"), f'"{domain}" is no bare domain.', f'Write it as "{bare or "example.org"}".')
    if "handles" in fields:
        fields["handles"] = tuple(handle.removeprefix("@") for handle in fields["handles"])


def _check_names(fields: dict[str, Any], name: str, table: Table, faults: Faults) -> None:
    """Reports a missing or malformed id and a missing label."""
    if "id" not in table.values:
        faults.of(name, table.line, "its id is missing.", 'Add id = "…" in small letters, digits and hyphens.')
    elif "id" in fields and not ID.fullmatch(fields["id"]):
        hint = f'Write id = "{slug(fields["id"]) or "…"}": small letters, digits and hyphens alone.'
        faults.of(name, _line(table, "id"), "its id is malformed.", hint)
    if "pref_label" not in table.values:
        faults.of(name, table.line, "its pref_label is missing.", 'Add pref_label = "…", the name shown to people.')
    elif not fields.get("pref_label", "x").strip():
        faults.of(name, _line(table, "pref_label"), "its pref_label is empty.", "Give it the name shown to people.")


def _texts(key: str, value: Any, name: str, table: Table, faults: Faults) -> tuple[str, ...]:
    """A list of texts, or what of it is good."""
    if not isinstance(value, list):
        shown = value if isinstance(value, str) else "…"
        faults.of(name, _line(table, key), f"{key} is not a list.", f'Write {key} = ["{shown}"].')
        return ()
    good = tuple(item for item in value if isinstance(item, str) and item.strip())
    if len(good) != len(value):
        faults.of(
            name, _line(table, key), f"{key} holds something that is empty or not a text.", 'Write each as a text: ["…", "…"].'
        )
    return good


def _check_broader(
    concepts: list[Concept], places: list[tuple[Faults, Table]], seen: dict[str, int], others: Callable[[], Iterable[str]] | None
) -> None:
    """Reports a `broader` that is no concept, and circles."""
    beyond: frozenset[str] | None = None
    for concept, (faults, table) in zip(concepts, places, strict=True):
        for parent in concept.broader:
            if parent in seen:
                continue
            if beyond is None:
                beyond = frozenset(others()) if others else frozenset()
            if parent not in beyond:
                hint = near_names(parent, (*seen, *beyond), "Add that concept, or take it out.")
                faults.of(concept.id, _line(table, "broader"), f'broader "{parent}" is no concept.', hint)
    for circle in _circles({concept.id: concept.broader for concept in concepts}):
        faults, table = places[next(n for n, concept in enumerate(concepts) if concept.id == circle[0])]
        faults.of(
            circle[0], _line(table, "broader"), f"it is broader than itself: {' > '.join(circle)}.", "Take one of these out."
        )


def _circles(parents: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each circle once, from the concept of it that is met first and back to it."""
    circles: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        on_path: set[str] = set()
        todo: list[tuple[str, bool]] = [(start, False)]
        while todo:
            current, leaving = todo.pop()
            if leaving:
                on_path.discard(path.pop())
                done.add(current)
            elif current in on_path:
                circles.append((*path[path.index(current) :], current))
            elif current not in done and current in parents:
                path.append(current)
                on_path.add(current)
                todo.append((current, True))
                todo += [(parent, False) for parent in reversed(parents[current])]
    return circles


def _line(table: Table, key: str) -> int:
    return table.lines.get(key, table.line)
