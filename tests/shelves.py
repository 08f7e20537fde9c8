"""A small library for the tests of the frame: four texts, and vocabularies of its own, so that no built-in rule decides."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import NamedTuple

from tagger.cli import run
from tagger.library import Library
from tagger.library.tagrun import Summary
from tagger.model import Decision

TOPICS = """
[scheme]
id = "harbour"
title = "Harbour topics"
facet = "topic"
replace = true

[[concept]]
id = "strikes"
pref_label = "Strikes and lockouts"
alt_labels = ["strike", "walkout"]

[[concept]]
id = "tides"
pref_label = "Tides"
alt_labels = ["high water"]
"""
SOURCES = """
[scheme]
id = "outlets"
title = "Outlets"
facet = "source"
replace = true

[[concept]]
id = "harbour-gazette"
pref_label = "Harbour Gazette"
kind = "periodical"
"""
TEXTS = {
    "a/ferry.txt": "The strike of the ferry crews goes on. The strike began early, said Ana Reyes, and the walkout will last.\n",
    "a/tides.txt": "High water came at the quay before dawn. The tides were the highest of the season, and the tides fell slowly.\n",
    "b/plain.txt": "Nothing of note was seen on the quay that morning, and nobody had much to say of it either way.\n",
    "b/note.md": "---\ntitle: A note on the strike\ndate: 2022-03-14\nsource: Harbour Gazette\n---\nThe strike is over; the crews won.\n",
}


def library(folder: Path) -> Path:
    """A folder with the four texts and the vocabularies, not yet tagged."""
    for name, text in TEXTS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    state = folder / ".tagger"
    state.mkdir()
    (state / "topics.toml").write_text(TOPICS, encoding="utf-8")
    (state / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return folder


class Said(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


def call(folder: Path, *arguments: str, stdin: bytes = b"") -> Said:
    """Runs a command line in a folder, with streams that are no terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(list(arguments))
    finally:
        os.chdir(before)
    return Said(code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore[attr-defined]


def tag(folder: Path, *paths: Path, **more: object) -> Summary:
    with Library.at(str(folder), write=True) as one:
        return one.tag([str(path) for path in paths or (folder,)], processes=1, **more)  # type: ignore[arg-type]


def rows(folder: Path, query: str = "") -> list[dict[str, object]]:
    with Library.at(str(folder)) as one:
        return sorted(one.rows(one.find(query)), key=lambda row: str(row["path"]))


def paths(folder: Path, query: str = "") -> list[str]:
    return [str(row["path"]) for row in rows(folder, query)]


def decide(folder: Path, name: str, topic: str, verdict: str) -> int:
    with Library.at(str(folder), write=True) as one:
        stored = one.get(str(folder / name))
        assert stored is not None
        roles = ("about",) if verdict == "set" else ("about", "mentions")
        return one.decide(stored, [Decision(stored.sha256, "topic", role, topic, verdict) for role in roles], verdict)  # type: ignore[arg-type]


def retouch(folder: Path) -> None:
    path = folder / ".tagger/topics.toml"
    path.write_text(path.read_text() + "\n")
