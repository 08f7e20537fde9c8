"""The command line as typer has it, built of the one command that is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from tagger.cli.panels import modules

SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class ReaderGone(Exception):
    """Nobody reads what is written to standard output any more."""


class Group(TyperGroup):
    """A group of commands."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; a reader that has gone is told as such, before typer makes an exit code of it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as fault:
            raise ReaderGone from fault

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Writes the commands of a group, in their order."""
        rows = [
            (name, found.get_short_help_str(80))
            for name in self.commands
            if (found := self.get_command(ctx, name)) and not found.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows, col_max=14)


class Command(TyperCommand):
    """A command with an example at the end of its help."""


def build(name: str = "") -> typer.Typer:
    """The command line with the command of that name, which is quick; with all of them where there is none such."""
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

    for module in modules(name):
        import_module(f"tagger.cli.{module}").register(app)
    return app


def command(name: str = "") -> Any:
    """The command line ready to run."""
    return typer.main.get_command(build(name))
