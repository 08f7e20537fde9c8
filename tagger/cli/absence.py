"""show --not TOPIC: why a document has no such topic."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tagger.cli.shell import DONE, Usage, shell
from tagger.console import clean, path_of
from tagger.query import near

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.library.knowledge import Knowledge
    from tagger.model import Document, Finding
    from tagger.vocabulary import Concept


def explain(library: Library | None, both: Sequence[tuple[Document, list[Finding]]], topic: str, a_file: bool = True) -> int:
    """Says of each document why a topic is absent or only mentioned, or that it is about it; what `a_file` could be given it, too.

    Raises: Usage where no topic is called that.
    """
    from tagger.library.knowledge import Knowledge

    knowledge = library.knowledge if library else Knowledge(None)
    vocabulary = knowledge.vocabulary("topic")
    concept = vocabulary.get(topic) or next((c for c in vocabulary if c.pref_label.casefold() == topic.casefold()), None)
    if concept is None:
        raise Usage(f"no topic is called {topic!r}{near(topic, [c.id for c in vocabulary])}. Type: tagger vocab list")
    for document, findings in both:
        named = _file(library, document) if library is not None and a_file else ""
        for line in _reasons(library, knowledge, (document, findings), concept, named):
            shell.line(line)
    return DONE


def _reasons(
    library: Library | None, knowledge: Knowledge, both: tuple[Document, list[Finding]], concept: Concept, named: str
) -> list[str]:
    document, findings = both
    name = f"{clean(concept.pref_label)} ({concept.id})"
    path = path_of(document.path)
    here = next((f for f in findings if f.facet == "topic" and f.value == concept.id), None)
    if here is not None and (here.role == "about" or here.origin == "person"):
        proof = f" Its evidence: tagger show {named}" if named else ""
        return [f"{path} has the topic {name}: {here.role}, {here.score:.2f}.{proof}"]
    if here is not None:
        return _searched(knowledge, document, concept, f"{path} only mentions {name}", named)
    if library is not None:
        for decision in library.decisions.of(document.sha256):
            if decision.facet == "topic" and decision.value == concept.id and decision.verdict == "unset":
                return [f"{path} has not {name}, since you took it away. To give it back: tagger set {named} topic={concept.id}"]
    return _searched(knowledge, document, concept, f"{path} has not {name}", named)


def _file(library: Library, document: Document) -> str:
    """The document as a command at this place names it."""
    from tagger.cli.asking import relative

    return shlex.quote(path_of(relative(library, document.path)))


def _searched(knowledge: Knowledge, document: Document, concept: Concept, head: str, named: str) -> list[str]:
    """What speaks for the topic, what it weighs against the threshold, and what was looked for in vain."""
    from tagger.masking import masked
    from tagger.recognisers.topics import Topics, foreign

    vocabulary = knowledge.vocabulary("topic")
    if foreign(document, vocabulary.language):
        said = clean(document.language)
        if not said or said == vocabulary.language:
            return [f"{head}: hardly a word of the text is in the language of the vocabulary ({vocabulary.language})."]
        return [f"{head}: the text is in another language ({said}) than the vocabulary."]
    found = Topics(vocabulary).explain(document, concept.id)
    lines = [f"{head}: {found.reason}"]
    if found.clues:
        lines.append(f"  what speaks for it reaches {found.reach:.2f}; about takes {found.threshold:.2f}")
        for clue in found.clues[:8]:
            words = masked(document.fields[clue.span.field], clue.span.start, clue.span.end)
            times = f", {clue.times} times" if clue.times > 1 else ""
            lines.append(f"  {clue.kind}: “{clean(words)}” in the {clue.span.field}{times} ({clue.weight:.2f})")
    else:
        lines.append("  looked for: " + _some((concept.pref_label, *concept.alt_labels, *concept.cues)))
    if found.heaviest:
        lines.append(
            f"  the heaviest other topic here is {found.heaviest[0]} ({found.heaviest[1]:.2f}, against {found.weight:.2f})"
        )
    if named:
        lines.append(f"  To give it anyway: tagger set {named} topic={concept.id}")
    return lines


def _some(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(clean(name) for name in names[:most]) + more
