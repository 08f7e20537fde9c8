"""The tab key: what it offers, that it is never in the way, and that it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shelves import call, library

from tagger.cli import completing
from tagger.cli.shell import shell
from tagger.store import Store

ROOT = Path(__file__).parent.parent
EVERY = (completing.query, completing.tag, completing.topic, completing.form, completing.path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    library(tmp_path)
    assert call(tmp_path, "tag", ".", "--no-learn").code == 0
    monkeypatch.chdir(tmp_path)
    shell.begin()
    return tmp_path


def completed(folder: Path, *words: str, kind: str = "bash") -> list[str]:
    """What a shell gets when tab is pressed after these words."""
    env = {
        **os.environ,
        "_TAGGER_COMPLETE": f"complete_{kind}",
        "COMP_WORDS": " ".join(("tagger", *words)),
        "COMP_CWORD": str(len(words)),
    }
    env |= {"_TYPER_COMPLETE_ARGS": env["COMP_WORDS"], "_TYPER_COMPLETE_FISH_ACTION": "get-args", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "tagger"], env=env, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.split()


def test_paths_go_step_by_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert completing.path("") == ["a/", "b/"] and completing.path("a/") == ["a/ferry.txt", "a/tides.txt"]
    assert completing.path("b/n") == ["b/note.md"] and completing.path("z") == completing.path("a/ferry.txt/") == []
    assert completing.path(f"{folder.as_posix()}/a/f") == [f"{folder.as_posix()}/a/ferry.txt"]
    monkeypatch.chdir(folder / "a")
    assert completing.path("f") == ["ferry.txt"] and completing.path("../b/") == ["../b/note.md", "../b/plain.txt"]


def test_sources_and_topics_of_the_library(folder: Path) -> None:
    assert call(folder, "set", "b/plain.txt", "publisher=Harbour Gazette", "quoted=Ana Reyes", "topic=strikes", "-q").code == 0
    shell.begin()
    assert completing.query("source:harb") == ["source:harbour-gazette"] and completing.query('quoted:"ana') == [
        'quoted:"Ana Reyes"'
    ]
    assert completing.query("topic:STR") == ["topic:strikes"] and completing.tag("quoted=ana r") == ['quoted="Ana Reyes"']


def test_a_shell_is_answered(folder: Path) -> None:
    assert completed(folder, "fi") == ["find"]
    assert completed(folder, "set", "a/f") == ["a/ferry.txt"] and completed(folder, "show", "b") == ["b/"]
    assert completed(folder, "find", "topic:s", kind="fish") == ["topic:strikes"]
    assert "--jsonl" in completed(folder, "find", "--js")


@pytest.mark.parametrize("broken", ["none", "empty", "damaged", "no index"])
def test_without_a_library_there_is_nothing_to_offer_and_no_error(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if broken != "none":
        (tmp_path / ".tagger").mkdir()
    if broken in ("empty", "damaged"):
        (tmp_path / ".tagger/index.db").write_bytes(b"" if broken == "empty" else b"no index" * 500)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    shell.begin()
    for function in EVERY:
        for text in ("", "x", "topic:", "-source:a", "topic=", "is:", "date:", "a/b", "../", "\0", "é" * 300, '"'):
            assert isinstance(function(text), list)
    assert [
        path for path in sorted(tmp_path.rglob("*")) if path.name != "index.db-doubted"
    ] == before and capsys.readouterr() == ("", "")


def test_the_answer_does_not_wait_for_a_large_index(folder: Path) -> None:
    with Store(folder / ".tagger/index.db") as store, store.transaction():
        run = store.connection.executemany
        run("INSERT INTO place VALUES(?, ?, 1)", ((f"c/{n:06}.txt", f"c/{n:06}.txt") for n in range(50_000)))
        rows = ((f"Name {n}", f"Name {n}", f"name {n}", f"name {n}") for n in range(50_000))
        run("INSERT INTO term(facet, role, value, label, key, label_key) VALUES('source', 'quoted', ?, ?, ?, ?)", rows)
    took = []
    for _ in range(3):
        start = time.process_time()
        assert len(completing.query("source:name")) == 200 and len(completing.path("c/")) == 200
        assert completing.path("c/04999") == [f"c/04999{n}.txt" for n in range(10)]
        took.append(time.process_time() - start)
    assert min(took) < 0.2


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix")
@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_it_is_installed(kind: str, tmp_path: Path) -> None:
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tagger", "--install-completion", kind],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done
    made = [path for path in tmp_path.rglob("*") if path.is_file() and "_TAGGER_COMPLETE" in path.read_text("utf-8")]
    assert made and "Traceback" not in done.stderr


def test_fields_of_few_values_offer_those_and_no_sources(folder: Path) -> None:
    assert completing.query("role:q") == ["role:quoted"] and completing.query("-origin:p") == ["-origin:person"]
    assert completing.query("is:g") == ["is:gone"] and completing.query("lang") == ["language:"]
    assert completing.query("language:") == completing.query("path:") == completing.query("title:") == []
