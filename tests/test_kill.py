"""Killed at any moment: the index is never unreadable, the next run completes it, nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from shelves import SOURCES, TOPICS

from tagger.cli import UNEXPECTED
from tagger.errors import StoreError
from tagger.library import Library

ROOT = Path(__file__).parent.parent
KILLS = 20
WORKER = """
import sys
from tagger.__main__ import main
from tagger.library import work
work.BATCH = 8
main()
"""

STOPS = """
import sys
from tagger.__main__ import main
from tagger.library import work
from tagger.store import Store
work.BATCH = 8
real, calls = Store.put, []
def put(self, *given):
    calls.append(1)
    if len(calls) == 4:
        print("stopped", flush=True)
        input()
    return real(self, *given)
Store.put = put
main()
"""


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-c", WORKER, "tag", str(folder), "--no-learn", *more]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def texts(folder: Path, count: int) -> Path:
    state = folder / ".tagger"
    state.mkdir(parents=True)
    (state / "topics.toml").write_text(TOPICS)
    (state / "sources.toml").write_text(SOURCES)
    for n in range(count):
        (folder / f"{n:04}.txt").write_text(f"Text {n}: the strike of the crews and the high water of day {n}.\n" * 5)
    return folder


def whole(folder: Path) -> list[dict[str, object]]:
    with Library.at(str(folder)) as one:
        assert one.store.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return sorted(one.rows(one.find()), key=lambda row: str(row["path"]))


def held(folder: Path) -> int:
    """How many documents the index holds; none where the run was killed before its first table."""
    try:
        return len(whole(folder)) if (folder / ".tagger" / "index.db").exists() else 0
    except StoreError as fault:
        assert "is empty" in str(fault)
        return 0


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_twenty_times_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    folder, chance = texts(tmp_path / "killed", 120), random.Random(7)
    index = folder / ".tagger" / "index.db"
    start = time.monotonic()
    subprocess.run(command(texts(tmp_path / "whole", 120), "-q", "-j", "1"), env=environment(), check=True)
    usual = time.monotonic() - start
    reached = set[int]()
    for n in range(KILLS):
        process = subprocess.Popen(command(folder, "-q", "-j", "1" if n % 4 else "2"), env=environment())
        time.sleep(chance.uniform(0.3, 1.0) * usual)
        process.kill()
        process.wait()
        reached.add(held(folder))
        if len(reached) > 6 and max(reached) == 120:  # complete: begin again
            index.unlink()
    subprocess.run(command(folder, "-q"), env=environment(), check=True)
    assert whole(folder) == whole(tmp_path / "whole")
    assert len(whole(folder)) == 120
    with Library.at(str(folder)) as one:
        assert one.store.connection.execute("SELECT count(*) FROM words WHERE words MATCH 'crews'").fetchone()[0] == 120


def test_two_runs_at_once_come_to_the_same(tmp_path: Path) -> None:
    folder = texts(tmp_path / "both", 60)
    both = [subprocess.Popen(command(folder, "-q", "-j", "1"), env=environment()) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert len(whole(folder)) == 60
    with Library.at(str(folder)) as one:
        assert one.store.connection.execute("SELECT count(*) FROM words WHERE words MATCH 'crews'").fetchone()[0] == 60


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_is_quiet_and_the_next_run_carries_on(tmp_path: Path, number: signal.Signals) -> None:
    folder = texts(tmp_path / "cut", 400)
    process = subprocess.Popen(command(folder, "-j", "1"), env=environment(), stderr=subprocess.PIPE)
    index = folder / ".tagger" / "index.db-wal"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(FileNotFoundError):  # it goes when the run ends
            if index.stat().st_size > 200_000:
                break
        time.sleep(0.01)
    process.send_signal(number)
    _, err = process.communicate()
    assert b"Traceback" not in err
    if process.returncode:  # it may have been done before the signal came
        assert process.returncode == 130
        assert 0 < len(whole(folder)) <= 400 if b"Interrupted" in err else len(whole(folder)) == 400  # it came when all was told
    subprocess.run(command(folder, "-q"), env=environment(), check=True)
    assert len(whole(folder)) == 400


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    folder = texts(tmp_path / "piped", 60)
    process = subprocess.Popen(
        command(folder, "--jsonl", "-q"), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.stdout.close()
    assert json.loads(first)["schema"] == "tagger/1"
    _, err = process.communicate()
    assert process.returncode != UNEXPECTED and err == b""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_run_that_was_killed_is_told_from_one_under_way_and_can_be_taken_back(tmp_path: Path) -> None:
    folder = texts(tmp_path / "killed", 60)
    subprocess.run(command(folder / "0000.txt", "-q"), env=environment(), check=True)
    line = [sys.executable, "-c", STOPS, "tag", str(folder), "-j", "1", "--no-learn"]
    process = subprocess.Popen(line, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"stopped\n"
    with Library.at(str(folder)) as one:
        assert [run.state for run in one.store.runs()] == ["running", "done"]
    process.kill()
    process.communicate()
    with Library.at(str(folder), write=True) as one:
        assert [run.state for run in one.store.runs()] == ["interrupted", "done"]
        assert one.undo() == (one.store.run(2)._replace(state="interrupted"), 24)  # type: ignore[union-attr]
        assert next((run.state, run.counts) for run in one.store.runs()) == ("undone", {"new": 24, "changed": 0})
    assert len(whole(folder)) == 1
