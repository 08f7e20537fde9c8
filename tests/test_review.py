"""What is asked first, what is never asked, and that the order does not depend on anything but the library."""

from __future__ import annotations

from tagger.library.review import doubt_of, others, queue
from tagger.model import Finding, Span


def finding(value: str, score: float, facet: str = "topic", role: str = "about", origin: str = "rule") -> Finding:
    return Finding(facet, role, value, value, score, origin, (Span("body", 0, 1, "x"),))  # type: ignore[arg-type]


def test_a_person_and_the_unnamed_are_never_in_doubt() -> None:
    assert doubt_of(finding("strikes", 0.5, origin="person")) == 0
    assert doubt_of(finding("unnamed", 0.2, "source", "quoted")) == 0
    assert doubt_of(finding("2022-03-14", 0.2, "date", "temporal")) == 0


def test_the_middle_is_more_doubtful_than_the_ends() -> None:
    assert doubt_of(finding("a", 0.5)) > doubt_of(finding("a", 0.8)) > doubt_of(finding("a", 1.0))
    assert doubt_of(finding("a", 0.5)) > doubt_of(finding("a", 0.2))
    assert doubt_of(finding("2022?", 0.99, "date", "issued")) > doubt_of(finding("2022-03-14", 0.99, "date", "issued"))
    assert doubt_of(finding("Ana", 0.5, "source", "quoted")) > doubt_of(finding("Ana", 0.85, "source", "quoted"))


def test_every_value_takes_its_turn() -> None:
    documents = [(n, f"{n:064}", f"{n}.txt", [finding("rail", 0.5), finding("sport", 0.6)]) for n in range(3)]
    asked = [doubt.finding.value for doubt in queue(documents)]
    assert asked == ["rail", "sport"] * 3
    assert queue(documents) == queue(documents[::-1])


def test_what_is_sure_is_not_asked() -> None:
    assert queue([(1, "a" * 64, "a.txt", [finding("rail", 1.0), finding("Ana", 0.95, "source", "quoted")])]) == []


def test_another_value_is_found_by_what_was_typed() -> None:
    labels = [("strikes", "Strikes and lockouts"), ("rail", "Rail transport"), ("sport", "Sport")]
    assert next(others(finding("sport", 0.5), labels, "strike")) == ("strikes", "Strikes and lockouts")
    assert not list(others(finding("sport", 0.5), labels, "zzzz"))
