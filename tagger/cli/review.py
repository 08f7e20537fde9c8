"""review: the doubtful tags one by one, one key a decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagger.cli import completing, keys, moves
from tagger.cli.app import Command
from tagger.cli.shell import DONE, query_of, shell
from tagger.console import clean, cut, number, path_of
from tagger.model import Decision

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.library.review import Doubt

_PROMPT = "[a]ccept [r]eject [o]ther [s]kip [u]ndo [q]uit "
_AROUND, _QUOTES = 160, 3


def review(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]", help="Only in the documents it holds for.", autocompletion=completing.query),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The doubtful tags as JSON, without asking.")] = False,
) -> int:
    """Go through the doubtful tags one by one: accept, reject, another value, skip, undo, quit.

    Every answer is kept at once and holds against every later run, so you can stop at any time and go on another day. Texts
    that you decided on and that were moved and edited since come first: whether they are the same, so that your decisions hold.
    """
    asked = query_of(query)
    with shell.library(write=not as_json) as library:
        found, doubts = moves.pending(library, asked), doubtful(library, asked)
        if as_json:
            shell.json([*map(moves.as_row, found), *map(_as_row, doubts)])
            return DONE
        if not doubts and not found:
            shell.say("Nothing is in doubt.")
            return DONE
        keys.needs_terminal("review", "Use tagger review --json, tagger set FILE topic=… and tagger unset FILE topic=….")
        if not moves.Session(library, found).run():
            return DONE
        session = Session(library, doubtful(library, asked))
        session.run()
    shell.say(f"{number(session.decided, 'decision')}; {number(session.left, 'doubtful tag')} left. The same command goes on.")
    if session.decided:
        shell.say("The next tagger tag learns from them.")
    return DONE


def _as_row(one: Doubt) -> dict[str, Any]:
    facet, role, value = one.finding[:3]
    return {"path": one.path, "facet": facet, "role": role, "value": value, "doubt": round(one.doubt, 3)}


def doubtful(library: Library, query: str) -> list[Doubt]:
    """The doubtful tags that a person has not decided on, in the order in which an answer teaches the most."""
    from tagger.library.review import queue

    known = {
        (one.sha256, one.facet, one.role, one.value)
        for sha256 in library.decisions.hashes()
        for one in library.decisions.of(sha256)
    }
    found = queue(
        (stored.id, stored.sha256, stored.path, findings) for stored, _, findings in library.documents(library.find(query))
    )
    return [doubt for doubt in found if (doubt.sha256, *doubt.finding[:3]) not in known]


class Session:
    """One sitting: where it is in the queue, and which runs its answers made."""

    def __init__(
        self,
        library: Library,
        doubts: list[Doubt],
        key: Callable[[str, str], str] = keys.key,
        line: Callable[[str], str] = keys.line,
    ) -> None:
        self.library, self.doubts, self.key, self.line = library, doubts, key, line
        self.at = 0
        self.answers: list[tuple[int, int]] = []
        """Where each answer was given, and the number of the run that it made; 0 where it was skipped."""

    @property
    def decided(self) -> int:
        """How many decisions stand."""
        return sum(run > 0 for _, run in self.answers)

    @property
    def left(self) -> int:
        """How many tags wait, those skipped among them."""
        return len(self.doubts) - self.decided

    def run(self) -> None:
        """Asks until the queue or the person's patience ends."""
        while self.at < len(self.doubts):
            doubt = self.doubts[self.at]
            self._show(doubt)
            answer = self.key(_PROMPT, "arosuq")
            if answer == "q":
                return
            if answer == "u":
                self._undo()
                continue
            made = self._decisions(doubt, answer)
            if made is None:
                continue
            self.answers.append((self.at, self._keep(doubt, made)))
            self.at += 1

    def _decisions(self, doubt: Doubt, answer: str) -> list[Decision] | None:
        """What an answer stands for; [] for skip, None where the question is to be asked again."""
        if answer == "s":
            return []
        facet, role, value = doubt.finding[:3]
        accepted = Decision(doubt.sha256, facet, role, value, "set")
        if answer == "a":
            return [accepted]
        roles = ("about", "mentions") if facet == "topic" else (role,)
        rejected = [accepted._replace(verdict="unset", role=one) for one in roles]  # type: ignore[arg-type]
        if answer == "r":
            return rejected
        other = self._other(doubt)
        return [*rejected, accepted._replace(value=other)] if other else None

    def _other(self, doubt: Doubt) -> str:
        from tagger.cli.deciding import value_of
        from tagger.errors import TaggerError
        from tagger.library.review import others

        typed = self.line(f"{doubt.finding.role} instead (nothing to go back): ")
        if not typed:
            return ""
        try:
            return value_of(self.library, doubt.finding.facet, typed, known=False)
        except TaggerError as fault:
            shell.say(clean(str(fault)))
        labels = [(concept.id, concept.pref_label) for concept in self.library.knowledge.vocabulary("topic")]
        near = list(others(doubt.finding, labels, typed))[:9] if doubt.finding.facet == "topic" else []
        for n, (value, label) in enumerate(near, 1):
            shell.say(f"  {n} {clean(label)} ({value})")
        if not near:
            return ""
        digits = "".join(str(n) for n in range(1, len(near) + 1))
        chosen = self.key(f"one of {digits}, or [q] to go back ", digits + "q")
        return "" if chosen == "q" else near[int(chosen) - 1][0]

    def _keep(self, doubt: Doubt, made: list[Decision]) -> int:
        if not made:
            return 0
        stored = self.library.store.by_hash(doubt.sha256)
        assert stored is not None  # it was read from the same index, which this command holds for writing
        words = " ".join(f"{one.verdict} {one.role}={one.value}" for one in made)
        return self.library.decide(stored, made, f"review {doubt.path}: {words}")

    def _undo(self) -> None:
        if not self.answers:
            shell.say("Nothing to take back.")
            return
        self.at, run = self.answers.pop()
        if run:
            self.library.undo(run)

    def _show(self, doubt: Doubt) -> None:
        from tagger.masking import masked

        _, document, _ = next(iter(self.library.documents([doubt.document])))
        out, finding = shell.err, doubt.finding
        shell.say()
        shell.say(
            f"{self.at + 1} of {len(self.doubts)}  {out.style(cut(clean(document.title) or path_of(doubt.path), out.width - 12), 'bold')}"
        )
        label = f"{clean(finding.label)} ({clean(finding.value)})" if finding.label != finding.value else clean(finding.value)
        shell.say(f"{finding.facet} {finding.role}: {out.style(label, 'green')}  {finding.score:.2f} {finding.origin}")
        for span in finding.spans[:_QUOTES]:
            text = document.fields[span.field]
            first, last = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
            shown = masked(text, first, last)
            start, end = span.start - first, span.end - first
            before, after = shown[:start], shown[end:]
            left = f"…{clean(before.partition(' ')[2])}" if first else clean(before)
            right = f"{clean(after.rpartition(' ')[0])}…" if last < len(text) else clean(after)
            left += " " if before[-1:].isspace() and left else ""
            right = " " * (after[:1].isspace() and bool(right)) + right
            shell.say(f"  {span.field}: {out.mark(left, clean(shown[start:end]), right)}")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("review", cls=Command, epilog="Example: tagger review topic:strikes")(review)
