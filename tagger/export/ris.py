"""RIS entries for EndNote, Mendeley and RefWorks.

Source: RIS Format Specifications, Research Information Systems (2011).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from tagger.export import Row
from tagger.export.citation import Citation, citations

_TYPES = {"mail": "ICOMM", "post": "BLOG", "article": "NEWS", "page": "ELEC", "document": "GEN"}


def ris(rows: Iterable[Row], out: BinaryIO) -> None:
    """One entry a document, lines ended by CR LF."""
    for made in citations(rows):
        out.write(entry(made).encode("utf-8", "replace"))


def entry(made: Citation) -> str:
    """One entry from TY to ER; a line break inside a value becomes a space."""
    lines = [("TY", _TYPES[made.kind]), ("ID", made.key), ("TI", made.title)]
    lines += [("AU", author.reversed) for author in made.authors]
    lines += [("T2", made.publisher), ("PB", made.publisher if made.kind != "article" else ""), ("M3", made.platform)]
    if made.issued:
        first = made.issued.parts[0]
        parts = [f"{part:02}" for part in first[1:]] + [""] * (3 - len(first))
        season = ("", "Spring", "Summer", "Autumn", "Winter")[made.issued.season]
        lines += [("PY", f"{first[0]:04}"), ("DA", f"{first[0]:04}/{'/'.join(parts)}/{season}")]
    lines += [("UR", made.url), *(("KW", topic) for topic in made.topics), ("LA", made.language), ("N1", made.note)]
    body = "".join(f"{name}  - {' '.join(value.split())}\r\n" for name, value in lines if value)
    return f"{body}ER  - \r\n\r\n"
