"""The README and the manual tell the truth: every command in them runs, every transcript is what is printed, every
Python example works, and the map of the house is the house.

`python tests/test_docs.py` writes the transcripts anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from shelves import call

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ANYTHING = "..."


def blocks(language: str) -> list[str]:
    return [match[2] for match in _BLOCK.finditer(README.read_text("utf-8")) if match[1] == language]


def steps(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a transcript, each with the lines that it prints."""
    out: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            out.append((line[2:], []))
        else:
            out[-1][1].append(line)
    return out


def prepared(folder: Path) -> Path:
    """A folder with the sample documents under `my-texts`, their times in the past."""
    with as_file(files("tagger") / "data" / "demo") as demo:
        shutil.copytree(demo, folder / "my-texts")
    return folder


def run(command: str, folder: Path) -> tuple[int, list[str]]:
    """The exit code and the lines of a command, standard error and output as they come, paths from the folder on."""
    words = shlex.split(command)
    assert words[0] == "tagger", f"only tagger is run here, not {command!r}"
    env = {key: value for key, value in os.environ.items() if key not in ("TAGGER_LIBRARY", "FORCE_COLOR")}
    env |= {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tagger", *words[1:]], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8").replace(f"{folder.resolve()}{os.sep}", "").splitlines()


def fits(expected: list[str], printed: list[str]) -> bool:
    """Whether the lines are those expected; a line of three dots stands for any lines."""
    pattern = "".join(".*" if line.strip() == _ANYTHING else re.escape(line.rstrip() + "\n") for line in expected)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in printed), re.DOTALL) is not None


def test_transcripts(tmp_path: Path) -> None:
    prepared(tmp_path)
    for block in blocks("console"):
        for command, expected in steps(block):
            code, printed = run(command, tmp_path)
            assert code == 0, (command, printed)
            assert fits(expected, printed), f"$ {command}\n" + "\n".join(printed)


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_python_examples(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(prepared(tmp_path) / "my-texts")
    exec(compile(blocks("python")[number], f"README python block {number}", "exec"), {})  # noqa: S102


def test_the_two_commands_stand_in_the_readme() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert any(line.startswith("python3 -m venv") and line.endswith("tagger demo") for line in lines)
    assert any(line.startswith("python3 -m venv") and line.endswith("-m pytest") for line in lines)


def test_the_map_is_the_house() -> None:
    drawn = next(block for block in blocks("text") if block.startswith("tagger/"))
    named = {line.split()[0].rstrip("/") for line in drawn.splitlines()[1:] if line.strip()}
    there = {path.name for path in (ROOT / "tagger").iterdir() if path.name != "__pycache__"}
    assert named == there


def manual() -> list[tuple[str, str]]:
    """Every command in the manual's indented examples, with its page."""
    home = files("tagger") / "data" / "help"
    return [
        (page.name, line.strip().split("  #")[0].strip())
        for page in sorted(home.iterdir(), key=lambda page: page.name)
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("    tagger ")
    ]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = prepared(tmp_path_factory.mktemp("manual")) / "my-texts"
    shutil.copy(folder / "siege-of-varn.txt", folder / "a.txt")
    (folder / "gold.jsonl").write_text(
        '{"path": "ferry.html", "tags": [{"facet": "date", "role": "issued", "value": "2022-03-14"}]}\n', "utf-8"
    )
    code, printed = run("tagger tag .", folder)
    assert code == 0, printed
    (folder / ".tagger" / "topics.toml").write_text(
        '[scheme]\nid = "own"\ntitle = "Own"\nfacet = "topic"\n\n[[concept]]\nid = "pilotage"\npref_label = "Pilotage"\n', "utf-8"
    )
    return folder


@pytest.mark.parametrize(("page", "command"), manual())
def test_commands_in_the_manual(page: str, command: str, library: Path) -> None:
    command = (
        command.replace("~/clippings/a.html", "ferry.html").replace("~/clippings", ".").replace("--model FILE", "--no-learn")
    )
    said = call(library, *shlex.split(command)[1:])
    asks = command.split()[1] == "review" or "--sample" in command
    assert said.code == (2 if asks else 0), said
    if asks:
        assert "needs a terminal" in said.err


def test_no_page_of_the_manual_is_long() -> None:
    for page in (files("tagger") / "data" / "help").iterdir():
        lines = page.read_text("utf-8").splitlines()
        assert lines[0].startswith(f"# {page.name.removesuffix('.md')}: ")
        assert len(lines) <= (80 if page.name == "day.md" else 60)  # a day is a transcript
        assert max(map(len, lines)) <= 150


def rewritten() -> str:
    """The README with its transcripts as they are printed now; a transcript that ends in three dots keeps its first lines."""
    import tempfile

    text = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        folder = prepared(Path(scratch))
        for block in blocks("console"):
            fresh = []
            for command, expected in steps(block):
                _, printed = run(command, folder)
                cut = expected.index(_ANYTHING) if _ANYTHING in expected else None
                lines = printed if cut is None else [*printed[:cut], _ANYTHING]
                fresh += [f"$ {command}", *(line.rstrip() for line in lines)]
            text = text.replace(block, "\n".join(fresh) + "\n")
    return text


if __name__ == "__main__":
    README.write_text(rewritten(), "utf-8")
