"""When a document was put out, and when it was last changed: every place that says so is weighed, one is chosen by trust.

The places, their trust and their words are in `data/dates.issued.toml`. The order of trust is fixed; where day and month are
undecided, or only a change is dated, the answer is widened or marked; where sure places disagree, the score falls and
`disagreements` says so. A file's own timestamps are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tagger.edtf import Day, Edtf, ordinal
from tagger.errors import Problem
from tagger.model import OR, Document, Finding, Role
from tagger.recognisers.dates.datelines import in_text, lines_that_tell
from tagger.recognisers.dates.places import Candidate, candidate, labelled, labelled_after
from tagger.recognisers.dates.written import Order, Written, clock_after, dates_in, dates_in_path, may_hold_year, order_of, rules

_HEAD_CHARACTERS = 6000
_CROWD, _BARE = 3, 0.905
_AFTER = 40
_WEAK, _SURE = 0.78, 0.87
_HEADER = "dates/header"
"""The rule of a mail's header: where it speaks, the lines of the body date something else, such as what is forwarded."""
_FULL = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class _Source(NamedTuple):
    id: str
    role: Role
    score: float
    in_path: bool


def find_issued(document: Document) -> list[Finding]:
    """The findings of the roles issued and modified: one of each at most, with every place that bears it out as evidence."""
    found = candidates(document)
    out = []
    issued = _chosen(found, "issued")
    modified = _chosen(found, "modified")
    if issued and not (issued.score < _WEAK and modified and modified.score > _SURE):
        out.append(issued)
    elif modified and Edtf(modified.value).precision == "day":
        out.append(modified._replace(role="issued", value=modified.value + "?", score=round(modified.score * 0.6, 3)))
    if modified:
        out.append(modified)
    return out


def candidates(document: Document) -> list[Candidate]:
    """Every place that may date the document, most trusted first; of equal trust, in the order of the document."""
    by_field = _by_field()
    places = [
        (field, value, source)
        for field, value in document.known.items()
        if (source := by_field.get(field.partition("#")[0])) and value and not (source.in_path and not may_hold_year(value))
    ]
    sent = any(source.id == _HEADER for _, _, source in places)
    told = [] if sent else lines_that_tell(document.body)
    if not places and not told:
        return []
    order, language = _order(document), document.language or "en"
    found: list[Candidate] = []
    for field, value, source in places:
        found += _in_field(field, value, source, order, language)
    if told:
        found += [c for c in in_text(told, order, language) if not _of_another_century(c, document.body)]
    found = _crowded(_unchanged(found, places))
    latest = _captured(document, order, language)
    if latest:
        found = [c for c in found if (first := Edtf(c.written.value).earliest) is None or first <= latest]
    return sorted(found, key=lambda c: -c.trust)


def _of_another_century(place: Candidate, body: str) -> bool:
    """Whether a year of two digits is that of another century, which the text spells out: "12/4/18" in a diary of 1918."""
    words, year = body[place.span.start : place.span.end], place.written.value[:4]
    if _SHORT_YEAR.search(words) is None or words[-2:] != year[2:] or year in body:
        return False
    return re.search(rf"(?<!\d)1\d{year[2:]}(?!\d)", body) is not None


_SHORT_YEAR = re.compile(r"\D\d\d$")


def _unchanged(found: list[Candidate], places: list[tuple[str, str, _Source]]) -> list[Candidate]:
    """The candidates without the time elements that bear the very stamp of the last change, where the page shows another day."""
    stamps = {value for _, value, source in places if source.id == _CHANGED and len(value) > _DAY}
    same = {field for field, value, source in places if source.id == _TIME and value in stamps} if stamps else ()
    if not same or not any(c.span.rule == _VISIBLE for c in found):
        return found
    return [c for c in found if c.span.field not in same]


_CHANGED, _TIME, _VISIBLE, _DAY = "dates/modified/meta", "dates/time", "dates/visible", len("2022-03-14")


def _crowded(found: list[Candidate]) -> list[Candidate]:
    """The candidates, those of texts without a label trusted less where there are many: a list of other pages, or a calendar."""
    bare = {c.written.value for c in found if c.span.rule == "dates/visible" and c.trust <= _BARE}
    if len(bare) < _CROWD:
        return found
    return [c._replace(trust=c.trust - 0.1) if c.span.rule == "dates/visible" and c.trust <= _BARE else c for c in found]


@cache
def _by_field() -> dict[str, _Source]:
    return {
        field: _Source(rule["id"], rule["role"], rule["score"], "path" in rule.get("forms", ()))
        for rule in rules()["source"]
        for field in rule["fields"]
    }


def _order(document: Document) -> Order:
    """Which of day and month stands first in this document, "" where nothing settles it."""
    table = rules()["order"]
    if document.language in table["languages"]:
        return "dmy"
    values = [v for k, v in document.known.items() if k.startswith(("published", "modified", "date"))]
    body, size = document.body, _HEAD_CHARACTERS
    shown = order_of(iter(values)) or order_of(iter([body] if len(body) <= size else [body[:size], body[-size:]]))
    if shown:
        return shown
    for field in ("language@html", "language@meta"):
        tag = document.fields.get(field, "").lower().replace("_", "-")
        if tag in table["month_first"]:
            return "mdy"
        if tag in table["day_first"]:
            return "dmy"
    return ""


def _in_field(field: str, value: str, source: _Source, order: Order, language: str) -> Iterator[Candidate]:
    if source.in_path:
        for written in dates_in_path(_path(field, value), order, file=field == "path"):
            yield candidate(source.role, source.score, written, field, source.id)
        return
    visible = "@text" in field or "@page" in field
    found = dates_in(value, order, language)
    if not found and not visible:
        found = dates_in(value, order, language, months=True)
    if not visible:
        for written in found[:1]:
            yield candidate(source.role, source.score, written, field, source.id)
        return
    before = 0
    for written in found[:4]:
        meant = labelled(value[before : written.start]) or labelled_after(value[written.end : written.end + _AFTER])
        if meant != "other" and not _in_range(value, written) and (meant or "@text" in field or _stands_apart(value, written)):
            role: Role = {"published": "issued", "updated": "modified"}.get(meant, source.role)  # type: ignore[assignment]
            before_it, after_it = value[: written.start].strip(), value[written.end :].strip()
            within = len(before_it) + len(after_it) > 60 or (len(before_it) > 12 and sum(map(str.isalpha, after_it)) > 8)
            yield candidate(role, source.score + (0.03 if meant else -0.03 if within else 0.0), written, field, source.id)
        before = written.end


def _in_range(value: str, written: Written) -> bool:
    """Whether the date is an end of a span of days or the day of something that lasts some hours."""
    return (
        _TO.match(value, written.end) is not None or _FROM.search(value[max(written.start - 12, 0) : written.start]) is not None
    )


_TO = re.compile(
    r"\s?(?:[-–—]|to|bis|until|au|al)\s{0,2}(?:\d{1,2}(?:[.\s]|st|nd|rd|th)|[^\W\d_]{3,12}\s\d{1,2}\b)"
    r"|[\s,]{1,3}(?:um |at |à )?\d{1,2}[:.h]\d\d(?:\s?(?:Uhr|[ap]m|h))?\s?(?:[-–—]|to|bis)\s?\d{1,2}[:.h]\d\d",
    re.I,
)
_FROM = re.compile(r"\d(?:\.|st|nd|rd|th)?\s?(?:[-–—]|to|bis|until|au|al|und|and|&)\s?$", re.I)


def _stands_apart(line: str, written: Written) -> bool:
    """Whether a line of a page is a date with little beside it, not a sentence, a comment or a citation."""
    before, after = line[: written.start].strip(), line[written.end :].strip()
    if not before and after.startswith(("-", "–", "—", "|", "·", "/", ":")):
        return True
    if before.endswith(("(", "[")) and clock_after(line, written.end):
        return True
    if _stray().search(line) or (before and after and len(before) + len(after) > 45):
        return False
    return len(before) <= 60 and len(after) <= 90 and not before.endswith(("(", "„", "“", '"')) and not after.endswith((".", ")"))


@cache
def _stray() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, rules()["words"]["stray"])) + r")(?!\w)", re.I)


def _path(field: str, value: str) -> str:
    """The value with all but its path blanked, so that offsets stay: no host, no query, no fragment."""
    if field != "url":
        return value
    start = value.find("/", value.find("//") + 2)
    end = min((at for mark in "?#" if (at := value.find(mark)) >= 0), default=len(value))
    return " " * start + value[start:end] if 0 <= start < end else ""


def _captured(document: Document, order: Order, language: str) -> Day | None:
    """The last day on which the document can have been put out: when it was saved, as it says itself."""
    days = []
    for field, value in document.known.items():
        if field.startswith("captured"):
            days += [latest for w in dates_in(value, order, language) if (latest := Edtf(w.value).latest)]
    return max(days) if days else None


def _chosen(found: list[Candidate], role: Role) -> Finding | None:
    """The tag of a role: the most trusted candidate, what agrees with it as evidence, less score where sure ones disagree."""
    mine = [c for c in found if c.role == role]
    if not mine:
        return None
    best = _settled(mine[0], mine)
    best = _local(_shown(best, mine), mine)
    value = best.written.value
    agreeing = [c for c in mine if _agrees(c.written, value)]
    against = _against(mine, best)
    score = best.trust * (0.85 if against else 1.0) + (0.01 if len(agreeing) > 1 else 0.0)
    spans = [best.span] + [c.span for c in agreeing if c.span != best.span]
    shown = label(value)
    if best.written.other:
        readings = sorted(best.written.other.split())
        spans[0] = spans[0]._replace(rule=f"{spans[0].rule}:{'|'.join(readings)}")
        shown = either(readings)
    return Finding("date", role, value, shown, round(min(score, 1.0), 3), "rule", tuple(dict.fromkeys(spans))[:8])


def _settled(best: Candidate, mine: list[Candidate]) -> Candidate:
    """The candidate itself, or, where its day and month could be swapped, with the reading that another place bears out."""
    if not best.written.other:
        return best
    for reading in best.written.other.split():
        if any(c.written.value == reading for c in mine):
            return best._replace(written=best.written._replace(value=reading, other=""))
    return best


def _local(best: Candidate, mine: list[Candidate]) -> Candidate:
    """The candidate itself, or, where it is an instant in UTC, the one with the day before or after that the page shows."""
    if not best.written.utc:
        return best
    number = ordinal(Day(*map(int, best.written.value.split("-"))))
    shown = [c for c in mine if c.span.rule in _SHOWN and not c.written.utc and c.written.value.count("-") == 2]
    if any(c.written.value == best.written.value for c in shown):
        return best
    for other in shown:
        if abs(ordinal(Day(*map(int, other.written.value.split("-")))) - number) == 1:
            return other._replace(trust=max(other.trust, best.trust))
    return best


def _shown(best: Candidate, mine: list[Candidate]) -> Candidate:
    """The candidate itself, or, where sure places disagree, the one among them whose day the page shows near its headline."""
    visible = [c for c in mine if c.span.rule in ("dates/visible", "dates/time")]
    seen = {c.written.value for c in visible if c.trust >= 0.87} or {c.written.value for c in visible[:1]}
    if not seen or best.written.value in seen:
        return best
    return next((c for c in mine if c.written.value in seen and c.trust >= 0.94), best)


_SHOWN = {
    "dates/visible", "dates/time", "dates/page", "dates/url", "dates/text/line", "dates/text/published", "dates/text/byline", "dates/text/dateline",
}  # fmt: skip


def _agrees(written: Written, value: str) -> bool:
    """Whether a place says the same: the same day, a month or year that holds it, or one of its two readings."""
    return written.value == value or (value.startswith(written.value + "-") and (not written.other or value in written.other))


def _against(mine: list[Candidate], best: Candidate) -> list[Candidate]:
    """The sure places that say another day, one a day; of what the page shows only the nearest to its headline."""
    out: dict[str, Candidate] = {}
    seen: set[str] = set()
    for place in mine:
        shown = place.span.rule.endswith(("/time", "/visible", "/microdata"))
        if not (shown and place.span.rule in seen) and _opposes(place, best):
            out.setdefault(place.written.value, place)
        if shown:
            seen.add(place.span.rule)
    return list(out.values())


def _opposes(other: Candidate, best: Candidate) -> bool:
    """Whether a place that is nearly as sure says another day, not merely the same moment in another time zone."""
    if other.trust < 0.85 or _agrees(other.written, best.written.value) or _agrees(best.written, other.written.value):
        return False
    one, two = Edtf(other.written.value).earliest, Edtf(best.written.value).earliest
    if one is None or two is None:
        return False
    return abs(ordinal(one) - ordinal(two)) > (1 if other.written.utc or best.written.utc else 0)


def disagreements(document: Document, findings: list[Finding]) -> tuple[Problem, ...]:
    """A problem for each role whose sure places name different days: which was chosen, and what stands against it."""
    out = []
    found: list[Candidate] | None = None
    for finding in findings:
        if finding.facet != "date" or finding.role not in ("issued", "modified"):
            continue
        found = candidates(document) if found is None else found
        chosen = Candidate(finding.role, 1.0, Written(0, 0, finding.value.rstrip("?")), finding.spans[0])
        against = _against([c for c in found if c.role == finding.role], chosen)
        if against:
            others = ", ".join(f"{c.written.value} ({c.span.field})" for c in against[:3])
            what = "day of issue" if finding.role == "issued" else "day of change"
            out.append(
                Problem(
                    "",
                    0,
                    f"the {what} is {finding.value} by {finding.spans[0].field}, but {others} elsewhere.",
                    "Set it by hand if that is wrong.",
                )
            )
    return tuple(out)


def either(days: list[str]) -> str:
    """Days of which one is meant, for people to read: `5 April 2022 or 4 May 2022`."""
    return OR.join(label(day) for day in days)


def label(value: str) -> str:
    """A day, month or year for people to read: `14 March 2022`."""
    parts = value.rstrip("?~%").split("-")
    named = " ".join(
        [*([str(int(parts[2]))] if len(parts) > 2 else []), *([_FULL[int(parts[1]) - 1]] if len(parts) > 1 else []), parts[0]]
    )
    return named + (" (uncertain)" if value.endswith("?") else "")
