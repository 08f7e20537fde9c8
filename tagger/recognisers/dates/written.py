"""Reads days and months as pages, headers and file names write them: ISO, compact, in numbers, with month names of many languages.

Sources: ISO 8601-1; RFC 5322, section 3.3; the names of months in Unicode CLDR. Unlike the expressions of a text, these stand in
short fields of their own, so that no context is needed but the order of day and month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from tagger.datafiles import load
from tagger.edtf import is_day
from tagger.recognisers.dates.triggers import western

Order = Literal["dmy", "mdy", ""]
FIRST_YEAR, LAST_YEAR = 1500, 2099


class Written(NamedTuple):
    """A date as it stands: half-open offsets without the clock time, its EDTF value, whether it is an instant in UTC, and
    the other reading where day and month could be swapped."""

    start: int
    end: int
    value: str
    utc: bool = False
    other: str = ""


_ZEROS = "\u0660\u06f0\u0966\u09e6"
_WESTERN = {ord(zero) + digit: ord("0") + digit for zero in _ZEROS for digit in range(10)}
_OTHER_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]")
_WORD = r"([^\W\d_]{3,14})"
_YEAR = r"((?:1[5-9]|20)\d\d)"
_SEP = r"(?:\s{1,3}|-|/)"
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ymd", re.compile(rf"(?<![\d.,/-]){_YEAR}([-/.])(\d{{1,2}})\2(\d{{1,2}})(?!\d)")),
    ("cjk", re.compile(rf"(?<!\d){_YEAR}\s?[年년]\s?(\d{{1,2}})\s?[月월]\s?(\d{{1,2}})\s?[日일号]")),
    ("ymd.", re.compile(rf"(?<![\d.,/-]){_YEAR}\.\s(\d{{1,2}})\.\s(\d{{1,2}})(?!\d)")),
    ("compact", re.compile(rf"^{_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=$|[T\s]|\d{{4}}(?:\d\d)?$)")),
    (
        "number",
        re.compile(
            r"(?<![\d.,/-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:1[5-9]|20)\d\d(?!\d|:\d)|\d\d(?=\d\d:\d\d)|\d\d(?!\d))(?![/-])(?!\.\d)"
        ),
    ),
    (
        "dmy",
        re.compile(
            rf"(?<![\d.,/])(\d{{1,2}})(?:[.ºª°]|st\b|nd\b|rd\b|th\b|er\b|re\b|ης)?{_SEP}?(?:(?:day\s)?of\s|del?\s|d['’]|da\s|di\s)?{_WORD}\.?(?:,\s?|{_SEP})(?:del?\s|of\s|do\s)?{_YEAR}(?!\d)",
            re.I,
        ),
    ),
    (
        "mdy",
        re.compile(
            rf"(?<![^\W\d_]){_WORD}\.?\s{{0,3}}(\d{{1,2}})(?:st|nd|rd|th)?(?:\s?,\s{{0,2}}|\s{{1,3}}|\.\s){_YEAR}(?!\d)", re.I
        ),
    ),
    ("ywd", re.compile(rf"(?<!\d){_YEAR}[.,]?\s(?:m\.\s)?{_WORD}\.?\s(\d{{1,2}})(?!\d|:)", re.I)),
)
_RUN = re.compile(r"\d+")
_PLACE = itemgetter(0)
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,14}\.?\s{0,3}$")
_BEGINS: dict[str, tuple[int, ...]] = {"number": (1, 2), "dmy": (1, 2), "mdy": (1, 2), "compact": (8, 12, 14)}
"""How many digits a pattern begins with, or a pattern of a month's name has first; all others with the four of a year."""
_FOLLOWS = {"ymd": frozenset("-/."), "ymd.": frozenset("."), "number": frozenset("./-")}
"""By some patterns, what stands after their first digits."""
_OF_LENGTH = {
    size: tuple(
        (place, name, _FOLLOWS.get(name), pattern.match)
        for place, (name, pattern) in enumerate(PATTERNS)
        if size in _BEGINS.get(name, (4,))
    )
    for size in (1, 2, 4, 8, 12, 14)
}
_MONTHS = (
    ("my", re.compile(rf"(?<![^\W\d_]){_WORD}\.?,?\s(?:del?\s)?{_YEAR}(?!\d)", re.I)),
    ("ym", re.compile(rf"(?<![\d.,/-]){_YEAR}-(0[1-9]|1[0-2])(?![\d-])")),
)
_UTC = re.compile(r"[T\s]\s?\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]00:?00|GMT|UTC)", re.I)
_CLOCK = re.compile(r"[T\s]?(?:[\s,|@–—-]|at|um|à|a las|kl\.?|Uhr|h\b){0,4}\d{1,2}[:.h]\d\d")
_STAMP = re.compile(rf"{_YEAR}(-)(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?")
"""A text that is nothing but a stamp, as most fields of a head are: no other pattern finds anything in it."""
_PATH = (
    ("ymd", re.compile(rf"(?<![^/]){_YEAR}/(\d{{1,2}})/(\d{{1,2}})(?![\d.])")),
    ("word", re.compile(rf"(?<![^/]){_YEAR}/([A-Za-z]{{3,9}})/(\d{{1,2}})(?!\d)")),
    ("ymd", re.compile(rf"(?<![\dA-Za-z]){_YEAR}[-_. ](\d\d)[-_. ](\d\d)(?![\d])")),
    ("ymd", re.compile(rf"(?<![^/]){_YEAR}[-/]?(\d\d)/(\d\d)(?=/)")),
    ("ymd", re.compile(rf"(?<![^/]){_YEAR}/(\d\d)(\d\d)(?=/)")),
    ("ymd", re.compile(r"(?<![\dA-Za-z])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)(?:T\d{4,6}\b)?")),
    ("dmy", re.compile(rf"(?<![\dA-Za-z])(\d\d)[-_.](\d\d)[-_.]{_YEAR}(?![\d-])")),
)
_STAMPED = re.compile(
    r"(?<![^\W_])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d))"
)
_YEARISH = re.compile(r"[12](?:(?<=1)[5-9]|(?<=2)0)\d\d")
"""A year; the digit first, since a search for one sign of a class is quick."""
_PATH_MONTH = re.compile(rf"(?<=/){_YEAR}[/-](\d\d)(?=/)")


@cache
def rules() -> dict[str, Any]:
    """The data file, parsed."""
    return load("dates.issued.toml")


@cache
def _months(language: str) -> dict[str, int]:
    """Month names, lower case, to their numbers; those of the language win over those of the others."""
    out: dict[str, int] = {}
    table: dict[str, list[str]] = rules()["months"]
    for code in (language, *table):
        for number, names in enumerate(table.get(code, ()), 1):
            for name in names.split():
                out.setdefault(name, number)
    return out


def _month(word: str, language: str) -> int:
    return _months(language).get(word.lower(), 0)


def _sort(sign: str) -> str:
    """What a character of ASCII is in an outline."""
    if sign.isdecimal():
        return "9"
    return "a" if sign.isalpha() else " " if sign.isspace() else {"-": "/", "/": "/", ".": ".", "?": "?"}.get(sign, ",")


_OUTLINE = "".join(map(_sort, map(chr, range(128)))).encode() * 2
_NUMBERS = re.compile(rb"9/[ ?]?9{1,2}/[ ?]?9")
_DAYISH = re.compile(
    rb"9(?:[/.][ ?]?9{1,2}[/.][ ?]?9|999(?:9999|[.,]?[ ?](?:a\.[ ?])?[a?]{3,14}\.?[ ?]9)"
    rb"|a{0,2}[ ,.?]{1,4}9999|[a.?]{0,2}[ /?]{0,3}(?:a{1,3}[ ,?]){0,2}[a?]{3,14}\.?[, /?]{1,3}(?:a{2,3}[ ?])?9999)"
)
"""What the outline of every day has in it, by the patterns above: numbers; a year, then a word; numbers; a word between."""


def _shows(text: str, sign: re.Pattern[bytes]) -> bool:
    """Whether the outline of a text has a sign of days, or the text has digits of another script.

    An outline has 9 for every digit, a for a letter, / for what joins numbers and ? for what is not ASCII: it is cheap to make and to
    search, and shows of most texts that no day is in them.
    """
    outline = _outline(text)
    return outline is None or sign.search(outline) is not None


@lru_cache(maxsize=2)
def _outline(text: str) -> bytes | None:
    """The outline of a text, None where it may have digits of another script; of one document it is asked for more than once."""
    found = western(text)
    return None if found is None else found.translate(_OUTLINE)


def may_hold_day(text: str) -> bool:
    """Whether `dates_in` can find a day in the text or in a line of it."""
    return _shows(text, _DAYISH)


def may_hold_year(path: str) -> bool:
    """Whether `dates_in_path` can find a day or a month in a path."""
    return _YEARISH.search(path) is not None


def dates_in(text: str, order: Order, language: str = "en", months: bool = False) -> list[Written]:
    """The days in a short text, in reading order; with `months`, months too where no day has their characters.

    Where day and month stand in numbers and `order` does not settle which is which, the value is the year and `other` names
    the two readings. Arabic, Persian, Bengali and Devanagari digits count as their western ones.
    """
    stamp = _STAMP.fullmatch(text) if len(text) < 36 else None
    if stamp is not None and (written := _made("ymd", stamp, text, order, language)) is not None:
        return [written._replace(end=10, utc=_UTC.match(text, 10) is not None)]
    if not text.isascii() and _OTHER_DIGITS.search(text):
        text = text.translate(_WESTERN)
    found = [w for name, match in matches(text) if (w := _made(name, match, text, order, language))]
    if months:
        found += [w for name, pattern in _MONTHS for match in pattern.finditer(text) if (w := _month_made(name, match, language))]
    out: list[Written] = []
    for written in found:
        if all(written.end <= other.start or written.start >= other.end for other in out):
            out.append(written)
    return sorted(out)


def matches(text: str) -> list[tuple[str, re.Match[str]]]:
    """What the patterns find, each from left to right, the patterns in their order.

    Every pattern begins with a run of digits, or with a word right before one: so they are tried there alone, by the length of the run.
    """
    found: list[tuple[int, str, re.Match[str]]] = []
    ends: dict[str, int] = {}
    for run in _RUN.finditer(text):
        start, end = run.span()
        sign = text[end : end + 1]
        for place, name, follows, matched in _OF_LENGTH.get(end - start, ()):
            if follows is not None and sign not in follows:
                continue
            begin = start
            if name == "mdy":
                word = _WORD_BEFORE.search(text, max(0, start - 18), start)
                if word is None:
                    continue
                begin = word.start()
            match = matched(text, begin)
            if match and begin >= ends.get(name, 0):
                ends[name] = match.end()
                found.append((place, name, match))
    return [(name, match) for _, name, match in sorted(found, key=_PLACE)]


def _made(name: str, match: re.Match[str], text: str, order: Order, language: str) -> Written | None:
    if name == "number":
        return _in_numbers(match, order)
    if name in ("dmy", "mdy", "ywd"):
        year, word, day = {
            "dmy": (match[3], match[2], match[1]),
            "mdy": (match[3], match[1], match[2]),
            "ywd": (match[1], match[2], match[3]),
        }[name]
        numbers = int(year), _month(word, language), int(day)
    elif name == "ymd":
        numbers = int(match[1]), int(match[3]), int(match[4])
    else:
        numbers = int(match[1]), int(match[2]), int(match[3])
    end = match.end()
    if not _is_plausible(*numbers):
        return None
    value = f"{numbers[0]:04d}-{numbers[1]:02d}-{numbers[2]:02d}"
    return Written(match.start(), end, value, _UTC.match(text, end) is not None)


def _in_numbers(match: re.Match[str], order: Order) -> Written | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if year < 100:
        if len(match[1]) == len(match[3]) == 1 or match[2] == "-":
            return None
        year += 2000 if year < 50 else 1900
    as_dmy, as_mdy = _is_plausible(year, second, first), _is_plausible(year, first, second)
    start, end = match.span()
    dmy, mdy = f"{year:04d}-{second:02d}-{first:02d}", f"{year:04d}-{first:02d}-{second:02d}"
    if as_dmy and as_mdy and first != second:
        if match[2] == "." or order == "dmy":
            return Written(start, end, dmy)
        return Written(start, end, mdy) if order == "mdy" else Written(start, end, f"{year:04d}", other=f"{dmy} {mdy}")
    return Written(start, end, dmy if as_dmy else mdy) if as_dmy or as_mdy else None


def _month_made(name: str, match: re.Match[str], language: str) -> Written | None:
    year, number = (int(match[2]), _month(match[1], language)) if name == "my" else (int(match[1]), int(match[2]))
    return Written(match.start(), match.end(), f"{year:04d}-{number:02d}") if number else None


def _is_plausible(year: int, month: int, day: int) -> bool:
    """Whether there is such a day, and it is not the zero of a clock."""
    return FIRST_YEAR <= year <= LAST_YEAR and is_day(year, month, day) and (year, month, day) not in ((1970, 1, 1), (1900, 1, 1))


def order_of(texts: Iterator[str]) -> Order:
    """The order of day and month that the numbers of a document show, where one of them is over twelve and none speaks against it."""
    pattern = PATTERNS[4][1]
    seen: set[Order] = set()
    for text in texts:
        if not _shows(text, _NUMBERS):
            continue
        for match in pattern.finditer(text):
            first, second = int(match[1]), int(match[3])
            if match[2] != "." and (first > 12) != (second > 12) and max(first, second) < 32:
                seen.add("dmy" if first > 12 else "mdy")
    return seen.pop() if len(seen) == 1 else ""


def dates_in_path(text: str, order: Order, file: bool = False) -> list[Written]:
    """The date in the path of an address or a `file`: its first day, else its first month.

    A note may bear the minute it was begun in as its name; in an address such a number says when somebody kept a copy.
    """
    if file and (stamp := _STAMPED.search(text)) and _is_plausible(*map(int, stamp.groups())):
        return [Written(stamp.start(), stamp.end(), "-".join(stamp.groups()))]
    for name, pattern in _PATH:
        for match in pattern.finditer(text):
            end = match.start() + len(match[0].partition("T")[0])
            if name == "dmy":
                day, month, year = int(match[1]), int(match[2]), int(match[3])
                if day <= 12 and day != month and order != "dmy":
                    continue
            else:
                year, day = int(match[1]), int(match[3])
                month = _month(match[2], "en") if name == "word" else int(match[2])
            if _is_plausible(year, month, day):
                return [Written(match.start(), end, f"{year:04d}-{month:02d}-{day:02d}")]
    for match in _PATH_MONTH.finditer(text):
        if FIRST_YEAR <= int(match[1]) <= LAST_YEAR and 1 <= int(match[2]) <= 12:
            return [Written(match.start(), match.end(), f"{match[1]}-{match[2]}")]
    return []


def clock_after(text: str, end: int) -> bool:
    """Whether a clock time stands right after."""
    return _CLOCK.match(text, end) is not None
