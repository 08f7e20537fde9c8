"""Holidays that fix a day: on a day of the year, on the n-th weekday of a month, counted from Easter Sunday, or by another calendar."""

from __future__ import annotations

from typing import Any

from tagger.edtf import Day, add_days, last_day, weekday
from tagger.recognisers.dates import calendars

GREGORIAN = 1583
"""The first year whose Easter was that of the Gregorian calendar."""


def easter(year: int) -> Day:
    """Easter Sunday of the Western churches in the Gregorian calendar (the anonymous computus of 1876); before it came in, as the
    Julian calendar writes it, since the dates that a text of those years gives are written so."""
    if year < GREGORIAN:
        return calendars.julian_easter(year)
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, over = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    four, left = divmod(rest, 4)
    sunday = (32 + 2 * over + 2 * four - moon - left) % 7
    shift = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * shift + 114, 31)
    return Day(year, month, day + 1)


def nth_weekday(year: int, month: int, on: int, number: int) -> Day | None:
    """The n-th such weekday of a month, counted from its end where the number is negative; None where there is none."""
    if number < 0:
        end = last_day(year, month)
        found = add_days(end, -((weekday(end) - on) % 7) + 7 * (number + 1))
    else:
        first = Day(year, month, 1)
        found = add_days(first, (on - weekday(first)) % 7 + 7 * (number - 1))
    return found if found.month == month else None


def day(rule: Any, year: int) -> Day:
    """The day of a holiday in a year; `rule` is written as in the data: days after Easter, [month, day], or [month, weekday, n, days after];
    or the name of a calendar with a month and day in it, or with days after its feast."""
    if isinstance(rule, str):
        name, *numbers = rule.split()
        return calendars.FEASTS[name](year, *map(int, numbers))
    if isinstance(rule, int):
        return add_days(easter(year), rule)
    if len(rule) == 2:
        return Day(year, *rule)
    found = nth_weekday(year, *rule[:3])
    assert found is not None
    return add_days(found, rule[3] if len(rule) > 3 else 0)


def last(rule: str, first: Day) -> Day:
    """The last day of a feast by another calendar that begins on a day: a whole month where no day of it is named."""
    return add_days(first, calendars.MONTH - 1) if rule.startswith("islamic") and len(rule.split()) == 2 else first
