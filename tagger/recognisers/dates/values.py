"""What a date comes to: its EDTF value, what it leaves behind for those after it, and what the words around it count from."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from tagger.edtf import Day, add_days, add_months, day_text, weekday, year_text

LAST_YEAR = 9999
"""The last year whose decade and century EDTF can write."""
QUARTER, HALF = 32, 39
"""The EDTF code of a quarter or a half is its number and this."""
kept = lru_cache(maxsize=4096)
"""Most documents speak of the same days, those around their day of issue: what comes to a value is worked out once."""
SEASON_MONTH = {21: 4, 22: 7, 23: 10, 24: 13}
"""The month in the middle of a season; a winter is seen from the year before."""


class Mention(NamedTuple):
    """A date that later words may count from; month and day are None where it is coarser."""

    year: int
    month: int | None = None
    day: int | None = None
    part: int | None = None
    """The code of a season or quarter."""


class Answer(NamedTuple):
    """The value of an expression, and what it leaves behind for those after it."""

    value: str
    mention: Mention | None
    readings: tuple[str, ...] = ()
    """What else it may mean, where the document does not settle it."""


def months_between(first: Mention, last: Mention) -> int:
    """How many months lie between two dates; a year alone counts from the month that is nearest."""
    here = first.month or SEASON_MONTH.get(first.part or 0) or last.month or 1
    there = last.month or SEASON_MONTH.get(last.part or 0) or here
    return (last.year - first.year) * 12 + there - here


@kept
def of_day(day: Day) -> Answer:
    """A day."""
    return Answer(day_text(day), Mention(*day))


@kept
def of_month(year: int, month: int) -> Answer:
    """A month."""
    return Answer(f"{year_text(year)}-{month:02d}", Mention(year, month))


@kept
def of_year(year: int) -> Answer:
    """A year; 0 is 1 BC."""
    return Answer(year_text(year), Mention(year))


@kept
def of_part(year: int, code: int) -> Answer:
    """A season, quarter or half by its EDTF code."""
    return Answer(f"{year_text(year)}-{code}", Mention(year, None, None, code))


@kept
def of_week(day: Day) -> Answer:
    """Monday to Sunday of the week that the day is in."""
    monday = add_days(day, -weekday(day))
    return Answer(f"{day_text(monday)}/{day_text(add_days(monday, 6))}", Mention(*day))


@kept
def of_weekend(day: Day) -> Answer:
    """Saturday and Sunday of the week that the day is in."""
    saturday = add_days(day, 5 - weekday(day))
    return Answer(f"{day_text(saturday)}/{day_text(add_days(saturday, 1))}", Mention(*saturday))


def of_decade(year: int) -> Answer:
    """The decade that the year is in; before our era an interval, since the 480s BC are no EDTF decade."""
    if year > 0:
        return Answer(f"{year // 10:03d}X", Mention(year // 10 * 10))
    tens = (1 - year) // 10 * 10
    return of_span(1 - (tens + 9), min(1 - tens, 0))


def of_century(year: int) -> Answer:
    """The century that the year is in, counted in whole hundreds; before our era an interval."""
    if year >= 0:
        return Answer(f"{year // 100:02d}XX", Mention(year // 100 * 100))
    hundred = -year // 100
    return of_span(-99 - hundred * 100, -hundred * 100)


def of_span(first: int, last: int) -> Answer:
    """An interval of whole years."""
    return Answer(f"{year_text(first)}/{year_text(last)}", Mention(first))


Tense = Callable[[], str]
"""Tells when asked, which costs something, which way an expression lies: "P", "F" or ""; of some "p" or "N", which say less."""


class Context:
    """Where relative dates count from: `anchor` the day of issue, `news` whether bare dates count from it, `last` the date mentioned before, and `line`
    the date that the story has reached, in narrative only: a look back or ahead does not move it; `quarter` the last quarter of a year;
    `follows` where in news a sentence begins right after a date of another time, which it goes on from; `beside` where the date before
    stands in the same sentence, which only matters to "the month" and the like; `age` the first year of a text without a day of issue."""

    def __init__(self, anchor: Day | None, news: bool, grain: str = "day") -> None:
        self.anchor, self.grain = anchor, grain
        self.news = news and anchor is not None
        self.last: Mention | None = None
        self.line: Mention | None = None
        self.quarter: Mention | None = None
        self.follows = self.beside = False
        self.age: int | None = None
        self.day_first = True
        self.order_known = False

    def note(self, mention: Mention, moves: bool, opens: bool) -> None:
        """Remember a date; `moves` where the story may go on from it, `opens` where it begins a sentence or is a paragraph's first.

        In the middle of a sentence the story goes on by at most a year, and back only where a second date follows that is as far back.
        """
        aside, self.last = self.last, mention
        if mention.part is not None and QUARTER < mention.part <= QUARTER + 4:
            self.quarter = mention
        line = self.line
        if line is None:
            self.line = mention
            return
        if not moves or (mention.month is None and mention.part is None and line.year == mention.year):
            return
        if (
            opens
            or 0 <= months_between(line, mention) <= 12
            or (aside and aside != line and abs(months_between(aside, mention)) <= 12)
        ):
            self.line = mention

    def issued(self) -> Mention | None:
        """The day of issue as far as it is known; `grain` is "day", "month" or "year"."""
        if self.anchor is None:
            return None
        year, month, day = self.anchor
        return Mention(year, month if self.grain != "year" else None, day if self.grain == "day" else None)

    def now(self) -> Mention | None:
        """What "last year" counts from: the day of issue in news, the last mention in narrative."""
        return self.issued() if self.news else self.last

    def before(self) -> Mention | None:
        """What "the following year" counts from: the date mentioned before, else the day of issue in news."""
        return self.last or (self.issued() if self.news else None)


def shifted(unit: str, number: int, start: Mention, same: bool = False) -> Answer | None:
    """A unit, that many of them after a mention; None where the mention is coarser than the unit, or EDTF has no such unit."""
    year, month, day, part = start
    if unit == "fortnight":
        unit, number = "week", number * 2
    if unit in ("day", "week", "weekend"):
        if month is None or day is None:
            return None
        base = Day(year, month, day)
        if unit == "day":
            return of_day(add_days(base, number))
        return (of_week if unit == "week" else of_weekend)(add_days(base, 7 * number))
    if unit == "month":
        return of_month(*add_months(year, month, number)) if month is not None else None
    if unit == "quarter":
        if part is not None and part > QUARTER and part <= QUARTER + 4:
            month = (part - QUARTER) * 3
        if month is None:
            return None
        year, month = add_months(year, month, 3 * number)
        return of_part(year, QUARTER + (month + 2) // 3)
    if unit == "year":
        return of_year(year + number)
    year += (10 if unit == "decade" else 100) * number
    if year > LAST_YEAR:
        return None
    return of_decade(year) if unit == "decade" else of_century(year)
