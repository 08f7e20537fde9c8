"""Walks folders for files that can be read; looks at names, sizes and times, opens nothing."""

# ruff: noqa: PTH100, PTH116

from __future__ import annotations

import errno
import os
import stat
import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tagger.errors import Problem
from tagger.library.spelling import name_of
from tagger.readers import readable, wants_extra
from tagger.settings import STATE, Place
from tagger.store import moment, stamp


class Entry(NamedTuple):
    """A file to read: its name in the library, bytes, and nanoseconds of its last change."""

    name: str
    size: int
    mtime_ns: int


_TIMES = struct.Struct("<Qq")


class Entries:
    """Files to read, each in the few bytes that it needs, since there may be a million."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Entry]:
        return map(_unpacked, self._packed)

    def add(self, entry: Entry) -> None:
        """Takes in one more."""
        self._packed.append(entry.name.encode("utf-8", "surrogatepass") + b"\0" + _TIMES.pack(entry.size, entry.mtime_ns))

    def sort(self) -> None:
        """Sorts them by name: UTF-8 sorts as the characters do, and no name holds a NUL."""
        self._packed.sort()

    def taken(self) -> Iterator[Entry]:
        """Each in turn; it is forgotten here."""
        self._packed.reverse()
        while self._packed:
            yield _unpacked(self._packed.pop())


def _unpacked(packed: bytes) -> Entry:
    at = len(packed) - _TIMES.size
    return Entry(packed[: at - 1].decode("utf-8", "surrogatepass"), *_TIMES.unpack_from(packed, at))


class Walked:
    """What a walk found. Files that are as `known` has them are taken out of it and only named, where `keep` is true.

    `new` are the files to read, sorted by name; `folders` those that were walked to the end, by name, "" for the root;
    `others` counts the files that were left alone as no text, `unread` those for which an extra is missing; `within` are
    the folders further down that have a library of their own.
    """

    def __init__(self, known: dict[str, int], keep: bool) -> None:
        self.known, self.keep = known, keep
        self.new = Entries()
        self.unchanged = self.others = self.unread = 0
        self.names: list[str] = []
        self.folders: list[str] = []
        self.within: list[str] = []
        self.problems: list[Problem] = []
        self.twice: set[str] | None = None

    def see(self, name: str, size: int, mtime_ns: int) -> None:
        """Takes note of one file."""
        if self.twice is not None:
            if name in self.twice:
                return
            self.twice.add(name)
        if self.keep:
            self.names.append(name)
        mtime_ns = moment(mtime_ns)
        if self.known.pop(name, None) == stamp(size, mtime_ns):
            self.unchanged += 1
        else:
            self.new.add(Entry(name, size, mtime_ns))

    def vanished(self) -> list[str]:
        """The known files that lie in a folder that was walked, and were not seen there."""
        prefixes = tuple(f"{folder}/" if folder else "" for folder in self.folders)
        if not prefixes:
            return []
        outside = not any(prefix.startswith("../") for prefix in prefixes)
        return sorted(name for name in self.known if name.startswith(prefixes) and not (outside and name.startswith("../")))


def walk(place: Place, paths: Sequence[str], known: dict[str, int], *, keep: bool = False) -> Walked:
    """The files that are named, and those in the folders that are named; hidden ones and links to folders are passed by.

    `known` has the stamp of every file that is known; what is seen is taken out of it.
    """
    walked = Walked(known, keep)
    walked.twice = set() if len(paths) > 1 else None
    for path in paths:
        name = name_of(place, path)
        name = "" if name == "." else name
        try:
            status = os.stat(path)
        except (OSError, ValueError) as fault:
            walked.problems.append(Problem(name, 0, f"{_reason(fault)}.", "Check the name."))
            continue
        if stat.S_ISDIR(status.st_mode):
            before = len(walked.problems)
            _walk(os.path.abspath(path), f"{name}/" if name else "", walked)
            if len(walked.problems) == before:
                walked.folders.append(name)
        else:
            walked.see(name, status.st_size, status.st_mtime_ns)
    walked.new.sort()
    walked.names.sort()
    return walked


def _walk(folder: str, prefix: str, walked: Walked) -> None:
    todo = [(folder, prefix)]
    while todo:
        folder, prefix = todo.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == ".":
                        if name == STATE and prefix:
                            walked.within.append(prefix[:-1])
                        continue
                    try:
                        if entry.is_dir(follow_symlinks=False):
                            todo.append((entry.path, f"{prefix}{name}/"))
                            continue
                        if not readable(name):
                            missing = wants_extra(name)
                            walked.unread += missing
                            walked.others += not missing and not entry.is_dir()
                            continue
                        status = entry.stat()
                    except OSError as fault:
                        lost = fault.errno in (errno.ENOENT, errno.ELOOP) and entry.is_symlink()
                        reason = "is a link that leads nowhere" if lost else _reason(fault)
                        walked.problems.append(Problem(prefix + name, 0, f"{reason}."))
                        continue
                    if stat.S_ISREG(status.st_mode):
                        walked.see(prefix + name, status.st_size, status.st_mtime_ns)
                    elif not stat.S_ISDIR(status.st_mode):
                        walked.problems.append(Problem(prefix + name, 0, "is a pipe, socket or device, not a file."))
        except OSError as fault:
            walked.problems.append(Problem(prefix or folder, 0, f"the folder cannot be listed ({_reason(fault)})."))


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return (fault.strerror or str(fault)).lower()
    return "no name that a file can have"
