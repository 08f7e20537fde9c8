"""A text in another language than the vocabulary has no topics by look-alikes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tagger.model import Document
from tagger.recognisers.topics import Topics, foreign
from tagger.vocabfile import builtin_vocabulary

GERMAN = "Die Löhne steigen, die Preise auch. Die Gewerkschaft sagt, dass die Rente nicht reicht, und die Firma bietet den Arbeitern ein Gift an."
ENGLISH = "The inflation was high for a year, and the central bank said that it would not end before the interest rates of the bank were raised."


def document(text: str, language: str) -> Document:
    return replace(Document.from_text(text), language=language)


def test_look_alikes_are_no_topics() -> None:
    topics = Topics(builtin_vocabulary("topic"))
    assert topics.recognise(document(GERMAN, "de")) == []
    assert topics.weights(document(GERMAN, "de")) is None


def test_a_wrong_guess_at_the_language_does_no_harm() -> None:
    topics = Topics(builtin_vocabulary("topic"))
    expected = topics.recognise(document(ENGLISH, "en"))
    assert expected
    for said in ("fr", "", "en-GB", "sv"):
        assert topics.recognise(document(ENGLISH, said)) == expected


@pytest.mark.parametrize(
    ("text", "said", "is_foreign"),
    [
        (GERMAN, "de", True),
        (ENGLISH, "de", False),
        ("Hallo", "de", False),
        ("東京都知事選挙", "ja", True),
        (GERMAN * 6, "en", True),
        (GERMAN * 6, "", True),
        (GERMAN, "en", False),
        (ENGLISH * 6, "en", False),
    ],
)
def test_foreign(text: str, said: str, is_foreign: bool) -> None:
    assert foreign(document(text, said), "en") is is_foreign
