"""Which fields speak of creator, publisher and platform, by which rule, and how much each is trusted: from the data file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tagger.datafiles import load


@cache
def raw_fields() -> dict[str, Any]:
    """The data file as it stands."""
    return load("provenance.fields.toml")


@cache
def scores() -> dict[str, float]:
    """The score of each rule, by its id."""
    return {row["id"]: row["score"] for row in raw_fields()["rule"]}


@cache
def publishing() -> dict[tuple[str, str], str]:
    """The rule of each field, as (name, origin), that holds a publisher's name."""
    rules = (row for row in raw_fields()["rule"] if row["role"] == "publisher" and not row["id"].startswith("sources/mail/"))
    return {(name, origin): row["id"] for row in rules for field in row["fields"] for name, _, origin in [field.partition("@")]}


@cache
def nobody() -> frozenset[str]:
    """What programs write where the author of a document is to stand, in small letters."""
    return frozenset(raw_fields()["nobody"]["names"])


_BARE = frozenset(("body", "path"))


def is_bare(fields: Mapping[str, str]) -> bool:
    """Whether a document has no field but its body and its path, so that only the body can tell where it comes from."""
    return len(fields) < 3 and fields.keys() <= _BARE
