"""Bounds on when a text was written, where nothing says when it was put out: terminus post quem and ante quem.

The lower bound is the latest event that the text tells in the past tense with a date of its own words; the upper bound is the
day on which the document says that it was saved. The words are in `data/dates.bounds.toml`. What is planned, forecast, named,
counted or merely supposed bounds nothing, nor does a date whose year the text does not spell out.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from tagger.edtf import Day, Edtf, day_text
from tagger.errors import EdtfError
from tagger.model import Document, Finding, Span
from tagger.recognisers.dates.written import dates_in

_LONGEST = 400
_REACH = 12
_LOWER, _UPPER = "dates/bounds/past-event", "dates/bounds/captured"
_YEAR = re.compile(r"(?<![\d.,:/-])(?:1[5-9]|20)\d\d(?![\d.,:/-]?\d)")
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*|[,;:()“”\"–—]")
_END = re.compile(r"[.!?…][”\"’')\]]{0,3}\s+(?=[A-ZÀ-Þ“\"‘'(\[])|\n")
_SHORT = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sgt|Capt|Rep|Sen|Gov|St|Inc|Corp|Co|Ltd|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|U\.S|U\.K)\.$"
)


class _Words(NamedTuple):
    before: frozenset[str]
    past: frozenset[str]
    not_past: frozenset[str]
    ahead: re.Pattern[str]


@cache
def rules() -> dict[str, Any]:
    """The data file, parsed."""
    return tomllib.loads(files("tagger.data").joinpath("dates.bounds.toml").read_text(encoding="utf-8"))


@cache
def _words() -> _Words:
    words = rules()["words"]
    ahead = "|".join(re.escape(word) for word in sorted(words["ahead"], key=len, reverse=True))
    return _Words(
        frozenset(words["before"]), frozenset(words["past"]), frozenset(words["not_past"]), re.compile(rf"\b(?:{ahead})\b", re.I)
    )


def find_created(document: Document, temporal: list[Finding]) -> list[Finding]:
    """The one finding of the role created, or none; `temporal` are the dates that the text speaks of, as EDTF with spans."""
    upper, upper_span = _upper(document)
    lower, lower_span = _lower(document, temporal, upper)
    if not lower and not upper:
        return []
    value = f"{lower or '..'}/{day_text(upper) if upper else '..'}"
    words = " ".join(
        ([f"not before {document.fields[lower_span.field][lower_span.start : lower_span.end]}"] if lower_span else [])
        + ([f"not after {document.fields[upper_span.field][upper_span.start : upper_span.end]}"] if upper_span else [])
    )
    spans = tuple(span for span in (lower_span, upper_span) if span)
    score = 0.8 if lower.count("-") == 2 or not lower else 0.7
    return [Finding("date", "created", str(Edtf(value)), words, score, "rule", spans)]


def _upper(document: Document) -> tuple[Day | None, Span | None]:
    """The first day on which the document says that it was saved, and where."""
    best: tuple[Day | None, Span | None] = (None, None)
    for field, value in document.fields.items():
        if field.partition("@")[0] != "captured":
            continue
        for written in dates_in(value, "", document.language or "en")[:1]:
            latest = Edtf(written.value).latest
            if latest and (best[0] is None or latest < best[0]):
                best = latest, Span(field, written.start, written.end, _UPPER)
    return best


def _lower(document: Document, temporal: list[Finding], upper: Day | None) -> tuple[str, Span | None]:
    """The latest date of a past event, as EDTF without a qualifier, and where; "" where there is none."""
    dated = []
    for finding in temporal:
        try:
            edtf = Edtf(finding.value)
        except EdtfError:
            continue
        if edtf.precision not in ("day", "month", "year") or edtf.qualifier or edtf.earliest is None:
            continue
        if upper is None or edtf.earliest <= upper:
            dated.append((edtf.earliest, finding))
    body = document.body
    for _, finding in sorted(dated, key=lambda pair: pair[0], reverse=True):
        for span in finding.spans:
            if span.field == "body" and _YEAR.search(body, span.start, span.end) and _is_told(body, span):
                return finding.value, Span("body", span.start, span.end, _LOWER)
    return "", None


def _is_told(body: str, span: Span) -> bool:
    """Whether the sentence around a date tells in the past tense what happened then."""
    begin, end = _sentence(body, span)
    words = _words()
    before, after = body[begin : span.start], body[span.end : end]
    if words.ahead.search(before) or words.ahead.search(after):
        return False
    left = [word.lower() for word in _WORD.findall(before)]
    right = [word.lower() for word in _WORD.findall(after)[:_REACH]]
    exact = not body[span.start : span.end].isdigit() and any(c.isdigit() for c in body[span.start : span.end - 4])
    led = bool(left) and (left[-1] in words.before or " ".join(left[-2:]) in words.before)
    if not led and not (exact and (not left or left[-1] in (",", "(", "–", "—"))):
        return False
    if re.match(r"\s[A-ZÀ-Þ]", after) and body[span.start : span.end].isdigit():  # a name: the 2022 Harbour Cup
        return False
    return _past_before(left, words) or (len(left) <= 5 and _past_after(right, words))


def _past_before(left: list[str], words: _Words) -> bool:
    """Whether a verb in the past stands shortly before the date, with no infinitive between that could look ahead."""
    near = left[-_REACH:]
    for place in range(len(near) - 1, -1, -1):
        word = near[place]
        if word == "to" and place + 1 < len(near) and near[place + 1] not in ("the", "a", "an", ","):
            return False
        if word in (";", ":"):
            return False
        if _is_past(word, words):
            return True
    return False


def _past_after(right: list[str], words: _Words) -> bool:
    """Whether the first verb after a date that opens the sentence is in the past."""
    return any(_is_past(word, words) for word in right)


def _is_past(word: str, words: _Words) -> bool:
    return word in words.past or (
        len(word) > 4 and word.endswith("ed") and word not in words.not_past and not word.endswith("eed")
    )


def _sentence(body: str, span: Span) -> tuple[int, int]:
    """The sentence around a span, within its line and `_LONGEST` characters on either side."""
    begin = max(body.rfind("\n", 0, span.start) + 1, span.start - _LONGEST)
    for match in _END.finditer(body, begin, span.start):
        if match[0] == "\n" or not _SHORT.search(body[max(begin, match.start() - 6) : match.start() + 1]):
            begin = match.end()
    end = min(span.end + _LONGEST, len(body))
    for match in _END.finditer(body, span.end, end):
        if match[0] == "\n" or not _SHORT.search(body[max(span.end, match.start() - 6) : match.start() + 1]):
            return begin, match.start() + 1
    return begin, end
