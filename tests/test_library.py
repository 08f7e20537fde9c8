"""The library: what is read, what is skipped, what stays when files move, change and vanish, and what a person's word does."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest
from shelves import TEXTS, TOPICS, library

from tagger.errors import SettingsError, StoreError, VocabularyError
from tagger.library import Library, place_of, shelf, work
from tagger.library.decisions import Decisions, applied
from tagger.library.learn import Shelf
from tagger.library.tagrun import Summary
from tagger.model import Decision, Finding, Span
from tagger.settings import Place
from tagger.vocabulary import Vocabulary

UNIX = sys.platform not in ("win32", "cygwin")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return library(tmp_path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened."""
    opened: list[str] = []
    real = work.read_bytes
    monkeypatch.setattr(work, "read_bytes", lambda path: opened.append(path) or real(path))
    return opened


def tag(folder: Path, *paths: Path, **more: object) -> Summary:
    with Library.at(str(folder), write=True) as one:
        return one.tag([str(path) for path in paths or (folder,)], processes=1, **more)  # type: ignore[arg-type]


def rows(folder: Path, query: str = "") -> list[dict[str, object]]:
    with Library.at(str(folder)) as one:
        return sorted(one.rows(one.find(query)), key=lambda row: str(row["path"]))


def paths(folder: Path, query: str = "") -> list[str]:
    return [str(row["path"]) for row in rows(folder, query)]


def test_everything_is_read_once(folder: Path, read: list[str]) -> None:
    first = tag(folder)
    assert (first.new, first.unchanged, len(read)) == (4, 0, 4)
    second = tag(folder)
    assert (second.new, second.unchanged, second.run, len(read)) == (0, 4, 0, 4)
    assert paths(folder) == sorted(TEXTS)
    assert paths(folder, "topic:strikes") == ["a/ferry.txt", "b/note.md"]


def test_a_touched_file_is_compared_by_its_bytes(folder: Path) -> None:
    tag(folder)
    os.utime(folder / "a/ferry.txt", (1, 1))
    summary = tag(folder)
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 3)
    assert tag(folder).unchanged == 4


def test_an_edited_file_is_a_new_text_in_the_old_place(folder: Path) -> None:
    tag(folder)
    (folder / "a/tides.txt").write_text("A strike after all.\n")
    assert tag(folder).new == 1
    assert paths(folder) == sorted(TEXTS)
    assert "a/tides.txt" in paths(folder, "topic:strikes")


def test_a_moved_file_keeps_its_tags_and_decisions(folder: Path, read: list[str]) -> None:
    tag(folder)
    decide(folder, "a/ferry.txt", "tides", "set")
    (folder / "c").mkdir()
    (folder / "a/ferry.txt").rename(folder / "c/ferry.txt")
    summary = tag(folder)
    assert (summary.new, summary.vanished, summary.moved) == (0, 0, 1)
    assert "c/ferry.txt" in paths(folder, "topic:tides")
    assert paths(folder, "is:gone") == []
    with Library.at(str(folder)) as one:
        assert "a/ferry.txt" not in one.store.files()


def test_the_same_bytes_in_two_places_are_one_document(folder: Path) -> None:
    (folder / "0-copy.txt").write_bytes((folder / "a/ferry.txt").read_bytes())
    tag(folder)
    assert len(paths(folder)) == 4 and "0-copy.txt" in paths(folder)
    with Library.at(str(folder)) as one:
        stored = one.get(str(folder / "a/ferry.txt"))
        assert stored is not None and one.store.places(stored.id) == ["0-copy.txt", "a/ferry.txt"]
        named = [row["path"] for row in one.rows_of(["a/ferry.txt", "0-copy.txt"])]
    assert named == ["a/ferry.txt", "0-copy.txt"]
    (folder / "0-copy.txt").unlink()
    assert tag(folder).vanished == 0
    assert paths(folder) == sorted(TEXTS)


def test_the_first_place_does_not_hang_on_the_order_of_reading(folder: Path) -> None:
    (folder / "0-copy.txt").write_bytes((folder / "a/ferry.txt").read_bytes())
    tag(folder, folder / "a")
    tag(folder)
    assert "0-copy.txt" in paths(folder)


def test_what_vanishes_is_marked_and_comes_back(folder: Path) -> None:
    tag(folder)
    text = (folder / "a/tides.txt").read_bytes()
    (folder / "a/tides.txt").unlink()
    assert tag(folder).vanished == 1
    assert paths(folder, "is:gone") == ["a/tides.txt"] and "a/tides.txt" not in paths(folder)
    assert tag(folder).run == 0
    (folder / "a/tides.txt").write_bytes(text)
    tag(folder)
    assert paths(folder) == sorted(TEXTS) and paths(folder, "is:gone") == []


def test_a_folder_that_was_not_walked_has_lost_nothing(folder: Path) -> None:
    tag(folder)
    (folder / "a/tides.txt").unlink()
    assert tag(folder, folder / "b").vanished == 0


def test_new_words_reach_old_texts_unread(folder: Path, read: list[str]) -> None:
    tag(folder)
    path = folder / ".tagger/topics.toml"
    path.write_text(path.read_text() + '[[concept]]\nid = "quays"\npref_label = "Quays"\nalt_labels = ["quay"]\n')
    before = len(read)
    summary = tag(folder)
    assert (summary.retagged, summary.unchanged, len(read)) == (2, 4, before)
    assert paths(folder, "topic:quays") == ["a/tides.txt", "b/plain.txt"]
    assert tag(folder).retagged == 0


def test_a_fault_in_the_vocabulary_stops_before_any_work(folder: Path) -> None:
    (folder / ".tagger/topics.toml").write_text(TOPICS + '[[concept]]\nid = "No"\n')
    with pytest.raises(VocabularyError, match=r"topics\.toml:"):
        tag(folder)
    assert not (folder / ".tagger/index.db").exists()


def test_a_dry_run_writes_nothing_and_tells_the_difference(folder: Path) -> None:
    place = place_of(str(folder))[0]
    with Library(place) as one:
        summary = one.tag([str(folder)], dry=True)
    assert summary.new == 4 and any(key[2] == "strikes" for key in summary.added)
    assert sorted(path.name for path in (folder / ".tagger").iterdir()) == ["sources.toml", "topics.toml"]
    tag(folder)
    path = folder / ".tagger/topics.toml"
    path.write_text(path.read_text().replace('"walkout"', '"ferry"'))
    with Library(place) as one:
        summary = one.tag([str(folder)], dry=True)
    assert summary.new == 0 and not summary.removed["topic", "about", "tides"]


@pytest.mark.parametrize("method", ["fork", "spawn"] if UNIX else ["spawn"])
def test_processes_make_no_difference(folder: Path, method: str) -> None:
    one = Library.at(str(folder), write=True)
    jobs = [work.Job(name, str(folder / name), 1, 1) for name in sorted(TEXTS)]
    tagger = one.knowledge.tagger()
    parts = [[job] for job in jobs]
    alone = [result for _, result in work.spread(tagger, work.read_files, parts, 1)]
    spread = [result for _, result in work.spread(tagger, work.read_files, parts, 2, method=method)]
    assert alone == spread and [part[0].name for part in alone if part] == sorted(TEXTS)


def die_at(batch: Sequence[int]) -> list[int]:
    if 3 in batch:
        os._exit(1)
    return [2 * one for one in batch]


def test_an_item_that_kills_its_process_is_told_and_loses_no_other(folder: Path) -> None:
    tagger = Library.at(str(folder), write=True).knowledge.tagger()
    done = list(work.spread(tagger, die_at, [[1, 2], [3, 4], [5]], 2))
    assert done == [([1, 2], [2, 4]), ([3], None), ([4], [8]), ([5], [10])]


def test_a_fault_of_ours_in_one_text_loses_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tagger.tagging import Tagger

    real = Tagger.findings
    monkeypatch.setattr(Tagger, "findings", lambda self, document: 1 / 0 if "ferry" in document.path else real(self, document))
    summary = tag(folder)
    assert summary.new == 3 and "ZeroDivisionError" in summary.problems[0].message
    monkeypatch.undo()
    os.utime(folder / "a/ferry.txt", (1, 1))
    assert tag(folder).new == 1


def test_what_could_not_be_read_is_told_again_and_not_read_again(folder: Path, read: list[str]) -> None:
    (folder / "empty.txt").write_bytes(b"")
    assert [problem.path for problem in tag(folder).problems] == ["empty.txt"]
    before = len(read)
    assert [problem.path for problem in tag(folder).problems] == ["empty.txt"]
    assert len(read) == before


def test_the_messages_of_a_mailbox_are_documents(folder: Path) -> None:
    mail = "".join(
        f"From a@x Mon Mar 14 10:00:00 2022\nFrom: Ana <a@x.example>\nSubject: {n}\nDate: Mon, 14 Mar 2022 10:00:00 +0000\n\n{text}\n\n"
        for n, text in ((1, "The strike is on."), (2, "The tides are high."))
    )
    (folder / "post.mbox").write_text(mail)
    assert tag(folder).new == 6
    assert paths(folder, "topic:strikes path:mbox") == ["post.mbox#1"]
    (folder / "post.mbox").rename(folder / "mail.mbox")
    tag(folder)
    assert paths(folder, "path:mbox") == ["mail.mbox#1", "mail.mbox#2"]
    with Library.at(str(folder)) as one:
        documents = [document for _, document, _ in one.documents(one.find("path:mbox"))]
        assert {document.fields["path"] for document in documents} == {"mail.mbox"}
        assert len(one.unchanged(str(folder / "mail.mbox"))) == 2 and len(one.unchanged(str(folder / "mail.mbox#2"))) == 1


@pytest.mark.skipif(not UNIX, reason="needs links and pipes")
def test_the_walk_passes_by_what_is_no_text(folder: Path) -> None:
    (folder / "a/loop").symlink_to(folder)
    (folder / "link.txt").symlink_to(folder / "a/ferry.txt")
    (folder / ".hidden.txt").write_text("no")
    (folder / "picture.png").write_bytes(b"x")
    os.mkfifo(folder / "pipe.txt")
    summary = tag(folder)
    assert summary.files == 5 and summary.others == 1
    assert [str(problem) for problem in summary.problems] == ["pipe.txt: is a pipe, socket or device, not a file."]
    with Library.at(str(folder)) as one:
        assert one.store.places(one.store.at("link.txt").id) == ["a/ferry.txt", "link.txt"]  # type: ignore[union-attr]


def test_a_library_elsewhere_names_its_files_from_itself(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("state")
    place = place_of(str(folder), str(other), make=True)[0]
    with Library(place, write=True) as one:
        one.tag([str(folder / "a")])
        names = [stored.path for stored in one.store.stored(one.find())]
        assert all((other / name).resolve().is_file() for name in names) and len(names) == 2


def test_the_nearest_library_upwards_is_the_one(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert place_of(str(folder / "a/ferry.txt"))[0].root == folder.resolve()
    bare = tmp_path_factory.mktemp("bare")
    with pytest.raises(SettingsError, match="tagger tag FOLDER"):
        place_of(str(bare))
    assert place_of(str(bare), make=True) == (Place(bare.resolve(), bare.resolve() / ".tagger"), True)
    (bare / ".tagger").write_text("in the way")
    with pytest.raises(SettingsError, match="in the way"):
        Library(place_of(str(bare), make=True)[0], write=True)


# a person's word


def decide(folder: Path, name: str, topic: str, verdict: str) -> int:
    with Library.at(str(folder), write=True) as one:
        stored = one.get(str(folder / name))
        assert stored is not None
        roles = ("about",) if verdict == "set" else ("about", "mentions")
        return one.decide(stored, [Decision(stored.sha256, "topic", role, topic, verdict) for role in roles], verdict)  # type: ignore[arg-type]


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


def retouch(folder: Path) -> None:
    path = folder / ".tagger/topics.toml"
    path.write_text(path.read_text() + "\n")


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

    def relearn(
        asked: Shelf, vocabulary: Vocabulary, *, fresh: Collection[int] = (), every: bool = False
    ) -> Iterator[tuple[int, list[Finding]]]:
        features = sorted(asked.features())
        seen.append((every, len(fresh), len(features)))
        for number, document, topics in asked.contents([number for number, _, _ in features]):
            if "plain" in document.path and (every or number in fresh):
                learned = Finding("topic", "about", "strikes", "Strikes", 0.7, "learned", (Span("body", 0, 7, "l"),))
                yield number, [*topics, learned]
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
        asked: Shelf, vocabulary: Vocabulary, *, fresh: Collection[int] = (), every: bool = False
    ) -> Iterator[tuple[int, list[Finding]]]:
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


def test_an_index_of_an_older_version_is_made_anew(folder: Path) -> None:
    tag(folder)
    decide(folder, "b/plain.txt", "tides", "set")
    connection = sqlite3.connect(folder / ".tagger/index.db")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(StoreError, match="older tagger"):
        paths(folder)
    assert tag(folder).new == 4
    assert paths(folder, "topic:tides origin:person") == ["b/plain.txt"]


@pytest.mark.skipif(not UNIX or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be written by this user")
def test_a_library_that_may_not_be_written_is_read(folder: Path) -> None:
    tag(folder)
    state = folder / ".tagger"
    try:
        state.chmod(0o555)
        (state / "index.db").chmod(0o444)
        assert len(paths(folder)) == 4
        with pytest.raises(StoreError):
            decide(folder, "b/plain.txt", "tides", "set")
    finally:
        state.chmod(0o755)
        (state / "index.db").chmod(0o644)
