"""export: tags go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from tagger.cli import completing
from tagger.cli.app import Command
from tagger.cli.files import write_whole
from tagger.cli.shell import DONE, Usage, query_of, shell
from tagger.console import clean, number

if TYPE_CHECKING:
    from tagger.library import Library


def export(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="jsonl, csv, csl-json, bibtex, ris, markdown, parquet or sqlite.",
            autocompletion=completing.form,
        ),
    ],
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help="Only these documents; all by default.", autocompletion=completing.query),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Write to this file, not to standard output.")
    ] = "",
) -> int:
    """Write the tags of stored documents in a format that other programs read.

    Beside a CSV file goes a datapackage.json that tells what its columns mean; one that is not tagger's own is left as it is.
    """
    from tagger.export import FORMATS
    from tagger.export import export as write

    _check(to, output, (*FORMATS, "sqlite"))
    with shell.library() as library:
        ids = library.find(query_of(query))
        rows = _rows(library, ids)
        if to == "sqlite":
            from tagger.store.datasette import export_sqlite

            write_whole(output, lambda path: export_sqlite(rows, path))
        elif output:
            write_whole(output, lambda path: _to_file(rows, to, path, write))
            if to == "csv":
                _describe(Path(output))
        else:
            write(rows, to, shell.binary)
    if output:
        shell.say(f"{number(len(ids), 'document')} written to {clean(output)}.")
    return DONE


def _describe(table: Path) -> None:
    """Writes `datapackage.json` beside a CSV file; one that describes something else is left as it is, which is told."""
    import json

    from tagger.export.tabular import datapackage, is_own

    target = table.with_name("datapackage.json")
    try:
        before = target.read_bytes()
    except FileNotFoundError:
        before = b""
    except OSError as fault:
        shell.warn(f"{clean(str(target))}: cannot be read ({fault.strerror}); it is left as it is.")
        return
    if before and not is_own(before, table.name):
        shell.warn(
            f"{clean(str(target))}: describes something else and is left as it is. For one of this table name another folder."
        )
        return
    text = json.dumps(datapackage(table.name, f"Tags: {table.stem}"), ensure_ascii=False, indent=2) + "\n"
    write_whole(str(target), lambda path: path.write_bytes(text.encode("utf-8", "replace")))
    shell.say(f"What its columns mean stands in {clean(str(target))}.")


def _check(to: str, output: str, known: Sequence[str]) -> None:
    """Raises Usage for a format that is not known, or that wants a file."""
    if to not in known:
        from tagger.query import near

        raise Usage(f"--to: no format is called {to!r}{near(to, known)}. There are {', '.join(known)}.")
    if to == "sqlite" and not output:
        raise Usage("--to sqlite wants a file: -o FILE.db")
    if to == "parquet" and not output and shell.out.terminal:
        raise Usage("--to parquet wants a file: -o FILE.parquet")


def _rows(library: Library, ids: list[int]) -> Iterator[dict[str, Any]]:
    """The records with the address that citations use, where the reader found one in which nothing is covered: that would lead nowhere."""
    from tagger.masking import MASK
    from tagger.records import record_row

    for _, document, findings in library.documents(ids):
        row = record_row(document, findings)
        url = document.fields.get("url", "")
        yield {**row, "url": url} if url and MASK not in url else row


def _to_file(rows: Iterator[dict[str, Any]], to: str, path: Path, write: Any) -> None:
    with path.open("wb") as out:
        handle: BinaryIO = out
        write(rows, to, handle)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export", cls=Command, epilog="Example: tagger export --to csv -o tags.csv topic:strikes")(export)
