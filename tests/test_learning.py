"""Learning from a folder: better than by rule, honest, the same whatever the order, and always as the person decided."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from tagger.learning import Lesson, Model, features, learn, training
from tagger.learning.features import NOTHING, read_features, read_words, seen
from tagger.library import learn as learning
from tagger.library.learn import MODEL, features_of, kept_model, relearn
from tagger.library.pool import Crew
from tagger.model import Decision, Document, Finding
from tagger.recognisers.topics import Topics
from tagger.tagging import Tagger
from tagger.vocabulary import Concept, Vocabulary

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
VOCABULARY = Vocabulary(
    "small", "Small", "topic",
    (
        Concept("harvest", "Harvest", ("wheat", "barley", "reaper")),
        Concept("orchards", "Orchards", ("orchard", "apple", "pear"), broader=("harvest",)),
        Concept("railways", "Railways", ("locomotive", "railway", "signalman")),
        Concept("choirs", "Choirs", ("choir", "soprano", "cantata")),
    ),
)  # fmt: skip
WORDS = {
    "harvest": "sheaf stubble thresher granary scythe chaff furrow windrow haycart gleaner barn stook",
    "orchards": "blossom grafting cider pruning ladder basket russet crate windfall press sapling bough",
    "railways": "platform timetable carriage junction cutting viaduct tender siding guard whistle ballast buffer",
    "choirs": "rehearsal conductor hymn organist alto descant chorale verse psalter gallery anthem pitch",
    "none": "ledger parish ink blotter ribbon stamp drawer clerk candle draught umbrella corridor",
}
PLAIN = "morning village people street house window winter evening story letter river bridge market table garden visitor road weather".split()
LABELS = {concept.id: (concept.pref_label, *concept.alt_labels) for concept in VOCABULARY}
TOPICS = Topics(VOCABULARY)


def text(rnd: random.Random, topic: str, named: float = 0.6) -> str:
    """A text whose words lean towards a topic, and that names it now and then."""
    out = [rnd.choice(PLAIN) for _ in range(60)] + [rnd.choice(WORDS[topic].split()) for _ in range(18)]
    if topic == "orchards":
        out += [rnd.choice(WORDS["harvest"].split()) for _ in range(6)]
    if topic != "none" and rnd.random() < named:
        out += rnd.sample(LABELS[topic], 2) * 2
    if rnd.random() < 0.3:
        out.append(rnd.choice(LABELS[rnd.choice(sorted(LABELS))]))
    rnd.shuffle(out)
    return " ".join(out).capitalize() + "."


@cache
def folder(size: int = 60, seed: int = 1, topics: tuple[str, ...] = tuple(LABELS)) -> tuple[tuple[str, Document], ...]:
    """Documents with the topic that each is about."""
    rnd = random.Random(seed)
    return tuple((topic, Document.from_text(text(rnd, topic))) for topic in topics for _ in range(size))


def rows(documents: Iterable[tuple[str, Document]]) -> list[tuple[str, bytes]]:
    return [(document.sha256, features(document, TOPICS.weights(document))) for _, document in documents]


@cache
def lesson() -> Lesson:
    made = learn(rows(folder()), (), VOCABULARY)
    assert made is not None
    return made


def best(findings: Sequence[Finding]) -> str:
    return max(findings, key=lambda f: (f.score, f.value)).value if findings else ""


def learnt(model: Model, document: Document) -> list[Finding]:
    return model.findings(document, TOPICS.weights(document) or NOTHING, TOPICS.recognise(document))


def test_features_are_read_back() -> None:
    document = Document.from_text("The barley and the reaper; the reaper's barley.", title="Wheat")
    row = read_features(features(document, (["harvest"], [0.5], [1.25])))
    assert row is not None and row.topics[["weight", "reach"]].tolist() == [(500, 1250)]
    assert list(row.hashes) == sorted(row.hashes) and row.counts.max() == 2
    hashes = {number for field in seen(document) for number in field.hashes()}
    assert hashes == set(row.hashes.tolist())
    for word in (word for field in seen(document) for word in field.places(hashes)):
        assert document.fields[word.field][word.start : word.end].strip()
    assert read_features(b"") is None and read_features(b"\xff" * 20) is None


def test_a_folder_teaches_more_than_the_rules_know() -> None:
    rule = sum(topic == best(TOPICS.recognise(document)) for topic, document in folder())
    model = lesson().model
    right = sum(topic == best(learnt(model, document)) for topic, document in folder())
    assert right >= 0.98 * len(folder()) > 1.1 * rule


def test_a_model_serves_another_folder() -> None:
    model = Model.from_bytes(lesson().model.to_bytes())
    other = folder(20, seed=2)
    assert sum(topic == best(learnt(model, document)) for topic, document in other) >= 0.9 * len(other)
    topics = Topics(VOCABULARY, model)
    assert sum(topic == best(topics.recognise(document)) for topic, document in other) >= 0.9 * len(other)


def test_learnt_tags_show_the_words_that_speak_for_them() -> None:
    model, shown = lesson().model, 0
    for _, document in folder():
        for finding in learnt(model, document):
            assert finding.spans and 0 <= finding.score <= 1
            for span in finding.spans:
                assert document.fields[span.field][span.start : span.end].strip()
            if finding.origin == "learned":
                shown += 1
                assert any(span.rule == f"topics/{finding.value}/learned" for span in finding.spans)
    assert shown > 20


def test_text_about_none_of_the_topics_is_about_none() -> None:
    rnd = random.Random(5)
    none = [("none", Document.from_text(text(rnd, "none"))) for _ in range(240)]
    made = learn(rows(none), (), VOCABULARY)
    for model in (made.model if made else None, lesson().model):
        tagged = [f for _, d in none for f in (learnt(model, d) if model else TOPICS.recognise(d)) if f.role == "about"]
        assert len(tagged) <= 0.05 * len(none)


def test_a_text_of_an_unlearnt_topic_does_not_get_the_nearest_learnt_one() -> None:
    """The folder is mostly of other things: four rare topics that are too few to learn, under the two that are not."""
    rnd = random.Random(4)
    rare = ("beekeeping", "glazing", "saddlery", "falconry", "thatching", "basketry", "pewter", "fencing")
    vocabulary = Vocabulary("wide", "Wide", "topic", (*VOCABULARY, *(Concept(topic, topic.capitalize()) for topic in rare)))
    topics = Topics(vocabulary)
    documents = [document for topic, document in folder(topics=("railways", "choirs"), size=40)]
    others = []
    for topic in rare * 20:
        words = [rnd.choice(PLAIN) for _ in range(70)] + [topic] * 3 * (len([d for d in others if topic in d.body]) < 4)
        rnd.shuffle(words)
        others.append(Document.from_text(f"{' '.join(words)} {len(others)}."))
    made = learn([(d.sha256, features(d, topics.weights(d))) for d in (*documents, *others)], (), vocabulary)
    assert made is not None and set(made.model.topics) == {"railways", "choirs"}
    given = [
        f
        for d in others
        for f in made.model.findings(d, topics.weights(d) or NOTHING, topics.recognise(d))
        if f.origin == "learned"
    ]
    assert len(given) <= 0.05 * len(others)


def test_topics_that_are_all_kin_teach_nothing() -> None:
    made = learn(rows(folder(80, topics=("harvest", "orchards"))), (), Vocabulary("two", "Two", "topic", VOCABULARY.concepts[:2]))
    assert made is None


def test_the_same_folder_gives_the_same_model_in_any_order() -> None:
    some = rows(folder())
    random.Random(3).shuffle(some)
    again = learn(some, (), VOCABULARY)
    assert again is not None and again.model.to_bytes() == lesson().model.to_bytes()
    fewer = learn(some[1:], (), VOCABULARY)
    assert fewer is not None and fewer.model.name != lesson().model.name


def test_a_model_is_kept_and_a_broken_one_refused() -> None:
    data = lesson().model.to_bytes()
    assert Model.from_bytes(data).to_bytes() == data
    for broken in (b"", data[:-1], data + b"x", b"x" + data, data[:40]):
        with pytest.raises(ValueError, match="not a topic model"):
            Model.from_bytes(broken)


def test_too_little_teaches_nothing() -> None:
    assert learn((), (), VOCABULARY) is None
    assert learn(rows(folder()[:40]), (), VOCABULARY) is None
    one = Vocabulary("one", "One", "topic", (Concept("x", "Unheard of"),))
    assert learn(rows(folder()), (), one) is None


def test_a_folder_that_does_not_agree_with_itself_teaches_nothing() -> None:
    rnd = random.Random(9)
    noise = []
    for n in range(300):
        words = [rnd.choice(PLAIN) for _ in range(80)] + [rnd.choice(LABELS[sorted(LABELS)[n % 4]])] * 3
        rnd.shuffle(words)
        document = Document.from_text(" ".join(words))
        name = sorted(LABELS)[rnd.randrange(4)]  # what the rules say has nothing to do with the words
        noise.append((document.sha256, features(document, ([name], [0.6], [1.2]))))
    assert learn(noise, (), VOCABULARY) is None


def test_decisions_teach_and_never_harm() -> None:
    some = folder(40, seed=7)
    before = learn(rows(some), (), VOCABULARY)
    assert before is not None
    for number in (5, 10, 20):
        decisions = [
            Decision(document.sha256, "topic", "about", topic, "set")
            for wanted in LABELS
            for topic, document in [row for row in some if row[0] == wanted][:number]
        ]
        after = learn(rows(some), decisions, VOCABULARY)
        assert after is not None
        right = [sum(topic == best(learnt(made.model, d)) for topic, d in some) for made in (before, after)]
        assert right[1] >= right[0] - 0.005 * len(some)


def test_a_topic_can_be_taught_by_decisions_alone() -> None:
    vocabulary = Vocabulary("more", "More", "topic", (*VOCABULARY.concepts, Concept("offices", "Zzz")))
    rnd = random.Random(4)
    office = [("offices", Document.from_text(text(rnd, "none"))) for _ in range(40)]
    decisions = [Decision(document.sha256, "topic", "about", "offices", "set") for _, document in office[:10]]
    made = learn(rows((*folder(), *office)), decisions, vocabulary)
    assert made is not None and "offices" in made.model.topics
    assert sum(best(learnt(made.model, document)) == "offices" for _, document in office) >= 36


def test_nested_topics_do_not_pull_one_another_down() -> None:
    model = lesson().model

    def f1(by: dict[str, set[str]], topic: str) -> float:
        gold = {d.sha256 for t, d in folder() if t == topic or topic in VOCABULARY.ancestors(t)}
        given = {name for name, values in by.items() if topic in values}
        return 2 * len(gold & given) / (len(gold) + len(given))

    rule = {d.sha256: {f.value for f in TOPICS.recognise(d) if f.role == "about"} for _, d in folder()}
    topics = Topics(VOCABULARY, model)
    now = {d.sha256: {f.value for f in topics.recognise(d) if f.role == "about"} for _, d in folder()}
    assert np.mean([f1(now, topic) for topic in LABELS]) >= np.mean([f1(rule, topic) for topic in LABELS])


class Held(NamedTuple):
    """A document in memory, with what the rules found in it."""

    document: Document
    found: list[Finding]

    def told(self, anew: Callable[[list[Finding], Callable[[], Document]], list[Finding]]) -> list[Finding]:
        return anew(self.found, lambda: self.document)


class Memory:
    """A library in memory, as learning sees it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.tagger = Tagger(topics=VOCABULARY, facets=("topic",))
        self.documents = dict(enumerate(documents))
        self.decided: list[Decision] = []
        self.kept: dict[str, bytes] = {}
        self.shown = {number: self.tagger.findings(document) for number, document in self.documents.items()}

    def features(self) -> Iterable[tuple[int, str, bytes]]:
        return [(n, document.sha256, features_of(self.tagger, document)) for n, document in self.documents.items()]

    def decisions(self) -> Iterable[Decision]:
        return self.decided

    def contents(self, ids: Sequence[int]) -> Iterable[tuple[int, Held]]:
        return ((n, Held(self.documents[n], self.tagger.findings(self.documents[n]))) for n in ids)

    def blob(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def keep(self, name: str, data: bytes) -> None:
        self.kept[name] = data

    def relearn(self, every: bool = False, processes: int = 1) -> int:
        changed = dict(relearn(self, VOCABULARY, every=every, processes=lambda documents: processes))
        self.shown.update(changed)
        return len(changed)


def test_a_library_learns_once_and_again_only_where_something_changed() -> None:
    shelf = Memory([document for _, document in folder(30)])
    assert shelf.relearn() == 120 and shelf.relearn() == 0
    model = kept_model(shelf)
    assert model is not None and model.name
    assert shelf.relearn(every=True) == 120
    shown = dict(shelf.shown)
    shelf.decided.append(Decision(shelf.documents[0].sha256, "topic", "about", "choirs", "set"))
    assert shelf.relearn() > 0
    other = kept_model(shelf)
    assert other is not None and other.name != model.name
    shelf.decided.clear()
    shelf.relearn()
    assert shelf.shown == shown


def test_a_change_reaches_every_document_that_it_changes() -> None:
    """What is passed by as unchanged is what it would be if every document were looked at."""
    some, all_ = (Memory([document for _, document in folder()]) for _ in range(2))
    for shelf in (some, all_):
        shelf.relearn()
    for number, verdict, topic in ((0, "unset", "harvest"), (70, "set", "choirs"), (130, "unset", "railways")):
        decision = Decision(some.documents[number].sha256, "topic", "about", topic, verdict)  # type: ignore[arg-type]
        for shelf in (some, all_):
            shelf.decided.append(decision)
        assert some.relearn() <= all_.relearn(every=True)
        assert some.shown == all_.shown


def test_what_is_stored_is_what_the_model_says_of_the_document() -> None:
    shelf = Memory([document for _, document in folder(30)])
    shelf.relearn()
    model = kept_model(shelf)
    topics = Topics(VOCABULARY, model)
    for n, document in shelf.documents.items():
        stored = {(f.role, f.value, f.score, f.spans) for f in shelf.shown[n]}
        assert stored == {(f.role, f.value, f.score, f.spans) for f in topics.recognise(document)}


def test_a_document_stands_for_a_model_as_it_stood_when_it_taught() -> None:
    """To the last bit: the limits are standings of documents, so that those would fall on the wrong side of their own."""
    model, place, reach = lesson().model, lesson().folder.weights, lesson().folder.reach
    for n, (_, document) in enumerate(sorted(folder(), key=lambda row: row[1].sha256)):
        counted = read_words(features(document, NOTHING))
        assert counted is not None
        (stands,) = model.stand([counted], place[n : n + 1], reach[n : n + 1])
        assert stands.standing.tobytes() == lesson().standing[n].tobytes()


@needs_fork
def test_several_processes_learn_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagger.library.learn.MOST", 160)
    monkeypatch.setattr("tagger.library.learn._SOME", 50)
    alone, three = (Memory([document for _, document in folder()]) for _ in range(2))
    assert alone.relearn() == three.relearn(processes=3) == 240
    assert alone.shown == three.shown and alone.kept == three.kept
    assert three.relearn(processes=3) == 0


@needs_fork
def test_a_worker_that_dies_while_it_learns_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every worker, at every document, and at the errand as well."""
    alone, other = (Memory([document for _, document in folder(30)]) for _ in range(2))
    alone.relearn()
    here, told, rows = os.getpid(), Model.told, training.self_trained

    def die(*given: Any) -> None:
        if os.getpid() != here:
            os._exit(1)

    monkeypatch.setattr(Model, "told", lambda *given: die() or told(*given))
    monkeypatch.setattr(training, "self_trained", lambda *given: die() or rows(*given))
    assert other.relearn(processes=2) == 120
    assert alone.shown == other.shown and alone.kept == other.kept


def test_what_was_learned_is_sent_to_a_process_that_was_not_forked() -> None:
    made, rows_ = lesson(), [(sha256, blob, n) for n, (sha256, blob) in enumerate(rows(folder()))]
    with closing(Crew(learning._begin, (made, VOCABULARY), 2, "spawn")) as crew:
        looked = [found for _, found in crew.each(learning._look, [rows_[:100], rows_[100:]])]
    learning._begin(made, VOCABULARY)
    assert looked == [learning._look(rows_[:100]), learning._look(rows_[100:])]
    assert all(digest is not None for digest in learning._look(rows_))


def test_a_text_in_another_language_is_taught_nothing() -> None:
    german = f"Der Chor und die Stadt, das ist nicht für den Winter: {WORDS['choirs']} choir soprano cantata. "
    document = replace(Document.from_text(german * 3), language="de")
    shelf = Memory([*(document for _, document in folder(30)), document])
    shelf.relearn()
    assert kept_model(shelf) is not None and shelf.shown[120] == []


def test_the_rest_of_a_large_folder_is_tagged_by_what_a_part_of_it_taught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagger.library.learn.MOST", 160)
    monkeypatch.setattr("tagger.library.learn._SOME", 50)
    shelf = Memory([document for _, document in folder()])
    assert shelf.relearn() == 240 and shelf.relearn() == 0
    model = kept_model(shelf)
    topics = Topics(VOCABULARY, model)
    rest = sorted(document.sha256 for _, document in folder())[160:]
    for n, document in shelf.documents.items():
        if document.sha256 in rest:
            stored = {(f.role, f.value, f.score, f.spans) for f in shelf.shown[n]}
            assert stored == {(f.role, f.value, f.score, f.spans) for f in topics.recognise(document)}
    shelf.decided.append(Decision(rest[0], "topic", "about", "choirs", "set"))
    assert shelf.relearn() > 0 and shelf.relearn() == 0
    shelf.decided.clear()
    assert shelf.relearn() > 0 and kept_model(shelf).name == model.name  # type: ignore[union-attr]


def test_a_folder_that_shrinks_gets_the_rules_findings_back() -> None:
    shelf = Memory([document for _, document in folder(30)])
    shelf.relearn()
    shelf.documents = {n: document for n, document in shelf.documents.items() if n < 20}
    shelf.relearn()
    assert kept_model(shelf) is None and shelf.kept[MODEL] == b""
    for n, document in shelf.documents.items():
        assert shelf.shown[n] == shelf.tagger.findings(document)


def test_a_tagger_without_topics_keeps_nothing_to_learn_from() -> None:
    assert features_of(Tagger(facets=("date",)), Document.from_text("On 3 May 1920 the choir sang.")) == b""
