"""Names with slips, near names, and the cost of a span, on made-up names: python benchmarks/names.py [NAMES]."""

from __future__ import annotations

import random
import sys
import time

from rapidfuzz import fuzz, process

from tagger.recognisers.sources.names import Names, plain
from tagger.recognisers.sources.words import given_names
from tagger.vocabulary import Concept, Vocabulary

TOWNS = "bridge ford ham ton field mouth port stead worth wick bury dale gate haven ley minster"
PAPERS = "Gazette Herald Courier Chronicle Times Post Star Echo Argus Mercury Observer Record Sentinel Tribune Journal Advertiser".split()
SYLLABLES = (
    "ba be bo da de do fa ga go ha ka ke ko la le lo ma me mo na ne no pa pe ra re ro sa se so ta te to va ve vo za zo".split()
)
ENDS = "n r s l ck nd rt sen son sky vic ez ini ov ard man berg".split()


def surname(chance: random.Random) -> str:
    """A made-up surname."""
    return ("".join(chance.choice(SYLLABLES) for _ in range(chance.choice((1, 2, 2, 2, 3)))) + chance.choice(ENDS)).capitalize()


def made_up(count: int, chance: random.Random) -> list[str]:
    """`count` different names of people and papers."""
    given = sorted(name for name in given_names() if len(name) > 2)
    out: dict[str, None] = {}
    while len(out) < count:
        if chance.random() < 0.7:
            out[f"{chance.choice(given).capitalize()} {surname(chance)}"] = None
        else:
            town = (
                chance.choice(SYLLABLES) + chance.choice(SYLLABLES) + chance.choice("nlrs") + chance.choice(TOWNS.split())
            ).capitalize()
            out[f"{town} {chance.choice(PAPERS)}"] = None
    return list(out)


def slipped(name: str, slips: int, chance: random.Random) -> str:
    """`name` with letters swapped, dropped, doubled or mistyped."""
    for _ in range(slips):
        at = chance.randrange(1, len(name) - 1)
        while " " in name[at : at + 2]:
            at = chance.randrange(1, len(name) - 1)
        kind = chance.randrange(4)
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        if kind == 0:
            name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        elif kind == 1:
            name = name[:at] + name[at + 1 :]
        elif kind == 2:
            name = name[:at] + letter + name[at:]
        else:
            name = name[:at] + letter + name[at + 1 :]
    return name


def near(name: str, known: set[str], chance: random.Random) -> str:
    """Another first name, or another paper of the same town, that is not in the list."""
    first, _, last = name.partition(" ")
    given = sorted(n for n in given_names() if n[0] == first[0].lower() and len(n) > 2)
    while True:
        other = f"{first} {chance.choice(PAPERS)}" if last in PAPERS else f"{chance.choice(given).capitalize()} {last}"
        if other not in known:
            return other


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(7)
    listed = made_up(count, chance)
    start = time.process_time()
    names = Names(Vocabulary("n", "n", "source", tuple(Concept(f"c{i}", name, kind="person") for i, name in enumerate(listed))))
    names.match("Nobody Atall")
    print(f"{count} names, index made in {time.process_time() - start:.2f} s")
    picked = [chance.randrange(count) for _ in range(1000)]
    typed = [(i, slipped(listed[i], chance.choice((1, 2)), chance)) for i in picked]
    others = [near(listed[i], set(listed), chance) for i in picked]
    start = time.process_time()
    found = [names.match(text) for _, text in typed]
    joined = [names.match(text) for text in others]
    cost = (time.process_time() - start) / 2000
    right = sum(got == f"c{i}" for got, (i, _) in zip(found, typed, strict=True))
    wrong = sum(got not in (None, f"c{i}") for got, (i, _) in zip(found, typed, strict=True))
    print(f"with one or two slips: found {right / 10:.1f} %, taken for another {wrong / 10:.1f} %")
    print(f"near but different: joined {sum(got is not None for got in joined) / 10:.1f} %")
    keys = [plain(name) for name in listed]
    start = time.process_time()
    scanned = [process.extractOne(plain(text), keys, scorer=fuzz.ratio, score_cutoff=91) for _, text in typed[:200]]
    scan = (time.process_time() - start) / 200
    same = sum(hit is not None and hit[2] == i for hit, (i, _) in zip(scanned, typed, strict=False))
    print(f"a span: {cost * 1e6:.0f} µs; a scan of all by rapidfuzz: {scan * 1e6:.0f} µs (finds {same / 2:.1f} %)")
    if "-v" in sys.argv:
        for got, (i, text) in zip(found, typed, strict=True):
            if got != f"c{i}":
                print("missed", listed[i], "|", text, "|", got and names.label(got))
        for got, text in zip(joined, others, strict=True):
            if got:
                print("joined", text, "|", names.label(got))


if __name__ == "__main__":
    main()
