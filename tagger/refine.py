"""Findings in, fewer findings out: an ordered list of refiners."""

from __future__ import annotations

from collections.abc import Callable

from tagger.model import Document, Finding

Refiner = Callable[[Document, list[Finding]], list[Finding]]


def merged(document: Document, findings: list[Finding]) -> list[Finding]:
    """One finding for each facet, role and value, with the best score and label and the evidence of all, in reading order."""
    out: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = finding.facet, finding.role, finding.value
        seen = out.get(key)
        if seen is None:
            out[key] = finding
        else:
            best = seen if seen.score >= finding.score else finding
            out[key] = best._replace(spans=tuple(dict.fromkeys(seen.spans + finding.spans)))
    return list(out.values())


REFINERS: tuple[Refiner, ...] = (merged,)


def refine(document: Document, findings: list[Finding]) -> list[Finding]:
    """The findings after every refiner, in the order of `REFINERS`."""
    for refiner in REFINERS:
        findings = refiner(document, findings)
    return findings
