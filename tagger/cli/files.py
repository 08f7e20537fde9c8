"""Files that a command writes for a person: there whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tagger.cli.shell import Usage
from tagger.console import clean


def write_whole(name: str, make: Callable[[Path], object]) -> None:
    """Has the file made under another name and moves it into place, so that there is never half of one. Raises: Usage."""
    target = Path(name)
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise Usage(f"-o {clean(name)}: is a folder, or lies in none. Name a file.")
    part = target.with_name(f".{target.name}.part")
    try:
        make(part)
        part.replace(target)
    except OSError as fault:
        raise Usage(f"-o {clean(name)}: cannot be written ({fault.strerror}).") from fault
    finally:
        part.unlink(missing_ok=True)
