"""duplicates: copies and near-copies of one text, in groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tagger.cli import completing
from tagger.cli.app import Command
from tagger.cli.shell import DONE, query_of, shell
from tagger.console import clean, number, path_of, table

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.library.duplicates import Copy


def duplicates(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]", help="Only among the documents it holds for.", autocompletion=completing.query),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The groups as JSON.")] = False,
) -> int:
    """List copies and near-copies of one text, in groups, the earliest first.

    The same bytes in two places are one document already; this finds the same words in other bytes: agency stories, reposts, cuts.
    """
    with shell.library() as library:
        found = groups_of(library, library.find(query_of(query)))
    if as_json:
        shell.json([[copy._asdict() for copy in group] for group in found])
        return DONE
    copies = sum(map(len, found))
    for n, group in enumerate(found):
        if n:
            shell.line()
        rows = [[copy.issued or "undated", clean(copy.publisher), f"{copy.likeness:.0%}", path_of(copy.path)] for copy in group]
        for line in table(shell.out, ["issued", "publisher", "alike", "document"], rows, right=[2]):
            shell.line(line)
    shell.say(
        f"{number(copies, 'copy', 'copies')}, {number(len(found), 'independent text')}."
        if found
        else "No two documents are copies."
    )
    return DONE


def groups_of(library: Library, ids: list[int]) -> list[tuple[Copy, ...]]:
    """The groups of copies among these documents."""
    from tagger.library.duplicates import groups

    def entries() -> Iterator[tuple[str, str, str, str, str]]:
        for _, document, findings in library.documents(ids):
            best = {finding.role: finding for finding in reversed(findings)}
            issued, publisher = best.get("issued"), best.get("publisher")
            yield (
                document.sha256, document.path, issued.value if issued else "", publisher.label if publisher else "", document.body,
            )  # fmt: skip

    return groups(entries())


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("duplicates", cls=Command, epilog="Example: tagger duplicates --json")(duplicates)
