"""Time and memory of `tagger tag` against the size of the collection, and of the engine against the length of a document.

Run: python -m benchmarks.scale [--sizes 1000 10000 100000] [--lengths 1000 10000 100000 1000000] [--jobs 1] [--svg FILE]
                                  [--characters 1400] [--folder DIR]
Each size is tagged twice into a fresh library: the first run reads all, the second finds nothing changed. With --folder the texts
are kept there, so that a million need not be written again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.collection import make, text


class Run(NamedTuple):
    """CPU seconds of a process with its children, seconds by the clock, and the largest resident set in MB."""

    cpu: float
    clock: float
    peak: float


_PROBE = """
import resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run([sys.executable, "-m", "tagger", *sys.argv[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
clock = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode not in (0, 3):
    sys.exit(done.stderr)
print(used.ru_utime + used.ru_stime, clock, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1048576))
"""


def run(*arguments: str) -> Run:
    """One run of the command line, measured from outside. Linux and macOS."""
    env = {key: value for key, value in os.environ.items() if key != "TAGGER_LIBRARY"}
    done = subprocess.run([sys.executable, "-c", _PROBE, *arguments], capture_output=True, text=True, check=True, env=env)
    return Run(*map(float, done.stdout.split()))


def by_size(sizes: list[int], jobs: int, learn: bool, characters: int, home: Path | None) -> list[tuple[int, Run, Run]]:
    """For each size the first run and the second."""
    out = []
    print("| documents | first run, CPU s | documents/s of CPU | by the clock | peak MB | second run, CPU s | peak MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            folder = (home or Path(scratch)) / str(size)
            for _ in make(folder, size, size=characters):
                pass
            library = ["--library", f"{scratch}/library-{size}"]
            options = ["tag", str(folder), "-j", str(jobs), "-q", *library, *([] if learn else ["--no-learn"])]
            first, second = run(*options), run(*options)
            out.append((size, first, second))
            print(
                f"| {size:,} | {first.cpu:.1f} | {size / first.cpu:,.0f} | {first.clock:.1f} s | {first.peak:.0f} |"
                f" {second.cpu:.2f} | {second.peak:.0f} |",
                flush=True,
            )
    return out


def by_length(lengths: list[int]) -> list[tuple[int, float]]:
    """For each length of a text the CPU seconds of the engine."""
    from tagger import Tagger
    from tagger.model import Document

    engine = Tagger()
    engine.findings(Document.from_text(text(0)[1]))
    out = []
    print("| characters | CPU s | MB/s |")
    print("| ---: | ---: | ---: |")
    for length in lengths:
        document = Document.from_text(text(1, length)[1][:length], reference="2022-03-14")
        started = time.process_time()
        engine.findings(document)
        spent = time.process_time() - started
        out.append((length, spent))
        print(f"| {length:,} | {spent:.4f} | {length / spent / 1e6:.2f} |", flush=True)
    return out


def drawn(curves: dict[str, list[tuple[float, float]]]) -> str:
    """The curves as an SVG on logarithmic axes, one panel each."""
    from math import log10

    panels = []
    for number, (title, points) in enumerate(curves.items()):
        xs, ys = [log10(x) for x, _ in points], [log10(max(y, 1e-6)) for _, y in points]
        wide, tall = (max(xs) - min(xs)) or 1, (max(ys) - min(ys)) or 1
        marks = [(40 + 300 * (x - min(xs)) / wide, 190 - 150 * (y - min(ys)) / tall) for x, y in zip(xs, ys, strict=True)]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in marks)
        labels = "".join(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3"/><text x="{x:.0f}" y="{y - 8:.0f}">{value:.3g}</text><text x="{x:.0f}" y="210">{size:,.0f}</text>'
            for (x, y), (size, value) in zip(marks, points, strict=True)
        )
        panels.append(
            f'<g transform="translate(0 {number * 230})"><text x="40" y="16" font-weight="bold">{title}</text>'
            f'<polyline points="{line}" fill="none" stroke="#0072b2"/>{labels}</g>'
        )
    height = 230 * len(panels)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="{height}" font-family="sans-serif" font-size="10">{"".join(panels)}</svg>\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--lengths", type=int, nargs="*", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--no-learn", action="store_true")
    parser.add_argument("--characters", type=int, default=1400)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    sizes = by_size(given.sizes, given.jobs, not given.no_learn, given.characters, given.folder) if given.sizes else []
    lengths = by_length(given.lengths) if given.lengths else []
    if given.svg:
        curves: dict[str, list[tuple[float, float]]] = {}
        if sizes:
            curves["CPU seconds by documents"] = [(size, first.cpu) for size, first, _ in sizes]
            curves["Peak MB by documents"] = [(size, first.peak) for size, first, _ in sizes]
            curves["Second run, CPU seconds by documents"] = [(size, second.cpu) for size, _, second in sizes]
        if lengths:
            curves["CPU seconds by characters of one text"] = [(length, spent) for length, spent in lengths]
        given.svg.write_text(drawn(curves), "utf-8")


if __name__ == "__main__":
    main()
