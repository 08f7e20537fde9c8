"""Bounds on when a text was written, where nothing says when it was put out: terminus post quem and ante quem.

The lower bound is the latest event that the text tells in the past tense with a date of its own words; the upper bound is the
day on which the document says that it was saved, or that of its first remark. The words are in `data/dates.bounds.toml`. What is planned, forecast, named,
counted or merely supposed bounds nothing, nor does a date whose year the text does not spell out.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from string import ascii_uppercase
from typing import Any, NamedTuple

from tagger.datafiles import load
from tagger.edtf import Day, Edtf, day_text
from tagger.errors import EdtfError
from tagger.model import Document, Finding, Span
from tagger.recognisers.dates.written import dates_in

_LONGEST = 400
_REACH, _FAR, _NEAR, _FEW = 12, 16, 30, 5
"""Words from a date to its verb, and to a word that looks ahead, at most; characters that hold the word before it; words before a date that
opens its sentence, so that its verb may stand after it, at most."""
_LOWER, _CITATION = "dates/bounds/past-event", "dates/bounds/citation"
_UPPER = {"captured": "dates/bounds/captured", "commented": "dates/bounds/commented"}
"""The fields that say by when a text was there, and their rules."""
_CITED = re.compile(r"(?:(?:^|[\s.])[A-ZÀ-Þ]\.|\bet al\.?),?\s?[(\[]?$")
_LANGUAGES = {"en", ""}
"""The languages whose words the data file knows; a German "was" tells no past."""
_COLON = {";", ":"}
_YEAR = re.compile(r"[12](?<![\d.,:/-].)(?:(?<=1)[5-9]|(?<=2)0)\d\d(?![\d.,:/-]?\d)")
"""The digit first, since a search for one sign of a class is quick."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*|[,;:()“”\"–—]")
_PART = re.compile(r"\w+")
_END = re.compile(r"[.!?…][”\"’')\]]{0,3}\s+(?=[A-ZÀ-Þ“\"‘'(\[])")
_NAME = re.compile(r"[^\S\n][A-ZÀ-Þ]")
_GAP, _SHORTEST = re.compile(r"[\s(]"), 6
"""What stands before a word; characters that hold one that a full stop shortens."""


_edtf = lru_cache(maxsize=4096)(Edtf)
"""Most texts speak of the same days."""


class _Words(NamedTuple):
    before: frozenset[str]
    lead: frozenset[str]
    past: frozenset[str]
    not_past: frozenset[str]
    caption: frozenset[str]
    ahead: dict[str, re.Pattern[str]]
    tied: frozenset[str]
    owners: frozenset[str]
    shortened: frozenset[str]


@cache
def rules() -> dict[str, Any]:
    """The data file, parsed."""
    return load("dates.bounds.toml")


@cache
def _words() -> _Words:
    words = rules()["words"]
    ahead: dict[str, list[str]] = {}
    for word in words["ahead"]:
        ahead.setdefault(_PART.findall(word)[0], []).append(re.escape(word))
    return _Words(
        frozenset(words["before"]),
        frozenset(before.split()[-1] for before in words["before"]),
        frozenset(words["past"]),
        frozenset(words["not_past"]),
        frozenset(words["caption"]),
        {first: re.compile(rf"\b(?:{'|'.join(some)})\b") for first, some in ahead.items()},
        frozenset(words["tied"]),
        frozenset(words["owners"]),
        frozenset(words["shortened"]) | frozenset(ascii_uppercase),
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
    return [Finding("date", "created", _edtf(value).text, words, score, "rule", spans)]


def _upper(document: Document) -> tuple[Day | None, Span | None]:
    """The first day on which the document says that it was saved, or on which somebody remarked on it, and where."""
    best: tuple[Day | None, Span | None] = (None, None)
    for field, value in document.known_with("commented").items():
        rule = _UPPER.get(field.partition("@")[0])
        if rule is None:
            continue
        for written in dates_in(value, "", document.language or "en")[:1]:
            latest = Edtf(written.value).latest
            if latest and (best[0] is None or latest < best[0]):
                best = latest, Span(field, written.start, written.end, rule)
    return best


def _lower(document: Document, temporal: list[Finding], upper: Day | None) -> tuple[str, Span | None]:
    """The latest date of a past event, as EDTF without a qualifier, and where; "" where there is none."""
    if document.language not in _LANGUAGES:
        return "", None
    body = document.body
    dated = []
    for finding in temporal:
        spelt = [span for span in finding.spans if span.field == "body" and _YEAR.search(body, span.start, span.end)]
        if not spelt:
            continue
        try:
            edtf = _edtf(finding.value)
        except EdtfError:
            continue
        if edtf.precision not in ("day", "month", "year") or edtf.qualifier or edtf.earliest is None:
            continue
        if upper is None or edtf.earliest <= upper:
            dated.append((edtf, spelt))
    for edtf, spans in sorted(dated, key=lambda pair: pair[0].earliest or (), reverse=True):
        for span in spans:
            rule = _proof(body, span, edtf.precision)
            if rule:
                return edtf.text, span._replace(rule=rule)
    return "", None


def _proof(body: str, span: Span, precision: str) -> str:
    """The rule by which a date bounds the text, "" where it does not: its sentence tells a past event, or it cites a work."""
    words = _words()
    if precision != "day" and body[span.end : span.end + 1] not in (")", "]"):
        near = _WORD.findall(body[max(0, span.start - _NEAR) : span.start].lower())
        if len(near) > 1 and near[-1] not in words.lead:
            return ""
    before = body[_begin(body, span) : span.start]
    if body[span.end : span.end + 1] in (")", "]") and _CITED.search(before):
        return _CITATION
    if precision == "year" and _NAME.match(body, span.end):  # a name: the 2022 Harbour Cup
        return ""
    left = _WORD.findall(before.lower())
    led = any(" ".join(left[-n:]) in words.before for n in (1, 2, 3)) if left else False
    if not led and not (precision == "day" and (not left or left[-1] not in words.tied)):
        return ""
    near = left[-_REACH:]
    told = _past_before(near, words) or (precision == "day" and not _COLON & set(near) and not words.caption.isdisjoint(near))
    if (not told and len(left) > _FEW) or _looks_ahead(left[-_FAR:], words):
        return ""
    after = body[span.end : _end(body, span)].lower()
    right = [match[0] for match in islice(_WORD.finditer(after), _REACH)]
    told = told or any(_is_past(word, words) for word in right)
    return "" if not told or _looks_ahead(right, words) else _LOWER


def _looks_ahead(near: list[str], words: _Words) -> bool:
    """Whether a word or a few that look ahead stand among these."""
    text = " ".join(near)
    parts = _PART.findall(text) if "-" in text or "'" in text or "’" in text else near
    return any(words.ahead[part].search(text) for part in words.ahead.keys() & parts)


def _past_before(near: list[str], words: _Words) -> bool:
    """Whether a verb in the past stands shortly before the date, with no infinitive between that could look ahead."""
    for place in range(len(near) - 1, -1, -1):
        word = near[place]
        if word in _COLON or (word == "to" and place + 1 < len(near) and near[place + 1] not in words.owners):
            return False
        if _is_past(word, words):
            return True
    return False


def _is_past(word: str, words: _Words) -> bool:
    return word in words.past or (
        len(word) > 4 and word.endswith("ed") and word not in words.not_past and not word.endswith("eed")
    )


def _begin(body: str, span: Span) -> int:
    """Where the sentence around a span begins, within its line and `_LONGEST` characters."""
    begin = max(body.rfind("\n", 0, span.start) + 1, span.start - _LONGEST)
    for match in _END.finditer(body, begin, span.start):
        if not _is_short(body, begin, match.start()):
            begin = match.end()
    return begin


def _end(body: str, span: Span) -> int:
    """Where the sentence around a span ends, within its line and `_LONGEST` characters."""
    end = min(span.end + _LONGEST, len(body))
    line = body.find("\n", span.end, end)
    for match in _END.finditer(body, span.end, end):
        if 0 <= line < match.start():
            break
        if not _is_short(body, span.end, match.start()):
            return match.start() + 1
        if 0 <= line < match.end():
            line = body.find("\n", match.end(), end)
    return line + 1 if line >= 0 else end


def _is_short(body: str, begin: int, stop: int) -> bool:
    """Whether the sign at `stop` is that of an abbreviation."""
    if body[stop] != ".":
        return False
    return _GAP.split(body[max(begin, stop - _SHORTEST) : stop])[-1] in _words().shortened
