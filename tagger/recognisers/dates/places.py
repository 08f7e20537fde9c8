"""A place that dates a document, and what the word before a date says of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tagger.model import Role, Span
from tagger.recognisers.dates.written import Written, rules


class Candidate(NamedTuple):
    """One place that dates the document: what it means, how far it is trusted, and where it stands."""

    role: Role
    trust: float
    written: Written
    span: Span


def candidate(role: Role, score: float, written: Written, field: str, rule: str) -> Candidate:
    """A candidate that a rule found in a field; what is less precise than a day is trusted less."""
    precision = written.value.count("-")
    trust = score if precision == 2 else score * (0.5 if precision == 1 else 0.3)
    return Candidate(role, round(trust, 4), written, Span(field, written.start, written.end, rule))


@cache
def _labels() -> re.Pattern[str]:
    """The words that say what a date means; the longest first, so that "last updated" wins over "date". Weak ones count where
    nothing stands before them."""
    words = rules()["words"]
    weak = set(words["weak"])
    groups = []
    for name in ("published", "updated", "other"):
        listed = sorted(words[name], key=len, reverse=True)
        strong = "|".join(re.escape(w).replace(r"\ ", r"\s") for w in listed if w not in weak)
        first = "|".join(re.escape(w).replace(r"\ ", r"\s") for w in listed if w in weak)
        groups.append(f"(?P<{name}>{strong}" + (f"|(?<![^|·•–—(\\[\\]/,;\\t-]\\s)(?<!\\w)(?:{first})" if first else "") + ")")
    return re.compile(r"(?<![^\W_])(?:" + "|".join(groups) + r")(?![^\W_])", re.I)


def labelled(before: str) -> str:
    """What the last label before a date says of it: `published`, `updated`, `other`, or "" where there is none near."""
    last = None
    before = before[-80:]
    for match in _labels().finditer(before):
        last = match
    if last is None or len(before) - last.end() > 40:
        return ""
    return last.lastgroup or ""


@cache
def _labels_after() -> re.Pattern[str]:
    words = sorted(rules()["words"]["published_after"], key=len, reverse=True)
    return re.compile(rf"(?:\s?,?\s(?:um|at|à)\s\d\d?[:.]\d\d(?:\s(?:Uhr|h))?)?\s(?:{'|'.join(map(re.escape, words))})\b", re.I)


def labelled_after(after: str) -> str:
    """What the word after a date says of it, as German has its verbs: `published` of "am 3. Mai 2020 um 12:10 Uhr veröffentlicht"."""
    return "published" if _labels_after().match(after) else ""
