"""The values: documents, findings, their order."""

from __future__ import annotations

import pickle
from dataclasses import replace

from tagger.model import Document, Finding, LateFields, in_order


def test_a_document_survives_pickling() -> None:
    document = Document.from_text("Text", title="Café")
    assert pickle.loads(pickle.dumps(document)) == document
    assert document.fields == {"body": "Text", "title": "Café"}


def test_late_fields_are_looked_for_when_those_of_their_name_are_asked_for() -> None:
    asked = []

    def remarks() -> dict[str, str]:
        asked.append("remarks")
        return {"commented@page": "3 May 2020"}

    def bylines() -> dict[str, str]:
        asked.append("bylines")
        return {"author@rel": "Ana Reyes", "author@microdata": "Ana Reyes, editor"}

    known = {"body": "Text", "author@microdata": "Ana", "path": "a.html"}
    document = replace(Document.from_text(""), fields=LateFields(known, {"commented": remarks, "author": bylines}))
    assert document.body == "Text" and document.fields.get("title") is None and "path" in document.fields
    assert document.known == known and not asked
    assert document.fields["author@microdata"] == "Ana Reyes, editor" and asked == ["bylines"]
    assert document.known == known and document.known_with("title") == known
    assert document.known_with("commented") == {**known, "commented@page": "3 May 2020"} and asked == ["bylines", "remarks"]
    whole = {**known, "commented@page": "3 May 2020", "author@rel": "Ana Reyes", "author@microdata": "Ana Reyes, editor"}
    assert list(document.fields.items()) == list(whole.items()) and len(document.fields) == 5
    assert "author@text" not in document.fields and asked == ["bylines", "remarks"]
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
