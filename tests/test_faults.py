"""What is promised when something goes wrong, each by a fault that happens for real. The page: `tagger help faults`."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shelves import Said, call, decide, library, rows, tag

from tagger import store
from tagger.errors import ReadError
from tagger.library import Library, work
from tagger.store import opening
from tagger.store.schema import VERSION

ROOT = Path(__file__).parent.parent
LINUX = sys.platform == "linux"
POSIX = sys.platform != "win32"
needs_linux = pytest.mark.skipif(not LINUX, reason="a device or list of processes that only Linux has")
needs_posix = pytest.mark.skipif(not POSIX, reason="limits and signals of POSIX")
SMALL = "import sys\nfrom tagger.__main__ import main\nfrom tagger.library import work\nwork.BATCH = 8\nmain()\n"
"""The command line, with batches so small that there are many."""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def started(*arguments: str, **more: object) -> subprocess.Popen[bytes]:
    """A command line in a process of its own, its standard error kept."""
    line = [sys.executable, "-c", SMALL, *arguments]
    return subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload, no-any-return]


def said(process: subprocess.Popen[bytes]) -> Said:
    out, err = process.communicate(timeout=120)
    return Said(process.returncode, out.decode(), err.decode())


def texts(folder: Path, count: int) -> Path:
    library(folder)
    for n in range(count):
        (folder / f"{n:04}.txt").write_text(f"Text {n}: the strike of the crews and the high water of day {n}.\n" * 5)
    return folder


def told(done: Said, code: int, what: str) -> None:
    """The promise for whatever cannot be done: one clear line, the right exit code, nothing unexpected."""
    lines = [line for line in done.err.splitlines() if line.strip()]
    assert done.code == code and len(lines) == 1 and what in lines[0], done
    assert "unexpected" not in done.err and "Traceback" not in done.err, done


def undisturbed(folder: Path) -> list[dict[str, object]]:
    """The records that a run without faults gives to the same files, those of `texts` and `library`."""
    tag(folder, learn=False)
    return rows(folder)


def sound(folder: Path) -> None:
    """The index is whole, and every document stands in it and in its full text once."""
    with Library.at(str(folder)) as one:
        assert one.store.damage() == ""
        run = one.store.connection.execute
        there = run("SELECT count(*), count(DISTINCT sha256), count(DISTINCT path) FROM document WHERE state = 0").fetchone()
        assert len(set(there)) == 1
        assert run("SELECT count(*) FROM words WHERE words MATCH 'the'").fetchone()[0] >= there[0] - 1


# A full disk -------------------------------------------------------------------------------------------------------------


ENOUGH_TO_READ = 33_000
"""What SQLite writes beside an index in order to read it, in bytes."""


def limited(size: int) -> Callable[[], None]:
    """What makes a process fail to write beyond so many bytes of a file, as a full disk or a quota does."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@needs_posix
@pytest.mark.parametrize("size", [20_000, 150_000, 400_000])
def test_a_limit_on_the_disk_is_told_and_the_next_run_carries_on(size: int, tmp_path: Path) -> None:
    folder = texts(tmp_path / "one", 90)
    told(said(started("tag", str(folder), "-q", "-j", "1", "--no-learn", preexec_fn=limited(size))), 1, "the disk")
    if size > 200_000:
        assert call(folder, "find", "--count").code == 0
    assert call(folder, "tag", ".", "-q", "-j", "1", "--no-learn") == Said(0, "", "")
    sound(folder)
    assert rows(folder) == undisturbed(texts(tmp_path / "two", 90))


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A file system of its own, where the machine lets us make one."""
    folder.mkdir(exist_ok=True)
    if not LINUX or os.geteuid() or subprocess.run(["mount", *options, str(folder)], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_file_system_is_told_and_the_next_run_carries_on(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts", 90)
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=400k", "tmpfs") as small:
        told(said(started("tag", str(folder), "-q", "-j", "1", "--no-learn", "--library", str(small))), 1, "the disk is full")
        assert call(folder, "find", "--library", str(small)).code in (0, 1)
        subprocess.run(["mount", "-o", "remount,size=20m", str(small)], check=True)
        assert call(folder, "tag", ".", "-q", "-j", "1", "--library", str(small)) == Said(0, "", "")
        assert call(folder, "find", "--count", "--library", str(small)).out == "94\n"


@needs_linux
@pytest.mark.parametrize("command", ["find --jsonl", "stats", "log", "export --to csv", "show a/ferry.txt", "schema"])
def test_output_without_room_is_told(command: str, tmp_path: Path) -> None:
    tag(library(tmp_path))
    with Path("/dev/full").open("wb") as full:
        line = [sys.executable, "-m", "tagger", *command.split()]
        done = subprocess.run(line, cwd=tmp_path, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False)
    told(Said(done.returncode, "", done.stderr.decode()), 1, "the output cannot be written")


@needs_posix
@pytest.mark.parametrize("command", ["export --to jsonl -o out", "export --to sqlite -o out", "report -o out"])
def test_a_file_that_finds_no_room_leaves_the_old_one(command: str, tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts", 60)
    tag(folder)
    (folder / "out").write_text("old")
    told(said(started(*command.split(), preexec_fn=limited(ENOUGH_TO_READ), cwd=folder)), 2, "cannot be written")
    assert (folder / "out").read_text() == "old"
    assert not [path for path in folder.iterdir() if path.suffix == ".part" or path.name.startswith("out.")]


@needs_posix
@pytest.mark.parametrize("command", ["export --to csv", "vocab export --to csv"])
def test_a_pipe_or_device_is_written_to_and_not_replaced(command: str, tmp_path: Path) -> None:
    tag(library(tmp_path), learn=False)
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=tmp_path, stdout=subprocess.PIPE) as reader:
        assert call(tmp_path, *command.split(), "-o", "pipe").code == 0
        assert reader.communicate(timeout=60)[0] and (tmp_path / "pipe").is_fifo()


@needs_posix
def test_a_vocabulary_that_finds_no_room_leaves_nothing_in_its_way(tmp_path: Path) -> None:
    line = ["vocab", "export", "--to", "toml", "-o", "own.toml"]
    told(said(started(*line, preexec_fn=limited(20_000), cwd=tmp_path)), 2, "cannot be written")
    assert not list(tmp_path.iterdir())
    assert call(tmp_path, *line).code == 0
    whole = (tmp_path / "own.toml").read_bytes()
    again = call(tmp_path, *line)
    assert again.code == 2 and "is there already" in again.err and (tmp_path / "own.toml").read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["own.toml"]


@needs_posix
def test_a_decision_without_room_loses_neither_those_before_nor_those_after_it(tmp_path: Path) -> None:
    folder = library(tmp_path)
    tag(folder, learn=False)
    decide(folder, "a/tides.txt", "strikes", "set")
    kept = folder / ".tagger/decisions.jsonl"
    before = kept.read_bytes() * 200
    kept.write_bytes(before)
    assert len(before) > ENOUGH_TO_READ
    full = started("set", "b/plain.txt", "topic=tides", cwd=folder, preexec_fn=limited(len(before) + 30))
    told(said(full), 1, "cannot be kept")
    assert kept.read_bytes().startswith(before)
    assert call(folder, "set", "b/plain.txt", "topic=strikes").code == 0
    (folder / ".tagger/index.db").unlink()
    assert "decisions.jsonl:201" in call(folder, "tag", ".", "--no-learn").err
    by_person = [row["path"] for row in rows(folder) if any(t["origin"] == "person" for t in row["tags"])]  # type: ignore[attr-defined]
    assert by_person == ["a/tides.txt", "b/plain.txt"]


@needs_posix
def test_a_note_that_finds_no_room_stays_as_it_was(tmp_path: Path) -> None:
    folder = library(tmp_path)
    note = folder / "b/note.md"
    note.write_text(note.read_text() + "The strike is over.\n" * 8000)
    tag(folder, learn=False)
    before = note.read_bytes()
    done = said(started("write", "--to", "frontmatter", "-q", cwd=folder, preexec_fn=limited(len(before) - 10)))
    told(done, 3, "cannot be written")
    assert note.read_bytes() == before
    assert sorted(path.name for path in note.parent.iterdir()) == ["note.md", "plain.txt"]
    assert call(folder, "write", "--to", "frontmatter", "-q") == Said(0, "", "")


# A read-only folder, a read-only library ----------------------------------------------------------------------------------


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that nobody may write to: by its permissions, or for the superuser by a mount."""
    if not POSIX:
        pytest.skip("permissions of POSIX")
    if os.geteuid():
        places = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
        for place in places:
            place.chmod(0o555)
        try:
            yield
        finally:
            for place in places:
                place.chmod(0o755)
        return
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield


def test_a_read_only_folder_is_tagged_into_another_library(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/a.txt").write_text("The strike goes on, said Bo Lind, the union's secretary.\n")
    with read_only(folder):
        done = call(folder, "tag", ".", "-q")
        told(done, 2, "--library")
        assert call(folder, "tag", ".", "-q", "--no-learn", "--library", str(tmp_path / "elsewhere")) == Said(0, "", "")
        assert call(folder, "find", "--count", "--library", str(tmp_path / "elsewhere")).out == "1\n"


def test_a_read_only_library_is_read_and_not_written(tmp_path: Path) -> None:
    folder = library(tmp_path / "texts")
    tag(folder, learn=False)
    (folder / "new.txt").write_text("Another strike.\n")
    with read_only(folder):
        assert call(folder, "find", "--count") == Said(0, "4\n", "")
        assert call(folder, "show", "a/ferry.txt").code == 0
        told(call(folder, "tag", ".", "-q"), 1, "--library")
        told(call(folder, "set", "a/ferry.txt", "topic=tides"), 1, "cannot be")
    assert call(folder, "tag", ".", "-q", "--no-learn") == Said(0, "", "")


# A locked index, two runs, a worker that is killed --------------------------------------------------------------------------


@contextmanager
def held(index: Path) -> Iterator[None]:
    """Another process holds a write transaction."""
    code = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\nc.execute('BEGIN IMMEDIATE')\nprint('held',flush=True)\ninput()"
    other = subprocess.Popen([sys.executable, "-c", code, str(index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None and other.stdout.readline().strip() == b"held"
    try:
        yield
    finally:
        other.communicate(b"\n")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits a tenth of a second for a lock and not half a minute."""
    monkeypatch.setattr(opening, "PATIENCE", 0.1)


@pytest.mark.usefixtures("impatient")
def test_an_index_in_use_is_told_and_can_be_read(tmp_path: Path) -> None:
    folder = library(tmp_path)
    tag(folder, learn=False)
    (folder / "new.txt").write_text("Another strike.\n")
    with held(folder / ".tagger/index.db"):
        told(call(folder, "tag", ".", "-q"), 1, "in use by another tagger")
        assert call(folder, "find", "--count") == Said(0, "4\n", "")
        told(call(folder, "set", "a/tides.txt", "topic=strikes"), 1, "in use by another tagger")
    assert call(folder, "tag", ".", "-q", "--no-learn") == Said(0, "", "")
    assert call(folder, "find", "--count").out == "5\n"
    assert '"person"' in call(folder, "find", "path:a/tides.txt", "--jsonl").out  # what was decided is laid over by the next run


@needs_posix
def test_who_waits_for_an_index_in_use_can_be_interrupted(tmp_path: Path) -> None:
    folder = library(tmp_path)
    tag(folder, learn=False)
    with held(folder / ".tagger/index.db"):
        waiting = started("set", str(folder / "a/tides.txt"), "topic=strikes")
        while waiting.poll() is None and not (folder / ".tagger/decisions.jsonl").exists():
            time.sleep(0.01)
        time.sleep(1)  # by now it waits for the lock
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=opening.PATIENCE / 2)
    assert (waiting.returncode, out, err) == (130, b"", b"")


def test_two_runs_and_a_decision_at_once(tmp_path: Path) -> None:
    folder = texts(tmp_path / "both", 60)
    tag(folder, folder / "0000.txt", learn=False)
    at_once = [started("tag", str(folder), "-q", "-j", jobs) for jobs in ("1", "2")]
    at_once.append(started("set", str(folder / "0000.txt"), "topic=tides"))
    assert [said(process).code for process in at_once] == [0, 0, 0]
    sound(folder)
    assert len(rows(folder)) == 64
    assert '"person"' in json.dumps(rows(folder, "path:0000.txt"))


@needs_linux
def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    folder = texts(tmp_path / "one", 300)
    process = started("tag", str(folder), "-q", "-j", "2", "--no-learn")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    killed = 0
    while process.poll() is None and not killed:
        with suppress(OSError, ProcessLookupError):
            for child in children.read_text().split()[:1]:
                time.sleep(0.05)
                os.kill(int(child), signal.SIGKILL)
                killed += 1
    assert said(process) == Said(0, "", "")
    sound(folder)
    assert rows(folder) == undisturbed(texts(tmp_path / "two", 300))


# Interrupted ------------------------------------------------------------------------------------------------------------------


AWAKE = "import sys; from tagger.__main__ import main; print('awake', flush=True); main()"


@needs_posix
@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, "1"), (signal.SIGINT, "2"), (signal.SIGTERM, "2")])
def test_a_signal_at_a_random_moment_is_quiet(number: signal.Signals, jobs: str, tmp_path: Path) -> None:
    folder, chance = texts(tmp_path / "one", 600), random.Random(number * int(jobs))
    index = folder / ".tagger/index.db"
    for _ in range(3):
        line = [sys.executable, "-c", AWAKE, "tag", str(folder), "-j", jobs]
        process = subprocess.Popen(
            line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        assert process.stdout is not None and process.stdout.readline() == b"awake\n"  # the interpreter's own start is not ours
        while process.poll() is None and not index.exists():
            time.sleep(0.01)
        time.sleep(chance.uniform(0.1, 1.1))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)  # as a terminal does: to all processes at once
        err = process.communicate(timeout=120)[1].decode()
        assert process.returncode in (0, 130, -number) and "Traceback" not in err and "unexpected" not in err, (
            process.returncode,
            err,
        )
        assert err.count("Interrupted") <= 1
        if not any(
            words in call(folder, "find", "--count").err for words in ("is empty", "no library")
        ):  # killed before its first table
            sound(folder)
        for path in index.parent.glob("index.db*") if chance.random() < 0.5 else ():
            path.unlink()
    assert call(folder, "tag", ".", "-q", "-j", "1", "--no-learn") == Said(0, "", "")
    sound(folder)
    assert rows(folder) == undisturbed(texts(tmp_path / "two", 600))


@pytest.mark.parametrize("dry", [(), ("-n",)])
def test_an_interruption_ends_a_run_over_several_libraries(
    dry: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = library(tmp_path / "one"), library(tmp_path / "two")

    def read(path: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "read_bytes", read)
    done = call(tmp_path, "tag", "one", "two", "-j", "1", *dry)
    assert done.code == 130 and done.err.count("\n") == 1, done
    assert ("Nothing was stored" in done.err) is bool(dry)
    assert (first / ".tagger/index.db").exists() is not bool(dry) and not (second / ".tagger/index.db").exists()


@pytest.mark.parametrize("soon", [False, True])
def test_an_interruption_while_something_is_put_away_is_not_lost(soon: bool) -> None:
    """`soon`: the thread that raises it again does so before what has begun it is done."""
    slower = (
        "from types import SimpleNamespace\nthread = interrupting._thread\n"
        "def begun(*given):\n    thread.start_new_thread(*given)\n    time.sleep(0.1)\n"
        "interrupting._thread = SimpleNamespace(start_new_thread=begun, get_ident=thread.get_ident)\n"
    )
    code = (
        f"import time\nfrom tagger import interrupting\ninterrupting.begin()\n{slower * soon}"
        "class Held:\n    def __del__(self):\n        raise KeyboardInterrupt\n"
        "try:\n    held = Held()\n    del held\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('heard')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=False, timeout=30)
    assert (done.stdout.split(), done.stderr) == ([b"heard"], b"")


@needs_posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_waits_until_what_is_imported_is_whole(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        f"import os, sys, time\nos.kill(os.getpid(), {int(number)})\ntime.sleep(0.1)\nprint('whole', 'slow' in sys.modules)\n"
    )
    code = (
        "import sys, time\nfrom tagger.interrupting import begin\nbegin()\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\ntry:\n    import slow\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('heard')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=False, timeout=30)
    assert (done.stdout.split(), done.stderr) == ([b"whole", b"True", b"heard"], b"")


ENDING = """
import atexit, os, signal, sys, time
from tagger import cli
from tagger.__main__ import main

def hit(*numbers, kill=os.kill, me=os.getpid()):
    for number in numbers:
        kill(me, number)

class Late:
    def __del__(self, hit=hit, numbers=(signal.SIGTERM, signal.SIGINT)):  # when Python has taken its handlers away
        hit(*numbers)

def run(arguments):
    if arguments == ["done"]:
        return 4
    try:
        hit(signal.SIGINT)
        time.sleep(60)
    finally:
        hit(signal.SIGTERM, signal.SIGINT)
        print("put in order", flush=True)

late, cli.run = Late(), run
atexit.register(hit, signal.SIGTERM, signal.SIGINT)
main()
"""


@needs_posix
@pytest.mark.parametrize(("how", "code", "out"), [("done", 4, b""), ("interrupted", 130, b"put in order\n")])
def test_what_comes_while_the_program_ends_disturbs_nothing(how: str, code: int, out: bytes) -> None:
    done = subprocess.run([sys.executable, "-c", ENDING, how], env=environment(), capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (code, out, b"")


@needs_posix
def test_who_asks_again_after_a_while_is_heard() -> None:
    code = (
        "import os, signal, time\nfrom tagger.interrupting import _AT_ONCE, begin\nbegin()\nheard = 0\n"
        "for n in range(2):\n    try:\n        os.kill(os.getpid(), signal.SIGINT)\n        time.sleep(60)\n"
        "    except KeyboardInterrupt:\n        heard += 1\n        time.sleep(_AT_ONCE)\nprint(heard)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=False, timeout=30)
    assert (done.stdout, done.stderr) == (b"2\n", b"")


WRAPPED = """
import contextlib, os, signal, sys
import tagger.store
from tagger.library import work

class Named:
    def __set_name__(self, *_):
        os.kill(os.getpid(), signal.SIGINT)

def wrapped(*_):  # Python 3.11 makes a RuntimeError of what comes up while a class is made
    type("Holder", (), {"named": Named()})

def lost(*_):  # as what is written in C may
    with contextlib.suppress(KeyboardInterrupt):
        wrapped()
    raise ValueError("an argument is missing")

PLACE = ERROR
sys.argv = ["tagger", "tag", ".", "-j", "1"]
from tagger.__main__ import main
main()
"""


@needs_posix
@pytest.mark.parametrize("error", ["wrapped", "lost"])
@pytest.mark.parametrize("place", ["work.from_bytes", "work.packed", "tagger.store.Outcome.__new__"])
def test_an_interruption_that_comes_up_as_another_error_is_one(place: str, error: str, tmp_path: Path) -> None:
    folder = texts(tmp_path, 3)
    code = WRAPPED.replace("PLACE", place).replace("ERROR", error)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment(), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 130 and b"rror" not in done.stderr and done.stderr.count(b"Interrupted.") == 1, done.stderr
    assert call(folder, "tag", ".", "-q", "-j", "1", "--no-learn") == Said(0, "", "")
    assert rows(folder) == undisturbed(texts(tmp_path / "two", 3))


@needs_posix
def test_ctrl_c_while_the_program_is_loaded_is_quiet(tmp_path: Path) -> None:
    code = (
        "import builtins, os, signal\nreal = builtins.__import__\n"
        "def slow(name, *rest):\n    if name == 'tagger.cli':\n        os.kill(os.getpid(), signal.SIGINT)\n    return real(name, *rest)\n"
        "builtins.__import__ = slow\nfrom tagger.__main__ import main\nimport sys\nsys.argv = ['tagger', 'find']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize("moment", ["BEGIN IMMEDIATE", "COMMIT"])
def test_an_interruption_at_the_edge_of_a_transaction_leaves_none_open(moment: str, tmp_path: Path) -> None:
    with store.Store(tmp_path / "index.db") as one:
        real = one.connection

        class Interrupted:
            """The connection, with Ctrl-C right after one of its statements."""

            def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
                cursor = real.execute(sql, *values)
                if sql == moment:
                    raise KeyboardInterrupt
                return cursor

            in_transaction = property(lambda _: real.in_transaction)

        one.connection = Interrupted()  # type: ignore[assignment]
        with pytest.raises(KeyboardInterrupt):
            one.put_meta("a", 1)
        one.connection = real
        one.put_meta("b", 2)
        assert one.meta("b") == 2


def test_a_run_without_learning_before_one_with_it_leaves_no_trace(tmp_path: Path) -> None:
    folder = texts(tmp_path, 20)
    tag(folder, learn=False)
    (folder / "0003.txt").write_text("The strike of the crews is over, and the water is low.\n")
    tag(folder)
    with Library.at(str(folder)) as one:
        assert one.store.without_feature() == []


# An index that is damaged, older, newer -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, list[dict[str, object]]]:
    folder = texts(tmp_path_factory.mktemp("damaged") / "texts", 60)
    tag(folder, learn=False)
    decide(folder, "a/tides.txt", "strikes", "set")
    return folder, (folder / ".tagger/index.db").read_bytes(), rows(folder)


def spoilt(raw: bytes, how: str) -> bytes:
    """The index cut off, with zeros in it, or with bytes turned, at places drawn by a number."""
    kind, number = how.split()
    chance, out = random.Random(how), bytearray(raw)
    if kind == "cut":
        return bytes(out[: chance.randrange(len(out))])
    if kind == "nothing":
        return b"\0" * int(number)
    for _ in range(int(number)):
        at = chance.randrange(len(out) - 4096)
        if kind == "zeros":
            out[at : at + 4096] = bytes(4096)
        else:
            out[at] = chance.randrange(256)
    return bytes(out)


WAYS = [
    "cut 1",
    "cut 2",
    "cut 3",
    "nothing 0",
    "nothing 9000",
    "zeros 1",
    "zeros 2",
    "zeros 20",
    "turned 20",
    "turned 300",
    "turned 5000",
]


@pytest.mark.parametrize("how", WAYS)
def test_a_damaged_index_is_told_and_made_anew(how: str, damaged: tuple[Path, bytes, list[dict[str, object]]]) -> None:
    folder, raw, before = damaged
    for path in (folder / ".tagger").glob("index.db*"):
        path.unlink()
    (folder / ".tagger/index.db").write_bytes(spoilt(raw, how))
    codes = set()
    for arguments in (
        ("find", "--jsonl"),
        ("stats",),
        ("log",),
        ("duplicates",),
        ("find", "strike"),
        ("show", "0001.txt", "--json"),
    ):
        done = call(folder, *arguments)
        assert "Traceback" not in done.err and "unexpected" not in done.err and done.err.count("\n") <= 1, done
        codes.add(done.code)
    assert codes <= {0, 1}
    done = call(folder, "tag", ".", "-q", "-j", "1", "--no-learn")
    assert done.code == 0 and "Traceback" not in done.err, done
    if "cut" in how or how in ("nothing 9000", "zeros 20", "turned 5000"):
        assert "decisions and vocabularies are untouched" in done.err and done.err.count("\n") == 1, done
    if done.err or "nothing" in how:  # else nobody came by the place, or it lies within a text, which still is one
        sound(folder)
        assert rows(folder) == before


def test_an_index_whose_damage_sqlite_cannot_put_into_words_is_made_anew(
    damaged: tuple[Path, bytes, list[dict[str, object]]],
) -> None:
    """SQLite quotes the table that it cannot make out, and Python cannot decode what it quotes."""
    folder, raw, before = damaged
    for path in (folder / ".tagger").glob("index.db*"):
        path.unlink()
    assert b"tablerunrun" in raw
    (folder / ".tagger/index.db").write_bytes(raw.replace(b"tablerunrun", b"tabler\xcfnrun"))
    for arguments in (("find", "--count"), ("show", "0001.txt", "--json"), ("log",)):
        told(call(folder, *arguments), 1, "is damaged")
    told(call(folder, "tag", ".", "-q", "-j", "1", "--no-learn"), 0, "decisions and vocabularies are untouched")
    sound(folder)
    assert rows(folder) == before


def test_an_index_of_a_newer_tagger_is_left_alone(tmp_path: Path) -> None:
    folder = library(tmp_path)
    tag(folder, learn=False)
    version(folder, VERSION + 1)
    before = (folder / ".tagger/index.db").read_bytes()
    for arguments in (("find",), ("tag", "."), ("set", "a/ferry.txt", "topic=tides")):
        told(call(folder, *arguments, "-q"), 1, "newer tagger. Update tagger")
    assert (folder / ".tagger/index.db").read_bytes() == before


def test_an_index_of_an_older_tagger_is_set_aside_and_made_anew(tmp_path: Path) -> None:
    folder = library(tmp_path)
    tag(folder, learn=False)
    decide(folder, "a/tides.txt", "strikes", "set")
    before = rows(folder)
    version(folder, 1)
    told(call(folder, "find", "-q"), 1, "older tagger")
    done = call(folder, "tag", ".", "-q", "--no-learn")
    assert done.code == 0 and "index.db.damaged-1" in done.err and done.err.count("\n") == 1, done
    assert rows(folder) == before


def version(folder: Path, number: int) -> None:
    connection = sqlite3.connect(folder / ".tagger/index.db")
    connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


# Files that change, vanish, or bear odd times -------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["vanishes", "grows", "shrinks", "empties", "becomes a folder", "is replaced"])
def test_a_file_that_changes_between_the_look_and_the_read(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, real = library(tmp_path), work.read_bytes

    def read(path: str) -> bytes:
        if path.endswith("ferry.txt"):
            disturb(Path(path), what)
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(work, "read_bytes", read)
        done = call(folder, "tag", ".", "-q", "-j", "1", "--no-learn")
    refused = what in ("vanishes", "becomes a folder")
    assert done.code == (3 if refused else 0) and "Traceback" not in done.err, done
    assert ("ferry.txt" in done.err) is (refused or what == "empties") and len(rows(folder)) == 4 - refused
    assert call(folder, "tag", ".", "-q", "--no-learn").code == 0
    sound(folder)
    left = rows(folder, "path:a/ferry.txt")
    assert len(left) == (not refused)
    if left:
        assert left[0]["characters"] == len((folder / "a/ferry.txt").read_text())


@pytest.mark.parametrize("what", ["may not be read", "is cut off for a moment", "is away for a moment"])
def test_a_file_that_could_not_be_read_is_read_the_next_time(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its size nor its time has changed then: permissions were given, or another program was at it."""
    folder, real = library(tmp_path), work.read_bytes

    def read(path: str) -> bytes:
        if path.endswith("ferry.txt"):
            if "cut off" in what:
                return real(path)[:30]
            raise ReadError("is no longer there." if "away" in what else "may not be read.")
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(work, "read_bytes", read)
        assert call(folder, "tag", ".", "-q", "-j", "1", "--no-learn").code == (0 if "cut off" in what else 3)
        if "may not" in what:
            told = call(folder, "tag", ".", "-j", "1", "--no-learn")
            assert told.code == 3 and told.err.count("ferry.txt: may not be read.") == 1
    assert call(folder, "tag", ".", "-q", "-j", "1", "--no-learn") == Said(0, "", "")
    assert rows(folder) == undisturbed(library(tmp_path / "again"))


def disturb(path: Path, what: str) -> None:
    text = path.read_text()
    if what == "vanishes":
        path.unlink()
    elif what == "becomes a folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_text({"grows": text + "And on.\n", "shrinks": text[:60], "empties": "", "is replaced": "A tide.\n"}[what])


def test_files_rewritten_all_the_while_are_right_in_the_end(tmp_path: Path) -> None:
    folder, going = texts(tmp_path, 40), threading.Event()

    def rewrite() -> None:
        chance = random.Random(1)
        while not going.is_set():
            path = folder / f"{chance.randrange(40):04}.txt"
            if chance.random() < 0.3:
                path.unlink(missing_ok=True)
            else:
                path.write_text("The strike. " * chance.randrange(1, 3000))

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(3):
            assert call(folder, "tag", ".", "-q", "-j", "1", "--no-learn").code in (0, 3)
    finally:
        going.set()
        writer.join()
    call(folder, "tag", ".", "-q", "-j", "1", "--no-learn")
    sound(folder)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.txt") if path.stat().st_size}
    by_hash = {row["sha256"] for row in rows(folder)}
    assert {row["path"] for row in rows(folder)} <= there | {"b/note.md"}
    assert len(by_hash) == len(rows(folder))
    for row in rows(folder, "-path:b/note.md"):
        assert row["characters"] == len((folder / str(row["path"])).read_text())


TIMES = {
    "the far future": 4_000_000_000,
    "beyond 64 bits": 12_000_000_000,
    "before 1970": -1000,
    "the beginning": 0,
    "an hour ahead": None,
}


@pytest.mark.parametrize("when", TIMES)
def test_a_clock_set_wrong_neither_hides_a_change_nor_makes_a_date(when: str, tmp_path: Path) -> None:
    folder = library(tmp_path)
    at = TIMES[when] if TIMES[when] is not None else int(time.time()) + 3600
    for path in folder.rglob("*.*"):
        os.utime(path, (at, at))
    first = call(folder, "tag", ".", "--no-learn", "-j", "1")
    assert first.code == 0 and "4 new" in first.err
    assert "4 unchanged" in call(folder, "tag", ".", "--no-learn", "-j", "1").err
    undated = [row for row in rows(folder) if row["path"] == "b/plain.txt"]
    assert not any(t["facet"] == "date" for t in undated[0]["tags"])  # type: ignore[attr-defined]
    (folder / "a/ferry.txt").write_text("High water came at the quay, and the tides fell slowly.\n")
    os.utime(folder / "a/ferry.txt", (at - 500_000, at - 500_000))  # the clock was set back before it was written
    assert "1 new" in call(folder, "tag", ".", "--no-learn", "-j", "1").err
    assert rows(folder, "path:a/ferry.txt topic:tides")


def test_a_clock_set_back_between_runs_and_decisions_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = library(tmp_path)
    clock = [2_000_000_000.0]
    monkeypatch.setattr(time, "gmtime", lambda *_: datetime.fromtimestamp(clock[0], UTC).timetuple())
    tag(folder, learn=False)
    decide(folder, "a/tides.txt", "strikes", "set")
    clock[0] = 1_000_000_000.0
    decide(folder, "a/tides.txt", "strikes", "unset")
    (folder / "new.txt").write_text("Another strike.\n")
    tag(folder, learn=False)
    assert rows(folder, "path:a/tides.txt -topic:strikes")  # the last word holds, whatever its clock said
    with Library.at(str(folder)) as one:
        stamps = [run.at for run in one.store.runs()]
    assert stamps[0].startswith("2001-") and stamps[-1].startswith("2033-")  # newest first, as they were made
    assert call(folder, "undo").code == 0
    assert [row["path"] for row in rows(folder)] == ["a/ferry.txt", "a/tides.txt", "b/note.md", "b/plain.txt"]


# Decisions ---------------------------------------------------------------------------------------------------------------------


FOREIGN = {
    "torn": b'{"sha256": "', "not JSON": b"<<<<<<< ours", "no Unicode": b"\xff\xfe\x00", "another shape": b"[1, 2]", "no such role": b'{"sha256": "a", '
    b'"facet": "topic", "role": "place", "value": "x", "verdict": "set", "at": ""}', "deep": b"[" * 100_000, "NULs": b"\0" * 500,
}  # fmt: skip


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_line_that_is_no_decision_is_told_and_the_others_hold(what: str, place: str, tmp_path: Path) -> None:
    folder = library(tmp_path)
    tag(folder, learn=False)
    decide(folder, "a/tides.txt", "strikes", "set")
    kept = folder / ".tagger/decisions.jsonl"
    whole = kept.read_bytes()
    kept.write_bytes(FOREIGN[what] + b"\r\n" + whole if place == "first" else whole + FOREIGN[what])
    spoiled = kept.read_bytes()
    done = call(folder, "set", "b/plain.txt", "topic=strikes")
    line = "decisions.jsonl:1:" if place == "first" else "decisions.jsonl:2:"
    assert done.code == 0 and line in done.err and "Traceback" not in done.err, done
    assert kept.read_bytes().startswith(spoiled)  # only ever appended to
    (folder / ".tagger/index.db").unlink()
    assert call(folder, "tag", ".", "-q", "--no-learn").code == 0
    by_person = [row["path"] for row in rows(folder) if any(t["origin"] == "person" for t in row["tags"])]  # type: ignore[attr-defined]
    assert by_person == ["a/tides.txt", "b/plain.txt"]


def test_a_folder_in_the_place_of_the_decisions_is_told(tmp_path: Path) -> None:
    folder = library(tmp_path)
    tag(folder, learn=False)
    (folder / ".tagger/decisions.jsonl").mkdir()
    told(call(folder, "set", "b/plain.txt", "topic=strikes"), 1, "decisions.jsonl")
    told(call(folder, "tag", ".", "-q"), 1, "decisions.jsonl")


# Killed ------------------------------------------------------------------------------------------------------------------------


@needs_posix
def test_a_few_of_the_many_kills_of_the_benchmark(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kills", "--kills", "3", "--documents", "60", "--folder", str(tmp_path)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kills of a live run" in done.stdout
