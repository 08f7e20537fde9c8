"""The source recogniser: who put the document out, and whose words it gives or relies on."""

from __future__ import annotations

from tagger.model import Document, Finding
from tagger.vocabulary import Vocabulary


class Sources:
    """What the source recogniser knows of one vocabulary; made once, read by every document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def recognise(self, document: Document) -> list[Finding]:
        """The source findings of the document: creator, publisher, platform, quoted, cited."""
        return []
