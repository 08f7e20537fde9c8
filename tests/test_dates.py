"""The date recogniser: every rule's own examples, the tables of sentences, and how a whole document is read."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tagger.model import Document, Finding
from tagger.recognisers.dates.lexicon import FILES
from tagger.recognisers.dates.temporal import find_temporal

REFERENCE = "2022-03-14"
MARK = re.compile(r"\[([^\[\]=]+)=([^\[\]=]+)\]")
RULES = [
    (name, rule)
    for name in FILES
    for rule in tomllib.loads(files("tagger.data").joinpath(f"dates.en.{name}.toml").read_text(encoding="utf-8"))["rule"]
]
CASES = [
    (path.stem, group, number)
    for path in sorted(Path(__file__).parent.joinpath("cases").glob("dates*.toml"))
    for number, group in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["group"])
]


def plain(marked: str) -> tuple[str, list[tuple[str, int, str]]]:
    """A sentence without its marks, and what they mark: words, offset, value."""
    text, wanted, at = "", list[tuple[str, int, str]](), 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        wanted.append((match[1], len(text), match[2]))
        text += match[1]
        at = match.end()
    return text + marked[at:], wanted


def tags(text: str, reference: str | None = REFERENCE) -> list[Finding]:
    document = Document.from_text(text, reference=reference)
    return find_temporal(document, document.reference)


def spans(text: str, reference: str | None, rule: str = "") -> list[tuple[str, int, str]]:
    """Words, offset and value of every expression found; of one rule where it is named."""
    rows = [
        (text[span.start : span.end], span.start, finding.value)
        for finding in tags(text, reference)
        for span in finding.spans
        if not rule or span.rule == rule
    ]
    return sorted(rows, key=lambda row: row[1])


@pytest.mark.parametrize(("name", "rule"), RULES, ids=[f"{name}-{rule['id']}" for name, rule in RULES])
def test_every_rule_finds_and_ignores(name: str, rule: dict[str, Any]) -> None:
    assert rule["finds"] and rule["ignores"]
    for marked in rule["finds"]:
        text, wanted = plain(marked)
        assert spans(text, REFERENCE, f"dates/en/{rule['id']}") == wanted, text
    for text in rule["ignores"]:
        assert spans(text, REFERENCE, f"dates/en/{rule['id']}") == [], text


@pytest.mark.parametrize(
    ("group", "text"),
    [(group, text) for _, group, _ in CASES for text in group.get("finds", ())],
    ids=[f"{stem}-{number}-{n}" for stem, group, number in CASES for n, _ in enumerate(group.get("finds", ()))],
)
def test_sentences_with_dates(group: dict[str, Any], text: str) -> None:
    bare, wanted = plain(text)
    assert spans(bare, group.get("reference")) == wanted


@pytest.mark.parametrize(
    ("group", "text"),
    [(group, text) for _, group, _ in CASES for text in group.get("ignores", ())],
    ids=[f"{stem}-{number}-not-{n}" for stem, group, number in CASES for n, _ in enumerate(group.get("ignores", ()))],
)
def test_sentences_without_dates(group: dict[str, Any], text: str) -> None:
    assert spans(text, group.get("reference")) == []
