"""Queries as a library understands them: names of topics and sources checked against what it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagger.errors import QueryError
from tagger.query import All, Any, Has, Node, Not, near, parse
from tagger.store.writing import key

if TYPE_CHECKING:
    from tagger.library import Library


def tree(library: Library, query: str) -> Node:
    """The tree of a query. A topic that no vocabulary and no document knows is a fault, as is a source with a near name.

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
    """The node with the id in place of another label of the concept; as it is where a document has that very value."""
    assert node.value is not None
    if library.store.knows(node.facet, key(node.value)):
        return node
    wanted = key(node.value)
    names: dict[str, str] = {}
    for concept in library.knowledge.vocabulary(node.facet):
        for name in (concept.id, concept.pref_label, *concept.alt_labels):
            names.setdefault(key(name), concept.id)
    if wanted in names:
        return node._replace(value=names[wanted])
    for value, label, _ in library.store.values(node.facet):
        names.setdefault(key(value), value)
        names.setdefault(key(label), label)
    close = near(wanted, names)
    if node.facet == "topic" or close:
        raise QueryError(f"no {node.facet} is called {node.value!r}{close}", query, node.position)
    library.say(f"no source is called {node.value!r} here")
    return node
