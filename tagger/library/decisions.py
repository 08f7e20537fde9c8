"""A person's decisions: a file that is only ever appended to, and how they lie over what the rules found."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from tagger.errors import Problem, StoreError
from tagger.model import ROLES, Decision, Finding, in_order

WITHDRAWN = "withdrawn"
"""The verdict of a line that takes an earlier decision back."""
LAID = "decisions laid"
"""Under this the index keeps the stamp of the decisions that lie over its tags."""
_SINGLE = {("date", "issued"), ("date", "modified")}
_KEYS = ("sha256", "facet", "role", "value", "verdict", "at")


class Decisions:
    """The decisions in force, by document hash, as the file tells them; a torn or foreign line is passed by and told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._by_hash: dict[str, dict[tuple[str, str, str], Decision]] = {}
        self._torn = False
        self._size = 0
        self.refresh()

    def refresh(self) -> None:
        """Reads the file again where another process has added to it. Raises: StoreError."""
        try:
            if self.path.stat().st_size == self._size:
                return
            raw = self.path.read_bytes()
        except FileNotFoundError:
            raw = b""
        except OSError as fault:
            raise StoreError(f"{self.path}: cannot be read ({fault.strerror}). Change its permissions.") from fault
        self.problems, self._by_hash, self._size = [], {}, len(raw)
        lines = raw.split(b"\n")
        self._torn = bool(lines[-1])
        for number, line in enumerate(lines, 1):
            if line.strip():
                self._read(number, line, last=number == len(lines))

    def _read(self, number: int, line: bytes, last: bool) -> None:
        try:
            row = json.loads(line)
            decision = Decision(*(str(row[key]) for key in _KEYS))  # type: ignore[arg-type]
            if decision.role not in ROLES[decision.facet] or decision.verdict not in ("set", "unset", WITHDRAWN):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            what = "was cut off when it was written; it is passed by." if last else "is no decision; it is passed by."
            self.problems.append(Problem(str(self.path), number, what))
            return
        self._apply(decision)

    def _apply(self, decision: Decision) -> None:
        own = self._by_hash.setdefault(decision.sha256, {})
        key = decision.facet, decision.role, decision.value
        own.pop(key, None)
        if decision.verdict != WITHDRAWN:
            own[key] = decision

    def __contains__(self, digest: object) -> bool:
        return bool(self._by_hash.get(str(digest)))

    def __len__(self) -> int:
        return sum(map(len, self._by_hash.values()))

    def hashes(self) -> list[str]:
        """The hashes of the documents that a person decided on."""
        return [digest for digest, own in self._by_hash.items() if own]

    def stamp(self) -> str:
        """A hash of the decisions in force, whatever their order and time."""
        lines = sorted("\t".join(decision[:5]) for own in self._by_hash.values() for decision in own.values())
        return sha256("\n".join(lines).encode()).hexdigest()

    def of(self, digest: str) -> list[Decision]:
        """The decisions in force on a document, oldest first."""
        return list(self._by_hash.get(digest, {}).values())

    def append(self, decisions: Sequence[Decision], name: str = "") -> None:
        """Adds decisions to the end of the file, on disk before it returns; `name` is the document's, for a reader of the file.

        Raises: StoreError.
        """
        lines = []
        for decision in decisions:
            stamped = decision._replace(at=decision.at or now())
            self._apply(stamped)
            lines.append(json.dumps({**dict(zip(_KEYS, stamped, strict=True)), "path": name}, ensure_ascii=False) + "\n")
        text = ("\n" if self._torn else "") + "".join(lines)
        self._size += len(text.encode())
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            try:
                raw = text.encode()
                while raw:
                    raw = raw[os.write(handle, raw) :]
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as fault:
            self._torn, self._size = True, -1  # a part of it may be there
            raise StoreError(f"{self.path}: the decision cannot be kept ({fault.strerror}).") from fault
        self._torn = False


def applied(findings: Iterable[Finding], decisions: Sequence[Decision], label: Callable[[Decision], str]) -> list[Finding]:
    """The findings with a person's decisions over them: what is unset is gone, what is set stands with origin `person`.

    A day of issue or change that a person set stands alone, as does a topic in the one role that they gave it.
    """
    kept = {finding[:3]: finding for finding in findings}
    for decision in decisions:
        key = (decision.facet, decision.role, decision.value)
        if decision.verdict == "unset":
            kept.pop(key, None)
            continue
        if (decision.facet, decision.role) in _SINGLE:
            drop = ("issued", "created") if decision.role == "issued" else (decision.role,)
            kept = {k: f for k, f in kept.items() if k[0] != "date" or k[1] not in drop}
        if decision.facet == "topic":
            kept = {k: f for k, f in kept.items() if (k[0], k[2]) != ("topic", decision.value) or k == key}
        seen = kept.get(key)
        if seen is None:
            kept[key] = Finding(decision.facet, decision.role, decision.value, label(decision), 1.0, "person", ())
        else:
            kept[key] = seen._replace(score=1.0, origin="person")
    return in_order(list(kept.values()))


def now() -> str:
    """The present as a stamp for the log; it decides nothing."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
