"""Tags out: record rows to JSON Lines, CSV, CSL-JSON, BibTeX, RIS, Markdown and Parquet.

A row is the record `tagger/1` as plain data; it may also hold `url`, which the citation formats use. Rows are written as
they come, in one pass, to an open binary file; what is written is UTF-8. SQLite is written by the store, which alone knows SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple

from tagger.errors import TaggerError
from tagger.folding import visible

Row = Mapping[str, Any]


class Format(NamedTuple):
    """A way out: its name, what it is good for, the usual suffix, and `module:function` that writes it."""

    name: str
    purpose: str
    suffix: str
    home: str

    @property
    def write(self) -> Callable[[Iterable[Row], BinaryIO], None]:
        module, _, function = self.home.partition(":")
        found: Callable[[Iterable[Row], BinaryIO], None] = getattr(import_module(f"tagger.export.{module}"), function)
        return found


FORMATS: dict[str, Format] = {
    made.name: made
    for made in (
        Format("jsonl", "one record a line, with all evidence", ".jsonl", "tabular:jsonl"),
        Format("csv", "one tag a row, for a spreadsheet or R", ".csv", "tabular:csv"),
        Format("csl-json", "one item a document, for Zotero, pandoc or citeproc", ".json", "csl:csl_json"),
        Format("bibtex", "one entry a document, for LaTeX (BibTeX and BibLaTeX)", ".bib", "bibtex:bibtex"),
        Format("ris", "one entry a document, for EndNote, Mendeley or RefWorks", ".ris", "ris:ris"),
        Format("markdown", "a section a document with its tags and the words that prove them", ".md", "markdown:markdown"),
        Format("parquet", "one tag a row, for DuckDB, pandas or Arrow (extra `parquet`)", ".parquet", "tabular:parquet"),
    )
}


def export(rows: Iterable[Row], to: str, out: BinaryIO) -> None:
    """Writes `rows` in the format named `to` to the open binary file `out`.

    Raises: TaggerError for an unknown format, or one whose extra is not installed.
    """
    chosen = FORMATS.get(to)
    if chosen is None:
        raise TaggerError(f"unknown format {to!r}. Choose one of {', '.join(FORMATS)}.")
    chosen.write(rows if to in _DATA else map(_visible, rows), out)


_DATA = ("jsonl", "csl-json", "parquet")
"""The formats that only programs read, which get every character as it is."""


def _visible(value: Any) -> Any:
    """The same without control characters, escapes and marks that turn the direction of writing: these files are looked at."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {key: _visible(one) for key, one in value.items()}
    return [_visible(one) for one in value] if isinstance(value, list | tuple) else value
