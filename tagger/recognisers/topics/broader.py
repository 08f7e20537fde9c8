"""Broader topics, inferred from the narrower ones that a document is about or touches, and marked as such."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tagger.model import Finding, Span
from tagger.vocabulary import Vocabulary

DECAY = 0.85
"""What each step upwards leaves of a score."""
SPANS = 12
MARK = "/narrower"
"""The end of the rule of an evidence that stands for a narrower topic."""


def with_broader(vocabulary: Vocabulary, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, and each topic above one that the document is about as `about` too, with that one's evidence."""
    out = {finding.value: finding for finding in findings}
    for finding in sorted(findings, key=lambda f: (-f.score, f.value)):
        if finding.role != "about":
            continue
        for step, parent in enumerate(vocabulary.ancestors(finding.value), 1):
            concept = vocabulary.get(parent)
            if concept is None:
                continue
            known = out.get(parent)
            if known is not None and known.role == "about":
                continue
            rule = f"topics/{parent}{MARK}"
            spans = [Span(field, start, end, rule) for field, start, end, _ in finding.spans]
            score = round(finding.score * DECAY**step, 4)
            if known is None:
                out[parent] = Finding("topic", "about", parent, concept.pref_label, score, finding.origin, _first(spans))
            else:
                merged = _first((*known.spans, *spans))
                out[parent] = known._replace(role="about", score=max(score, known.score), origin=finding.origin, spans=merged)
    return list(out.values())


def without_broader(findings: Sequence[Finding]) -> list[Finding]:
    """The findings as they were before any was inferred; one that had a voice of its own becomes a mention again."""
    out = []
    for finding in findings:
        own = tuple(span for span in finding.spans if not span.rule.endswith(MARK))
        if len(own) == len(finding.spans):
            out.append(finding)
        elif own:
            out.append(finding._replace(role="mentions", spans=own))
    return out


def in_common(vocabulary: Vocabulary, field: str, score: float, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, and the topic `field` as `about` with the evidence of those that lie below it; none where no such one is there."""
    concept = vocabulary.get(field)
    below = [finding for finding in findings if field in vocabulary.ancestors(finding.value)]
    if concept is None or not below:
        return list(findings)
    rule = f"topics/{field}{MARK}"
    spans = [span for finding in findings if finding.value == field for span in finding.spans]
    spans += [Span(name, start, end, rule) for finding in below for name, start, end, _ in finding.spans]
    others = [finding for finding in findings if finding.value != field]
    return [*others, Finding("topic", "about", field, concept.pref_label, round(score * DECAY, 4), "rule", _first(spans))]


def told_anew(
    vocabulary: Vocabulary, findings: Sequence[Finding], tell: Callable[[list[Finding]], list[Finding]]
) -> list[Finding]:
    """What `tell` makes of the findings without those inferred, and what is inferred from that.

    A field that the topics of a document have in common stays where the document is about none of them still.
    """
    plain = without_broader(findings)
    told = tell(plain)
    if not any(finding.role == "about" for finding in (*plain, *told)):
        fields = {finding.value: finding for finding in findings if finding.role == "about"}
        told = [*(finding for finding in told if finding.value not in fields), *fields.values()]
    return with_broader(vocabulary, told)


def _first(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Each place once, the first ones, in the order given."""
    seen: dict[tuple[str, int, int], Span] = {}
    for span in spans:
        seen.setdefault(span[:3], span)
    return tuple(seen.values())[:SPANS]
