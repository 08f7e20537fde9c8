"""The index: what goes in comes out, whatever is found in its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.errors import StoreError
from tagger.model import Document, Finding, Span
from tagger.query import parse
from tagger.store import DamagedIndex, Outcome, Store, opened, opening, set_aside
from tagger.store.datasette import export_sqlite
from tagger.store.pack import Packed, bounds, pack_fields, pack_findings, terms, unpack_fields, unpack_findings


def finding(value: str, facet: str = "topic", role: str = "about", **more: object) -> Finding:
    return Finding(facet, role, value, value.title(), 0.5, "rule", (Span("body", 0, 3, "r"),))._replace(**more)  # type: ignore[arg-type]


def packed(name: str, text: str, *findings: Finding) -> Packed:
    document = Document.from_text(text, path=name)
    return Packed(
        name, document.sha256, "text/plain", "utf-8", "en", "", len(text), "", (), pack_fields(document.fields, name),
        pack_findings(findings), terms(findings), text,
    )  # fmt: skip


def outcome(name: str, text: str, *findings: Finding) -> Outcome:
    one = packed(name, text, *findings)
    return Outcome(name, len(text), 1, one.sha256, (one,))


def filled(folder: Path) -> Store:
    store = Store(folder / "index.db")
    issued = finding("2022-03-14", "date", "issued")
    store.put([outcome("a.txt", "the old quay", finding("quays"), issued)], 1, 7)
    store.put([outcome("b.txt", "the new pier", finding("piers"), finding("Ana", "source", "quoted"))], 1, 7)
    return store


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20), st.floats(0, 1)), max_size=40))
def test_findings_come_back_as_they_were_packed(rows: list[tuple[str, str, float]]) -> None:
    findings = [finding(value, label=label, score=score) for value, label, score in rows]
    assert unpack_findings(pack_findings(findings)) == findings


@pytest.mark.parametrize("text", ["", "short", "ä\ud800\u2028" * 40, "some " * 300, "long " * 1000, "very long " * 20_000])
def test_fields_come_back_as_they_were_packed(text: str) -> None:
    fields = {"body": text, "path": "x/mail.mbox"}
    blob = pack_fields(fields, "x/mail.mbox#2")
    assert unpack_fields(blob, "x/mail.mbox#2") == fields
    assert unpack_fields(blob, "y/post.mbox#2")["path"] == "y/post.mbox"


def test_days_are_numbers_in_their_order() -> None:
    values = ["-0479", "0000", "1943-02", "2022-03-14", "2022-03-15"]
    assert sorted(values, key=lambda value: bounds(value)) == values
    assert bounds("2022-03-13/..")[1] > bounds("9999")[1]
    assert bounds("nonsense")[0] > bounds("nonsense")[1]


def test_what_is_put_is_found(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        paths = {query: [one.path for one in store.stored(store.search(parse(query)))] for query in (
            "", "quay", "qua*", "topic:Quays", "source:ana", "quoted:Ana", "date:2022", "date:2022-03-01..2022-03-14", "date:2021",
            "date:none", "-topic:quays", "topic:quays OR topic:piers", "path:a.txt", "path:*.txt", "title:quay", "the -quay", "is:gone",
        )}  # fmt: skip
    assert paths == {
        "": ["a.txt", "b.txt"], "quay": ["a.txt"], "qua*": ["a.txt"], "topic:Quays": ["a.txt"], "source:ana": ["b.txt"],
        "quoted:Ana": ["b.txt"], "date:2022": ["a.txt"], "date:2022-03-01..2022-03-14": ["a.txt"], "date:2021": [], "date:none": ["b.txt"],
        "-topic:quays": ["b.txt"], "topic:quays OR topic:piers": ["a.txt", "b.txt"], "path:a.txt": ["a.txt"],
        "path:*.txt": ["a.txt", "b.txt"], "title:quay": [], "the -quay": ["b.txt"], "is:gone": [],
    }  # fmt: skip


def test_a_transaction_that_fails_leaves_nothing_and_forgets_its_terms(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        broken = outcome("c.txt", "x", finding("later"))._replace(size="no number", mtime_ns=None)  # type: ignore[arg-type]
        with pytest.raises(StoreError):
            store.put([outcome("d.txt", "y", finding("later")), broken], 2, 7)
        assert store.at("d.txt") is None
        store.put([outcome("d.txt", "y", finding("later"))], 2, 7)
        assert store.search(parse("topic:later"))


def test_a_damaged_index_is_set_aside_and_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    for raw in (b"not a database at all, but long enough to be taken for one" * 100, b"SQLite format 3\0" + b"\xff" * 5000):
        path.write_bytes(raw)
        with pytest.raises(DamagedIndex):
            Store(path, write=False)
        said: list[str] = []
        with opened(path, said.append) as store:
            assert store.counts()["documents"] == 0
        assert "decisions" in said[0]
    assert len(list(tmp_path.glob("index.db.damaged-*"))) == 2


def at_once(do: Callable[[], object], times: int = 6) -> list[object]:
    """Does it in so many threads that start together; what each gave."""
    barrier = Barrier(times)

    def one(_: int) -> object:
        barrier.wait()
        return do()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.parametrize("before", [b"", b"no index " * 700])
def test_opened_by_several_at_once_all_get_the_same_index(before: bytes, tmp_path: Path) -> None:
    said: list[str] = []
    for n in range(20):
        path = tmp_path / f"{n}.db"
        if before:
            path.write_bytes(before)

        def put(path: Path = path) -> None:
            with opened(path, said.append) as store:
                store.begin("tag", "2026-11-30")

        at_once(put)
        with Store(path, write=False) as store:
            assert len(store.runs()) == 6
    assert len(said) == len(list(tmp_path.glob("*.damaged-*"))) == (20 if before else 0)


def test_a_new_index_is_waited_for_while_another_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.executescript("PRAGMA application_id = 1; BEGIN; SELECT count(*) FROM sqlite_master; PRAGMA application_id = 0;")
    Timer(0.3, lambda: other.execute("ROLLBACK")).start()
    with pytest.raises(DamagedIndex, match="no index of tagger"):  # it got as far as to read what is there
        Store(path)
    other.close()


def test_a_page_that_goes_bad_is_told_as_damage(tmp_path: Path) -> None:
    filled(tmp_path).close()
    path = tmp_path / "index.db"
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="damaged"), Store(path, write=False) as store:
        store.search(parse("quay"))


def test_another_database_is_not_written_into(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine(x)")
    connection.close()
    with pytest.raises(DamagedIndex):
        Store(path)
    assert set_aside(path).exists()


def test_an_index_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    filled(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "index.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="newer tagger"):
        opened(tmp_path / "index.db", print)


def test_reading_does_not_make_an_index(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="tagger tag"):
        Store(tmp_path / "index.db", write=False)
    assert not list(tmp_path.iterdir())


def test_a_locked_index_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.02)
    with (
        filled(tmp_path) as store, filled(tmp_path) as other, store.transaction(),
        pytest.raises(StoreError, match="another tagger"),
    ):  # fmt: skip
        other.put_meta("x", 1)


def test_a_full_disk_loses_the_batch_under_way_and_no_more(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
        store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="disk is full"):
            store.put([outcome(f"{n}.txt", f"text {n} " * 500, finding(f"t{n}")) for n in range(50)], 2, 7)
        assert [one.path for one in store.stored(store.search(parse("")))] == ["a.txt", "b.txt"]
        store.connection.execute(f"PRAGMA max_page_count = {pages + 10_000}")
        store.put([outcome(f"{n}.txt", f"text {n} " * 500, finding(f"t{n}")) for n in range(50)], 2, 7)
        assert store.counts()["documents"] == 52


def test_a_name_that_is_no_unicode_is_kept(tmp_path: Path) -> None:
    name = "odd-\udcff.txt"
    with filled(tmp_path) as store:
        store.put([outcome("odd-\\xff.txt", "odd")._replace(name=name)], 1, 7)
        assert name in store.stamps() and store.file(name).size == 3  # type: ignore[union-attr]
        assert store.places_of([name]) == [(name, "odd-\\xff.txt", 3)]


def test_the_database_for_people_has_what_the_records_have(tmp_path: Path) -> None:
    row = {
        "path": "a.txt", "sha256": "0" * 64, "media_type": "text/plain", "encoding": "utf-8", "language": "en", "title": "=1+1",
        "characters": 5, "problems": [], "url": "https://example.org/",
        "tags": [{"facet": "date", "role": "issued", "value": "2022-03", "label": "March", "score": 1.0, "origin": "rule",
                  "evidence": [{"field": "body", "start": 0, "end": 5, "quote": "March", "rule": "r"}]}],
    }  # fmt: skip
    export_sqlite([row], tmp_path / "out.db")
    connection = sqlite3.connect(tmp_path / "out.db")
    try:
        joined = "SELECT title, earliest, latest, quote FROM document JOIN tag ON document = sha256 JOIN evidence ON tag = tag.id"
        assert connection.execute(joined).fetchall() == [("=1+1", "2022-03-01", "2022-03-31", "March")]
    finally:
        connection.close()
