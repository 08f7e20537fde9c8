"""EDTF dates: parse, print, first and last day; and the arithmetic of days that goes with them.

Source: Extended Date/Time Format specification, Library of Congress (2019): levels 0 and 1 without clock times, the level 2
codes of parts of a year (25-41), and a qualifier or an unspecified digit at an end of an interval.
A winter (24) is the one that begins its year or the one that ends it, so it may mean any day of the year; the calendar is the proleptic Gregorian one, and year 0 is 1 BC.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from tagger.errors import EdtfError


class Day(NamedTuple):
    """A day of the proleptic Gregorian calendar; year 0 is 1 BC. Days compare as tuples do."""

    year: int
    month: int
    day: int


_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SEASON = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (1, 12)}
_SOUTHERN = {29: (9, 11), 30: (1, 12), 31: (3, 5), 32: (6, 8)}
_QUARTER = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
_THIRD = {37: (1, 4), 38: (5, 8), 39: (9, 12)}
_HALF = {40: (1, 6), 41: (7, 12)}
PARTS: dict[int, tuple[int, int]] = {
    **_SEASON, **{code + 4: months for code, months in _SEASON.items()}, **_SOUTHERN, **_QUARTER, **_THIRD, **_HALF,
}  # fmt: skip
"""The first and last month of each coded part of a year."""

_DATE = re.compile(
    r"(?P<year>-?(?:[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|[0-9]XXX)|Y-?[1-9][0-9]{4,11})"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<sign>[?~%])?"
)
_TIME = re.compile(r"[0-9]T[0-9]")


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February; year 0 has one."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """How many days the month has, 28 to 31; `month` is 1 to 12."""
    return 29 if month == 2 and is_leap(year) else _DAYS[month]


def is_day(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    return 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)


def ordinal(day: Day) -> int:
    """The number of the day, 1 for 0001-01-01 as in `datetime.date.toordinal`, zero and less before it."""
    year, month = (day.year, day.month - 3) if day.month > 2 else (day.year - 1, day.month + 9)
    return year * 365 + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day.day - 306


@lru_cache(maxsize=8192)
def from_ordinal(number: int) -> Day:
    """The day of a number: `ordinal` turned round."""
    era, rest = divmod(number + 305, 146097)
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    rest -= 365 * year + year // 4 - year // 100
    month = (5 * rest + 2) // 153
    day = rest - (153 * month + 2) // 5 + 1
    year += era * 400
    return Day(year, month + 3, day) if month < 10 else Day(year + 1, month - 9, day)


def add_days(day: Day, number: int) -> Day:
    """The day that many days later; earlier where the number is negative."""
    return from_ordinal(ordinal(day) + number)


def add_months(year: int, month: int, number: int) -> tuple[int, int]:
    """Year and month that many months later; earlier where the number is negative."""
    years, months = divmod(month - 1 + number, 12)
    return year + years, months + 1


def weekday(day: Day) -> int:
    """The day of the week, 0 for Monday to 6 for Sunday."""
    return (ordinal(day) + 6) % 7


def last_day(year: int, month: int) -> Day:
    """The last day of a month."""
    return Day(year, month, days_in_month(year, month))


def year_text(year: int) -> str:
    """A year as EDTF writes it: `2022`, `-0479`, `Y17000`."""
    if -9999 <= year <= 9999:
        return f"{year:04d}" if year >= 0 else f"-{-year:04d}"
    return f"Y{year}"


def day_text(day: Day) -> str:
    """A day as EDTF writes it: `2022-03-14`."""
    return f"{year_text(day.year)}-{day.month:02d}-{day.day:02d}"


class _Part(NamedTuple):
    """One end of an interval, or a date that stands alone."""

    earliest: Day
    latest: Day
    precision: str
    qualifier: str


class Edtf:
    """An EDTF date never finer than a day: parses in its constructor, prints canonically, compares by meaning.

    `earliest` and `latest` are the first and last `Day` it may mean, None where an interval is open or unknown.
    `precision` is `day`, `month`, `season` (any coded part of a year), `year`, `decade`, `century`, `millennium` or `interval`.
    `qualifier` is `?` (uncertain), `~` (approximate), `%` (both) or empty; of an interval, those of its two ends in turn.
    Two dates are equal if both days and the qualifier are; they are in order of earliest, then latest (open ends outermost).

    Raises: EdtfError.
    """

    __slots__ = ("_key", "earliest", "latest", "precision", "qualifier", "text")

    text: str
    earliest: Day | None
    latest: Day | None
    precision: str
    qualifier: str
    _key: tuple[Any, ...]

    def __init__(self, text: str) -> None:
        put = object.__setattr__
        earliest, latest, precision, qualifier = _parsed(text)
        put(self, "text", text)
        put(self, "earliest", earliest)
        put(self, "latest", latest)
        put(self, "precision", precision)
        put(self, "qualifier", qualifier)
        put(self, "_key", (earliest is not None, earliest or (), latest is None, latest or (), qualifier))

    @classmethod
    def day(cls, year: int, month: int, day: int) -> Edtf:
        """A day. Raises: EdtfError where there is no such day."""
        return cls(day_text(Day(year, month, day)))

    @classmethod
    def month(cls, year: int, month: int) -> Edtf:
        """A month, or a coded part of a year (21-41)."""
        return cls(f"{year_text(year)}-{month:02d}")

    @classmethod
    def year(cls, year: int) -> Edtf:
        """A year; 0 is 1 BC."""
        return cls(year_text(year))

    @classmethod
    def interval(cls, earliest: Day | None, latest: Day | None) -> Edtf:
        """From one day to another, both counted; None leaves that side open."""
        first = day_text(earliest) if earliest else ".."
        return cls(f"{first}/{day_text(latest) if latest else '..'}")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Edtf({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, Edtf) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key)

    def __lt__(self, other: Edtf) -> bool:
        return self._key < other._key

    def __le__(self, other: Edtf) -> bool:
        return self._key <= other._key

    def __gt__(self, other: Edtf) -> bool:
        return self._key > other._key

    def __ge__(self, other: Edtf) -> bool:
        return self._key >= other._key

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Edtf is frozen: {name} cannot be set")

    def __reduce__(self) -> tuple[type[Edtf], tuple[str]]:
        return Edtf, (self.text,)


def extent(text: str) -> tuple[Day | None, Day | None]:
    """The first and last day of an expression, as `Edtf` has them, at a fraction of its cost. Raises: EdtfError."""
    return _parsed(text)[:2]


def _parsed(text: str) -> tuple[Day | None, Day | None, str, str]:
    """Earliest, latest, precision and qualifier of a whole expression."""
    if text.count("/") != 1:
        return _part(text)
    first, _, last = text.partition("/")
    if first in ("", "..") and last in ("", ".."):
        raise EdtfError(f"{text!r} is no EDTF date: an interval needs at least one end. Write 2022-03-14/.. or ../2022-03-14.")
    begin = None if first in ("", "..") else _part(first)
    end = None if last in ("", "..") else _part(last)
    if begin and end and begin.earliest > end.latest:
        raise EdtfError(f"{text!r} is no EDTF date: the interval ends before it begins. Swap its ends.")
    qualifier = "".join(part.qualifier for part in (begin, end) if part)
    return begin and begin.earliest, end and end.latest, "interval", qualifier


_UNSPECIFIED = {0: "year", 1: "decade", 2: "century", 3: "millennium"}


@lru_cache(maxsize=8192)
def _part(text: str) -> _Part:
    """A date that is no interval."""
    match = _DATE.fullmatch(text)
    if match is None:
        if _TIME.search(text):
            raise EdtfError(f"{text!r} has a clock time: dates are kept to the day. Write {text.partition('T')[0]}.")
        raise EdtfError(
            f"{text!r} is no EDTF date. Write it like 2022-03-14, 2022-03, 2022, 202X, 2022-21, 2022~ or 2022-03/2022-05."
        )
    year, month, day, sign = match.group("year", "month", "day", "sign")
    blanks = year.count("X")
    if year == "-0000" or (blanks and month and month != "XX"):
        raise EdtfError(f"{text!r} is no EDTF date: " + ("write 0000 for 1 BC." if not blanks else "a month needs a whole year."))
    low, high = (int(year.replace("X", digit).lstrip("Y")) for digit in "09")
    if low > high:
        low, high = high, low
    qualifier = sign or ""
    if month is None or month == "XX":
        if day and day != "XX":
            raise EdtfError(f"{text!r} is no EDTF date: a day needs a month.")
        return _Part(Day(low, 1, 1), Day(high, 12, 31), _UNSPECIFIED[blanks], qualifier)
    number = int(month)
    if number > 12:
        return _coded(text, low, number, day, qualifier)
    if number == 0:
        raise EdtfError(f"{text!r} is no EDTF date: there is no month 00. Write XX for a month that is not known.")
    if day is None or day == "XX":
        return _Part(Day(low, number, 1), last_day(low, number), "month", qualifier)
    date = Day(low, number, int(day))
    if not is_day(*date):
        raise EdtfError(f"{text!r} is no EDTF date: month {month} of {year} has {days_in_month(low, number)} days.")
    return _Part(date, date, "day", qualifier)


def _coded(text: str, year: int, code: int, day: str | None, qualifier: str) -> _Part:
    """A season, quarter, third or half of a year."""
    if code not in PARTS or day:
        raise EdtfError(f"{text!r} is no EDTF date: {code} is neither a month nor the code of a season, quarter or half (21-41).")
    first, last = PARTS[code]
    return _Part(Day(year, first, 1), last_day(year, last), "season", qualifier)


def days_text(value: str) -> tuple[str | None, str | None]:
    """The first and last day of a value as EDTF writes them; None where it is open, or no date (a person may have set one)."""
    try:
        date = Edtf(value)
    except EdtfError:
        return None, None
    return date.earliest and day_text(date.earliest), date.latest and day_text(date.latest)
