"""The package's data files are read as the standard library reads them."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from tagger.datafiles import load

NAMES = sorted(path.name for path in files("tagger.data").iterdir() if path.name.endswith(".toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_read_as_tomllib_reads_it(name: str) -> None:
    assert load(name) == tomllib.loads(files("tagger.data").joinpath(name).read_text("utf-8"))
