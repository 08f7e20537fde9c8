"""The values that every room shares: a document, a span of one of its fields, and a finding.

Inside the house a tag is a `Finding` with its `Span`s: tuples, since a pydantic model costs ten times as much.
`records` turns them into the frozen models that a caller sees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, ItemsView, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple
from unicodedata import normalize

from tagger.edtf import Edtf
from tagger.errors import Problem

Facet = Literal["topic", "source", "date"]
Role = Literal[
    "about", "mentions",
    "creator", "publisher", "platform", "quoted", "cited",
    "issued", "modified", "temporal", "created",
]  # fmt: skip
Origin = Literal["rule", "learned", "person"]

FACETS: tuple[Facet, ...] = ("topic", "source", "date")
ROLES: dict[Facet, tuple[Role, ...]] = {
    "topic": ("about", "mentions"),
    "source": ("creator", "publisher", "platform", "quoted", "cited"),
    "date": ("issued", "modified", "temporal", "created"),
}
ORDER: dict[tuple[str, str], int] = {(facet, role): n for n, (facet, role) in enumerate((f, r) for f in FACETS for r in ROLES[f])}
OR = " or "
"""Stands between the readings of a day of issue of which the document does not settle one, in its label."""
UNNAMED = "unnamed"
"""The value of a source that is given without a name."""


class Span(NamedTuple):
    """Where a rule found its words: half-open code point offsets into `document.fields[field]`."""

    field: str
    start: int
    end: int
    rule: str


class Finding(NamedTuple):
    """One tag as recognisers and refiners pass it on; `spans` is its evidence, in the order it is to be shown."""

    facet: Facet
    role: Role
    value: str
    label: str
    score: float
    origin: Origin
    spans: tuple[Span, ...]


def in_order(findings: list[Finding]) -> list[Finding]:
    """The findings sorted by facet, role, falling score and value, as the record has them."""
    return sorted(findings, key=lambda f: (ORDER[f.facet, f.role], -f.score, f.value))


class Decision(NamedTuple):
    """A person's word on one tag of one document; it always wins. `at` is a stamp for the log, never used to decide."""

    sha256: str
    facet: Facet
    role: Role
    value: str
    verdict: Literal["set", "unset"]
    at: str = ""


Late = Callable[[], dict[str, str]]
"""Looks for fields of one name, when they are asked for."""


class Reading(NamedTuple):
    """What a reader makes of bytes, before it is known where they lay; `fields` has `body`. Who asks for it brings all into NFC.

    `late` reads the fields that are still to be looked for, by what stands before the @ of their names: those of one name at once.
    """

    media_type: str
    encoding: str
    language: str
    fields: dict[str, str]
    problems: tuple[Problem, ...] = ()
    late: Mapping[str, Late] = MappingProxyType({})


class LateFields(Mapping[str, str]):
    """The fields of a document, some of which are looked for only when one of their name, `author@…` for one, is asked for.

    What is asked of it as a whole asks for all. `known` are the fields before that: in place of one of them another may come.
    """

    __slots__ = ("_late", "_whole", "known")

    def __init__(self, known: dict[str, str], late: Mapping[str, Late]) -> None:
        self.known: Mapping[str, str] = MappingProxyType(known)
        self._late: dict[str, Late | dict[str, str]] = dict(late)
        self._whole: dict[str, str] = {}

    def named(self, name: str) -> Mapping[str, str]:
        """The fields that are known, and those of one name that were still to be looked for."""
        return {**self.known, **self._found(name)}

    def _found(self, name: str) -> dict[str, str]:
        found = self._late.get(name, {})
        if not isinstance(found, dict):
            found = self._late[name] = found()
        return found

    def _all(self) -> dict[str, str]:
        if not self._whole:
            self._whole = dict(self.known)
            for name in self._late:
                self._whole |= self._found(name)
        return self._whole

    def __getitem__(self, field: str) -> str:
        name, at, _ = field.partition("@")
        found = self._found(name) if at else {}
        return found[field] if field in found else self.known[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def items(self) -> ItemsView[str, str]:
        return self._all().items()


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the fields its reader found.

    `fields` always has `body`; the others (`title`, `author`, `site_name`, `url`, `published`, …) are there only where the
    document has them, as NFC text. `reference` is the day that relative dates count from, or None.
    `problems` are faults that did not stop the reader (a guessed encoding, a broken header).
    """

    path: str
    sha256: str
    media_type: str
    encoding: str
    language: str
    fields: Mapping[str, str]
    reference: Edtf | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def body(self) -> str:
        return self.fields["body"]

    @property
    def title(self) -> str:
        return self.fields.get("title", "")

    @property
    def known(self) -> Mapping[str, str]:
        """The fields without those that are still to be looked for: for who asks nothing of the author and of readers' remarks."""
        return self.fields.known if type(self.fields) is LateFields else self.fields

    def known_with(self, name: str) -> Mapping[str, str]:
        """The same with those of one name, which are looked for."""
        return self.fields.named(name) if type(self.fields) is LateFields else self.fields

    @classmethod
    def from_text(
        cls, text: str, *, reference: str | Edtf | None = None, title: str = "", path: str = "", language: str = "en"
    ) -> Document:
        """A document made of a bare text; `reference` is an EDTF day, month or year, or None.

        Offsets of evidence count in `text` as given: it is not normalised.

        Raises: EdtfError where `reference` is no date; TypeError where `text` is no string.
        """
        if not isinstance(text, str):
            raise TypeError(f"text is {type(text).__name__}; give a string, or tagger.read(path) for a file")
        fields = {"body": text}
        if title:
            fields["title"] = normalize("NFC", title)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        day = Edtf(reference) if isinstance(reference, str) else reference
        return cls(path, digest, "text/plain", "utf-8", language, MappingProxyType(fields), day)

    def __reduce__(self) -> tuple[object, ...]:
        return _document, (
            self.path, self.sha256, self.media_type, self.encoding, self.language, dict(self.fields), self.reference, self.problems,
        )  # fmt: skip


def _document(*values: object) -> Document:
    path, sha256, media_type, encoding, language, fields, reference, problems = values
    return Document(path, sha256, media_type, encoding, language, MappingProxyType(fields), reference, problems)  # type: ignore[arg-type]
