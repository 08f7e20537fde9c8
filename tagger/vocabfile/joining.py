"""The person's vocabulary and the built-in one, made one."""

from __future__ import annotations

from dataclasses import replace

from tagger.vocabulary import Vocabulary


def merge(builtin: Vocabulary, own: Vocabulary) -> Vocabulary:
    """The vocabulary to use where a person has one: theirs alone if it says `replace`, else the built-in one extended by it.

    A concept with the id of a built-in one takes its place; new ones follow in their order.
    """
    if own.replace:
        return own
    concepts = [own.get(concept.id) or concept for concept in builtin]
    concepts += [concept for concept in own if builtin.get(concept.id) is None]
    return replace(own, concepts=tuple(concepts))
