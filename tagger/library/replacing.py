"""Puts a file in the place of another as a whole, without losing what other programs do to it at the same moment."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from tagger.library.frontmatter import Unwritable

_CHANGED = "was changed by another program at this moment. Write again."


def mark_of(state: Path) -> str:
    """What a library adds to the names of what it has beside a file for a moment: two libraries may hold the same file."""
    return f".{sha256(os.fsencode(state)).hexdigest()[:8]}"


def replace(path: Path, after: bytes, before: bytes | None, mark: str = "") -> None:
    """Puts `after` in the place of a file that must still hold `before`, all at once; mode, owner, times and attributes stay.

    To be done by one process at a time of those with the same `mark`.
    Raises: Unwritable where the file is no longer what it was; OSError.
    """
    part = _part(path, mark)
    clear(path, mark)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(part, flags, 0o666 if before is None else 0o600)
    try:
        try:
            rest = memoryview(after)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        if before is not None:
            _like(path, part)
            if path.read_bytes() != before:
                raise Unwritable(_CHANGED)
        _exchange(part, path, before, mark)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    settled(path.parent)


def _exchange(part: Path, path: Path, before: bytes | None, mark: str) -> None:
    """Moves a new file into the place of the old one, which is put back where another program was just writing into it.

    Raises: Unwritable.
    """
    held = _held(path, mark)
    if before is not None:
        with suppress(OSError):  # a file system on which a file has one name alone
            os.link(path, held)
    os.replace(part, path)  # noqa: PTH105
    if held.exists():
        if held.read_bytes() != before:
            os.replace(held, path)  # noqa: PTH105
            raise Unwritable(_CHANGED)
        held.unlink()


def clear(path: Path, mark: str = "") -> None:
    """Removes what a process that was killed has left beside a file."""
    _part(path, mark).unlink(missing_ok=True)
    _held(path, mark).unlink(missing_ok=True)


def _part(path: Path, mark: str) -> Path:
    """Where the new bytes of a file lie until they are moved into its place."""
    return path.with_name(f".{path.name}{mark}.tagger~")


def _held(path: Path, mark: str) -> Path:
    """A second name of the old file until the new one is in its place."""
    return path.with_name(f".{path.name}{mark}~tagger")


def _like(path: Path, part: Path) -> None:
    """Gives a new file the mode, owner, times and attributes of the old one. Raises: OSError where the owner cannot be kept."""
    old, new = path.stat(), part.stat()
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(part, old.st_uid, old.st_gid)
    shutil.copystat(path, part)
    os.utime(part, ns=(old.st_atime_ns, old.st_mtime_ns))


def settled(folder: Path) -> None:
    """Forces a folder's names to disk, where the system has a way to."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
