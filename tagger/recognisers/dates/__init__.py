"""The date recogniser: expressions in the text, the day of issue, and bounds where that is unknown."""

from __future__ import annotations

from tagger.edtf import Edtf
from tagger.model import Document, Finding
from tagger.recognisers.dates.bounds import find_created
from tagger.recognisers.dates.issued import find_issued
from tagger.recognisers.dates.temporal import find_temporal


class Dates:
    """What the date recogniser knows; made once, read by every document."""

    def recognise(self, document: Document) -> list[Finding]:
        """The date findings of the document: issued, modified, temporal, created."""
        issued = find_issued(document)
        day = day_of_issue(issued)
        temporal = find_temporal(document, document.reference or day)
        return issued + temporal + ([] if day else find_created(document, temporal))


def day_of_issue(findings: list[Finding]) -> Edtf | None:
    """What relative dates count from: the best value of the role issued, or None."""
    issued = [finding for finding in findings if finding.role == "issued"]
    return Edtf(max(issued, key=lambda finding: finding.score).value) if issued else None
