"""Masks keep every length and every other character, and a slice shows no more than the whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.masking import MASK, masked, rules

DETAILS = [example.split("«")[1].split("»")[0] for rule in rules()["rule"] for example in rule["finds"]]
PIECES = st.lists(
    st.one_of(
        st.sampled_from(DETAILS),
        st.text(max_size=12),
        st.sampled_from([" ", ", ", "\n", "14 March 2022", "3 people", "Ana Reyes said"]),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.data())
def test_length_and_all_else_are_kept(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    out = masked(text, start, end)
    assert len(out) == end - start
    assert all(new in (old, MASK) for new, old in zip(out, text[start:end], strict=True))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(DETAILS), st.text(alphabet="abc xyz\n", max_size=300), st.text(alphabet="abc xyz\n", max_size=300), st.data()
)
def test_a_slice_shows_no_more_than_the_whole(detail: str, before: str, after: str, data: st.DataObject) -> None:
    text = f"{before} {detail} {after}"
    whole = masked(text, 0, len(text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert masked(text, start, end) == whole[start:end]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Nd"], exclude_characters="@/.([{<>"), max_size=200))
def test_without_digits_and_signs_nothing_is_hidden(text: str) -> None:
    if " dot " not in text.lower():
        assert masked(text, 0, len(text)) == text
