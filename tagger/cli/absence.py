"""show --not TOPIC: why a document has no such topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tagger.cli.shell import DONE, Usage, shell
from tagger.console import clean
from tagger.query import near

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.model import Document, Finding
    from tagger.vocabulary import Concept


def explain(library: Library | None, both: Sequence[tuple[Document, list[Finding]]], topic: str) -> int:
    """Says of each document why a topic is absent, or that it is not. Raises: Usage where no topic is called that."""
    from tagger.library.knowledge import Knowledge

    knowledge = library.knowledge if library else Knowledge(None)
    vocabulary = knowledge.vocabulary("topic")
    concept = vocabulary.get(topic) or next((c for c in vocabulary if c.pref_label.casefold() == topic.casefold()), None)
    if concept is None:
        raise Usage(f"no topic is called {topic!r}{near(topic, [c.id for c in vocabulary])}. Type: tagger vocab list")
    for document, findings in both:
        for line in _reasons(library, document, findings, concept):
            shell.line(line)
    return DONE


def _reasons(library: Library | None, document: Document, findings: Sequence[Finding], concept: Concept) -> list[str]:
    name = f"{clean(concept.pref_label)} ({concept.id})"
    path = clean(document.path)
    here = next((f for f in findings if f.facet == "topic" and f.value == concept.id), None)
    if here is not None:
        return [f"{path} has the topic {name}: {here.role}, {here.score:.2f}. Its evidence: tagger show {path}"]
    if library is not None:
        for decision in library.decisions.of(document.sha256):
            if decision.facet == "topic" and decision.value == concept.id and decision.verdict == "unset":
                return [f"{path} has not {name}, since you took it away. To give it back: tagger set {path} topic={concept.id}"]
    return _searched(library, document, concept, f"{path} has not {name}")


def _searched(library: Library | None, document: Document, concept: Concept, head: str) -> list[str]:
    """What was looked for, and what of it stands in the text."""
    from tagger.folding import fold

    text = fold("\n".join(document.fields.get(field, "") for field in ("title", "body")))
    labels = (concept.pref_label, *concept.alt_labels, *concept.hidden_labels)
    there = [label for label in labels if fold(label) in text]
    cues = [cue for cue in concept.cues if fold(cue) in text]
    lines = [head + (":" if there or cues else ": none of its labels and cues stands in the text.")]
    if there:
        lines.append(
            "  these of its labels do occur, but only within other words, or overruled by a longer label: " + _some(there)
        )
    if cues:
        lines.append("  words that support it, but do not name it: " + _some(cues))
    lines.append("  looked for: " + _some(labels))
    lines.append(f"  To give it anyway: tagger set {clean(document.path)} topic={concept.id}")
    return lines


def _some(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(clean(name) for name in names[:most]) + more
