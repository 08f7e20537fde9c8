"""Exports: golden files, readers that are not ours, and texts that try to be something else."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.errors import TaggerError
from tagger.export import FORMATS, export
from tagger.export.citation import citation, issue, person
from tagger.export.tabular import COLUMNS, datapackage, is_own, safe_cell

GOLDEN = Path(__file__).parent / "golden" / "export"


def tag(facet: str, role: str, value: str, label: str = "", quote: str = "words", origin: str = "rule") -> dict[str, Any]:
    evidence = [{"field": "body", "start": 3, "end": 3 + len(quote), "quote": quote, "rule": f"{facet}s/x"}] if quote else []
    return {
        "facet": facet,
        "role": role,
        "value": value,
        "label": label or value,
        "score": 0.9,
        "origin": origin,
        "evidence": evidence,
    }


def row(
    *tags: dict[str, Any], path: str = "2022/ferry.html", title: str = "Ferry strike", url: str = "", **more: str
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "schema": "tagger/1", "path": path, "sha256": (path.encode().hex() + "0" * 64)[:64], "media_type": "text/html", "encoding": "utf-8",
        "language": "en", "title": title, "characters": 100, "tags": list(tags), "problems": [], **more,
    }  # fmt: skip
    return {**record, "url": url} if url else record


ROWS = [
    row(
        tag("topic", "about", "strikes", "Strikes and lockouts", "strike"),
        tag("source", "creator", "Ludwig van der Meer", quote="Ludwig van der Meer"),
        tag("source", "creator", "harbour-union", "Harbour Union", "Harbour Union"),
        tag("source", "publisher", "harbour-gazette", "Harbour Gazette & Mail", "Harbour Gazette & Mail"),
        tag("source", "quoted", "Ana Reyes", quote="Ana Reyes"),
        tag("source", "cited", "unnamed", "officials", "officials"),
        tag("date", "issued", "2022-03-14", "14 March 2022", "2022-03-14"),
        tag("date", "temporal", "2022-03-13", "yesterday", "yesterday"),
        url="https://gazette.example/ferry_strike?a=1&b={2}",
    ),
    row(
        tag("source", "platform", "mastodon", "Mastodon", "Mastodon"),
        tag("date", "issued", "2021-22", "summer 2021", "summer 2021"),
        path="post.txt", title="=cmd|' /C calc'!A1", media_type="text/plain",
    ),
    row(tag("date", "issued", "2020~", "about 2020", "about 2020"), path="note.md", title="", media_type="text/markdown"),
    row(tag("date", "created", "2019-05-02/..", "after 2 May 2019", "2 May 2019"), path="undated.txt", title="100% {odd} _title_\n# not a heading", media_type="text/plain"),
    row(path="mail/1.eml", title="Re: 50 $", media_type="message/rfc822"),
]  # fmt: skip


def written(to: str, rows: list[dict[str, Any]] = ROWS) -> bytes:
    out = io.BytesIO()
    export(rows, to, out)
    return out.getvalue()


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "parquet"])
def test_golden(name: str) -> None:
    golden = GOLDEN / f"sample{FORMATS[name].suffix}"
    assert written(name).decode("utf-8") == golden.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", list(FORMATS))
def test_no_rows_is_a_valid_file(name: str) -> None:
    assert isinstance(written(name, []), bytes)
    if name == "csl-json":
        assert json.loads(written(name, [])) == []


def test_unknown_format_names_the_known() -> None:
    with pytest.raises(TaggerError, match="csl-json"):
        export([], "xlsx", io.BytesIO())


def test_jsonl_is_the_record_and_nothing_else() -> None:
    first = json.loads(written("jsonl").splitlines()[0])
    assert "url" not in first
    assert list(first)[:3] == ["schema", "path", "sha256"]


def test_csv_is_formula_safe_and_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv").decode("utf-8-sig"))))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == sum(len(row["tags"]) for row in ROWS)
    assert all(not value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    summer = next(row for row in rows if row["value"] == "2021-22")
    assert (summer["earliest"], summer["latest"]) == ("2021-06-01", "2021-08-31")


@given(st.text())
def test_no_text_cell_is_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'") == text.replace("\0", "").removeprefix("'")


def test_parquet_has_the_rows_of_the_csv() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(written("parquet"))).to_pylist()
    rows = list(csv.DictReader(io.StringIO(written("csv").decode("utf-8-sig"))))
    assert [line["value"] for line in table] == [line["value"] for line in rows]
    assert table[0]["title"] == "Ferry strike"
    assert table[0]["start"] == 3


def test_datapackage_describes_every_column() -> None:
    package = datapackage("My tags.csv", "Tags")
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == list(COLUMNS)
    assert package["resources"][0]["path"] == "My tags.csv"


def test_a_package_of_ones_own_is_told_from_a_foreign_one() -> None:
    own = json.dumps(datapackage("tags.csv", "Tags")).encode()
    assert is_own(own, "tags.csv") and not is_own(own, "other.csv")
    for foreign in (b"", b"{", b"[]", b"null", b'{"resources": []}', own.replace(b'"path"', b'"paths"'), b"[" * 100_000):
        assert not is_own(foreign, "tags.csv")


def test_nobody_quoted_turns_into_an_author() -> None:
    for name in ("csl-json", "bibtex", "ris"):
        text = written(name).decode()
        assert "Ana Reyes" in text
        authors = [line for line in text.splitlines() if "author" in line or line.startswith("AU")]
        assert not any("Reyes" in line for line in authors)


def test_csl_items() -> None:
    first, post, circa, undated, mail = json.loads(written("csl-json"))
    assert first["author"] == [
        {"family": "Meer", "given": "Ludwig", "non-dropping-particle": "van der"},
        {"literal": "Harbour Union"},
    ]
    assert first["issued"] == {"date-parts": [[2022, 3, 14]]}
    assert post["issued"] == {"date-parts": [[2021]], "season": 2}
    assert circa["issued"] == {"date-parts": [[2020]], "circa": True}
    assert circa["custom"]["edtf"] == "2020~"
    assert "issued" not in undated
    assert "2019-05-02/.." in undated["note"]
    assert mail["type"] == "personal_communication"
    assert len({item["id"] for item in (first, post, circa, undated, mail)}) == 5


def test_citeproc_reads_the_items() -> None:
    source = pytest.importorskip("citeproc.source.json")
    items = source.CiteProcJSON(
        [{k: v for k, v in item.items() if k not in ("custom", "medium")} for item in json.loads(written("csl-json"))]
    )
    assert str(items[json.loads(written("csl-json"))[0]["id"].lower()].title) == "Ferry strike"


def test_bibtexparser_reads_the_entries() -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    entries = (
        bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False)
        .parse(written("bibtex").decode())
        .entries
    )
    assert len(entries) == len(ROWS)
    assert entries[0]["author"] == "van der Meer, Ludwig and {Harbour Union}"
    assert entries[0]["date"] == "2022-03-14"
    assert entries[0]["year"] == "2022"


def test_rispy_reads_the_entries() -> None:
    rispy = pytest.importorskip("rispy")
    entries = rispy.loads(written("ris").decode())
    assert len(entries) == len(ROWS)
    assert entries[0]["authors"] == ["van der Meer, Ludwig", "Harbour Union"]
    assert entries[0]["year"] == "2022"


def test_markdown_cannot_be_broken_by_a_title() -> None:
    lines = written("markdown").decode().splitlines()
    assert sum(line.startswith("## ") for line in lines) == len(ROWS)
    assert not any(line.startswith("# ") for line in lines)


@pytest.mark.parametrize(
    ("name", "reversed_name"),
    [
        ("Ana Reyes", "Reyes, Ana"),
        ("Ludwig van der Meer", "van der Meer, Ludwig"),
        ("Martin Luther King Jr.", "King, Jr., Martin Luther"),
        ("Madonna", "Madonna"),
        ("Editorial Board", "Editorial Board"),
        ("The Economist", "The Economist"),
        ("De Witte Anna", "Anna, De Witte"),
    ],
)
def test_names_in_parts(name: str, reversed_name: str) -> None:
    assert person(name).reversed == reversed_name


@pytest.mark.parametrize(
    ("edtf", "parts"),
    [
        ("2022", ((2022,),)),
        ("2022-03?", ((2022, 3),)),
        ("2022-03-01/2022-03-05", ((2022, 3, 1), (2022, 3, 5))),
        ("202X", ((2020, 1, 1), (2029, 12, 31))),
        ("2022-03-01/..", None),
        ("-0044", None),
        ("no date", None),
    ],
)
def test_days_of_issue_in_parts(edtf: str, parts: tuple[tuple[int, ...], ...] | None) -> None:
    made = issue(edtf)
    assert (made.parts if made else None) == parts


def test_keys_do_not_depend_on_other_documents() -> None:
    assert citation(ROWS[0]).key == citation(ROWS[0]).key == json.loads(written("csl-json"))[0]["id"]
