"""A day of a user, end to end, through the command line: two thousand texts in, searched, corrected, cited, written, taken back.

Every command is one of `tagger help day`, in its order, and what it prints is what stands there; after each, what it must have
brought about is held to. `python tests/test_day.py` writes what is printed now into the page.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import re
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from shelves import call

from tagger.cli import run

PAGE = Path(__file__).parent.parent / "tagger" / "data" / "help" / "day.md"

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
    """The command line, used in one folder, and what must hold after each of the commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = digest(folder)
        self.corrected = [f"{2015 + number % 8}/{number:04}.txt" for number in range(2, 102, 5)]  # the lighthouses

    def __call__(self, *words: str) -> str:
        done = call(self.folder, *words)
        assert done.code == 0, (words, done)
        return done.out

    def count(self, *query: str) -> int:
        return int(self("find", "--count", *query))

    def tags(self, path: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self("show", path, "--json"))["tags"]
        return found

    def printed(self, command: str) -> list[str]:
        """What a command prints on both streams, in the order in which it does."""
        words = shlex.split(command)
        if words[0] == "mv":
            (self.folder / words[1]).rename(self.folder / words[2])
            return []
        stream = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            code = run(words[1:])
        text = stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
        assert code == 0, (command, text)
        return [line.rstrip() for line in text.replace(f"{self.folder.resolve()}{os.sep}", "").splitlines()]


def made(folder: Path) -> Desk:
    """Two thousand texts, ten notes, and a copy in capitals."""
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
        if path.is_file() and ".tagger" not in path.parts and path.name not in ("report.html", "strikes.json"):
            made.update(str(path.relative_to(folder)).encode() + path.read_bytes() + str(path.stat().st_mtime_ns).encode())
    return made.hexdigest()


def transcript() -> list[tuple[str, list[str]]]:
    """The commands of the page, each with the lines that it prints there."""
    out: list[tuple[str, list[str]]] = []
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("    $ "):
            out.append((line[6:], []))
        elif line.startswith("    "):
            out[-1][1].append(line[4:])
        elif line:
            out.append(("", []))
    return [step for step in out if step[0]]


def fits(expected: list[str], printed: list[str]) -> bool:
    pattern = "".join("(?:.*\n)*" if line == "..." else re.escape(line) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def tagged(desk: Desk) -> None:
    assert digest(desk.folder) == desk.before
    assert desk.count("") == COUNT + 11
    assert desk.count("topic:strikes") >= COUNT // 5
    assert desk.count('source:"Ana Reyes"', "role:quoted") > 100
    assert json.loads(desk("show", "2015/0000.txt", "--json"))["schema"] == "tagger/1"


def corrected(desk: Desk) -> None:
    for path in desk.corrected[1:]:
        desk("set", path, "topic=museums-heritage")
    assert desk.count("topic:museums-heritage origin:person") == 20
    (desk.folder / ".tagger" / "topics.toml").write_text(CONCEPT, "utf-8")


def tried(desk: Desk) -> None:
    assert desk.count("lighthouse") == COUNT // 5 + 3  # two notes and the copy
    assert "lighthouses" not in desk("find", "--jsonl", "lighthouse")


def retagged(desk: Desk) -> None:
    assert desk.count("topic:lighthouses") == COUNT // 5 + 3
    assert all(desk.tags(path)[0]["value"] == "museums-heritage" for path in desk.corrected[:3])
    given = {(tag["value"], tag["added"]) for tag in json.loads(desk("log", "22", "--json"))["tags"]}
    assert ("lighthouses", COUNT // 5 + 3) in given


def taken_back(desk: Desk) -> None:
    assert desk.count("topic:lighthouses") == 0
    assert desk.count("topic:museums-heritage origin:person") == 20


def moved(desk: Desk) -> None:
    assert desk.count("path:earlier") == COUNT // 8
    path = next(path for path in desk.corrected if path.startswith("2015/")).replace("2015/", "earlier/")
    assert any(tag["value"] == "museums-heritage" and tag["origin"] == "person" for tag in desk.tags(path))
    desk.before = digest(desk.folder)


def copied(desk: Desk) -> None:
    groups = json.loads(desk("duplicates", "--json"))
    assert any({copy["path"] for copy in group} >= {"copy.txt"} for group in groups)


def cited(desk: Desk) -> None:
    items = json.loads((desk.folder / "strikes.json").read_text("utf-8"))
    assert len(items) == desk.count("topic:strikes", "date:2016")
    assert {item["issued"]["date-parts"][0][0] for item in items} == {2016}


def shown(desk: Desk) -> None:
    assert digest(desk.folder) == desk.before


def written(desk: Desk) -> None:
    note = (desk.folder / "note-3.md").read_text("utf-8")
    assert note.startswith("---\ntitle: Note 3   # mine\nmood: no\ntagger-") and note.endswith(text(5003))
    assert digest(desk.folder) != desk.before


AFTER: dict[str, Callable[[Desk], None]] = {
    "show": tagged, "set": corrected, "tag -n": tried, "log": retagged, "undo 22": taken_back, "redo 22": retagged,
    "mv": lambda desk: None, "duplicates": copied, "export": cited, "write -n": shown, "write --to": written, "undo": shown,
}  # fmt: skip


def lived(desk: Desk, check: bool = True) -> list[tuple[str, list[str], list[str]]]:
    """The day: each command with what the page says that it prints, and what it prints."""
    out, after_move = [], False
    for command, expected in transcript():
        printed = desk.printed(command)
        out.append((command, expected, printed))
        if check:
            assert fits(expected, printed), f"$ {command}\n" + "\n".join(printed)
        line = command.removeprefix("tagger ")
        if line == "tag ." and after_move:
            moved(desk)
        after_move = after_move or line.startswith("mv ")
        for name in sorted(AFTER, key=len, reverse=True):
            if line == name or line.startswith(f"{name} "):
                AFTER[name](desk)
                break
    return out


def test_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("TAGGER_LIBRARY", raising=False)
    done = [command for command, _, _ in lived(made(tmp_path))]
    named = {word for command in done for word in command.split()[1:2]}
    assert named >= {"tag", "find", "show", "set", "log", "undo", "redo", "duplicates", "report", "export", "write"}
    assert "Strikes" in (tmp_path / "report.html").read_text("utf-8")


def rewritten() -> str:
    """The page with what is printed now in place of what no longer fits; the three dots in that are to be set anew."""
    os.environ["COLUMNS"] = "100"
    page = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        for command, expected, printed in lived(made(Path(scratch)), check=False):
            if not fits(expected, printed):
                old, new = ("".join(f"    {line}\n" for line in (f"$ {command}", *lines)) for lines in (expected, printed))
                page = page.replace(old, new, 1)
    return page


if __name__ == "__main__":
    PAGE.write_text(rewritten(), "utf-8")
