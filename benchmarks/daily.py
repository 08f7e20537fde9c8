"""Daily use, measured: start-up, a first and a second run, finding and counting, at a size of collection to choose.

    python benchmarks/daily.py [--documents 5000] [--folder FOLDER] [--rules]

Makes a synthetic collection (or takes yours), tags it, and prints CPU time, best of several. `--rules` tags with the real
recognisers; without it each document gets a dozen made-up tags, so that what is measured is the frame: walk, read, store, find.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tagger.library import Library, place_of
from tagger.library.stats import Stats
from tagger.model import Document, Finding, Span
from tagger.query import parse
from tagger.tagging import Tagger

WORDS = "quay ferry crew strike council harbour tide report minister vote budget bridge winter storm market price school river".split()
TOPICS, SOURCES = 80, 50


def made(folder: Path, documents: int) -> Path:
    """A folder of texts of about 1.4 KB."""
    chance = random.Random(1)
    words = WORDS + [f"{a}{b}{n}" for n, a in enumerate(WORDS) for b in ("s", "ing", "ed", "er", "al", "less")]
    for n in range(documents):
        if n % 1000 == 0:
            (folder / f"{n // 1000:04}").mkdir()
        text = ". ".join(" ".join(chance.choices(words, k=12)).capitalize() for _ in range(18))
        (folder / f"{n // 1000:04}" / f"{n:07}.txt").write_text(f"{text} {n}.\n", encoding="utf-8")
    return folder


def findings(_: Tagger, document: Document) -> list[Finding]:
    """A dozen tags that look like real ones and cost nothing to find."""
    body, seed = document.body, int(document.sha256[:8], 16)
    out = []
    for n in range(5):
        spans = (Span("body", n * 10, n * 10 + 8, "topics/x"), Span("body", n * 20, n * 20 + 8, "topics/x"))
        out.append(
            Finding("topic", "about" if n < 2 else "mentions", f"topic-{(seed + 7 * n) % TOPICS}", "A topic", 0.5, "rule", spans)
        )
    for n in range(3):
        name = body[n * 30 : n * 30 + 12]
        out.append(Finding("source", "quoted", name, name, 0.9, "rule", (Span("body", n * 30, n * 30 + 12, "sources/x"),)))
    out.append(
        Finding("source", "publisher", f"outlet-{seed % SOURCES}", "Outlet", 0.9, "rule", (Span("body", 0, 9, "sources/x"),))
    )
    for n in range(3):
        value = f"{1990 + seed % 33}-{n + 1:02}-{seed % 28 + 1:02}"
        out.append(
            Finding("date", "temporal" if n else "issued", value, "words", 0.9, "rule", (Span("body", n, n + 9, "dates/x"),))
        )
    return out


def say(what: str, seconds: float, per: int = 0) -> None:
    """One line of the table."""
    rate = f"{per / seconds:12,.0f} documents/s" if per and seconds else ""
    print(f"{what:<46} {1000 * seconds:10,.1f} ms{rate}")


def best(work: Callable[[], object], times: int = 3) -> float:
    """CPU seconds of the quickest of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def started(*arguments: str) -> float:
    """CPU seconds of a Python process."""
    found = []
    for _ in range(7):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def run(folder: Path, rules: bool) -> None:
    """Measures one folder."""
    bare = started("-c", "pass")
    for arguments in (["--version"], ["--help"]):
        took = started("-m", "tagger", *arguments)
        print(f"tagger {arguments[0]:<39} {1000 * took:10,.1f} ms{took / bare:8.1f} times `python -c pass`")
    if not rules:
        Tagger.findings = findings  # type: ignore[method-assign]
        Tagger.recognisers = ()  # type: ignore[assignment, misc]
    with tempfile.TemporaryDirectory() as state, Library(place_of(str(folder), state, make=True)[0], write=True) as library:
        start = time.process_time()
        summary = library.tag([str(folder)], processes=1, learn=False)
        say(f"tag, first run ({summary.new:,} documents)", time.process_time() - start, summary.new)
        say("tag, second run", best(lambda: library.tag([str(folder)], processes=1, learn=False), 1))
        topic = library.store.commonest("topic", "about")
        queries = (
            f"topic:{topic}",
            f"topic:{topic} from:outlet-3 date:1995..2005",
            "ferry strike",
            f"ferry topic:{topic} date:2001",
            "date:none",
        )
        for query in queries:
            tree = parse(query)
            say(f"find {query} ({len(library.store.found(tree)):,})", best(lambda tree=tree: library.store.search(tree)))  # type: ignore[misc]
        say("the state of the library", best(library.store.counts))
        say(
            "stats, every table",
            best(lambda: [Stats(library).topics(), Stats(library).sources(), Stats(library).years(), Stats(library).unknown()]),
        )
        say("stats, topic x source x year", best(lambda: Stats(library).cells(), 1))
        size = library.place.index.stat().st_size
        print(f"{'the index':<46} {size / max(1, summary.new):10,.0f} bytes a document")
    print(f"{'memory at most':<46} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10,.0f} MB")


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rules", action="store_true")
    given = parser.parse_args()
    if given.folder:
        run(given.folder, given.rules)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(made(Path(folder), given.documents), given.rules)


if __name__ == "__main__":
    main()
