"""Is a document news, which counts from its day of issue, or narrative, which counts from the date before? The document itself decides."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tagger.edtf import Day

if TYPE_CHECKING:
    from tagger.recognisers.dates.temporal import Candidate

DEICTIC = frozenset(
    {"today", "beyond", "tonight", "which", "whichmonth", "ago", "fromnow", "weekfrom", "weekend", "weekdayofweek", "yearend"}
)


class Hint(NamedTuple):
    """What speaks for either: words that count from the day of issue, years near to it and far from it; of the far ones, those
    that carry the story (`told`); `lead` where a day of the week stands in the first lines."""

    deictic: int
    near: int
    far: int
    told: int
    lead: bool
    day_first: bool
    order_known: bool

    @classmethod
    def of(cls, text: str, candidates: list[Candidate], anchor: Day | None) -> Hint:
        """The hints of a document's expressions."""
        deictic = near = far = told = day_first = month_first = lead = 0
        numbers: list[tuple[int, int, int]] = []
        for candidate in candidates:
            make, fields = candidate.match.rule.make, candidate.match.fields
            if make in DEICTIC or (make == "weekday"):
                deictic += 1
                lead += make == "weekday" and candidate.start < LEAD
            elif "dmy" in fields or "daymonth" in fields:
                first, second = (fields["dmy"] if "dmy" in fields else fields["daymonth"])[:2]
                day_first += first > 12 or (anchor is not None and first != second and anchor[1:] == (second, first))
                month_first += second > 12 or (anchor is not None and first != second and anchor[1:] == (first, second))
                if "dmy" in fields:
                    numbers.append(fields["dmy"])
            elif "year" in fields or "era" in fields or "decade" in fields or "century" in fields:
                year = fields.get("year", 0)
                if anchor is not None and abs(year - anchor.year) <= 1:
                    near += 1
                else:
                    far += 1
                    told += "month" in fields or opens_sentence(text, candidate.start)
        if not day_first and not month_first and len(numbers) >= SERIES:
            day_first, month_first = rises(numbers, (2, 1, 0)), rises(numbers, (2, 0, 1))
        return cls(deictic, near, far, told, bool(lead), bool(day_first), bool(day_first) != bool(month_first))


SERIES = 3
"""So many days in numbers tell by their order alone which of day and month stands first."""


def rises(days: list[tuple[int, int, int]], order: tuple[int, int, int]) -> bool:
    """Whether each day is after the one before it, where year, month and day stand in these places."""
    keys = [tuple(day[place] for place in order) for day in days]
    return all(one < two for one, two in pairwise(keys))


LEAD = 600
"""The first lines of a text, in characters: news says there on which day of the week it was."""
MANY = 10
"""More dates than that carry a story, whatever stands in the first lines."""
OPENING = re.compile(r"(?:^|\n|[.!?:][\"'”’)\]]*\s)\s*(?:[A-Z][a-z]+\s+)?(?:the\s+)?$")


def opens_sentence(text: str, start: int) -> bool:
    """Whether an expression begins its sentence but for a preposition."""
    before = text[max(0, start - 40) : start]
    word = before[before.rfind(" ", 0, -1) + 1 : -1]
    if word.islower() and word.isalpha() and word != "the" and before[-1] == " ":  # as most are
        return False
    return OPENING.search(before) is not None


def is_news(hint: Hint, candidates: list[Candidate], anchor: Day | None) -> bool:
    """Whether bare dates count from the day of issue: not where dates far from it carry the text and hardly a word counts from it,
    nor a bare date looks ahead.

    A few far years in the middle of sentences ("founded in 1912") are background, which news has too.
    """
    if anchor is None:
        return False
    most, counted = MANY if hint.lead else 3, 2 * hint.deictic + hint.near // 4
    if hint.told == 0 or hint.told <= counted or (hint.told <= most and (hint.deictic or hint.near)):
        return True
    ahead = sum(candidate.tense() == "F" for candidate in candidates)
    return ahead > 0 and hint.told <= max(most, counted + ahead)
