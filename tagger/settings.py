"""What lies where: the library of a path, and the files of its `.tagger` folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tagger.errors import SettingsError

STATE = ".tagger"


@dataclass(frozen=True, slots=True)
class Place:
    """A library: `root` is the folder that its paths count from, `state` the folder where the tool keeps what it knows."""

    root: Path
    state: Path

    @property
    def index(self) -> Path:
        """The tool's: may be deleted and is rebuilt."""
        return self.state / "index.db"

    @property
    def decisions(self) -> Path:
        """The person's: only ever appended to."""
        return self.state / "decisions.jsonl"

    def vocabulary(self, facet: str) -> Path:
        """The person's vocabulary of facet `topic` or `source`, which need not exist."""
        return self.state / f"{facet}s.toml"

    def name(self, path: str | os.PathLike[str]) -> str:
        """The name of a file in this library: its path from the root, POSIX; absolute where no relative path leads there."""
        full = _full(path)
        try:
            return Path(os.path.relpath(full, self.root)).as_posix()
        except ValueError:  # another drive
            return full.as_posix()

    def path(self, name: str) -> str:
        """Where the file of that name lies."""
        return os.path.normpath(self.root / name)


def named(library: str | None) -> Place | None:
    """The library that `--library` names (the folder, or its `.tagger` itself), else the environment, else None."""
    given = library or os.environ.get("TAGGER_LIBRARY")
    if not given:
        return None
    root = Path(given).resolve()
    return Place(root.parent, root) if root.name == STATE else Place(root, root / STATE)


def nearest(path: str | os.PathLike[str]) -> Place | None:
    """The library of the nearest `.tagger` folder upwards from `path`, or None."""
    start = Path(path).resolve()
    for folder in (start, *start.parents):
        state = folder / STATE
        if state.is_dir():
            return Place(folder, state)
    return None


def made(place: Place) -> Place:
    """The library, its folder made where it was not there. Raises: SettingsError."""
    try:
        place.state.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        reason = "a file of that name is in the way" if isinstance(fault, FileExistsError) else (fault.strerror or str(fault))
        raise SettingsError(
            f"{place.state}: cannot make the folder: {reason}. Name another place for the index: --library FOLDER."
        ) from fault
    return place


def _full(path: str | os.PathLike[str]) -> Path:
    """The path with the links of its folder followed, but not the file's own: a link to a text has the link's name."""
    given = Path(path)
    return given.resolve() if given.name in ("", "..") else given.parent.resolve() / given.name
