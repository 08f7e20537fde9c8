"""Bounds on when a text was written: the examples of `data/dates.bounds.toml`, and what the other side adds."""

from types import MappingProxyType

import pytest

from tagger.edtf import Edtf
from tagger.model import Document, Finding, Span
from tagger.recognisers.dates.bounds import find_created, rules
from tagger.recognisers.dates.temporal import find_temporal


def document(**fields: str) -> Document:
    named = {"body": "", **{name.replace("__", "@"): value for name, value in fields.items()}}
    return Document("x.txt", "0" * 64, "text/plain", "utf-8", "en", MappingProxyType(named))


def created(**fields: str) -> str:
    doc = document(**fields)
    found = find_created(doc, find_temporal(doc, None))
    assert all(doc.fields[s.field][s.start : s.end] for f in found for s in f.spans)
    assert all(f.role == "created" and f.spans and str(Edtf(f.value)) == f.value for f in found)
    return found[0].value if found else ""


def _example(text: str) -> dict[str, str]:
    name, _, value = text.partition(": ")
    return {"body": "x", name: value} if name in ("captured", "commented") else {"body": text}


CASES = [(rule["id"], text) for rule in rules()["rule"] for text in rule["finds"]]
NOT = [(rule["id"], text) for rule in rules()["rule"] for text in rule["ignores"]]


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"dates.bounds.toml:{rule}:{n}" for n, (rule, _) in enumerate(CASES)])
def test_rule_finds(rule: str, case: str) -> None:
    text, _, bound = case.rpartition(" -> ")
    doc = document(**_example(text))
    found = find_created(doc, find_temporal(doc, None))
    assert [f.value for f in found] == [bound]
    assert found[0].spans[0].rule == rule


@pytest.mark.parametrize(("rule", "case"), NOT, ids=[f"dates.bounds.toml:{rule}:{n}" for n, (rule, _) in enumerate(NOT)])
def test_rule_ignores(rule: str, case: str) -> None:
    assert created(**_example(case)) == ""


def test_both_sides_make_one_interval_with_evidence_of_both() -> None:
    doc = document(body="The line was closed on 19 January 2023.", captured__comment="Wed Feb 01 2023 10:00:00")
    (found,) = find_created(doc, find_temporal(doc, None))
    assert found.value == "2023-01-19/2023-02-01"
    assert [(s.field, doc.fields[s.field][s.start : s.end]) for s in found.spans] == [
        ("body", "19 January 2023"),
        ("captured@comment", "Feb 01 2023"),
    ]


def test_the_first_remark_of_a_reader_is_the_other_side() -> None:
    assert (
        created(body="It was closed in 2019.", commented__page="5 May 2021", commented__page2="3 March 2020") == "2019/2020-03-03"
    )
    assert created(captured="2020-01-01", commented__page="5 May 2021") == "../2020-01-01"


def test_the_latest_event_bounds_and_one_after_the_capture_does_not() -> None:
    body = "It opened in 1998. It was closed on 3 March 2021. It was sold on 5 June 2030."
    assert created(body=body) == "2030-06-05/.."
    assert created(body=body, captured="2022-03-14") == "2021-03-03/2022-03-14"


def test_a_year_that_the_text_does_not_spell_out_is_not_used() -> None:
    body = "The line was closed on 19 January."
    span = Span("body", body.index("19"), len(body) - 1, "dates/en/day-month")
    doc = document(body=body)
    assert find_created(doc, [Finding("date", "temporal", "2023-01-19", "19 January", 0.9, "rule", (span,))]) == []


def test_words_of_another_language_tell_nothing() -> None:
    body = "Er fragt, was in 2030 was kostet."
    span = Span("body", body.index("2030"), body.index("2030") + 4, "dates/en/year")
    doc = Document("x", "0" * 64, "text/plain", "utf-8", "de", MappingProxyType({"body": body, "captured": "2022-03-14"}))
    found = find_created(doc, [Finding("date", "temporal", "2030", "2030", 0.9, "rule", (span,))])
    assert [f.value for f in found] == ["../2022-03-14"]


def test_nothing_said_gives_nothing() -> None:
    assert created(body="The ferries stand still.") == ""


def test_time_is_linear_in_one_long_line() -> None:
    body = "word " * 40_000 + "was closed on 19 January 2023 " + "word " * 40_000
    span = Span("body", body.index("19 Jan"), body.index("19 Jan") + 15, "dates/en/day")
    doc = document(body=body)
    finding = Finding("date", "temporal", "2023-01-19", "19 January 2023", 0.9, "rule", (span,) * 50)
    assert find_created(doc, [finding])[0].value == "2023-01-19/.."
