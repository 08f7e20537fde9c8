"""The date recogniser: expressions in the text, the day of issue, and bounds where that is unknown."""

from __future__ import annotations

from tagger.model import Document, Finding
from tagger.recognisers.dates.temporal import find_temporal


class Dates:
    """What the date recogniser knows; made once, read by every document."""

    def recognise(self, document: Document) -> list[Finding]:
        """The date findings of the document: issued, modified, temporal, created."""
        return find_temporal(document, document.reference)
