"""Expressions that say how far and from where: "yesterday", "last Tuesday", "two weeks ago", "the following year"."""

from __future__ import annotations

from typing import Any

from tagger.edtf import Day, Edtf, add_days, add_months, is_day, last_day, weekday
from tagger.recognisers.dates import festivals
from tagger.recognisers.dates.resolve import date
from tagger.recognisers.dates.values import (
    SEASON_MONTH,
    Answer,
    Context,
    Mention,
    Tense,
    of_day,
    of_month,
    of_part,
    of_week,
    of_weekend,
    of_year,
    shifted,
)
from tagger.recognisers.dates.years import day_number, near_year, year_of


def _today(context: Context) -> Day | None:
    return context.anchor if context.news and context.grain == "day" else None


def today(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "yesterday", "today", "tomorrow"."""
    anchor = _today(context)
    return of_day(add_days(anchor, fields["deictic"])) if anchor else None


def beyond(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the day before yesterday", "the day after tomorrow"."""
    anchor = _today(context)
    return of_day(add_days(anchor, 2 * fields["deictic"])) if anchor and fields["deictic"] else None


def tonight(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "tonight", "this morning", "last night"."""
    anchor = _today(context)
    return of_day(add_days(anchor, -1 if "night" in fields else 0)) if anchor else None


def on_weekday(start: Day, on: int, tense: str) -> Day:
    """The weekday nearest to a day in the direction of the tense: itself, the one before, or, of the future, the one after."""
    if tense == "F":
        return add_days(start, (on - weekday(start)) % 7)
    return add_days(start, -((weekday(start) - on) % 7))


def weekday_(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A day of the week, bare or with "last", "next", "this"."""
    on = fields.get("fullweekday", fields.get("shortweekday", fields.get("doubtfulday", 0)))
    which = fields.get("which")
    anchor = _today(context)
    if anchor is None:
        last = context.last
        if last is None or last.month is None or last.day is None:
            return None
        return of_day(on_weekday(Day(last.year, last.month, last.day), on, "F"))
    if which is None and fields.get("lent") == "before" and "fullweekday" in fields["other"]:
        first = weekday_(fields["other"], context, tense)
        assert first is not None and first.mention is not None
        found = on_weekday(add_days(Day(first.mention.year, first.mention.month or 1, first.mention.day or 1), 1), on, "F")
        if found <= anchor or tense() != "P":
            return of_day(found)
    if which is None:
        way = tense()
        near = (on - weekday(anchor)) % 7 == 1 and not way
        return of_day(on_weekday(anchor, on, "F" if near else way))
    if which == 0:
        return of_day(on_weekday(anchor, on, tense() or "F"))
    if which < 0:
        near = weekday(anchor) - on in (1, 2) and "near" not in fields
        return of_day(on_weekday(add_days(anchor, (-3 if near else -1) + 7 * (which + 1)), on, "P"))
    if "near" in fields:
        return of_day(on_weekday(add_days(anchor, 1), on, "F"))
    return of_day(add_days(anchor, 7 * which - weekday(anchor) + on))


def weekdaysago(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "two Saturdays ago"."""
    anchor, number = _today(context), int(fields.get("count", fields.get("num", 0)))
    if anchor is None or not 1 <= number <= 52:
        return None
    return of_day(add_days(on_weekday(add_days(anchor, -1), fields["weekdays"], "P"), -7 * (number - 1)))


def weekdayofweek(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "Tuesday of last week"."""
    anchor = _today(context)
    step = fields.get("after", 0) or fields.get("before", 0)
    start = context.before() if step else None
    if start is not None and start.month and start.day:
        anchor = Day(start.year, start.month, start.day)
    if anchor is None:
        return None
    monday = add_days(anchor, 7 * fields.get("which", step) - weekday(anchor))
    return of_day(add_days(monday, fields["fullweekday" if "fullweekday" in fields else "weekday"]))


def which(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "last year", "this week", "next month"."""
    now, step, unit = context.now(), fields.get("which", 0), fields.get("bigunit") or fields["unit"]
    if now is None:
        return None
    if unit == "weekend" and now.day and now.month:
        here = weekday(Day(now.year, now.month, now.day))
        if "near" in fields and here < 5:
            step = 0
        elif step == 0 and here < 3 and tense() == "P":
            step = -1
    return shifted(unit, step, now)


def whichmonth(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "last March", "next summer", "August last year"."""
    now = context.now()
    if now is None:
        return None
    step, month, day = fields["which"], fields.get("month"), day_number(fields)
    code = fields.get("season")
    reached = now.month or (1 if step > 0 else 12)
    if fields.get("year_named"):
        year = now.year + step
    elif code is not None:
        return of_part(_season_year(code, step, now.year, reached), code)
    else:
        assert month is not None
        year = now.year
        if step < 0 and month >= reached:
            year -= 1
        elif step > 0 and month <= reached:
            year += 1
    if code is not None:
        return of_part(year, code)
    assert month is not None
    return date({"month": month, "year": year, **({"day": day} if day else {})}, context, tense)


def dayofmonth(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the 15th of next month"."""
    now, day = context.now(), day_number(fields)
    if now is None or now.month is None or day is None:
        return None
    year, month = add_months(now.year, now.month, fields["which"] if "which" in fields else fields["instant"])
    return of_day(Day(year, month, day)) if is_day(year, month, day) else None


def nextmonth(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the following March", "the previous autumn": counted from the date before it."""
    start = context.before()
    if start is None:
        return None
    step = int(fields.get("after") or fields.get("before") or 1)
    month, code = fields.get("month"), int(fields.get("season", 24))
    here = start.month or SEASON_MONTH.get(start.part or 0) or (12 if step > 0 else 1)
    there = month or SEASON_MONTH[code]
    year = start.year + (step if (there <= here if step > 0 else there >= here) else 0)
    return of_part(year, code) if month is None else of_month(year, month)


def _season_year(code: int, step: int, year: int, month: int) -> int:
    """The year of "last summer", "this winter", "next spring", seen from a month; a winter is named by the year it begins in."""
    begins = SEASON_MONTH[code] - 1
    if code == 24 and month < 3 and step >= 0:
        return year
    if step < 0:
        return year + step + (begins + 2 < month)
    if step > 0:
        return year if begins > month else year + 1
    return year


def later(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "two days later", from the date before it."""
    return _counted(fields, 1, context.before())


def earlier(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "two years earlier", from the date before it."""
    start, now = context.before(), context.issued()
    if context.news and now and start and start.year > now.year:
        start = now
    return _counted(fields, -1, start) or _counted(fields, -1, near_now(context))


def near_now(context: Context) -> Mention | None:
    """The day of issue, in news, where the date before is a year, and that of issue or the one before it."""
    now, last = context.issued(), context.last
    return now if context.news and now and last and last.month is None and 0 <= now.year - last.year <= 1 else None


def ago(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "two weeks ago", "three and a half years ago", from the day of issue."""
    now = context.now()
    if "half" in fields:
        if fields.get("unit", fields.get("units")) != "year" or now is None:
            return None
        year, _ = add_months(now.year, now.month or 1, -12 * int(fields.get("count", fields.get("num", 0))) - 6)
        return of_year(year)
    return _counted(fields, -1, context.now())


def fromnow(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "two weeks from now", "in a fortnight's time", from the day of issue: of weeks the very day, as of an appointment."""
    named = fields if "num" in fields else {"count": 1, **fields}
    size, now = WEEKS.get(named.get("unit", named.get("units", ""))), context.now()
    if size and now is not None:
        return _counted({"count": size * int(named.get("count", named.get("num", 0))), "unit": "day"}, 1, now)
    return _counted(named, 1, now)


MOST_WEEKS = 1000
WEEKS = {"week": 7, "fortnight": 14}
"""Their days."""


def _counted(fields: dict[str, Any], direction: int, start: Mention | None) -> Answer | None:
    number = fields.get("count", fields.get("num", 2))
    unit = fields.get("unit", fields.get("units"))
    if start is None or unit is None or number is None or number > 5000:
        return None
    return shifted(unit, direction * int(number), start)


def weekfrom(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "a week ago Friday", "a week from Friday"."""
    anchor = _today(context)
    if anchor is None:
        return None
    if "deictic" in fields:
        return of_day(add_days(anchor, fields["deictic"] + 7 * fields.get("weeks", 1)))
    on = fields["fullweekday"]
    if "back" in fields:
        return of_day(add_days(on_weekday(anchor, on, "P"), -7))
    number = fields.get("count", fields.get("num"))
    if number is not None:  # of the week so many weeks on
        return of_day(add_days(anchor, 7 * int(number) + on - weekday(anchor))) if number < MOST_WEEKS else None
    return of_day(add_days(on_weekday(anchor, on, "F"), 7 * fields["weeks"]))


def weekend(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the weekend": the last one, or the next where the tense looks ahead."""
    anchor = _today(context)
    if anchor is None:
        return None
    if weekday(anchor) >= 5 or tense() == "F":
        return of_weekend(anchor)
    return of_weekend(add_days(anchor, -7))


def nth(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the first week of May", "the last day of August 1939", "the first Tuesday of November"."""
    number = fields.get("ordinal", fields.get("nth", -1))
    unit, (year, month) = fields.get("unit"), period(fields, context)
    if year is None and month is not None:
        year = near_year(context, month, None, tense)
    if year is None:
        return None
    if month is None:
        found = _nth_of_year(unit, number, year)
        if "bigunit" in fields and "which" not in fields and found and _is_ahead(found.value, context) and tense() == "P":
            return _nth_of_year(unit, number, year - 1)
        return found
    if "fullweekday" in fields:
        day = festivals.nth_weekday(year, month, fields["fullweekday"], number)
        return of_day(day) if day else None
    if unit == "day":
        return (
            of_day(last_day(year, month)) if number < 0 else date({"year": year, "month": month, "day": number}, context, tense)
        )
    if unit in ("week", "weekend", None):
        on = 3 if unit == "week" else 5
        day = festivals.nth_weekday(year, month, on, number)
        return (of_week if unit == "week" else of_weekend)(day) if day else None
    return None


def _is_ahead(value: str, context: Context) -> bool:
    """Whether a value begins after the day of issue."""
    first = Edtf(value).earliest
    return context.anchor is not None and first is not None and first > context.anchor


def period(fields: dict[str, Any], context: Context) -> tuple[int | None, int | None]:
    """The year and month of which a part is meant, as far as they are named: "May 2021", "2021", "next month"."""
    now, unit = context.now(), fields.get("bigunit")
    if unit is None or now is None:
        return year_of(fields, context), fields.get("month")
    if unit == "year":
        return now.year + fields.get("which", 0), None
    return add_months(now.year, now.month, fields.get("which", 0)) if unit == "month" and now.month else (None, None)


def _nth_of_year(unit: str | None, number: int, year: int) -> Answer | None:
    if unit == "month" and (number < 0 or 1 <= number <= 12):
        return of_month(year, 12 if number < 0 else number)
    if unit == "day":
        return of_day(Day(year, 12, 31) if number < 0 else add_days(Day(year, 1, 1), number - 1))
    if unit == "week":
        first = add_days(Day(year, 1, 4), -weekday(Day(year, 1, 4)))
        return of_week(add_days(Day(year, 12, 28), 0) if number < 0 else add_days(first, 7 * (number - 1)))
    if unit == "quarter" and (number < 0 or 1 <= number <= 4):
        return of_part(year, 32 + (4 if number < 0 else number))
    return None


def dayonly(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "on the 5th" of the month mentioned before; else, in news, of that of issue, or of the one before or after it where the tense says so."""
    start, day = context.before(), int(fields["nth"])
    if start is not None and start.month is None and start.part is None and context.news:
        start = context.issued()
    if start is None or start.month is None:
        return None
    year, month = start.year, start.month
    if context.last is None and start.day is not None and day != start.day and tense() == ("F" if day < start.day else "P"):
        year, month = add_months(year, month, 1 if day < start.day else -1)
    now = _today(context)
    if now is not None and context.last is not None and abs(now.year - year) < 2:
        if (year, month, day) < now and tense() == "F":
            year, month = add_months(now.year, now.month, int(day < now.day))
        elif (year, month, day) > now and ("back" in fields or tense() == "P"):
            year, month = add_months(now.year, now.month, -int(day > now.day))
    return date({"year": year, "month": month, "day": day}, context, tense)


def weekdayday(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "Friday the 13th", "Sunday 31": the nearest month, in the direction of the tense, whose day that is; of a bare number within half a year."""
    start = context.issued() if context.news else context.last
    if start is None or start.month is None:
        return None
    bare = "day" in fields
    day = int(fields["day" if bare else "nth"])
    on = next(fields[name] for name in ("fullweekday", "weekday", "shortweekday", "doubtfulday") if name in fields)
    most, wrong = 6 if bare else 14, {"F": -1, "P": 1}.get(tense(), 0)
    for step in sorted(range(1 - most, most), key=lambda months: (months * wrong > 0, abs(months), months)):
        year, month = add_months(start.year, start.month, step)
        if is_day(year, month, day) and weekday(Day(year, month, day)) == on:
            return of_day(Day(year, month, day))
    return None


def theunit(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "in the quarter", "for the year": the quarter mentioned before, the year or month of issue, news only; of a year that has just
    begun nobody tells the result, so that the one before is meant."""
    now, unit = context.issued(), fields["bigunit"]
    if not context.news or now is None or unit in ("decade", "century"):
        return None
    if unit == "weekend":
        return weekend(fields, context, lambda: "" if tense() == "P" else "F")
    if unit == "quarter":
        return of_part(context.quarter.year, context.quarter.part) if context.quarter and context.quarter.part else None
    over = unit == "year" and now.month is not None and now.month <= 2 and tense() == "P"
    return shifted(unit, -1 if over else 0, now)


def yearearlier(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the year-earlier quarter": the quarter or month mentioned before, a year back."""
    if "quarter" in fields:
        last = context.quarter
        return of_part(last.year - 1, last.part) if last and last.part else None
    last = context.before()
    if last is None:
        return None
    return of_month(last.year - 1, last.month) if last.month is not None and last.day is None else of_year(last.year - 1)


def yearend(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "year-end", "the year's end", "by month-end", "by close of business"."""
    now, unit = context.now(), fields.get("shortend") or fields.get("bigunit", "year")
    return of_year(fields["year"]) if "year" in fields else shifted(unit, 0, now) if now else None


def anaphor(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "that year", "the next day", "the end of the month", "the following Tuesday"."""
    step = fields.get("after", 0) or fields.get("before", 0) or fields.get("step", 0)
    start = context.last if step == 0 and context.news else context.before()
    if "definite" in fields and not (context.beside and start and start.month and not start.day):
        start = context.now()
    if start is None:
        return None
    if "fullweekday" in fields:
        if step and context.last is None:
            return weekday_({"fullweekday": fields["fullweekday"], "which": step}, context, tense)
        if start.month is None or start.day is None:
            anchor = _today(context)
            return of_day(on_weekday(anchor, fields["fullweekday"], "P")) if anchor and step == 0 else None
        day = Day(start.year, start.month, start.day)
        if step == 0:
            return of_day(on_weekday(day, fields["fullweekday"], "F"))
        return of_day(on_weekday(add_days(day, step), fields["fullweekday"], "F" if step > 0 else "P"))
    if "halfday" in fields or "night" in fields:
        return shifted("day", step, start)
    unit = fields.get("unit", fields.get("bigunit", "year"))
    now = near_now(context) if step < 0 else None
    return shifted(unit, step, start) or (shifted(unit, step, now) if now else None)


MAKERS_WITH_TENSE = frozenset(
    "theunit halfyear dayonly weekto twodays weekdaynear date weekday quarter holiday weekend daymonth weekof nth which whichmonth weekdayday offset longweekend weeknumber intime endofday".split()
)
