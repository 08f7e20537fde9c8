"""The package's data files are read as tomllib reads them, only faster."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from tagger.datafiles import load, plain

NAMES = sorted(path.name for path in files("tagger.data").iterdir() if path.name.endswith(".toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_read_the_fast_way_as_tomllib_reads_it(name: str) -> None:
    text = files("tagger.data").joinpath(name).read_text("utf-8")
    expected = tomllib.loads(text)
    assert plain(text) == expected
    assert load(name) == expected


@pytest.mark.parametrize(
    "text",
    [
        'a = 1\nb = [\n  # a note, "not a value"\n  "x", "]",\n  "y",\n]\n',
        "a = \"\"\"\nmany words\nof it\"\"\"\nb = '''one \\ line'''\n",
        'a = """with \\u00e9"""\nb = \'lit\\eral\'\n',
        '[one.two]\na = { all = true }\n[one]\nb = "c" # note\n',
        '[[row]]\n"odd key" = [["x", 1], ["y", 2]]\n[[row]]\na = -1.5\n',
        "a = [1, 2,\n3]\nb = 0x10\nc = 1979-05-27\n",
        "",
    ],
)
def test_the_fast_way_knows_what_the_files_are_written_in(text: str) -> None:
    assert plain(text) == tomllib.loads(text)


@pytest.mark.parametrize("text", ["  a = 1", "a.b = 1", "['x']\na = 1", "a = [\n[1], [2]\n]\nb = \n", "a = nonsense"])
def test_what_it_does_not_know_is_left_to_tomllib(text: str) -> None:
    assert plain(text) is None
