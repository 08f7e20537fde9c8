"""stats: how many documents by topic, source and year, and how many of which one of them is unknown."""

from __future__ import annotations

import csv as spreadsheet
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagger.cli import completing
from tagger.cli.app import Command
from tagger.cli.shell import DONE, Usage, query_of, shell
from tagger.console import clean, number, table
from tagger.model import ROLES

if TYPE_CHECKING:
    from tagger.library.stats import Line, Stats

_TABLE = {
    **{name: name for name in ("topics", "sources", "years")},
    **{"topic": "topics", "source": "sources", "year": "years"},
}
"""The tables by what they are called; one alone will do."""
SHOWN = 20


def stats(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[topics|sources|years] [QUERY]",
            help="One table alone; only the documents it holds for.",
            autocompletion=completing.query,
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Everything, with the full table of topic, source and year.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="The full table of topic, source and year; of one table, that.")] = False,
    once: Annotated[bool, typer.Option("--once", help="Count copies of one text once, as the earliest.")] = False,
    most: Annotated[int, typer.Option("-n", "--limit", min=0, metavar="N", help="At most N rows a table; 0 for all.")] = SHOWN,
) -> int:
    """Count documents by topic, source and year; the undated, unsourced, untagged and ambiguous in every table.

    A document counts under each of its topics and sources. What is counted is this folder, not the world.
    """
    from tagger.library.stats import Stats

    if json and csv:
        raise Usage("--json and --csv exclude one another. Choose one.")
    words = list(query or ())
    which = _TABLE.get(words[0], "") if words else ""
    if which:
        del words[0]
    asked = query_of(words)
    with shell.library() as library:
        ids = _once(library, asked) if once else None
        counted = Stats(library, asked, ids)
        if json:
            shell.json(_as_json(counted, which))
        elif csv:
            _write_csv(counted, which)
        else:
            _print(counted, which, most)
    return DONE


def _once(library: Any, query: str) -> list[int]:
    """The documents of a query, of each group of copies the earliest alone."""
    from tagger.cli.duplicates import groups_of

    ids = library.find(query)
    copies = {copy.sha256 for group in groups_of(library, ids) for copy in group[1:]}
    return [stored.id for stored in library.store.stored(ids) if stored.sha256 not in copies]


def _lines(counted: Stats, which: str) -> list[Line]:
    return counted.topics() if which == "topics" else counted.sources()


def _as_json(counted: Stats, which: str) -> dict[str, Any]:
    unknown = {line.value: {"documents": line.documents, "find": line.find} for line in counted.unknown()}
    out: dict[str, Any] = {"documents": counted.documents, "unknown": unknown}
    if which in ("", "years"):
        out["years"] = [{"year": year, "documents": count} for year, count in counted.years().items()]
    for name in ("topics", "sources"):
        if which in ("", name):
            out[name] = [_line_json(line) for line in _lines(counted, name)]
    if which in ("", "sources"):
        out["roles"] = {label: dict(roles) for label, roles in sorted(counted.voices.roles.items())}
        out["kinds"] = {kind: dict(roles) for kind, roles in counted.voices.kinds.items()}
        out["unnamed"] = {role: {"documents": bare, "of": every} for role, (bare, every) in counted.voices.nameless.items()}
    if not which:
        out["rows"] = [cell._asdict() for cell in counted.cells()]
    return out


def _line_json(line: Line) -> dict[str, Any]:
    years = [{"year": year, "documents": count} for year, count in sorted(line.years.items(), key=_by_year)]
    return {"value": line.value, "label": line.label, "documents": line.documents, "find": line.find, "years": years}


def _by_year(item: tuple[int | None, int]) -> tuple[bool, int]:
    return item[0] is None, item[0] or 0


def _write_csv(counted: Stats, which: str) -> None:
    rows: list[Sequence[Any]]
    head: Sequence[str]
    if which == "years":
        head, rows = ("year", "documents"), [("undated" if y is None else y, n) for y, n in counted.years().items()]
    elif which:
        head = (which[:-1], "label", "documents", "find")
        rows = [(x.value, x.label, x.documents, x.find) for x in (*_lines(counted, which), *counted.unknown())]
    else:
        head = ("topic", "source", "year", "documents")
        rows = [
            (c.topic or "untagged", c.source or "unsourced", c.year if c.year is not None else "undated", c.documents)
            for c in counted.cells()
        ]
    out = io.StringIO()
    writer = spreadsheet.writer(out)
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    shell.out.stream.write(out.getvalue())


def guarded(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    from tagger.export.tabular import safe_cell

    return safe_cell(clean(cell) if isinstance(cell, str) else cell)


def _print(counted: Stats, which: str, most: int) -> None:
    shell.line(f"{number(counted.documents, 'document')}")
    if not counted.documents:
        shell.say("No document here fits." if counted.query else "Nothing is tagged here yet. Type: tagger tag FOLDER")
        return
    unknown = counted.unknown()
    for name in ("topics", "sources"):
        if which in ("", name):
            _print_table(name, _lines(counted, name), unknown, counted.years(), most)
    if which == "sources":
        _print_roles(counted, most)
    if which in ("", "years"):
        shell.line()
        by_year = [("undated" if year is None else str(year), f"{count:,}") for year, count in counted.years().items()]
        for line in table(shell.out, ("year", "documents"), by_year, right=(1,)):
            shell.line(line)
    shell.line()
    rows = [(line.label, f"{line.documents:,}", f"tagger find {line.find}") for line in unknown]
    for line in table(shell.out, ("unknown", "documents", "to list them"), rows, right=(1,), whole=(0, 2)):
        shell.line(line)


def _print_table(name: str, lines: Sequence[Line], unknown: Iterable[Line], years: dict[int | None, int], most: int) -> None:
    """Rows by frequency, one column a year as far as they fit, the latest of them; the years before are one column."""
    shell.line()
    shown = list(lines[:most] if most else lines)
    room = max(2, (shell.out.width - 46) // 7)
    dated = [year for year in years if year is not None]
    room -= len(dated) > room
    columns = [*dated[-room:], *([None] if None in years else [])]
    before = dated[:-room]
    head = [name, "all", *(["before"] if before else []), *("undated" if year is None else str(year) for year in columns)]
    rows = []
    for line in (*shown, *unknown):
        rows.append(
            [
                clean(line.label),
                f"{line.documents:,}",
                *([_count(sum(line.years.get(year, 0) for year in before))] if before else []),
                *(_count(line.years.get(year, 0)) for year in columns),
            ]
        )
    for text in table(shell.out, head, rows, right=range(1, len(head))):
        shell.line(text)
    if len(shown) < len(lines):
        shell.line(f"and {number(len(lines) - len(shown), name[:-1])} more; -n 0 lists them all")


def _count(documents: int) -> str:
    return f"{documents:,}" if documents else "·"


def _print_roles(counted: Stats, most: int) -> None:
    shell.line()
    found = sorted(counted.voices.roles.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    rows = [[clean(label), *(f"{roles[role]:,}" if roles[role] else "·" for role in ROLES["source"])] for label, roles in found]
    head = ("source", *ROLES["source"])
    for text in table(shell.out, head, rows[:most] if most else rows, right=range(1, len(head))):
        shell.line(text)
    shell.line()
    kinds = [
        [kind, *(f"{roles[role]:,}" if roles[role] else "·" for role in ROLES["source"])]
        for kind, roles in counted.voices.kinds.items()
    ]
    for text in table(shell.out, ("documents with a source of kind", *ROLES["source"]), kinds, right=range(1, len(head))):
        shell.line(text)
    shell.line()
    for role, (bare, every) in counted.voices.nameless.items():
        if every:
            shell.tell(
                f"{bare:,} of {number(every, 'document')} with a {role} source ({bare / every:.0%}) have one without a name."
            )


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("stats", cls=Command, epilog="Example: tagger stats topics date:2022..2023")(stats)
