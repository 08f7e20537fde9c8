"""What one run of the log changed: tags given and taken, a person's decisions, files written."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tagger.errors import SettingsError
from tagger.library.write import Backup
from tagger.model import Decision
from tagger.store.pack import unpack_findings

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.store import Run

Kind = tuple[str, str, str]
"""Facet, role and value of a tag."""


@dataclass
class Told:
    """One run: how many documents got or lost each tag, what was decided on which document, which files were written."""

    run: Run
    added: Counter[Kind] = field(default_factory=Counter)
    removed: Counter[Kind] = field(default_factory=Counter)
    decided: list[tuple[str, Decision]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


def told(library: Library, number: int) -> Told:
    """What the run of that number changed. Raises: SettingsError where the log has none."""
    store = library.store
    run = store.run(number)
    if run is None:
        raise SettingsError(f"there is no run {number}. Type: tagger log")
    out = Told(run, written=[row.name for row in Backup(library.place.state / "backups" / str(number)).rows()])
    for decision, _ in json.loads(store.meta(f"decided {number}") or "[]"):
        one = Decision(*decision)
        stored = store.by_hash(one.sha256)
        out.decided.append((stored.path if stored else one.sha256, one))
    changes = store.changes(number)
    for at in range(0, len(changes), 512):
        some = changes[at : at + 512]
        now = store.contents([document for document, _, after in some if after is None])
        for document, before, after in some:
            old = _kinds(before) if before is not None else set()
            new = _kinds(after if after is not None else now[document][1].of_machine)
            out.added.update(new - old)
            out.removed.update(old - new)
    return out


def _kinds(tags: bytes) -> set[Kind]:
    return {(finding.facet, finding.role, finding.value) for finding in unpack_findings(tags)}
