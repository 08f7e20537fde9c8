"""Creator, publisher and platform: the tables of constructions, the rules' own examples, and the promises of evidence."""

from __future__ import annotations

import tomllib
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.model import Document, Finding
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance.bylines import names, raw_words, spelled
from tagger.recognisers.sources.provenance.fields import raw_fields
from tagger.recognisers.sources.provenance.platforms import MOST, by_talk, by_title, compiled, layouts, posters
from tagger.recognisers.sources.provenance.platforms import rules as talk_rules
from tagger.recognisers.sources.provenance.recogniser import find_provenance
from tagger.recognisers.sources.provenance.text import find_told, text_rules
from tagger.recognisers.sources.provenance.triggers import Triggers, raw_platforms, raw_rules
from tagger.vocabulary import Concept, Vocabulary

CASES = tomllib.loads((Path(__file__).parent / "cases" / "provenance.toml").read_text("utf-8"))
VOCABULARY = Vocabulary(
    "test", "Test", "source",
    (
        Concept("harbour-gazette", "Harbour Gazette", ("The Harbour Gazette",), domains=("harbourgazette.example",), kind="periodical"),
        Concept("delft-review", "Delft Review", domains=("delftreview.example",), kind="periodical"),
        Concept("coast-network", "Coast Network", ("Seaview", "Coast Net", "CN"), domains=("seaview.example", "coastnet.example", "cn.example"), kind="organization"),
        Concept("reuters", "Reuters", domains=("reuters.com",), kind="organization"),
        Concept("twitter", "Twitter", ("X", "X (formerly Twitter)"), domains=("twitter.com", "x.com"), kind="platform"),
    ),
)  # fmt: skip
KNOWN = Names(VOCABULARY)


def document(fields: dict[str, str]) -> Document:
    fields = {key: text for key, text in fields.items() if key not in ("name", "role")}
    fields.setdefault("body", "")
    return Document("x", "0" * 64, "text/plain", "utf-8", "en", MappingProxyType(fields))


def found(fields: dict[str, str], role: str) -> list[Finding]:
    made = document(fields)
    findings = find_provenance(made, KNOWN)
    for one in findings:
        assert (
            one.facet == "source" and one.spans and 0 < one.score <= 1 and one.label.strip() == one.label and "@" not in one.label
        )
        for span in one.spans:
            assert 0 <= span.start < span.end <= len(made.fields[span.field]) and span.rule.startswith("sources/")
    return [one for one in findings if one.role == role]


def rows(kind: str) -> list[Any]:
    return [
        pytest.param(table["role"], table.get("name") or each.get("name"), each, id=f"{kind} {table['role']} {n}-{m}")
        for n, table in enumerate(CASES[kind])
        for m, each in enumerate(table["each"])
    ]


@pytest.mark.parametrize(("role", "name", "fields"), rows("yes"))
def test_the_table_of_what_is_found(role: str, name: str, fields: dict[str, str]) -> None:
    got = found(fields, role)
    assert name in [one.label for one in got]
    if role == "creator" and not name.islower():
        spans = [document(fields).fields[s.field][s.start : s.end] for one in got if one.label == name for s in one.spans]
        assert any(text.casefold() == name.casefold() or "," in text for text in spans)


@pytest.mark.parametrize(("role", "name", "fields"), rows("no"))
def test_the_table_of_what_is_not(role: str, name: str | None, fields: dict[str, str]) -> None:
    got = [one.label for one in found(fields, role)]
    assert (name not in got and got) if name else not got


def test_the_tables_are_long_and_even() -> None:
    yes, no = (sum(len(table["each"]) for table in CASES[kind]) for kind in ("yes", "no"))
    assert yes + no >= 250 and 0.4 <= no / (yes + no) <= 0.6


@pytest.mark.parametrize("row", raw_words()["finds"], ids=lambda row: f"provenance.names.toml {row[0][:30]}")
def test_bylines_are_cut_into_names(row: list[str]) -> None:
    text, *wanted = row
    assert [name.label for name in names(text)] == wanted
    assert all(spelled(" ".join(text[n.start : n.end].split())) == n.label for n in names(text))


@pytest.mark.parametrize("text", raw_words()["ignores"], ids=lambda text: f"provenance.names.toml {text[:30]}")
def test_furniture_holds_no_names(text: str) -> None:
    assert not names(text) and not names(text, lone=True)


@pytest.mark.parametrize("row", raw_rules()["rule"], ids=lambda row: f"provenance.text.toml {row['id']}")
def test_the_rules_of_texts(row: dict[str, Any]) -> None:
    assert row["finds"] and row["ignores"]
    for text, *wanted in row["finds"]:
        assert [one.label for one in find_told(text, KNOWN, row["role"], row["id"])] == wanted, text
    for text in row["ignores"]:
        assert not find_told(text, KNOWN, row["role"], row["id"]), text


@pytest.mark.parametrize("row", raw_platforms()["talk"], ids=lambda row: f"provenance.platforms.toml {row['id']}")
def test_the_rules_of_talk(row: dict[str, Any]) -> None:
    for text, wanted in row["finds"]:
        got = [text[one.span.start : one.span.end] for one in by_talk(text) if one.span.rule == row["id"]]
        assert got[:1] == [wanted], text
    for text in row["ignores"]:
        assert not list(by_talk(text)), text


TALK = [text for row in raw_platforms()["talk"] for text in (*(text for text, _ in row["finds"]), *row["ignores"])]


@given(st.lists(st.sampled_from(TALK), max_size=12))
def test_talk_is_found_in_its_lines_as_in_the_whole_text(lines: list[str]) -> None:
    body = "\n".join(lines)
    whole = [
        (rule.id, match.span())
        for rule in talk_rules("talk")
        if rule.trigger
        for match in islice(compiled(rule).finditer(body), MOST)
    ]
    known = {rule.id for rule in talk_rules("talk") if rule.trigger}
    assert [(one.span.rule, (one.span.start, one.span.end)) for one in by_talk(body) if one.span.rule in known] == whole


@pytest.mark.parametrize("row", raw_platforms()["layout"], ids=lambda row: f"provenance.platforms.toml {row['id']}")
def test_the_rules_of_layout(row: dict[str, Any]) -> None:
    for text, *wanted in row["finds"]:
        matched = list(layouts(text))
        assert row["id"] in [rule.id for rule, _, _ in matched], text
        assert [text[one.start : one.end] for one in posters(text, matched) if one.rule == row["id"]] == [
            name for name in wanted if name
        ]
    for text in row["ignores"]:
        assert row["id"] not in [rule.id for rule, _, _ in layouts(text)], text


@pytest.mark.parametrize("row", raw_platforms()["title"], ids=lambda row: f"provenance.platforms.toml {row['id']}")
def test_the_rules_of_titles(row: dict[str, Any]) -> None:
    for text, name in row["finds"]:
        got = [(posted, poster) for posted, poster in by_title(document({"page_title": text})) if posted.span.rule == row["id"]]
        assert len(got) == 1 and got[0][0].platform and got[0][0].span.end > got[0][0].span.start, text
        assert ("" if got[0][1] is None else text[got[0][1].start : got[0][1].end]) == name
    for text in row["ignores"]:
        assert row["id"] not in [posted.span.rule for posted, _ in by_title(document({"page_title": text}))], text


@pytest.mark.parametrize("row", raw_fields()["rule"], ids=lambda row: f"provenance.fields.toml {row['id']}")
def test_the_rules_of_fields(row: dict[str, Any]) -> None:
    assert row["finds"] and row["ignores"] and 0 < row["score"] <= 1
    for fields in row["finds"]:
        got = [one.label for one in found(fields, row["role"]) if any(span.rule == row["id"] for span in one.spans)]
        assert fields["name"] in got, fields
    for fields in row["ignores"]:
        assert not [one.label for one in found(fields, row["role"]) if any(span.rule == row["id"] for span in one.spans)], fields


def test_every_rule_has_an_id_of_its_own() -> None:
    ids = [
        row["id"] for row in (*raw_fields()["rule"], *raw_rules()["rule"], *raw_platforms()["talk"], *raw_platforms()["layout"])
    ]
    assert len(ids) == len(set(ids))


def test_the_byline_goes_before_the_head_and_says_so() -> None:
    got = found(
        {"author@meta": "Tom Hill", "author@text": "By Ana Reyes", "author@seen": "Tom Hill", "body": "Tom Hill\nNo ferry."},
        "creator",
    )
    assert [(one.label, one.spans[0].rule) for one in got] == [("Ana Reyes", "sources/byline/over-meta")]


def test_the_fuller_list_counts_where_byline_and_head_agree() -> None:
    got = found({"author@jsonld": "Ana Reyes", "author@jsonld#2": "Tom Hill", "author@rel": "Ana Reyes"}, "creator")
    assert {one.label for one in got} == {"Ana Reyes", "Tom Hill"}


def test_a_platform_is_no_publisher() -> None:
    fields = {"site_name@meta": "X (formerly Twitter)", "url": "https://x.com/anareyes/status/1"}
    assert not found(fields, "publisher")
    assert {one.value for one in found(fields, "platform")} == {"twitter"}


@pytest.mark.parametrize(("host", "label"), [("seaview", "Seaview"), ("coastnet", "Coast Network"), ("cn", "Coast Network")])
def test_a_known_outlet_is_named_as_its_address_has_it_unless_that_only_shortens_the_name(host: str, label: str) -> None:
    (got,) = found({"url": f"https://www.{host}.example/1"}, "publisher")
    assert (got.value, got.label) == ("coast-network", label)


def test_a_known_outlet_is_named_in_the_words_of_its_label_where_the_page_has_them() -> None:
    fields = {"site_name@meta": "Coast Net", "publisher@jsonld": "COAST network", "url": "https://www.seaview.example/1"}
    assert {one.label for one in found(fields, "publisher")} == {"COAST network"}
    del fields["publisher@jsonld"]
    assert {one.label for one in found(fields, "publisher")} == {"Coast Net"}


def test_the_staff_counts_as_unnamed_and_only_where_nobody_is_named() -> None:
    (got,) = found({"author@byline": "By Staff Writer"}, "creator")
    assert (got.value, got.label) == ("unnamed", "Staff Writer")
    (got,) = found({"author@byline": "By Staff Writer", "body": "No ferry today.\n\n— Ana Reyes"}, "creator")
    assert got.label == "Ana Reyes"


def test_a_known_outlet_has_its_concept_as_value() -> None:
    (got,) = found({"site_name@meta": "The Harbour Gazette"}, "publisher")
    assert got.value == "harbour-gazette"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="By Ana,;|&@.:\n-–(Reuters)/<>[]0123 vonß\u00ad漢", max_size=400))
def test_evidence_holds_for_any_text(text: str) -> None:
    for field in ("author@byline", "author@meta", "from", "list_id", "page_title", "site_name@meta", "body"):
        found({field: text}, "creator")
    for name in names(text, lone=True):
        assert 0 <= name.start < name.end <= len(text)


def test_triggers_are_those_that_a_plain_search_finds() -> None:
    words = ["by ", "from:", "(", "rom", "from: a", "🧵"]
    for text in ("", "BY the way", "From: Ana (x)", "🧵 from", "x" * 300_000 + " by from:"):
        assert Triggers(words).heard(text) == {word for word in words if word in text.lower()}
    assert Triggers(["örtlich"]).heard("ÖRTLICH") == set() and Triggers(["rtlich"]).heard("ÖRTLICH") == {"rtlich"}


@pytest.mark.parametrize("rule", [rule for rule in text_rules() if rule.near], ids=lambda rule: rule.id)
def test_the_gates_open_wherever_a_rule_for_the_ends_matches(rule: Any) -> None:
    row = next(row for row in raw_rules()["rule"] if row["id"] == rule.id)
    for text, *_ in row["finds"]:
        for body in (text, "\n" * 20 + text, text + "\n" * 20) if rule.where == "ends" else (text,):
            assert [one.label for one in find_told(body, KNOWN, rule.role, rule.id)], body


def test_hostile_texts_take_linear_time() -> None:
    import time

    for unit in (
        "By ",
        "Ana Reyes, ",
        "@a ",
        "\n@",
        "posted on Twitter ",
        "A " * 10 + "\n",
        "(",
        "By Ana Reyes\n",
        "a@b.c ",
        "- ",
    ):
        costs = []
        for size in (20_000, 80_000):
            text = unit * (size // len(unit))
            begun = time.process_time()
            found({"body": text, "author@byline": text, "from": text, "site_name@meta": text, "page_title": text}, "creator")
            costs.append(time.process_time() - begun)
        assert costs[1] < 10 * costs[0] + 0.15, unit
