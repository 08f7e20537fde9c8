"""help: the manual, a page a subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import typer

from tagger.cli.app import Command
from tagger.cli.panels import PANELS
from tagger.cli.shell import DONE, Usage, shell


def pages() -> dict[str, str]:
    """Every page of the manual by its name."""
    from importlib.resources import files

    home = files("tagger") / "data" / "help"
    return {page.name.removesuffix(".md"): page.read_text("utf-8") for page in sorted(home.iterdir(), key=lambda page: page.name)}


def manual(
    topic: Annotated[
        str, typer.Argument(metavar="[TOPIC]", help="The page to print, or a command; without one the pages are listed.")
    ] = "",
) -> int:
    """Print a page of the manual: query, dates, sources, topics, vocabulary, evidence, methods, safety and more."""
    known = pages()
    if not topic:
        for name, text in known.items():
            shell.line(f"{name:<11} {text.splitlines()[0].partition(': ')[2]}")
        shell.say("\nRead one with: tagger help TOPIC. The options of a command: tagger COMMAND --help")
        return DONE
    if topic not in known and any(topic in rows for rows in PANELS.values()):
        from tagger.cli.app import command

        return int(command(topic).main(args=[topic, "--help"], prog_name="tagger", standalone_mode=False) or DONE)
    if topic not in known:
        from tagger.query import near

        raise Usage(f"help: there is no page {topic!r}{near(topic, tuple(known))}. There are {', '.join(known)}.")
    for line in laid_out(known[topic], min(100, shell.out.width)):
        shell.line(shell.out.style(line, "bold") if line.startswith("# ") else line)
    return DONE


def laid_out(page: str, width: int) -> Iterator[str]:
    """The lines of a page: paragraphs and items filled to the width, what is indented by four as it stands."""
    from tagger.console import wrapped

    for block in re.split(r"\n(?=\n|# |[*-] | {4})|(?<=\n)\n", page.strip("\n")):
        lines = block.split("\n")
        if lines[0].startswith(("# ", "    ")) or not block.strip():
            yield lines[0]
            lines = lines[1:]
        if lines:
            yield from wrapped(" ".join(line.strip() for line in lines), width, 2 * lines[0].startswith(("* ", "- ")))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("help", cls=Command, epilog="Example: tagger help query")(manual)
