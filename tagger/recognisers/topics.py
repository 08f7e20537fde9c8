"""The topic recogniser: labels and cues of a vocabulary, scored by place, spread and rarity."""

from __future__ import annotations

from tagger.model import Document, Finding
from tagger.vocabulary import Vocabulary


class Topics:
    """What the topic recogniser knows of one vocabulary; made once, read by every document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def recognise(self, document: Document) -> list[Finding]:
        """The topic findings of the document: about and mentions."""
        return []
