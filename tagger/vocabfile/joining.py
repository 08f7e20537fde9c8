"""The person's vocabulary and the built-in one, made one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tagger.vocabulary import Concept, Vocabulary

_LISTS = ("alt_labels", "hidden_labels", "cues", "exact_match", "finds", "ignores", "domains", "handles")
_TEXTS = ("definition", "scope_note", "kind", "broader")


def merge(builtin: Vocabulary, own: Vocabulary) -> Vocabulary:
    """The vocabulary to use where a person has one: theirs alone if it says `replace`, else the built-in one extended by it.

    A concept of the same id is extended: the person's label, and their definition, note, kind and broader where given,
    stand; labels, cues, matches and examples are joined, theirs first. New concepts follow in their order.
    """
    if own.replace:
        return own
    concepts = [joined(concept, own.get(concept.id)) for concept in builtin]
    concepts += [concept for concept in own if builtin.get(concept.id) is None]
    return replace(own, concepts=tuple(concepts), replace=False)


def joined(concept: Concept, own: Concept | None) -> Concept:
    """A built-in concept extended by the person's of the same id, if there is one."""
    if own is None:
        return concept
    lists: dict[str, Any] = {name: tuple(dict.fromkeys(getattr(own, name) + getattr(concept, name))) for name in _LISTS}
    texts: dict[str, Any] = {name: getattr(own, name) or getattr(concept, name) for name in _TEXTS}
    if concept.pref_label not in (own.pref_label, *lists["alt_labels"]):
        lists["alt_labels"] += (concept.pref_label,)
    return replace(own, **lists, **texts)
