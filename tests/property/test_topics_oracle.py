"""What is left out of a close look for its speed, against an oracle that looks at everything."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.datafiles import load
from tagger.folding import fold
from tagger.matching.halves import LONG, Halves
from tagger.matching.reading import Text
from tagger.matching.words import each, english, spaced
from tagger.recognisers.topics import furniture

BEGINNINGS = [text for row in load("furniture.toml")["line"] for text in row["begins"]]
PARTS = st.one_of(
    st.sampled_from(BEGINNINGS),
    st.sampled_from(BEGINNINGS).map(str.upper),
    st.sampled_from(BEGINNINGS).map(lambda text: text.replace("s", "ſ").replace("k", "\u212a").replace("i", "ı", 1)),
    st.sampled_from(
        ["\n", "\n", " ", "\t", "“", ".", "Ferry", "é", "x" * 60, "a@b.example", "WWW.x.example", "http://x", "https://y/z"]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=9).map("".join))
def test_what_is_blanked_is_what_looking_at_every_line_blanks(text: str) -> None:
    plain = text
    if "://" in text or "www." in text or "@" in text:
        plain = furniture._ADDRESS.sub(furniture._blank, plain)
    if furniture._DOMAIN.search(plain):
        plain = furniture._without_domains(plain)
    plain = furniture._BARS.sub(furniture._blank, plain)
    assert furniture.blanked(text) == furniture._lines().furniture.sub(furniture._blank, plain)


@given(st.data())
def test_words_are_found_in_whatever_order_they_are_asked_for(data: st.DataObject) -> None:
    text = data.draw(st.text("ab' -.,\nAé", max_size=40))
    folded, plain, words = spaced(text)
    places, at = [], 0
    for entry in plain.split(" "):
        places += [at] if entry else []
        at += len(entry) + 1
    read = Text(text, folded, plain, words)
    for n in data.draw(st.permutations(range(len(words)))):
        assert read.start(n) == places[n]
        assert read.number(read.start(n) + len(words[n])) == n


@given(st.lists(st.text("abc", min_size=LONG, max_size=12), max_size=6), st.text("abc", max_size=9))
def test_halves_are_those_of_every_word(long: list[str], word: str) -> None:
    rests = {other[len(word) :][:2] for other in long if len(word) > 2 and other.startswith(word) and len(other) - len(word) > 2}
    assert Halves(sorted(long)).of(word) == (None if word in english().stop else rests or None)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=4))
def test_what_is_known_of_each_word_ends_with_that_of_none(words: list[str]) -> None:
    known = {"": 0, "a": 1, "b": 2, "c": 3}
    assert each(words, known) == (*[known[word] for word in words], 0)


def test_every_character_that_a_pattern_takes_for_a_letter_whatever_its_case_is_folded_to_it() -> None:
    import re

    for letter in "abcdefghijklmnopqrstuvwxyz":
        alike = re.findall(letter, "".join(map(chr, range(0xD800))), re.IGNORECASE)
        assert len(alike) > 1 and set(map(fold, alike)) == {letter}
