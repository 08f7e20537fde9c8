"""Broader topics, inferred from the narrower ones that a document is about, and marked as such."""

from __future__ import annotations

from collections.abc import Sequence

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


def _first(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Each place once, the first ones, in the order given."""
    seen: dict[tuple[str, int, int], Span] = {}
    for span in spans:
        seen.setdefault(span[:3], span)
    return tuple(seen.values())[:SPANS]
