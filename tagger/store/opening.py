"""Opening the index, telling its faults in words that say what to do, and setting a damaged one aside."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tagger.errors import StoreError

PATIENCE = 30
"""Seconds to wait for another process that writes."""
_MOMENT = 0.5
"""Seconds that SQLite waits on its own: meanwhile nobody can interrupt it."""


class DamagedIndex(StoreError):
    """An index that is no index, or a broken one."""


def doubted(path: Path) -> Path:
    """The file that stands beside an index where a command that only reads found it damaged, so that the next run looks into it."""
    return Path(f"{path}-doubted")


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there, whatever its name was; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Faults of SQLite in words that say what to do about the index at `path`. Raises: StoreError."""
    try:
        yield
    except sqlite3.Error as fault:
        raise error(path, fault) from fault


def patiently(connection: sqlite3.Connection, statement: str, patience: float | None = None) -> sqlite3.Cursor:
    """Runs a statement that may have to wait for another process, by default as long as is usual; a person can interrupt it meanwhile."""
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            return connection.execute(statement)
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() >= until:
                raise


@contextmanager
def alone(path: Path, patience: float | None = None) -> Iterator[None]:
    """What is done by one process at a time. The lock is one of SQLite, which ends with the process that holds it; its empty file
    stays, since others may be waiting for it."""
    connection = sqlite3.connect(path, timeout=0 if patience == 0 else _MOMENT, isolation_level=None)
    try:
        patiently(connection, "BEGIN EXCLUSIVE", patience)
        yield
    finally:
        connection.close()


@contextmanager
def together(path: Path) -> Iterator[None]:
    """What several processes may do at once, and none while another one is `alone`."""
    connection = sqlite3.connect(path, timeout=_MOMENT, isolation_level=None)
    try:
        connection.execute("BEGIN")
        patiently(connection, "SELECT count(*) FROM sqlite_master").fetchone()
        yield
    finally:
        connection.close()


def set_aside(path: Path) -> Path:
    """Renames an index, without what belongs to it; returns its new path."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        for tail in ("-wal", "-shm"):  # before the index: another process may make a new one under its name at once
            Path(f"{path}{tail}").unlink(missing_ok=True)
        os.replace(path, aside)  # noqa: PTH105
        doubted(path).unlink(missing_ok=True)
    except OSError as fault:
        raise StoreError(f"{path}: is damaged and cannot be set aside ({fault.strerror}). Delete it by hand.") from fault
    return aside


def connected(path: Path, write: bool) -> sqlite3.Connection:
    if not write and not path.exists():
        raise StoreError(f"{path}: does not exist yet. Type: tagger tag FOLDER")
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    if not write and not os.access(path.parent, os.W_OK):
        connection.close()
        connection = _untouched(path)
    try:
        if write:
            connection.execute(f"PRAGMA busy_timeout = {_MOMENT * 1000:.0f}")
            _write_ahead(connection)
        else:
            connection.execute("PRAGMA query_only = 1")
        connection.executescript("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;")
        patiently(connection, "SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _untouched(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing beside the index either, for a folder where this person may not. Another one may be writing
    there: then it shares in what that one keeps beside the index, and else takes the file as it is."""
    how = ["mode=ro", "immutable=1"] if Path(f"{path}-wal").exists() else ["immutable=1"]
    while True:
        uri = f"{path.resolve().as_uri()}?{how.pop(0)}"
        connection = sqlite3.connect(uri, timeout=PATIENCE, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.Error:
            connection.close()
            if not how:
                raise


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns on write-ahead logging. A new file must be its own for that, and where another process has it SQLite says so at once
    instead of waiting as it does elsewhere; so the waiting is done here."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() > until:
                raise
        time.sleep(0.01)


def gone(path: Path) -> StoreError:
    """What is said of an index that somebody has taken away while it is open: what is written to it is seen by nobody."""
    return StoreError(f"{path}: was deleted or replaced while it was in use. Run the same command again.")


def error(path: Path, fault: sqlite3.Error | UnicodeDecodeError) -> StoreError:
    """The fault of SQLite in words that say what to do; where it tells one in words out of a damaged index, they cannot be decoded."""
    said = str(fault) if isinstance(fault, sqlite3.Error) else "malformed text"
    if not path.parent.is_dir():
        return gone(path)
    if "locked" in said or "busy" in said:
        return StoreError(f"{path}: is in use by another tagger. Wait for it to end, then try again.")
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return StoreError(f"{path}: cannot be opened for writing ({said}). Name another place for the index: --library FOLDER.")
    if "full" in said or "disk I/O" in said:
        what = "is full" if "full" in said else "cannot be written or read: it is full, over a limit, or failing"
        return StoreError(
            f"{path}: the disk {what}. All up to the last batch is stored; make room and run the same command again."
        )
    if isinstance(fault, sqlite3.DatabaseError | UnicodeDecodeError) and (
        "malformed" in said or "not a database" in said or "corrupt" in said or "no such table" in said or "vtable" in said
    ):
        return DamagedIndex(f"{path}: is damaged ({said}). `tagger tag FOLDER` sets it aside and builds a new one.")
    return StoreError(f"{path}: {said}. If it happens again, delete the file and tag again.")
