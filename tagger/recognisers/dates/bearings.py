"""What the words right at a date say of its direction, where the verbs of its sentence mislead: nobody could be reached on Friday, Sunday's
attack is over, and an election in November is the nearest one."""

from __future__ import annotations

import re
from typing import NamedTuple

from tagger.datafiles import compiled
from tagger.recognisers.dates.around import Gated, Sets

REACH = 90
MARKS = ",.;:'’\"”)"


def _ahead(sets: Sets) -> Gated:
    """What right before a date says that it lies ahead: what is due, and what starts or ends ("polls close Sunday", but not "at the close Friday")."""
    due, then, on, starts, moved, be, short = (
        sorted(sets[name]) for name in ("due_now", "due_then", "due_on", "starts_or_ends", "moved_to", "be_now", "be_short")
    )
    first = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in due)
    return Gated(
        re.compile(
            rf"\b(?:{first})(?: (?:{'|'.join(then)}|in [A-Z]\w+))?,? (?:(?:{'|'.join(on)}) )?$"
            rf"|(?:\b(?:{'|'.join(be)})|['’](?:{'|'.join(short)})) (?:{'|'.join(then)}) (?:(?:{'|'.join(on)}) )?$"
            rf"|[a-z]s (?:{'|'.join(starts)}) (?:on )?$|\b(?:{'|'.join(moved)}) to $"
        ),
        tuple(word[1:] for word in due),
        (
            *(f" {word} {on}" for word in (*then, *starts) for on in ("", "on ", "in ", "by ")),
            *(f"{words} to " for words in moved),
        ),
    )


class Bearings(NamedTuple):
    """The expressions that look at what stands before and after a date; each is made fit when it is first asked, since most texts ask few."""

    since: str
    unsaid: str
    happened: str
    happened_of: str
    due: str
    due_of: str
    put_off: str
    ahead: Gated
    was_due: str
    inviting: tuple[str, ...]
    amended: tuple[str, ...]
    """Before a day that may come after that of issue: "edited on 9 July"; and "by"."""
    until: tuple[str, ...]
    given_until: tuple[str, ...]
    words: tuple[frozenset[str], frozenset[str]]
    """What happened, and what is planned: the expressions are asked only where one of these stands near."""

    @classmethod
    def of(cls, sets: Sets) -> Bearings:
        """Made of the words of the cues."""
        unsaid, happened, due, able, put_off, aside = (
            "|".join(sorted(sets[name])) for name in ("unsaid", "happened", "due", "able", "put_off", "due_not_after")
        )
        until = tuple(f"{word} " for word in sorted(sets["until"]))
        return cls(
            r"\b[Ss]ince (?:at least |about |the )?$",
            rf"\b(?:could|would)(?:n['’]t| not)(?: \w+ly| yet)? (?:be )?(?:{unsaid})\b[^.,;:?!]{{0,40}}$|\breached(?: for comment)?(?: on| by phone on)? $",
            rf"(?:\b(?:the|that|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)|['’]s|s['’])(?: [\w-]+){{0,2}} (?:{happened})(?: (?:in|at|on) [A-Z][\w.]+(?:(?:,|,? and)? [A-Z][\w.]+){{0,6}})?(?: on| in)? $",
            rf"(?:['’]s)? (?:[\w-]+ )?(?:{happened})\b",
            rf"\b(?:{due})(?: (?:in|at|on) (?:the )?[A-Z][\w.]+(?:,? [A-Z][\w.]+)?)?,? (?:in|this|until|of) $|\b(?:{able}) to [a-z]+ (?:[a-z]+ ){{0,3}}in $",
            rf"(?:['’]s)? (?:(?!(?:{aside})\b)[\w-]+ ){{0,2}}(?:{due})\b",
            rf"\b(?:{put_off})\s[^.\n]*$",
            _ahead(sets),
            rf"\b(?:was|were|been) (?:{'|'.join(sorted(sets['due_now']))}) to\b[^.;]*$",
            tuple(f" {words} {on}" for words in sorted(sets["inviting"]) for on in ("", "on ", "by ")),
            ("by ", *(f"{word} {on}" for word in sorted(sets["amended"]) for on in ("", "on "))),
            until,
            tuple(f"{word} {end}" for word in sorted(sets["given_until"]) for end in until),
            (sets["happened"], sets["due"] | sets["able"]),
        )  # fmt: skip

    def turned(self, text: str, start: int, end: int, cue: str, grain: str) -> str:
        """The direction: "P" or "F", "N" where the nearest is meant, else the cue of the verbs; `grain` is "month" or "day" where the year alone is open."""
        before = text[start - REACH : start] if start > REACH else " " + text[:start]
        if before.endswith(self.until) and (before.endswith(self.given_until) or compiled(self.put_off).search(before)):
            return "F"
        if self.ahead.finds(before, before):
            return "F"
        if "ince " in before and compiled(self.since).search(before):
            return "P"
        if not cue and not grain and before.lower().endswith(self.inviting):
            return "F"
        if cue == "P" and not grain:
            return cue
        if cue == "F" and grain and "due to " in before and compiled(self.was_due).search(before):
            return "N"
        after = text[end : end + REACH]
        near = {word.strip(MARKS) for word in before.split()[-10:] + after.split(None, 4)[:4]}
        if cue != "P" and grain != "month" and self._is_over(before, after, near):
            return "P"
        if grain and cue == "P" and before.endswith(self.amended):
            return "N"
        if grain and cue != "F" and not near.isdisjoint(self.words[1]):
            flat = before.replace("\n", " ")
            return "N" if compiled(self.due_of).match(after.replace("\n", " ")) or compiled(self.due).search(flat) else cue
        return cue

    def _is_over(self, before: str, after: str, near: set[str]) -> bool:
        """Whether something happened then that nobody plans, or nobody could be reached."""
        flat = before.replace("\n", " ")
        if ("not " in flat or "n't " in flat or "n’t " in flat or "reached" in flat) and compiled(self.unsaid).search(flat):
            return True
        if near.isdisjoint(self.words[0]):
            return False
        return (
            compiled(self.happened_of).match(after.replace("\n", " ")) is not None
            or compiled(self.happened).search(flat) is not None
        )
