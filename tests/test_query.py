"""The query language: its trees, and its faults with their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.edtf import Day
from tagger.errors import QueryError
from tagger.model import ROLES
from tagger.query import OWN, All, Any, Has, Language, Not, Path, State, Words, near, parse

TOPIC, SOURCE = ROLES["topic"], ROLES["source"]
TREES = {
    "": All(()),
    "ferry": Words("ferry"),
    "ferry strike": All((Words("ferry"), Words("strike"))),
    "ferr*": Words("ferr", True),
    '"pay talks"': Words("pay talks"),
    "topic:strikes": Has("topic", TOPIC, "strikes", position=6),
    "TOPIC:strikes": Has("topic", TOPIC, "strikes", position=6),
    'source:"Harbour Gazette"': Has("source", SOURCE, "Harbour Gazette", position=7),
    "from:x": Has("source", OWN["source"], "x", position=5),
    "quoted:Ana": Has("source", ("quoted",), "Ana", position=7),
    "author:Ana": Has("source", ("creator",), "Ana", position=7),
    "source:Harb*": Has("source", SOURCE, "Harb", position=7, prefix=True),
    "topic:none": Has("topic", OWN["topic"], none=True, position=6),
    "date:none": Has("date", ("issued",), none=True, position=5),
    "source:none": Has("source", OWN["source"], none=True, position=7),
    "publisher:none": Has("source", ("publisher",), none=True, position=10),
    "date:any": Has("date", ("issued",), position=5),
    "date:2022-03": Has("date", ("issued",), "2022-03", Day(2022, 3, 1), Day(2022, 3, 31), position=5),
    "date:2022..2023": Has("date", ("issued",), "2022..2023", Day(2022, 1, 1), Day(2023, 12, 31), position=5),
    "date:..2022": Has("date", ("issued",), "..2022", None, Day(2022, 12, 31), position=5),
    "date:2022..": Has("date", ("issued",), "2022..", Day(2022, 1, 1), None, position=5),
    "temporal:1943": Has("date", ("temporal",), "1943", Day(1943, 1, 1), Day(1943, 12, 31), position=9),
    "date:ambiguous": State("ambiguous"),
    "language:de": Language("de"),
    "lang:EN": Language("en"),
    "-language:none": Not(Language("")),
    "is:undated": Has("date", OWN["date"], none=True),
    "is:gone": State("gone"),
    "path:2022/*.html": Path("2022/*.html"),
    "title:ferry": Words("ferry", False, "title"),
    "-topic:tides": Not(Has("topic", TOPIC, "tides", position=7)),
    "a OR b c": All((Any((Words("a"), Words("b"))), Words("c"))),
    "(a b) OR -c": Any((All((Words("a"), Words("b"))), Not(Words("c")))),
    "source:Ana role:quoted": Has("source", ("quoted",), "Ana", position=7),
    "role:quoted": Has("source", ("quoted",)),
    "role:quoted topic:x": All((Has("topic", TOPIC, "x", position=18), Has("source", ("quoted",)))),
    "-source:Ana role:cited": Not(Has("source", ("cited",), "Ana", position=8)),
    "or": Words("or"),
    "https://example.org/a": Words("https://example.org/a"),
    "12:30": Words("12:30"),
}


@pytest.mark.parametrize("text", TREES)
def test_a_query_is_the_tree_that_it_means(text: str) -> None:
    assert parse(text) == TREES[text]


FAULTS = {
    'a "b': (2, "not closed"),
    '""': (0, "nothing stands"),
    "a (b": (2, "not closed"),
    "a) b": (1, "opens nowhere"),
    "a OR": (2, "each side"),
    "OR a": (0, "each side"),
    "topik:strikes": (0, "near it: topic"),
    "topic:": (6, "wants a value"),
    "role:quote": (5, "near it: quoted"),
    "date:yesterday": (5, "not a date"),
    "date:2022..2x": (11, "not a date"),
    "date:2023..2022": (5, "ends before it begins"),
    "date:..": (5, "before or after"),
    "is:lost": (3, "nothing is called"),
    "a -(": (3, "not closed"),
    "origin:robot": (7, "rule, learned, person"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_says_where_it_is_and_what_to_write(text: str) -> None:
    position, told = FAULTS[text]
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.position == position
    assert told in str(caught.value)


def test_nesting_has_an_end() -> None:
    for text in ("(" * 5000, "-" * 5000 + "a"):
        with pytest.raises(QueryError):
            parse(text)


@given(st.text(alphabet='ab:"()- OR*.2019topicdaesurle\t', max_size=60))
def test_any_text_is_a_query_or_a_fault_within_it(text: str) -> None:
    try:
        parse(text)
    except QueryError as fault:
        assert 0 <= fault.position <= len(text)


def test_near_names_are_few_and_near() -> None:
    assert near("strikse", ["strikes", "tides"]) == "; near it: strikes"
    assert near("zzz", ["strikes"]) == ""


def test_a_topic_may_be_meant_exactly() -> None:
    for text, value in (("topic:=labour", "labour"), ('about:="Pay talks"', "Pay talks")):
        node = parse(text)
        assert isinstance(node, Has) and (node.value, node.exact) == (value, True)
    plain, source = parse("topic:labour"), parse("source:=x")
    assert (
        isinstance(plain, Has) and isinstance(source, Has) and not plain.exact and (source.value, source.exact) == ("=x", False)
    )
    with pytest.raises(QueryError):
        parse("topic:=")
