"""BibTeX entries that BibLaTeX reads as well: `date` holds the EDTF, `year` and `month` serve the older tools.

Source: Oren Patashnik, BibTeXing (1988); the biblatex manual, section 2.3.8 (EDTF dates).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from tagger.export import Row
from tagger.export.citation import Citation, Person, citations

_TYPES = {"mail": "misc", "post": "misc", "article": "article", "page": "online", "document": "misc"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\n": " ", "\r": " ", "\t": " ",
    }
)  # fmt: skip
_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", "\n": "", "\r": "", "\t": ""})


def bibtex(rows: Iterable[Row], out: BinaryIO) -> None:
    """One entry a document."""
    for made in citations(rows):
        out.write(entry(made).encode("utf-8", "replace"))


def entry(made: Citation) -> str:
    """One entry, closed by an empty line; every value is escaped for LaTeX."""
    fields: dict[str, str] = {"title": f"{{{{{_tex(made.title)}}}}}"}
    if made.authors:
        fields["author"] = f"{{{' and '.join(_name(author) for author in made.authors)}}}"
    if made.publisher:
        fields["journal" if made.kind == "article" else "organization"] = f"{{{_tex(made.publisher)}}}"
    if made.platform:
        fields["howpublished"] = f"{{{_tex(made.platform)}}}"
    if made.issued:
        first = made.issued.parts[0]
        fields["date"] = f"{{{made.issued.edtf}}}"
        fields["year"] = f"{{{first[0]}}}"
        if len(first) > 1:
            fields["month"] = _MONTHS[first[1] - 1]
    if made.url:
        fields["url"] = f"{{{made.url.translate(_URL)}}}"
    if made.topics:
        fields["keywords"] = f"{{{_tex(', '.join(made.topics))}}}"
    if made.note:
        fields["note"] = f"{{{_tex(made.note)}}}"
    body = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@{_TYPES[made.kind]}{{{made.key},\n{body}}}\n\n"


def _tex(text: str) -> str:
    return text.translate(_ESCAPES)


def _name(author: Person) -> str:
    if author.literal:
        return f"{{{_tex(author.literal)}}}"
    return _tex(author.reversed).replace(" and ", " {and} ")
