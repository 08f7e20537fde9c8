"""Tokens of texts drawn at random lie where they say, and no kind of blank between words changes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.attribution.tokens import PIECE, UnevenError, cut, even, of_any, rows

MARKS = st.sampled_from(("said", "Reyes", "U.S.", "Mr.", "1,000", "a@b", "O'Neill", "--", "''", "``", *".,:;'\"“”’@#&/-—aZ9é日_"))
BLANKS = st.sampled_from((" ", "  ", "\t", "\u00a0", " \t", "\u2003 ", "\r"))
ENDS = st.sampled_from(("\n", "\n\n", " \n", "\n  ", "\r\n", "\n \t\n"))


@given(st.lists(st.one_of(MARKS, BLANKS, ENDS), max_size=60).map("".join))
def test_tokens_lie_where_they_say_and_leave_out_only_blanks(text: str) -> None:
    for wrapped in (False, True):
        tokens, starts, bits, kinds, breaks = cut(text, wrapped)
        assert breaks == [i for i, token in enumerate(tokens) if not token.strip()]
        assert len(tokens) == len(starts) == len(bits) == len(kinds)
        assert all(text.startswith(token, start) for token, start in zip(tokens, starts, strict=True))
        assert "".join("".join(tokens).split()) == "".join(text.split())


@given(st.lists(st.one_of(MARKS, st.sampled_from((" ", "\n", "\n\n")), BLANKS, ENDS), max_size=20).map("".join))
def test_even_words_are_those_of_any_text_or_none(text: str) -> None:
    look = rows().__getitem__
    try:
        found = [look(word) for word in even(text)]
    except UnevenError:
        return
    begin, words = of_any(text, False)
    assert [row[:-1] for row in found] == [look(word)[:-1] for word in words] and begin == (not words)
    assert sum(sum(row[3::4]) for row in found[:-1]) == sum(sum(look(word)[3::4]) for word in words[:-1])


def test_texts_of_one_blank_between_words_are_even() -> None:
    for text in ("Reyes said no.", "Reyes said\n\nno,\nand\u00a0left\t“now”.\n", "", "a\n\nb\nc"):
        assert all(map(rows().__getitem__, even(text)))


@given(st.lists(MARKS, min_size=1, max_size=30), BLANKS)
def test_no_kind_of_blank_changes_the_tokens(words: list[str], blank: str) -> None:
    assert cut(blank.join(words), False).tokens == cut(" ".join(words), False).tokens


@given(st.lists(MARKS, min_size=1, max_size=30).map(" ".join))
def test_a_long_text_is_cut_as_a_short_one_is(text: str) -> None:
    before = "word " * (PIECE // 5) + "\n\n"
    long, short = Text(before + text), Text(text)
    assert long.tokens[-len(short.tokens) :] == short.tokens
    assert [at - len(before) for at in long.at[-len(short.tokens) :]] == list(short.at)
