"""What a citation says of one document: its author, outlet, day and address. Whom it quotes goes into the note alone,
so that nobody quoted turns into an author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import combining, normalize

from tagger.edtf import Edtf
from tagger.errors import EdtfError
from tagger.export import Row

_PARTICLES = frozenset(
    "af al ap av bin da das de dei del della der di do dos du el ibn la las le los st. ten ter van vom von zu zum zur y und".split()
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md|esq)\.?", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:staff|team|desk|editors?|editorial|board|agency|agencies|press|news|newsroom|times|post|gazette|union|institute|ministry"
    r"|office|department|committee|council|university|foundation|association|group|network|service|bureau|company|inc|ltd|the)\b",
    re.IGNORECASE,
)
_JOINERS = "\u200c\u200d"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Person(NamedTuple):
    """A name in parts; a body, or a name that has no plain parts, is `literal` alone."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def reversed(self) -> str:
        """`family, given` as RIS and BibTeX have it; a body as it stands."""
        if self.literal:
            return self.literal
        family = f"{self.particle} {self.family}".strip()
        return ", ".join(part for part in (family, self.suffix, self.given) if part)


class Issued(NamedTuple):
    """The day of issue in parts: `(year)`, `(year, month)` or `(year, month, day)`; two of them for an interval."""

    edtf: str
    parts: tuple[tuple[int, ...], ...]
    season: int = 0
    circa: bool = False


class Citation(NamedTuple):
    """One document as the citation formats need it."""

    key: str
    kind: str
    title: str
    authors: tuple[Person, ...]
    publisher: str
    platform: str
    issued: Issued | None
    url: str
    topics: tuple[str, ...]
    note: str
    path: str
    language: str


def citation(row: Row) -> Citation:
    """The citation of one record row."""
    labels: dict[str, list[str]] = {}
    authors: list[Person] = []
    issued = None
    for tag in row["tags"]:
        label = plain(tag["label"])
        if label:
            labels.setdefault(tag["role"], []).append(label)
        if label and tag["role"] == "creator" and tag["value"] != "unnamed":
            authors.append(person(label, known=tag["value"] != tag["label"] and _ID.fullmatch(tag["value"]) is not None))
        if tag["role"] == "issued" and issued is None:
            issued = issue(tag["value"])
    publisher, platform = (labels.get(role, [""])[0] for role in ("publisher", "platform"))
    return Citation(
        _key(authors, issued, row),
        _kind(row, publisher, platform),
        plain(row["title"]) or plain(row["path"].rpartition("/")[2]) or "untitled",
        tuple(authors),
        publisher,
        platform,
        issued,
        plain(str(row.get("url") or "")),
        tuple(labels.get("about", ())),
        _note(row, labels, issued),
        row["path"],
        row["language"],
    )


def plain(text: str) -> str:
    """The text on one line, without what cannot be seen: control characters, marks that turn the direction of writing, halves of characters."""
    return " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in text).split())


def person(name: str, known: bool = False) -> Person:
    """The parts of a name: given, particle, family, suffix; a `known` concept, a body or a single word is literal."""
    words = name.split()
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop().rstrip(",")
        words[-1] = words[-1].rstrip(",")
    if known or not 2 <= len(words) <= 6 or "@" in name or "," in name.removesuffix(suffix).rstrip(" ,") or _BODY.search(name):
        return Person(literal=name)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return Person(" ".join(words[:start]), " ".join(words[start:-1]), words[-1], suffix)


def issue(edtf: str) -> Issued | None:
    """The parts of an EDTF date; None where it is open, before the year 1, or no date."""
    try:
        date = Edtf(edtf)
    except EdtfError:
        return None
    first, last = date.earliest, date.latest
    if first is None or last is None or first.year < 1:
        return None
    circa = edtf.endswith(("~", "?", "%")) or "X" in edtf
    plain = edtf.rstrip("~?%")
    season = int(plain[5:7]) - 20 if re.fullmatch(r"\d{4}-2[1-4]", plain) else 0
    if season:
        return Issued(edtf, ((first.year,),), season, circa)
    if re.fullmatch(r"\d{4}(?:-(?:0\d|1[012])(?:-\d\d)?)?", plain):
        return Issued(edtf, (tuple(int(part) for part in plain.split("-")),), 0, circa)
    if first.year == last.year and (first.month, last.month) == (1, 12):
        return Issued(edtf, ((first.year,),), 0, circa)
    return Issued(edtf, (tuple(first), tuple(last)), 0, circa)


def _kind(row: Row, publisher: str, platform: str) -> str:
    if row["media_type"] in ("message/rfc822", "application/mbox"):
        return "mail"
    if platform:
        return "post"
    if publisher:
        return "article"
    return "page" if row["media_type"] in ("text/html", "application/xhtml+xml") else "document"


def _note(row: Row, labels: dict[str, list[str]], issued: Issued | None) -> str:
    parts = []
    for role, words in (("quoted", "Quotes"), ("cited", "Relies on")):
        names = [label for label in labels.get(role, ()) if label]
        if names:
            parts.append(f"{words}: {'; '.join(names)}.")
    if issued:
        parts.append(f"EDTF of issue: {issued.edtf}")
    else:
        parts += [f"EDTF of writing: {tag['value']}" for tag in row["tags"] if tag["role"] == "created"]
    return " ".join(parts)


def _key(authors: list[Person], issued: Issued | None, row: Row) -> str:
    """A key that stays the same for the same document: name, year, and six digits of its hash."""
    name = (
        (authors[0].family or authors[0].literal.split()[0]) if authors and (authors[0].family or authors[0].literal) else "anon"
    )
    folded = "".join(c for c in normalize("NFKD", name) if c.isascii() and c.isalnum() and not combining(c)).lower()
    year = str(issued.parts[0][0]) if issued else "nd"
    return f"{folded or 'anon'}{year}-{row['sha256'][:6]}"


def citations(rows: Iterable[Row]) -> Iterator[Citation]:
    """The citation of each row, with keys that are unique in what is written."""
    seen: dict[str, int] = {}
    for row in rows:
        made = citation(row)
        count = seen[made.key] = seen.get(made.key, 0) + 1
        yield made if count == 1 else made._replace(key=f"{made.key}-{count}")
