"""How fast the date recogniser is, alone: MB/s of CPU time on news and on made-up prose, and the curve by length of one text.

    python benchmarks/dates_speed.py [FILE … | FOLDER …]

Without files the prose is made up: words of falling frequency and three to four dates a kilobyte, as news has them. Files are cut into
documents of 1,400 characters; a fifth of them, not measured, makes the recogniser warm. "first" is a text whose words and dates were never
seen, after others whose were; "again" the same text once more. All that the recogniser does is counted: the day of issue, the dates in the text, the bounds.
"""

from __future__ import annotations

import argparse
import random
import time
from itertools import accumulate
from pathlib import Path

from tagger.model import Document
from tagger.recognisers.dates import Dates
from tagger.recognisers.dates.temporal import knowledge

SYLLABLES = "ba re to lin sha mor den ka pri sto vel an ter gu mi la co fen dra us pel on tra is".split()
SMALL = "the of to and a in that is was he for it with as his on be at by I this had not are but from or have an they which one you were".split()
MONTHS = "January February March April June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def vocabulary(chance: random.Random, size: int = 40_000) -> list[str]:
    """Made-up words, small ones first."""
    return SMALL + [
        "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) + chance.choice(["", "", "s", "ed", "ing"])
        for _ in range(size)
    ]


def date(chance: random.Random) -> str:
    """An expression as news has them."""
    return chance.choice([
        f"on {chance.choice(DAYS)}", "last year", "this week", f"in {chance.choice(MONTHS)}", f"in {chance.randint(1950, 2022)}", "yesterday",
        f"on {chance.choice(MONTHS)} {chance.randint(1, 28)}", f"on {chance.randint(1, 28)} {chance.choice(MONTHS)} {chance.randint(1950, 2022)}",
        f"{chance.randint(2, 12)} years ago", "the third quarter", f"${chance.randint(1, 999)} million", f"{chance.randint(2, 99)}%",
    ])  # fmt: skip


def prose(size: int, seed: int) -> str:
    """Made-up prose of about that many code points."""
    chance = random.Random(seed)
    words = vocabulary(chance)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    out: list[str] = []
    length = 0
    while length < size:
        sentence = chance.choices(words, cum_weights=weights, k=chance.randint(8, 28))
        if chance.random() < 0.55:
            sentence.insert(chance.randrange(len(sentence)), date(chance))
        text = " ".join(sentence).capitalize() + chance.choice([". ", ". ", ".\n\n"])
        out.append(text)
        length += len(text)
    return "".join(out)


def measure(texts: list[str]) -> tuple[float, int]:
    """Seconds of CPU time over the texts, and the number of expressions."""
    documents = [Document.from_text(text, reference="2022-03-14") for text in texts]
    dates = Dates()
    start = time.process_time()
    found = sum(len(finding.spans) for document in documents for finding in dates.recognise(document))
    return time.process_time() - start, found


def report(name: str, texts: list[str]) -> None:
    """One line for a set of texts, first and again."""
    first, found = measure(texts)
    again, _ = measure(texts)
    size, each = sum(map(len, texts)) / 1e6, 1e6 / len(texts)
    print(
        f"{name:32} {size:7.2f} MB  first {size / first:6.2f} MB/s {first * each:12,.0f} µs/document"
        f"  again {size / again:6.2f} MB/s {again * each:12,.0f} µs/document  {found / size / 1000:5.2f} expressions/kB"
    )


def documents_of(paths: list[Path]) -> list[str]:
    """The text of the files and of the files in the folders, cut into documents of `LENGTH` characters."""
    files = [file for path in paths for file in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    return [text[at : at + LENGTH] for text in texts for at in range(0, max(1, len(text) - LENGTH // 2), LENGTH)]


LENGTH = 1_400


def main() -> None:
    """Measure the files named, then made-up prose."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("paths", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--largest", type=float, default=50, help="MB of the longest text of the curve")
    args = parser.parse_args()
    start = time.process_time()
    knowledge("en")
    print(f"{'loading words and rules':32} {time.process_time() - start:7.3f} s")
    measure([prose(2_500, seed) for seed in range(1_000, 1_100)])
    if args.paths:
        texts = documents_of(args.paths)
        measure(texts[::5])
        report("files", [text for place, text in enumerate(texts) if place % 5])
    report("1,000 texts of 2.5 kB", [prose(2_500, seed) for seed in range(1, 51)] * 20)
    sample = prose(1_000_000, 0)
    for size in (0.01, 0.1, 1, 5, 20, 50):
        if size <= args.largest:
            times = max(1, round(size))
            report(f"one text of {size:g} MB", [(sample * times)[: int(size * 1e6)]])
    report("digits without end", ["1990-" * 200_000])
    report("one word without end", ["a" * 1_000_000])


if __name__ == "__main__":
    main()
