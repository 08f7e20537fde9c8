"""Asking a person at a terminal: one key, or a line."""

from __future__ import annotations

import sys

from tagger.cli.shell import Usage, shell


def needs_terminal(command: str, way_out: str) -> None:
    """Raises: Usage where nobody sits at a terminal, with the way out."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Usage(f"{command} needs a terminal to ask at. {way_out}")


def key(prompt: str, keys: str) -> str:
    """The key pressed, one of `keys`; `q` where the input ends. Raises: KeyboardInterrupt.

    Several keys may come at once, of which the first counts: those after it were meant for a question that nobody has seen.
    """
    import typer

    stream = shell.err.stream
    while True:
        stream.write(prompt)
        stream.flush()
        try:
            pressed = typer.getchar().lower()
        except EOFError:
            pressed = "q"
        if "\x03" in pressed:
            raise KeyboardInterrupt
        if pressed == "\x1b" or "\x04" in pressed:
            pressed = "q"
        pressed = pressed[:1]
        if pressed and pressed in keys:
            stream.write(f"{pressed}\n")
            return pressed
        stream.write("\r\x1b[K" if shell.err.color else "\n")


def line(prompt: str) -> str:
    """The line typed, without blanks around it; empty where the input ends."""
    shell.err.stream.write(prompt)
    shell.err.stream.flush()
    return sys.stdin.readline().strip()
