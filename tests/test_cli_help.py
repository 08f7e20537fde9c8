"""Every command, also one that is yet to be written: its help, its example, its JSON, and its width."""

from __future__ import annotations

import io
import json
import re
import shlex
import tempfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from shelves import Said, call

from tagger.cli.app import command
from tagger.console import Console, width_of, wrapped

WITHOUT_JSON = {
    "tag": "has --jsonl",
    "set": "changes",
    "unset": "changes",
    "undo": "changes",
    "redo": "changes",
    "write": "changes",
    "report": "writes a page",
    "export": "has its formats",
    "vocab import": "writes a vocabulary",
    "vocab export": "has its formats",
    "demo": "is for people",
    "help": "is for people",
    "schema": "is JSON",
}
"""The commands that need no --json, with the reason."""
THESAURUS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:x:harbour> a skos:ConceptScheme ; skos:prefLabel "Harbour"@en .
<urn:x:tides> a skos:Concept ; skos:inScheme <urn:x:harbour> ; skos:prefLabel "Tides"@en .
"""
OWN = '[scheme]\nid = "own"\ntitle = "Own"\nfacet = "topic"\n\n[[concept]]\nid = "tides"\npref_label = "Tides"\n'


def leaves(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its whole name."""
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from leaves(one, f"{before}{name} ")
        else:
            yield before + name, one


COMMANDS = dict(leaves(command()))


def examples(epilog: str | None) -> list[str]:
    return re.findall(r"Example: tagger (.+)", epilog or "")


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a library, tagged, with the files that the examples name."""
    folder = tmp_path_factory.mktemp("tagged")
    with as_file(files("tagger") / "data" / "demo") as demo:
        copytree(demo, folder / "my-texts")
    (folder / ".tagger").mkdir()
    (folder / "thesaurus.ttl").write_text(THESAURUS, encoding="utf-8")
    assert call(folder, "tag", "my-texts", "-q").code in (0, 3)
    (folder / "gold.jsonl").write_text(call(folder, "find", "--jsonl").out, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tagged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one command."""
    copytree(tagged, tmp_path / "copy")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / "copy"


def prepared(name: str, folder: Path, example: str, *more: str) -> Said:
    """What an example comes to in the copy, after what must have gone before it."""
    if name == "redo":
        call(folder, "undo", "-q")
    if name == "vocab check":
        (folder / ".tagger/topics.toml").write_text(OWN, encoding="utf-8")
    if name == "vocab import":
        pytest.importorskip("rdflib")
    return call(folder, *shlex.split(example), *more)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_that_runs(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = examples(COMMANDS[name].epilog)
    assert found and all(example.startswith(name) for example in found)
    for width in (60, 80, 160):
        monkeypatch.setenv("COLUMNS", str(width))
        said = call(folder, *name.split(), "--help")
        assert said.code == 0 and said.err == "" and "".join(found[0].split()) in "".join(said.out.split())
        assert max(map(width_of, said.out.splitlines())) <= width, said.out
        assert call(folder, *name.split(), "-h").out == said.out
    for example in found:
        done = prepared(name, folder, example)
        if name == "review":  # nobody sits at a terminal here
            assert done.code == 2 and "needs a terminal" in done.err and "review --json" in done.err
        else:
            assert done.code in ((0, 3) if name in ("tag", "demo") else (0,)), done


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in WITHOUT_JSON])
def test_every_command_with_data_has_it_as_json(name: str, folder: Path) -> None:
    assert "--json" in {option for one in COMMANDS[name].params for option in one.opts}
    for example in examples(COMMANDS[name].epilog):
        example = example.removesuffix(" --json")
        done = prepared(name, folder, example, "--json")
        assert done.code == 0, done
        json.loads(done.out)


def test_no_reason_is_given_for_a_command_that_is_not_there() -> None:
    assert WITHOUT_JSON.keys() <= COMMANDS.keys()


@pytest.mark.parametrize("width", [60, 80, 160])
def test_what_is_printed_fits(width: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for line in (
        "about",
        "help query",
        "help faults",
        "find",
        "stats",
        "stats sources",
        "show my-texts/ferry.html",
        "log",
        "duplicates",
        "vocab list energy",
        "vocab show strikes",
    ):
        said = call(folder, *line.split())
        for text in (said.out + said.err).splitlines():
            assert width_of(text) <= width or str(folder) in text or text.startswith("    ") or text.endswith("."), (line, text)
            # a sentence is wrapped on a terminal alone
            assert text == text.rstrip() and "\x1b" not in text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [60, 80, 160])
def test_sentences_are_wrapped_on_a_terminal_alone(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    told = "  The library has \x1b[1m1,234\x1b[0m documents: 56 undated, 78 unsourced, 90 without a topic, 12 of ambiguous date, 1 日本."
    pipe, terminal = io.StringIO(), Terminal()
    for stream in (pipe, terminal):
        Console(stream).prose(told)
        Console(stream).prose()
    assert pipe.getvalue() == told + "\n\n"
    lines = terminal.getvalue().splitlines()
    plain = [line.replace("\x1b[1m", "").replace("\x1b[0m", "") for line in lines]
    assert all(width_of(line) <= width for line in plain) and " ".join(terminal.getvalue().split()) == told.strip()
    assert plain[0].startswith("  The") and all(line.startswith("    ") for line in plain[1:-1])
    assert wrapped("a " + "x" * 99 + " b", 20) == ["a", "  " + "x" * 99, "  b"] and wrapped("", 9) == [""]
