"""Where a document comes from: its creator, its publisher and the platform its words were posted on."""

from __future__ import annotations

from tagger.model import Document, Finding, Role, Span
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance_creators import creators, split_field, unique
from tagger.recognisers.sources.provenance_publishers import bare_domain, host, publishers


def find_provenance(document: Document, names: Names) -> list[Finding]:
    """The findings of role creator, publisher and platform."""
    put = publishers(document, names)
    outlets = [one.label for one in put]
    outlets += [text for field, text in document.fields.items() if split_field(field)[0] == "site_name"]
    out: list[Finding] = []
    for signed in unique(creators(document, outlets)):
        span = Span(signed.field, signed.name.start, signed.name.end, signed.rule)
        out.append(finding("creator", signed.name.label, signed.score, (span,), names))
    for one in put:
        if not bare_domain(one.label):
            span = Span(one.field, one.start, one.end, one.rule)
            known = names.match(one.label) or (names.by_domain(host(document)[0]) if one.rule == "sources/domain" else None)
            out.append(Finding("source", "publisher", known or one.label, one.label, one.score, "rule", (span,)))
    return out


def finding(role: Role, label: str, score: float, spans: tuple[Span, ...], names: Names) -> Finding:
    """A finding of the source facet; its value is the concept that the vocabulary knows by that name, else the name."""
    concept = names.match(label)
    if concept is not None:
        return Finding("source", role, concept, names.label(concept), score, "rule", spans)
    return Finding("source", role, label, label, score, "rule", spans)
