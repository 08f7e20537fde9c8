"""The record `tagger/1` as frozen pydantic models, and the way from findings to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tagger.masking import masked
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


def evidence_row(document: Document, span: Span) -> dict[str, Any]:
    """The evidence of one span as plain data, its quote masked."""
    quote = masked(document.fields[span.field], span.start, span.end)
    return {"field": span.field, "start": span.start, "end": span.end, "quote": quote, "rule": span.rule}


def tag_row(document: Document, finding: Finding) -> dict[str, Any]:
    """One finding as plain data in the record's key order: what the models would dump, at a tenth of the cost."""
    label = finding.label
    return {
        "facet": finding.facet,
        "role": finding.role,
        "value": finding.value,
        "label": masked(label, 0, len(label)),
        "score": finding.score,
        "origin": finding.origin,
        "evidence": [evidence_row(document, span) for span in finding.spans],
    }


def record_row(document: Document, findings: Iterable[Finding]) -> dict[str, Any]:
    """The whole record as plain data, in the record's key order."""
    title = document.title
    return {
        "schema": "tagger/1",
        "path": document.path,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "language": document.language,
        "title": masked(title, 0, len(title)),
        "characters": len(document.body),
        "tags": [tag_row(document, finding) for finding in findings],
        "problems": [str(problem) for problem in document.problems],
    }


def tags(document: Document, findings: Iterable[Finding]) -> list[Tag]:
    """The findings as frozen models."""
    return [Tag.model_validate(tag_row(document, finding)) for finding in findings]


def record(document: Document, tags: Sequence[Tag]) -> Record:
    """The record of a document and its tags; `.model_dump_json()` is one line of JSON Lines."""
    row = record_row(document, ())
    return Record.model_validate({**row, "tags": tuple(tags)})
