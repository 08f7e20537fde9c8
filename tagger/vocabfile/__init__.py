"""Vocabulary files: load, check, name the faulty line; SKOS and CSV in and out.

TOML is the form a person writes; `skosfile` and `csvfile` carry the same concepts to and from other tools.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from tagger.errors import Problem, VocabularyError
from tagger.vocabfile.concepts import Faults, Part, vocabulary_of
from tagger.vocabfile.joining import merge
from tagger.vocabfile.tables import parse_tables
from tagger.vocabulary import Vocabulary

__all__ = ["builtin_vocabulary", "load_vocabulary", "merge", "parse_vocabulary"]

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
    "source": ("sources.toml",),
}
"""The files of each built-in vocabulary in the package's data folder; the first holds its scheme."""


def load_vocabulary(path: str | Path) -> Vocabulary:
    """The vocabulary in a TOML file; a `broader` may also name a built-in concept, unless the file says `replace = true`.

    Raises: VocabularyError with every fault of the file, each with its line.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        what = error.strerror or "cannot be read"
        raise VocabularyError((Problem(str(path), 0, f"{what}.", "Name a vocabulary file that can be read."),)) from error
    return parse_vocabulary(_decoded(raw, str(path)), path=str(path))


def parse_vocabulary(text: str, *, path: str = "") -> Vocabulary:
    """The vocabulary in the text of a TOML file; `path` names it in faults.

    Raises: VocabularyError with every fault, each with its line.
    """
    return vocabulary_of((Part(path, parse_tables(text, path)),), _builtin_ids)


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


def _builtin_ids(facet: str) -> tuple[str, ...]:
    return tuple(concept.id for concept in builtin_vocabulary(facet))


def _decoded(raw: bytes, path: str) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        faults = Faults(path)
        faults.add(raw.count(b"\n", 0, error.start) + 1, "the file is not UTF-8 text.", "Save it as UTF-8.")
        raise VocabularyError(tuple(faults.found)) from error
