"""Whatever the words, the date recogniser ends, keeps its offsets and gives only EDTF."""

from __future__ import annotations

import re
from itertools import pairwise
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.edtf import Day, Edtf
from tagger.model import Document
from tagger.recognisers.dates.datelines import _lines, in_text, lines_that_tell
from tagger.recognisers.dates.lexicon import lexicon
from tagger.recognisers.dates.scan import LEAD, cut, pieces
from tagger.recognisers.dates.temporal import MAKERS, NOT_UNTIL, candidates, find_temporal, knowledge, looks_aside
from tagger.recognisers.dates.tokens import Cutter, Token
from tagger.recognisers.dates.values import Context, Mention
from tagger.recognisers.dates.written import PATTERNS, dates_in, matches, may_hold_day, order_of

SIGNS = ", . - – / ' ’ 's ( ) : ; $ % \n \n\n 1 2 5th 12 28 30 31 44 98 480 1066 1939 1990 1980s 2022 2022-03-04 3/4/2021 25.12.2021 20200229 '98 Q3 FY2021 BC AD".split(
    " "
)
WORDS = st.sampled_from(sorted({*lexicon("en").member, *SIGNS, "said", "will", "War", "people", "million"}))
REFERENCES = st.sampled_from([None, "2022-03-14", "1989-10-30", "2000-02-29", "2022-03", "2022", "-0479", "0001-01-01"])
SENTENCES = st.lists(st.one_of(WORDS, WORDS.map(str.title), st.text(max_size=4)), max_size=40).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(SENTENCES, REFERENCES)
def test_any_words_give_true_spans_and_edtf(text: str, reference: str | None) -> None:
    document = Document.from_text(text, reference=reference)
    findings = find_temporal(document, document.reference)
    assert find_temporal(document, document.reference) == findings
    for finding in findings:
        assert str(Edtf(finding.value)) == finding.value
        assert finding.spans
        for span in finding.spans:
            words = text[span.start : span.end]
            assert words and words == words.strip()
        assert finding.label == text[finding.spans[0].start : finding.spans[0].end]
    starts = sorted((span.start, span.end) for finding in findings for span in finding.spans)
    assert all(first[1] <= second[0] for first, second in pairwise(starts))


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.text(max_size=30))
def test_years_that_name_themselves_need_no_reference(words: str, other: str) -> None:
    text = f"They met on 17 September 1939. {words}"
    document = Document.from_text(text)
    assert any(finding.value == "1939-09-17" for finding in find_temporal(document, None))


ODD = [
    "1990 " * 200,
    "1990 of " * 150,
    "May" + " " * 40 + "1990",
    "\u212a",
    "due 3/4",
    "weeK",
    "WEEK\u212a",
    "٢٠٢٢",
    "é1990",
    "A.D.",
    "79 A.D.-B.C.E.",
    "Jan14",
    "hallowe’en",
    "D-Day.",
    "(May)June",
    "x" * 300 + " May " + "y" * 300,
    "mid-1990s",
    "May. May",
]
CUTTER = Cutter(lexicon("en"))
PIECE = re.compile(r"H(?:c{0,4}[nH]){0,24}(?:c{0,4}[hm])?|h")
"""A piece from its first head on, in the kinds of its words."""


@settings(max_examples=400, deadline=None)
@given(SENTENCES)
def test_words_cut_one_by_one_are_the_words_cut_at_once(text: str) -> None:
    at_once = CUTTER.whole(text, names_too=True)
    one_by_one = [
        token._replace(start=at + token.start, end=at + token.end) for at, part in CUTTER.parts(text) for token in part.tokens
    ]
    assert [*filter(is_word, one_by_one)] == [*filter(is_word, at_once)]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(SENTENCES, st.sampled_from(ODD)), max_size=3).map(" ".join))
def test_pieces_are_those_of_a_look_at_every_word(text: str) -> None:
    known = knowledge("en").kinds
    chunk = cut(text, 0, len(text))
    words = chunk.flat[:-1].split(" ")
    kinds = "".join(known[word] for word in words)
    wanted, free = [], 0
    for match in PIECE.finditer(kinds):
        first, end = match.span()
        least = max(free, first - LEAD)
        while first > least and kinds[first - 1] in "cn":
            first -= 1
        if first > least and kinds[first - 1] == "F" and words[first - 1].lower() in known.lead:
            first -= 1
        at = len("".join(words[:first])) + first
        wanted.append((at, at + len(" ".join(words[first:end]))))
        free = end
    assert pieces(chunk, known) == wanted


def is_word(token: Token) -> bool:
    """Whether a token is no break between paragraphs, of which the one stands for all."""
    return token.word != "\0" and not token.word.isspace()


BITS = "2022 1999 20220314 202203141200 22 14 3 03 31 1er March März mai. марта septembre of de del ٢٠٢٢ १४ . , / - th st 年 3月 T ' º ?".split(
    " "
)
DAYS = st.lists(st.tuples(st.sampled_from(BITS), st.sampled_from(["", "", " ", "\xa0", "\n"])).map("".join), max_size=9).map(
    "".join
)


@settings(max_examples=400, deadline=None)
@given(DAYS)
def test_a_look_at_the_outline_misses_no_day(text: str) -> None:
    if not may_hold_day(text):
        assert dates_in(text, "") == []
    with patch("tagger.recognisers.dates.written._shows", return_value=True):
        every = order_of(iter([text]))
    assert order_of(iter([text])) == every


@settings(max_examples=600, deadline=None)
@given(DAYS)
def test_patterns_tried_at_the_digits_find_what_they_find_anywhere(text: str) -> None:
    anywhere = [(name, match.span()) for name, pattern in PATTERNS for match in pattern.finditer(text)]
    assert [(name, match.span()) for name, match in matches(text)] == anywhere


OPENINGS = [
    "",
    "LONDON, ",
    "NEW YORK, ",
    "Lund, den ",
    "Published ",
    "Updated: ",
    "By Ana Reyes, ",
    "Home / ",
    "a/b / ",
    "Home | ",
    "Monday , the ",
]
BROKEN = ["The ferry sailed on ", "He left ( ", "x ", "published in London, ", "By the sea. By Ana Reyes – ", "— Posted on "]
ENDINGS = ["", " – The ferries", " (Agency) -- The", " 10:33", ", 10:33 | News", ".", " and more of it"]
LINES = st.lists(
    st.tuples(
        st.sampled_from(OPENINGS + BROKEN),
        st.sampled_from(["14 March 2022", "March 14, 2022", "2022-03-14", "14/03/2022"]),
        st.sampled_from(ENDINGS),
    ).map("".join),
    max_size=4,
).map("\n".join)
ASIDES = st.lists(
    st.one_of(WORDS, st.sampled_from("since until till Since the in late ( [ May 2021 1999 of Not only war (in".split(" "))),
    max_size=30,
).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(LINES)
def test_only_lines_that_cannot_date_the_text_are_passed_over(text: str) -> None:
    every = in_text(_lines(text), "dmy", "en")
    assert in_text(lines_that_tell(text), "dmy", "en") == every


@settings(max_examples=400, deadline=None)
@given(ASIDES)
def test_an_expression_looks_aside_only_where_the_words_before_it_say_so(text: str) -> None:
    known = knowledge("en")
    for candidate in candidates(text, known):
        before = text[max(0, candidate.start - 60) : candidate.start]
        before = before if " the " in before[-50:] else before[-16:]
        said = known.aside.gated.pattern.search(before) is not None and not before.endswith(NOT_UNTIL)
        wanted = said and ("month" not in candidate.match.fields or before[-1:] not in "([")
        assert looks_aside(text, candidate, known.aside) == wanted


@settings(max_examples=400, deadline=None)
@given(ASIDES)
def test_what_the_words_settle_is_the_same_whatever_the_context(text: str) -> None:
    for candidate in candidates(text, knowledge("en")):
        match = candidate.match
        if match.traits.settled:
            answers = set()
            for anchor, way in ((None, "P"), (Day(2022, 3, 14), "F"), (Day(1940, 5, 5), "")):
                context = Context(anchor, True)
                context.last = context.line = Mention(1905, 7, 3)
                answers.add(MAKERS[match.rule.make](match.fields, context, lambda way=way: way))
            assert len(answers) == 1
