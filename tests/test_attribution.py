"""Who is quoted and cited: the rules' own examples, a table of constructions, and what no text may do."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tagger.model import Document, Finding
from tagger.recognisers.sources.attribution import find_attributions
from tagger.recognisers.sources.names import Names
from tagger.vocabulary import Vocabulary

RULES_FILE = "attribution.en-rules.toml"
RULES = tomllib.loads((resources.files("tagger") / "data" / RULES_FILE).read_text(encoding="utf-8"))["rule"]
CASES = tomllib.loads((Path(__file__).parent / "cases" / "attribution.toml").read_text(encoding="utf-8"))
NOBODY = Names(Vocabulary("none", "None", "source", ()))


def found(text: str, names: Names = NOBODY) -> list[Finding]:
    return find_attributions(Document.from_text(text), names)


def rules(text: str) -> set[str]:
    return {span.rule for finding in found(text) for span in finding.spans}


def examples(kind: str) -> list[Any]:
    return [
        pytest.param(rule["id"], text, id=f"{RULES_FILE}:{rule['id']}:{kind}{n}")
        for rule in RULES
        for n, text in enumerate(rule[kind])
    ]


@pytest.mark.parametrize(("rule", "text"), examples("finds"))
def test_the_rule_finds(rule: str, text: str) -> None:
    assert "sources/en/" + rule in rules(text)


@pytest.mark.parametrize(("rule", "text"), examples("ignores"))
def test_the_rule_ignores(rule: str, text: str) -> None:
    assert "sources/en/" + rule not in rules(text)


def as_rows(text: str) -> list[tuple[str, str, str]]:
    return [(f.role, f.value, text[span.start : span.end]) for f in found(text) for span in f.spans]


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: f"attribution.toml:{case[0][:40]}")
def test_construction(case: list[str]) -> None:
    text, role, value, words = case
    assert (role, value, words) in as_rows(text)


@pytest.mark.parametrize("text", CASES["negative"], ids=lambda text: f"attribution.toml:{text[:40]}")
def test_no_attribution(text: str) -> None:
    assert as_rows(text) == []


def test_the_table_is_large_and_balanced() -> None:
    assert len(CASES["positive"]) >= 85
    assert len(CASES["negative"]) >= 85
