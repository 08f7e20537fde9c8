"""A vocabulary as the text of a TOML file, one value a line."""

from __future__ import annotations

import json

from tagger.vocabfile.tables import LISTS
from tagger.vocabulary import Concept, Vocabulary

FIELDS = (
    "id", "pref_label", "alt_labels", "hidden_labels", "cues", "broader", "definition", "scope_note", "exact_match",
    "kind", "domains", "handles", "finds", "ignores",
)  # fmt: skip
"""The fields of a concept in the order they are written."""


def toml_text(vocabulary: Vocabulary) -> str:
    """The vocabulary as TOML; `parse_vocabulary` of it gives the same concepts."""
    scheme = ["[scheme]", *(f"{name} = {_text(getattr(vocabulary, name))}" for name in ("id", "title", "facet", "language"))]
    if vocabulary.replace:
        scheme.append("replace = true")
    return "\n\n".join(["\n".join(scheme), *map(_concept, vocabulary)]) + "\n"


def _concept(concept: Concept) -> str:
    lines = ["[[concept]]"]
    for name in FIELDS:
        value = getattr(concept, name)
        if value or name in ("id", "pref_label"):
            written = f"[{', '.join(map(_text, value))}]" if name in LISTS else _text(value)
            lines.append(f"{name} = {written}")
    return "\n".join(lines)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
