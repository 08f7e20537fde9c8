"""Files that a command writes for a person, there whole or not at all; and the names near one that is not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from glob import escape
from itertools import islice
from pathlib import Path

from tagger.cli.shell import Usage
from tagger.console import clean, path_of
from tagger.query import near

_LISTED = 5000
"""How many names of a folder are looked through."""


def near_files(name: str) -> str:
    """`; near it: ferry.html`, what the folder of a file that is not there has of a like name, or "" where it has none."""
    folder, own = os.path.split(name)
    try:
        with os.scandir(folder or ".") as there:
            names = [path_of(entry.name) for entry in islice(there, _LISTED)]
    except OSError:
        return ""
    return near(own, names)


def write_whole(name: str, make: Callable[[Path], object], *, new: bool = False) -> None:
    """Has the file made under another name and moves it into place, so that there is never half of one.

    Raises: Usage; FileExistsError where it is to be `new` and is not.
    """
    target = Path(name)
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise Usage(f"-o {clean(name)}: is a folder, or lies in none. Name a file.")
    part = _part(target, str(os.getpid()))
    try:
        if target.exists() and not target.is_file() and not new:  # a pipe or a device
            make(target)
            return
        _sweep(target)
        make(part)
        if new:
            _settle_new(part, target)
        else:
            part.replace(target)
    except FileExistsError:
        raise
    except OSError as fault:
        raise Usage(f"-o {clean(name)}: cannot be written ({fault.strerror}).") from fault
    finally:
        part.unlink(missing_ok=True)


def _part(target: Path, process: str) -> Path:
    """Where a process makes a file."""
    return target.with_name(f".{target.name}.{process}.part")


def _sweep(target: Path) -> None:
    """Removes what processes that were killed had made of a file."""
    for part in target.parent.glob(_part(Path(escape(target.name)), "*").name):
        process = part.suffixes[-2][1:]
        if process.isdecimal() and not _lives(int(process)):
            with suppress(OSError):  # another person's
                part.unlink()


def _lives(process: int) -> bool:
    """Whether a process of that number goes on; on Windows none is said to, since no file that one has open can be removed there."""
    if os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except PermissionError:  # another person's
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _settle_new(part: Path, target: Path) -> None:
    """Moves a file into a place that must be empty. Raises: FileExistsError."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without such links
        target.touch(exist_ok=False)
        part.replace(target)
