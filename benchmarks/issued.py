"""The day of issue of web pages: tagger beside htmldate, extensive and fast, on the same pages in one run.

Run: python -m benchmarks.issued GOLD.json PAGES_FOLDER [--limit 100] [--errors 20]
GOLD.json is {url: {"file": name, "date": "YYYY-MM-DD" or null}}. The peer: pip install htmldate.

`right` is the share of pages with the exact day, `wrong` the share with another answer (a truncated right date is neither);
the speed is pages a second of CPU time, from bytes to answer; `parts` is tagger's own time a page by part, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tagger.errors import ReadError
from tagger.model import Document
from tagger.readers.webpage import read_webpage
from tagger.recognisers.dates.issued import find_issued


class Page(NamedTuple):
    """A page and its day of issue, None where it has none."""

    name: str
    raw: bytes
    day: str | None


def load(gold: Path, folder: Path, limit: int) -> list[Page]:
    """The pages of the gold list that are in the folder."""
    rows = json.loads(gold.read_text(encoding="utf-8")).values()
    found = [
        (row["file"], row["date"] if isinstance(row["date"], str) else None) for row in rows if (folder / row["file"]).is_file()
    ]
    return [Page(name, (folder / name).read_bytes(), day) for name, day in found[: limit or None]]


def by_tagger(rules: Counter[str], parts: Counter[str]) -> Callable[[bytes], str | None]:
    """tagger's answer; counts the rule that gave it and the seconds of reading and of recognising."""

    def answer(raw: bytes) -> str | None:
        start = time.process_time()
        try:
            reading = read_webpage(raw)
        except ReadError:
            return None
        finally:
            parts["read"] += time.process_time() - start  # type: ignore[assignment]
        start = time.process_time()
        fields = MappingProxyType(reading.fields)
        document = Document("page.html", "0" * 64, reading.media_type, reading.encoding, reading.language, fields)
        issued = [finding for finding in find_issued(document) if finding.role == "issued"]
        parts["recognise"] += time.process_time() - start  # type: ignore[assignment]
        rules[issued[0].spans[0].rule if issued else "none"] += 1
        return re.sub("[?~%]", "", issued[0].value) if issued else None

    return answer


def by_htmldate(extensive: bool) -> Callable[[bytes], str | None] | None:
    """htmldate's answer, or None where it is not installed."""
    try:
        from htmldate import find_date
    except ImportError:
        return None
    latest = datetime(2035, 1, 1)

    def answer(raw: bytes) -> str | None:
        text: str | None = find_date(raw, original_date=True, extensive_search=extensive, max_date=latest)
        return text

    return answer


def measured(name: str, pages: list[Page], answer: Callable[[bytes], str | None], errors: int) -> None:
    """Prints one contender's figures, and its first errors."""
    right = wrong = answered = 0
    shown = []
    answer(pages[0].raw)
    start = time.process_time()
    answers = [answer(page.raw) for page in pages]
    seconds = time.process_time() - start
    for page, said in zip(pages, answers, strict=True):
        answered += bool(said)
        right += bool(said) and said == page.day
        if said and said != page.day and not (page.day or "").startswith(said):
            wrong += 1
            shown.append(f"    {page.name}: {said}, and it is {page.day}")
    count = len(pages)
    print(
        f"{name:20} right {right / count:.3f}  wrong {wrong / count:.3f}  answered {answered / count:.3f}  {count / seconds:4.0f} pages/s"
    )
    for line in shown[:errors]:
        print(line)


def main() -> None:
    """Runs the contenders one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--errors", type=int, default=0)
    args = parser.parse_args()
    pages = load(args.gold, args.folder, args.limit)
    if not pages:
        raise SystemExit(f"{args.folder}: holds none of the pages that {args.gold} names.")
    rules: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    measured("tagger", pages, by_tagger(rules, parts), args.errors)
    print("    parts:", ", ".join(f"{name} {seconds / (len(pages) + 1) * 1000:.1f} ms" for name, seconds in parts.items()))
    print("    rules:", ", ".join(f"{rule} {count}" for rule, count in rules.most_common()))
    for name, extensive in (("htmldate extensive", True), ("htmldate fast", False)):
        peer = by_htmldate(extensive)
        if peer is None:
            print(f"{name:20} not installed: pip install htmldate")
        else:
            measured(name, pages, peer, 0)


if __name__ == "__main__":
    main()
