"""Citations keep to what their formats allow: the constraints of the CSL-JSON schema 1.0.2, and readers that are not ours."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_export import ROWS, row, tag, written

TYPES = set(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document entry
    entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture
    musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report review
    review-book software song speech standard thesis treaty webpage""".split()
)
TEXTS = {"title", "container-title", "publisher", "medium", "URL", "keyword", "language", "note"}
NAME_PARTS = {"family", "given", "dropping-particle", "non-dropping-particle", "suffix", "comma-suffix", "static-ordering", "literal", "parse-names"}  # fmt: skip
DATE_PARTS = {"date-parts", "season", "circa", "literal", "raw"}


def check(items: Any) -> None:
    """Fails where the schema would."""
    assert isinstance(items, list)
    for item in items:
        assert {"id", "type"} <= item.keys() <= TEXTS | {"id", "type", "author", "issued", "custom"}
        assert isinstance(item["id"], str) and item["id"] and item["type"] in TYPES
        assert all(isinstance(item[key], str) and item[key] for key in TEXTS & item.keys())
        assert isinstance(item.get("custom", {}), dict)
        for name in item.get("author", []):
            assert name and name.keys() <= NAME_PARTS and all(isinstance(part, str) and part for part in name.values())
            assert "literal" in name or "family" in name
        if "issued" in item:
            check_date(item["issued"])
    assert len({item["id"] for item in items}) == len(items)


def check_date(date: dict[str, Any]) -> None:
    assert date.keys() <= DATE_PARTS and "date-parts" in date
    assert 1 <= len(date["date-parts"]) <= 2
    for part in date["date-parts"]:
        assert 1 <= len(part) <= 3 and all(type(number) is int for number in part)
        assert all(1 <= number <= most for number, most in zip(part[1:], (12, 31), strict=False))
    assert type(date.get("season", 1)) is int and 1 <= date.get("season", 1) <= 4
    assert date.get("circa", True) is True


NAMES = (
    "Łukasz Żółć", "José María de la Cruz", "李 明", "Μαρία Παπαδοπούλου", "Ó Séaghdha", "d'Arcy O'Neill", "Jean-Luc Müller-Straße", "X", "A & B {C}",
    "Smith, Jones and Sons", "Anna and Bertil", "name with \\ backslash", "O\u2019Brien \u201cBob\u201d Lee", "  ", "\u202eevil", "naïve\x00nul", "von der Leyen",
)  # fmt: skip
DATES = (
    "2022-03-14",
    "2022-03",
    "2022",
    "202X",
    "2022-21",
    "2022-33",
    "2022-40",
    "1912~",
    "1912?",
    "2022-03-01/2022-03-05",
    "2023-01-19/..",
    "-0479",
    "../2022",
    "0001",
    "nothing",
)
ODD = [
    row(
        tag("source", "creator", name), tag("source", "publisher", name), tag("topic", "about", "x", name), tag("source", "quoted", name),
        tag("date", "issued", DATES[n % len(DATES)]), path=f"{n}/{name.strip() or 'x'}.txt", title=f"Title of {name}", url=f"https://x.example/{n}?q={{a}}&b=ü",
    )
    for n, name in enumerate(NAMES)
]  # fmt: skip


def test_items_keep_to_the_schema() -> None:
    check(json.loads(written("csl-json")))
    check(json.loads(written("csl-json", ODD)))
    for date in DATES:
        check(json.loads(written("csl-json", [row(tag("date", "issued", date))])))


text = st.text(max_size=30)


@settings(max_examples=60, deadline=None)
@given(text, text, text, st.sampled_from(["text/html", "text/plain", "message/rfc822"]), st.sampled_from(DATES))
def test_whatever_the_names_are(name: str, title: str, outlet: str, media_type: str, date: str) -> None:
    rows = [
        row(tag("source", "creator", name), tag("source", "publisher", outlet), tag("date", "issued", date), title=title, media_type=media_type)
    ]  # fmt: skip
    check(json.loads(written("csl-json", rows)))
    bib = written("bibtex", rows).decode()
    assert bib.count("\n}\n") == 1 and bib.startswith("@")
    depth = 0
    for sign in re.sub(r"\\[{}]", "", bib):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    lines = written("ris", rows).decode().split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line) and lines[-3:] == ["ER  - ", "", ""]


def test_odd_names_come_back_from_foreign_readers() -> None:
    rispy, bibtexparser = pytest.importorskip("rispy"), pytest.importorskip("bibtexparser")
    entries = rispy.loads(written("ris", ODD).decode())
    assert len(entries) == len(ODD)
    by_title = {entry["title"]: entry for entry in entries}
    assert by_title["Title of Łukasz Żółć"]["authors"] == ["Żółć, Łukasz"]
    assert by_title["Title of José María de la Cruz"]["authors"] == ["de la Cruz, José María"]
    parser = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    found = parser.parse(written("bibtex", ODD).decode()).entries
    assert len(found) == len(ODD)
    authors = {entry.get("author", "") for entry in found}
    assert {"Żółć, Łukasz", "Müller-Straße, Jean-Luc", "{Smith, Jones and Sons}"} <= authors
    assert len({entry["ID"] for entry in found}) == len(ODD) and all(entry["ID"].isascii() for entry in found)


def test_citeproc_takes_every_item() -> None:
    source = pytest.importorskip("citeproc.source.json")
    items = [
        {k: v for k, v in item.items() if k not in ("custom", "medium")}
        for item in json.loads(written("csl-json", [*ROWS, *ODD]))
    ]
    assert len(source.CiteProcJSON(items)) == len(ROWS) + len(ODD)
