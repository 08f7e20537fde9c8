"""The full table is the one that counting document by document gives; a broad topic is found with its narrower ones."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from shelves import call, library, paths

from tagger.library import Library
from tagger.library.stats import Stats
from tagger.query import OWN

TOPICS = """
[scheme]
id = "harbour"
title = "Harbour topics"
facet = "topic"
replace = true

[[concept]]
id = "work"
pref_label = "Work"
alt_labels = ["labour"]

[[concept]]
id = "disputes"
pref_label = "Disputes"
broader = ["work"]

[[concept]]
id = "strikes"
pref_label = "Strikes and lockouts"
alt_labels = ["strike", "walkout"]
broader = ["disputes"]

[[concept]]
id = "tides"
pref_label = "Tides"
alt_labels = ["high water"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    library(tmp_path)
    (tmp_path / ".tagger/topics.toml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "b/work.txt").write_text("Work is scarce, and the work is hard. Work goes on.", encoding="utf-8")
    assert call(tmp_path, "tag", ".", "--no-learn").code == 0
    return tmp_path


def by_hand(one: Library, query: str) -> Counter[tuple[str | None, str | None, int | None]]:
    """The same table, each document looked at by itself."""
    out: Counter[tuple[str | None, str | None, int | None]] = Counter()
    years = one.store.years()
    for stored, _, findings in one.documents(one.find(query)):
        topics = {f.value for f in findings if f.role == "about"} or {None}
        sources = {f.value for f in findings if f.facet == "source" and f.role in OWN["source"]} or {None}
        out.update((topic, source, years[stored.id]) for topic in topics for source in sources)
    return out


def test_the_full_table_counted_document_by_document(folder: Path) -> None:
    call(folder, "set", "a/ferry.txt", "topic=tides", "publisher=Harbour Gazette", "creator=Ana Reyes", "platform=Forum", "-q")
    call(folder, "set", "a/tides.txt", "creator=Harbour Gazette", "publisher=Harbour Gazette", "creator=Tom Hill", "-q")
    call(folder, "set", "b/note.md", "topic=work", "-q")
    with Library.at(str(folder)) as one:
        for query in ("", "topic:strikes", "date:none", "path:nowhere"):
            cells = Stats(one, query).cells()
            assert {cell[:3]: cell.documents for cell in cells} == by_hand(one, query)
            assert len({cell[:3] for cell in cells}) == len(cells)


def test_a_topic_stands_for_its_narrower_ones(folder: Path) -> None:
    strikes = ["a/ferry.txt", "b/note.md"]
    assert paths(folder, "topic:strikes") == paths(folder, "topic:disputes") == paths(folder, "topic:=strikes") == strikes
    for query in ("topic:work", "topic:Labour", 'topic:"work"', "topic:WORK"):
        assert paths(folder, query) == [*strikes, "b/work.txt"], query
    for query in ("topic:=work", 'topic:="labour"', "mentions:=work"):
        assert paths(folder, query) == ["b/work.txt"], query
    assert paths(folder, "-topic:work") == ["a/tides.txt", "b/plain.txt"]
    assert paths(folder, "-topic:=work") == ["a/ferry.txt", "a/tides.txt", "b/note.md", "b/plain.txt"]
    assert paths(folder, "topic:tides OR topic:disputes") == ["a/ferry.txt", "a/tides.txt", "b/note.md"]
    assert call(folder, "find", "topic:=wrok").code == 2 and call(folder, "find", "topic:=").code == 2


def test_every_find_in_the_tables_lists_what_was_counted(folder: Path) -> None:
    told = json.loads(call(folder, "stats", "--json").out)
    finds = {line["value"]: line["find"] for line in told["topics"]}
    assert finds["work"] == "topic:=work" and finds["strikes"] == "topic:strikes"
    for line in (*told["unknown"].values(), *told["topics"], *told["sources"]):
        assert len(paths(folder, line["find"])) == line["documents"], line


def test_sources_by_kind_and_the_share_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Officials said that the ferries would sail. “They will,” said Ana Reyes.\n", "utf-8")
    (tmp_path / "b.txt").write_text("“They will not,” said Tom Hill. The World Health Organization said so too.\n", "utf-8")
    assert call(tmp_path, "tag", ".", "-q").code == 0
    said = json.loads(call(tmp_path, "stats", "sources", "--json").out)
    assert said["unnamed"]["quoted"] == {"documents": 1, "of": 2}
    assert said["kinds"]["named"]["quoted"] == 2
    assert "(unnamed)" in said["roles"] and "Officials" not in said["roles"]
    assert "1 of 2 documents with a quoted source (50%)" in call(tmp_path, "stats", "sources").out


def test_years_that_do_not_fit_are_one_column_and_every_row_adds_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library(tmp_path)
    for year in range(1990, 2002):
        (tmp_path / f"{year}.md").write_text(f"---\ndate: {year}-03-14\n---\nThe strike of {year} was long.\n", encoding="utf-8")
    assert call(tmp_path, "tag", ".", "--no-learn").code == 0
    for width, shown in ((40, 1), (60, 1), (80, 3), (160, 13)):
        monkeypatch.setenv("COLUMNS", str(width))
        head, strikes = (line.split() for line in call(tmp_path, "stats", "topics").out.splitlines()[2:4])
        assert ("before" in head) == (width < 160) and sum(name.isdecimal() for name in head) == shown
        assert "tagger find is:ambiguous" in call(tmp_path, "stats", "topics").out
        counts = [0 if count == "·" else int(count) for count in strikes if count == "·" or count.isdecimal()]
        assert counts[0] == sum(counts[1:]) and counts[0] >= 12


def test_where_nothing_fits_no_empty_tables_are_drawn(folder: Path) -> None:
    said = call(folder, "stats", "xyzzy")
    assert said.code == 0 and said.out == "0 documents\n" and "No document here fits." in said.err


def test_a_table_may_be_named_in_the_singular_and_holds_no_empty_rows(folder: Path) -> None:
    alone = call(folder, "stats", "source", "strike").out
    assert alone == call(folder, "stats", "sources", "strike").out
    assert all(set(line.split()[-5:]) != {"·"} for line in alone.splitlines())
