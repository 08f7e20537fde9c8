"""What reaches a terminal: tidy at any width, and nothing in it that steers the terminal."""

from __future__ import annotations

import io
import sys

import pytest

from tagger.cli.stats import guarded
from tagger.console import Console, clean, cut, number, plain_streams, table, tag_lines, width_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


HOSTILE = {
    "\x1b[31mred\x1b[0m": "[31mred [0m",
    "a\x1b]0;title\x07b": "a ]0;title b",
    "left\u202eright\u202c": "left right",
    "zero\u200bwidth": "zero width",
    "two\nlines\r\nand\ttabs": "two lines and tabs",
    "c1\x9b31m": "c1 31m",
    "tags\U000e0041\U000e0042": "tags",
    "[bold]no markup[/bold]": "[bold]no markup[/bold]",
    "  blank   runs ": "blank runs",
    "plain": "plain",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    assert clean(text) == HOSTILE[text]


@pytest.mark.parametrize(
    ("color", "variables", "terminal", "shown"),
    [
        ("auto", {}, True, True), ("auto", {}, False, False), ("auto", {"NO_COLOR": "1"}, True, False), ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True), ("never", {}, True, False),
    ],
)  # fmt: skip
def test_colour_is_shown_where_it_is_wanted(
    color: str, variables: dict[str, str], terminal: bool, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    console = Console(Terminal() if terminal else io.StringIO(), color)
    assert (console.style("x", "bold") != "x") is shown


def test_progress_is_for_terminals_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    pipe, terminal = io.StringIO(), Terminal()
    for stream in (pipe, terminal):
        console = Console(stream)
        console.progress(1, 2)
        console.line("a line")
        console.progress(2, 2)
    assert pipe.getvalue() == "a line\n"
    assert "1 of 2 documents (50 %)" in terminal.getvalue() and "\r\x1b[Ka line\n" in terminal.getvalue()
    monkeypatch.setenv("TERM", "dumb")
    dumb = Terminal()
    Console(dumb).progress(1, 2)
    assert dumb.getvalue() == ""


def test_wide_characters_take_two_columns() -> None:
    assert (
        width_of("日本") == 4 and cut("日本語の本", 6) == "日本…" and cut("short", 5) == "short" and cut("longer", 5) == "long…"
    )


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_table_fits_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    console = Console(io.StringIO())
    lines = list(table(console, ("name", "count"), [("x" * 200, "12"), ("日本\x1b[2J", "3")], right=(1,)))
    assert all(width_of(line) <= width for line in lines) and lines[1].endswith("…  " + " " * 3 + "12")
    assert "\x1b" not in "".join(lines)


def test_evidence_stands_in_its_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    evidence = [{"field": "body", "start": 4, "end": 10, "quote": "strike", "rule": "r"}] * 3
    tags = [
        {"facet": "topic", "role": "about", "value": "strikes", "label": "Strikes", "score": 0.9, "origin": "learned", "evidence": evidence},
        {"facet": "date", "role": "temporal", "value": "2022-03", "label": "last March", "score": 1.0, "origin": "rule", "evidence": []},
    ]  # fmt: skip
    around = [[("The " + "very " * 20 + "long ", "strike", " goes\non \x1b[2J")], []]
    lines = list(tag_lines(Console(io.StringIO()), {"tags": tags}, around, 1))
    assert lines[0] == "topic" and lines[1] == "  about     Strikes (strikes)  0.90 learned"
    assert "…" in lines[2] and lines[2].endswith("long [strike] goes on [2J") and width_of(lines[2]) <= 80
    assert lines[3].strip() == "and 2 more" and lines[5] == "  temporal  2022-03 (last March)  1.00"


def test_what_proves_something_is_marked_with_and_without_colour() -> None:
    plain, coloured = Console(io.StringIO()), Console(io.StringIO(), "always")
    assert plain.mark("The ", "strike", "") == "The [strike]" and plain.mark("", "Ana Reyes", "") == "Ana Reyes"
    assert coloured.mark("The ", "strike", " goes") == "The \x1b[1;33mstrike\x1b[0m goes"


def test_numbers_have_their_noun() -> None:
    assert (number(1, "file"), number(1200, "file"), number(2, "copy", "copies")) == ("1 file", "1,200 files", "2 copies")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert guarded(cell) == "'" + cell and guarded("\t" + cell) == "'" + cell and guarded(5) == 5


def test_streams_are_made_plain_where_they_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii", newline="\r\n")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    plain_streams()
    out.write("é\ud800\n")
    out.flush()
    assert out.buffer.getvalue() == "é?\n".encode()  # type: ignore[attr-defined]
