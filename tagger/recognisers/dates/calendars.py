"""Feasts by other calendars as days of the Gregorian one; what is seen in the sky may put them a day off.

Sources: the tabular Islamic calendar and the arithmetic Hebrew calendar (Dershowitz and Reingold, Calendrical Calculations);
the Julian computus and the time of a new moon by its largest terms (Meeus, Astronomical Algorithms, chapters 8 and 49).
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, radians, sin

from tagger.edtf import Day, add_days, from_ordinal, ordinal

ISLAMIC_EPOCH, JEWISH_EPOCH = 227_015, -1_373_427
"""The first day of each calendar, counted as `edtf.ordinal` does."""
MONTH = 30
"""Days in an odd month of the tabular Islamic calendar."""
JULIAN_DAY = 1_721_424.5
"""The Julian date at the start of the day whose ordinal is 0, and one."""


def islamic(year: int, month: int, day: int = 1) -> Day:
    """The first such day of an Islamic month that falls in the year, or the one nearest before it."""
    guess = (year - 622) * 33 // 32
    days = [
        from_ordinal(ISLAMIC_EPOCH - 1 + day + 29 * (month - 1) + month // 2 + 354 * (some - 1) + (3 + 11 * some) // 30)
        for some in range(guess - 1, guess + 3)
    ]
    return next((found for found in days if found.year == year), days[0])


def _elapsed(year: int) -> int:
    """Days from the epoch to the mean new moon that begins a Hebrew year, moved off the days on which none may begin."""
    months = (235 * year - 234) // 19
    day = 29 * months + (12_084 + 13_753 * months) // 25_920
    return day + (3 * (day + 1) % 7 < 3)


def jewish(year: int, after: int) -> Day:
    """That many days after the Jewish New Year which begins in the autumn of the year."""
    before, own, following = (_elapsed(year + 3760 + step) for step in (0, 1, 2))
    delay = 2 if following - own == 356 else 1 if own - before == 382 else 0
    return from_ordinal(JEWISH_EPOCH + own + delay + after)


def julian_easter(year: int) -> Day:
    """Easter Sunday in the Julian calendar, as that calendar writes it."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return Day(year, month, day + 1)


def julian(year: int, after: int) -> Day:
    """That many days after Easter Sunday of the Eastern churches."""
    return add_days(julian_easter(year), year // 100 - year // 400 - 2 + after)


def new_moon(number: int) -> float:
    """The Julian date of a new moon, counted from that of 6 January 2000; right to a quarter of an hour in our centuries."""
    sun, moon, node = (radians(start + number * step) for start, step in _ANGLES)
    return (
        2_451_550.09766 + 29.530588861 * number
        - 0.40720 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
        + 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
    )  # fmt: skip


_ANGLES = ((2.5534, 29.10535670), (201.5643, 385.81693528), (160.7108, 390.67050284))


def chinese(year: int, after: int) -> Day:
    """That many days after the new moon which begins the Chinese year: the one from 21 January to 20 February, as Peking counts its days."""
    earliest = ordinal(Day(year, 1, 21))
    number = floor((year - 2000) * 12.3685) - 2
    while True:
        day = floor(new_moon(number) - JULIAN_DAY + 8 / 24)
        if day >= earliest:
            return from_ordinal(day + after)
        number += 1


FEASTS: dict[str, Callable[..., Day]] = {"islamic": islamic, "jewish": jewish, "julian": julian, "chinese": chinese}
