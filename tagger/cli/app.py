"""The command line as a whole: its commands in their panels, and what its help looks like."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

EVERYDAY, LOOK, OUT, VOCABULARY, MEASURE, ABOUT = "Everyday", "Look", "Out", "Vocabulary", "Measure", "About"
PANELS = {
    EVERYDAY: ("tag", "show", "find", "review", "set", "unset", "undo", "redo", "log"),
    LOOK: ("stats", "duplicates", "report"),
    OUT: ("export", "write"),
    VOCABULARY: ("vocab",),
    MEASURE: ("eval",),
    ABOUT: ("demo", "help", "schema", "about"),
}
MODULES = (
    "tagging",
    "asking",
    "deciding",
    "review",
    "stats",
    "duplicates",
    "report",
    "out",
    "write",
    "vocab",
    "eval",
    "about",
    "manual",
)
"""The modules of this package that hold commands; each has `register(app)`."""
SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
EVERYWHERE = (
    ("--library DIR", "the library to use; else TAGGER_LIBRARY, else the nearest .tagger folder upwards"),
    ("--color WHEN", "auto, always or never; NO_COLOR is heeded"),
    ("-q, --quiet", "say only what went wrong"),
    ("-v, --verbose", "say more"),
    ("--install-completion", "let the tab key complete commands, topics and sources in this shell"),
    ("-h, --help", "this help; of a command: tagger COMMAND --help"),
)


class ReaderGone(Exception):
    """Nobody reads what is written to standard output any more."""


class Group(TyperGroup):
    """The commands in panels, and the options that every command has."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; a reader that has gone is told as such, before typer makes an exit code of it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as fault:
            raise ReaderGone from fault

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Writes one section a panel."""
        listed = set(self.list_commands(ctx))
        panels = PANELS if "tag" in listed else {"Commands": tuple(self.list_commands(ctx))}
        for panel, names in panels.items():
            rows = []
            for name in names:
                found = self.get_command(ctx, name) if name in listed else None
                if found is not None and not found.hidden:
                    rows.append((name, found.get_short_help_str(80)))
            if rows:
                with formatter.section(panel):
                    formatter.write_dl(rows, col_max=14)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Writes the commands, then the options that stand anywhere."""
        self.format_commands(ctx, formatter)
        with formatter.section("Everywhere"):
            formatter.write_dl(EVERYWHERE)


class Command(TyperCommand):
    """A command with an example at the end of its help."""


def build() -> typer.Typer:
    """The command line with every command that is there."""
    app = typer.Typer(
        cls=Group, rich_markup_mode=None, add_completion=True, pretty_exceptions_enable=False, context_settings=SETTINGS,
        invoke_without_command=True,
    )  # fmt: skip

    @app.callback(invoke_without_command=True, epilog="Example: tagger tag my-texts")
    def main(
        ctx: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True)
    ) -> int:
        """Tags your own text files by topic, source and date, and shows the words that prove it."""
        if version:
            from tagger.version import __version__

            typer.echo(f"tagger {__version__}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            from tagger.cli.about import state

            state()
        return 0

    for name in MODULES:
        if find_spec(f"tagger.cli.{name}") is not None:
            import_module(f"tagger.cli.{name}").register(app)
    return app


def command() -> Any:
    """The command line ready to run."""
    return typer.main.get_command(build())
