"""The date recogniser: every rule's own examples, the tables of sentences, and how a whole document is read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tagger.model import Document, Finding
from tagger.recognisers.dates import Dates, festivals
from tagger.recognisers.dates.lexicon import FILES, mandatory
from tagger.recognisers.dates.parsing import Match, Parser, Step
from tagger.recognisers.dates.temporal import candidates, find_temporal, knowledge
from tagger.recognisers.dates.tokens import Token

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


def test_every_way_of_writing_a_rule_knows_has_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    met, matches = set[tuple[str, str]](), Parser._matches

    def meet(parser: Parser, step: Step, tokens: list[tuple[int, Token]], at: int) -> list[Match]:
        met.add((step.rule.id, step.rule.pattern))
        return matches(parser, step, tokens, at)

    monkeypatch.setattr(Parser, "_matches", meet)
    fresh = knowledge("en")._replace(parser=Parser("en"))
    for _, rule in RULES:
        for marked in rule["finds"]:
            candidates(plain(marked)[0], fresh)
    assert [rule.id for rule in fresh.parser.known.rules if (rule.id, rule.pattern) not in met] == []


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


def test_the_tables_hold_as_many_sentences_without_dates_as_with() -> None:
    finds, ignores = (
        [(group["reference"], text) for _, group, _ in CASES if "reference" in group for text in group.get(name, ())]
        for name in ("finds", "ignores")
    )
    assert len(finds) == len(set(finds))
    assert len(ignores) == len(set(ignores))
    assert len(finds) == len(ignores) >= 300, "a case needs a counter-case: add as many sentences to the one as to the other"


@pytest.mark.parametrize(
    "complaint",
    ["words", "numbers", "places and hours", "a missing day", "day and month", "old years", "lengths of time", "news"],
)
def test_every_complaint_has_its_sentences(complaint: str) -> None:
    groups = [group for _, group, _ in CASES if group.get("complaint") == complaint]
    assert sum(len(group.get("ignores", ())) for group in groups) >= 4
    assert sum(len(group.get("finds", ())) for group in groups) >= 2 or complaint == "news"


def test_an_undecided_date_names_both_readings() -> None:
    (finding,) = tags("Sent 04/05/2022.")
    assert (finding.value, finding.label) == ("2022", "04/05/2022")
    assert finding.spans[0].rule == "dates/en/numeric:2022-04-05|2022-05-04"


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        (0, 1916, (1916, 4, 23)), (0, 1961, (1961, 4, 2)), (0, 2000, (2000, 4, 23)), (0, 2024, (2024, 3, 31)), (-2, 1998, (1998, 4, 10)),
        ([12, 25], 1914, (1914, 12, 25)), ([11, 3, 4], 2022, (2022, 11, 24)), ([5, 0, -1], 2022, (2022, 5, 30)), ([11, 3, 4, 1], 2022, (2022, 11, 25)),
    ],
)  # fmt: skip
def test_holidays_fall_on_their_day(rule: Any, year: int, day: tuple[int, int, int]) -> None:
    assert festivals.day(rule, year) == day


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("chinese 0", 2000, (2000, 2, 5)), ("chinese 0", 2020, (2020, 1, 25)), ("chinese 0", 2033, (2033, 1, 31)), ("chinese 0", 1950, (1950, 2, 17)),
        ("jewish 0", 2022, (2022, 9, 26)), ("jewish 9", 1973, (1973, 10, 6)), ("jewish -163", 2023, (2023, 4, 6)), ("julian 0", 2024, (2024, 5, 5)),
        ("julian 0", 2010, (2010, 4, 4)), ("islamic 9", 2021, (2021, 4, 13)), ("islamic 10 1", 2023, (2023, 4, 22)), ("islamic 12 10", 2021, (2021, 7, 20)),
    ],
)  # fmt: skip
def test_feasts_of_other_calendars(rule: str, year: int, day: tuple[int, int, int]) -> None:
    assert festivals.day(rule, year) == day


def test_the_title_is_read_for_dates_that_name_themselves() -> None:
    document = Document.from_text("He left on Friday.", reference=REFERENCE, title="May Marches On: Last Year and 5 March 2021")
    found = {(finding.label, finding.value, finding.spans[0].field) for finding in find_temporal(document, document.reference)}
    assert found == {("Friday", "2022-03-11", "body"), ("Last Year", "2021", "title"), ("5 March 2021", "2021-03-05", "title")}


def test_scores_tell_the_sure_from_the_doubtful() -> None:
    found = {
        finding.value: finding.score
        for finding in tags("He came on 5 May 1940, left in March, said so yesterday, sent 04/05/2021 and built it c. 1912.")
    }
    assert found["1940-05-05"] > found["2022-03"] > found["2021"] == found["1912~"]


def test_a_wrapped_line_goes_on_in_the_next() -> None:
    text = "The committee that had been appointed to look into it said in\nMay that it would report, and hoped to do so by the end of\nJune."
    assert [words for words, _, _ in spans(text, REFERENCE)] == ["May", "the end of\nJune"]


def test_one_value_is_one_tag_with_all_its_evidence() -> None:
    text = "He left in May 1940. In May 1940 it rained."
    (finding,) = tags(text)
    assert finding.label == "May 1940"
    assert [text[span.start : span.end] for span in finding.spans] == ["May 1940", "May 1940"]


@pytest.mark.parametrize("reference", [None, "2022-03", "2022"])
def test_without_a_day_of_issue_nothing_is_invented(reference: str | None) -> None:
    assert tags("He said yesterday that it rained on Tuesday. It rains tonight.", reference) == []


@pytest.mark.parametrize(
    ("reference", "value"), [("2022-03-14", "2022-02"), ("2022-03", "2022-02"), ("2022", None), (None, None)]
)
def test_a_coarse_reference_counts_as_far_as_it_goes(reference: str | None, value: str | None) -> None:
    assert [finding.value for finding in tags("It closed last month.", reference)] == ([value] if value else [])


@pytest.mark.parametrize(
    "text", ["It rained in the summer.", "Sales rose in the third quarter.", "He left in October.", "He came on Christmas Day."]
)
def test_of_a_year_as_reference_its_own_parts_are_meant(text: str) -> None:
    assert [finding.value[:4] for finding in tags(text, "2022")] == ["2022"]


def test_the_day_of_issue_anchors_what_the_text_leaves_open() -> None:
    document = Document.from_text("He resigned on Friday.")
    fields = {**document.fields, "published@jsonld": "2022-03-14"}
    found = Dates().recognise(replace(document, fields=fields))
    assert [(finding.role, finding.value) for finding in found] == [("issued", "2022-03-14"), ("temporal", "2022-03-11")]


def test_a_long_line_without_spaces_ends_soon() -> None:
    for text in (
        "1" * 300_000,
        "may" * 100_000,
        "1990-" * 60_000,
        "the last " * 30_000,
        "May 1, " * 30_000,
        "a" * 300_000 + " May 1940",
    ):
        tags(text)


def test_crossing_a_chunk_keeps_offsets() -> None:
    text = "He waited here. " * 9_000 + "It began on 17 September 1939."
    (finding,) = tags(text, None)
    assert text[finding.spans[0].start : finding.spans[0].end] == "17 September 1939"


@pytest.mark.parametrize(
    ("pattern", "classes"),
    [
        ("<{month} {day} ,? {year}>", {"month", "day", "year"}),
        ("({a}|{b})? <{day2} of {month}>", {"day", "=of", "month"}),
        ("(the {a})? <(early|late) {year_1}>", {"year"}),
        ("<{a} {b}>? {c}", set()),
        ("{a} | {b}", set()),
        ("<{a}|{b}> {c}", set()),
    ],
)
def test_what_stands_in_no_bracket_is_in_every_match(pattern: str, classes: set[str]) -> None:
    assert mandatory(pattern) == classes


def test_a_pattern_is_made_only_where_all_that_it_needs_is_there() -> None:
    parser = Parser()
    assert parser.parse("in May 1990")
    assert parser.made
    assert not any("weekday" in mandatory(pattern) or "=of" in mandatory(pattern) for pattern in parser.made)
