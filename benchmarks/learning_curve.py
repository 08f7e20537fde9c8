"""What decisions add: P@1 with 0, 5, 10, 20 and 50 a topic, as text and as a drawing.

Run: python -m benchmarks.learning_curve DOCUMENTS.jsonl[.xz] TOPICS.json [--seeds 3] [--no-keywords] [--svg CURVE.svg]
The files are those of `benchmarks.topics`. `all` counts every document, the decided ones as decided; `others` only those that
nobody decided on. The last column is the CPU time of learning anew after a decision, in seconds.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks.topics import best_learnt, kept_of, read_task, right, sample, taught

STEPS = (0, 5, 10, 20, 50)
WIDE, HIGH, EDGE = 640, 360, 48


def drawn(rows: list[tuple[int, float, float]], title: str) -> str:
    """The curve as SVG."""
    low = min(min(row[1:]) for row in rows)
    low, top = low - 0.01, min(1.0, max(max(row[1:]) for row in rows) + 0.01)

    def place(decisions: int, value: float) -> str:
        x = EDGE + (WIDE - 2 * EDGE) * decisions / max(row[0] for row in rows)
        return f"{x:.1f},{HIGH - EDGE - (HIGH - 2 * EDGE) * (value - low) / (top - low):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="white"/><text x="{EDGE}" y="24">{title}</text>',
    ]
    for n, (name, colour) in enumerate((("all documents", "#1b5e8c"), ("documents nobody decided on", "#c2571a"))):
        points = " ".join(place(row[0], row[n + 1]) for row in rows)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDE - 230}" y="{HIGH - 70 + 16 * n}" fill="{colour}">{name}</text>')
    for decisions, every, _ in rows:
        x, y = place(decisions, every).split(",")
        parts.append(f'<text x="{x}" y="{float(y) - 8:.1f}" text-anchor="middle">{every:.3f}</text>')
        parts.append(f'<text x="{x}" y="{HIGH - EDGE + 18}" text-anchor="middle">{decisions}</text>')
    parts.append(f'<text x="{WIDE / 2:.0f}" y="{HIGH - 8}" text-anchor="middle">decisions a topic</text></svg>')
    return "\n".join(parts) + "\n"


def main() -> int:
    """The table on stdout, the drawing where asked; 4 where decisions did harm."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("documents")
    asked.add_argument("topics")
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--no-keywords", action="store_true")
    asked.add_argument("--svg")
    options = asked.parse_args()
    task = read_task(options.documents, options.topics, not options.no_keywords)
    kept = kept_of(task)
    rows: list[tuple[int, float, float]] = []
    harm = False
    print(f"{len(task.documents)} documents, {len(task.vocabulary)} topics, mean of {options.seeds} draws\n")
    print(f"{'decisions':>9} {'all':>7} {'others':>7} {'worst':>7} {'seconds':>8}")
    for number in STEPS:
        every, others, seconds = [], [], 0.0
        for seed in range(options.seeds if number else 1):
            decided = sample(task, number, seed)
            start = time.process_time()
            lesson = taught(task, kept, decided)
            seconds = max(seconds, time.process_time() - start)
            answers = best_learnt(lesson)
            others.append(right(task, answers, decided))
            every.append(right(task, [decided.get(n, answer) for n, answer in enumerate(answers)], {}))
        rows.append((number, sum(every) / len(every), sum(others) / len(others)))
        harm |= min(every) < rows[0][1] - 0.005
        print(
            f"{number:9} {rows[-1][1]:7.4f} {rows[-1][2]:7.4f} {min(every):7.4f} {seconds:8.2f}  {'#' * round(60 * rows[-1][1])}",
            flush=True,
        )
    if options.svg:
        Path(options.svg).write_text(drawn(rows, f"P@1 by decisions a topic: {Path(options.documents).name}"), "utf-8")
    print("\nDecisions never took more than .005 away." if not harm else "\nDecisions did harm.")
    return 4 if harm else 0


if __name__ == "__main__":
    raise SystemExit(main())
