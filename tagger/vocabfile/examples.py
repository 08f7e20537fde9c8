"""The examples of a vocabulary, run; and the rule that built-in topics are subjects alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple, Protocol

from tagger.datafiles import load
from tagger.errors import Problem
from tagger.folding import fold
from tagger.model import Document, Finding
from tagger.vocabulary import Concept, Vocabulary


class Recogniser(Protocol):
    """What finds the concepts of a vocabulary in a document."""

    def recognise(self, document: Document) -> list[Finding]: ...


class Failure(NamedTuple):
    """An example that does not hold; `words` are those that found the concept where it must not be found."""

    concept: Concept
    field: Literal["finds", "ignores"]
    example: str
    words: tuple[str, ...]

    def problem(self, path: str) -> Problem:
        """The same as a fault of the file it stands in."""
        name = f'concept "{self.concept.id}"'
        if self.field == "finds":
            what, hint = f'"{self.example}" does not find it.', "Add a label that stands in the sentence, or another sentence."
        else:
            words = " and ".join(f'"{word}"' for word in self.words)
            what, hint = (
                f'"{self.example}" finds it by {words}.',
                "Make that label a cue or a longer phrase, or take the sentence out.",
            )
        return Problem(path, self.concept.line, f"{name}: {what}", hint)


def failures(concepts: Iterable[Concept], recogniser: Recogniser) -> Iterator[Failure]:
    """The examples that do not hold: a sentence of `finds` must get a tag of its concept in whatever role, one of `ignores` none."""
    for concept in concepts:
        for example in concept.finds:
            if not _words(concept.id, example, recogniser):
                yield Failure(concept, "finds", example, ())
        for example in concept.ignores:
            if words := _words(concept.id, example, recogniser):
                yield Failure(concept, "ignores", example, words)


def _words(concept: str, example: str, recogniser: Recogniser) -> tuple[str, ...]:
    """The words by which a sentence gets the concept."""
    document = Document.from_text(example)
    spans = [span for finding in recogniser.recognise(document) if finding.value == concept for span in finding.spans]
    return tuple(dict.fromkeys(document.fields[span.field][span.start : span.end] for span in spans))


class Rule(NamedTuple):
    """One kind of label that names no subject, with labels that it finds and that it ignores."""

    id: str
    what: str
    words: frozenset[str]
    pattern: re.Pattern[str] | None
    but: frozenset[str]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]

    def holds(self, label: str) -> bool:
        """Whether the label is of this kind."""
        folded = fold(label).strip()
        if folded in self.but:
            return False
        return folded in self.words or bool(self.pattern and self.pattern.fullmatch(folded))


@cache
def subject_rules() -> tuple[Rule, ...]:
    """The rules of `data/topics.names.toml`, in file order."""
    data = load("topics.names.toml")
    return tuple(
        Rule(
            row["id"], row["what"], frozenset(row.get("words", "").split("|")) - {""},
            re.compile(row["pattern"]) if "pattern" in row else None, frozenset(map(fold, row.get("but", ()))),
            tuple(row["finds"]), tuple(row["ignores"]),
        )
        for row in data["rule"]
    )  # fmt: skip


def no_subjects(vocabulary: Vocabulary, path: str = "") -> list[Problem]:
    """The labels of a vocabulary of topics that name a place, a person, a unit, a model or a single event."""
    found = []
    for concept in vocabulary:
        for label in (concept.pref_label, *concept.alt_labels, *concept.hidden_labels):
            for rule in subject_rules():
                if rule.holds(label):
                    what = f'concept "{concept.id}": "{label}" {rule.what}, and topics are subjects alone.'
                    found.append(Problem(path or vocabulary.path, concept.line, what, "Take the label out."))
    return found
