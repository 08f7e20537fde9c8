"""The values: documents, findings, their order."""

from __future__ import annotations

import pickle
from dataclasses import replace

from tagger.model import Document, Finding, LateFields, in_order


def test_a_document_survives_pickling() -> None:
    document = Document.from_text("Text", title="Café")
    assert pickle.loads(pickle.dumps(document)) == document
    assert document.fields == {"body": "Text", "title": "Café"}


def test_fields_of_the_author_are_looked_for_when_they_are_asked_for() -> None:
    asked = []

    def late() -> dict[str, str]:
        asked.append(1)
        return {"author@rel": "Ana Reyes", "author@microdata": "Ana Reyes, editor"}

    known = {"body": "Text", "author@microdata": "Ana", "path": "a.html"}
    document = replace(Document.from_text(""), fields=LateFields(known, late))
    assert document.body == "Text" and document.fields.get("title") is None and "path" in document.fields
    assert document.impersonal == known and not asked
    assert document.fields["author@microdata"] == "Ana Reyes, editor" and asked == [1]
    whole = {**known, "author@rel": "Ana Reyes", "author@microdata": "Ana Reyes, editor"}
    assert dict(document.fields) == whole == dict(document.fields.items()) and len(document.fields) == 4
    assert "author@text" not in document.fields and asked == [1]
    assert pickle.loads(pickle.dumps(document)) == document and document.fields == whole


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
