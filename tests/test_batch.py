"""Tables of texts on Daft: the same records as one by one, nothing lost, and a stopped run that goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tagger
from tagger.batch import rows, schema, tag_dataset
from tagger.errors import TaggerError
from tagger.readers import from_bytes
from tagger.records import record_row

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

NAMES = ["a.txt", "b.md", "mail/c.eml", "empty.txt", "d.html", "box.mbox"]
TEXTS = [
    "On 14 March 2022 the union's secretary Ana Reyes said that the strike would go on.",
    "---\ntitle: A note\ndate: 2021-05-03\n---\nThe report was late.",
    "From: Ana Reyes <ana@mail.example>\nSubject: Hello\nDate: Thu, 11 May 2023 06:45:00 +0000\n\nThe budget failed, she said.\n",
    "",
    "<html><head><title>Rail | Gazette</title></head><body><p>The railway was closed on 3 May 2019, the mayor said.</p></body></html>",
    "From a@b.example Mon Mar  6 19:02:11 2023\nSubject: One\n\nFirst text here.\n\nFrom a@b.example Tue Mar  7 19:02:11 2023\nSubject: Two\n\nSecond text here.\n",
]


def in_daft(code: str) -> Any:
    """What `code` prints as JSON, in a process of its own that ends at once: Daft's own end leaves pipes open, and may crash."""
    pytest.importorskip("daft")
    env = {**os.environ, "DAFT_PROGRESS_BAR": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport os, sys; sys.stdout.flush(); os._exit(0)"],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def table(times: int = 1) -> Any:
    names = [name if n == 0 else f"{n}/{name}" for n in range(times) for name in NAMES]
    return pa.table({"path": names, "text": TEXTS * times})


def one_by_one(names: list[str], texts: list[str]) -> list[dict[str, Any]]:
    engine = tagger.Tagger()
    return [row for name, text in zip(names, texts, strict=True) for row in rows(name, text, engine)]


def test_the_columns_are_those_of_the_record() -> None:
    assert [field.name for field in schema()] == list(tagger.record(*_tagged(TEXTS[0])).model_dump())


def _tagged(text: str) -> tuple[tagger.Document, list[tagger.Tag]]:
    document = tagger.Document.from_text(text)
    return document, tagger.Tagger().tag(document)


def test_rows_are_the_records_of_the_same_files() -> None:
    engine = tagger.Tagger()
    for name, text in zip(NAMES, TEXTS, strict=True):
        if text:
            expected = [record_row(document, engine.findings(document)) for document in from_bytes(text.encode(), name)]
            assert rows(name, text, engine) == rows(name, text.encode(), engine) == expected


def test_a_text_that_cannot_be_read_is_a_row_with_its_reason() -> None:
    (row,) = rows("empty.txt", "", tagger.Tagger())
    assert row["tags"] == []
    assert "nothing to tag" in row["problems"][0]


def test_two_workers_give_row_for_row_the_same() -> None:
    given = table(3)
    expected = one_by_one(given["path"].to_pylist(), given["text"].to_pylist())
    code = "import json, test_batch as t, tagger.batch as b; print(json.dumps(b.tag_frame(t.table(3), workers=2).to_arrow().to_pylist()))"
    assert in_daft(code) == json.loads(json.dumps(expected))


def test_a_missing_column_is_named() -> None:
    said = in_daft(
        """
import json, test_batch as t, tagger.batch as b
from tagger.errors import TaggerError
try:
    b.tag_frame(t.table(), content="body")
except TaggerError as error:
    print(json.dumps(str(error)))
"""
    )
    assert "no column 'body'; the columns are path, text" in said


def two_parts(folder: Path) -> tuple[Path, Path]:
    """A data set of two parts, and where another one may be made of it."""
    source = folder / "in"
    source.mkdir()
    for part in ("part-0.parquet", "part-1.parquet"):
        pq.write_table(table(), source / part)
    return source, folder / "out"


def test_a_stopped_data_set_goes_on_where_it_was(tmp_path: Path) -> None:
    source, target = two_parts(tmp_path)
    run = f"import json, tagger.batch as b; steps = b.tag_dataset({str(source)!r}, {str(target)!r}); "
    assert in_daft(run + "print(json.dumps([next(steps)]))") == ["part-0.parquet"]
    before = (target / "part-0.parquet").stat().st_mtime_ns
    assert in_daft(run + "print(json.dumps(list(steps)))") == ["part-1.parquet"]
    assert (target / "part-0.parquet").stat().st_mtime_ns == before
    assert pq.read_table(target / "part-1.parquet").to_pylist() == pq.read_table(target / "part-0.parquet").to_pylist()
    assert in_daft(run + "print(json.dumps(list(steps)))") == []


def test_two_runs_over_one_data_set_leave_whole_parts(tmp_path: Path) -> None:
    """The other one does all of its work when this one has written its first part and not yet put it in its place."""
    source, target = two_parts(tmp_path)
    run = f"import json, tagger.batch as b; print(json.dumps(list(b.tag_dataset({str(source)!r}, {str(target)!r}))))"
    between = f"""
import os, subprocess, sys
import pyarrow.parquet as pq
real = pq.write_table
def write(*given, **more):
    real(*given, **more)
    pq.write_table = real
    subprocess.run([sys.executable, "-c", {run + "; import sys, os; sys.stdout.flush(); os._exit(0)"!r}], check=True, stdout=sys.stderr)
pq.write_table = write
"""
    assert in_daft(between + run) == ["part-0.parquet"]
    assert sorted(path.name for path in target.iterdir()) == ["part-0.parquet", "part-1.parquet"]
    assert pq.read_table(target / "part-1.parquet").to_pylist() == pq.read_table(target / "part-0.parquet").to_pylist()


def test_a_folder_without_tables_says_so(tmp_path: Path) -> None:
    pytest.importorskip("daft")
    with pytest.raises(TaggerError, match="holds no Parquet file"):
        list(tag_dataset(str(tmp_path), str(tmp_path / "out")))
