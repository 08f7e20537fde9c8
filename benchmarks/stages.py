"""What each stage of `tagger tag` costs a document, and how far it is from its limit in the field notes.

Run: python -m benchmarks.stages [--documents 1024] [--characters 1400] [--texts FOLDER] [--sources 10000] [--repeats 3]

One process, CPU time, the best of several repeats over the same texts, the fastest path each stage has in a real run. The texts
are the .txt files of a folder, cut to the length, or made up (see `benchmarks.collection`), in two tables: ordinary prose, with
as many tags as news has, says what a user gets; the dense texts of `benchmarks.compare` have thrice as many. The vocabularies
are the built-in ones and so many made-up names of sources beside them.
"""

from __future__ import annotations

import argparse
import gc
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.collection import prose, text
from tagger.__main__ import SELDOM
from tagger.library import work
from tagger.library.learn import features_of
from tagger.model import Document, Finding, in_order
from tagger.readers import from_bytes, read_bytes
from tagger.refine import refine
from tagger.store import Outcome, Store
from tagger.store.pack import Packed
from tagger.tagging import Tagger
from tagger.vocabfile import builtin_vocabulary
from tagger.vocabulary import Concept, Vocabulary


class Limit(NamedTuple):
    """What the field notes hold for possible: microseconds a document of 1.4 KB, and why."""

    cost: float
    why: str


LIMITS = {
    "read a file": Limit(5, "os.open and os.read: 5 µs a file"),
    "hash": Limit(4.7, "sha256 at 300 MB/s"),
    "topics": Limit(185, "a prototype with ten thousand terms and names: 5,400 documents/s for all tags"),
    "dates": Limit(140, "20 MB/s to find the triggers, and 12 µs each for four expressions a kilobyte"),
    "sources": Limit(140, "no figure of its own: as much as dates"),
    "store": Limit(83, "SQLite: 12,000 documents/s with a dozen tags each"),
    "full text": Limit(140, "FTS5 without content: 10 MB/s"),
}


def vocabulary(names: int) -> Vocabulary:
    """The built-in sources and as many made-up ones as make up the number."""
    known = builtin_vocabulary("source")
    first = ["Harbour", "Northern", "River", "Lowland", "Eastern", "Island", "Valley", "Upland", "Bridge", "Coast"]
    kinds = ["Gazette", "Herald", "Courier", "Institute", "Review", "Observer", "Chronicle", "Council", "Agency", "Post"]
    more = max(0, names - len(known))
    made = [
        Concept(id=f"made-{n}", pref_label=f"{first[n % 10]} {chr(65 + n // 10 % 26)}{'aeiou'[n // 260 % 5]}{n // 1300:x} {kinds[n // 7 % 10]}")
        for n in range(more)
    ]  # fmt: skip
    return Vocabulary("stages", "Stages", "source", (*known.concepts, *made), known.language)


def best(work: Callable[[Any], object], items: Iterable[Any], repeats: int) -> float:
    """Microseconds of CPU an item, in the quickest of the repeats."""
    some = list(items)
    found = []
    for _ in range(repeats):
        start = time.process_time()
        for item in some:
            work(item)
        found.append(time.process_time() - start)
    return 1e6 * min(found) / max(1, len(some))


def stored(packed: list[Packed], full_text: bool, repeats: int) -> float:
    """Microseconds a document to store the batch, in batches of `work.BATCH`; with an index of its words or without."""
    outcomes = [
        Outcome(one.path, 1400, 1, one.sha256, (one if full_text else one._replace(body="", title=""),)) for one in packed
    ]
    found = []
    for _ in range(repeats + 1):  # the first of all also warms up
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "index.db") as store:
            run = store.begin("tag", "")
            start = time.process_time()
            for at in range(0, len(outcomes), work.BATCH):
                store.put(outcomes[at : at + work.BATCH], run, 1)
            found.append(time.process_time() - start)
    return 1e6 * min(found) / max(1, len(packed))


def stages(paths: list[str], sources: int, repeats: int) -> tuple[dict[str, float], float]:
    """Microseconds of CPU a document of each stage; how many tags a document got."""
    out: dict[str, float] = {}
    out["read a file"] = best(read_bytes, paths, repeats)
    raws = [(read_bytes(path), Path(path).name) for path in paths]
    out["hash"] = best(lambda raw: sha256(raw[0]).hexdigest(), raws, repeats)
    out["a document of it"] = best(lambda raw: from_bytes(*raw), raws, repeats) - out["hash"]
    documents = [document for raw in raws for document in from_bytes(*raw)]
    tagger = Tagger(sources=vocabulary(sources))
    work.begin(tagger, True)
    for facet, recogniser in zip(tagger.facets, tagger.recognisers, strict=True):
        recogniser.recognise(documents[0])
        out["topics" if facet == "topic" else f"{facet}s"] = best(recogniser.recognise, documents, repeats)
    raw_findings = [(one, [f for recogniser in tagger.recognisers for f in recogniser.recognise(one)]) for one in documents]
    out["refine and sort"] = best(lambda row: in_order(refine(*row)), raw_findings, repeats)
    found: list[tuple[Document, list[Finding]]] = [(one, in_order(refine(one, findings))) for one, findings in raw_findings]
    work.begin(tagger, False)
    out["pack"] = best(lambda row: work.packed(*row), found, repeats)
    packed = [work.packed(*row) for row in found]
    topics = best(lambda one: (tagger.recognisers[0].recognise(one), features_of(tagger, one)), documents, repeats)
    out["what is learned from"] = topics - out["topics"]
    out["store"] = stored(packed, False, repeats)
    out["full text"] = stored(packed, True, repeats) - out["store"]
    return out, sum(len(findings) for _, findings in found) / max(1, len(found))


def report(costs: dict[str, float], characters: float) -> None:
    """The table, with the sums that the limits are set for."""
    print("| stage | µs a document | limit | times the limit | from |\n| :--- | ---: | ---: | ---: | :--- |")
    for name, cost in costs.items():
        limit = LIMITS.get(name)
        print(f"| {name} | {cost:,.1f} |", f"{limit.cost:,.1f} | {cost / limit.cost:.1f} | {limit.why} |" if limit else " | | |")
    whole = sum(costs.values())
    without = whole - costs["what is learned from"]
    for name, cost in (
        ("all", whole),
        ("all but learning", without),
        ("all but learning and full text", without - costs["full text"]),
    ):
        print(f"| **{name}** | **{cost:,.0f}** | | | {1e6 / cost:,.0f} documents/s of CPU, {characters:,.0f} characters each |")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"\nSQLite {sqlite3.sqlite_version}{load}\n")


def measured(name: str, texts: list[str], sources: int, repeats: int) -> None:
    """The table of some texts, which are written to files first."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for n, one in enumerate(texts):
            path = Path(folder) / f"{n:06}.txt"
            path.write_text(one, "utf-8")
            paths.append(str(path))
        costs, tags = stages(paths, sources, repeats)
        print(f"{name}: {tags:.1f} tags a document\n")
        report(costs, sum(map(len, texts)) / len(texts))


def main() -> None:
    """Reads the arguments."""
    gc.set_threshold(SELDOM)  # as the commands do
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1024)
    parser.add_argument("--characters", type=int, default=1400)
    parser.add_argument("--texts", type=Path, help="a folder of .txt files in place of made-up ones")
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    if given.texts:
        found = [path.read_text("utf-8", "replace") for path in sorted(given.texts.rglob("*.txt"))[: given.documents]]
        kinds = {str(given.texts): found}
    else:
        numbers = range(given.documents)
        kinds = {
            "ordinary prose": ["\n\n".join(prose(n, given.characters)) for n in numbers],
            "dense texts": ["\n\n".join(text(n, given.characters)) for n in numbers],
        }
    for name, whole in kinds.items():
        measured(name, [one[: given.characters] for one in whole], given.sources, given.repeats)


if __name__ == "__main__":
    main()
