"""A document's findings in their layers: of the rules, with what a model made of the topics, with a person's decisions over all."""

from __future__ import annotations

from collections.abc import Iterable

from tagger.library.decisions import Decisions, applied
from tagger.library.knowledge import Knowledge
from tagger.model import Decision, Finding, in_order
from tagger.store import Layers, Retagged
from tagger.store.pack import Term, pack_findings, terms, unpack_findings, unpack_terms


def layered(
    number: int,
    sha256: str,
    machine: bytes,
    rules: bytes,
    decisions: Decisions,
    knowledge: Knowledge,
    feature: bytes | None = None,
    *,
    terms_of: tuple[Term, ...] | None = None,
) -> Retagged:
    """The layers of a document: what rules and model found with a person's decisions over it; `terms_of` are the rows of
    `machine`, where they are at hand."""
    own = rules if rules != machine else None
    if sha256 not in decisions:
        found = unpack_terms(machine) if terms_of is None else terms_of
        return Retagged(number, Layers(machine, None, own), found, False, feature)
    decided = applied(unpack_findings(machine), decisions.of(sha256), lambda decision: label(knowledge, decision))
    tags = pack_findings(decided)
    between = machine if tags != machine or own else None
    return Retagged(number, Layers(tags, between, own), terms(decided), True, feature)


def with_topics(findings: Iterable[Finding], topics: Iterable[Finding]) -> list[Finding]:
    """The findings with these on topics in place of their own."""
    return in_order([*topics, *(finding for finding in findings if finding.facet != "topic")])


def label(knowledge: Knowledge, decision: Decision) -> str:
    """How a value is shown: as its vocabulary has it, else as it stands."""
    if decision.facet == "date":
        return decision.value
    concept = knowledge.vocabulary(decision.facet).get(decision.value)
    return concept.pref_label if concept else decision.value
