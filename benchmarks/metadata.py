"""Author and publisher of saved web pages: tagger and trafilatura on the same pages in one run.

    python benchmarks/metadata.py GOLD.jsonl PAGES_FOLDER [--limit N]

Each line of GOLD is `{"path": …, "author": [names] | null, "publisher": [accepted names] | null}`; null is not annotated, []
is a page without. Names count as equal without regard to case, accents and marks, publishers also at a likeness of 90 of 100.
Speeds are pages a second of processor time, reading included. trafilatura is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

import tagger

Answer = tuple[list[str], str | None]


def normal(name: str) -> str:
    """A name without case, accents and marks."""
    text = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’.]", "", text)).split())


def people(value: Any) -> set[str]:
    """The names in a string or a list of strings, normalised."""
    rows = [value] if isinstance(value, str) else value or []
    parts = [
        part
        for row in rows
        for part in re.split(r"\s*[;,|]\s*|\s+(?:and|und|et|y|&)\s+", re.sub(r"^\s*(?:by|von|par|por)\s", "", row, flags=re.I))
    ]
    return {name for part in parts if (name := normal(part))}


def by_tagger() -> Callable[[Path], Answer]:
    """A function that answers with tagger."""
    with_sources = tagger.Tagger(facets=("source",))

    def answer(path: Path) -> Answer:
        try:
            tags = with_sources.tag(tagger.read(path))
        except tagger.ReadError:
            return [], None
        publishers = [tag for tag in tags if tag.role == "publisher"]
        return [tag.label for tag in tags if tag.role == "creator"], max(
            publishers, key=lambda tag: tag.score
        ).label if publishers else None

    return answer


def by_trafilatura() -> Callable[[Path], Answer] | None:
    """A function that answers with trafilatura, or None where it is not installed."""
    try:
        from trafilatura import extract_metadata
    except ImportError:
        return None

    def answer(path: Path) -> Answer:
        found = extract_metadata(path.read_bytes())
        return ([found.author] if found and found.author else []), found.sitename if found else None

    return answer


def f1(hits: int, answered: int, wanted: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * hits / (answered + wanted) if answered + wanted else 0.0


def measure(name: str, answer: Callable[[Path], Answer], gold: list[dict[str, Any]], folder: Path) -> None:
    """Prints one line with the figures of one program."""
    hits = answered = wanted = without = invented = right = named = outlets = 0
    answer(folder / gold[0]["path"])  # what is loaded once is not counted
    begun = time.process_time()
    answers = [answer(folder / row["path"]) for row in gold]
    seconds = time.process_time() - begun
    for row, (authors, publisher) in zip(gold, answers, strict=True):
        if row["author"] is not None:
            got, real = people(authors), people(row["author"])
            hits, answered, wanted = hits + len(got & real), answered + len(got), wanted + len(real)
            without += not real
            invented += bool(got) and not real
        if row["publisher"]:
            outlets += 1
            named += publisher is not None
            right += publisher is not None and any(fuzz.ratio(normal(publisher), normal(one)) >= 90 for one in row["publisher"])
    print(
        f"{name:12} author F1 {f1(hits, answered, wanted):.3f}  P {hits / max(answered, 1):.3f}  R {hits / max(wanted, 1):.3f}  "
        f"names someone on {invented / max(without, 1):.3f} of {without} without  publisher F1 {f1(right, named, outlets):.3f}  "
        f"{len(gold) / seconds:.0f} pages/s"
    )


def main() -> None:
    """Reads the arguments and measures both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--limit", type=int, default=None)
    args = parser.parse_args()
    gold = [json.loads(line) for line in args.gold.read_text("utf-8").splitlines() if line.strip()][: args.limit]
    measure("tagger", by_tagger(), gold, args.pages)
    peer = by_trafilatura()
    if peer is None:
        print("trafilatura is not installed: pip install trafilatura")
    else:
        measure("trafilatura", peer, gold, args.pages)


if __name__ == "__main__":
    main()
