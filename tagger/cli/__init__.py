"""The commands: read arguments, call the library, choose an exit code."""

from __future__ import annotations


def run(arguments: list[str]) -> int:
    """Runs one command line; returns the exit code."""
    raise NotImplementedError
