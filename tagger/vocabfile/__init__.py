"""Vocabulary files: load, check, name the faulty line; SKOS and CSV in and out.

TOML is the form a person writes; `skosfile` and `csvfile` carry the same concepts to and from other tools.
"""

from __future__ import annotations

from pathlib import Path

from tagger.errors import Problem, VocabularyError
from tagger.vocabfile.builtin import builtin_ids, builtin_vocabulary
from tagger.vocabfile.concepts import Faults, Part, vocabulary_of
from tagger.vocabfile.joining import merge
from tagger.vocabfile.tables import parse_tables
from tagger.vocabulary import Vocabulary

__all__ = ["FORMS", "builtin_vocabulary", "decoded", "load_vocabulary", "loaded", "merge", "parse_vocabulary"]

FORMS = {
    ".ttl": "ttl", ".turtle": "ttl", ".rdf": "rdf", ".xml": "rdf", ".owl": "rdf", ".jsonld": "jsonld", ".json": "jsonld",
    ".csv": "csv", ".tsv": "csv", ".toml": "toml",
}  # fmt: skip
"""Suffix of a file → the form of vocabulary that it holds; `tagger vocab import` reads the others than TOML."""


def load_vocabulary(path: str | Path) -> Vocabulary:
    """The vocabulary in a TOML file; a `broader` may also name a built-in concept, unless the file says `replace = true`.

    Raises: VocabularyError with every fault of the file, each with its line.
    """
    return loaded(path)[0]


def loaded(path: str | Path) -> tuple[Vocabulary, bytes]:
    """The vocabulary as from `load_vocabulary`, and the very bytes that it was read from. Raises: VocabularyError."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        what = error.strerror or "cannot be read"
        raise VocabularyError((Problem(str(path), 0, f"{what}.", "Name a vocabulary file that can be read."),)) from error
    if FORMS.get(Path(path).suffix.lower(), "toml") != "toml":
        hint = f"Turn it into one with: tagger vocab import {path} -o {Path(path).with_suffix('.toml')}"
        raise VocabularyError((Problem(str(path), 0, "is no TOML file.", hint),))
    return parse_vocabulary(decoded(raw, str(path)), path=str(path)), raw


def parse_vocabulary(text: str, *, path: str = "") -> Vocabulary:
    """The vocabulary in the text of a TOML file; `path` names it in faults.

    Raises: VocabularyError with every fault, each with its line.
    """
    return vocabulary_of((Part(path, parse_tables(text, path)),), builtin_ids)


def decoded(raw: bytes, path: str) -> str:
    """The text of a vocabulary file, its line ends made plain. Raises: VocabularyError where it is no UTF-8."""
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        faults = Faults(path)
        faults.add(raw.count(b"\n", 0, error.start) + 1, "the file is not UTF-8 text.", "Save it as UTF-8.")
        raise VocabularyError(tuple(faults.found)) from error
