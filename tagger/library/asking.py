"""Queries as a library understands them: names of topics and sources checked against what it knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tagger.errors import QueryError
from tagger.model import UNNAMED
from tagger.query import All, Any, Has, Node, Not, near, parse
from tagger.store.termids import key

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.vocabulary import Vocabulary


def tree(library: Library, query: str) -> Node:
    """The tree of a query. A topic that no vocabulary and no document knows is a fault, as is a source with a near name.

    A topic stands for its narrower ones too, but where the query wants that very one; a part of a source's name stands for
    all that have it, where no source is called that.

    Raises: QueryError.
    """
    return _known(library, parse(query), query)


def _known(library: Library, node: Node, query: str) -> Node:
    if isinstance(node, All):
        return All(tuple(_known(library, part, query) for part in node.parts))
    if isinstance(node, Any):
        return Any(tuple(_known(library, part, query) for part in node.parts))
    if isinstance(node, Not):
        return Not(_known(library, node.part, query))
    if isinstance(node, Has) and node.value is not None and node.facet != "date" and not node.prefix:
        return _resolved(library, node, query)
    return node


def _resolved(library: Library, node: Has, query: str) -> Node:
    """The node with its narrower topics, and with the id in place of another label of the concept that no document has."""
    assert node.value is not None
    wanted = key(node.value)
    known = library.store.knows(node.facet, wanted)
    if known and (node.facet != "topic" or node.exact):
        return node
    vocabulary = library.knowledge.vocabulary(node.facet)
    names: dict[str, str] = {}
    for concept in vocabulary:
        for name in (concept.id, concept.pref_label, *concept.alt_labels):
            names.setdefault(key(name), concept.id)
    if known or wanted in names:
        concept_id = wanted if vocabulary.get(wanted) else names.get(wanted, "")
        under = narrower(vocabulary, concept_id) if node.facet == "topic" and not node.exact else ()
        return node._replace(value=node.value if known else concept_id, narrower=under)
    stored = list(library.store.values(node.facet))
    if node.facet == "source" and (parts := _having(wanted, stored)):
        library.say(f"{node.value!r} is taken for {_some([label for _, label in parts])}.")
        return node._replace(value=parts[0][0], narrower=tuple(value for value, _ in parts[1:]))
    spelled = {key(name): name for concept in vocabulary for name in ((*concept.alt_labels[::-1], concept.pref_label))}
    for value, label, _ in stored:
        spelled.setdefault(key(value), value)
        spelled[key(label)] = label
    close = near(wanted, spelled.values())
    if node.facet == "topic" or close:
        raise QueryError(f"no {node.facet} is called {node.value!r}{close}", query, node.position)
    library.say(f"no source is called {node.value!r} here")
    return node


def _having(wanted: str, stored: Iterable[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Value and label of the sources with these words in their name, by label."""
    held = {value: label for value, label, _ in stored if f" {wanted} " in f" {key(label)} " and value != UNNAMED}
    return sorted(held.items(), key=lambda item: (item[1].casefold(), item[0]))


def _some(labels: list[str], most: int = 3) -> str:
    """`Ana Reyes, Tom Reyes and 2 more`."""
    return ", ".join(labels[:most]) + (f" and {len(labels) - most:,} more" if len(labels) > most else "")


def narrower(vocabulary: Vocabulary, concept_id: str) -> tuple[str, ...]:
    """The ids of all narrower concepts, each once; a circle ends where it closes."""
    under: dict[str, list[str]] = {}
    for concept in vocabulary:
        for parent in concept.broader:
            under.setdefault(parent, []).append(concept.id)
    out: dict[str, None] = {}
    todo = [concept_id]
    for current in todo:
        for child in under.get(current, ()):
            if child not in out and child != concept_id:
                out[child] = None
                todo.append(child)
    return tuple(out)
