"""log: the runs, and what one of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagger.cli.app import Command
from tagger.cli.shell import DONE, shell
from tagger.console import clean, differences, number, path_of, table

if TYPE_CHECKING:
    from tagger.library.told import Told

_MOST = 20
_ONE = {"decisions": "decision", "files": "file"}


def log(
    run: Annotated[
        int, typer.Argument(metavar="[RUN]", show_default=False, help="One run alone: every tag that it gave or took.")
    ] = 0,
    most: Annotated[
        int, typer.Option("-n", "--limit", min=0, metavar="N", help="The last N runs or first N lines; 0: all.")
    ] = _MOST,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> int:
    """List the runs and what each changed, newest first; of one run, the tags that it gave and took."""
    from tagger.library.told import told

    with shell.library() as library:
        if not run:
            return _runs(library.store.runs(most or 1_000_000), json)
        one = told(library, run)
    if json:
        shell.json(_data(one))
    else:
        _show(one, most)
    return DONE


def _runs(runs: list[Any], json: bool) -> int:
    if json:
        shell.json([run._asdict() for run in runs])
        return DONE
    rows = [(str(run.id), run.at.replace("T", " ").removesuffix("Z"), run.state, _did(run.counts), run.command) for run in runs]
    for line in table(shell.out, ("run", "when (UTC)", "state", "what it did", "command"), rows, right=(0,)):
        shell.line(line)
    if last := next((run.id for run in runs if run.state in ("done", "interrupted")), 0):
        shell.say(f"What one of them changed: tagger log {last}. To take it back: tagger undo {last}.")
    return DONE


def _did(counts: dict[str, int]) -> str:
    told = [
        f"{count:,} {_ONE.get(name, name) if count == 1 else name}"
        for name, count in counts.items()
        if count and name not in ("files", "unchanged")
    ]
    return ", ".join(told) or "nothing"


def _data(one: Told) -> dict[str, Any]:
    kinds = sorted({*one.added, *one.removed})
    return {
        **one.run._asdict(),
        "tags": [
            {"facet": kind[0], "role": kind[1], "value": kind[2], "added": one.added[kind], "removed": one.removed[kind]}
            for kind in kinds
        ],
        "decisions": [
            {"path": path, "verdict": made.verdict, "facet": made.facet, "role": made.role, "value": made.value}
            for path, made in one.decided
        ],
        "written": one.written,
    }


def _show(one: Told, most: int) -> None:
    run = one.run
    shell.line(clean(f"run {run.id}  {run.at.replace('T', ' ').removesuffix('Z')} UTC  {run.state}  {run.command}"))
    lines = [f"  {path_of(path)}: {made.verdict} {made.facet} {made.role} {clean(made.value)}" for path, made in one.decided]
    lines += [f"  {clean(name)}: written" for name in one.written]
    lines += differences(one.added, one.removed)
    for line in lines[: most or None]:
        shell.line(line)
    if most and len(lines) > most:
        shell.say(f"  and {len(lines) - most:,} more; -n 0 lists them all")
    if not lines:
        shell.line(f"  no tag: {_did(run.counts)}")
    elif one.added or one.removed:
        shell.say(f"The numbers are of documents: {number(len({*one.added, *one.removed}), 'tag')} given (+) or taken (-).")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("log", cls=Command, epilog="Example: tagger log")(log)
