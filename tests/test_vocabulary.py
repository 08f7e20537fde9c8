"""Vocabulary and Concept: lookups, and the way up the hierarchy."""

from __future__ import annotations

from tagger.vocabulary import Concept, Vocabulary


def vocabulary(**broader: tuple[str, ...]) -> Vocabulary:
    return Vocabulary("v", "V", "topic", tuple(Concept(name, name, broader=parents) for name, parents in broader.items()))


def test_a_concept_is_found_by_its_id_alone() -> None:
    known = vocabulary(a=(), b=("a",))
    assert known.get("b") == known.concepts[1]
    assert known.get("B") is None
    assert [concept.id for concept in known] == ["a", "b"]
    assert len(known) == 2


def test_ancestors_come_nearest_first_and_once() -> None:
    known = vocabulary(a=(), b=("a",), c=("a",), d=("b", "c"), e=("d", "a"))
    assert known.ancestors("e") == ("d", "a", "b", "c")
    assert known.ancestors("a") == ()
    assert known.ancestors("unknown") == ()


def test_a_circle_ends_where_it_closes() -> None:
    known = vocabulary(a=("c",), b=("a",), c=("b",))
    assert known.ancestors("a") == ("c", "b")


def test_a_parent_beyond_the_vocabulary_is_still_an_ancestor() -> None:
    assert vocabulary(a=("elsewhere",)).ancestors("a") == ("elsewhere",)
