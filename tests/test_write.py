"""Writing changes what it says and not a byte more, is all or nothing for each file, and can be taken back."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from front_matter_cases import INVALID, VALID
from front_matter_notes import Note, notes
from shelves import Said, call

from tagger.errors import Problem
from tagger.library import Library
from tagger.library import write as writing
from tagger.library.frontmatter import Unwritable, edited, head, parsed
from tagger.library.replacing import mark_of, replace
from tagger.library.tagrun import TagRun
from tagger.library.write import SIDECAR, Backup, Change, caught_up, changes, checked, diff, is_written, keys, restore, write
from tagger.model import ROLES, Decision, Finding
from tagger.settings import Place

KEYS: dict[str, list[str] | str] = {
    "topics": ["strikes", "no"], "quoted": ["Bo Lind", 'A "B" \u2028: C'], "issued": "2022-03-14", "cited": [],
}  # fmt: skip
NEW = 'tagger-topics: [strikes, "no"]\ntagger-quoted: ["Bo Lind", "A \\"B\\" \\u2028: C"]\ntagger-issued: "2022-03-14"\n'
BODY = "\nThe strike.\n\n---\ntitle: no front matter\n---\n\ttext \r\n\x0c\u2028end"


# Front matter ----------------------------------------------------------------------------------------------------------


def test_there_are_a_hundred_oddities_and_more() -> None:
    assert len(VALID) >= 100 and len(set(VALID)) == len(VALID)


@pytest.mark.parametrize("front", VALID)
@pytest.mark.parametrize(("end", "close", "mark"), [("\n", "---", ""), ("\r\n", "---", "\ufeff"), ("\n", "... ", "")])
def test_every_other_line_is_kept_byte_for_byte(front: str, end: str, close: str, mark: str) -> None:
    lines = "".join(line + end for line in front.split("\n")) if front else ""
    raw = f"{mark}---{end}{lines}{close}{end}{BODY}".encode()
    out = edited(raw, KEYS)
    assert out == f"{mark}---{end}{lines}{NEW.replace(chr(10), end)}{close}{end}{BODY}".encode()
    assert edited(out, KEYS) == out
    assert edited(out, {}) == (raw if front else f"{mark}{BODY}".encode())
    assert out[head(out) :] == BODY.encode()


@pytest.mark.parametrize("front", VALID)
def test_the_result_is_yaml_with_the_same_values(front: str) -> None:
    yaml = pytest.importorskip("yaml")
    if "\t" in front:
        pytest.skip("YAML 1.2 has a tab behind a colon, this reader of YAML 1.1 has not")
    before = yaml.safe_load(front + "\n") or {}
    after = yaml.safe_load(edited(f"---\n{front}\n---\n".encode(), KEYS).decode().split("---\n")[1])
    assert after == {**before, "tagger-topics": ["strikes", "no"], "tagger-quoted": KEYS["quoted"], "tagger-issued": "2022-03-14"}


@pytest.mark.parametrize("front", INVALID)
def test_what_is_no_yaml_is_refused_with_its_line(front: str) -> None:
    with pytest.raises(Unwritable, match=r"^line \d+: .*\.$"):
        edited(f"---\n{front}\n---\nBody\n".encode(), KEYS)


def test_pairs_of_oddities_keep_one_another() -> None:
    pool = [front for front in VALID if front and not front.startswith(("#", "x: |+"))]
    chance = random.Random(7)
    for one, two in itertools.islice(((chance.choice(pool), chance.choice(pool)) for _ in itertools.count()), 400):
        raw = f"---\n{one}\n{two}\n---\nBody\n".encode()
        try:
            out = edited(raw, KEYS)
        except Unwritable as fault:
            assert "twice" in str(fault), (one, two, fault)
            continue
        assert out.replace(NEW.encode(), b"") == raw and edited(out, {}) == raw


def test_own_keys_are_replaced_where_they_stand_whatever_form_another_program_gave_them() -> None:
    front = "title: a\n# ours\ntagger-topics:\n  - old\n  - older\n# kept\ntagger-quoted: x\ntags: [b]\n"
    out = edited(f"---\n{front}---\nBody".encode(), {"topics": ["new"]}).decode()
    assert out == "---\ntitle: a\n# ours\ntagger-topics: [new]\n# kept\ntags: [b]\n---\nBody"


@pytest.mark.parametrize("body", ["", "Body", "\nBody\n", "# Ferry\r\n", "----\nno front matter\n", "text\n---\na: b\n---\n"])
def test_a_note_without_front_matter_gets_one_and_loses_it_again(body: str) -> None:
    out = edited(body.encode(), KEYS)
    end = "\r\n" if "\r\n" in body else "\n"
    assert out == f"---{end}{NEW.replace(chr(10), end)}---{end}{body}".encode()
    assert edited(out, {}) == body.encode()
    assert edited(body.encode(), {"topics": []}) == body.encode()


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"---\ntitle: a\n", "not closed"),
        (b"caf\xe9", "not UTF-8"),
        (b"a\rb\r", "CR alone"),
        (b"+++\ntitle = 'a'\n+++\n", "is TOML"),
        (b"---\n\xff: a\n---\n", "not UTF-8"),
    ],
)
def test_what_cannot_be_edited_is_refused(raw: bytes, what: str) -> None:
    with pytest.raises(Unwritable, match=what):
        edited(raw, KEYS)


def test_the_places_of_keys_and_hostile_nesting() -> None:
    assert [(e.key, e.start, e.end) for e in parsed(["a: 1", "", "b:", "  - c", "# d", "e: |", "  f", ""])] == [
        ("a", 0, 1),
        ("b", 2, 4),
        ("e", 5, 7),
    ]
    begun = time.process_time()
    for hostile in ("a: " + "[" * 200_000, "a:\n" + "".join(" " * n + "- \n" for n in range(1, 390)), "- " * 200_000, "a" * 500_000, '"' * 300_000, "a: " + "b " * 200_000,
                    "'" + "''" * 200_000, "a " * 200_000, ": " * 100_000):  # fmt: skip
        try:
            edited(f"---\n{hostile}\n---\n".encode(), KEYS)
        except Unwritable:
            continue
    assert time.process_time() - begun < 3


# Replacing a file -----------------------------------------------------------------------------------------------------------


def test_mode_and_times_stay_and_nothing_lies_about(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.utime(path, ns=(1_000_000_007, 2_000_000_009))
    replace(path, b"new", b"old")
    found = path.stat()
    assert path.read_bytes() == b"new" and found.st_mtime_ns == 2_000_000_009
    assert stat.S_IMODE(found.st_mode) == 0o640 or sys.platform == "win32"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.md"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"other")
    with pytest.raises(Unwritable, match="changed by another program"):
        replace(path, b"new", b"old")
    assert path.read_bytes() == b"other" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(not hasattr(os, "link") or sys.platform == "win32", reason="no hard links here")
def test_a_second_name_and_write_protection_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(Unwritable, match="write-protected"):
        checked(Change(path, "a.md", b"old", b"new"))
    path.chmod(0o644)
    os.link(path, tmp_path / "b.md")
    with pytest.raises(Unwritable, match="hard link"):
        checked(Change(path, "a.md", b"old", b"new"))


KILLED = """
import os, sys
from pathlib import Path
from shutil import copytree
from tagger.library.replacing import replace
from tagger.library.write import Backup, Change
folder = Path(sys.argv[1])
for line in sys.stdin:
    child = os.fork()
    if not child:
        backup = Backup.new(folder / ".tagger", int(line))
        while True:
            for n in range(40):
                path = folder / f"{n}.md"
                before = path.read_bytes()
                change = Change(path, path.name, before, OLD[1] if before == OLD[0] else OLD[0])
                backup.keep(change)
                replace(path, change.after, before)
    sys.stdout.write(f"{child}\\n"); sys.stdout.flush()
    os.waitpid(child, 0)
    sys.stdout.write("killed\\n"); sys.stdout.flush()
""".replace("OLD", "(b'old' * 9000, b'new' * 9000)")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes of that kind here")
def test_killed_fifty_times_at_any_moment_each_file_is_old_or_new(tmp_path: Path) -> None:
    for n in range(40):
        (tmp_path / f"{n}.md").write_bytes(b"old" * 9000)
    chance = random.Random(3)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as mother:
        assert mother.stdin is not None and mother.stdout is not None
        begun = 0
        for run in range(50):
            mother.stdin.write(f"{run}\n")
            child = int(mother.stdout.readline())
            listed = tmp_path / ".tagger" / "backups" / str(run) / "list.jsonl"
            while run % 4 and not (listed.exists() and listed.stat().st_size):  # most are to be killed amid the work
                time.sleep(0.001)
            time.sleep(chance.random() * 0.05)
            os.kill(child, signal.SIGKILL)
            assert mother.stdout.readline() == "killed\n"
            assert all((tmp_path / f"{n}.md").read_bytes() in (b"old" * 9000, b"new" * 9000) for n in range(40))
            rows = Backup(listed.parent).rows()
            assert all(row.before and row.after for row in rows)
            begun += bool(rows)
        mother.stdin.close()
    assert begun >= 37
    assert not [path for path in tmp_path.glob("*.md") if path.stat().st_size != 27_000]


# A library ------------------------------------------------------------------------------------------------------------------

TOPICS = """[scheme]
id = "own"
title = "Own"
facet = "topic"
replace = true
[[concept]]
id = "strikes"
pref_label = "Strikes"
alt_labels = ["strike"]
"""
NOTES = {
    "one.md": b"---\r\ntitle: Ferry # c\r\nx: 007\r\n---\r\nThe strike goes on.\r\n",
    "two.md": b"The strike goes on. Call +44 20 7946 0958.",
    "sub/three.md": b"---\ntagger-topics: [old]\n---\nThe ferry strike.\n",
    "bad.md": b"---\ntitle: a: b\n---\nThe strike goes on here.\n",
    "text.txt": b"The strike goes on and on.\n",
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    for name, raw in NOTES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    (tmp_path / ".tagger").mkdir()
    (tmp_path / ".tagger" / "topics.toml").write_text(TOPICS, encoding="utf-8")
    with Library(Place(tmp_path, tmp_path / ".tagger"), write=True) as library:
        library.tag([str(tmp_path)], processes=1, learn=False)
        yield library


def state(library: Library) -> dict[str, bytes]:
    """Every file but those of the tool; in which role a topic was found is not what is tested here."""
    root = library.place.root
    files = (path for path in root.rglob("*") if path.is_file() and ".tagger" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes().replace(b"-mentions", b"-topics") for path in sorted(files)}


def test_notes_get_their_tags_and_undo_restores_every_byte(library: Library) -> None:
    done = write(library, library.find(""), "frontmatter", "write")
    now = state(library)
    assert (done.changed, done.others) == (["one.md", "sub/three.md", "two.md"], 1)
    assert now["one.md"] == b"---\r\ntitle: Ferry # c\r\nx: 007\r\ntagger-topics: [strikes]\r\n---\r\nThe strike goes on.\r\n"
    assert now["two.md"] == b"---\ntagger-topics: [strikes]\n---\n" + NOTES["two.md"]
    assert now["sub/three.md"] == b"---\ntagger-topics: [strikes]\n---\nThe ferry strike.\n"
    assert (now["bad.md"], now["text.txt"]) == (NOTES["bad.md"], NOTES["text.txt"])
    assert [problem.path for problem in done.problems] == ["bad.md"] and "line 2" in str(done.problems[0])
    again = write(library, library.find(""), "frontmatter", "write")
    assert (again.run, again.changed, again.unchanged) == (0, [], 3)
    chosen, changed = library.undo()
    assert (chosen.id, changed, state(library)) == (done.run, 3, NOTES)
    library.undo(redo=True)
    assert state(library) == now


def foreign(raw: bytes) -> bytes:
    """A written note without the lines of the tool; one that had no front matter without its fences too."""
    lines = raw.splitlines(keepends=True)
    close = next((n for n, line in enumerate(lines) if n and line.rstrip() in (b"---", b"...")), 0)
    kept = [line for n, line in enumerate(lines) if not (n < close and line.startswith(b"tagger-") and b"tagger: " not in line)]
    return b"".join(kept)


def test_five_hundred_odd_notes_keep_every_byte_of_others_and_undo_restores_all(tmp_path: Path) -> None:
    made: dict[str, Note] = {f"{number:03}.md": note for number, note in enumerate(notes())}
    assert len({note.raw for note in made.values()}) >= 500
    for name, note in made.items():
        (tmp_path / name).write_bytes(note.raw)
    (tmp_path / ".tagger").mkdir()
    (tmp_path / ".tagger" / "topics.toml").write_text(TOPICS, encoding="utf-8")
    with Library(Place(tmp_path, tmp_path / ".tagger"), write=True) as library:
        library.tag([str(tmp_path)], processes=1, learn=False)
        done = write(library, library.find(""), "frontmatter", "write")
        refused = {problem.path for problem in done.problems}
        for name, note in made.items():
            now = (tmp_path / name).read_bytes()
            if name not in done.changed:
                assert now == note.raw, name
                assert not note.writable or not note.raw.strip() or b"strike" not in note.raw, note
                continue
            assert note.writable and name not in refused and b"tagger-" in now, note
            bare = foreign(now)
            assert bare == note.raw or bare.replace(b"---\n---\n", b"", 1) == note.raw, (note.raw, now)
            assert now.endswith(note.raw[head(note.raw) :])
        assert len(done.changed) >= 400 and len(refused) >= 100
        library.undo()
        assert {name: (tmp_path / name).read_bytes() for name in made} == {name: note.raw for name, note in made.items()}
        library.undo(redo=True)
        assert all(b"tagger-" in (tmp_path / name).read_bytes() for name in done.changed)


CUT = """
import sys
from tagger.library import Library, write
from tagger.settings import Place
from pathlib import Path
from shutil import copytree
import os, signal, random
chance, real = random.Random(int(sys.argv[2])), os.fsync
def fsync(handle):
    if chance.random() < 0.06:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
os.fsync = fsync
with Library(Place(Path(sys.argv[1]), Path(sys.argv[1]) / ".tagger"), write=True) as library:
    write.write(library, library.find(""), "frontmatter", "write")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
@pytest.mark.parametrize("seed", range(4))
def test_a_write_that_was_killed_is_taken_back_or_completed(seed: int, tmp_path: Path) -> None:
    old = {f"{n:02}.md": f"---\ntitle: {n} # c\n---\nThe strike, day {n}.\n".encode() for n in range(12)}
    (tmp_path / ".tagger").mkdir()
    (tmp_path / ".tagger" / "topics.toml").write_text(TOPICS, encoding="utf-8")
    for name, raw in old.items():
        (tmp_path / name).write_bytes(raw)
    place = Place(tmp_path, tmp_path / ".tagger")
    with Library(place, write=True) as library:
        library.tag([str(tmp_path)], processes=1, learn=False)
    assert subprocess.run([sys.executable, "-c", CUT, str(tmp_path), str(seed)], check=False).returncode == -signal.SIGKILL
    new = {name: raw.replace(b" # c\n", b" # c\ntagger-topics: [strikes]\n") for name, raw in old.items()}
    now = {name: (tmp_path / name).read_bytes().replace(b"-mentions", b"-topics") for name in old}
    assert all(now[name] in (old[name], new[name]) for name in old)
    with Library(place, write=True) as library:
        if seed % 2:
            caught_up(library)
            write(library, library.find(""), "frontmatter", "write")
            now = {name: (tmp_path / name).read_bytes().replace(b"-mentions", b"-topics") for name in old}
            assert now == new
        elif now != old:
            library.undo()
            assert {name: (tmp_path / name).read_bytes() for name in old} == old


@pytest.mark.parametrize("moment", ["amid the files", "before the index follows", "while it follows"])
@pytest.mark.parametrize("turns", [["write"], ["write", "undo"], ["write", "undo", "redo"]])
def test_the_index_follows_what_an_interrupted_run_changed(
    turns: list[str], moment: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command does the rest: no note counts as changed by somebody else, and no other run is taken back."""
    root = library.place.root
    (root / "bad.md").unlink()
    library.tag([str(root)], processes=1, learn=False)
    stored, old = library.store.at("two.md"), state(library)
    assert stored is not None
    library.decide(stored, [Decision(stored.sha256, "source", "publisher", "Harbour Gazette", "set")], "set")
    lines = {"write": ("write", "--to", "frontmatter", "-q"), "undo": ("undo", "-q"), "redo": ("redo", "-q")}
    for turn in turns[:-1]:
        assert call(root, *lines[turn]) == Said(0, "", "")
    of, name, count = {
        "amid the files": (writing, "replace", 2), "before the index follows": (TagRun, "tag", 1), "while it follows": (TagRun, "_catch_up", 1),
    }[moment]  # fmt: skip
    real, calls = getattr(of, name), []

    def interrupted(*given: Any) -> Any:
        calls.extend([given] if not isinstance(given[0], Path) or given[0].suffix == ".md" else [])
        if len(calls) == count:
            raise KeyboardInterrupt
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(of, name, interrupted)
        assert call(root, *lines[turns[-1]]).code == 130
    assert state(library) != (old if turns[-1] != "undo" else None)
    assert call(root, *lines[turns[-1]]) == Said(0, "", "")
    if turns[-1] == "undo":
        assert state(library) == old
    else:
        assert state(library).keys() == old.keys() and all(
            b"tagger-" in state(library)[name] for name in old if name.endswith(".md")
        )
    tagged = library.tag([str(root)], processes=1, learn=False)
    assert (tagged.new, tagged.changed) == (0, 0)
    assert call(root, "find", 'source:"Harbour Gazette"', "--count").out == "1\n"
    runs = [run for run in library.store.runs() if not run.state.startswith("part of")]
    assert {run.state for run in runs if run.command.startswith("write")} <= {
        "undone" if turns[-1] == "undo" else "done",
        "interrupted",
    }
    assert {run.state for run in runs if not run.command.startswith("write")} == {"done"}


def test_what_is_found_is_the_same_after_writing(library: Library) -> None:
    def found() -> list[Any]:
        return sorted(
            (doc.path, [finding[:3] for finding in findings])
            for _, doc, findings in library.documents(library.find("topic:strikes"))
        )

    before = found()
    write(library, library.find(""), "frontmatter", "write")
    assert found() == before
    summary = library.tag([str(library.place.root)], processes=1, learn=False)
    assert (summary.new, summary.changed) == (0, 0)


def test_a_decision_holds_for_the_bytes_that_were_written(library: Library) -> None:
    stored = library.store.at("two.md")
    assert stored is not None
    unset = [Decision(stored.sha256, "topic", role, "strikes", "unset") for role in ROLES["topic"]]
    library.decide(stored, unset, "unset")
    library.decide(stored, [Decision(stored.sha256, "source", "publisher", "Harbour Gazette", "set")], "set")
    write(library, library.find(""), "frontmatter", "write")
    assert b'---\ntagger-publisher: ["Harbour Gazette"]\n---\n' in state(library)["two.md"]
    new = library.store.at("two.md")
    assert new is not None and new.sha256 != stored.sha256
    ((_, _, findings),) = library.documents([new.id])
    assert [finding[:3] for finding in findings] == [("source", "publisher", "Harbour Gazette")]


def test_a_file_that_was_changed_since_is_never_overwritten(library: Library) -> None:
    root = library.place.root
    ids = library.find("")
    (root / "one.md").write_bytes(b"Another text.")
    done = write(library, ids, "frontmatter", "write")
    assert "one.md" not in done.changed and any("changed since it was tagged" in str(problem) for problem in done.problems)
    (root / "two.md").write_bytes(b"Yet another.")
    changed, problems = restore(library.place.state, done.run)
    assert changed == 1 and [problem.path for problem in problems] == ["two.md"]
    assert state(library) == {**NOTES, "one.md": b"Another text.", "two.md": b"Yet another."}


def test_a_library_that_was_moved_or_copied_takes_back_what_was_written_in_its_own_files(
    library: Library, tmp_path: Path
) -> None:
    root = library.place.root
    done = write(library, library.find(""), "frontmatter", "write")
    written = state(library)
    assert done.changed and written != NOTES
    library.close()
    copied = tmp_path.with_name(tmp_path.name + "-copied")
    copytree(root, copied)
    with Library.at(str(copied), write=True) as one:
        one.undo()
        assert state(one) == NOTES and state(library) == written
    moved = root.rename(tmp_path.with_name(tmp_path.name + "-moved"))
    with Library.at(str(moved), write=True) as one:
        one.undo()
        assert state(one) == NOTES


def test_sidecars_hold_the_record_and_go_again(library: Library) -> None:
    done = write(library, library.find(""), "sidecar", "write")
    now = state(library)
    assert done.changed == [name + SIDECAR for name in sorted(NOTES)] and {name: now[name] for name in NOTES} == NOTES
    record = json.loads(now["text.txt" + SIDECAR])
    assert record["schema"] == "tagger/1" and record["path"] == "text.txt" and record["tags"][0]["value"] == "strikes"
    assert write(library, library.find(""), "sidecar", "write").changed == []
    library.undo()
    assert state(library) == NOTES


def test_a_sidecar_that_is_not_ours_is_left_alone(library: Library) -> None:
    path = library.place.root / ("text.txt" + SIDECAR)
    path.write_bytes(b"{}")
    (problem,) = [change for change in changes(library, library.find(""), "sidecar") if isinstance(change, Problem)]
    assert "not tagger's" in problem.message
    write(library, library.find(""), "sidecar", "write")
    assert path.read_bytes() == b"{}"


def test_a_mailbox_has_one_sidecar_with_a_record_a_message(library: Library) -> None:
    box = "".join(
        f"From a@harbour.example Mon Mar 14 10:00:0{n} 2022\nSubject: {n}\n\nThe strike, day {n}.\n\n" for n in range(3)
    )
    path = library.place.root / "in.mbox"
    path.write_text(box, encoding="utf-8")
    library.tag([str(path)], processes=1, learn=False)
    write(library, library.find(""), "sidecar", "write")
    records = json.loads((library.place.root / ("in.mbox" + SIDECAR)).read_bytes())
    assert [record["path"] for record in records] == ["in.mbox#1", "in.mbox#2", "in.mbox#3"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("name", ["new\nline.md", "esc\x1b[31m.md", "-n.md", "a#1.md", "\u202emd.md"])
def test_a_note_of_any_name_is_written_and_restored(name: str, library: Library) -> None:
    path = library.place.root / name
    path.write_bytes(b"The strike under a name of its own.\n")
    library.tag([str(path)], processes=1, learn=False)
    done = write(library, library.find(""), "frontmatter", "write")
    assert path.read_bytes().startswith(b"---\ntagger-") and [problem.path for problem in done.problems] == ["bad.md"]
    library.undo()
    assert path.read_bytes() == b"The strike under a name of its own.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_is_followed_and_stays_a_link(library: Library, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("elsewhere") / "real.md"
    target.write_bytes(b"The strike elsewhere.\n")
    link = library.place.root / "link.md"
    link.symlink_to(target)
    library.tag([str(link)], processes=1, learn=False)
    write(library, library.find("path:link.md"), "frontmatter", "write")
    assert link.is_symlink() and target.read_bytes().endswith(b": [strikes]\n---\nThe strike elsewhere.\n")


def test_a_diff_shows_the_lines_and_hides_private_details(library: Library) -> None:
    note = library.place.root / "own.md"
    note.write_bytes(b"---\nauthor: ana@harbour.example\n---\nThe strike.\n")
    library.tag([str(note)], processes=1, learn=False)
    lines = [
        line
        for change in changes(library, library.find(""), "frontmatter")
        if isinstance(change, Change)
        for line in diff(change)
    ]
    assert {"+tagger-topics: [strikes]", "+tagger-mentions: [strikes]"} & set(lines) and "+++ b/own.md" in lines
    assert " author: ███████████████████" in lines and "goes on" not in "\n".join(lines)
    assert state(library)["one.md"] == NOTES["one.md"]


def test_a_query_narrows_and_a_run_without_files_cannot_be_restored(library: Library) -> None:
    assert write(library, library.find("path:two.md"), "frontmatter", "write").changed == ["two.md"]
    assert not is_written(library.place.state, 1)
    with pytest.raises(Exception, match="wrote no files"):
        restore(library.place.state, 1)


def test_what_a_killed_run_left_beside_a_file_is_cleared_away(library: Library) -> None:
    done = write(library, library.find("path:two.md"), "frontmatter", "write")
    left = library.place.root / f".two.md{mark_of(library.place.state)}.tagger~"
    left.write_bytes(b"half")
    library.undo(done.run)
    assert not left.exists() and state(library) == NOTES


def test_a_backup_of_an_index_since_deleted_is_set_aside(tmp_path: Path) -> None:
    for _ in range(3):
        Backup.new(tmp_path, 5)
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == ["5", "5.old-1", "5.old-2"]


def test_keys_are_ids_names_and_days_masked_and_each_once() -> None:
    found = [
        Finding("topic", "about", "strikes", "Strikes and lockouts", 1.0, "rule", ()),
        Finding("source", "quoted", "bo-lind", "Bo Lind", 1.0, "rule", ()),
        Finding("source", "quoted", "unnamed", "a man of 12 Harbour Street", 0.5, "rule", ()),
        Finding("date", "issued", "2022-03-14", "14 March", 1.0, "rule", ()),
        Finding("date", "temporal", "2021", "2021", 1.0, "rule", ()),
    ]
    made = keys(found)
    assert (made["topics"], made["issued"], made["cited"]) == (["strikes"], "2022-03-14", [])
    assert made["quoted"] == ["Bo Lind", "a man of █████████████████"] and "temporal" not in made
