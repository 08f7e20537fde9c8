"""The data files of the package: words and rules in TOML."""

from __future__ import annotations

import re
from functools import cache
from pkgutil import get_data
from typing import Any

import tomli  # compiled where there is a wheel for the machine: three times as fast as tomllib, and these files are read at every start


@cache
def load(name: str) -> dict[str, Any]:
    """The data file of that name, parsed once; whoever reads it changes nothing in it."""
    raw = get_data("tagger", f"data/{name}")  # importlib.resources loads three times as much
    assert raw is not None
    return tomli.loads(raw.decode("utf-8"))


compiled = cache(re.compile)
"""A pattern of a data file, made when a text first asks for it; none is dropped, as `re` would drop it where there are many."""
