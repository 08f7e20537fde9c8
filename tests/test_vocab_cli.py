"""tagger vocab on the command line, outside a library, with a file, and in a library of a person's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tagger.cli import run as run_line
from tagger.library.suggest import Suggestion, suggest
from tagger.vocabfile import load_vocabulary
from tagger.vocabulary import Concept, Vocabulary

GOLDEN = Path(__file__).parent / "golden" / "vocab.toml"
OWN = """[scheme]
id = "harbour"
facet = "topic"

[[concept]]
id = "pilotage"
pref_label = "Pilotage"
alt_labels = ["harbour pilot", "pilot boat"]
broader = ["transport"]
finds = ["The pilot boat went out at dawn."]
ignores = ["The airline pilot landed late."]
"""
ALONE = (
    OWN.replace('facet = "topic"', "replace = true")
    .replace('broader = ["transport"]\n', "")
    .replace("airline pilot landed", "baker rose")
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TAGGER_LIBRARY", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def line(*arguments: str) -> Done:
        code = run_line(list(arguments))
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode("utf-8"), err.decode("utf-8"))

    yield line


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / ".tagger").mkdir()
    path = tmp_path / ".tagger" / "topics.toml"
    path.write_text(OWN, "utf-8")
    return path


def test_the_bare_command_shows_its_help(run: Run) -> None:
    done = run("vocab")
    assert done.code == 0
    for name in ("list", "show", "check", "suggest", "import", "export"):
        assert f"  {name}" in done.out


@pytest.mark.parametrize("command", ["list", "show", "check", "suggest", "import", "export"])
def test_the_help_of_every_command_ends_with_an_example(run: Run, command: str) -> None:
    done = run("vocab", command, "--help")
    assert done.code == 0
    assert f"Example: tagger vocab {command}" in done.out


def test_list_shows_topics_under_their_broader_ones(run: Run) -> None:
    done = run("vocab", "list")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "politics  Politics"
    assert "      strikes  Strikes and lockouts" not in lines[:2]
    assert "    strikes  Strikes and lockouts" in lines
    assert len(lines) >= 400
    assert done.err.endswith("topics of Current affairs.\n")


def test_list_of_some_words_and_as_json(run: Run) -> None:
    done = run("vocab", "list", "--json", "cessation")
    assert done.code == 0
    assert [row["id"] for row in json.loads(done.out)] == ["ceasefires"]
    sources = run("vocab", "list", "--facet", "source", "reuters.com")
    assert sources.out.splitlines()[1].split()[:2] == ["reuters", "Reuters"]
    assert run("vocab", "list", "--facet", "dates").code == 2


def test_show_by_id_by_label_and_not_at_all(run: Run) -> None:
    done = run("vocab", "show", "strikes")
    assert done.out.startswith("Strikes and lockouts  (strikes)\n")
    assert "labour-relations" in done.out
    assert run("vocab", "show", "walkout").out == done.out
    assert json.loads(run("vocab", "show", "labour-relations", "--json").out)["narrower"] == ["strikes", "unions"]
    assert run("vocab", "show", "Agence France-Presse").out.startswith("Agence France-Presse  (agence-france-presse)")
    lost = run("vocab", "show", "strkes")
    assert (lost.code, lost.out) == (2, "")
    assert "Did you mean" in lost.err


def test_check_of_a_good_file(run: Run) -> None:
    Path("t.toml").write_text(ALONE, "utf-8")
    done = run("vocab", "check", "t.toml")
    assert (done.code, done.out, done.err) == (0, "", "t.toml: 1 concept, 2 examples, all hold.\n")


def test_check_of_an_example_that_fails_is_4(run: Run) -> None:
    Path("t.toml").write_text(ALONE.replace("rose late", "saw the pilot boat").replace("went out", "sang"), "utf-8")
    Path("u.toml").write_text(ALONE.replace("The pilot boat went", "The tug went"), "utf-8")
    done = run("vocab", "check", "t.toml", "u.toml", "--json")
    assert done.code == 4
    rows = json.loads(done.out)
    assert [(row["path"], row["line"]) for row in rows] == [("t.toml", 5), ("u.toml", 5)]
    assert rows[0]["message"] == 'concept "pilotage": "The baker saw the pilot boat." finds it by "pilot boat".'
    assert rows[1]["message"] == 'concept "pilotage": "The tug went out at dawn." does not find it.'
    assert run("vocab", "check", "u.toml").out.startswith('u.toml:5: concept "pilotage": "The tug went')


def test_check_of_a_faulty_file_is_2(run: Run) -> None:
    Path("t.toml").write_text(OWN.replace('"transport"', '"transprot"').replace("alt_labels", "labels"), "utf-8")
    done = run("vocab", "check", "t.toml")
    assert (done.code, done.out) == (2, "")
    assert 't.toml:9: concept "pilotage": broader "transprot" is no concept. Did you mean "transport"?' in done.err
    assert 't.toml:8: concept "pilotage": "labels" is no key of a concept.' in done.err
    assert run("vocab", "check", "none.toml").code == 2


def test_a_library_has_its_own_topics_beside_the_built_in_ones(run: Run, library: Path) -> None:
    assert run("vocab", "check").err == f"{library}: 1 concept, 2 examples, all hold.\n"
    assert "  pilotage  Pilotage" in run("vocab", "list").out.splitlines()
    assert json.loads(run("vocab", "show", "pilotage", "--json").out)["broader"] == ["transport"]
    elsewhere = library.parent.parent / "elsewhere"
    elsewhere.mkdir()
    assert run("vocab", "show", "pilotage", "--library", str(library.parent.parent)).code == 0
    library.write_text(
        OWN.replace("[[concept]]", "replace = true\n[[concept]]").replace('broader = ["transport"]\n', ""), "utf-8"
    )
    assert run("vocab", "list").out == "pilotage  Pilotage\n"


@pytest.mark.parametrize("form", ["ttl", "rdf", "jsonld", "csv", "toml"])
def test_out_and_in_again(run: Run, form: str) -> None:
    if form in ("ttl", "rdf", "jsonld"):
        pytest.importorskip("rdflib")
    out = run("vocab", "export", str(GOLDEN), "-o", f"t.{form}")
    assert (out.code, out.err) == (0, f"3 concepts to t.{form}.\n")
    assert run("vocab", "export", str(GOLDEN), "--to", form).out == Path(f"t.{form}").read_bytes().decode("utf-8")
    back = run("vocab", "import", f"t.{form}", "-o", "back.toml")
    assert (back.code, back.err) == (0, f"3 concepts from t.{form} to back.toml.\n")
    one, other = load_vocabulary(GOLDEN), load_vocabulary("back.toml")
    assert [concept.id for concept in one] == [concept.id for concept in other]
    assert [sorted(concept.alt_labels) for concept in one] == [sorted(concept.alt_labels) for concept in other]
    again = run("vocab", "import", f"t.{form}", "-o", "back.toml")
    assert (again.code, "never written over" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("form", "text"), [("jsonld", '{"a": ' * 20_000), ("ttl", "<a> <b> " + "[ <b> " * 20_000), ("toml", "x = " + "[" * 20_000)]
)
def test_import_of_a_file_nested_too_deep_is_told_in_one_line(run: Run, form: str, text: str) -> None:
    if form != "toml":
        pytest.importorskip("rdflib")
    Path(f"deep.{form}").write_text(text, "utf-8")
    done = run("vocab", "import", f"deep.{form}")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"tagger: deep.{form}:")


def test_import_and_export_say_what_they_do_not_know(run: Run) -> None:
    assert "Type --to with one of ttl" in run("vocab", "export", "--to", "docx").err
    assert "Type --from with one of ttl" in run("vocab", "import", "t.docx").err
    assert run("vocab", "import", "none.csv").code == 2
    Path("t.csv").write_text("label\nA\n", "utf-8")
    done = run("vocab", "import", "t.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith('tagger: t.csv:1: "label" is no column of a vocabulary.')


# suggest

KNOWN = Vocabulary("v", "V", "topic", (Concept("ferries", "Ferries", ("ferry crossing",), cues=("harbour",)),))
TEXTS = [
    (
        "a.txt",
        "The tidal barrage was debated. A tidal barrage costs much; Anna Bell likes the tidal barrage. The harbour is full.",
    ),
    (
        "b.txt",
        "No tidal barrage without a ferry crossing. Anna Bell and Anna Bell said the tidal barrage helps the ferry crossing.",
    ),
    ("c.txt", "Nothing but bread, butter and jam."),
]


def test_suggest_proposes_what_recurs_and_is_no_label_cue_or_name() -> None:
    found = suggest(TEXTS, KNOWN)
    assert found[0] == Suggestion("tidal barrage", 5, 2, ("a.txt", "b.txt"), ())
    assert not [
        each for each in found if each.term in ("harbour", "ferry crossing", "anna bell", "anna", "bell", "tidal", "barrage")
    ]


def test_suggest_names_near_concepts() -> None:
    texts = [(name, "Ferry timetable changed. A ferry timetable is a hope: Ferry timetables…") for name in ("a", "b", "c")]
    found = suggest(texts, KNOWN)
    assert [(each.term, each.near) for each in found] == [("ferry timetable", ("ferries",))]
    assert suggest([], KNOWN) == []
    assert suggest(TEXTS, KNOWN, 1) == suggest(TEXTS, KNOWN)[:1]


def test_suggest_in_a_library(run: Run, tmp_path: Path) -> None:
    for name, text in TEXTS:
        (tmp_path / name).write_text(text, "utf-8")
    assert run("tag", ".", "--no-learn").code == 0
    before = (tmp_path / ".tagger" / "index.db").read_bytes()
    done = run("vocab", "suggest", "--json")
    assert done.code == 0
    assert json.loads(done.out)[0]["term"] == "tidal barrage"
    assert "tidal barrage" in run("vocab", "suggest").out
    assert not (tmp_path / ".tagger" / "topics.toml").exists()
    assert (tmp_path / ".tagger" / "index.db").read_bytes() == before


def test_suggest_outside_a_library_says_how_to_make_one(run: Run) -> None:
    done = run("vocab", "suggest")
    assert done.code == 2
    assert "Type: tagger tag FOLDER" in done.err
