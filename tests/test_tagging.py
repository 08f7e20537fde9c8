"""What a caller of the Python API is told who gives it something else than it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

import tagger
from tagger.vocabulary import Concept, Vocabulary

TOPICS = Vocabulary("harbour", "Harbour topics", "topic", (Concept("tides", "Tides", ("tide",)),))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"topics": "topics.toml"}, "load_vocabulary"),
        ({"sources": TOPICS}, "a vocabulary of topics: Harbour topics"),
        ({"model": "model.bin"}, "from_bytes"),
    ],
)
def test_what_is_no_vocabulary_of_its_facet_and_no_model_is_refused_at_once(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        tagger.Tagger(**wrong)  # type: ignore[arg-type]


def test_one_facet_may_be_named_alone() -> None:
    assert tagger.Tagger(facets="date").facets == ("date",)
    with pytest.raises(ValueError, match="unknown facet 'dates'"):
        tagger.Tagger(facets="dates")


def test_texts_and_documents_are_told_apart() -> None:
    dates = tagger.Tagger(facets=("date",))
    with pytest.raises(TypeError, match="tag_text"):
        dates.tag("The pier opened in 1912.")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="text is bytes"):
        dates.tag_text(b"1912")  # type: ignore[arg-type]


def test_a_vocabulary_given_stands_in_place_of_the_built_in_one() -> None:
    (tag,) = tagger.Tagger(topics=TOPICS, facets=("topic",)).tag_text("High tide at noon, in a year of wars and elections.")
    assert (tag.value, tag.label) == ("tides", "Tides")


@pytest.mark.parametrize("name", ["topics.csv", "topics.ttl"])
def test_a_vocabulary_in_another_form_is_told_how_it_becomes_one(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("id,pref_label\n", encoding="utf-8")
    with pytest.raises(tagger.VocabularyError, match=r"tagger vocab import .* -o .*topics\.toml"):
        tagger.load_vocabulary(tmp_path / name)
