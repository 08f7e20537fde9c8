"""Walks folders for files that can be read; looks at names, sizes and times, opens nothing."""

# ruff: noqa: PTH100, PTH116

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

from tagger.errors import Problem
from tagger.readers import readable
from tagger.settings import Place


class Entry(NamedTuple):
    """A file to read: its name in the library, where it lies, bytes, and nanoseconds of its last change."""

    name: str
    path: str
    size: int
    mtime_ns: int


class Walked(NamedTuple):
    """The files found, sorted by name; the folders that were walked to the end, by name, "" for the root;
    what could not be looked at; and how many files were left alone as no text."""

    entries: list[Entry]
    folders: list[str]
    problems: list[Problem]
    others: int


def walk(place: Place, paths: Iterable[str]) -> Walked:
    """The files that are named, and those in the folders that are named; hidden ones and links to folders are passed by."""
    found: dict[str, Entry] = {}
    folders: list[str] = []
    problems: list[Problem] = []
    others = 0
    for path in paths:
        name = place.name(path)
        name = "" if name == "." else name
        try:
            status = os.stat(path)
        except (OSError, ValueError) as fault:
            problems.append(Problem(name, 0, f"{_reason(fault)}.", "Check the name."))
            continue
        if stat.S_ISDIR(status.st_mode):
            before = len(problems)
            others += _walk(os.path.abspath(path), f"{name}/" if name else "", found, problems)
            if len(problems) == before:
                folders.append(name)
        else:
            found[name] = Entry(name, os.path.abspath(path), status.st_size, status.st_mtime_ns)
    return Walked([found[name] for name in sorted(found)], folders, problems, others)


def _walk(folder: str, prefix: str, found: dict[str, Entry], problems: list[Problem]) -> int:
    others = 0
    todo = [(folder, prefix)]
    while todo:
        folder, prefix = todo.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == ".":
                        continue
                    try:
                        if entry.is_dir(follow_symlinks=False):
                            todo.append((entry.path, f"{prefix}{name}/"))
                            continue
                        if not readable(name):
                            others += not entry.is_dir()
                            continue
                        status = entry.stat()
                    except OSError as fault:
                        problems.append(Problem(prefix + name, 0, f"{_reason(fault)}."))
                        continue
                    if stat.S_ISREG(status.st_mode):
                        found[prefix + name] = Entry(prefix + name, entry.path, status.st_size, status.st_mtime_ns)
                    elif not stat.S_ISDIR(status.st_mode):
                        problems.append(Problem(prefix + name, 0, "is a pipe, socket or device, not a file."))
        except OSError as fault:
            problems.append(Problem(prefix or folder, 0, f"the folder cannot be listed ({_reason(fault)})."))
    return others


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return (fault.strerror or str(fault)).lower()
    return "no name that a file can have"
