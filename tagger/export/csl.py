"""CSL-JSON, the items that Zotero, pandoc and citeproc read.

Source: Citation Style Language 1.0.2, schema of its JSON input.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from tagger.export import Row
from tagger.export.citation import Citation, Issued, Person, citations

_TYPES = {
    "mail": "personal_communication",
    "post": "post",
    "article": "article-newspaper",
    "page": "webpage",
    "document": "document",
}


def csl_json(rows: Iterable[Row], out: BinaryIO) -> None:
    """A JSON array with one item a document."""
    separator = b"[\n"
    for made in citations(rows):
        out.write(separator + json.dumps(item(made), ensure_ascii=False, indent=1).encode("utf-8", "replace"))
        separator = b",\n"
    out.write(b"[]\n" if separator == b"[\n" else b"\n]\n")


def item(made: Citation) -> dict[str, Any]:
    """One CSL item; the EDTF of the day of issue is kept under `custom`."""
    out: dict[str, Any] = {"id": made.key, "type": _TYPES[made.kind], "title": made.title}
    if made.authors:
        out["author"] = [_name(author) for author in made.authors]
    if made.publisher:
        out["container-title" if made.kind in ("article", "post") else "publisher"] = made.publisher
    if made.platform:
        out["medium"] = made.platform
    if made.issued:
        out["issued"] = _date(made.issued)
    for key, value in (("URL", made.url), ("keyword", ", ".join(made.topics)), ("language", made.language), ("note", made.note)):
        if value:
            out[key] = value
    custom = {"path": made.path}
    if made.issued:
        custom["edtf"] = made.issued.edtf
    out["custom"] = custom
    return out


def _name(author: Person) -> dict[str, str]:
    if author.literal:
        return {"literal": author.literal}
    parts = {
        "family": author.family,
        "given": author.given,
        "non-dropping-particle": author.particle,
        "suffix": author.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def _date(issued: Issued) -> dict[str, Any]:
    out: dict[str, Any] = {"date-parts": [list(part) for part in issued.parts]}
    if issued.season:
        out["season"] = issued.season
    if issued.circa:
        out["circa"] = True
    return out
