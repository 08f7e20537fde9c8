"""The words that attribution is read by, from the files `attribution.en*.toml` of the package's data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One of the package's word tables, by its file name."""
    return tomllib.loads((resources.files("tagger") / "data" / name).read_text(encoding="utf-8"))


@cache
def men() -> frozenset[str]:
    """Given names of men, in lower case."""
    return frozenset(table("attribution.en-names.toml")["male"].split())


@cache
def women() -> frozenset[str]:
    """Given names of women, in lower case."""
    return frozenset(table("attribution.en-names.toml")["female"].split())


@cache
def given_names() -> frozenset[str]:
    """All given names, in lower case."""
    return men() | women()


@cache
def outlet_words() -> frozenset[str]:
    """Words that tell one outlet or body from another, in lower case."""
    return frozenset(table("attribution.en-names.toml")["outlet"].split())
