"""The one spelling of a path: as the folder itself has it, where the file system takes others for the same.

macOS and Windows find `Cafe.txt` under `CAFE.TXT`, and macOS a name with its accents apart under the one with them joined. What
is typed is therefore spelled as the folder lists it, so that a file has one name in the index however it was named.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection
from functools import lru_cache
from unicodedata import normalize

from tagger.settings import Place

FORGIVING = sys.platform in ("darwin", "win32", "cygwin")
"""Whether the usual file system here takes names that differ by case or normal form for one."""


def name_of(place: Place, path: str) -> str:
    """The name of a file in the library, spelled as its folders list it."""
    name = place.name(path)
    return spelled(str(place.root), name, _listed) if FORGIVING else name


def spelled(root: str, name: str, listed: Callable[[str], Collection[str]]) -> str:
    """The name, each part as `listed(folder)` has it; a part that is not there, or fits several, stays as it is."""
    out: list[str] = []
    for part in name.split("/"):
        folder = "/".join((root, *out))
        out.append(part if part in ("", ".", "..") else chosen(part, listed(folder)))
    return "/".join(out)


def chosen(part: str, entries: Collection[str]) -> str:
    """The entry that a name means: itself where it is there, else the one that differs in case or normal form alone."""
    if part in entries:
        return part
    same = [entry for entry in entries if alike(entry, part)]
    return same[0] if len(same) == 1 else part


def alike(one: str, other: str) -> bool:
    """Whether two names differ in case and normal form alone."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return normalize("NFC", normalize("NFD", name).casefold())


@lru_cache(maxsize=256)
def _listed(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return frozenset()
