"""Folding moves no offset and forgets case, accents, quotes, dashes and spaces."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café", "cafe"),
        ("Łódź, Ørsted", "lodz, orsted"),
        ("it’s “so” – or—so", 'it\'s "so" - or-so'),
        ("a\u00a0b\u2009c\td\ne", "a b c\td\ne"),
        ("İSTANBUL", "istanbul"),
        ("ﬁne Straße", "ﬁne straße"),
        ("ＦＵＬＬ", "full"),
        ("ΑΘΉΝΑ", "αθηνα"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_the_length_never_changes_and_folding_twice_changes_nothing(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_to_one_that_folds_to_itself() -> None:
    for code in range(0, sys.maxunicode, 7):
        once = fold(chr(code))
        assert len(once) == 1
        assert fold(once) == once


@given(st.text(st.characters(min_codepoint=33), max_size=60))
def test_a_text_folds_as_its_characters_do_one_by_one(text: str) -> None:
    text = text.replace("`", "") + "é"
    assert fold(text) == "".join(map(fold, text))
