"""A day of a user, end to end, through the command line: two thousand texts in, searched, corrected, cited, written, taken back."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

SUBJECTS = {
    "strike": "The union called another strike at the port. Pay talks failed, and the picket line held through the night",
    "inflation": "Inflation rose again and the central bank raised interest rates. Consumer prices have doubled in four years",
    "election": "Voters went to the polls in the election. Turnout was low and the ballot papers ran out in two districts",
    "vaccine": "The vaccination campaign began in the hospitals. Nurses gave the vaccine to twelve thousand children",
    "lighthouse": "The lamp of the old lighthouse was lit again. The keeper of the lighthouse climbed its stairs once more",
}
NAMES = ["Ana Reyes", "Tom Hill", "Lena Osei", "Piet Wouda", "Ruth Amadi"]
COUNT = 2000
CONCEPT = """[scheme]
id = "own"
title = "Own topics"
facet = "topic"

[[concept]]
id = "lighthouses"
pref_label = "Lighthouses"
alt_labels = ["lighthouse", "lighthouse keeper"]
finds = ["The lighthouse was lit again."]
ignores = ["The house was full of light."]
"""


def text(number: int) -> str:
    draw = random.Random(number)
    subject = sorted(SUBJECTS)[number % len(SUBJECTS)]
    day = f"{1 + number % 28} {('January', 'March', 'May', 'October')[number % 4]} {2015 + number % 8}"
    lines = [
        f"PORT SELBY, {day} - {SUBJECTS[subject]}.",
        f"“Number {number} is not the last,” said {draw.choice(NAMES)}, who was there in {2000 + number % 10}.",
    ]
    lines += [
        f"{draw.choice(NAMES)} counted {draw.randint(2, 900)} of them, case {number}-{n}, on a {draw.choice(('wet', 'dry', 'cold'))} day."
        for n in range(4)
    ]
    return "\n\n".join(lines) + "\n"


class Desk:
    """The command line, used in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if key not in ("TAGGER_LIBRARY", "FORCE_COLOR")}
        self.env = {**kept, "NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}

    def __call__(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tagger", *words],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, (words, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        self.said = done.stderr
        return done.stdout

    def count(self, *query: str) -> int:
        return int(self("find", "--count", *query))

    def last_run(self) -> dict[str, object]:
        run: dict[str, object] = json.loads(self("log", "--json"))[0]
        return run


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("day")
    for number in range(COUNT):
        home = folder / f"{2015 + number % 8}"
        home.mkdir(exist_ok=True)
        (home / f"{number:04}.txt").write_text(text(number), "utf-8")
    for number in range(10):
        (folder / f"note-{number}.md").write_text(
            f"---\ntitle: Note {number}   # mine\nmood: no\n---\n\n{text(number + 5000)}", "utf-8"
        )
    (folder / "copy.txt").write_text(text(7).upper(), "utf-8")
    return Desk(folder)


def digest(folder: Path) -> str:
    made = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".tagger" not in path.parts:
            made.update(str(path.relative_to(folder)).encode() + path.read_bytes() + str(path.stat().st_mtime_ns).encode())
    return made.hexdigest()


def test_a_day(desk: Desk) -> None:
    before = digest(desk.folder)
    desk("tag", ".")
    assert f"{COUNT + 11:,} documents" in desk.said
    assert digest(desk.folder) == before

    assert desk.count("topic:strikes") >= COUNT // 5
    assert desk.count("topic:strikes", "date:2016") > 0
    assert desk.count('source:"Ana Reyes"', "role:quoted") > 100
    shown = desk("show", "2015/0000.txt")
    assert "issued" in shown
    record = json.loads(desk("show", "2015/0000.txt", "--json"))
    assert record["schema"] == "tagger/1"

    corrected = [f"{2015 + number % 8}/{number:04}.txt" for number in range(2, 102, 5)]  # the lighthouses
    for path in corrected:
        desk("set", path, "topic=museums-heritage")
    assert desk.count("topic:museums-heritage") >= 20

    assert desk.count("lighthouse") == COUNT // 5 + 3  # two notes and the copy
    (desk.folder / ".tagger" / "topics.toml").write_text(CONCEPT, "utf-8")
    desk("vocab", "check", ".tagger/topics.toml")
    desk("tag", "-n", ".")
    assert "lighthouses" in desk.said
    assert "lighthouses" not in desk("find", "--jsonl", "lighthouse")
    desk("tag", ".")
    found = desk.count("topic:lighthouses")
    assert found >= COUNT // 5
    run = str(desk.last_run()["id"])
    assert all(json.loads(desk("show", path, "--json"))["tags"][0]["value"] == "museums-heritage" for path in corrected[:3])

    desk("undo", run)
    assert desk.count("topic:lighthouses") == 0
    assert desk.count("topic:museums-heritage") >= 20
    desk("redo", run)
    assert desk.count("topic:lighthouses") == found

    (desk.folder / "2015").rename(desk.folder / "first year")
    desk("tag", ".")
    assert "moved" in desk.said
    assert desk.count("path:first") == COUNT // 8
    moved = corrected[next(n for n, path in enumerate(corrected) if path.startswith("2015/"))].replace("2015/", "first year/")
    tags = json.loads(desk("show", moved, "--json"))["tags"]
    assert any(tag["value"] == "museums-heritage" and tag["origin"] == "person" for tag in tags)

    groups = json.loads(desk("duplicates", "--json"))
    assert any({copy["path"] for copy in group} >= {"copy.txt"} for group in groups)

    desk("report", "-o", "report.html", "topic:strikes")
    assert "Strikes" in (desk.folder / "report.html").read_text("utf-8")
    items = json.loads(desk("export", "--to", "csl-json", "topic:strikes", "date:2016"))
    assert len(items) == desk.count("topic:strikes", "date:2016")
    assert items[0]["issued"]["date-parts"][0][0] == 2016

    notes = digest(desk.folder)
    desk("write", "--to", "frontmatter", "path:note-*.md")
    written = (desk.folder / "note-3.md").read_text("utf-8")
    assert written.startswith("---\ntitle: Note 3   # mine\nmood: no\n")
    assert written.endswith(text(5003))
    assert written.count("\n") > f"---\ntitle\nmood\n---\n\n{text(5003)}".count("\n")
    desk("undo")
    assert digest(desk.folder) == notes
