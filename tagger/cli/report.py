"""report: the collection as one self-contained page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from tagger.cli.app import Command
from tagger.cli.shell import DONE, Usage, query_of, shell
from tagger.console import clean, number


def report(
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]", help="Only the documents it holds for.")] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE.html", help="Where the page goes.")] = "",
    title: Annotated[str, typer.Option("--title", help="The page's title; by default the library's folder.")] = "",
) -> int:
    """Write one page to read and search the collection in a browser; no request leaves it.

    It holds titles, tags and quotations, not the texts themselves.
    """
    if not output:
        raise Usage("report: name the page to write: -o FILE.html")
    from tagger.records import record_row
    from tagger.report import report as pieces

    asked = query_of(query)
    with shell.library() as library:
        ids = library.find(asked)
        documents = ((record_row(document, findings), document.fields) for _, document, findings in library.documents(ids))
        heading = title or f"Reading: {library.place.root.name or 'library'}"
        write_whole(output, pieces(documents, title=clean(heading), subtitle=f"query: {clean(asked)}" if asked else ""))
    shell.say(f"{clean(output)}: {number(len(ids), 'document')}. Open it in a browser.")
    return DONE


def write_whole(path: str, pieces: object) -> None:
    """Writes text to a file that is there whole or not at all. Raises: Usage where it cannot be written."""
    unfinished = Path(f"{path}.part")
    try:
        with unfinished.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(pieces)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as fault:
        raise Usage(f"{clean(path)}: cannot be written ({fault.strerror}). Name another place with -o.") from fault
    finally:
        unfinished.unlink(missing_ok=True)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("report", cls=Command, epilog="Example: tagger report -o report.html topic:strikes")(report)
