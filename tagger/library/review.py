"""What to ask a person about: the doubtful tags of a library, in the order in which an answer teaches the most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tagger.model import UNNAMED, Finding

_WEIGHTS = {"topic": 1.0, "source": 0.8, "date": 0.9}
_MIDDLE, _REACH = 0.5, 0.4
"""The score at which a topic is as well `about` as not, and how far from it there is doubt."""
_SURE = 0.9
_ROLES = frozenset(("about", "mentions", "creator", "publisher", "platform", "quoted", "cited", "issued"))


class Doubt(NamedTuple):
    """One tag to ask about; `doubt` is 0 for what is sure and 1 for what could as well be otherwise."""

    document: int
    sha256: str
    path: str
    number: int
    finding: Finding
    doubt: float


def doubt_of(finding: Finding) -> float:
    """How doubtful a finding is; 0 for a person's own, for a source without a name and for dates that the text speaks of."""
    facet, role = finding.facet, finding.role
    if finding.origin == "person" or finding.value == UNNAMED or role not in _ROLES:
        return 0.0
    if facet == "topic":
        return _WEIGHTS[facet] * max(0.0, 1 - abs(finding.score - _MIDDLE) / _REACH)
    if facet == "date" and finding.value.endswith(("?", "~", "%")):
        return _WEIGHTS[facet]
    return _WEIGHTS[facet] * max(0.0, (_SURE - finding.score) / _SURE)


def queue(documents: Iterable[tuple[int, str, str, list[Finding]]], least: float = 0.1) -> list[Doubt]:
    """The doubtful tags of `(id, sha256, path, findings)`, each value taking its turn.

    An answer on a value that was not asked about yet teaches more than the tenth on the same one, so the most doubtful tag of
    every value comes first, then the second of every value, and so on. A topic that is only mentioned, yet nearly enough for
    more, is asked about as `about`. The order is the same for the same library.
    """
    by_value: dict[tuple[str, str, str], list[Doubt]] = {}
    for document, sha256, path, findings in documents:
        for number, finding in enumerate(findings):
            doubt = doubt_of(finding)
            if doubt >= least:
                asked = finding._replace(role="about") if finding.role == "mentions" else finding
                by_value.setdefault(asked[:3], []).append(Doubt(document, sha256, path, number, asked, doubt))
    turns: list[tuple[int, float, str, int, Doubt]] = []
    for some in by_value.values():
        some.sort(key=lambda d: (-d.doubt, d.sha256, d.number))
        turns += [(turn, -doubt.doubt, doubt.sha256, doubt.number, doubt) for turn, doubt in enumerate(some)]
    return [turn[-1] for turn in sorted(turns)]


def others(finding: Finding, labels: Iterable[tuple[str, str]], typed: str, limit: int = 5) -> Iterator[tuple[str, str]]:
    """Of `(value, label)` pairs those nearest to what a person typed in place of a value, best first."""
    from rapidfuzz import fuzz, process, utils

    known = dict(labels)
    spoken = {f"{value} {label}": value for value, label in known.items()}
    for _, score, key in process.extract(
        typed, {value: text for text, value in spoken.items()}, scorer=fuzz.WRatio, processor=utils.default_process, limit=limit
    ):
        if score >= 60 and key != finding.value:
            yield key, known[key]
