"""Topics beside what others do, on documents whose topics are known.

Run: python -m benchmarks.topics DOCUMENTS.jsonl[.xz] TOPICS.json [--labelled 0 5 20]
DOCUMENTS holds one {"id", "text", "labels"} a line; TOPICS a list of {"label", "name", "definition", "keywords"}.

One run, one table: by rule, by what the folder teaches, the same with N decisions a topic; and with those N documents a topic as
their training, the recipe that paperless-ngx publishes (counts of one and two words in at least one document in a hundred, a
multilayer perceptron, tolerance .01) and the one of Annif's tfidf backend (tf-idf, cosine to the training texts of each topic
taken together). P@1 is the share of documents whose best topic is right, among those that taught nothing to any of them. Speed
is documents a second of CPU for naming the topics of all, learning included, features apart. The peers need scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tagger.learning import Lesson, features, learn
from tagger.model import Decision, Document
from tagger.recognisers.topics import Topics
from tagger.vocabulary import Concept, Vocabulary


class Task(NamedTuple):
    """Documents that hold text, each once, with their topics; the vocabulary, whose concept ids the topics are; its recogniser."""

    documents: list[Document]
    gold: list[set[str]]
    vocabulary: Vocabulary
    topics: Topics


def slug(text: str) -> str:
    """A label as a concept id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def read_task(documents: str, topics: str, keywords: bool = True) -> Task:
    """The task in two files; without `keywords` a topic has its name and definition alone."""
    concepts = []
    for row in json.loads(Path(topics).read_text("utf-8")):
        words = tuple(word for word in dict.fromkeys(row["keywords"]) if word.lower() != row["name"].lower()) if keywords else ()
        concepts.append(Concept(slug(row["label"]), row["name"], words, definition=row["definition"]))
    vocabulary = Vocabulary("measured", "Measured topics", "topic", tuple(concepts))
    seen: dict[str, tuple[Document, set[str]]] = {}
    opener: Any = lzma.open if documents.endswith(".xz") else open
    with opener(documents, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["text"].strip():
                document = Document.from_text(row["text"])
                seen.setdefault(document.sha256, (document, set()))[1].update(map(slug, row["labels"]))
    kept = [seen[name] for name in sorted(seen)]
    return Task([document for document, _ in kept], [labels for _, labels in kept], vocabulary, Topics(vocabulary))


def sample(task: Task, number: int, seed: int = 0) -> dict[int, str]:
    """`number` documents a topic, or half of those that it has: places and topics."""
    chance = random.Random(seed)
    out: dict[int, str] = {}
    for concept in task.vocabulary:
        mine = [n for n, labels in enumerate(task.gold) if concept.id in labels and n not in out]
        out.update(dict.fromkeys(chance.sample(mine, min(number, len(mine) // 2)), concept.id))
    return out


def kept_of(task: Task) -> list[tuple[str, bytes]]:
    """What learning keeps of each document."""
    return [(document.sha256, features(document, task.topics.weights(document))) for document in task.documents]


def taught(task: Task, rows: list[tuple[str, bytes]], decided: dict[int, str]) -> Lesson | None:
    """What the folder teaches with these decisions."""
    said = [Decision(task.documents[n].sha256, "topic", "about", topic, "set") for n, topic in decided.items()]
    return learn(rows, said, task.vocabulary)


def best_learnt(lesson: Lesson | None) -> list[str]:
    """The best topic of each document, in the order of their hashes; nothing where nothing was learnt."""
    if lesson is None:
        return []
    return [lesson.model.topics[k] for k in lesson.standing.argmax(1)]


def right(task: Task, answers: Sequence[str], apart: dict[int, str]) -> float:
    """P@1 among the documents that are not `apart`."""
    asked = [n for n in range(len(task.gold)) if n not in apart]
    return sum(answers[n] in task.gold[n] for n in asked) / max(1, len(asked)) if answers else 0.0


def by_rule(task: Task) -> list[str]:
    """The best topic of each document by rule."""
    out = []
    for document in task.documents:
        found = task.topics.recognise(document)
        out.append(max(found, key=lambda finding: (finding.score, finding.value)).value if found else "")
    return out


def paperless(texts: list[str], train: dict[int, str]) -> list[str]:
    """The recipe of paperless-ngx: counts of one and two words, a multilayer perceptron."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.neural_network import MLPClassifier

    counts = CountVectorizer(analyzer="word", ngram_range=(1, 2), min_df=0.01)
    x = counts.fit_transform([texts[n] for n in train])
    network = MLPClassifier(tol=0.01, random_state=0).fit(x, list(train.values()))
    return [str(topic) for topic in network.predict(counts.transform(texts))]


def annif_tfidf(texts: list[str], train: dict[int, str]) -> list[str]:
    """The recipe of Annif's tfidf backend: cosine to the texts of each topic taken together."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    names = sorted(set(train.values()))
    together = [" ".join(texts[n] for n, topic in train.items() if topic == name) for name in names]
    weights = TfidfVectorizer()
    against = weights.fit_transform(together)
    return [names[k] for k in (weights.transform(texts) @ against.T).toarray().argmax(1)]


def say(name: str, labelled: int, score: float, seconds: float, number: int) -> None:
    """One line of the table."""
    print(f"{name:34} {labelled:8} {score:8.3f} {number / max(seconds, 1e-9):14,.0f}", flush=True)


def main() -> int:
    """The table on stdout; 0."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("documents")
    asked.add_argument("topics")
    asked.add_argument("--labelled", type=int, nargs="+", default=[0, 5, 20])
    options = asked.parse_args()
    task = read_task(options.documents, options.topics)
    texts = [document.body.lower() for document in task.documents]
    number = len(texts)
    try:
        import sklearn  # noqa: F401

        peers = [("paperless-ngx recipe", paperless), ("Annif tfidf recipe", annif_tfidf)]
    except ImportError:
        print("scikit-learn is not installed: the peers are left out. Type: pip install scikit-learn", file=sys.stderr)
        peers = []
    print(f"{number} documents, {len(task.vocabulary)} topics\n{'':34} {'labelled':>8} {'P@1':>8} {'documents/s':>14}")
    start = time.process_time()
    answers = by_rule(task)
    say("tagger, by rule", 0, right(task, answers, {}), time.process_time() - start, number)
    rows = kept_of(task)
    for labelled in options.labelled:
        decided = sample(task, labelled)
        start = time.process_time()
        lesson = taught(task, rows, decided)
        say(
            "tagger, by what the folder teaches",
            labelled,
            right(task, best_learnt(lesson), decided),
            time.process_time() - start,
            number,
        )
        for name, recipe in peers if labelled else ():
            start = time.process_time()
            answers = recipe(texts, decided)
            say(name, labelled, right(task, answers, decided), time.process_time() - start, number)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
