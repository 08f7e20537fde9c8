"""Documents and findings as the bytes that the index keeps, and back.

Texts are deflated: those of some length in a small window, which costs a third of the usual; short ones by how often each
letter occurs alone, at half of that, since little repeats in them. What is small stays as it is.
The first byte tells which: `{` and `[` begin bare JSON, anything else is deflate.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import count
from typing import Any, NamedTuple
from unicodedata import normalize

from pydantic_core import PydanticSerializationError, from_json, to_json

from tagger.edtf import Day, extent
from tagger.errors import EdtfError
from tagger.model import ORDER, Facet, Finding, Origin, Span

_ROLES = tuple(ORDER)
_ORIGINS: tuple[Origin, ...] = ("rule", "learned", "person")
_NUMBERS = {origin: n for n, origin in enumerate(_ORIGINS)}
_span: Callable[[tuple[str, int, int, str]], Span] = partial(tuple.__new__, Span)  # at a third of the cost
_SMALL, _SHORT, _LARGE = 1000, 2000, 16_384
FAR_PAST, FAR_FUTURE = -(10**13), 10**13
"""The ends of an open date in the index, where a day is the number year x 10000 + month x 100 + day."""

Term = tuple[str, str, str, str, float, str]
"""What the index needs of a finding to look it up: facet, role, value, label, score, origin."""


class Packed(NamedTuple):
    """A tagged document, ready to be stored: small enough to come from a worker process cheaply."""

    path: str
    sha256: str
    media_type: str
    encoding: str
    language: str
    title: str
    characters: int
    reference: str
    problems: tuple[tuple[str, int, str, str], ...]
    fields: bytes
    tags: bytes
    terms: tuple[Term, ...]
    body: str
    machine: bytes | None = None
    corrected: bool = False
    feature: bytes | None = None


def _squeezed(data: Any) -> bytes:
    try:
        raw = to_json(data)
    except PydanticSerializationError:  # half of a surrogate pair, which a bare text from Python may hold
        raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(raw) < _SMALL:
        return raw
    if len(raw) > _LARGE:
        return zlib.compress(raw, 1)
    squeeze = zlib.compressobj(1, zlib.DEFLATED, 12, 5, zlib.Z_HUFFMAN_ONLY if len(raw) < _SHORT else zlib.Z_DEFAULT_STRATEGY)
    return squeeze.compress(raw) + squeeze.flush()


def _json(blob: bytes) -> Any:
    raw = blob if blob[:1] in (b"{", b"[") else zlib.decompress(blob)
    try:
        return from_json(raw)  # at half the cost
    except ValueError:  # half of a surrogate pair, as in `_squeezed`
        return json.loads(raw.decode("utf-8", "surrogatepass"))


def pack_fields(fields: Mapping[str, str], path: str) -> bytes:
    """The fields of a document; of its path, which may change, only what the document's own has more than the file's (`#2`)."""
    kept = dict(fields)
    if "path" in kept:
        kept["path"] = path[len(kept["path"]) :] if "#" in path else ""
    return _squeezed(kept)


def unpack_fields(blob: bytes, path: str) -> dict[str, str]:
    """The fields as they were packed, of a document that lies at `path` now."""
    fields: dict[str, str] = _json(blob)
    if "path" in fields:
        fields["path"] = normalize("NFC", path.removesuffix(fields["path"]))
    return fields


def pack_findings(findings: Iterable[Finding]) -> bytes:
    """The findings with their spans, fields and rules each once; quotes are not kept, since they are slices of the fields."""
    names: dict[str, int] = defaultdict(count().__next__)
    rows = []
    for facet, role, value, label, score, origin, spans in findings:
        flat: list[int] = []
        for field, start, end, rule in spans:
            flat += names[field], start, end, names[rule]
        rows.append((ORDER[facet, role], value, label, score, _NUMBERS[origin], flat))
    return _squeezed([list(names), *rows])


def unpack_findings(blob: bytes | None, facet: Facet | None = None) -> list[Finding]:
    """The findings as they were packed; with `facet` those of one facet."""
    if not blob:
        return []
    names, *rows = _json(blob)
    out = []
    for order, value, label, score, origin, flat in rows:
        of, role = _ROLES[order]
        if facet is None or of == facet:
            at = iter(flat)
            spans = tuple(
                [_span((names[field], start, end, names[rule])) for field, start, end, rule in zip(at, at, at, at, strict=True)]
            )
            out.append(Finding(of, role, value, label, score, _ORIGINS[origin], spans))
    return out


def unpack_terms(blob: bytes) -> tuple[Term, ...]:
    """`terms` of the findings as they were packed, without their evidence."""
    rows = _json(blob)[1:] if blob else ()
    return tuple([(*_ROLES[order], value, label, score, _ORIGINS[origin]) for order, value, label, score, origin, _ in rows])


def terms(findings: Iterable[Finding]) -> tuple[Term, ...]:
    """The findings as plain rows for the index."""
    return tuple([finding[:6] for finding in findings])


def number(day: Day | None, otherwise: int) -> int:
    """A day as the number that the index compares."""
    return otherwise if day is None else day.year * 10_000 + day.month * 100 + day.day


def bounds(value: str) -> tuple[int, int]:
    """The first and last day that an EDTF value may mean, as the numbers that the index compares."""
    try:
        earliest, latest = extent(value)
    except EdtfError:
        return FAR_FUTURE, FAR_PAST  # touches no range
    return number(earliest, FAR_PAST), number(latest, FAR_FUTURE)
