"""How right the tags are: precision, recall and F1 by facet and role, each with a 95 % interval.

Gold is either records written by hand, or a blind sample judged on the spot. Precision and recall have Wilson intervals;
F1 has a percentile interval from a bootstrap over documents, with a fixed seed.

Source: E. B. Wilson, Probable Inference (1927); B. Efron, Bootstrap Methods (1979).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tagger.edtf import Edtf
from tagger.errors import EdtfError, Problem
from tagger.model import FACETS, ROLES, UNNAMED

_Z = 1.959963984540054
_ROUNDS, _SEED = 1000, 7
Answer = tuple[str, str, str]
"""Facet, role and the value in the form that is compared."""


class Figure(NamedTuple):
    """One figure with its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}-{self.high:.2f}]"


class Measure(NamedTuple):
    """The figures of one facet and role; `right`, `wrong` and `missing` count tags, `documents` those compared."""

    facet: str
    role: str
    right: int
    wrong: int
    missing: int
    documents: int
    precision: Figure | None
    recall: Figure | None
    f1: Figure | None


class Counts(NamedTuple):
    """Right, wrong and missing tags of one document, by facet and role."""

    by_role: Mapping[tuple[str, str], tuple[int, int, int]]


def wilson(part: int, whole: int) -> Figure | None:
    """The share `part / whole` with its 95 % interval; None where there is nothing to divide by."""
    if not whole:
        return None
    share, square = part / whole, _Z * _Z / whole
    middle, half = share + square / 2, _Z * ((share * (1 - share) + square / 4) / whole) ** 0.5
    return Figure(share, max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square)))


def answers(row: Mapping[str, Any]) -> set[Answer]:
    """The tags of a record row in the form that is compared: dates by meaning, names without case and spaces."""
    return {(tag["facet"], tag["role"], _plain(tag["facet"], tag["value"])) for tag in row["tags"]}


def _plain(facet: str, value: str) -> str:
    if facet == "date":
        try:
            return str(Edtf(value))
        except EdtfError:
            return value
    return " ".join(value.casefold().split())


def compared(gold: set[Answer], found: set[Answer], judged: Iterable[tuple[str, str]]) -> Counts:
    """The counts of one document for the roles that were `judged` in the gold."""
    out = {}
    for facet, role in judged:
        want = {answer for answer in gold if answer[:2] == (facet, role)}
        have = {answer for answer in found if answer[:2] == (facet, role)}
        out[facet, role] = (len(want & have), len(have - want), len(want - have))
    return Counts(out)


def measures(documents: Sequence[Counts]) -> list[Measure]:
    """The figures over all documents, by facet and role in the record's order; roles that nobody judged are left out."""
    out = []
    for facet in FACETS:
        for role in ROLES[facet]:
            counts = [document.by_role[facet, role] for document in documents if (facet, role) in document.by_role]
            right, wrong, missing = (sum(count[n] for count in counts) for n in range(3))
            if not counts or not right + wrong + missing:
                continue
            precision, recall = wilson(right, right + wrong), wilson(right, right + missing)
            out.append(Measure(facet, role, right, wrong, missing, len(counts), precision, recall, _f1(counts)))
    return out


def _f1(counts: Sequence[tuple[int, int, int]]) -> Figure | None:
    import numpy

    table = numpy.array(counts, dtype=numpy.float64)
    right, wrong, missing = table.sum(axis=0)
    if not right + wrong + missing:
        return None
    drawn = numpy.random.default_rng(_SEED).multinomial(len(counts), [1 / len(counts)] * len(counts), size=_ROUNDS) @ table
    bottom = 2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2]
    shares = 2 * drawn[:, 0][bottom > 0] / bottom[bottom > 0]
    low, high = (float(numpy.percentile(shares, p)) for p in (2.5, 97.5)) if len(shares) else (0.0, 1.0)
    value = float(2 * right / (2 * right + wrong + missing))
    return Figure(value, min(low, value), max(high, value))


def read_gold(text: str, path: str) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The records in a JSON Lines text, and the lines that are none. A record needs `path` or `sha256`, and `tags`."""
    rows, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            fault = _fault(row)
        except (ValueError, RecursionError) as error:
            row, fault = None, f"not JSON: {error}"
        if fault:
            problems.append(
                Problem(path, number, fault, 'Write {"path": "…", "tags": [{"facet": "topic", "role": "about", "value": "…"}]}.')
            )
        else:
            rows.append(row)
    return rows, problems


def _fault(row: Any) -> str:
    if not isinstance(row, dict) or not isinstance(row.get("tags"), list):
        return "a record needs a list of `tags`."
    if not isinstance(row.get("path") or row.get("sha256"), str):
        return "a record needs the `path` or the `sha256` of its document."
    for tag in row["tags"]:
        if not isinstance(tag, dict) or not all(isinstance(tag.get(key), str) for key in ("facet", "role", "value")):
            return "a tag needs `facet`, `role` and `value`."
        if tag["facet"] not in FACETS or tag["role"] not in ROLES[tag["facet"]]:
            return f"there is no facet {tag['facet']!r} with the role {tag['role']!r}."
    return ""


def judged_roles(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The facets and roles that a set of gold records speaks of, in the record's order: nothing is counted on the others."""
    spoken = {(tag["facet"], tag["role"]) for row in rows for tag in row["tags"]}
    return [(facet, role) for facet in FACETS for role in ROLES[facet] if (facet, role) in spoken]


def drawn(hashes: Iterable[str], count: int, seed: str = "") -> list[str]:
    """A sample of `count` documents that is the same for the same documents and seed, whatever their order."""
    ranked = sorted(hashes, key=lambda sha256: hashlib.blake2b(f"{seed}\0{sha256}".encode(), digest_size=8).digest())
    return ranked[:count]


def blind(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tags of a record row in an order that tells nothing of their scores; a source without a name is not judged."""
    tags = [tag for tag in row["tags"] if tag["value"] != UNNAMED]
    return sorted(
        tags, key=lambda tag: hashlib.blake2b(f"{row['sha256']}\0{tag['facet']}\0{tag['role']}\0{tag['value']}".encode()).digest()
    )


def methods_sentence(found: Sequence[Measure], documents: int, *, version: str, vocabulary: str, run: str, judged: str) -> str:
    """The sentence for a methods section: what was measured, on how much, with what."""
    figures = "; ".join(
        f"{m.facet}/{m.role} precision {m.precision or '-'}, recall {m.recall or '-'}, F1 {m.f1 or '-'}" for m in found
    )
    made = f"Documents were tagged with tagger {version} (vocabularies {vocabulary}, run {run})"
    return f"{made}; against {judged} of {documents} document{'' if documents == 1 else 's'}, with 95 % intervals: {figures or 'no tags to compare'}."
