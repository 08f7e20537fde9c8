"""What is said and asked about texts that were moved and edited: whether a person's decisions go along."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tagger.cli import keys
from tagger.cli.shell import shell
from tagger.console import clean, cut, number, path_of

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.library.moved import Move

_SHOWN = 5
_PROMPT = "the same text? [y]es [n]o [s]kip [u]ndo [q]uit "


def pending(library: Library, query: str = "") -> list[Move]:
    """The pairs to ask about; with a query those alone whose new text it holds for."""
    from tagger.library.moved import pending

    return pending(library, set(library.find(query)) if query else None)


def tell(library: Library) -> None:
    """Says after a run how many there are and how to settle it."""
    found = pending(library)
    if not found:
        return
    many = (
        "texts that you decided on are gone, and new ones are"
        if len(found) > 1
        else "text that you decided on is gone, and a new one is"
    )
    shell.say(f"{len(found):,} {many} much alike:")
    for move in found[:_SHOWN]:
        shell.say(f"  {path_of(move.old.path)} → {path_of(move.new.path)} ({move.likeness:.0%} alike)")
    if len(found) > _SHOWN:
        shell.say(f"  and {len(found) - _SHOWN:,} more")
    shell.say(f"Do your decisions go along? tagger review asks; or type: {command(library, found[0])}")


def command(library: Library, move: Move) -> str:
    """What settles a pair where nobody can be asked."""
    from tagger.cli.asking import relative

    return shlex.join(
        ["tagger", "set", path_of(relative(library, move.new.path)), "--from", path_of(relative(library, move.old.path))]
    )


def as_row(move: Move) -> dict[str, Any]:
    """A pair as JSON."""
    decisions = [f"{one.verdict} {one.role}={one.value}" for one in move.decisions]
    return {"path": move.new.path, "moved_from": move.old.path, "alike": move.likeness, "decisions": decisions}


class Session:
    """Asks about the pairs one by one."""

    def __init__(self, library: Library, moves: list[Move], key: Callable[[str, str], str] = keys.key) -> None:
        self.library, self.moves, self.key = library, moves, key
        self.answers: list[tuple[int, int]] = []
        """What was answered: the place in the list, and the run that carried decisions over; 0 for a no, -1 for a skip."""

    def run(self) -> bool:
        """Asks until all are answered; returns whether the person wants to go on."""
        at = 0
        while at < len(self.moves):
            self._show(at)
            answer = self.key(_PROMPT, "ynsuq")
            if answer == "q":
                return False
            if answer == "u":
                at = self._undo(at)
                continue
            self.answers.append((at, self._keep(self.moves[at], answer)))
            at += 1
        return True

    def _keep(self, move: Move, answer: str) -> int:
        from tagger.library.moved import carry, refuse

        if answer == "y":
            return carry(self.library, move.old, move.new, f"review {move.new.path} is {move.old.path}")
        if answer == "n":
            refuse(self.library, move)
            return 0
        return -1

    def _undo(self, at: int) -> int:
        from tagger.library.moved import unrefuse

        if not self.answers:
            shell.say("Nothing to take back.")
            return at
        at, run = self.answers.pop()
        if run > 0:
            self.library.undo(run)
        elif run == 0:
            unrefuse(self.library, self.moves[at])
        return at

    def _show(self, at: int) -> None:
        move, out = self.moves[at], shell.err
        shell.say()
        shell.say(f"{at + 1} of {len(self.moves)}  {out.style('moved and edited?', 'bold')}  {move.likeness:.0%} alike")
        for name, one in (("gone", move.old), ("new", move.new)):
            shell.say(cut(f"  {name:<5} {path_of(one.path)}  {clean(one.title)}", out.width))
        shell.say(f"  {number(len(move.decisions), 'decision')} of yours: {clean(', '.join(as_row(move)['decisions'][:6]))}")
