"""Kills `tagger tag` at random moments and looks at what is left: nothing lost, nothing doubled, the next run completes.

Run: python -m benchmarks.kills [--kills 200] [--documents 400] [--folder DIR] [--seed 7]

Runs over one folder are killed (SIGKILL, which no process can answer) until so many of the kills have met a run that was still going:
with one process and with two, learning and not; now and then texts are edited, moved and added before a run, and a person decides
something. The moment is drawn within the length that such a run had when nobody killed it. A run that has left an index that is
complete begins anew the next time, so that there is always something to kill.
After each kill the index must be readable and whole. Every tenth kill a run goes through, and in the end another, and then every record
must be, byte for byte, the one that an undisturbed run over the same texts gives, every decision kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.collection import make
from tagger.library import Library
from tagger.model import Decision

WORKER = "import sys\nfrom tagger.__main__ import main\nfrom tagger.library import work\nwork.BATCH = 16\nmain()\n"
ROOT = Path(__file__).parent.parent


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-c", WORKER, "tag", str(folder), "-q", *more]


def run(folder: Path, *more: str) -> None:
    """One run that nobody kills; it must end well and say nothing."""
    done = subprocess.run(command(folder, *more), env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def records(folder: Path) -> list[str]:
    """Every record as JSON, by path, of an index that must be whole."""
    with Library.at(str(folder)) as one:
        wrong = one.store.damage()
        assert not wrong, wrong
        counted = one.store.connection.execute("SELECT count(*), count(DISTINCT sha256) FROM document").fetchone()
        assert counted[0] == counted[1], "a document is there twice"
        return [json.dumps(row, ensure_ascii=False) for row in sorted(one.rows(one.find()), key=lambda row: str(row["path"]))]


def killed(folder: Path, after: float, *more: str) -> float | None:
    """Starts a run and kills it after so many seconds. None where that met it; else the seconds that it took to end by itself."""
    started = time.monotonic()
    process = subprocess.Popen(command(folder, *more), env=environment(), stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
        return time.monotonic() - started
    except subprocess.TimeoutExpired:
        process.kill()
        return None if process.wait() == -signal.SIGKILL else after


def disturb(folder: Path, draw: random.Random, done: Counter[str]) -> None:
    """Edits, moves, adds or removes a text, or decides on one, as a person would between two runs."""
    paths = sorted(path for path in folder.rglob("*.txt"))
    path = draw.choice(paths)
    what = draw.choice(("edit", "move", "add", "remove", "decide"))
    if what == "edit":
        path.write_text(path.read_text("utf-8") + f"The strike went on for {draw.randint(2, 99)} days.\n", "utf-8")
    elif what == "move":
        path.rename(path.with_name(f"moved-{draw.randrange(10**9)}.txt"))
    elif what == "add":
        (path.parent / f"new-{draw.randrange(10**9)}.txt").write_text(f"A flood of {draw.randint(1900, 2020)} closed the road.\n")
    elif what == "remove" and len(paths) > 20:
        path.unlink()
    else:
        with Library.at(str(folder), write=True) as one:
            stored = one.get(str(path)) if one.place.index.exists() and one.place.index.stat().st_size else None
            if stored is None:
                return
            one.decide(stored, [Decision(stored.sha256, "topic", "about", draw.choice(("strikes", "floods")), "set")], "set")
    done[what] += 1


def decided(folder: Path) -> set[tuple[str, ...]]:
    """What a person decided, as the file has it."""
    path = folder / ".tagger" / "decisions.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    return {(row["sha256"], row["facet"], row["value"], row["verdict"]) for row in rows}


def trial(home: Path, kills: int, documents: int, seed: int) -> Counter[str]:
    """All of it; returns what happened, counted. Raises: AssertionError where a promise is broken."""
    draw, done = random.Random(seed), Counter[str]()
    folder = home / "killed"
    for _ in make(folder, documents):
        pass
    (folder / ".tagger").mkdir(exist_ok=True)
    kept, lengths = set[tuple[str, ...]](), dict[tuple[str, ...], float]()
    while done["kills of a live run"] < kills:
        more = ("-j", draw.choice("112"), *draw.choice(((), ("--no-learn",))))
        if more not in lengths:
            lengths[more] = whole_run(folder, more)
        ended = killed(folder, draw.uniform(0.05, 1.0) * lengths[more], *more)
        kept |= decided(folder)
        if ended is None:
            done["kills of a live run"] += 1
            done[left(folder)] += 1
        else:
            done["kills too late"] += 1
            lengths[more] = (lengths[more] + ended) / 2  # the machine is quicker than it was, or there was little left to do
        if ended is not None or draw.random() < 0.3:
            begin_again(folder)
        if draw.random() < 0.4:
            disturb(folder, draw, done)
            kept |= decided(folder)
        if ended is None and done["kills of a live run"] % 10 == 0:
            del lengths[more]  # measured anew
            compare(folder, home / "calm")
            done["runs gone through and compared"] += 1
    compare(folder, home / "calm")
    assert kept <= decided(folder), "a decision is lost"
    done["decisions kept"] = len(kept)
    return done


def whole_run(folder: Path, more: tuple[str, ...]) -> float:
    """Seconds of a run that nobody kills, over an index that is not there yet; it is gone afterwards too."""
    begin_again(folder)
    started = time.monotonic()
    run(folder, *more)
    spent = time.monotonic() - started
    begin_again(folder)
    return spent


def begin_again(folder: Path) -> None:
    for path in (folder / ".tagger").glob("index.db*"):
        path.unlink()


def left(folder: Path) -> str:
    """What the killed run left: nothing, a part of the texts, or all of them. What is there must be whole."""
    index = folder / ".tagger" / "index.db"
    if not index.exists() or not index.stat().st_size:
        return "before the first table"
    stored = len(records(folder))
    if not stored:
        return "before the first batch"
    return "with all texts stored" if stored >= len(list(folder.rglob("*.txt"))) else "with a part stored"


def compare(folder: Path, calm: Path) -> None:
    """Lets a run go through, and holds its records against those of one undisturbed run over the same files and decisions."""
    run(folder)
    shutil.rmtree(calm, ignore_errors=True)
    shutil.copytree(folder, calm, ignore=shutil.ignore_patterns("index.db*"))
    run(calm, "-j", "1")
    one, other = records(folder), records(calm)
    assert len(one) == len(other) == len({path.read_bytes() for path in folder.rglob("*.txt")}), (len(one), len(other))
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    assert not different, different[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        done = trial(given.folder or Path(scratch), given.kills, given.documents, given.seed)
    print("records equal, index whole each time: " + ", ".join(f"{n} {what}" for what, n in sorted(done.items())))


if __name__ == "__main__":
    main()
