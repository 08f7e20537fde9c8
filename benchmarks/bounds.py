"""Bounds on texts whose day of writing is known: how many get one, and how many of those hold.

Run: python -m benchmarks.bounds PAGES_FOLDER [--gold GOLD.json ...] [--errors 20] [--all-languages]
GOLD.json is {url: {"file": name, "date": "YYYY-MM-DD" or null}}; without it the day is what the page's own metadata says.

Every page is reduced to its main text: all other fields are taken away, and so are the lines of the text that date it. A bound
holds where it is not later than the day of issue, or of the last change that the page names. `given` counts among the texts
that name a year. The temporal recogniser is asked without a reference day.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tagger.edtf import Day, Edtf
from tagger.errors import EdtfError, ReadError
from tagger.model import Document, Finding
from tagger.readers.webpage import read_webpage
from tagger.recognisers.dates.bounds import find_created
from tagger.recognisers.dates.issued import candidates, find_issued
from tagger.recognisers.dates.temporal import find_temporal

YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
SURE = 0.9


class Text(NamedTuple):
    """A main text alone, and the last day on which it can have been written."""

    name: str
    document: Document
    issued: Day
    changed: Day


def load(folder: Path, golds: list[Path], everything: bool) -> Iterator[Text]:
    """The texts of the pages in a folder whose day is known, each body once."""
    known: dict[str, str] = {}
    for gold in golds:
        known |= {
            row["file"]: row["date"]
            for row in json.loads(gold.read_text(encoding="utf-8")).values()
            if isinstance(row["date"], str)
        }
    seen = set()
    for path in sorted(folder.rglob("*.htm*")):
        try:
            reading = read_webpage(path.read_bytes())
        except ReadError:
            continue
        body = reading.fields["body"]
        if body in seen or not (everything or reading.language == "en"):
            continue
        seen.add(body)
        whole = _document(path.name, reading.language, reading.fields)
        found = {finding.role: finding for finding in find_issued(whole)}
        day = _day(known.get(path.name, "")) if golds else _sure(found.get("issued"))
        if day:
            bare = _without_dateline(_document(path.name, reading.language, {"body": body}))
            yield Text(path.name, bare, day, max(day, _sure(found.get("modified")) or day))


def _document(name: str, language: str, fields: dict[str, str]) -> Document:
    return Document(name, "0" * 64, "text/html", "utf-8", language, MappingProxyType(fields))


def _without_dateline(document: Document) -> Document:
    body = document.body
    spans = {(c.span.start, c.span.end, c.span.rule) for c in candidates(document) if c.span.field == "body"}
    for start, end, rule in sorted(spans, reverse=True):
        first, last = body.rfind("\n", 0, start) + 1, body.find("\n", end)
        body = body[:first] + body[end if rule.endswith("dateline") else max(last, 0) or len(body) :]
    return _document(document.path, document.language, {"body": body})


def _day(text: str) -> Day | None:
    try:
        edtf = Edtf(text[:10])
    except EdtfError:
        return None
    return edtf.latest if edtf.precision == "day" else None


def _sure(finding: Finding | None) -> Day | None:
    return _day(finding.value) if finding and finding.score >= SURE else None


def main() -> None:
    """Prints the counts and the bounds that do not hold, with the sentence's words."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--errors", type=int, default=20)
    parser.add_argument("--all-languages", action="store_true")
    args = parser.parse_args()
    texts = named = given = held = held_at_issue = 0
    faults = []
    for text in load(args.folder, args.gold, args.all_languages):
        texts += 1
        document = text.document
        if not YEAR.search(document.body):
            continue
        named += 1
        for finding in find_created(document, find_temporal(document, None)):
            given += 1
            earliest = Edtf(finding.value).earliest
            holds = earliest is None or earliest <= text.changed
            held += holds
            held_at_issue += earliest is None or earliest <= text.issued
            if not holds:
                span = finding.spans[0]
                words = " ".join(document.body[max(span.start - 100, 0) : span.end + 60].split())
                faults.append(f"    {text.name}: {finding.value}, written by {'-'.join(map(str, text.changed))}: …{words}…")
    print(f"texts {texts}, naming a year {named}, given {given} ({given / max(named, 1):.3f})")
    print(f"valid {held / max(given, 1):.4f}; against the day of issue alone {held_at_issue / max(given, 1):.4f}")
    print("\n".join(faults[: args.errors]))


if __name__ == "__main__":
    main()
