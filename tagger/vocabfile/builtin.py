"""The vocabularies that come with the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from tagger.vocabfile.concepts import Part, vocabulary_of
from tagger.vocabfile.tables import parse_tables
from tagger.vocabulary import Vocabulary

PARTS: dict[str, tuple[str, ...]] = {
    "topic": (
        "topics.toml",
        "topics.conflict.toml",
        "topics.law.toml",
        "topics.economy.toml",
        "topics.nature.toml",
        "topics.health.toml",
        "topics.science.toml",
        "topics.culture.toml",
        "topics.sport.toml",
        "topics.society.toml",
    ),
    "source": ("sources.toml", "sources.world.toml", "sources.bodies.toml"),
}
"""The files of each built-in vocabulary in the package's data folder; the first holds its scheme."""


@cache
def builtin_vocabulary(facet: Literal["topic", "source"] | str) -> Vocabulary:
    """The vocabulary that comes with the package, of facet `topic` or `source`; loaded once.

    Raises: ValueError for another facet.
    """
    if facet not in PARTS:
        raise ValueError(f"no vocabulary of facet {facet!r}; there are {' and '.join(PARTS)}")
    folder = files("tagger") / "data"
    texts = [(name, (folder / name).read_text(encoding="utf-8")) for name in PARTS[facet]]
    return vocabulary_of(tuple(Part(name, parse_tables(text, name)) for name, text in texts), None)


def builtin_ids(facet: str) -> tuple[str, ...]:
    """The ids of the built-in concepts of a facet: those that a `broader` in a person's own file may name."""
    return tuple(concept.id for concept in builtin_vocabulary(facet))


def builtin_file(facet: str, concept: str) -> str:
    """The name of the data file that a built-in concept stands in; empty where it is none of them."""
    head = f'id = "{concept}"'
    folder = files("tagger") / "data"
    for name in PARTS[facet]:
        if head in (folder / name).read_text(encoding="utf-8").split("\n"):
            return name
    return ""
