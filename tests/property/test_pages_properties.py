"""What is found on pages the short way is what the long way finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tagger.datafiles import load
from tagger.readers.webpage import pagedates
from tagger.readers.webpage.bylinewords import Ends, Opener
from tagger.readers.webpage.fields import Fields, tidy

WORDS = load("provenance.bylines.toml")
SIGNS = st.sampled_from(
    [*" -_:：\nxSé", "comment", "Comment-List", "ad", "AD", "rail", "By", "by ", "VON", "Écrit par", "text & fotos", "著者"]
)
NAMES = st.lists(SIGNS, max_size=9).map("".join)


@given(NAMES)
def test_words_at_the_ends_of_names_are_those_that_a_pattern_finds(names: str) -> None:
    words = "|".join(map(re.escape, WORDS["elsewhere"]))
    pattern = re.compile(rf"(?<!\S)(?:{words})(?![^\W_])|(?<![^\W_])(?:{words})(?!\S)", re.I)
    assert Ends(WORDS["elsewhere"]).within(names.lower()) is (pattern.search(names) is not None)


@given(NAMES)
def test_words_that_a_text_opens_with_are_those_that_a_pattern_finds(text: str) -> None:
    words = "|".join(map(re.escape, sorted(WORDS["openers"], key=len, reverse=True)))
    pattern = re.compile(rf"(?:{words})(?:\s*[:：]|\s|$)", re.I)
    opener = Opener(WORDS["openers"])
    assert opener.begins(text) is (pattern.match(text) is not None)
    assert opener.is_all_of(text) is (pattern.fullmatch(text) is not None)


TITLE = "No ferry on Sunday"
PARTS = st.sampled_from(
    [
        "\n",
        " ",
        "\u00ad",
        "\u200b",
        "\u00a0",
        "\x01",
        "Posted",
        "14 March 2022",
        "14.3.22",
        "2022-03-14",
        "٣",
        "no",
        "é",
        "Part 3",
        TITLE,
        "x" * 150,
    ]
)


@given(st.lists(PARTS, max_size=40).map("".join))
def test_lines_with_a_day_are_those_that_all_lines_show(text: str) -> None:
    lines = [line for shown in text.split("\n") if (line := tidy(shown))]
    at = next((i for i, line in enumerate(lines) if line == TITLE or (TITLE in line and len(line) < 300)), 0)
    short = [len(line) <= 160 or pagedates._DAYISH.match(line) for line in lines]
    dated = [i for i, line in enumerate(lines) if pagedates._has_day(line) and short[i]]
    wanted = Fields()
    for i in sorted(dated, key=lambda i: i - at if i >= at else 2 * (at - i))[:8]:
        wanted.add("published", "page", lines[i][:160])
    for i in dated[-40:]:
        if pagedates._PUBLISHED.search(lines[i].lower()):
            wanted.add("published", "page", lines[i])
    got = Fields()
    pagedates.read_lines(text, got, TITLE)
    assert got.values == wanted.values


@given(st.text(st.characters(max_codepoint=0x250), max_size=5))
def test_a_line_shows_something_where_something_of_it_is_left(text: str) -> None:
    assert (pagedates._SIGN.search(text) is not None) is bool(tidy(text))


KEYS = st.sampled_from(
    [
        '"datePublished"',
        "'publishDate'",
        '\\"created_at\\"',
        "published",
        "publicationDate",
        '"createdAt"',
        '"',
        ":",
        " ",
        '"2022-03-14"',
        ":'2021-01-01'",
    ]
)


@given(st.lists(KEYS, max_size=20).map("".join))
def test_the_first_day_in_a_script_is_the_first_that_a_pattern_finds(source: str) -> None:
    wanted, got = Fields(), Fields()
    if match := pagedates._SCRIPTED.search(source):
        wanted.add("published", "script", match[2])
    pagedates.read_scripts(source, got)
    assert got.values == wanted.values
