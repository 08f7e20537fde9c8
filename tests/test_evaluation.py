"""Figures against hand-made counts, and their intervals against published values."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.library.evaluation import answers, blind, compared, drawn, judged_roles, measures, methods_sentence, read_gold, wilson

T, I = ("topic", "about"), ("date", "issued")


def row(*tags: tuple[str, str, str], sha256: str = "a" * 64) -> dict[str, object]:
    return {"path": "a.txt", "sha256": sha256, "tags": [{"facet": f, "role": r, "value": v} for f, r, v in tags]}


def test_counts_and_figures() -> None:
    gold = answers(row((*T, "strikes"), (*T, "rail"), (*I, "2022-03-14")))
    found = answers(row((*T, "strikes"), (*T, "sport"), (*T, "food"), (*I, "2022-03-14")))
    about, issued = measures([compared(gold, found, [T, I])])
    assert (about.right, about.wrong, about.missing) == (1, 2, 1)
    assert about.precision is not None and about.precision.value == pytest.approx(1 / 3)
    assert about.recall is not None and about.recall.value == 0.5
    assert about.f1 is not None and about.f1.value == pytest.approx(0.4)
    assert issued.f1 is not None and issued.f1.value == 1.0


def test_wilson_has_the_published_interval() -> None:
    figure = wilson(81, 263)
    assert figure is not None
    assert (round(figure.low, 4), round(figure.high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_value(part: int, more: int) -> None:
    figure = wilson(part, part + more)
    if figure:
        assert 0 <= figure.low <= figure.value + 1e-12
        assert figure.value - 1e-12 <= figure.high <= 1


def test_dates_compare_by_meaning_and_names_without_case() -> None:
    assert answers(row(("source", "quoted", "Ana  Reyes"))) == answers(row(("source", "quoted", "ana reyes")))
    assert answers(row((*I, "2022-03-14"))) != answers(row((*I, "2022-03")))


def test_a_gold_line_nested_too_deep_is_named() -> None:
    rows, problems = read_gold('{"path": "a.txt", "tags": []}\n' + "[" * 60_000, "gold.jsonl")
    assert len(rows) == 1
    assert [(problem.line, problem.message[:8]) for problem in problems] == [(2, "not JSON")]


def test_gold_lines_that_are_no_records_are_named() -> None:
    lines = [
        json.dumps(row((*T, "x"))),
        "",
        "{",
        '{"tags": []}',
        '{"path": "a", "tags": [{"facet": "place", "role": "about", "value": "x"}]}',
    ]
    rows, problems = read_gold("\n".join(lines), "gold.jsonl")
    assert len(rows) == 1
    assert [problem.line for problem in problems] == [3, 4, 5]
    assert judged_roles(rows) == [T]


def test_a_sample_does_not_depend_on_order() -> None:
    hashes = [f"{n:064}" for n in range(50)]
    assert drawn(hashes, 10) == drawn(hashes[::-1], 10)
    assert drawn(hashes, 10) != drawn(hashes, 10, "other")
    assert set(drawn(hashes, 5)) < set(drawn(hashes, 10))


def test_blind_order_hides_the_scores() -> None:
    tags = [(*T, f"topic-{n}") for n in range(8)]
    assert blind(row(*tags)) == blind(row(*tags[::-1]))
    assert [tag["value"] for tag in blind(row(*tags))] != [tag[2] for tag in tags]


def test_the_methods_sentence_has_all_it_needs() -> None:
    counts = [compared(answers(row((*T, "a"))), answers(row((*T, "a"), (*T, "b"))), [T])]
    said = methods_sentence(measures(counts), 1, version="1.2.3", vocabulary="abc", run="7", judged="records written by hand")
    for part in ("tagger 1.2.3", "abc", "run 7", "1 document,", "precision 0.50 [", "recall 1.00 ["):
        assert part in said
