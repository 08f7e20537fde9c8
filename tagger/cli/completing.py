"""What a shell offers when the tab key is pressed: topics and sources of the library, and what exports there are."""

from __future__ import annotations

import os

from tagger.cli.shell import shell
from tagger.errors import TaggerError

_MOST, _LOOKED = 200, 5_000


def query(incomplete: str) -> list[str]:
    """The fields of a query, and after the colon the values of the library that begin so."""
    from tagger.model import ROLES
    from tagger.query import FIELDS, ORIGINS, STATES

    minus = "-" if incomplete.startswith("-") else ""
    field, colon, begun = incomplete.removeprefix("-").partition(":")
    if not colon:
        return [f"{minus}{name}:" for name in FIELDS if name.startswith(field)]
    few = {"is": STATES, "origin": ORIGINS, "role": tuple(role for roles in ROLES.values() for role in roles)}
    if field in few:
        return [f"{minus}{field}:{name}" for name in few[field] if name.startswith(begun)]
    if field in ("path", "title", "language"):
        return []
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


def path(incomplete: str) -> list[str]:
    """The folders and documents of the library that begin so, one step further; nothing where the shell itself must look."""
    folder, slash, _ = incomplete.replace(os.sep, "/").rpartition("/")
    try:
        with shell.library(folder or "/" if slash else ".") as library:
            within = library.place.name(folder or "/" if slash else ".")
            prefix = "" if within == "." else f"{within}/"
            begun = prefix + incomplete[len(folder) + len(slash) :]
            found = library.store.paths_from(begun, _LOOKED)
    except (TaggerError, OSError, ValueError):
        return []
    steps = dict.fromkeys(_step(one[len(prefix) :]) for one in found)
    return [f"{folder}{slash}{step}" for step in list(steps)[:_MOST]]


def _step(rest: str) -> str:
    """The first folder of a path, with its slash, or the file."""
    name, slash, _ = rest.partition("/")
    return name + slash


def _values(facet: str, begun: str) -> list[str]:
    from tagger.store.termids import key

    try:
        with shell.library() as library:
            values = library.store.values_from(facet, key(begun.strip('"')), _MOST)
    except (TaggerError, OSError):
        return []
    return [value if value.replace("-", "").isalnum() else f'"{value}"' for value in values]


def _topics(begun: str) -> list[str]:
    try:
        with shell.library() as library:
            return [concept.id for concept in library.knowledge.vocabulary("topic") if concept.id.startswith(begun)][:_MOST]
    except (TaggerError, OSError):
        return []
