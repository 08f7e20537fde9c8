"""The command line: what goes to which stream, with which exit code, and that every example in its help runs."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from shelves import TEXTS, call, library

from tagger.cli import completing
from tagger.cli.app import command
from tagger.cli.panels import PANELS
from tagger.cli.shell import shell
from tagger.version import __version__

ROOT = Path(__file__).parent.parent
COMMANDS = tuple(command().commands)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    library(tmp_path)
    assert call(tmp_path, "tag", ".", "--no-learn").code == 0
    return tmp_path


def test_the_version_is_told_before_anything_is_loaded() -> None:
    code = "import sys; sys.argv = ['tagger', '--version']\nfrom tagger.__main__ import main\ntry:\n main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'typer', 'pydantic', 'sqlite3', 'tagger.cli'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"tagger {__version__}\n[]\n"


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\nfrom tagger.cli import run\nrun(['--help'])\n"
    code += "print(sorted({'typer', 'pydantic', 'sqlite3', 'numpy', 'rich', 'tagger.store', 'tagger.records'} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_help_has_every_command_in_its_panel_with_its_own_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = call(tmp_path, "--help")
    assert said.code == 0 and said.err == "" and call(tmp_path, "-h").out == said.out
    for panel, rows in PANELS.items():
        section = said.out.split(f"{panel}:\n")[1].split("\n\n")[0]
        assert list(rows) == re.findall(r"^  (\S+)", section, re.MULTILINE)
        for name, (_, summary) in rows.items():
            told = " ".join(command().commands[name].help.split("\n\n")[0].split())
            assert told == summary
    assert set(COMMANDS) == {name for rows in PANELS.values() for name in rows}
    for width in (60, 80, 160):
        monkeypatch.setenv("COLUMNS", str(width))
        assert max(map(len, call(tmp_path, "--help").out.splitlines())) <= width


def test_data_goes_to_one_stream_and_words_to_the_other(tmp_path: Path) -> None:
    library(tmp_path)
    said = call(tmp_path, "tag", ".", "--jsonl", "--no-learn")
    records = [json.loads(line) for line in said.out.splitlines()]
    assert [record["path"] for record in records] == sorted(TEXTS) and said.code == 0
    assert (
        "Tagged 4 documents: 4 new" in said.err
        and "Nothing in this folder was changed." in said.err
        and "Next: tagger find" in said.err
    )
    again = call(tmp_path, "tag", ".", "--jsonl", "--no-learn", "-q")
    assert again == (0, said.out, "")
    two = call(tmp_path, "tag", ".", "--jsonl", "--no-learn", "-q", "-j", "2")
    assert two.out == said.out
    (tmp_path / ".tagger/index.db").unlink()
    assert call(tmp_path, "tag", ".", "--jsonl", "--no-learn", "-q", "-j", "2").out == said.out


def test_originals_are_as_they_were(tmp_path: Path) -> None:
    library(tmp_path)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.rglob("[ab]/*")}
    call(tmp_path, "tag", ".")
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.rglob("[ab]/*")} == before


def test_a_dry_run_makes_no_library(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The strike of the ferry crews goes on, and on.")
    said = call(tmp_path, "tag", "-n", "--jsonl", ".")
    assert json.loads(said.out)["path"] == "a.txt" and "Would tag 1 document" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_new_library_is_told(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text("The strike of the ferry crews goes on, and on.")
    assert "New library: " in call(tmp_path, "tag", "texts").err
    assert (tmp_path / "texts/.tagger/index.db").exists()


def test_one_facet_alone(folder: Path) -> None:
    said = call(folder, "tag", ".", "--facet", "date", "--jsonl", "-q", "--no-learn")
    assert {tag["facet"] for line in said.out.splitlines() for tag in json.loads(line)["tags"]} <= {"date"}
    assert call(folder, "tag", ".", "--facet", "place").code == 2
    call(folder, "tag", ".", "-q", "--no-learn")
    assert call(folder, "find", "topic:strikes", "--count").out == "2\n"


def test_find_in_every_form(folder: Path) -> None:
    assert call(folder, "find", "topic:strikes", "--count").out == "2\n"
    assert call(folder, "find", "-topic:strikes", "--paths").out == "a/tides.txt\nb/plain.txt\n"
    assert call(folder, "find", "topic:strikes", "-ferry", "-0").out == "b/note.md\0"
    listed = json.loads(call(folder, "find", "quay", "--json").out)
    lines = [json.loads(line) for line in call(folder, "find", "quay", "--jsonl").out.splitlines()]
    assert listed == lines and [row["path"] for row in lines] == ["a/tides.txt", "b/plain.txt"]
    rows = list(csv.DictReader(io.StringIO(call(folder, "find", "topic:tides", "--csv").out.removeprefix("\ufeff"))))
    assert {row["path"] for row in rows} == {"a/tides.txt"}
    plain = call(folder, "find")
    assert plain.code == 0 and "A note on the strike" in plain.out and "Strikes and lockouts" in plain.out
    assert call(folder, "find", "-n", "1", "--paths").err.startswith("and 3 more")
    assert call(folder, "find", "--json", "--csv").code == 2
    assert json.loads(call(folder, "find", "nowhere", "--json").out) == []


def test_a_fault_in_a_query_has_a_caret_and_near_names(folder: Path) -> None:
    said = call(folder, "find", "ferry", "topic:strikse")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines() == [
        "tagger: no topic is called 'strikse'; near it: strike, strikes", "  ferry topic:strikse", "              " "^",
    ]  # fmt: skip
    assert "near it: ana reyes" in call(folder, "find", "source:Ana Reyess").err.lower()
    nobody = call(folder, "find", "source:Zzyzx", "--count")
    assert (nobody.code, nobody.out) == (0, "0\n") and "no source is called" in nobody.err
    assert call(folder, "find", "topic:Strikes and lockouts", "--count").out == "2\n"
    for field in ("role:about", "date:2022", "is:ambiguous", "origin:rule", "lang:en"):  # whose value is one word
        assert call(folder, "find", f"{field} strike", "--count") == call(folder, "find", field, "strike", "--count")


def test_show_stored_changed_and_foreign_texts(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shown = call(folder, "show", "a/ferry.txt")
    assert shown.code == 0 and "Strikes and lockouts (strikes)" in shown.out
    record = json.loads(call(folder, "show", "a/ferry.txt", "--json").out)
    assert record == json.loads(call(folder, "find", "path:ferry", "--jsonl").out)
    (folder / "a/ferry.txt").write_text("High water at the quay, and the tides were high.")
    assert "tides" in call(folder, "show", "a/ferry.txt").out
    bare = tmp_path_factory.mktemp("bare")
    (bare / "x.txt").write_text("The strike began on 14 March 2022.")
    assert json.loads(call(bare, "show", "x.txt", "--json").out)["path"] == "x.txt"
    assert [path.name for path in bare.iterdir()] == ["x.txt"]
    assert call(bare, "show", "nowhere.txt").code == 3


def test_show_says_why_a_topic_is_absent(folder: Path) -> None:
    assert "None of its labels" in call(folder, "show", "b/plain.txt", "--not", "strikes").out
    touched = call(folder, "show", "a/ferry.txt", "--not", "strikes").out
    assert (
        "only mentions Strikes" in touched and "about takes 1.00" in touched and "tagger set a/ferry.txt topic=strikes" in touched
    )
    call(folder, "set", "a/ferry.txt", "topic=strikes")
    assert "has the topic" in call(folder, "show", "a/ferry.txt", "--not", "strikes").out
    call(folder, "unset", "a/ferry.txt", "topic=strikes")
    assert "you took it away" in call(folder, "show", "a/ferry.txt", "--not", "strikes").out
    wrong = call(folder, "show", "a/ferry.txt", "--not", "strikse")
    assert wrong.code == 2 and "near it: strikes" in wrong.err


def test_a_reason_names_the_file_as_it_is_called_from_here(folder: Path) -> None:
    (folder / "b/two  blanks.txt").write_text("A text on gooseberries.")
    call(folder, "tag", ".", "--no-learn")
    assert "tagger set 'two  blanks.txt' topic=strikes" in call(folder / "b", "show", "two  blanks.txt", "--not", "strikes").out
    assert call(folder, "find", "--paths", "gooseberries").out == "b/two  blanks.txt\n"


def test_a_day_with_two_readings_is_ambiguous_and_both_are_shown(folder: Path) -> None:
    (folder / "b/notes.md").write_text("---\ndate: 04/05/2022\n---\nHigh water at noon.\n")
    call(folder, "tag", ".", "--no-learn")
    assert call(folder, "find", "--paths", "is:ambiguous").out == "b/notes.md\n"
    assert "issued    2022 (5 April 2022 or 4 May 2022)" in call(folder, "show", "b/notes.md").out
    call(folder, "set", "b/notes.md", "date=2022-05-04")
    assert call(folder, "find", "--count", "is:ambiguous").out == "0\n"


def test_a_persons_word_from_end_to_end(folder: Path) -> None:
    assert call(folder, "set", "b/plain.txt", "topic=Tides", "publisher=The  Quay Times", "date=2021-05", "-q").code == 0
    row = json.loads(call(folder, "find", "path:plain", "--jsonl").out)
    mine = {(tag["role"], tag["value"], tag["label"]) for tag in row["tags"] if tag["origin"] == "person"}
    assert mine == {
        ("about", "tides", "Tides"),
        ("publisher", "The Quay Times", "The Quay Times"),
        ("issued", "2021-05", "2021-05"),
    }
    assert call(folder, "find", "date:2021", "from:the*", "--paths").out == "b/plain.txt\n"
    logged = json.loads(call(folder, "log", "--json").out)
    assert [run["id"] for run in logged] == [2, 1] and "b/plain.txt" in call(folder, "log").out
    told = json.loads(call(folder, "log", "2", "--json").out)
    assert [(one["path"], one["verdict"], one["value"]) for one in told["decisions"]] == [
        ("b/plain.txt", "set", value) for value in ("tides", "The Quay Times", "2021-05")
    ]
    given = {(one["value"], one["added"]) for one in json.loads(call(folder, "log", "1", "--json").out)["tags"]}
    assert {("strikes", 2), ("tides", 1)} & given and "strikes" in call(folder, "log", "1").out
    assert call(folder, "log", "99").code == 2
    assert call(folder, "undo").code == 0
    assert call(folder, "find", "date:2021", "--count").out == "0\n"
    assert call(folder, "redo", "2").code == 0
    assert call(folder, "find", "date:2021", "--count").out == "1\n"
    assert call(folder, "undo", "99").code == 2
    for wrong in ("topic=strikse", "topics=x", "strikes", "date=soon", "topic="):
        said = call(folder, "set", "b/plain.txt", wrong)
        assert said.code == 2 and said.err.startswith("tagger: ") and len(said.err.splitlines()) == 1
    assert call(folder, "set", "nowhere.txt", "topic=tides").code == 2


def test_stats_add_up_and_list_what_is_unknown(folder: Path) -> None:
    told = json.loads(call(folder, "stats", "--json").out)
    assert told["documents"] == 4
    for line in (*told["unknown"].values(), *told["topics"], *told["sources"]):
        assert call(folder, "find", *shlex.split(line["find"].replace('"', "'\"'")), "--count").out == f"{line['documents']}\n"
    assert sum(year["documents"] for year in told["years"]) == 4
    rows = list(csv.DictReader(io.StringIO(call(folder, "stats", "--csv").out)))
    assert list(rows[0]) == ["topic", "source", "year", "documents"] and len(rows) == len(told["rows"])
    for width in ("60", "160"):
        assert "untagged" in call(folder, "stats", "topics").out, width
    assert json.loads(call(folder, "stats", "topic:strikes", "--json").out)["documents"] == 2
    assert call(folder, "stats", "sources").code == call(folder, "stats", "years", "--csv").code == 0


def test_exports_go_to_a_file_or_the_stream(folder: Path) -> None:
    lines = call(folder, "export", "--to", "jsonl").out.splitlines()
    assert len(lines) == 4 and json.loads(lines[0])["schema"] == "tagger/1"
    assert call(folder, "export", "--to", "sqlite", "-o", "out.db", "topic:strikes").code == 0
    assert (folder / "out.db").read_bytes().startswith(b"SQLite format 3")
    assert call(folder, "export", "--to", "csv", "-o", "out.csv").code == 0 and (folder / "out.csv").exists()
    assert [path.name for path in folder.glob(".*.part")] == []
    for wrong in (("--to", "cvs"), ("--to", "sqlite"), ("--to", "csv", "-o", "no/such/x.csv"), ("--to", "csv", "-o", ".")):
        assert call(folder, "export", *wrong).code == 2


def test_beside_a_table_goes_what_its_columns_mean(folder: Path) -> None:
    (folder / "out").mkdir()
    package = folder / "out/datapackage.json"
    assert call(folder, "export", "--to", "csv", "-o", "out/tags.csv").code == 0
    told = json.loads(package.read_text("utf-8"))["resources"][0]
    head = next(csv.reader(io.StringIO((folder / "out/tags.csv").read_text("utf-8-sig"))))
    assert told["path"] == "tags.csv" and [field["name"] for field in told["schema"]["fields"]] == head
    package.write_text(json.dumps(json.loads(package.read_text("utf-8"))), encoding="utf-8")  # ours, in other clothes
    assert call(folder, "export", "--to", "csv", "-o", "out/tags.csv", "topic:strikes").err.count("datapackage.json") == 1
    assert "\n  " in package.read_text("utf-8")
    for foreign in ('{"name": "mine", "resources": []}', "no JSON"):
        package.write_text(foreign, encoding="utf-8")
        said = call(folder, "export", "--to", "csv", "-o", "out/tags.csv", "-q")
        assert said.code == 0 and "left as it is" in said.err and package.read_text("utf-8") == foreign
    assert call(folder, "export", "--to", "csv").code == 0 and not (folder / "datapackage.json").exists()
    assert call(folder, "export", "--to", "jsonl", "-o", "x.jsonl").code == 0 and not (folder / "datapackage.json").exists()


def test_the_bare_command_says_what_to_do_next(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    said = call(folder)
    assert said.code == 0 and "4 documents in 4 files" in said.out and "tagger find date:none" in said.out
    bare = call(tmp_path_factory.mktemp("bare"))
    assert bare.code == 0 and "tagger tag FOLDER" in bare.out and "tagger demo" in bare.out


def test_the_library_may_be_named(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert call(elsewhere, "find", "--count").code == 2
    assert call(elsewhere, "find", "--count", "--library", str(folder)).out == "4\n"
    assert call(elsewhere, f"--library={folder / '.tagger'}", "find", "--count").out == "4\n"
    monkeypatch.setenv("TAGGER_LIBRARY", str(folder))
    assert call(elsewhere, "find", "--count").out == "4\n"
    assert call(elsewhere, "find", "--library").code == 2


def test_colour_and_steering(folder: Path) -> None:
    name = "b/odd\x1b[31m\u202e.md"
    (folder / name).write_text('---\ntitle: "=evil \u202e[bold]"\n---\nThe strike\x1b[2J is on.\n', encoding="utf-8")
    call(folder, "tag", ".", "-q", "--no-learn")
    for arguments in (("find",), ("find", "--paths"), ("show", name), ("stats",), ("log",), ("tag", ".")):
        said = call(folder, *arguments)
        assert "\x1b" not in said.out + said.err and "\u202e" not in said.out + said.err, arguments
    assert "\x1b[" in call(folder, "find", "--color", "always").out
    assert call(folder, "find", "--color", "sometimes").code == 2


def test_the_record_matches_its_schema(folder: Path) -> None:
    schema = json.loads(call(folder, "schema").out)
    assert schema["title"] == "Record" and "tagger/1" in json.dumps(schema)
    from tagger.records import Record

    for line in call(folder, "find", "--jsonl").out.splitlines():
        assert Record.model_validate_json(line).model_dump_json() == line


def test_about_and_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = call(tmp_path, "about")
    assert __version__ in said.out and "own saved texts" in said.out and "locate" in said.out
    assert json.loads(call(tmp_path, "about", "--json").out)["version"] == __version__
    demo = call(tmp_path, "demo")
    assert demo.code in (0, 3) and "tagger find" in demo.err and "Tagged 1" in demo.err


def test_an_unexpected_error_is_one_line_unless_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tagger.library import Library

    monkeypatch.setattr(Library, "find", lambda *_: 1 / 0)
    said = call(folder, "find")
    assert (
        said.code == 1 and said.err.startswith("tagger: unexpected error: ZeroDivisionError") and len(said.err.splitlines()) == 1
    )
    assert "Traceback" in call(folder, "find", "-v").err


def test_a_mistyped_command_or_option_is_answered_with_a_near_one(folder: Path) -> None:
    assert "'find'" in call(folder, "fnid").err
    said = call(folder, "find", "--jsno")
    assert said.code == 2 and "--json" in said.err and len(said.err.splitlines()) == 1


def test_the_tab_key_offers_what_there_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    shell.begin()
    assert completing.query("top") == ["topic:"] and completing.query("-topic:st") == ["-topic:strikes"]
    assert completing.query("is:g") == ["is:gone"] and completing.query("date:") == ["date:none"]
    assert completing.tag("topic=t") == ["topic=tides"] and completing.tag("pub") == ["publisher="]
    assert completing.topic("s") == ["strikes"] and completing.form("cs") == ["csv", "csl-json"]
    monkeypatch.chdir(folder.parent)
    assert completing.query("topic:") == []


def test_completion_answers_a_shell(folder: Path) -> None:
    env = {
        **os.environ,
        "_TAGGER_COMPLETE": "complete_bash",
        "COMP_WORDS": "tagger fi",
        "COMP_CWORD": "1",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run([sys.executable, "-m", "tagger"], env=env, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["find"], done


def test_pdf_without_its_extra_and_a_folder_without_text_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "b.jpg").write_bytes(b"\xff\xd8")
    monkeypatch.setattr("tagger.readers.sniff.can_read_pdf", lambda: False)
    said = call(tmp_path, "tag", ".")
    assert said.code == 0 and "1 PDF document left alone. To read PDF: pip install 'tagger[documents]'" in said.err
    assert "1 file of other kinds left alone" in said.err and "No text was found there" in said.err and "Next:" not in said.err


def test_a_file_that_looks_like_an_option_is_named_another_way(tmp_path: Path) -> None:
    (tmp_path / "-n x.txt").write_text("The strike.\n", "utf-8")
    said = call(tmp_path, "show", "-n x.txt")
    assert said.code == 2 and said.err.endswith("To name the file -n x.txt: './-n x.txt'\n")
    assert call(tmp_path, "show", "./-n x.txt").code == 0
    for typed, meant in (("--quite", "--quiet"), ("--colour", "--color"), ("--jsno", "--json")):
        said = call(tmp_path, "find", typed)
        assert said.code == 2 and meant in said.err.partition("Type:")[0]
    assert call(tmp_path, "tga").err == "tagger: No such command 'tga'. Did you mean 'tag'? Type: tagger --help\n"
    assert "write a whole number. Type" in call(tmp_path, "log", "x").err


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_name_of_control_characters_is_shown_escaped_and_handed_on_as_it_is(tmp_path: Path) -> None:
    names = {"new\nline.txt": "new\\nline.txt", "esc\x1b[31m.txt": "esc\\x1b[31m.txt", "back\\n.txt": "back\\n.txt"}
    for name in names:
        (tmp_path / name).write_text(f"The strike of {name!r}.\n", "utf-8")
    assert call(tmp_path, "tag", ".", "--no-learn").code == 0
    assert sorted(call(tmp_path, "find", "--paths").out.splitlines()) == sorted(names.values())
    assert sorted(call(tmp_path, "find", "-0").out.split("\0")) == sorted(["", *names])


def test_a_name_that_is_not_there_is_told_with_those_near_it(folder: Path) -> None:
    assert "near it: ferry.txt" in call(folder, "show", "a/fery.txt").err
    assert "near it: ferry.txt" in call(folder, "set", "a/fery.txt", "topic=strikes").err
    assert call(folder, "show", "a/fery.txt").code == 3 and call(folder, "set", "a/fery.txt", "topic=strikes").code == 2
    assert "there are about, mentions, creator" in call(folder, "find", "role:spoken").err


def test_a_path_that_is_not_there_stops_a_run_only_where_nothing_else_was_named(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    alone = call(folder, "tag", "a/fery.txt")
    assert (
        alone.code == 2 and alone.err.strip() == "tagger: a/fery.txt: no such file or folder; near it: ferry.txt. Check the name."
    )
    among = call(folder, "tag", "a/fery.txt", "a/ferry.txt")
    assert among.code == 3 and "1 unchanged" in among.err and "a/fery.txt: no such file" in among.err
    other = tmp_path_factory.mktemp("other")
    elsewhere = call(folder, "tag", str(other / "none" / "a.txt"), "a/ferry.txt")
    assert elsewhere.code == 3 and "a.txt: no such file" in elsewhere.err and "1 unchanged" in elsewhere.err
    assert not list(other.iterdir())


MAILBOX = "".join(
    f"From a@harbour.example Mon Mar 14 10:00:00 2022\nFrom: {name} <a@harbour.example>\nSubject: A strike\n\nThe strike goes on.\n\n"
    for name in ("Ana Reyes", "Tom Hill")
)


def test_a_decision_is_about_one_message_of_a_mailbox(folder: Path) -> None:
    (folder / "post.mbox").write_text(MAILBOX, encoding="utf-8")
    assert call(folder, "tag", ".", "--no-learn", "-q").code == 0
    said = call(folder, "set", "post.mbox", "topic=tides")
    assert (said.code, said.err) == (2, "tagger: post.mbox: holds 2 messages. Name one of them: post.mbox#1\n")
    assert call(folder, "set", "post.mbox#2", "topic=tides").code == 0
    assert call(folder, "find", "topic:tides path:mbox", "--paths").out == "post.mbox#2\n"
    (folder / "post.mbox").unlink()
    shown = call(folder, "show", "post.mbox").out
    assert "Ana Reyes" in shown and "Tom Hill" in shown
    assert call(folder, "show", "post.mbox#2").out.count("A strike") == 1


def test_what_was_set_is_told_by_the_name_that_was_given(folder: Path) -> None:
    said = call(folder, "set", "a/ferry.txt", "publisher=Harbour Gazette", "quoted=Ana", "Mentions=tides", "date=2022")
    told = [line.partition(": ")[2] for line in said.err.splitlines()]
    assert told[:4] == ["set publisher harbour-gazette", "set quoted Ana", "set mentions tides", "set date 2022"]
    said = call(folder, "unset", "a/ferry.txt", "topic=tides", "quoted=Ana")
    assert [line.partition(": ")[2] for line in said.err.splitlines()][:2] == ["unset topic tides", "unset quoted Ana"]


def test_what_is_stored_of_a_file_that_is_gone_can_be_shown(folder: Path) -> None:
    (folder / "a/ferry.txt").unlink()
    call(folder, "tag", ".", "--no-learn")
    said = call(folder, "show", "a/ferry.txt")
    assert said.code == 0 and "no longer there" in said.err and "Strikes and lockouts" in said.out


@pytest.mark.parametrize(("columns", "shown"), [("100", "1.00 [0.21-1.00]"), ("80", "1 .21-1"), ("60", "1 .21-1")])
def test_the_figures_fit_the_terminal_whole(folder: Path, monkeypatch: pytest.MonkeyPatch, columns: str, shown: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    gold = '{"path": "a/ferry.txt", "tags": [{"facet": "topic", "role": "mentions", "value": "strikes"}]}\n'
    (folder / "gold.jsonl").write_text(gold + '{"path": "a/lost.txt", "tags": []}\n', encoding="utf-8")
    said = call(folder, "eval", "gold.jsonl")
    head = said.out.split("\n\n")[0]
    assert said.code == 0 and shown in head and "…" not in head and "a/lost.txt" in said.err
    assert max(map(len, head.splitlines())) <= int(columns)


def test_gold_that_compares_nothing_gives_no_figures(folder: Path) -> None:
    (folder / "gold.jsonl").write_text("\n", encoding="utf-8")
    assert call(folder, "eval", "gold.jsonl").code == 2
    (folder / "gold.jsonl").write_text('{"path": "lost.txt", "tags": []}\n', encoding="utf-8")
    said = call(folder, "eval", "gold.jsonl")
    assert said.code == 2 and said.out == "" and "lost.txt" in said.err


def test_a_run_for_one_facet_says_so_and_stands_so_in_the_log(folder: Path) -> None:
    said = call(folder, "tag", "--facet", "date", ".")
    assert "Looked for date alone" in said.err
    assert "tag --facet date ." in call(folder, "log").out and "tag --no-learn ." in call(folder, "log").out


def test_texts_in_another_language_are_counted_and_found(folder: Path) -> None:
    german = (
        "Die Fähren bleiben im Hafen, weil die Gewerkschaft und die Reederei sich nicht einig sind, wie es weitergehen soll. "
    )
    (folder / "b/hafen.txt").write_text(german * 3, encoding="utf-8")
    said = call(folder, "tag", ".", "--no-learn")
    assert "1 of those without a topic is in another language than the topics (en)" in said.err
    assert call(folder, "find", "--paths", "topic:none", "-language:en", "-language:none").out == "b/hafen.txt\n"
    assert call(folder, "find", "--paths", "language:de").out == "b/hafen.txt\n"
    assert call(folder, "find", "language:german").code == 2


def test_a_part_of_a_name_finds_all_that_have_it_and_says_whom(folder: Path) -> None:
    (folder / "b/two.txt").write_text("“The pier is shut,” said Tom Bligh. “It is not,” said Ada Bligh.", encoding="utf-8")
    (folder / "b/one.txt").write_text("“The pier is open,” said Tom Blighton.", encoding="utf-8")
    call(folder, "tag", ".", "--no-learn")
    said = call(folder, "find", "--paths", "quoted:bligh")
    assert said.out == "b/two.txt\n" and "'bligh' is taken for Ada Bligh, Tom Bligh." in said.err
    assert call(folder, "find", "--paths", "quoted:Tom Bligh").err == ""
    assert call(folder, "find", "--count", "-quoted:bligh", "path:b/two.txt").out == "0\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12 October 2022", "2022-10-12"),
        ("12.10.2022", "2022-10-12"),
        ("04/05/2022", "2022-05-04 or 2022-04-05"),
        ("October 2022", "2022-10"),
    ],
)
def test_a_date_in_words_is_told_as_it_is_to_be_written(folder: Path, written: str, meant: str) -> None:
    said = call(folder, "set", "a/ferry.txt", f"date={written}")
    assert said.code == 2 and f"Did you mean {meant}?" in said.err
    assert "Did you mean" not in call(folder, "set", "a/ferry.txt", "date=soon").err


def test_a_library_further_down_is_told(folder: Path) -> None:
    assert call(folder, "tag", ".").err.count("library of its own") == 0
    (folder / "b/.tagger").mkdir()
    assert "b has a library of its own; its decisions and vocabularies do not count in this one." in call(folder, "tag", ".").err
