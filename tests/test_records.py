"""Quotations are their slices but for masks, however they are cut; plain rows are what the models dump."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tagger.masking import MASK, masked
from tagger.model import Document, Finding, Span
from tagger.records import Quotes, record, record_row, tags

TEXT = "Ring +44 20 7946 0123 or write to ana@mail.example today. Nobody at 12 Harbour Street, said Ana, knew of 40.7128, -74.0060 in 1999."


@given(st.integers(0, len(TEXT)), st.integers(0, 40))
def test_a_slice_has_its_length_and_differs_only_by_masks(start: int, length: int) -> None:
    end = min(len(TEXT), start + length)
    cut = Quotes(Document.from_text(TEXT)).cut("body", start, end)
    assert len(cut) == end - start
    assert all(a == b or b == MASK for a, b in zip(TEXT[start:end], cut, strict=True))
    assert cut == masked(TEXT, start, end)


def test_all_cuts_of_one_document_agree_with_cutting_it_whole() -> None:
    quotes = Quotes(Document.from_text(TEXT))
    whole = quotes.cut("body", 0, len(TEXT))
    assert "ana@" not in whole
    assert "7946" not in whole
    assert all(quotes.cut("body", n, n + 9) == whole[n : n + 9] for n in range(len(TEXT) - 9))


def test_long_fields_are_cut_alike() -> None:
    text = "word " * 20_000 + TEXT
    start = text.index("Ring")
    assert Quotes(Document.from_text(text)).cut("body", start, start + 21) == Quotes(Document.from_text(TEXT)).cut("body", 0, 21)


def test_rows_are_what_the_models_dump() -> None:
    document = Document.from_text(TEXT, title="Call")
    findings = [
        Finding(
            "source", "quoted", "Ana", "Ana", 0.9, "rule", (Span("body", TEXT.index("Ana"), TEXT.index("Ana") + 3, "sources/x"),)
        ),
        Finding("source", "creator", "ana@mail.example", "ana@mail.example", 0.9, "rule", (Span("body", 34, 50, "sources/x"),)),
        Finding(
            "date",
            "temporal",
            "1999",
            "1999",
            0.9,
            "rule",
            (Span("body", TEXT.index("1999"), TEXT.index("1999") + 4, "dates/x"),),
        ),
    ]
    row = record_row(document, findings)
    assert json.loads(record(document, tags(document, findings)).model_dump_json()) == json.loads(json.dumps(row))
    assert "mail.example" not in json.dumps(row)


def test_a_day_that_a_person_set_contradicts_nothing() -> None:
    row = record_row(
        Document.from_text("Published 3 May 2021\n\nText."), [Finding("date", "issued", "2020-01-01", "2020", 1.0, "person", ())]
    )
    assert row["tags"][0]["evidence"] == []
    assert row["problems"] == []
