"""Dates that name themselves to EDTF values: what the words leave out comes from the day of issue, or from the story before them."""

from __future__ import annotations

from typing import Any

from tagger.edtf import Day, day_text, is_day, ordinal
from tagger.recognisers.dates import festivals
from tagger.recognisers.dates.values import (
    HALF,
    QUARTER,
    SEASON_MONTH,
    Answer,
    Context,
    Mention,
    Tense,
    of_century,
    of_day,
    of_decade,
    of_month,
    of_part,
    of_span,
    of_year,
    shifted,
)
from tagger.recognisers.dates.years import (
    WINTER,
    agreeing_year,
    day_number,
    leap_year,
    lent_year,
    near_year,
    range_year,
    story_year,
    turned,
    wide_year,
    year_of,
)


def date(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A date that names itself, whole or in part."""
    year, month, day = year_of(fields, context), fields.get("month"), day_number(fields)
    sign = fields.get("about") or fields.get("roughly") or fields.get("perhaps") or ""
    if "century" in fields:
        return named_century(fields)
    if "decade" in fields or "round" in fields or "shortdecade" in fields or "numeral" in fields:
        return named_decade(fields, context)
    if "season" in fields and month is None:
        return season(fields["season"], year, context, tense, "two_years" in fields)
    if month is None:
        return _signed(of_year(year), sign) if year is not None else None
    if "turns" in fields and fields["turns"] == fields["lent"]:
        month, year = turned(fields, month, day or 0, year)
    if year is None:
        year = range_year(fields, context, month, day, tense) if "other" in fields else near_year(context, month, day, tense)
        if "weekday" in fields and year is not None and day is not None:
            year = agreeing_year(year, month, day, fields["weekday"])
    elif fields.get("borrowed") and "month" in fields["other"] and not sign:
        year = lent_year(fields, year, month, day)
    if year is None:
        return None
    if day is None:
        return _signed(of_month(year, month), sign)
    if (month, day) == (2, 29) and "year" not in fields and "any" not in fields:
        year = leap_year(year, tense)
    return _signed(of_day(Day(year, month, day)), sign) if is_day(year, month, day) else None


def _signed(answer: Answer, sign: str) -> Answer:
    return Answer(answer.value + sign, answer.mention) if sign else answer


def season(code: int, year: int | None, context: Context, tense: Tense, two_years: bool = False) -> Answer | None:
    """A season; without a year the one that the context and the tense point to.

    A winter of two years is named by the second, but the story goes on from where it began.
    """
    turns = int(two_years and code == WINTER)
    if year is None:
        month = SEASON_MONTH[code]
        if context.news:
            assert context.anchor is not None
            year = context.anchor.year
            if context.grain == "year":
                pass
            elif tense() == "P" and month - 1 > context.anchor.month:
                year -= 1
            elif tense() == "F" and month + 1 < context.anchor.month:
                year += 1
        else:
            year = story_year(context.line, min(month, 12))
            if year is not None and context.line and year == context.line.year and _turns(code, context.line):
                year, turns = year + 1, int(code == WINTER)
    if year is None:
        return None
    return of_part(year, code)._replace(mention=Mention(year - turns, None, None, code))


def _turns(code: int, line: Mention) -> bool:
    """Whether a season is that of the next year: a spring after the autumn, a winter after the summer."""
    if code == 24:
        return (line.month is not None or line.part in (22, 23)) and (line.month or 9) > 8
    return code == 21 and line.part == 23


def named_century(fields: dict[str, Any]) -> Answer | None:
    """ "the 19th century"."""
    number = fields.get("nth", fields.get("ordinal"))
    if number is None:
        return None
    if str(fields.get("era", "")).startswith("bc"):
        return of_span(1 - number * 100, 100 - number * 100)
    return of_century((number - 1) * 100)


def millennium(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the third millennium BC", counted in whole thousands."""
    number = int(fields["nth" if "nth" in fields else "ordinal"])
    if str(fields.get("era", "")).startswith("bc"):
        return of_span(1 - number * 1000, 1000 - number * 1000)
    return of_span(number * 1000 - 1000, number * 1000 - 1)


PARTS = {"decade": 10, "quarter": 25}
"""Part of a century → its years."""


def centurypart(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the last decade of the 19th century", "the third quarter of the 18th century"."""
    century, size = int(fields["nth" if "nth" in fields else "ordinal"]), PARTS.get(fields["unit"])
    if size is None or not 1 <= century <= 30:
        return None
    number = 100 // size if "last" in fields else fields["rank"]
    first = (century - 1) * 100 + (number - 1) * size
    if number * size > 100:
        return None
    return of_decade(first) if size == 10 and first else of_span(first, first + size - 1)


def turn(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the turn of the 20th century": about the year in which it began; that of the millennium is the last one."""
    number = int(fields.get("nth", fields.get("ordinal", 21)))
    return _signed(of_year((number - 1) * 100), "~") if 1 < number <= 30 else None


def named_decade(fields: dict[str, Any], context: Context) -> Answer | None:
    """ "the 1980s", "the '80s", "the nineties"."""
    year = fields.get("decade", fields.get("round"))
    if year is None:
        short, other = fields.get("shortdecade", fields.get("numeral", 0)), fields.get("other", {}).get("decade")
        year = other - other % 100 + short if other else 1900 + short if "nickname" in fields else _past_decade(short, context)
    if str(fields.get("era", "")).startswith("bc"):
        return of_span(1 - (year + 9), 1 - year)
    return of_decade(year) if year % 100 or year < 1000 or "numeral" in fields or "shortdecade" in fields else hundreds(year)


def _past_decade(short: int, context: Context) -> int:
    """The last decade of that number that is over: in 2022, "the twenties" are those of the century before."""
    year = wide_year(short, context)
    return year - 100 if year + 9 >= (context.anchor.year if context.anchor else 2020) else year


def hundreds(year: int) -> Answer:
    """ "the 1800s" is a century, "the 2000s" a decade."""
    return of_decade(year) if year >= 2000 else of_century(year)


def quarter(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A quarter of a year: without one, the latest that has begun, or the next where the tense looks ahead; "N" of the results of a
    quarter, which will come out soon where it is just over."""
    number = fields.get("quartercode") or fields.get("nth") or fields.get("ordinal")
    if number is None or not 1 <= number <= 4:
        return None
    year = year_of(fields, context)
    if year is None:
        if not context.news:
            return of_part(context.last.year, QUARTER + number) if context.last else None
        assert context.anchor is not None
        if "fixed" in fields:
            return of_part(context.anchor.year + int(fields.get("which", 0)), QUARTER + number)
        year, current = context.anchor.year, (context.anchor.month + 2) // 3
        if context.grain == "year":
            pass
        elif (way := tense()) == "F" or (way == "N" and (current - number) % 4 != 1):
            year += number < current
        elif number > current:
            year -= 1
    return of_part(year, QUARTER + number)


def latest(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the latest quarter": the one mentioned before, else the last that was over on the day of issue."""
    if context.quarter and context.quarter.part:
        return of_part(context.quarter.year, context.quarter.part)
    now = context.now()
    return shifted("quarter", -1, now) if now else None


def halfyear(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A half of a year."""
    year, number = year_of(fields, context), int(fields.get("halfordinal", fields.get("nth", fields.get("halfcode", 0))))
    if not 1 <= number <= 2:
        return None
    if year is None:
        now = context.now()
        if now is None:
            return None
        year = now.year + int(fields.get("which", 0))
        if "fixed" in fields:
            pass
        elif tense() == "P" and number == 2 and (now.month or 12) < 7:
            year -= 1
        elif tense() == "F" and number == 1 and (now.month or 1) > 6:
            year += 1
    return of_part(year, HALF + number)


def fiscal(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A fiscal year by its number; the last of two."""
    year = wide_year(fields["daymonth"][1], context) if "daymonth" in fields else year_of(fields, context)
    return of_year(year) if year is not None else None


def thatyear(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "August of that year", "July 25 of that year", "25 July the previous year"."""
    last = context.last if "same" in fields else context.before()
    if last is None:
        return None
    return date({**fields, "year": last.year + int(fields.get("before") or fields.get("after") or 0)}, context, tense)


def holiday(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A holiday: in its year, or the one that the context and the tense point to."""
    rule = fields.get("holiday", fields.get("moved", fields.get("lunar")))
    year, which = year_of(fields, context), fields.get("which")
    if year is not None:
        return _feast(rule, year)
    if context.last is not None and ("same" in fields or context.follows):
        return _feast(rule, context.last.year)
    step, start = fields.get("before", fields.get("after")), context.before()
    if step and start is not None:
        return _feast(rule, start.year + _steps(rule, step, start))
    if not context.news:
        return _feast(rule, context.last.year + (which or 0)) if context.last else None
    assert context.anchor is not None
    anchor = context.anchor
    if context.grain == "year" or "year_named" in fields:
        return _feast(rule, anchor.year + (which or 0))
    days = [festivals.day(rule, anchor.year + step) for step in (-1, 0, 1)]
    nearest = min(days, key=lambda some: abs(ordinal(some) - ordinal(anchor) + 0.1))
    direction = which or {"P": -1, "F": 1}.get(tense(), 0)
    if direction == 0 or (which is None and abs(ordinal(nearest) - ordinal(anchor)) <= SOON):
        return _feast(rule, nearest.year)
    if direction < 0:
        found = max((day for day in days if day <= anchor), default=None)
    else:
        found = min((day for day in days if day >= anchor), default=None)
    return _feast(rule, found.year) if found else None


def _steps(rule: Any, step: int, start: Mention) -> int:
    """How many years lie between a mention and the feast that follows it or was before it."""
    feast, here = festivals.day(rule, start.year), (start.month or (12 if step > 0 else 1), start.day or (31 if step > 0 else 1))
    return step if (tuple(feast[1:]) <= here if step > 0 else tuple(feast[1:]) >= here) else 0


def _feast(rule: Any, year: int) -> Answer | None:
    """A feast in a year, None where its calendar had not begun; one by another calendar is approximate, a month of fasting lasts from
    its first day to its last."""
    if isinstance(rule, str) and rule.startswith("islamic") and year < 623:
        return None
    first = festivals.day(rule, year)
    if not isinstance(rule, str):
        return of_day(first)
    last = festivals.last(rule, first)
    return Answer(f"{day_text(first)}~" if last == first else f"{day_text(first)}~/{day_text(last)}~", Mention(*first))


SOON = 60
"""A holiday that many days away is meant whatever the tense: in December nobody speaks of last year's Christmas without saying so."""


def attacks(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """ "the Sept. 11 attacks" are those of 2001; of any other day those of the year that the context says."""
    if (fields["month"], fields["day"]) == (9, 11) and (context.anchor is None or context.anchor >= (2001, 9, 11)):
        return of_day(Day(2001, 9, 11))
    return date(fields, context, lambda: "P")


def named(fields: dict[str, Any], context: Context, tense: Tense) -> Answer | None:
    """A day that has a name of its own and happened once, not after the day of issue."""
    day = Day(*fields["named"])
    return of_day(day) if context.anchor is None or day <= context.anchor else None
