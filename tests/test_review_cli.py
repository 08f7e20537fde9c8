"""A review with scripted keys on a real library: what is kept, what is taken back, and that nothing rejected returns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_learning import PLAIN, WORDS

from tagger.cli import keys
from tagger.cli.review import Session, doubtful
from tagger.cli.shell import shell
from tagger.library import Library, place_of

TEXTS = {
    "strike.txt": "The union called a strike at the port. The strike and the picket line went on, union leaders said, and pay talks failed.\n",
    "rain.txt": "It rained on the union's picnic. A report by Ana Reyes says that the weather will hold until the election in May.\n",
    "vote.txt": "Voters went to the polls in the election. Parliament meets on Monday to elect a speaker, Tom Hill said.\n",
}


TAUGHT = """[scheme]
id = "own"
title = "Own"
facet = "topic"
replace = true

[[concept]]
id = "railways"
pref_label = "Railways"
alt_labels = ["locomotive", "signalman"]

[[concept]]
id = "choirs"
pref_label = "Choirs"
alt_labels = ["soprano", "cantata"]
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, "utf-8")
    place, _ = place_of(str(tmp_path), None, make=True)
    with Library(place, write=True) as made:
        made.tag([str(tmp_path)])
        shell.begin()
        yield made


def session(library: Library, pressed: str, typed: str = "") -> Session:
    keys, lines = iter(pressed), iter(typed.splitlines())
    made = Session(library, doubtful(library, ""), lambda prompt, allowed: next(keys), lambda prompt: next(lines, ""))
    made.run()
    return made


def tags_of(library: Library, path: str) -> dict[tuple[str, str, str], str]:
    stored = library.store.at(path)
    assert stored is not None
    return {finding[:3]: finding.origin for finding in library.store.findings(stored.id)}


@pytest.mark.parametrize(
    ("read", "pressed"),
    [
        ("a", "a"),
        ("R", "r"),
        ("ar", "a"),
        ("\x1b", "q"),
        ("s\x04", "q"),
        ("as\x03", ""),
        ("\x03", ""),
        ("x|\x1b[A|\x1b[q||r", "r"),
        ("xa|ro", "r"),
    ],
)
def test_of_keys_that_come_at_once_the_first_counts_and_ctrl_c_is_heard(
    read: str, pressed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = iter(read.split("|"))
    monkeypatch.setattr("typer.getchar", lambda: next(reads))
    shell.begin()
    if pressed:
        assert keys.key("?", "arosuq") == pressed
    else:
        with pytest.raises(KeyboardInterrupt):
            keys.key("?", "arosuq")


def test_accepting_makes_a_tag_a_persons(library: Library) -> None:
    first = doubtful(library, "")[0]
    made = session(library, "aq")
    assert made.decided == 1
    assert tags_of(library, first.path)[first.finding[:3]] == "person"
    assert first.finding[:3] not in {doubt.finding[:3] for doubt in doubtful(library, "") if doubt.path == first.path}


def test_what_is_rejected_never_comes_back(library: Library) -> None:
    first = doubtful(library, "")[0]
    session(library, "rq")
    assert first.finding.value not in {value for _, _, value in tags_of(library, first.path)}
    library.tag([str(library.place.root)])
    (library.place.root / first.path).touch()
    library.tag([str(library.place.root)])
    assert first.finding.value not in {value for _, _, value in tags_of(library, first.path)}


def test_undo_takes_the_last_answer_back_and_asks_again(library: Library) -> None:
    before = doubtful(library, "")
    made = session(library, "ruq")
    assert made.decided == 0
    assert [doubt[2:] for doubt in doubtful(library, "")] == [doubt[2:] for doubt in before]


def test_another_value_in_its_place(library: Library) -> None:
    topics = [number for number, doubt in enumerate(doubtful(library, "")) if doubt.finding.facet == "topic"]
    doubt = doubtful(library, "")[topics[0]]
    session(library, "s" * topics[0] + "oq", "weather")
    found = tags_of(library, doubt.path)
    assert doubt.finding.value not in {value for facet, _, value in found if facet == "topic"}
    assert found["topic", "about", "weather"] == "person"


def test_skipping_and_stopping_keep_nothing(library: Library) -> None:
    before = doubtful(library, "")
    assert session(library, "ssq").decided == 0
    assert len(doubtful(library, "")) == len(before)
    assert not library.place.decisions.exists() or not library.place.decisions.read_text("utf-8")


def test_a_decision_is_found_at_once_teaches_at_the_next_run_and_what_is_rejected_stays_away(tmp_path: Path) -> None:
    rnd = random.Random(3)
    for n in range(100):
        for topic, words in (("railways", "locomotive signalman"), ("choirs", "soprano cantata")):
            text = " and the ".join(
                rnd.choices(PLAIN, k=60) + rnd.choices(WORDS[topic].split(), k=18) + words.split() * (n % 3 > 0) * 2
            )
            (tmp_path / f"{topic}-{n}.txt").write_text(f"{text.capitalize()}.\n", "utf-8")
    (tmp_path / ".tagger").mkdir()
    (tmp_path / ".tagger" / "topics.toml").write_text(TAUGHT, "utf-8")
    with Library(place_of(str(tmp_path), None, make=True)[0], write=True) as library:
        library.tag([str(tmp_path)])
        model = (tmp_path / ".tagger" / "topics.model").read_bytes()
        shell.begin()
        doubts = doubtful(library, "topic:choirs")
        wanted, gone = doubts[0], next(doubt for doubt in doubts if doubt.path != doubts[0].path)
        keys = {wanted.path: "a", gone.path: "r"}
        seen: list[str] = []

        def press(prompt: str, allowed: str) -> str:
            doubt = doubts[len(seen)]
            seen.append(doubt.path)
            return keys.get(doubt.path, "s")

        Session(library, doubts, press, lambda prompt: "").run()
        mine = f"topic:{wanted.finding.value} origin:person"
        assert [library.store.stored([one])[0].path for one in library.find(mine)] == [wanted.path]

        def rejected() -> bool:
            return gone.finding.value not in {value for _, _, value in tags_of(library, gone.path)}

        assert rejected()
        library.tag([str(tmp_path)])
        assert (tmp_path / ".tagger" / "topics.model").read_bytes() != model
        assert [library.store.stored([one])[0].path for one in library.find(mine)] == [wanted.path] and rejected()
        (tmp_path / ".tagger" / "topics.toml").write_text(TAUGHT + "\n", "utf-8")
        (tmp_path / gone.path).rename(tmp_path / "moved.txt")
        library.tag([str(tmp_path)])
        assert gone.finding.value not in {value for _, _, value in tags_of(library, "moved.txt")}
