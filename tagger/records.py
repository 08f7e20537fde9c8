"""The record `tagger/1` as frozen pydantic models, and the way from findings to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tagger.masking import blocks, covered, details, hidden
from tagger.model import Document, Facet, Finding, Origin, Role, Span


class Evidence(BaseModel):
    """The words that prove a tag: half-open code point offsets into the named field, and that slice, masked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    rule: str


class Tag(BaseModel):
    """One answer about a document, with its evidence. Scores only order the tags of one facet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facet: Facet
    role: Role
    value: str
    label: str
    score: float = Field(ge=0, le=1)
    origin: Origin
    evidence: tuple[Evidence, ...]


class Record(BaseModel):
    """All that is said of one document."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_: Literal["tagger/1"] = Field(default="tagger/1", alias="schema")
    path: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    media_type: str
    encoding: str
    language: str
    title: str
    characters: int = Field(ge=0)
    tags: tuple[Tag, ...]
    problems: tuple[str, ...]


class Quotes:
    """Cuts quotations out of one document, masked. What is private in a block of a text is looked for once, where a quotation lies
    in it: several fields may hold the same text."""

    __slots__ = ("fields", "found")

    def __init__(self, document: Document) -> None:
        self.fields = document.fields
        self.found: dict[tuple[str, int], tuple[tuple[int, int], ...]] = {}

    def cut(self, field: str, start: int, end: int) -> str:
        """`fields[field][start:end]` with every private detail, also one that the slice cuts through, covered by `█`."""
        text = self.fields[field]
        found: tuple[tuple[int, int], ...] = ()
        for block in blocks(start, end):
            here = self.found.get((text, block))
            if here is None:
                here = self.found[text, block] = details(text, block)
            found += here
        return covered(text, start, end, found) if found else text[start:end]


def evidence_row(quotes: Quotes, span: Span) -> dict[str, Any]:
    """The evidence of one span as plain data, its quote masked."""
    field, start, end, rule = span
    return {"field": field, "start": start, "end": end, "quote": quotes.cut(field, start, end), "rule": rule}


def tag_row(quotes: Quotes, finding: Finding) -> dict[str, Any]:
    """One finding as plain data in the record's key order: what the models would dump, at a tenth of the cost."""
    value, label = finding.value, finding.label
    if finding.facet == "source":
        value, label = hidden(value), hidden(label)
    return {
        "facet": finding.facet,
        "role": finding.role,
        "value": value,
        "label": label,
        "score": finding.score,
        "origin": finding.origin,
        "evidence": [evidence_row(quotes, span) for span in finding.spans],
    }


def record_row(document: Document, findings: Iterable[Finding]) -> dict[str, Any]:
    """The whole record as plain data, in the record's key order."""
    quotes, found = Quotes(document), list(findings)
    return _row(document, found, [tag_row(quotes, finding) for finding in found])


def _row(document: Document, findings: Sequence[Finding], tags: Sequence[Any]) -> dict[str, Any]:
    """The record of these findings, `tags` standing for them in it."""
    from tagger.recognisers.dates.issued import disagreements

    title = document.title
    problems = (*document.problems, *disagreements(document, [finding for finding in findings if finding.spans]))
    return {
        "schema": "tagger/1",
        "path": document.path,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "language": document.language,
        "title": hidden(title),
        "characters": len(document.body),
        "tags": tags,
        "problems": [str(problem) for problem in problems],
    }


def tags(document: Document, findings: Iterable[Finding]) -> list[Tag]:
    """The findings as frozen models."""
    quotes = Quotes(document)
    return [Tag.model_validate(tag_row(quotes, finding)) for finding in findings]


def record(document: Document, tags: Sequence[Tag]) -> Record:
    """The record of a document and its tags; `.model_dump_json()` is one line of JSON Lines."""
    return Record.model_validate(_row(document, [finding_of(tag) for tag in tags], tuple(tags)))


def finding_of(tag: Tag) -> Finding:
    """The finding behind a tag, without its quotations."""
    spans = tuple(Span(evidence.field, evidence.start, evidence.end, evidence.rule) for evidence in tag.evidence)
    return Finding(tag.facet, tag.role, tag.value, tag.label, tag.score, tag.origin, spans)
