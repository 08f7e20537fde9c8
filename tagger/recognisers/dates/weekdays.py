"""Whether a day of the week is one day: not every such day, no name, no hours of a shop."""

from __future__ import annotations

import re

from tagger.recognisers.dates.around import BARE, GLUE, Around, Fields, Sets

PAPER, PAPERS = re.compile(r"\b(?:[Tt]he (?:Mail|Independent)|Mail) on $"), ("Mail on ", "Independent on ")
PARTNER_BEFORE, PARTNER_AFTER = re.compile(r"[A-Z][a-z]+\.?(?: (?:and|or|&) |/)$"), re.compile(r"\.?(?: (?:and|or|&) |/)[A-Z]")
"""The other of two days in short, with its capital: "Mon and Tue"."""
BEFORE_SHORT = frozenset(("", " ", "(", "/", "\n"))
DAY_BEFORE = re.compile(r"\d\w*(?:[ /]\w{3,9}\.?)?(?:,? \d{4})?,? ?\($")
"""What ends with a date and a bracket: a day of the week in it is that date's: "22 May (Tuesday)"."""
INITIAL = re.compile(r"(?<![\w.])[A-Z]\. $")
"""The initial before a surname: "S. Sunday"."""
TWO_CAPITALS = re.compile(r" [A-Z]\w+ [A-Z]")
"""A name of its own after a day: "On Monday Bridge Street flooded"."""
STOP = re.compile(r"[.!?]\s|\n")
NTH = ("st ", "nd ", "rd ", "th ")
"""What ends with the number of a day of the week: "18th Sunday after Trinity"."""
GLUED = GLUE - {"*", "_"}
HOUR = re.compile(r" at (?:\d|noon|midday)")
RANGES = (" to ", " through ", " - ", " – ", "-", "–")
"""What joins the two ends of a range of days."""


class Weekdays:
    """The checks of days of the week; `sets` are the words of `dates.*.cues.toml`."""

    def __init__(self, sets: Sets) -> None:
        self.sets = sets

    def weekday(self, near: Around, fields: Fields) -> bool:
        """A day of the week that is one day, not every such day and no name."""
        if "shortweekday" in fields and not (near.words[:1].isupper() and self._alone(near)):
            return False
        last = near.before[-1:]
        if last.isalnum() or last in GLUED or near.after[:1].isalnum():
            return False
        if last == "(" and near.after[:1] == ")" and DAY_BEFORE.search(near.before):
            return False
        if near.previous[:1].isdigit() and near.before.endswith(NTH):
            return False
        if self._named_day(near) or ("other" in fields and self._opening_hours(near)):
            return False
        if near.previous in self.sets["owners"] or near.previous == "a":
            return near.next in self.sets["weekday_events"] and near.after[:1] == " "
        return near.previous not in self.sets["weekday_before"] and near.next not in self.sets["weekday_after"]

    def _named_day(self, near: Around) -> bool:
        """Whether the day is part of a name: "Bloody Sunday", "the Sunday Times", "the Mail on Sunday"."""
        if near.capital_before(self.sets["day_names"]) or INITIAL.search(near.before):
            return True
        if near.capital_next and near.next in self.sets["newspapers"]:
            return True
        if near.capital_next and near.next in self.sets["day_in_name"] and TWO_CAPITALS.match(near.after) is None:
            return True
        return near.before.endswith(PAPERS) and PAPER.search(near.before) is not None

    def weekday_day(self, near: Around, fields: Fields) -> bool:
        """ "Friday the 13th", "Sunday 31": no count and no hour of the day."""
        if "nth" in fields:
            return near.previous not in self.sets["weekday_before"]
        if "fullweekday" not in fields and not near.words.split()[0].istitle():
            return False
        small = near.next in ("and", "or", "at") and near.after[:1] != "-"
        return (near.closes and not near.after[1:2].isdigit()) or small

    def weekday_capital(self, near: Around, fields: Fields) -> bool:
        """ "last week Sat", not "last week sat"; a week may end the expression."""
        return near.last[:1].isupper() or near.low.endswith(("week", "day")) or "daypart" in fields

    def week_from(self, near: Around, fields: Fields) -> bool:
        """ "a week on Friday", "Tuesday week": nothing follows that makes it another thing."""
        return near.low.startswith(("a ", "one ")) or (near.closes and near.previous not in self.sets["weekday_before"])

    def week_today(self, near: Around, fields: Fields) -> bool:
        """ "we leave a week today", "today week": what lies ahead, not what it is a week since."""
        return near.closes and near.previous not in self.sets["is_or_was"]

    def in_short(self, near: Around, fields: Fields) -> bool:
        """ "on Sat", "Sun night": with its capital, no part of a name, no name of a test."""
        word = near.words.split()[0].rstrip(".")
        if not word.istitle() or near.previous == "the" or near.before[-1:] not in BEFORE_SHORT or not self._alone(near):
            return False
        if "other" in fields:
            sure = bool(PARTNER_BEFORE.search(near.before) or PARTNER_AFTER.match(near.after))
        elif near.next == "at" or (word.lower() in self.sets["days_or_names"] and near.previous != "on"):
            sure = "daypart" in fields or HOUR.match(near.after) is not None
        else:
            sure = True
        return sure and (near.closes or near.next in self.sets["clause_words"] or near.after[:1] == "/")

    def _alone(self, near: Around) -> bool:
        """Whether nothing joins a day to another: "Mon-Fri" are all of them."""
        return not near.before.endswith(RANGES) and not near.after.startswith(RANGES)

    def _opening_hours(self, near: Around) -> bool:
        """Whether a range of days is when something is open every week: "open Monday to Friday"."""
        if not (near.after.startswith(RANGES) or near.before.endswith(RANGES)):
            return False
        here = STOP.split(near.before)[-1] + STOP.split(near.after)[0]
        words = {word.strip(BARE).lower() for word in here.split()}
        return not words.isdisjoint(self.sets["opening_hours"])
