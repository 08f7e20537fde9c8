"""Rows for machines and spreadsheets: JSON Lines, CSV and Parquet, and the data package that describes the table.

Source: RFC 4180 (CSV); OWASP, CSV Injection (cells that begin as a formula are written with a leading apostrophe);
Frictionless Data Package 1 (datapackage.json).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from tagger.edtf import days_text
from tagger.errors import TaggerError
from tagger.export import Row

COLUMNS: dict[str, tuple[str, str]] = {
    "path": ("string", "The document's path, relative to its library."),
    "sha256": ("string", "The hash of the document's bytes."),
    "title": ("string", "The document's title."),
    "language": ("string", "The document's language, where it says one."),
    "facet": ("string", "topic, source or date."),
    "role": ("string", "What the tag is to the document: about, creator, quoted, issued, …"),
    "value": ("string", "A concept's id, a name, or an EDTF date."),
    "label": ("string", "The value for people to read."),
    "score": ("number", "0 to 1: an order within a facet."),
    "origin": ("string", "rule, learned or person."),
    "earliest": ("string", "For a date: the first day it may mean."),
    "latest": ("string", "For a date: the last day it may mean."),
    "field": ("string", "The field of the document that holds the first evidence."),
    "start": ("integer", "Where the first evidence begins, in Unicode code points."),
    "end": ("integer", "Where the first evidence ends, half-open."),
    "quote": ("string", "The words of the first evidence."),
    "rule": ("string", "The rule that found it."),
    "evidence": ("integer", "How many evidences the tag has."),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def jsonl(rows: Iterable[Row], out: BinaryIO) -> None:
    """One record a line, UTF-8, keys in the record's order; what is not part of the record stays out."""
    for row in rows:
        record = {key: value for key, value in row.items() if key != "url"} if "url" in row else row
        out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
        out.write(b"\n")


def csv(rows: Iterable[Row], out: BinaryIO) -> None:
    """One tag a row, RFC 4180, with a byte order mark so that a spreadsheet reads it as UTF-8; no cell is a formula."""
    import csv as library
    import io

    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    try:
        writer = library.writer(text)
        writer.writerow(COLUMNS)
        for values in _cells(rows):
            writer.writerow([safe_cell(value) for value in values])
    finally:
        text.detach()


def safe_cell(value: Any) -> Any:
    """The value, with an apostrophe before text that a spreadsheet would run as a formula. Numbers stay numbers."""
    if isinstance(value, str):
        value = value.replace("\0", "")
        if value.startswith(_FORMULA):
            return f"'{value}"
    return value


def parquet(rows: Iterable[Row], out: BinaryIO) -> None:
    """One tag a row, in row groups of 10,000 tags. Raises: TaggerError where the extra `parquet` is not installed."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise TaggerError("Parquet needs an extra package. Install it with: pip install 'tagger[parquet]'") from None
    kinds = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, (kind, _) in COLUMNS.items()])
    with ParquetWriter(out, schema, compression="zstd") as writer:
        batch: list[list[Any]] = []
        for cells in _cells(rows):
            batch.append(cells)
            if len(batch) >= 10_000:
                writer.write_table(_table(pyarrow, schema, batch))
                batch = []
        writer.write_table(_table(pyarrow, schema, batch))


def _table(pyarrow: Any, schema: Any, batch: list[list[Any]]) -> Any:
    columns = list(zip(*batch, strict=True)) if batch else [()] * len(schema.names)
    return pyarrow.Table.from_arrays(
        [pyarrow.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
    )


def datapackage(csv_name: str, title: str) -> dict[str, Any]:
    """What stands in `datapackage.json` beside a CSV file called `csv_name`: its columns, types and meaning."""
    fields = [{"name": name, "type": kind, "description": meaning} for name, (kind, meaning) in COLUMNS.items()]
    name = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in csv_name.lower()).strip("-.") or "tags"
    resource = {
        "name": name.removesuffix(".csv"),
        "path": csv_name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }
    return {"profile": "tabular-data-package", "name": name.removesuffix(".csv"), "title": title, "resources": [resource]}


def is_own(raw: bytes, csv_name: str) -> bool:
    """Whether a `datapackage.json` is one that `datapackage` made for a CSV file of that name, so that it may be made anew."""
    try:
        found = json.loads(raw)
        names = [field["name"] for resource in found["resources"] for field in resource["schema"]["fields"]]
        return (
            set(found) == set(datapackage("", ""))
            and [one["path"] for one in found["resources"]] == [csv_name]
            and names[:5] == list(COLUMNS)[:5]
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _cells(rows: Iterable[Row]) -> Iterator[list[Any]]:
    for row in rows:
        for tag in row["tags"]:
            first = tag["evidence"][0] if tag["evidence"] else {}
            earliest, latest = days_text(tag["value"]) if tag["facet"] == "date" else (None, None)
            yield [
                row["path"], row["sha256"], row["title"], row["language"],
                tag["facet"], tag["role"], tag["value"], tag["label"], tag["score"], tag["origin"], earliest, latest,
                first.get("field"), first.get("start"), first.get("end"), first.get("quote"), first.get("rule"), len(tag["evidence"]),
            ]  # fmt: skip
