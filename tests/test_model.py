"""The values: documents, findings, their order."""

from __future__ import annotations

import pickle

from tagger.model import Document, Finding, in_order


def test_a_document_survives_pickling() -> None:
    document = Document.from_text("Text", title="Café")
    assert pickle.loads(pickle.dumps(document)) == document
    assert document.fields == {"body": "Text", "title": "Café"}


def test_findings_stand_in_the_order_of_the_record() -> None:
    def finding(facet: str, role: str, value: str, score: float) -> Finding:
        return Finding(facet, role, value, value, score, "rule", ())  # type: ignore[arg-type]

    rows = [
        finding("topic", "about", "b", 0.9),
        finding("topic", "about", "a", 0.5),
        finding("topic", "mentions", "a", 0.4),
        finding("source", "creator", "x", 1.0),
        finding("source", "quoted", "y", 0.9),
        finding("source", "quoted", "z", 0.9),
        finding("date", "issued", "2022", 1.0),
        finding("date", "temporal", "2021", 1.0),
    ]
    assert in_order(rows[::-1]) == rows
