"""Many texts at once: an Arrow table or a Parquet data set in, the same records out, on Daft (extra `daft`).

One machine or a cluster: Daft's native runner is used unless the caller has chosen another (`daft.set_runner_ray()`). The
engine is the one of `tagger tag --no-learn`: a row whose name and bytes are those of a file gives that file's record.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tagger.errors import ReadError, TaggerError
from tagger.records import Record, record_row
from tagger.tagging import Tagger

if TYPE_CHECKING:
    from pyarrow import DataType, Table

_BATCH = 256
"""Documents a task: one a task costs six times the work."""


def schema() -> DataType:
    """The Arrow type of a record `tagger/1`: its columns in order, tags and their evidence nested."""
    pa = _pyarrow()
    evidence = pa.struct(
        [("field", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("quote", pa.string()), ("rule", pa.string())]
    )
    tag = pa.struct(
        [
            *((name, pa.string()) for name in ("facet", "role", "value", "label")),
            ("score", pa.float64()),
            ("origin", pa.string()),
            ("evidence", pa.list_(evidence)),
        ]
    )
    texts = [(name, pa.string()) for name in ("schema", "path", "sha256", "media_type", "encoding", "language", "title")]
    return pa.struct([*texts, ("characters", pa.int64()), ("tags", pa.list_(tag)), ("problems", pa.list_(pa.string()))])


def tag_frame(frame: Any, *, content: str = "text", path: str = "path", tagger: Tagger | None = None, workers: int = 1) -> Any:
    """A Daft data frame with one row a document and the record's columns; lazy, like every Daft frame.

    `frame` is a Daft data frame or an Arrow table; its column `content` holds text or the bytes of a file, its column `path`
    the name (whose suffix says what it is). A mailbox gives a row a message. A text that cannot be read gives a record
    without tags, with the reason among its problems: no row is lost. `workers` is the number of processes.

    Raises: TaggerError where Daft is not installed or a column is missing.
    """
    daft, pa = _daft(), _pyarrow()
    if isinstance(frame, pa.Table):
        frame = daft.from_arrow(frame)
    for name in (content, path):
        if name not in frame.column_names:
            raise TaggerError(f"there is no column {name!r}; the columns are {', '.join(frame.column_names)}. Name yours.")
    column = "record"
    kind = daft.DataType.list(daft.DataType.from_arrow_type(schema()))
    made = _worker(daft, kind, workers)(tagger or Tagger())
    records = frame.select(made.records(daft.col(path), daft.col(content)).alias(column)).explode(column)
    return records.select(*(daft.col(column)[name].alias(name) for name in _columns()))


def tag_dataset(
    source: str, target: str, *, content: str = "text", path: str = "path", tagger: Tagger | None = None, workers: int = 1
) -> Iterator[str]:
    """Tags a folder of Parquet files into another, part by part, and yields the name of each part once it is written.

    A part that is already there is not done again, so a run that was stopped goes on where it was: parts are written under
    another name, one of their own, and renamed when they are complete; two runs at once come to the same as one.
    Raises: TaggerError as `tag_frame` does, and where `source` holds no Parquet file.
    """
    from pathlib import Path
    from uuid import uuid4

    from pyarrow.parquet import write_table

    daft = _daft()
    parts = sorted(part for part in Path(source).rglob("*.parquet") if not part.name.startswith((".", "_")))
    if not parts:
        raise TaggerError(
            f"{source}: holds no Parquet file. Name a folder with .parquet files that have the columns {path!r} and {content!r}."
        )
    for part in parts:
        done = Path(target) / part.relative_to(source)
        if done.exists():
            continue
        done.parent.mkdir(parents=True, exist_ok=True)
        table: Table = tag_frame(
            daft.read_parquet(str(part)), content=content, path=path, tagger=tagger, workers=workers
        ).to_arrow()
        unfinished = done.with_name(f".{done.name}.{uuid4().hex}.part")
        try:
            write_table(table, unfinished, compression="zstd")
            unfinished.replace(done)
        finally:
            unfinished.unlink(missing_ok=True)
        yield done.relative_to(target).as_posix()


def rows(name: str, content: str | bytes | None, tagger: Tagger) -> list[dict[str, Any]]:
    """The record rows of one named text: one, or one a message of a mailbox."""
    from tagger.readers import from_bytes

    raw = content if isinstance(content, bytes) else (content or "").encode("utf-8", "surrogatepass")
    try:
        documents = from_bytes(raw, name)
    except ReadError as error:
        return [_unread(name, raw, str(error))]
    return [record_row(document, tagger.findings(document)) for document in documents]


def _unread(name: str, raw: bytes, reason: str) -> dict[str, Any]:
    digest = sha256(raw).hexdigest()
    empty: dict[str, Any] = {
        "media_type": "",
        "encoding": "",
        "language": "",
        "title": "",
        "characters": 0,
        "tags": [],
        "problems": [reason],
    }
    return {"schema": "tagger/1", "path": name, "sha256": digest, **empty}


def _worker(daft: Any, kind: Any, workers: int) -> Any:
    """The class that Daft makes once a worker process and feeds with batches."""
    arrow = schema()

    @daft.cls(use_process=workers > 1, max_concurrency=max(1, workers))
    class Worker:
        def __init__(self, tagger: Tagger) -> None:
            self.tagger = tagger

        @daft.method.batch(return_dtype=kind, batch_size=_BATCH)  # type: ignore[untyped-decorator]
        def records(self, names: Any, contents: Any) -> Any:
            import pyarrow

            found = [
                rows(name, content, self.tagger) for name, content in zip(names.to_pylist(), contents.to_pylist(), strict=True)
            ]
            return pyarrow.array(found, pyarrow.list_(arrow))

    return Worker


def _columns() -> list[str]:
    return [field.alias or name for name, field in Record.model_fields.items()]


def _daft() -> Any:
    """Daft, told before it is imported that nobody's use of it is to be counted: nothing here asks a network."""
    for name in ("DO_NOT_TRACK", "SCARF_NO_ANALYTICS"):
        os.environ.setdefault(name, "true")
    try:
        import daft
    except ImportError:
        raise TaggerError("Tagging tables needs an extra package. Install it with: pip install 'tagger[daft]'") from None
    return daft


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise TaggerError("Tagging tables needs an extra package. Install it with: pip install 'tagger[daft]'") from None
    return pyarrow
