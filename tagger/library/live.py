"""A document tagged on the spot, stored or not."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tagger.edtf import Edtf
from tagger.errors import Problem
from tagger.library.decisions import Decisions, applied
from tagger.library.layers import label
from tagger.model import Document, Finding
from tagger.readers import from_bytes, read_documents
from tagger.records import record_row
from tagger.store.pack import Packed, unpack_fields, unpack_findings

if TYPE_CHECKING:
    from tagger.library.knowledge import Knowledge


def tagged(
    knowledge: Knowledge, decisions: Decisions | None, path: str, name: str, reference: str = ""
) -> list[tuple[Document, list[Finding]]]:
    """The documents in a file with their findings, a person's decisions over them. Raises: ReadError, EdtfError."""
    return [_tagged(knowledge, decisions, document, reference) for document in read_documents(path, name)]


def tagged_bytes(knowledge: Knowledge, raw: bytes, name: str, reference: str = "") -> list[tuple[Document, list[Finding]]]:
    """The same for bytes that lie in no file."""
    return [_tagged(knowledge, None, document, reference) for document in from_bytes(raw, name)]


def _tagged(
    knowledge: Knowledge, decisions: Decisions | None, document: Document, reference: str
) -> tuple[Document, list[Finding]]:
    if reference:
        document = dataclasses.replace(document, reference=Edtf(reference))
    findings = knowledge.tagger().findings(document)
    if decisions is not None and document.sha256 in decisions:
        findings = applied(findings, decisions.of(document.sha256), lambda decision: label(knowledge, decision))
    return document, findings


def row_of(packed: Packed) -> dict[str, Any]:
    """The record of a packed document."""
    problems = tuple(Problem(*problem) for problem in packed.problems)
    fields = MappingProxyType(unpack_fields(packed.fields, packed.path))
    reference = Edtf(packed.reference) if packed.reference else None
    document = Document(
        packed.path, packed.sha256, packed.media_type, packed.encoding, packed.language, fields, reference, problems
    )
    return record_row(document, unpack_findings(packed.tags))
