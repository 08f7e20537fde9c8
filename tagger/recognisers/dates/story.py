"""Is a document news, which counts from its day of issue, or narrative, which counts from the date before? The document itself decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tagger.edtf import Day

if TYPE_CHECKING:
    from tagger.recognisers.dates.temporal import Candidate

DEICTIC = frozenset(
    {"today", "beyond", "tonight", "which", "whichmonth", "ago", "fromnow", "weekfrom", "weekend", "weekdayofweek", "yearend"}
)


class Hint(NamedTuple):
    """What speaks for either: words that count from the day of issue, years near to it, and years far from it."""

    deictic: int
    near: int
    far: int
    bare: int
    day_first: bool
    order_known: bool

    @classmethod
    def of(cls, candidates: list[Candidate], anchor: Day | None) -> Hint:
        """The hints of a document's expressions."""
        deictic = near = far = bare = day_first = month_first = 0
        for candidate in candidates:
            make, fields = candidate.match.rule.make, candidate.match.fields
            if make in DEICTIC or (make == "weekday"):
                deictic += 1
            elif "dmy" in fields or "daymonth" in fields:
                first, second = fields.get("dmy", fields.get("daymonth"))[:2]
                day_first += first > 12
                month_first += second > 12
            elif "year" in fields or "era" in fields or "decade" in fields or "century" in fields:
                year = fields.get("year", 0)
                if anchor is not None and abs(year - anchor.year) <= 1:
                    near += 1
                else:
                    far += 1
            elif make == "date" and "month" in fields:
                bare += 1
        return cls(deictic, near, far, bare, bool(day_first), bool(day_first) != bool(month_first))


def is_news(hint: Hint, anchor: Day | None) -> bool:
    """Whether bare dates count from the day of issue."""
    if anchor is None:
        return False
    return hint.far < 3 or hint.far <= 3 * hint.deictic + hint.near // 2
