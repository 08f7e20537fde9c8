"""What the first and last lines of a text say of its own date: datelines, bylines, letter heads, "Published …", "Updated …"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tagger.datafiles import compiled
from tagger.model import Document, Role
from tagger.recognisers.dates.places import Candidate, candidate, labelled
from tagger.recognisers.dates.written import Order, Written, clock_after, dates_in, may_hold_day, rules

_HEAD_LINES, _TAIL_LINES, _LONGEST_LINE = 14, 6, 200
_HEAD_CHARACTERS, _TAIL_CHARACTERS = 6000, 1500
_PLACE_WORD = r"[A-ZÀ-Þ][^\W\d_]*+(?:[.'’-][^\W\d_]*+){0,4}"
"""Gives nothing back, so that no run of letters can be cut up in many ways."""
_DATEISH = re.compile(r"\d(?:(?<=1)[5-9]\d\d|(?<=2)0\d\d|[./-]\s?\d{1,2}[./-]\s?\d\d)")
"""A year, or a date in numbers: the digit first, since a search for one sign of a class is quick."""


_BAR = re.compile(r"[|·•–—(\]]")


class _Line(NamedTuple):
    """A rule for a line: what stands after the date, and what stands before it, which costs more and is made fit when first needed."""

    id: str
    role: Role
    score: float
    before: str
    after: re.Pattern[str]
    alone: bool

    def fits(self, line: str, written: Written, barred: bool) -> bool:
        """Whether a date of the line stands as the rule says; `barred` where a bar or the like stands before it, which alone begins
        what a rule wants but for the line itself."""
        if self.after.match(line, written.end) is None:
            return False
        before = compiled(self.before)
        return (before.search if barred else before.match)(line, 0, written.start) is not None


@cache
def _line_rules() -> tuple[_Line, ...]:
    words = rules()["words"]

    def listed(name: str) -> str:
        return "(?:" + "|".join(re.escape(w) for w in sorted(words[name], key=len, reverse=True)) + r")(?!\w)"

    weekday = "(?i:" + listed("weekday") + r")\.?"
    gap = rf"[\s:.,|–—-]{{0,4}}(?:(?:on|am|at|le|el|il|den|em|na|op|om|den|the)\s)?(?:\d\d?[:.]\d\d,?\s)?(?:{weekday},?\s)?(?:the\s|den\s|,\s)?"
    named = {
        "published": rf"(?:^[*_>#]{{0,3}}|{_BAR.pattern}\s{{0,3}})" + listed("published"),
        "updated": rf"(?:^[*_>#]{{0,3}}|{_BAR.pattern}\s{{0,3}})" + listed("updated"),
        "byline": listed("byline"), "weekday": weekday, "gap": gap, "agency": r"\([^()]{2,40}\)",
        "stamp": r"\s?(?:,|at|um|à|@|–|-|\|)?\s?\d{1,2}[:.h]\d\d", "clock": r"(?:[\s,|@–—-]{0,4}(?:at|um|à|a las|kl\.?)?\s?\d{1,2}[:.h]\d\d(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?|Uhr|h|GMT|UTC|[A-Z]{2,4})?)?",
    }  # fmt: skip
    places = {
        "upper": r"[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]{1,40}",
        "title": rf"(?!(?i:{weekday})){_PLACE_WORD}(?: {_PLACE_WORD}){{0,3}} ?",
    }
    out = []
    for rule in rules()["line"]:
        pattern = rule["pattern"]
        for name, meant in {**named, "place": places[rule.get("place", "title")]}.items():
            pattern = pattern.replace("$" + name, meant)
        case = "" if "place" in rule else "(?i)"
        before, after = pattern.split("$date")
        out.append(
            _Line(
                rule["id"], rule["role"], rule["score"], rf"{case}{before}\Z", re.compile(case + after), rule.get("alone", False)
            )
        )
    return tuple(out)


def may_tell(body: str) -> bool:
    """Whether a day can stand in the first or the last lines."""
    return may_hold_day(body[:_HEAD_CHARACTERS]) or (len(body) > _HEAD_CHARACTERS and may_hold_day(body[-_TAIL_CHARACTERS:]))


def in_text(document: Document, order: Order, language: str) -> list[Candidate]:
    """What the first and last lines of the text say of its own date."""
    body = document.body
    found: list[Candidate] = []
    alone: set[str] = set()
    for start, line in _lines(body):
        dates = dates_in(line, order, language)
        if not dates:
            continue
        for written in dates[:2]:
            barred = _BAR.search(line, 0, written.start) is not None
            for rule in _line_rules():
                if rule.fits(line, written, barred) and not _contradicted(rule, line, written):
                    shifted = written._replace(start=written.start + start, end=written.end + start)
                    found.append(candidate(rule.role, rule.score, shifted, "body", rule.id))
                    if rule.alone:
                        alone.add(written.value)
                    break
    if len(alone) > 1:  # dates as headings: a chronicle or a diary
        found = [c for c in found if not c.span.rule.endswith(("/line", "/letter", "/stamp", "/barred"))]
    return found


def _contradicted(rule: _Line, line: str, written: Written) -> bool:
    """Whether the words around the date speak against a line rule: another meaning before it, a sentence after it."""
    if labelled(line[: written.start]) == "other":
        return True
    if not rule.id.endswith(("published", "updated")):
        return False
    rest = line[written.end :].strip()
    return len(rest) > 90 or (len(rest) > 25 and rest.endswith(".") and not clock_after(line, written.end))


def _lines(body: str) -> list[tuple[int, str]]:
    """The short lines at the head and the tail of the text, with their offsets; a dateline's line is cut after its head."""
    out = []
    at = count = 0
    head = body[:_HEAD_CHARACTERS]
    for line in head.splitlines(keepends=True):
        if line.strip():
            count += 1
            if _DATEISH.search(line, 0, _LONGEST_LINE):
                text = line.rstrip() if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE]
                lead = len(text) - len(text.lstrip())
                out.append((at + lead, text[lead:]))
        at += len(line)
        if count >= _HEAD_LINES:
            break
    if len(body) > at:
        tail_start = max(at, len(body) - _TAIL_CHARACTERS)
        rows = []
        position = tail_start
        for line in body[tail_start:].splitlines(keepends=True):
            if len(line) <= _LONGEST_LINE and _DATEISH.search(line):
                rows.append((position + len(line) - len(line.lstrip()), line.strip()))
            position += len(line)
        out += rows[-_TAIL_LINES:]
    return out
