"""Vocabulary files: load, check, name the faulty line."""

from __future__ import annotations

from functools import cache
from typing import Any

from tagger.vocabulary import Vocabulary


def load_vocabulary(path: Any) -> Vocabulary:
    """The vocabulary in a TOML file. Raises: VocabularyError with every fault and its line."""
    raise NotImplementedError


@cache
def builtin_vocabulary(facet: str) -> Vocabulary:
    """The vocabulary that comes with the package, of facet `topic` or `source`."""
    return Vocabulary(facet, facet, facet, ())  # type: ignore[arg-type]
