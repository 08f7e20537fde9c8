"""Learns the topics of a folder from its own documents, their cold scores and a person's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from zlib import crc32

from tagger.learning.features import Features, features, read_features, seen
from tagger.learning.model import Model
from tagger.learning.training import Elsewhere, Lesson, beside, trained
from tagger.model import Decision
from tagger.vocabulary import Vocabulary

__all__ = ["Features", "Lesson", "Model", "beside", "features", "fingerprint", "learn", "read_features", "seen", "verdicts"]

VERSION = 1
"""Rises whenever the same folder would teach another model."""


def verdicts(decisions: Iterable[Decision], vocabulary: Vocabulary) -> dict[str, dict[str, bool]]:
    """By document, what a person has said of its topics: true where it is about one, false where not; the last word counts."""
    out: dict[str, dict[str, bool]] = {}
    for decision in decisions:
        if decision.facet == "topic" and vocabulary.get(decision.value):
            said = out.setdefault(decision.sha256, {})
            if decision.verdict == "unset":
                said[decision.value] = False
            elif decision.role == "about":
                said[decision.value] = True
            else:
                said.pop(decision.value, None)
    return {name: said for name, said in out.items() if said}


def fingerprint(rows: Iterable[tuple[str, bytes]], decided: Mapping[str, Mapping[str, bool]], vocabulary: Vocabulary) -> str:
    """A hash of all that a model is taught by: documents (sha256 and features) in the order given, decisions, topics."""
    total = sha256(f"{VERSION} {vocabulary.language}".encode())
    for concept in vocabulary:
        total.update(f"\n{concept.id} {' '.join(concept.broader)} {concept.pref_label}".encode())
    for name, blob in rows:
        total.update(f"\n{name} {crc32(blob)}".encode())
        for concept_id, verdict in sorted(decided.get(name, {}).items()):
            total.update(f" {concept_id} {verdict}".encode())
    return total.hexdigest()[:32]


def learn(
    rows: Iterable[tuple[str, bytes]], decisions: Iterable[Decision], vocabulary: Vocabulary, elsewhere: Elsewhere | None = None
) -> Lesson | None:
    """What a folder teaches; None where it is too small, or does not agree with itself, which is found out `elsewhere`, if given.

    `rows` are the sha256 of each document and what `features` made of it, in any order: the same rows give the same model.
    """
    ordered = sorted(rows)
    decided = verdicts(decisions, vocabulary)
    read: list[tuple[str, bytes, Features]] = []
    for name, blob in ordered:
        row = read_features(blob)
        if row is not None:
            read.append((name, blob, row))
    name = fingerprint(((one, blob) for one, blob, _ in read), decided, vocabulary)
    by_place = {n: decided[one] for n, (one, _, _) in enumerate(read) if one in decided}
    return trained([row for _, _, row in read], vocabulary, by_place, name, tuple(one for one, _, _ in read), elsewhere)
