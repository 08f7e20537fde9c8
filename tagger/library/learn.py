"""The step between the store and the topic learner: what a folder teaches, and which documents are tagged anew for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from tagger.model import Decision, Document, Finding
from tagger.vocabulary import Vocabulary


class Shelf(Protocol):
    """What learning asks of a library; an id is the store's own number of a document."""

    def features(self) -> Iterable[tuple[int, str, bytes]]:
        """Id, sha256 and `learning.features(document, the rules' findings)` of every document present, in any order."""

    def decisions(self) -> Iterable[Decision]:
        """The person's decisions that are in force, of any facet, in any order."""

    def contents(self, ids: Sequence[int]) -> Iterable[tuple[int, Document, list[Finding]]]:
        """Of each id the document and the rules' own findings on topics, before any model or person changed them."""

    def blob(self, name: str) -> bytes | None:
        """What was kept under a name, or None."""

    def keep(self, name: str, data: bytes) -> None:
        """Keeps bytes under a name, in place of what was there."""


def relearn(shelf: Shelf, vocabulary: Vocabulary, *, every: bool = False) -> Iterator[tuple[int, list[Finding]]]:
    """Learns from the folder and yields each document whose topics are other than before: its id and all its findings on topics.

    The findings are those of rule and model; the person's decisions are to be laid over them by the caller, as over any
    others. `every` yields all documents, also where nothing changed since the last call (after an undo, say). A folder that
    is too small to learn from, or that does not agree with itself, gives back the rules' own findings where a model had
    changed them.
    """
    raise NotImplementedError
