"""The library: what is read, what is skipped, what stays when files move, change and vanish, and what a person's word does."""

from __future__ import annotations

import os
import sqlite3
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from shelves import TEXTS, TOPICS, decide, library, paths, rows, tag

from tagger.errors import SettingsError, StoreError, VocabularyError
from tagger.library import Library, place_of, work
from tagger.library.walk import Entries, Entry
from tagger.settings import Place
from tagger.store import reading

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


def test_a_copy_is_no_move_wherever_it_lies(folder: Path) -> None:
    (folder / "z.txt").write_bytes((folder / "a/ferry.txt").read_bytes())
    assert tag(folder).moved == 0
    (folder / "a/a copy.md").write_bytes((folder / "b/note.md").read_bytes())
    summary = tag(folder)
    assert (summary.new, summary.moved) == (0, 0)
    assert "a/a copy.md" in paths(folder) and "b/note.md" not in paths(folder)


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
        assert "a/ferry.txt" not in one.store.stamps()


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
    jobs = [work.Job(name, 1, 1) for name in sorted(TEXTS)]
    tagger = one.knowledge.tagger()
    parts = [[job] for job in jobs]
    alone = [result for _, result in work.spread(tagger, work.read_files, parts, 1, root=str(folder))]
    spread = [result for _, result in work.spread(tagger, work.read_files, parts, 2, method=method, root=str(folder))]
    assert alone == spread and [part[0].name for part in alone if part] == sorted(TEXTS)


def die_at(batch: Sequence[int]) -> list[int]:
    if 3 in batch:
        os._exit(1)
    return [2 * one for one in batch]


def test_an_item_that_kills_its_process_is_told_and_loses_no_other(folder: Path) -> None:
    tagger = Library.at(str(folder), write=True).knowledge.tagger()
    done = list(work.spread(tagger, die_at, [[1, 2], [3, 4], [5]], 2))
    each = [(item, result and result[n]) for part, result in done for n, item in enumerate(part)]
    assert each == [(1, 2), (2, 4), (3, None), (4, 8), (5, 10)]


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
    (folder / "empty.eml").write_bytes(b"")
    assert [problem.path for problem in tag(folder).problems] == ["empty.eml"]
    before = len(read)
    assert [problem.path for problem in tag(folder).problems] == ["empty.eml"]
    assert len(read) == before


def test_a_file_that_changes_while_it_is_read_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = work.read_bytes

    def changing(path: str) -> bytes:
        raw = real(path)
        if path.endswith("tides.txt"):
            Path(path).write_text("The strike has reached the tide gauge, and it stands still.\n")
        return raw

    monkeypatch.setattr(work, "read_bytes", changing)
    tag(folder)
    monkeypatch.undo()
    assert tag(folder).new == 1
    assert "a/tides.txt" in paths(folder, "topic:strikes")


def test_a_file_that_vanishes_before_it_is_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = work.read_bytes

    def vanishing(path: str) -> bytes:
        if path.endswith("tides.txt"):
            Path(path).unlink()
        return real(path)

    monkeypatch.setattr(work, "read_bytes", vanishing)
    summary = tag(folder)
    assert summary.new == 3 and [problem.path for problem in summary.problems] == ["a/tides.txt"]


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


def test_files_to_read_come_by_name_whatever_their_names_and_times_are() -> None:
    given = [
        Entry("b/\U00010000.txt", 1, -1), Entry("b/\uffee.txt", 2**40, 2**63 - 1), Entry("b/\udcff.txt", 0, -(2**63)), Entry("b.txt", 7, 0),
        Entry("b/a.txt", 7, 5), Entry("b/a b.txt", 7, 5), Entry("a.txt", 7, 5), Entry("b/a.txt", 7, 4),
    ]  # fmt: skip
    entries = Entries()
    for entry in given:
        entries.add(entry)
    entries.sort()
    assert len(entries) == len(given) and sorted(entries) == sorted(given)
    assert [entry.name for entry in entries.taken()] == sorted(entry.name for entry in given)
    assert len(entries) == 0


def test_a_million_files_to_read_take_little_memory() -> None:
    tracemalloc.start()
    try:
        entries = Entries()
        for n in range(20_000):
            entries.add(Entry(f"{n // 1000:04}/{n:07}.txt", 1000 + n, 10**18 + n))
        assert tracemalloc.get_traced_memory()[0] < 110 * len(entries)
    finally:
        tracemalloc.stop()


def test_a_text_that_lies_elsewhere_too_is_known_also_where_many_files_have_its_size(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MANY_ALIKE", 3)
    for n in range(6):
        (folder / f"alike-{n}.txt").write_text(f"The strike of day {n}.\n")
    tag(folder)
    before = rows(folder)
    with Library.at(str(folder)) as one:
        size = (folder / "alike-0.txt").stat().st_size
        assert size not in one.store.hashes({size})
    (folder / "alike-0.txt").rename(folder / "moved.txt")
    (folder / "copy.txt").write_bytes((folder / "alike-1.txt").read_bytes())
    tag(folder)
    after = {row["sha256"]: row["tags"] for row in rows(folder)}
    assert after == {row["sha256"]: row["tags"] for row in before}
    assert {row["path"] for row in rows(folder)} == {row["path"] for row in before} - {"alike-0.txt"} | {"moved.txt"}
