"""What a shell offers when the tab key is pressed: topics and sources of the library, and what exports there are."""

from __future__ import annotations

from tagger.cli.shell import shell
from tagger.errors import TaggerError

_MOST = 200


def query(incomplete: str) -> list[str]:
    """The fields of a query, and after the colon the values of the library that begin so."""
    from tagger.query import FIELDS, STATES

    minus = "-" if incomplete.startswith("-") else ""
    field, colon, begun = incomplete.removeprefix("-").partition(":")
    if not colon:
        return [f"{minus}{name}:" for name in FIELDS if name.startswith(field)]
    if field == "is":
        return [f"{minus}is:{name}" for name in STATES if name.startswith(begun)]
    facet = (
        "topic"
        if field in ("topic", "about", "mentions")
        else "date"
        if field in ("date", "issued", "modified", "temporal", "created")
        else "source"
    )
    if field not in FIELDS or facet == "date":
        return [f"{minus}{field}:none"] if facet == "date" else []
    return [f"{minus}{field}:{value}" for value in _values(facet, begun)]


def tag(incomplete: str) -> list[str]:
    """What may stand before the equals sign of a tag, and after it the topics and sources that begin so."""
    name, equals, begun = incomplete.partition("=")
    if not equals:
        return [
            f"{one}=" for one in ("topic", "publisher", "creator", "platform", "quoted", "cited", "date") if one.startswith(name)
        ]
    if name in ("topic", "about", "mentions"):
        return [f"{name}={value}" for value in _topics(begun)]
    return [f"{name}={value}" for value in _values("source", begun)] if name != "date" else []


def topic(incomplete: str) -> list[str]:
    """The topics that begin so."""
    return _topics(incomplete)


def form(incomplete: str) -> list[str]:
    """The formats of export that begin so."""
    from tagger.export import FORMATS

    return [name for name in (*FORMATS, "sqlite") if name.startswith(incomplete)]


def _values(facet: str, begun: str) -> list[str]:
    try:
        with shell.library() as library:
            values = [value for value, _, _ in library.store.values(facet) if value.casefold().startswith(begun.casefold())]
    except TaggerError:
        return []
    return [value if value.replace("-", "").isalnum() else f'"{value}"' for value in values[:_MOST]]


def _topics(begun: str) -> list[str]:
    try:
        with shell.library() as library:
            return [concept.id for concept in library.knowledge.vocabulary("topic") if concept.id.startswith(begun)][:_MOST]
    except TaggerError:
        return []
