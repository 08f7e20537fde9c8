"""Writes tags to or beside documents: the one thing here that changes a person's folder, and it can be taken back.

A file is replaced as a whole: a new one is written beside it, forced to disk, given the old one's mode, owner and times, and
moved into its place. Before that the old bytes go into `.tagger/backups/RUN`, so that a process killed at any moment leaves
each file either old or new, and each that is new can be made old again.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tagger.errors import Problem, ReadError, SettingsError
from tagger.library.decisions import now
from tagger.library.frontmatter import Unwritable, edited, head
from tagger.library.replacing import clear, mark_of, replace, settled
from tagger.masking import hidden
from tagger.readers import read_bytes
from tagger.records import record_row

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.model import Document, Finding
    from tagger.store import Stored

WAYS = ("frontmatter", "sidecar")
SIDECAR = ".tagger.json"
"""What a sidecar's name adds to that of its document."""
_NOTES = (".md", ".markdown")
_ROLES = ("about", "mentions", "creator", "publisher", "platform", "quoted", "cited", "issued", "modified", "created")
_KEYS = {"about": "topics"}
_AMID = "writing"
"""Under this the index keeps the run that is changing files, or was when its process ended."""


class Change(NamedTuple):
    """What a file is to become: where it lies, its name in the library, the bytes it has (None: no file) and shall have."""

    path: Path
    name: str
    before: bytes | None
    after: bytes


class Written(NamedTuple):
    """What a run wrote; `run` is 0 where it wrote nothing. `others` counts documents that are no notes."""

    run: int
    changed: list[str]
    unchanged: int
    others: int
    problems: list[Problem]


def keys(findings: Iterable[Finding]) -> dict[str, list[str] | str]:
    """The tags of a document as keys of front matter: ids of topics, names of sources, days; every key, also empty ones."""
    found: dict[str, list[str]] = {role: [] for role in _ROLES}
    for finding in findings:
        if finding.role in found:
            text = finding.value if finding.facet != "source" else finding.label
            found[finding.role].append(hidden(text))
    out: dict[str, list[str] | str] = {}
    for role, texts in found.items():
        values = list(dict.fromkeys(texts))
        out[_KEYS.get(role, role)] = values[0] if role in ("issued", "modified") and len(values) == 1 else values
    return out


def changes(library: Library, ids: Sequence[int], to: str) -> Iterator[Change | Problem | None]:
    """What writing would do to each file, a problem where it cannot be done, None for what is no note. Raises: ValueError."""
    if to not in WAYS:
        raise ValueError(to)
    files: dict[str, list[tuple[str, Stored, Document, list[Finding]]]] = {}
    for stored, document, findings in library.documents(ids):
        for place, file in library.store.lies(stored.id):
            files.setdefault(file, []).append((place, stored, document, findings))
    for name, held in sorted(files.items()):
        if to == "frontmatter" and not name.lower().endswith(_NOTES):
            yield None
            continue
        try:
            raw = _current(library, name, held[0][1])
            yield _sidecar(library, name, held) if to == "sidecar" else _note(library, name, raw, held[0][3])
        except (Unwritable, ReadError, OSError) as fault:
            yield Problem(name, 0, _why(fault))


def _note(library: Library, name: str, raw: bytes, findings: Iterable[Finding]) -> Change:
    path = Path(os.path.realpath(library.place.path(name)))
    return Change(path, name, raw, edited(raw, keys(findings)))


def _sidecar(library: Library, name: str, held: Sequence[tuple[str, Stored, Document, list[Finding]]]) -> Change:
    rows = [{**record_row(document, findings), "path": place} for place, _, document, findings in held]
    rows.sort(key=lambda row: (len(row["path"]), row["path"]))
    data: Any = rows[0] if len(rows) == 1 else rows
    path = Path(library.place.path(name) + SIDECAR)
    before = None
    if path.exists() or path.is_symlink():
        before = read_bytes(str(path))
        if b'"schema": "tagger/1"' not in before[:200]:
            raise Unwritable(f"{path.name} is there already and is not tagger's. Move it away first.")
    return Change(path, name + SIDECAR, before, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def _current(library: Library, name: str, stored: Stored) -> bytes:
    """The bytes of a stored file, which must be those that were tagged. Raises: Unwritable, ReadError."""
    from tagger.store import moment

    path = library.place.path(name)
    raw = read_bytes(path)
    state = library.store.file(name)
    if state is not None and state.sha256 is None:  # a mailbox has no hash of its own
        found = Path(path).stat()
        same = (found.st_size, moment(found.st_mtime_ns)) == (state.size, state.mtime_ns)
    else:
        same = sha256(raw).hexdigest() in (stored.sha256, state.sha256 if state else "")
    if not same:
        raise Unwritable("has changed since it was tagged. Type: tagger tag, then write again.")
    return raw


def write(
    library: Library, ids: Sequence[int], to: str, command: str, progress: Callable[[int], None] = lambda done: None
) -> Written:
    """Writes the tags of documents to their front matter or beside them, as one run that can be taken back.

    A person's decisions go on holding for a note whose bytes have changed. To be done by one process at a time, after `caught_up`.
    Raises: TaggerError.
    """
    run, unchanged, others, mark = 0, 0, 0, mark_of(library.place.state)
    changed: list[str] = []
    problems: list[Problem] = []
    backup: Backup | None = None
    for change in changes(library, ids, to):
        if change is None:
            others += 1
        elif isinstance(change, Problem):
            problems.append(change)
        elif change.before == change.after:
            unchanged += 1
        else:
            if backup is None:
                run = library.store.begin(command, now(), "interrupted")  # what a kill leaves it as, so that it can be taken back
                library.store.put_meta(_AMID, run)
                backup = Backup.new(library.place.state, run)
            try:
                clear(change.path, mark)
                checked(change)
                backup.keep(change)
                _carry(library, change)
                replace(change.path, change.after, change.before, mark)
            except (Unwritable, OSError) as fault:
                problems.append(Problem(change.name, 0, _why(fault)))
                continue
            changed.append(change.name)
            progress(len(changed))
    if run:
        library.store.end(run, "done", {"written": len(changed), "unwritable": len(problems)})
        caught_up(library)
    return Written(run, changed, unchanged, others, problems)


def _why(fault: Exception) -> str:
    return (
        str(fault)
        if isinstance(fault, Unwritable | ReadError)
        else f"cannot be written ({getattr(fault, 'strerror', None) or fault})."
    )


def checked(change: Change) -> None:
    """Refuses a file that could not be replaced without losing something. Raises: Unwritable, OSError."""
    if change.before is None:
        return
    found = change.path.stat()
    if found.st_nlink > 1:
        raise Unwritable("has a second name (a hard link), which would go on naming the old text. Copy it first.")
    if not found.st_mode & stat.S_IWUSR or not os.access(change.path, os.W_OK):
        raise Unwritable("is write-protected. Change its permissions first.")


class Kept(NamedTuple):
    """One line of a backup's list: a file, its name in the library, and the hashes of what it was ("": no file) and became."""

    path: str
    name: str
    before: str
    after: str


class Backup:
    """The bytes that the files of one run had and got: `.tagger/backups/RUN/list.jsonl`, and a file a hash.

    Where a file lies is told from the library's root, so that a library may be moved, and a copy of it restores its own files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self._root = folder, folder.parents[2]

    @classmethod
    def new(cls, state: Path, run: int) -> Backup:
        """An empty one; an older one of the same number (of an index since deleted) is set aside."""
        folder = state / "backups" / str(run)
        if folder.exists():
            number = 1
            while folder.with_name(f"{run}.old-{number}").exists():
                number += 1
            folder.rename(folder.with_name(f"{run}.old-{number}"))
        folder.mkdir(parents=True)
        return cls(folder)

    def keep(self, change: Change) -> None:
        """Keeps both states of a file, on disk before it returns."""
        hashes = []
        for raw in (change.before, change.after):
            hashes.append("" if raw is None else sha256(raw).hexdigest())
            if raw is not None and not (self.folder / hashes[-1]).exists():
                replace(self.folder / hashes[-1], raw, None)
        within = change.path.is_relative_to(self._root)
        row = Kept((change.path.relative_to(self._root) if within else change.path).as_posix(), change.name, *hashes)
        with (self.folder / "list.jsonl").open("ab") as out:
            out.write(json.dumps(row._asdict()).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())

    def rows(self) -> list[Kept]:
        """What was kept, in order; a line that was cut off when it was written speaks of a file not yet touched."""
        listed = self.folder / "list.jsonl"
        out = []
        for line in listed.read_bytes().splitlines() if listed.exists() else ():
            try:
                row = Kept(**json.loads(line))
                out.append(row._replace(path=str(self._root / row.path)))
            except (ValueError, TypeError, RecursionError):
                continue
        return out

    def bytes_of(self, digest: str) -> bytes | None:
        """The bytes of that hash; None for no file. Raises: Unwritable where the backup is damaged."""
        if not digest:
            return None
        raw = (self.folder / digest).read_bytes()
        if sha256(raw).hexdigest() != digest:
            raise Unwritable("its backup is damaged and is left alone.")
        return raw


def is_written(state: Path, run: int) -> bool:
    """Whether a run wrote files that can be restored."""
    return (state / "backups" / str(run) / "list.jsonl").exists()


def restore(state: Path, run: int, *, redo: bool = False) -> tuple[int, list[Problem]]:
    """Gives every file of a run the bytes it had before (with `redo`: after) it; returns how many changed, and what could not.

    A file that was changed since stays as it is and is told. Raises: SettingsError where there is no backup.
    """
    if not is_written(state, run):
        raise SettingsError(f"run {run} wrote no files. Type: tagger log")
    backup, mark = Backup(state / "backups" / str(run)), mark_of(state)
    changed = 0
    problems: list[Problem] = []
    for row in backup.rows():
        old, new = (row.before, row.after) if redo else (row.after, row.before)
        path = Path(row.path)
        try:
            present = read_bytes(str(path)) if path.exists() else None
            digest = "" if present is None else sha256(present).hexdigest()
            clear(path, mark)
            if digest == new:
                continue
            if digest != old:
                raise Unwritable("was changed since it was written, and is left as it is.")
            _restored(path, present, backup.bytes_of(new), mark)
            changed += 1
        except (Unwritable, ReadError, OSError) as fault:
            problems.append(Problem(row.name, 0, _why(fault)))
    return changed, problems


def _restored(path: Path, present: bytes | None, wanted: bytes | None, mark: str) -> None:
    if wanted is None:
        path.unlink()
        settled(path.parent)
    else:
        replace(path, wanted, present, mark)


def turn(library: Library, run: int, *, redo: bool = False) -> tuple[int, list[Problem]]:
    """`restore`, and the index brought up to date with it. Raises: TaggerError."""
    library.store.put_meta(_AMID, run)
    changed, problems = restore(library.place.state, run, redo=redo)
    caught_up(library)
    return changed, problems


def caught_up(library: Library) -> None:
    """Brings the index up to date with the notes that a run has changed, also one whose process ended amid that. Raises: TaggerError."""
    run = library.store.meta(_AMID)
    if run is not None:
        _follow(library, run, Backup(library.place.state / "backups" / str(run)).rows())
        library.store.put_meta(_AMID, None)


def _carry(library: Library, change: Change) -> None:
    """Lets a person's decisions on a note hold for its new bytes too, before they are written."""
    if change.before is not None and not change.name.endswith(SIDECAR):
        _carried(library, sha256(change.before).hexdigest(), sha256(change.after).hexdigest(), change.name)


def _carried(library: Library, old: str, new: str, name: str) -> None:
    library.decisions.refresh()
    held = {decision[1:5] for decision in library.decisions.of(new)}
    fresh = [decision._replace(sha256=new) for decision in library.decisions.of(old) if decision[1:5] not in held]
    if fresh:
        library.decisions.append(fresh, name)


def _follow(library: Library, run: int, rows: Iterable[Kept]) -> None:
    """Tags notes with other bytes than before again, as a part of the run that changed them, a person's decisions with them."""
    paths = []
    for row in rows:
        if row.before and row.after and not row.name.endswith(SIDECAR):
            with suppress(ReadError):
                new = sha256(read_bytes(row.path)).hexdigest()
                if new in (row.before, row.after):
                    _carried(library, row.before if new == row.after else row.after, new, row.name)
                    paths.append(library.place.path(row.name))
    if paths:
        library.tag(paths, learn=bool(library.store.meta("learned")), command="tag", part_of=run)


def diff(change: Change) -> list[str]:
    """What would change in a file, as the lines of a unified diff without line ends, private details masked."""
    from difflib import unified_diff

    if change.name.endswith(SIDECAR):
        before, after = change.before or b"", change.after
    else:
        assert change.before is not None
        before, after = change.before[: head(change.before)], change.after[: head(change.after)]
    old, new = (raw.decode("utf-8", "replace").splitlines() for raw in (before, after))
    lines = unified_diff(old, new, f"a/{change.name}", f"b/{change.name}", lineterm="", n=1)
    return [hidden(line) for line in lines]
