"""Dates that name themselves to EDTF values: what the words leave out comes from the day of issue, or from the story before them."""

from __future__ import annotations

from typing import Any

from tagger.edtf import Day, day_text, is_day, ordinal, weekday
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


JUST = 90
UNTOLD = 110
"""Days; what lies further back than eight months is seldom told without its year, what lies so near ahead often."""


def story_year(line: Mention | None, month: int) -> int | None:
    """In narrative the year goes on; it turns where the months leap back by more than half a year."""
    if line is None:
        return None
    if line.part == WINTER:
        return line.year + (month < SEASON_MONTH[WINTER] - JUST_BEFORE_WINTER)
    reached = SEASON_MONTH.get(line.part) if line.part else line.month
    return line.year + 1 if reached is not None and month < reached - TURN else line.year


TURN, WINTER, JUST_BEFORE_WINTER = 7, 24, 2


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
        month, year = _turned(fields, month, day or 0, year)
    if year is None:
        year = _range_year(fields, context, month, day, tense) if "other" in fields else near_year(context, month, day, tense)
        if "weekday" in fields and year is not None and day is not None:
            year = agreeing_year(year, month, day, fields["weekday"])
    elif fields.get("borrowed") and "month" in fields["other"] and not sign:
        year = _lent_year(fields, year, month, day)
    if year is None:
        return None
    if day is None:
        return _signed(of_month(year, month), sign)
    if (month, day) == (2, 29) and "year" not in fields and "any" not in fields:
        year = leap_year(year, tense)
    return _signed(of_day(Day(year, month, day)), sign) if is_day(year, month, day) else None


def leap_year(year: int, tense: Tense) -> int:
    """The year itself where it has a 29 February, else the nearest that has in the direction of the tense."""
    step = 1 if tense() == "F" else -1
    return next(year + step * years for years in range(9) if is_day(year + step * years, 2, 29))


def _signed(answer: Answer, sign: str) -> Answer:
    return Answer(answer.value + sign, answer.mention) if sign else answer


def _lent_year(fields: dict[str, Any], year: int, month: int, day: int | None) -> int:
    """The year of one end of a range that the other lends: "from November to February 1945" begins in 1944."""
    other = fields["other"]["month"], day_number(fields["other"]) or 0
    own = month, day or 0
    if fields["lent"] == "after" and own > other:
        return year - 1
    if fields["lent"] == "before" and own < other:
        return year + 1
    return year


def _range_year(fields: dict[str, Any], context: Context, month: int, day: int | None, tense: Tense) -> int | None:
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


def _turned(fields: dict[str, Any], month: int, day: int, year: int | None) -> tuple[int, int | None]:
    """The month of an end of a range that the other lends, and its year: "from the 27th to the 3rd of March" begins in February."""
    other, ends = day_number(fields["other"]) or 0, fields["lent"] == "before"
    if day >= other if ends else day <= other:
        return month, year
    turned = month % 12 + 1 if ends else (month - 2) % 12 + 1
    turns = turned == (1 if ends else 12)
    return turned, year if year is None or not turns else year + (1 if ends else -1)


def agreeing_year(year: int, month: int, day: int, on: int) -> int:
    """The year nearest to the one given in which that day is that day of the week; the one given where none within two is."""
    for candidate in (year, year - 1, year + 1, year - 2, year + 2):
        if is_day(candidate, month, day) and weekday(Day(candidate, month, day)) == on:
            return candidate
    return year


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
