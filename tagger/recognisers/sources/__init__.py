"""The source recogniser: who put the document out, and whose words it gives or relies on."""

from __future__ import annotations

from tagger.model import Document, Finding
from tagger.recognisers.sources.attribution.recogniser import find_attributions
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance.recogniser import find_provenance
from tagger.vocabulary import Vocabulary


class Sources:
    """What the source recogniser knows of one vocabulary; made once, read by every document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.names = Names(vocabulary)

    def recognise(self, document: Document) -> list[Finding]:
        """The source findings of the document: creator, publisher, platform, quoted, cited."""
        return find_provenance(document, self.names) + find_attributions(document, self.names)
