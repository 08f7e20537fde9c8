"""Two processes in one library at the same moment: nothing is lost, nothing is done twice, and each tells the truth.

What happens by chance between processes is made to happen here: one does all of its work at the worst moment of the other's.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from shelves import call, decide, library, paths, retouch, rows, tag
from test_learning import VOCABULARY
from test_learning import folder as learnable

from tagger import vocabfile
from tagger.cli import files
from tagger.library import Library, shelf, tagrun
from tagger.library.decisions import Decisions
from tagger.library.knowledge import Knowledge
from tagger.library.replacing import clear, mark_of
from tagger.model import Decision
from tagger.settings import nearest
from tagger.store import Store, opening
from tagger.vocabfile.tomlfile import toml_text

ENGLISH = (
    "It was the day that they had of it, and the people of the town were there with all that was to be. They have not said so. "
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return library(tmp_path)


def once(what: Callable[[], object]) -> Callable[[], None]:
    """Does it the first time that it is called."""
    left = [what]

    def do() -> None:
        while left:
            left.pop()()

    return do


def between_reading_and_storing(monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]) -> None:
    """Has another process do its work when the first batch is tagged and not yet stored."""
    spread, do = tagrun.spread, once(other)

    def spread_(*given: Any, **more: Any) -> Iterator[Any]:
        for one in spread(*given, **more):
            do()
            yield one

    monkeypatch.setattr(tagrun, "spread", spread_)


def by_person(folder: Path) -> set[tuple[str, str]]:
    return {(row["path"], one["value"]) for row in rows(folder) for one in row["tags"] if one["origin"] == "person"}  # type: ignore


def elsewhere(folder: Path, *arguments: str) -> None:
    """A command line in another process: what is learned lies in variables of the process."""
    subprocess.run([sys.executable, "-m", "tagger", *arguments, "-q"], cwd=folder, check=True)


def settled(folder: Path) -> None:
    """The next run finds nothing to do, and a new index has the same in it, topics learned from the whole folder."""
    before = rows(folder)
    assert tag(folder).run == 0
    for path in (folder / ".tagger").glob("index.db*"):
        path.unlink()
    assert tag(folder).learned > 20
    assert rows(folder) == before


# Decisions ----------------------------------------------------------------------------------------------------------------


def test_two_who_decide_on_one_text_both_have_their_word(folder: Path) -> None:
    tag(folder, learn=False)
    with Library.at(str(folder), write=True) as one, Library.at(str(folder), write=True) as two:
        assert not one.decisions and not two.decisions  # as each has read them when it began
        for each, topic in ((one, "strikes"), (two, "tides")):
            stored = each.get(str(folder / "b/plain.txt"))
            assert stored is not None
            each.decide(stored, [Decision(stored.sha256, "topic", "about", topic, "set")], "set")
    assert by_person(folder) == {("b/plain.txt", "strikes"), ("b/plain.txt", "tides")}
    assert tag(folder, learn=False).run == 0, "all of them lie over the tags already"


def test_a_decision_made_during_a_run_holds_although_the_run_is_cut_short(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tag(folder, learn=False)
    retouch(folder)
    between_reading_and_storing(monkeypatch, lambda: decide(folder, "b/plain.txt", "tides", "set"))
    monkeypatch.setattr(tagrun.TagRun, "_catch_up", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(shelf, "unlearn", lambda *_: 0)
    with pytest.raises(KeyboardInterrupt):
        tag(folder, learn=False)
    assert by_person(folder) == {("b/plain.txt", "tides")}


def test_a_decision_that_was_kept_and_no_more_is_laid_over_the_tags_by_the_run_under_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag(folder, learn=False)
    (folder / "new.txt").write_text("Another strike.\n")

    def kept() -> None:
        with Library.at(str(folder), write=True) as one:
            stored = one.get(str(folder / "b/plain.txt"))
            assert stored is not None
            one.decisions.append([Decision(stored.sha256, "topic", "about", "tides", "set")])

    between_reading_and_storing(monkeypatch, kept)
    tag(folder, learn=False)
    assert by_person(folder) == {("b/plain.txt", "tides")}


def met(monkeypatch: pytest.MonkeyPatch, of: type, name: str) -> None:
    """Has two threads that come to a method wait for one another; where one at a time may, the other does not come."""
    both, real = threading.Barrier(2), getattr(of, name)

    def waiting(*given: Any, **more: Any) -> Any:
        found = real(*given, **more)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return found

    monkeypatch.setattr(of, name, waiting)


def twice(what: Callable[[], object]) -> None:
    """Does it in two threads at once."""
    threads = [threading.Thread(target=what) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_decisions_follow_an_edited_text_once_where_two_runs_see_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tag(folder, learn=False)
    decide(folder, "b/plain.txt", "tides", "set")
    (folder / "b/plain.txt").write_text("Nothing of note was seen that morning, and nobody had much to say.\n")
    met(monkeypatch, Decisions, "append")
    twice(lambda: tag(folder, learn=False))
    assert by_person(folder) == {("b/plain.txt", "tides")}
    assert len((folder / ".tagger/decisions.jsonl").read_text().splitlines()) == 2


def test_two_who_take_back_take_back_two_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tag(folder, learn=False)
    runs = {decide(folder, "b/plain.txt", topic, "set") for topic in ("strikes", "tides")}
    taken: list[int] = []

    def undo() -> None:
        with Library.at(str(folder), write=True) as one:
            taken.append(one.undo()[0].id)

    met(monkeypatch, Store, "run_in")
    twice(undo)
    assert set(taken) == runs and by_person(folder) == set()


# Runs ---------------------------------------------------------------------------------------------------------------------


def school(folder: Path) -> Path:
    """Two folders in one library that teach, one more than the other."""
    (folder / ".tagger").mkdir()
    (folder / ".tagger/topics.toml").write_text(toml_text(VOCABULARY).replace("[scheme]", "[scheme]\nreplace = true"))
    for n, (_, document) in enumerate(learnable(24)):
        path = folder / ("one" if n % 3 else "two") / f"{n:03}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(2 * ENGLISH + document.body)
    return folder


@pytest.mark.parametrize("moment", ["at its beginning", "in its middle", "before its end"])
def test_of_two_runs_that_learn_the_later_one_learns_from_all(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = school(tmp_path)
    relearn, keep = shelf.relearn, shelf.StoreShelf.keep
    other = once(lambda: elsewhere(folder, "tag", "two"))

    def relearn_(*given: Any, **more: Any) -> Iterator[Any]:
        if moment == "at its beginning":
            other()
        for number, one in enumerate(relearn(*given, **more)):
            if moment == "in its middle" and number == 20:
                other()
            yield one

    def keep_(*given: Any) -> None:
        if moment == "before its end":
            other()
        keep(*given)

    monkeypatch.setattr(shelf, "relearn", relearn_)
    monkeypatch.setattr(shelf.StoreShelf, "keep", keep_)
    monkeypatch.setattr(shelf, "_BATCH", 8)
    tag(folder, folder / "one")
    monkeypatch.undo()
    settled(folder)


def test_what_comes_in_after_another_run_has_learned_is_learned_from_though_its_own_run_is_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = school(tmp_path)
    tag(folder, folder / "two")
    path = next((folder / "two").iterdir())
    path.write_text(path.read_text() + "The reaper.\n")
    between_reading_and_storing(monkeypatch, lambda: elsewhere(folder, "tag", "two"))
    monkeypatch.setattr(shelf, "learn", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        tag(folder, folder / "one")
    monkeypatch.undo()
    tag(folder, folder / "one")
    settled(folder)


def test_what_was_learned_is_not_laid_over_what_the_rules_no_longer_find(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that learns has read what the rules found; the vocabulary is changed, and another run has them find more."""
    tag(folder)

    def changed() -> None:
        path = folder / ".tagger/topics.toml"
        path.write_text(path.read_text().replace('"high water"', '"high water", "quay"'))
        tag(folder, learn=False)

    with Library.at(str(folder), write=True) as one:
        number = one.store.search(one.tree("path:b/plain.txt"))[0]
        made = shelf.StoreShelf(one.store, one.decisions, 0)
        ((_, content),) = made.contents([number])
        told = content.told(lambda topics, document: topics)
        changed()
        one.store.retag([made.laid(number, told, one.knowledge)], None, None)
    assert paths(folder, "topic:tides") == ["a/tides.txt", "b/plain.txt"]


def test_a_vocabulary_that_is_saved_while_it_is_read_is_read_again_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = nearest(folder)
    assert place is not None
    before, parse = Knowledge(place).number, vocabfile.parse_vocabulary
    save = once(lambda: retouch(folder))
    monkeypatch.setattr(vocabfile, "parse_vocabulary", lambda *given, **more: (save(), parse(*given, **more))[1])
    assert Knowledge(place).number == before != Knowledge(place).number


def test_a_library_that_is_deleted_during_a_run_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    between_reading_and_storing(monkeypatch, lambda: shutil.rmtree(folder / ".tagger"))
    done = call(folder, "tag", ".", "-q", "--no-learn")
    assert done.code == 1 and done.err.count("\n") == 1 and "was deleted or replaced while it was in use" in done.err
    assert call(folder, "tag", ".", "-q", "--no-learn").code == 0
    assert len(rows(folder)) == 4


def test_who_may_only_read_sees_what_another_person_is_writing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tag(folder, learn=False)
    decide(folder, "b/plain.txt", "tides", "set")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Library.at(str(folder), write=True) as one:
        stored = one.get(str(folder / "a/ferry.txt"))
        assert stored is not None
        one.decide(stored, [Decision(stored.sha256, "topic", "about", "tides", "set")], "set")
        assert by_person(folder) == {("a/ferry.txt", "tides"), ("b/plain.txt", "tides")}
        shutil.copytree(folder, folder / "cut off")  # as a process that was killed leaves it, without what it shared
        (folder / "cut off/.tagger/index.db-shm").unlink()
    assert by_person(folder) == {("a/ferry.txt", "tides"), ("b/plain.txt", "tides")}
    assert by_person(folder / "cut off") >= {("b/plain.txt", "tides")}


# Files --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["write --to frontmatter", "write --to sidecar", "undo", "redo 1"])
def test_while_files_are_written_nobody_else_writes_or_restores_any(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag(folder, learn=False)
    monkeypatch.setattr(opening, "PATIENCE", 0.1)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".tagger" not in path.parts}
    with Library.at(str(folder), write=True) as one, one.store.alone("writing"):
        done = call(folder, *command.split())
    assert done.code == 1 and done.err.count("\n") == 1 and "in use by another tagger" in done.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".tagger" not in path.parts} == before


@pytest.mark.parametrize("late", [False, True])
def test_what_an_editor_saves_while_a_note_is_replaced_is_kept(late: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor opens the file, which cuts it off, when the new one is about to be moved into its place; `late` writes when it is there."""
    tag(folder, learn=False)
    note, real, opened = folder / "b/note.md", os.replace, list[Any]()

    def replace(source: Any, target: Any) -> None:
        if Path(target) == note and not opened:
            opened.append(note.open("w"))
            if not late:
                opened[0].write("Edited.\n")
                opened[0].close()
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    done = call(folder, "write", "--to", "frontmatter")
    if late:
        opened[0].write("Edited.\n")
        opened[0].close()
    assert note.read_text() == "Edited.\n"
    assert done.code == 3 and "was changed by another program at this moment" in done.err
    assert sorted(path.name for path in note.parent.iterdir()) == ["note.md", "plain.txt"]


def test_what_a_killed_process_left_beside_a_note_is_in_nobodys_way(folder: Path) -> None:
    tag(folder, learn=False)
    note = folder / "b/note.md"
    mark = mark_of(folder / ".tagger")
    (note.parent / f".note.md{mark}.tagger~").write_text("half")
    (note.parent / f".note.md{mark}~tagger").hardlink_to(note)
    assert call(folder, "write", "--to", "frontmatter").code == 0 and "tagger-mentions: [strikes]" in note.read_text()
    assert sorted(path.name for path in note.parent.iterdir()) == ["note.md", "plain.txt"]


@pytest.mark.parametrize("when", ["before", "amid"])
def test_two_libraries_that_hold_one_note_leave_it_whole(when: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of the folder above writes the same note when this one is about to move its own into its place."""
    inner = library(folder / "b/inner")
    tag(inner, learn=False)
    tag(folder, inner / "b/note.md", learn=False)
    note, real, others, halves = inner / "b/note.md", os.replace, list[int](), list[Path]()

    def other() -> None:
        others.append(call(inner, "write", "--to", "frontmatter", "path:b/note.md", "--library", str(folder)).code)

    def replace(source: Any, target: Any) -> None:
        if Path(target) == note and not others:
            others.append(0)
            if when == "before":
                other()
            else:  # it has written half of its own
                clear(note, mark_of(folder / ".tagger"))
                halves.append(note.with_name(f".note.md{mark_of(folder / '.tagger')}.tagger~"))
                halves[0].write_text("half")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert call(inner, "write", "--to", "frontmatter", "path:b/note.md").code == 0
    monkeypatch.undo()
    assert len(others) == (2 if when == "before" else 1) and note.read_text().endswith("The strike is over; the crews won.\n")
    for half in halves:
        half.unlink()
    assert [path.name for path in note.parent.iterdir() if path.name.startswith(".")] == []


def test_of_two_who_write_the_second_finds_nothing_to_do(folder: Path) -> None:
    tag(folder, learn=False)
    line = [sys.executable, "-m", "tagger", "write", "--to", "frontmatter"]
    with Library.at(str(folder), write=True) as one, one.store.alone("writing"):
        both = [subprocess.Popen(line, cwd=folder, stderr=subprocess.PIPE) for _ in range(2)]
    said = sorted(each.communicate()[1].decode() for each in both)
    assert [each.returncode for each in both] == [0, 0] and [one[:15] for one in said] == ["0 files written", "1 file written,"]


@pytest.mark.skipif(sys.platform == "win32", reason="there a file is removed where nobody has it open")
def test_what_a_killed_export_left_goes_with_the_next_one_and_nothing_else_does(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = [".a[1].csv.%d.part", ".a[1].csv.x%d.part", ".a1.csv.%d.part", "a[1].csv.%d.part", ".a[1].csv.%d"]
    for name in (*(name % ended.pid for name in names), f".a[1].csv.{os.getppid()}.part", f".a[1].csv.{9**40}.part"):
        (tmp_path / name).write_text("half")
    files.write_whole(str(tmp_path / "a[1].csv"), lambda part: part.write_text("whole"))
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"a[1].csv", *(name % ended.pid for name in names[1:]), f".a[1].csv.{os.getppid()}.part"}


def test_two_who_export_to_one_file_leave_a_whole_one(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    code = f"from tagger.cli.files import write_whole; write_whole({str(target)!r}, lambda part: part.write_text('2'))"

    def make(part: Path) -> None:
        part.write_text("1")
        subprocess.run([sys.executable, "-c", code], check=True)
        assert json.loads(target.read_text()) == 2

    files.write_whole(str(target), make)
    assert json.loads(target.read_text()) == 1 and [path.name for path in tmp_path.iterdir()] == ["out.json"]
