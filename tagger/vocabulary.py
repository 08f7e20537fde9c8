"""Vocabulary, Concept and Source as in SKOS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

SourceKind = Literal["person", "organization", "periodical", "website", "platform"]


@dataclass(frozen=True, slots=True)
class Concept:
    """A topic or source that a vocabulary knows. `id` never moves; labels may.

    `line` is the line of its table in its file, 0 where it came from none. `finds` and `ignores` are its examples.
    `kind`, `domains` and `handles` are for sources alone.
    """

    id: str
    pref_label: str
    alt_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    definition: str = ""
    scope_note: str = ""
    exact_match: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    kind: SourceKind | None = None
    domains: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A skos:ConceptScheme: the concepts of one facet, in file order. `replace` says it stands instead of the built-in one."""

    id: str
    title: str
    facet: Literal["topic", "source"]
    concepts: tuple[Concept, ...]
    language: str = "en"
    replace: bool = False
    path: str = ""
    _by_id: dict[str, Concept] = field(init=False, repr=False, compare=False)
    _above: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {concept.id: concept for concept in self.concepts})
        object.__setattr__(self, "_above", {})

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    def get(self, concept_id: str) -> Concept | None:
        """The concept of that id, or None."""
        return self._by_id.get(concept_id)

    def ancestors(self, concept_id: str) -> tuple[str, ...]:
        """The ids of all broader concepts, nearest first, each once; a circle ends where it closes."""
        known = self._above.get(concept_id)
        if known is not None:
            return known
        out: dict[str, None] = {}
        todo = [concept_id]
        for current in todo:
            concept = self._by_id.get(current)
            for parent in concept.broader if concept else ():
                if parent not in out and parent != concept_id:
                    out[parent] = None
                    todo.append(parent)
        above = tuple(out)
        if concept_id in self._by_id:  # no more than there are concepts
            self._above[concept_id] = above
        return above
