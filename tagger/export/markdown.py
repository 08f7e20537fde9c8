"""A section a document: its tags, and under each the words that prove it. Nothing in a text can act as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from tagger.export import Row

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$^=:-])")
_QUOTES = 3


def markdown(rows: Iterable[Row], out: BinaryIO) -> None:
    """CommonMark, one second-level heading a document, one list item a tag, up to three quotations under each."""
    for row in rows:
        out.write(section(row).encode("utf-8", "replace"))


def section(row: Row) -> str:
    """The section of one record row, closed by an empty line."""
    path = _plain(row["path"])
    lines = [f"## {_plain(row['title']) or path}", "", path, ""]
    facet = ""
    for tag in row["tags"]:
        if tag["facet"] != facet:
            facet = tag["facet"]
            lines += ["" if lines[-1] else None, f"### {facet.capitalize()}", ""]  # type: ignore[list-item]
        lines.append(_item(tag))
        lines += [f"  > {_plain(evidence['quote'])}" for evidence in tag["evidence"][:_QUOTES]]
    if not row["tags"]:
        lines.append("No tags.")
    return "\n".join(line for line in lines if line is not None) + "\n\n"


def _item(tag: dict[str, Any]) -> str:
    label, value = _plain(tag["label"]), _plain(tag["value"])
    known = f" \\({value}\\)" if value != label else ""
    origin = "" if tag["origin"] == "rule" else f", {tag['origin']}"
    return f"- {tag['role']}{origin}: **{label}**{known}" if label else f"- {tag['role']}{origin}: {value}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
