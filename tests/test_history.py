"""A person's word, what is learned, and what can be taken back."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Generator
from pathlib import Path

import pytest
from shelves import decide, library, paths, retouch, rows, tag

from tagger.errors import StoreError
from tagger.library import Library, shelf
from tagger.library.decisions import Decisions, applied
from tagger.library.write import write
from tagger.model import Decision, Document, Finding, Span
from tagger.vocabulary import Vocabulary

UNIX = sys.platform not in ("win32", "cygwin")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return library(tmp_path)


# a person's word


def test_a_decision_holds_against_every_later_run(folder: Path) -> None:
    tag(folder)
    decide(folder, "a/ferry.txt", "strikes", "unset")
    decide(folder, "b/plain.txt", "tides", "set")
    for change in (lambda: None, lambda: (folder / ".tagger/index.db").unlink(), lambda: retouch(folder)):
        change()
        tag(folder)
        assert paths(folder, "topic:strikes") == ["b/note.md"]
        assert paths(folder, "topic:tides origin:person") == ["b/plain.txt"]
        assert paths(folder, "is:corrected") == ["a/ferry.txt", "b/plain.txt"]


def test_undo_gives_back_what_stood_before_and_redo_takes_it_again(folder: Path) -> None:
    tag(folder)
    before = rows(folder)
    first = decide(folder, "a/ferry.txt", "strikes", "unset")
    second = decide(folder, "a/ferry.txt", "strikes", "set")
    with Library.at(str(folder), write=True) as one:
        assert one.undo()[0].id == second
        assert paths(folder, "topic:strikes") == ["b/note.md"]
        assert one.undo()[0].id == first
        assert rows(folder) == before
        assert one.undo(redo=True)[0].id == first
        assert paths(folder, "topic:strikes") == ["b/note.md"]


def test_what_was_taken_back_last_is_done_again_first(folder: Path) -> None:
    tag(folder)
    first = decide(folder, "a/ferry.txt", "strikes", "unset")
    with Library.at(str(folder), write=True) as one:
        one.undo()
    second = decide(folder, "a/tides.txt", "tides", "unset")
    with Library.at(str(folder), write=True) as one:
        one.undo()
        assert [one.undo(redo=True)[0].id for _ in range(2)] == [second, first]
        assert [one.undo(number)[0].id for number in (first, second)] == [first, second]
        assert [one.undo(redo=True)[0].id for _ in range(2)] == [second, first]


def test_a_run_is_taken_back_and_what_a_person_said_stays(folder: Path) -> None:
    tag(folder)
    before = rows(folder)
    path = folder / ".tagger/topics.toml"
    path.write_text(path.read_text().replace('"high water"', '"high water", "quay"'))
    run = tag(folder).run
    after = rows(folder)
    assert paths(folder, "topic:tides") == ["a/tides.txt", "b/plain.txt"]
    decide(folder, "a/ferry.txt", "tides", "set")
    with Library.at(str(folder), write=True) as one:
        one.undo(run)
    assert paths(folder, "topic:tides") == ["a/ferry.txt", "a/tides.txt"]
    assert [row for row in rows(folder) if row["path"] != "a/ferry.txt"] == [
        row for row in before if row["path"] != "a/ferry.txt"
    ]
    tag(folder)
    assert paths(folder, "topic:tides") == ["a/ferry.txt", "a/tides.txt"]
    with Library.at(str(folder), write=True) as one:
        one.undo(redo=True)
    assert [row for row in rows(folder) if row["path"] != "a/ferry.txt"] == [row for row in after if row["path"] != "a/ferry.txt"]


def test_an_older_run_is_taken_back_from_under_a_later_one(folder: Path) -> None:
    tag(folder)
    path = folder / ".tagger/topics.toml"
    path.write_text(path.read_text() + '[[concept]]\nid = "quays"\npref_label = "Quays"\nalt_labels = ["quay"]\n')
    older = tag(folder).run
    path.write_text(path.read_text() + '[[concept]]\nid = "mornings"\npref_label = "Mornings"\nalt_labels = ["that morning"]\n')
    tag(folder)
    with Library.at(str(folder), write=True) as one:
        one.undo(older)
    assert paths(folder, "topic:mornings") == ["b/plain.txt"] and paths(folder, "topic:quays") == []


def test_the_first_run_taken_back_leaves_nothing_in_sight_until_the_next(folder: Path) -> None:
    run = tag(folder).run
    before = rows(folder)
    with Library.at(str(folder), write=True) as one:
        assert one.undo(run)[1] == 4
        assert one.find() == []
        one.undo(redo=True)
    assert rows(folder) == before
    with Library.at(str(folder), write=True) as one:
        one.undo(run)
    assert tag(folder).new == 4
    assert rows(folder) == before


def test_a_run_taken_back_and_done_again_leaves_the_index_as_it_was(folder: Path) -> None:
    box = "".join(f"From a@b.example Mon Mar 14 10:00:00 2022\nSubject: {n}\n\nThe strike, day {n}.\n\n" for n in "abc")
    (folder / "in.mbox").write_text(box, "utf-8")
    run = tag(folder).run
    with Library.at(str(folder), write=True) as one:
        files = one.store.connection.execute("SELECT * FROM file ORDER BY path").fetchall()
        one.undo(run)
        one.undo(redo=True)
        assert one.store.connection.execute("SELECT * FROM file ORDER BY path").fetchall() == files
        done = write(one, one.find("path:in.mbox*"), "sidecar", "write")
        assert (done.changed, done.problems) == (["in.mbox.tagger.json"], [])
    again = tag(folder)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5)


def test_a_file_that_goes_while_its_run_is_taken_back_stays_out_of_sight(folder: Path) -> None:
    run = tag(folder).run
    with Library.at(str(folder), write=True) as one:
        one.undo(run)
    (folder / "a/tides.txt").unlink()
    assert tag(folder).new == 3
    assert paths(folder, "") == ["a/ferry.txt", "b/note.md", "b/plain.txt"] and paths(folder, "is:gone") == []


def test_decisions_survive_torn_and_foreign_lines(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    decisions = Decisions(path)
    one = Decision("0" * 64, "topic", "about", "x", "set", "then")
    decisions.append([one], "a.txt")
    path.write_bytes(path.read_bytes() + b'\xff\xfe{}\n{"sha256": 1}\n[]\n{"sha256": "00')
    again = Decisions(path)
    assert again.of("0" * 64) == [one] and [problem.line for problem in again.problems] == [2, 3, 4, 5]
    again.append([one._replace(value="y")], "a.txt")
    assert [decision.value for decision in Decisions(path).of("0" * 64)] == ["x", "y"]
    assert json.loads(path.read_bytes().split(b"\n")[-2])["path"] == "a.txt"


def test_decisions_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    (tmp_path / "decisions.jsonl").mkdir()
    with pytest.raises(StoreError, match=r"decisions\.jsonl"):
        Decisions(tmp_path / "decisions.jsonl")


def test_a_day_that_a_person_gave_stands_alone() -> None:
    found = [
        Finding("date", role, value, value, 1.0, "rule", (Span("body", 0, 1, "r"),))
        for role, value in (("issued", "2022"), ("temporal", "2021"))
    ]  # type: ignore[arg-type]
    decision = Decision("", "date", "issued", "2020-01", "set")
    assert [f[1:3] for f in applied(found, [decision], lambda one: one.value)] == [("issued", "2020-01"), ("temporal", "2021")]
    about = Finding("topic", "mentions", "x", "X", 0.2, "rule", (Span("body", 0, 1, "r"),))
    assert [f[1] for f in applied([about], [Decision("", "topic", "about", "x", "set")], lambda one: one.value)] == ["about"]


# what is learned


def test_learned_topics_lie_over_the_rules_and_go_when_rules_alone_are_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, int, int]] = []

    def anew(topics: list[Finding], document: Callable[[], Document]) -> list[Finding]:
        if "plain" not in document().path:
            return topics
        learned = Finding("topic", "about", "strikes", "Strikes", 0.7, "learned", (Span("body", 0, 7, "l"),))
        return [*topics, learned]

    def relearn(
        asked: shelf.StoreShelf, vocabulary: Vocabulary, *, fresh: Collection[int] = (), every: bool = False, **more: object
    ) -> Generator[tuple[int, object]]:
        features = sorted(asked.features())
        seen.append((every, len(fresh), len(features)))
        for number, content in asked.contents([number for number, _, _ in features]):
            told = content.told(anew)
            if (every or number in fresh) and any(term[5] == "learned" for term in told.terms):
                yield number, told
        asked.keep("done", b"x")

    monkeypatch.setattr(shelf, "relearn", relearn)
    assert tag(folder).learned == 1
    assert paths(folder, "about:strikes origin:learned") == ["b/plain.txt"]
    assert tag(folder).run == 0 and seen == [(True, 4, 4)]
    retouch(folder)
    tag(folder)
    assert "b/plain.txt" in paths(folder, "about:strikes"), "kept while the rules are applied anew"
    assert seen[-1] == (False, 4, 4)
    decide(folder, "b/plain.txt", "strikes", "unset")
    tag(folder)
    assert "b/plain.txt" not in paths(folder, "about:strikes")
    with Library.at(str(folder), write=True) as one:
        one.undo()
    assert tag(folder, learn=False).learned == 1
    assert "b/plain.txt" not in paths(folder, "about:strikes")
    assert tag(folder).learned == 1
    assert seen[-1] == (True, 0, 4)


def test_learning_that_was_cut_short_is_made_up_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def relearn(
        asked: shelf.StoreShelf, vocabulary: Vocabulary, *, fresh: Collection[int] = (), every: bool = False, **more: object
    ) -> Generator[tuple[int, object]]:
        seen.append(every)
        if len(seen) in (2, 3):
            raise KeyboardInterrupt
        yield from ()

    monkeypatch.setattr(shelf, "relearn", relearn)
    tag(folder)
    (folder / "new.txt").write_text("The strike has one text more, and that is all.")
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            tag(folder)
    tag(folder)
    tag(folder)
    assert seen == [True, False, True, True]
    assert "new.txt" in paths(folder, "topic:strikes")


def test_decisions_follow_a_text_that_is_edited_where_it_lies(folder: Path) -> None:
    tag(folder)
    decide(folder, "b/plain.txt", "tides", "set")
    (folder / "b/plain.txt").write_text("Nothing of note was seen on the quay that evening either.\n")
    assert tag(folder).carried == 1
    assert paths(folder, "topic:tides origin:person") == ["b/plain.txt"]
    (folder / "copy.txt").write_bytes((folder / "b/plain.txt").read_bytes())
    tag(folder)
    (folder / "b/plain.txt").write_text("Quite another text now, of which nobody has decided anything.\n")
    assert tag(folder).carried == 0
    assert paths(folder, "topic:tides origin:person") == ["copy.txt"]
