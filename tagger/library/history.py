"""What a person decides, and the runs that can be taken back and done again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tagger.errors import SettingsError
from tagger.library.decisions import LAID, WITHDRAWN, now
from tagger.library.layers import layered
from tagger.library.write import caught_up, is_written, turn
from tagger.model import Decision, Finding, in_order
from tagger.store import Retagged
from tagger.store.pack import pack_findings, unpack_findings

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.store import Run, Store, Stored


class Refused(SettingsError):
    """Something that cannot be done as things stand."""


def decide(library: Library, stored: Stored, decisions: Sequence[Decision], command: str) -> int:
    """See `Library.decide`. The file comes first: what it holds is laid over the tags again by any later run."""
    own, store = library.decisions, library.store
    own.refresh()
    before = {(one.facet, one.role, one.value): one.verdict for one in own.of(stored.sha256)}
    turns = [(one, before.get((one.facet, one.role, one.value), WITHDRAWN)) for one in decisions]
    stamp = own.stamp()
    own.append(decisions, stored.path)
    with_these = own.stamp()
    with store.transaction():
        own.refresh()  # what another process has decided at the same moment lies over the tags as well
        run = store.begin(command, now())
        store.put_meta(f"decided {run}", json.dumps(turns))
        store.retag([_overlaid(library, stored.id, stored.sha256)], run, None)
        if store.meta(LAID) == stamp:
            store.put_meta(LAID, with_these)
        store.end(run, "done", {"decisions": len(decisions)})
    return run


def undo(library: Library, run: int | None, *, redo: bool) -> tuple[Run, int]:
    """See `Library.undo`."""
    with library.store.alone("writing"):  # a run that writes may be under way, or another that takes back the same
        library.store.bury()
        caught_up(library)
        with library.store.transaction():
            chosen = _chosen(library.store, run, redo=redo)
            if not is_written(library.place.state, chosen.id):
                turned = _turn_run(library, chosen.id, redo=redo)
                _turned_over(library.store, chosen.id, redo=redo)
                return chosen, turned
        changed, problems = turn(library, chosen.id, redo=redo)
        for problem in problems:
            library.say(str(problem))
        _turned_over(library.store, chosen.id, redo=redo)
    return chosen, changed


def _chosen(store: Store, run: int | None, *, redo: bool) -> Run:
    """The run of that number, by default the last that can be turned. Raises: Refused."""
    wanted = ("undone",) if redo else ("done", "interrupted")
    if run is None:
        chosen = _taken_back_last(store) if redo else store.run_in(wanted)
    else:
        chosen = store.run(run)
    if chosen is None or chosen.state not in wanted:
        raise Refused(_why_not(chosen, run, redo=redo))
    return chosen


_BACK = "taken back"
"""Where the numbers of the runs that were taken back are kept, in the order in which they were."""


def _taken_back_last(store: Store) -> Run | None:
    """The run that was taken back last; of those that nobody took note of, the earliest: one goes back from the latest."""
    for number in reversed(json.loads(store.meta(_BACK) or "[]")):
        run = store.run(number)
        if run is not None and run.state == "undone":
            return run
    return store.run_in(("undone",), oldest=True)


def _turned_over(store: Store, run: int, *, redo: bool) -> None:
    """Marks a run as taken back, or as done again."""
    others = [number for number in json.loads(store.meta(_BACK) or "[]") if number != run]
    store.put_meta(_BACK, json.dumps(others if redo else [*others, run]))
    store.mark(run, "done" if redo else "undone")


def _turn_run(library: Library, run: int, *, redo: bool) -> int:
    """Takes back a run that wrote no files, or does it again; returns how many documents changed."""
    decided = library.store.meta(f"decided {run}")
    if not decided:
        return _turn(library, run, redo=redo)
    return _turn_decisions(library, json.loads(decided), redo=redo)


def _why_not(chosen: Run | None, run: int | None, *, redo: bool) -> str:
    verb = "done again" if redo else "taken back"
    if run is None:
        return f"there is no run that could be {verb}. Type: tagger log"
    if chosen is None:
        return f"there is no run {run}. Type: tagger log"
    return f"run {run} is {chosen.state} and cannot be {verb}. Type: tagger log"


def _overlaid(library: Library, number: int, sha256: str, machine: bytes | None = None) -> Retagged:
    """A document's findings, by default those it has of rules and model, with the decisions in force over them."""
    _, layers = library.store.contents([number])[number]
    machine = machine or layers.of_machine
    rules = layers.of_rules if layers.rules is not None else machine
    return layered(number, sha256, machine, rules, library.decisions, library.knowledge)


def _turn_decisions(library: Library, turns: Sequence[tuple[Sequence[str], str]], *, redo: bool) -> int:
    """Gives each decision the verdict that it had before, or the one that was then given."""
    again = [Decision(*decision)._replace(at="") for decision, _ in turns]  # type: ignore[arg-type]
    if not redo:
        again = [decision._replace(verdict=before) for decision, (_, before) in zip(again, turns, strict=True)]  # type: ignore[arg-type]
    library.decisions.refresh()
    library.decisions.append(again)
    changed = 0
    for sha256 in dict.fromkeys(decision.sha256 for decision in again):
        stored = library.store.by_hash(sha256)
        if stored is not None:
            changed += len(library.store.retag([_overlaid(library, stored.id, sha256)], None, None).changed)
    return changed


def _turn(library: Library, run: int, *, redo: bool) -> int:
    """Takes out of each document what the run put in and puts back what it took out; what a person decided stays.

    A document that the run brought in is out of sight until the run is done again or the file is tagged again.
    """
    store = library.store
    library.decisions.refresh()
    batch: list[Retagged] = []
    given: dict[int, bytes | None] = {}
    new: list[int] = []
    for number, before, after in store.changes(run):
        if before is None:
            new.append(number)
            continue
        stored = store.stored([number])[0]
        current = store.contents([number])[number][1].of_machine
        given[number] = None if redo else (after or current)
        old, then = unpack_findings(before), unpack_findings(after or current)
        findings = _turned(unpack_findings(current), old, then) if redo else _turned(unpack_findings(current), then, old)
        batch.append(_overlaid(library, number, stored.sha256, pack_findings(findings)))
    store.turn(run, batch, given, new, redo=redo)
    return len(batch) + len(new)


def _turned(current: Sequence[Finding], off: Sequence[Finding], on: Sequence[Finding]) -> list[Finding]:
    """`current` with the change from `off` to `on` made to it; what neither knows stays."""
    was, becomes = {finding[:3]: finding for finding in off}, {finding[:3]: finding for finding in on}
    kept = {finding[:3]: finding for finding in current}
    for key, finding in becomes.items():
        if key not in was or (key in kept and kept[key] == was[key]):
            kept[key] = finding
    for key in was.keys() - becomes.keys():
        kept.pop(key, None)
    return in_order(list(kept.values()))
