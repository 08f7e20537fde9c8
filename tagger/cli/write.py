"""write: tags go into or beside the documents, the only command that changes them."""

from __future__ import annotations

from typing import Annotated

import typer

from tagger.cli.app import Command
from tagger.cli.shell import DONE, UNREADABLE, Usage, query_of, shell
from tagger.console import clean, number


def write(
    to: Annotated[
        str, typer.Option("--to", metavar="WAY", help="frontmatter: into Markdown notes; sidecar: NAME.tagger.json beside each.")
    ],
    query: Annotated[list[str] | None, typer.Argument(metavar="QUERY", help="Only these documents; all by default.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing; show what would change as a diff.")] = False,
) -> int:
    """Write tags into the front matter of notes, or into a file beside each document.

    The only command that changes your documents. Only keys that begin with tagger- are written, line by line; the text and
    every other key, comment and line end stay byte for byte as they are. Front matter that is no YAML is left alone and told.
    Every run is backed up: tagger undo restores the files.
    """
    from tagger.library.write import WAYS, caught_up
    from tagger.library.write import write as write_all

    if to not in WAYS:
        raise Usage(f"--to: {to!r} is none of {', '.join(WAYS)}.")
    asked = query_of(query)
    with shell.library(write=not dry_run) as library:
        if dry_run:
            return _show(library, library.find(asked), to)
        with library.store.alone("writing"):
            caught_up(library)
            done = write_all(library, library.find(asked), to, f"write --to {to} {asked}".strip())
    for problem in done.problems:
        shell.warn(f"tagger: {clean(str(problem))}")
    shell.say(f"{number(len(done.changed), 'file')} written, {done.unchanged:,} unchanged{_others(done.others)}.")
    if done.run:
        shell.say(f"To restore them: tagger undo {done.run}")
    return UNREADABLE if done.problems else DONE


def _show(library: object, ids: list[int], to: str) -> int:
    """Shows what would change, and stores nothing."""
    from tagger.errors import Problem
    from tagger.library.write import changes, diff

    changed = unchanged = others = 0
    code = DONE
    for change in changes(library, ids, to):  # type: ignore[arg-type]
        if change is None:
            others += 1
        elif isinstance(change, Problem):
            shell.warn(f"tagger: {clean(str(change))}")
            code = UNREADABLE
        elif change.before == change.after:
            unchanged += 1
        else:
            changed += 1
            for line in diff(change):
                style = {"+": "green", "-": "red", "@": "dim"}.get(line[:1], "")
                shell.line(
                    shell.out.style(clean(line), style) if style else f" {clean(line)}" if line[:1] == " " else clean(line)
                )
    shell.say(f"Would write {number(changed, 'file')}; {unchanged:,} unchanged{_others(others)}. Nothing was changed.")
    return code


def _others(count: int) -> str:
    return (
        f", {count:,} passed by that {'is no note' if count == 1 else 'are no notes'} (--to sidecar serves them)" if count else ""
    )


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("write", cls=Command, epilog="Example: tagger write -n --to frontmatter topic:strikes")(write)
