"""Expressions that count units from a day or off a period: "three days after Christmas", "the first two weeks of 2021", "in two weeks"."""

from __future__ import annotations

from typing import Any

from tagger.edtf import Day, Edtf, add_days, add_months, day_text, days_in_month, is_day, last_day, weekday
from tagger.recognisers.dates import festivals
from tagger.recognisers.dates.figures import daymonth, iso, numeric
from tagger.recognisers.dates.relative import dayonly, fromnow, nth, on_weekday, period, today, weekday_
from tagger.recognisers.dates.resolve import date, holiday
from tagger.recognisers.dates.values import Answer, Context, Mention, Tense, of_day, of_month, of_week, of_year, shifted
from tagger.recognisers.dates.years import near_year

MOST = 5000
"""More units than that are not counted."""


def base(fields: dict[str, Any], context: Context, tense: Tense) -> list[Day]:
    """The day that units are counted from, or the two that it may be; none where it is coarser."""
    answer: Answer | None
    if "deictic" in fields:
        answer = today(fields, context, tense)
    elif "fullweekday" in fields:
        answer = weekday_(fields, context, lambda: tense() or ("F" if fields["step"] > 0 else "P"))
    elif fields.keys() & {"holiday", "moved", "lunar"}:
        answer = holiday(fields, context, tense)
    else:
        answer = (numeric if "dmy" in fields else iso if "iso" in fields else date)(fields, context, tense)
    if answer is not None and answer.readings:
        return [day for day in (Edtf(reading).earliest for reading in answer.readings) if day]
    day = whole(answer.mention) if answer else None
    return [day] if day else []


def whole(mention: Mention | None) -> Day | None:
    """The day of a mention; None where it is coarser."""
    if mention is None or mention.month is None or mention.day is None:
        return None
    return Day(mention.year, mention.month, mention.day)


def offset(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "three days after Christmas", "two weeks before May 13, 1999"."""
    number, unit = int(fields.get("count", fields.get("num", 1))) * fields["step"], fields.get("unit", fields.get("units"))
    if unit is None or abs(number) > MOST:
        return None
    days = [day for start in base(fields, context, tense) if (day := moved(start, [(number, unit)]))]
    if len(days) > 1:
        return of_year(days[0].year)._replace(readings=tuple(map(day_text, days))) if days[0].year == days[1].year else None
    return of_day(days[0]) if days else None


def weekdaynear(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the Tuesday after Easter", "the first Monday before 1 May": never the day itself."""
    step = fields["step"]
    answer = (holiday if fields.keys() & {"holiday", "moved", "lunar"} else date)(fields, context, tense)
    start, number = whole(answer.mention) if answer else None, fields.get("rank", 1) - 1
    return (
        of_day(add_days(on_weekday(add_days(start, step), fields["fullweekday"], "F" if step > 0 else "P"), 7 * number * step))
        if start
        else None
    )


def agothis(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "a year ago this week": the week or month that many years before the day of issue."""
    start, unit = whole(context.now()), fields.get("unit", fields.get("units"))
    number = int(fields.get("count", fields.get("num", 1)))
    found = moved(start, [(-number, unit)]) if start and unit and number <= MOST else None
    return shifted(fields["bigunit"], 0, Mention(*found)) if found else None


DAYS, MONTHS = {"day": 1, "week": 7, "fortnight": 14}, {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def moved(start: Day, terms: list[tuple[int, str]]) -> Day | None:
    """The day that many units later; the last day of a month where it would be none."""
    months = sum(number * MONTHS.get(unit, 0) for number, unit in terms)
    if any(unit not in DAYS and unit not in MONTHS for _, unit in terms):
        return None
    year, month = add_months(start.year, start.month, months)
    day = Day(year, month, min(start.day, days_in_month(year, month)))
    return add_days(day, sum(number * DAYS.get(unit, 0) for number, unit in terms))


def sum_(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "two years, one month and 21 days later", as fine as its smallest unit."""
    direction = int(fields.get("ago", fields.get("later", 1)))
    start = whole(context.before() if "later" in fields else context.now())
    values = [value for name, value in fields["terms"] if name in ("count", "num", "unit", "units")]
    terms = [(direction * int(number), str(unit)) for number, unit in zip(values[::2], values[1::2], strict=True)]
    if start is None or any(abs(number) > MOST for number, _ in terms):
        return None
    found, units = moved(start, terms), {unit for _, unit in terms}
    if found is None:
        return None
    if "day" in units:
        return of_day(found)
    return of_week(found) if units & DAYS.keys() else of_month(*found[:2]) if "month" in units else of_year(found.year)


def intime(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "in two weeks", where the tense says that a point of time is meant."""
    return fromnow(fields, context, tense) if context.news and tense() == "F" else None


def endofday(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "by the end of the day": of the day of issue where the tense looks ahead, else of the day mentioned before."""
    day = whole(context.issued() if context.news and tense() != "P" else context.last)
    return of_day(day) if day else None


def inday(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "later in the day": of the day mentioned before, else, in news, of the day of issue."""
    day = whole(context.last) or (whole(context.issued()) if context.news else None)
    return of_day(day) if day else None


def spanof(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the first two weeks of 2021", "the last three days of January": an interval of days, or of months."""
    number, unit = int(fields.get("count", fields.get("num", 0))), fields["smallunits"]
    year, month = period(fields, context)
    if year is None and month is not None:
        year = near_year(context, month, None, tense)
    if year is None or not 0 < number < 32:
        return None
    ends = "last" in fields
    if unit == "month":
        first = 13 - number if ends else 1
        return _of_months(year, first, first + number - 1) if month is None and number < 12 else None
    size = number * DAYS[unit]
    if unit == "week":
        week = nth(
            {"unit": "week", "year": year, **({"month": month} if month else {}), "ordinal": -1 if ends else 1}, context, tense
        )
        day = whole(week.mention) if week else None
        if day is None:
            return None
        day = add_days(day, -weekday(day) - (7 * (number - 1) if ends else 0))
    elif ends:
        day = add_days(last_day(year, month or 12), 1 - size)
    else:
        day = Day(year, month or 1, 1)
    return Answer(f"{day_text(day)}/{day_text(add_days(day, size - 1))}", Mention(*day))


def _of_months(year: int, first: int, last: int) -> Answer:
    """An interval of whole months of a year."""
    return Answer(f"{of_month(year, first).value}/{of_month(year, last).value}", Mention(year, last))


AROUND = {0: (-2, 0), 1: (-3, 0), 2: (3, 4), 3: (0, 3), 4: (0, 2), 5: (0, 1), 6: (-1, 0)}
"""Weekday of a holiday → the first and last day of its weekend, counted from it."""


def longweekend(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "Labor Day weekend": Saturday and Sunday with the holiday and what lies between; at Easter from Friday to Monday."""
    answer = holiday(fields, context, tense)
    day = whole(answer.mention) if answer else None
    if day is None:
        return None
    before, after = (-2, 1) if day == festivals.easter(day.year) else AROUND[weekday(day)]
    return Answer(f"{day_text(add_days(day, before))}/{day_text(add_days(day, after))}", Mention(*day))


def weeknumber(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "week 31 of 2019": a week by its ISO number; without a year that of the day of issue, in narrative that of the date before."""
    now, number = context.now(), int(fields.get("weekcode", fields.get("num", 0)))
    year = fields.get("year", now.year + int(fields.get("which", 0)) if now else None)
    if year is None or not 1 <= number <= 53 or not is_day(year, 1, 4):
        return None
    first = Day(year, 1, 4)
    monday = add_days(first, 7 * (number - 1) - weekday(first))
    return of_week(monday) if add_days(monday, 3).year == year else None


def weekof(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the week of April 10", "w/c 4 March"."""
    day = _day_of(fields, context, tense)
    return of_week(day) if day else None


def weekto(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the week ending Friday 11 March": that of the calendar where it ends on a Friday or later, else the seven days up to the day."""
    day = _day_of(fields, context, tense)
    if day is None or weekday(day) >= FRIDAY:
        return of_week(day) if day else None
    return Answer(f"{day_text(add_days(day, -6))}/{day_text(day)}", Mention(*day))


FRIDAY = 4


def _day_of(fields: dict[str, Any], context: Context, tense: Tense) -> Day | None:
    """The day that a week is named by."""
    make = daymonth if "daymonth" in fields else date if "month" in fields else dayonly
    answer = make(fields, context, tense)
    return whole(answer.mention) if answer else None
