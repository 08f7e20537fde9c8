"""A vocabulary as CSV: a row a concept, for spreadsheets.

Lists stand in one cell, parted by ` | `; a bar or backslash within a value has a backslash before it. A cell that a
spreadsheet would run as a formula has an apostrophe before it. The scheme stands in the last columns of every row.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from tagger.errors import Problem, VocabularyError
from tagger.vocabfile.builtin import builtin_ids
from tagger.vocabfile.concepts import Part, near_names, slug, vocabulary_of
from tagger.vocabfile.tables import LISTS, Table, Tables
from tagger.vocabfile.tomlfile import FIELDS
from tagger.vocabulary import Vocabulary

SCHEME = {"scheme": "id", "scheme_title": "title", "facet": "facet", "language": "language", "replace": "replace"}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_BAR = re.compile(r"((?:[^\\|]|\\.)*)(?:\||$)", re.DOTALL)


def csv_text(vocabulary: Vocabulary) -> str:
    """The vocabulary as CSV with a head of column names; `parse_csv` of it gives the same vocabulary."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*FIELDS, *SCHEME))
    scheme = [vocabulary.id, vocabulary.title, vocabulary.facet, vocabulary.language, "true" if vocabulary.replace else ""]
    for concept in vocabulary:
        cells = (_joined(getattr(concept, name)) if name in LISTS else getattr(concept, name) or "" for name in FIELDS)
        writer.writerow([_guarded(cell) for cell in (*cells, *scheme)])
    if not vocabulary.concepts:
        writer.writerow([*("" for _ in FIELDS), *map(_guarded, scheme)])
    return out.getvalue()


def parse_csv(text: str, *, path: str = "", facet: str = "") -> Vocabulary:
    """The vocabulary in a CSV text; of the columns only `pref_label` or `id` is needed, the rest may be missing or in any order.

    `facet` stands where the file names none. Raises: VocabularyError with every fault and its line.
    """
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [name.strip().lower() for name in next(reader, [])]
    faults = [
        Problem(
            path,
            1,
            f'"{name}" is no column of a vocabulary.',
            near_names(name, (*FIELDS, *SCHEME), "Name it after one, or take it out."),
        )
        for name in names
        if name and name not in FIELDS and name not in SCHEME
    ]
    if "id" not in names and "pref_label" not in names:
        faults.append(
            Problem(
                path, 1, "the columns id and pref_label are missing.", f"The first row names the columns: {', '.join(FIELDS)}."
            )
        )
    if faults:
        raise VocabularyError(tuple(faults))
    scheme: dict[str, Any] = {}
    concepts = []
    line = reader.line_num + 1
    for cells in reader:
        row = {name: _bared(cell) for name, cell in zip(names, cells, strict=False) if name and cell}
        scheme = scheme or {key: row[name] for name, key in SCHEME.items() if name in row}
        values: dict[str, Any] = {name: _parted(row[name]) if name in LISTS else row[name] for name in FIELDS if name in row}
        if values:
            values.setdefault("id", slug(values.get("pref_label", "")))
            values.setdefault("pref_label", values["id"])
            concepts.append(Table(values, line, {}))
        line = reader.line_num + 1
    given = {"id": "imported", "title": "Imported", **({"facet": facet} if facet else {}), **scheme}
    given["replace"] = str(given.get("replace", "")).lower() == "true"
    return vocabulary_of((Part(path, Tables(Table(given, 2, {}), concepts, {})),), builtin_ids)


def _joined(values: tuple[str, ...]) -> str:
    return " | ".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def _parted(cell: str) -> list[str]:
    """The values of a cell: one blank on either side of a bar belongs to the bar."""
    parts = []
    at = 0
    while at <= len(cell):
        match = _BAR.match(cell, at)
        if match is None:
            parts.append(cell[at:])
            break
        parts.append(match[1])
        at = match.end() if match[0].endswith("|") and match.end() > match.end(1) else len(cell) + 1
    last = len(parts) - 1
    bare = [part[n > 0 and part[:1] == " " :] for n, part in enumerate(parts)]
    bare = [part[:-1] if n < last and part[-1:] == " " else part for n, part in enumerate(bare)]
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in bare if part]


def _guarded(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell


def _bared(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell
