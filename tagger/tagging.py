"""Tagger: the recognisers in order, then the refiners in order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from tagger.model import FACETS, Document, Facet, Finding, in_order
from tagger.refine import refine

if TYPE_CHECKING:
    from tagger.edtf import Edtf
    from tagger.records import Tag
    from tagger.vocabulary import Vocabulary


class Tagger:
    """Tags documents; cheap to make and to send to a worker process, since it compiles its knowledge at first use.

    `facets` names the facets wanted (all by default; the others cost nothing); `topics` and `sources` stand in place of
    the built-in vocabularies; `model` is a learned topic model, or None.

    Raises: ValueError for an unknown facet; TypeError for what is no vocabulary of its facet, or no model.
    """

    def __init__(
        self,
        *,
        facets: Iterable[str] = FACETS,
        topics: Vocabulary | None = None,
        sources: Vocabulary | None = None,
        model: Any = None,
    ) -> None:
        wanted = (facets,) if isinstance(facets, str) else tuple(facets)
        for name in wanted:
            if name not in FACETS:
                raise ValueError(f"unknown facet {name!r}; the facets are {', '.join(FACETS)}")
        self.facets: tuple[Facet, ...] = tuple(facet for facet in FACETS if facet in wanted)
        _check("topics", topics, "topic")
        _check("sources", sources, "source")
        if model is not None and not hasattr(model, "findings"):
            raise TypeError(f"model is {type(model).__name__}; give what tagger.learning.Model.from_bytes makes of a model file")
        self.topics, self.sources, self.model = topics, sources, model
        self._recognisers: tuple[Any, ...] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_recognisers": None}

    @property
    def recognisers(self) -> tuple[Any, ...]:
        """The recognisers of the facets wanted, in order; each has `recognise(document) -> list[Finding]`."""
        if self._recognisers is None:
            made = []
            for facet in self.facets:
                given = {"topic": self.topics, "source": self.sources}.get(facet)
                model = self.model if facet == "topic" else None
                if given is None and model is None:
                    made.append(_builtin(facet))
                else:
                    made.append(_recogniser(facet, _vocabulary(facet) if given is None else given, model))
            self._recognisers = tuple(made)
        return self._recognisers

    def findings(self, document: Document) -> list[Finding]:
        """The findings of a document, refined and in the record's order: the fast form of `tag`."""
        found: list[Finding] = []
        for recogniser in self.recognisers:
            found += recogniser.recognise(document)
        return in_order(refine(document, found))

    def tag(self, document: Document) -> list[Tag]:
        """The tags of a document, sorted by facet, role, falling score and value. Raises: TypeError for anything but a Document."""
        if not isinstance(document, Document):
            raise TypeError(f"tag() takes a Document, not {type(document).__name__}; for a bare text there is tag_text()")
        from tagger.records import tags

        return tags(document, self.findings(document))

    def tag_text(self, text: str, *, reference: str | Edtf | None = None) -> list[Tag]:
        """The tags of a bare text; `reference` is the day that relative dates count from, or None."""
        return self.tag(Document.from_text(text, reference=reference))


def _check(name: str, given: object, facet: str) -> None:
    """Raises TypeError where what is given is not None and no vocabulary of that facet."""
    if given is None:
        return
    from tagger.vocabulary import Vocabulary

    if not isinstance(given, Vocabulary):
        raise TypeError(f"{name} is {type(given).__name__}; give what tagger.load_vocabulary(path) returns")
    if given.facet != facet:
        raise TypeError(f"{name} is a vocabulary of {given.facet}s: {given.title}")


def _recogniser(facet: str, vocabulary: Vocabulary | None, model: Any = None) -> Any:
    if facet == "date":
        from tagger.recognisers.dates import Dates

        return Dates()
    assert vocabulary is not None
    if facet == "topic":
        from tagger.recognisers.topics import Topics

        return Topics(vocabulary, model)
    from tagger.recognisers.sources import Sources

    return Sources(vocabulary)


@cache
def _builtin(facet: str) -> Any:
    return _recogniser(facet, None if facet == "date" else _vocabulary(facet))


def _vocabulary(facet: str) -> Vocabulary:
    from tagger.vocabfile import builtin_vocabulary

    return builtin_vocabulary(facet)
