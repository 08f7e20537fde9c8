"""The year of a date whose words leave it out, or give two digits of it: from the day of issue, the story, or the other end of a range."""

from __future__ import annotations

from typing import Any

from tagger.edtf import Day, is_day, ordinal, weekday
from tagger.recognisers.dates.values import SEASON_MONTH, Context, Mention, Tense

TURN, WINTER, JUST_BEFORE_WINTER = 7, 24, 2
JUST = 90
UNTOLD = 110
"""Days; what lies further back than eight months is seldom told without its year, what lies so near ahead often."""


def day_number(fields: dict[str, Any]) -> int | None:
    """The day of the month that is captured, if any."""
    for name in ("day", "nth", "ordinal"):
        if name in fields:
            return int(fields[name])
    return None


def near_year(context: Context, month: int, day: int | None, tense: Tense) -> int | None:
    """The year of a month or day without one."""
    if not context.news or (context.follows and tense() != "F"):
        return story_year(context.last if context.news else context.line, month)
    assert context.anchor is not None
    year, now_month, now_day = context.anchor
    if context.grain == "year":
        return year
    here, now = (month, day or 0), (now_month, now_day if day else 0)
    way = tense()
    if way == "p" and day and 0 < ordinal(_next(context.anchor, month, day)) - ordinal(context.anchor) <= UNTOLD:
        way = "F"
    if way in ("P", "p"):
        return year if here <= now else year - 1
    if way == "F" and not _just_past(context.anchor, month, day):
        return year if here >= now else year + 1
    ahead = (month - now_month) % 12
    if here == now or month == now_month:
        return year
    if 0 < ahead <= (5 if way == "N" else 4 if day else 2):
        return year if month > now_month else year + 1
    return year if month < now_month else year - 1


def _just_past(now: Day, month: int, day: int | None) -> bool:
    """Whether a month is the last one, or a day lies at most three months back: nobody says of so far ahead that it will come without its year."""
    if day is None or not is_day(now.year, month, day):
        return (now.month - month) % 12 == 1
    return 0 < ordinal(now) - ordinal(Day(now.year - (month > now.month), month, day)) <= JUST


def _next(now: Day, month: int, day: int) -> Day:
    """The next day of that name; the first of the month where a year has no such day."""
    year = now.year + ((month, day) < (now.month, now.day))
    return Day(year, month, day if is_day(year, month, day) else 1)


def story_year(line: Mention | None, month: int) -> int | None:
    """In narrative the year goes on; it turns where the months leap back by more than half a year."""
    if line is None:
        return None
    if line.part == WINTER:
        return line.year + (month < SEASON_MONTH[WINTER] - JUST_BEFORE_WINTER)
    reached = SEASON_MONTH.get(line.part) if line.part else line.month
    return line.year + 1 if reached is not None and month < reached - TURN else line.year


def year_of(fields: dict[str, Any], context: Context) -> int | None:
    """The year that is captured: whole, of two digits, or with its era."""
    if "era" in fields or "ad" in fields:
        year = fields.get("any", fields.get("year"))
        if year is None:
            return None
        return 1 - year if str(fields.get("era", "ad")).startswith("bc") else int(year)
    if "yy" in fields:
        short = int(fields["yy"])
        if "year" in fields:
            century = fields["year"] - fields["year"] % 100
            return int(century + short + (100 if short < fields["year"] % 100 else 0))
        return wide_year(short, context)
    return fields.get("year")


def wide_year(short: int, context: Context) -> int:
    """A year of two digits: at most ten years ahead of the day of issue, else of the century before; in a story that which is nearest
    to where it has come."""
    reached = context.age if context.news or context.line is None else context.line.year
    if reached is not None:
        return min((reached - reached % 100 + step + short for step in (-100, 0, 100)), key=lambda year: abs(year - reached))
    now = context.anchor.year if context.anchor else 2030
    year = now - now % 100 + short
    return year - 100 if year > now + 10 else year


def leap_year(year: int, tense: Tense) -> int:
    """The year itself where it has a 29 February, else the nearest that has in the direction of the tense."""
    step = 1 if tense() == "F" else -1
    return next(year + step * years for years in range(9) if is_day(year + step * years, 2, 29))


def lent_year(fields: dict[str, Any], year: int, month: int, day: int | None) -> int:
    """The year of one end of a range that the other lends: "from November to February 1945" begins in 1944."""
    other = fields["other"]["month"], day_number(fields["other"]) or 0
    own = month, day or 0
    if fields["lent"] == "after" and own > other:
        return year - 1
    if fields["lent"] == "before" and own < other:
        return year + 1
    return year


def range_year(fields: dict[str, Any], context: Context, month: int, day: int | None, tense: Tense) -> int | None:
    """The year of an end of a range without one: that of its last end, or, where the range turns a year that lies ahead, of its first."""
    begins, end = fields["lent"] == "after", fields["other"].get("month")
    own, other = (month, day), (int(end or month), day_number(fields["other"]))
    first, last = (own, other) if begins else (other, own)
    turns = int(first[0] > last[0])
    if not begins and context.last is not None and context.last[1:3] == first:
        return context.last.year + turns
    if end is None:
        return near_year(context, month, day, tense)
    if turns and context.news and tense() == "F":
        year = near_year(context, *first, tense)
        return year if begins or year is None else year + 1
    year = near_year(context, *last, tense)
    return year - turns if begins and year is not None else year


def turned(fields: dict[str, Any], month: int, day: int, year: int | None) -> tuple[int, int | None]:
    """The month of an end of a range that the other lends, and its year: "from the 27th to the 3rd of March" begins in February."""
    other, ends = day_number(fields["other"]) or 0, fields["lent"] == "before"
    if day >= other if ends else day <= other:
        return month, year
    other_month = month % 12 + 1 if ends else (month - 2) % 12 + 1
    turns = other_month == (1 if ends else 12)
    return other_month, year if year is None or not turns else year + (1 if ends else -1)


def agreeing_year(year: int, month: int, day: int, on: int) -> int:
    """The year nearest to the one given in which that day is that day of the week; the one given where none within two is."""
    for candidate in (year, year - 1, year + 1, year - 2, year + 2):
        if is_day(candidate, month, day) and weekday(Day(candidate, month, day)) == on:
            return candidate
    return year
