"""Daft beside the plain process pool, and both beside `tagger tag`: the same records, and how fast. Needs: pip install '.[daft]'

Run: python -m benchmarks.tables [FOLDER] [--documents 4096] [--workers 2] [--repeats 3]

The texts are those in FOLDER, or made (benchmarks/collection.py). `tagger tag --no-learn` tags them as files; Daft (`tagger.batch.tag_frame`) and the
pool of processes that `tagger tag` itself uses tag them as a table, in and out as Arrow. Row for row the records must be the same.
Each run has a process of its own, start of the workers and loading of the vocabularies included; Daft and the pool take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.collection import make

PROBE = """
import json, os, resource, sys, time
import pyarrow.parquet
from benchmarks import tables
table = pyarrow.parquet.read_table(sys.argv[2])
started = time.perf_counter()
out = getattr(tables, "by_" + sys.argv[1])(table, int(sys.argv[3]))
clock = time.perf_counter() - started
pyarrow.parquet.write_table(out, sys.argv[4], compression="zstd")
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([clock, sum(one.ru_utime + one.ru_stime for one in used)]), flush=True)
os._exit(0)  # Daft's own end leaves pipes open
"""


def by_daft(table: Any, workers: int) -> Any:
    """The records of the texts by Daft on one machine."""
    from tagger.batch import tag_frame

    return tag_frame(table, workers=workers).to_arrow()


def by_pool(table: Any, workers: int) -> Any:
    """The records of the texts by the pool of processes that `tagger tag` uses, batch by batch."""
    import pyarrow

    from tagger.batch import schema
    from tagger.library.work import BATCH, spread
    from tagger.tagging import Tagger

    tagger = Tagger()
    tagger.recognisers  # noqa: B018  compiled before processes are started, who share it
    given = list(zip(table["path"].to_pylist(), table["text"].to_pylist(), strict=True))
    parts = (given[at : at + BATCH] for at in range(0, len(given), BATCH))
    rows = [row for _, found in spread(tagger, _records, parts, workers) for row in found or ()]
    return pyarrow.Table.from_struct_array(pyarrow.array(rows, schema()))


def _records(part: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    from tagger.batch import rows
    from tagger.library import work

    assert work._tagger is not None
    return [row for name, text in part for row in rows(name, text, work._tagger)]


def by_files(folder: Path) -> list[dict[str, Any]]:
    """The records that `tagger tag --no-learn` gives to the files, by path."""
    command = [sys.executable, "-m", "tagger"]
    subprocess.run([*command, "tag", str(folder), "--no-learn", "-q"], check=True)
    found = subprocess.run([*command, "find", "--jsonl", "--library", str(folder)], check=True, capture_output=True, text=True)
    return sorted(map(json.loads, found.stdout.splitlines()), key=lambda row: str(row["path"]))


def measured(how: str, source: Path, workers: int, target: Path) -> tuple[float, float]:
    """Seconds by the clock and of CPU of one run in a process of its own, which leaves its records in `target`."""
    line = [sys.executable, "-c", PROBE, how, str(source), str(workers), str(target)]
    env = {**os.environ, "DAFT_PROGRESS_BAR": "0"}
    clock, cpu = json.loads(subprocess.run(line, check=True, capture_output=True, text=True, env=env).stdout.splitlines()[-1])
    return clock, cpu


def main() -> None:
    import pyarrow
    from pyarrow.parquet import read_table, write_table

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=4096)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        folder = home / "texts"
        if given.folder:
            for path in sorted(given.folder.rglob("*.txt"))[: given.documents]:
                folder.mkdir(exist_ok=True)
                shutil.copy(path, folder / f"{len(list(folder.iterdir())):06}.txt")
            paths = sorted(folder.iterdir())
        else:
            paths = sorted(make(folder, given.documents))
        names = [path.relative_to(folder).as_posix() for path in paths]
        texts = [path.read_text("utf-8") for path in paths]
        write_table(pyarrow.table({"path": names, "text": texts}), home / "in.parquet", compression="zstd")
        expected = by_files(folder)
        spent: dict[str, list[tuple[float, float]]] = {"pool": [], "daft": []}
        for _ in range(given.repeats):
            for how, runs in spent.items():
                runs.append(measured(how, home / "in.parquet", given.workers, home / f"{how}.parquet"))
        for how in spent:
            found = sorted(read_table(home / f"{how}.parquet").to_pylist(), key=lambda row: str(row["path"]))
            assert found == expected, f"{how}: the records differ"
        report(spent, len(paths), given.workers, (home / "in.parquet", home / "daft.parquet"))


def report(spent: dict[str, list[tuple[float, float]]], documents: int, workers: int, files: tuple[Path, Path]) -> None:
    """The table, each contender by the median of its runs, and how large the texts and the records are."""
    print(f"{documents:,} records, row for row those of `tagger tag`; {workers} workers\n")
    print("| | documents/s by the clock | documents/s of CPU |\n| --- | ---: | ---: |")
    middle = {how: [statistics.median(column) for column in zip(*runs, strict=True)] for how, runs in spent.items()}
    for how, (clock, cpu) in middle.items():
        print(f"| {how} | {documents / clock:,.0f} | {documents / cpu:,.0f} |")
    clock, cpu = (a / b for a, b in zip(middle["pool"], middle["daft"], strict=True))
    print(f"| Daft to the pool | {clock:.2f} | {cpu:.2f} |")
    texts, records = (path.stat().st_size / documents for path in files)
    print(f"\nBytes a document in Parquet: {texts:,.0f} of text, {records:,.0f} of records")


if __name__ == "__main__":
    main()
