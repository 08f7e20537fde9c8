"""What the first and last lines of a text say of its own date: datelines, bylines, letter heads, "Published …", "Updated …"."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import NamedTuple

from tagger.datafiles import compiled
from tagger.model import Role
from tagger.recognisers.dates.places import Candidate, candidate, labelled
from tagger.recognisers.dates.triggers import western
from tagger.recognisers.dates.written import Order, Written, clock_after, dates_in, may_hold_day, rules

_HEAD_LINES, _TAIL_LINES, _LONGEST_LINE = 14, 6, 200
_HEAD_CHARACTERS, _TAIL_CHARACTERS = 6000, 1500
_PLACE_WORD = r"[A-ZÀ-Þ][^\W\d_]*+(?:[.'’-][^\W\d_]*+){0,4}"
"""Gives nothing back, so that no run of letters can be cut up in many ways."""
_DATEISH, _WESTERN = (
    re.compile(digit + r"(?:(?<=1)[5-9]\d\d|(?<=2)0\d\d|[./-]\s?\d{1,2}[./-]\s?\d\d)") for digit in (r"\d", "[0-9]")
)
"""A year, or a date in numbers, in any text and where all digits are those of ASCII: the digit first, since a search for one sign of
a class is quick, the more so of a few."""


_END = r"\Z"
_BAR = re.compile(r"[|·•–—(\]]")
_LETTER = "dates/text/letter"
"""The rule of a line that may head an entry of a diary too, yet does not make one of its text by itself."""
_SLASHED = re.compile(r"[^.!?]{2,61}?/")
"""What a rule that wants a bar takes for one too."""


class _Line(NamedTuple):
    """A rule for a line: what stands after the date, and what stands before it, which costs more and is made fit when first needed."""

    id: str
    role: Role
    score: float
    before: str
    after: re.Pattern[str]
    alone: bool
    barred: bool
    within: int

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
        by_first: dict[str, list[str]] = {}  # a sign of either case is tried one by one, so each but once
        for word in sorted(words[name], key=len, reverse=True):
            by_first.setdefault(word[0], []).append(re.escape(word[1:]))
        return "(?:" + "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items()) + r")(?!\w)"

    weekday = "(?i:" + listed("weekday") + r")\.?"
    gap = rf"[\s:.,|–—-]{{0,4}}(?:(?:on|am|at|le|el|il|den|em|na|op|om|den|the)\s)?(?:\d\d?[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{{2,4}})?,?\s)?(?:{weekday},?\s)?(?:the\s|this\s|den\s|,\s)?"
    named = {
        "published": rf"(?:^[*_>#]{{0,3}}|{_BAR.pattern}\s{{0,3}})" + listed("published"),
        "updated": rf"(?:^[*_>#]{{0,3}}|{_BAR.pattern}\s{{0,3}})" + listed("updated"),
        "byline": listed("byline"), "camp": f"(?i:{listed('camp')})", "minutes": listed("minutes"), "weekday": weekday, "gap": gap, "agency": r"(?:\([^()]{2,40}\)|/[^/]{2,40}/)",
        "hour": r"[\s,|@–—-]{0,4}(?:at|um|à|a las|kl\.?)?\s?\d{1,2}[:.h]\d\d\s?(?:[ap]\.?m\.?|Uhr|h|[A-Z]{2,4})?",
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
                rule["id"],
                rule["role"],
                rule["score"],
                rf"{case}{before}{_END}",
                re.compile(case + after),
                rule.get("alone", False),
                rule.get("barred", False),
                rule.get("within", sys.maxsize),
            )
        )
    return tuple(out)


@cache
def _opening() -> re.Pattern[str]:
    """What a line begins with, up to a date, where it has no bar and a rule fits it."""
    befores = dict.fromkeys(rule.before.removesuffix(_END) for rule in _line_rules() if not rule.barred)
    any_of = "|".join(f"(?i:{before[4:]})" if before.startswith("(?i)") else f"(?:{before})" for before in befores)
    return re.compile(rf"(?:{any_of})(?=\d|[^\W\d_]{{3,14}}\.?\s{{0,3}}\d)")


def lines_that_tell(body: str) -> list[tuple[int, str]]:
    """The first and the last lines that may say when the text was put out, with their offsets: few lines of running prose may."""
    if not may_hold_day(body[:_HEAD_CHARACTERS]) and not (
        len(body) > _HEAD_CHARACTERS and may_hold_day(body[-_TAIL_CHARACTERS:])
    ):
        return []
    opening = _opening()
    return [(start, line) for start, line in _lines(body) if _BAR.search(line) or _SLASHED.match(line) or opening.match(line)]


def in_text(lines: list[tuple[int, str]], order: Order, language: str) -> list[Candidate]:
    """What the first and last lines of a text say of its own date."""
    found: list[Candidate] = []
    alone: set[str] = set()
    for start, line in lines:
        dates = dates_in(line, order, language)
        if not dates:
            continue
        for written in dates[:2]:
            barred = _BAR.search(line, 0, written.start) is not None
            for rule in _line_rules():
                if start <= rule.within and rule.fits(line, written, barred) and not _contradicted(rule, line, written):
                    shifted = written._replace(start=written.start + start, end=written.end + start)
                    found.append(candidate(rule.role, rule.score, shifted, "body", rule.id))
                    if rule.alone:
                        alone.add(written.value)
                    break
    if len(alone) > 1:  # dates as headings: a chronicle or a diary
        heads = {rule.id for rule in _line_rules() if rule.alone} | {_LETTER}
        found = [c for c in found if c.span.rule not in heads]
    return found


def _contradicted(rule: _Line, line: str, written: Written) -> bool:
    """Whether the words around the date speak against a line rule: another meaning before it, a sentence after it."""
    if labelled(line[: written.start]) == "other":
        return True
    if not rule.id.endswith(("published", "updated")):
        return False
    rest = line[written.end :].strip()
    return len(rest) > 90 or (len(rest) > 25 and rest.endswith(".") and not clock_after(line, written.end))


def _dateish(text: str) -> re.Pattern[str]:
    return _DATEISH if western(text) is None else _WESTERN


def _lines(body: str) -> list[tuple[int, str]]:
    """The short lines at the head and the tail of the text, with their offsets; a dateline's line is cut after its head."""
    out = []
    at = count = 0
    head = body[:_HEAD_CHARACTERS]
    dateish = _dateish(head)
    for line in head.splitlines(keepends=True):
        if not line.isspace():
            count += 1
            if dateish.search(line, 0, _LONGEST_LINE):
                text = line.rstrip() if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE]
                lead = len(text) - len(text.lstrip())
                out.append((at + lead, text[lead:]))
        at += len(line)
        if count >= _HEAD_LINES:
            break
    if len(body) > at:
        tail_start = max(at, len(body) - _TAIL_CHARACTERS)
        rows = []
        position, tail = tail_start, body[tail_start:]
        dateish = _dateish(tail)
        for line in tail.splitlines(keepends=True):
            if len(line) <= _LONGEST_LINE and dateish.search(line):
                rows.append((position + len(line) - len(line.lstrip()), line.strip()))
            position += len(line)
        out += rows[-_TAIL_LINES:]
    return out
