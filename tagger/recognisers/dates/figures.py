"""Dates in numbers to EDTF values: in ISO order, or as the document, a weekday beside them or nothing settles their order."""

from __future__ import annotations

from typing import Any

from tagger.edtf import Day, day_text, days_in_month, is_day, ordinal, weekday
from tagger.recognisers.dates.values import Answer, Context, Mention, Tense, of_day, of_month, of_year
from tagger.recognisers.dates.years import leap_year, near_year, wide_year


def iso(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A date in ISO order, in eight digits, or parted by spaces."""
    if "compact" in fields:
        number = fields["compact"]
        return of_day(Day(number // 10000, number // 100 % 100, number % 100))
    if "iso" in fields:
        return of_day(Day(*fields["iso"]))
    spaced = Day(fields["year"], fields["monthnum"], fields["day"])
    return of_day(spaced) if is_day(*spaced) else None


def isomonth(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A year and a month in numbers."""
    return of_month(*fields["isomonth"])


def monthyear(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A month and a year in numbers."""
    return of_month(*fields["monthyear"])


def numeric(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A day, month and year in numbers; only the year where the document does not settle their order. Full stops say that the day comes first."""
    first, second, digits, sign = fields["dmy"]
    year = int(digits) if len(digits) == 4 else wide_year(int(digits), context)
    orders = [(month, day) for day, month in ((first, second), (second, first)) if is_day(year, month, day)]
    if not orders:
        return None
    if len(set(orders)) == 1:
        return of_day(Day(year, *orders[0]))
    if "weekday" in fields:
        fit = [pair for pair in orders if weekday(Day(year, *pair)) == fields["weekday"]]
        if len(fit) == 1:
            return of_day(Day(year, *fit[0]))
    if context.order_known or sign == ".":
        return of_day(Day(year, *orders[1 if context.order_known and not context.day_first else 0]))
    return of_year(year)._replace(readings=tuple(sorted(day_text(Day(year, *order)) for order in orders)))


def _weekday_in_numbers(first: int, second: int, on: int, context: Context) -> Answer | None:
    """ "Friday 3/11": the reading and the year, nearest to the day that the text counts from, in which that day is that weekday."""
    start = context.now()
    if start is None:
        return None
    here = ordinal(Day(start.year, start.month or 7, start.day or 1))
    days = [
        Day(start.year + step, month, day)
        for step in (-1, 0, 1)
        for day, month in ((first, second), (second, first))
        if is_day(start.year + step, month, day) and weekday(Day(start.year + step, month, day)) == on
    ]
    return of_day(min(days, key=lambda day: abs(ordinal(day) - here))) if days else None


def daymonth(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A day and a month in numbers, without a year."""
    first, second = fields["daymonth"]
    if "weekday" in fields and (fit := _weekday_in_numbers(first, second, fields["weekday"], context)):
        return fit
    pairs = [(second, first)] if first > 12 or first == second else [(first, second)] if second > 12 else []
    if not pairs and context.order_known:
        pairs = [(second, first)] if context.day_first else [(first, second)]
    if not pairs:
        return None
    month, day = pairs[0]
    year = near_year(context, month, day, tense)
    if year is not None and (month, day) == (2, 29):
        year = leap_year(year, tense)
    return of_day(Day(year, month, day)) if year is not None and day <= days_in_month(year, month) else None


def twodays(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "4/5 March 1943", of the night between two days."""
    (first, last), month = fields["daymonth"], fields["month"]
    year = fields["year"] if "year" in fields else near_year(context, month, last, tense)
    if year is None or last != first + 1 or not is_day(year, month, last):
        return None
    return Answer(f"{day_text(Day(year, month, first))}/{day_text(Day(year, month, last))}", Mention(year, month, last))
