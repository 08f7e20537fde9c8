"""How fast sources are found in made-up news: python benchmarks/attribution.py [DOCUMENTS]."""

from __future__ import annotations

import random
import sys
import time

from tagger.model import Document
from tagger.recognisers.sources.attribution.recogniser import find_attributions
from tagger.recognisers.sources.names import Names
from tagger.vocabulary import Concept, Vocabulary

SENTENCES = (
    "“We are tired of it,” said {name}, a deckhand. “Nobody asked us.”",
    "{name}, the union's secretary, told a meeting on {day} that the crews would stay out.",
    "The strike has cost the port nine million, according to {body}.",
    "A spokesman for {body} declined to comment.",
    "She added that the talks would go on in {place} next week.",
    "The ferries to {place} did not run, and the quay was empty but for two gulls and a dog.",
    "In the town, shops opened late and the market was held in the old hall, as it had been in the winter of the great storm.",
    "Nobody had expected the strike to last into the third week of the month, when the first ships of the season arrive.",
)
FIRST = ("Ana", "Tom", "Ruth", "Ivo", "Marta", "Jonas", "Helen", "Omar", "Lucy", "Peter")
LAST = ("Reyes", "Bligh", "Okafor", "Lund", "Weiss", "Feld", "Marsh", "Haddad", "Stone", "Novak")
BODIES = ("Coast Watch", "the Harbour Gazette", "the Port Authority", "Northern Ferries", "Leeds University")


def made_up(count: int, chance: random.Random) -> list[Document]:
    """`count` documents of about 1,400 characters."""
    out = []
    for _ in range(count):
        paragraphs = []
        for _ in range(7):
            lines = (chance.choice(SENTENCES) for _ in range(2))
            paragraphs.append(" ".join(lines).format(
                name=f"{chance.choice(FIRST)} {chance.choice(LAST)}", body=chance.choice(BODIES),
                day=chance.choice(("Monday", "Friday")), place=chance.choice(("Bergen", "Leith")),
            ))  # fmt: skip
        out.append(Document.from_text("\n\n".join(paragraphs)))
    return out


def main() -> None:
    documents = made_up(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, random.Random(7))
    vocabulary = tuple(
        Concept(f"c{n}", f"{a} {b}", kind="person") for n, (a, b) in enumerate((a, b) for a in FIRST for b in LAST[:5])
    )
    names = Names(Vocabulary("b", "b", "source", vocabulary))
    start = time.process_time()
    find_attributions(documents[0], names)
    print(f"first document, words loaded: {time.process_time() - start:.3f} s")
    start = time.process_time()
    found = sum(len(find_attributions(document, names)) for document in documents)
    spent = time.process_time() - start
    size = sum(len(document.body) for document in documents)
    print(f"{len(documents)} documents of {size // len(documents)} characters: {len(documents) / spent:.0f} documents/s, "
          f"{size / spent / 1e6:.2f} MB/s, {found / len(documents):.1f} sources each")  # fmt: skip


if __name__ == "__main__":
    main()
