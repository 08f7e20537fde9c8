"""report: the collection as one self-contained page."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from tagger.cli.app import Command
from tagger.cli.files import write_whole
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
        subtitle = f"query: {clean(asked)}" if asked else ""
        page = pieces(documents, title=clean(heading), subtitle=subtitle, vocabulary=library.knowledge.vocabulary("topic"))
        write_whole(output, lambda path: _save(path, page))
    shell.say(f"{clean(output)}: {number(len(ids), 'document')}. Open it in a browser.")
    return DONE


def _save(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("report", cls=Command, epilog="Example: tagger report -o report.html topic:strikes")(report)
