"""Who wrote a document, from its fields: visible bylines, JSON-LD, meta elements, front matter, the sender of a mail.

The byline is what a reader sees, so it goes before what the page's head says; where the two name the same people, the
fuller list counts. A rule that ends in `over-meta` says that they disagreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tagger.model import Document
from tagger.recognisers.sources.provenance_names import Name, names

VISIBLE = ("rel", "microdata", "byline", "text", "link")
LONE = frozenset(("rel", "microdata", "jsonld", "meta", "frontmatter", "link-rel"))
"""Origins where a single word is a name: they name the author and nothing else."""


class Signed(NamedTuple):
    """A name that a field gives as an author's."""

    field: str
    name: Name
    origin: str
    rule: str
    score: float


def split_field(field: str) -> tuple[str, str]:
    """The name and the origin of a field: `author@meta#2` is ("author", "meta"); "" where it has none."""
    name, _, origin = field.partition("@")
    return name, origin.partition("#")[0]


def key(label: str) -> str:
    """What two spellings of a name have in common: its letters and digits in small."""
    return "".join(c for c in label.casefold() if c.isalnum())


def creators(document: Document, outlets: Iterable[str]) -> list[Signed]:
    """The authors that the fields name; `outlets` are the names of the site and its publisher, which are no authors."""
    forbidden = {key(outlet) for outlet in outlets if outlet}
    shown, jsonld, head, plain = _candidates(document, forbidden)
    if plain:
        return plain
    told = _people(jsonld) or _people(head)
    if not shown:
        return told or jsonld or head
    if not told:
        return shown
    return _agreed(shown, told)


def _people(signed: list[Signed]) -> list[Signed]:
    return [one for one in signed if not one.name.body]


def _candidates(document: Document, forbidden: set[str]) -> tuple[list[Signed], list[Signed], list[Signed], list[Signed]]:
    """The best byline, and all names of JSON-LD, of the head, and of front matter."""
    shown: list[Signed] = []
    rest: dict[str, list[Signed]] = {"jsonld": [], "head": [], "plain": []}
    groups = [(field, text) for field, text in document.fields.items() if field.startswith("author")]
    for field, text in groups:
        origin = split_field(field)[1]
        if origin in VISIBLE:
            if not shown:
                shown = _shown(field, text, origin, forbidden)
        elif origin in ("jsonld", "webpage"):
            rest["jsonld"] += _told(field, text, "jsonld", 0.9, forbidden)
        elif origin:
            rest["head"] += _told(field, text, "meta", 0.8, forbidden)
        else:
            rest["plain"] += _told(field, text, "frontmatter", 1.0, forbidden if document.media_type == "text/html" else set())
    return shown, rest["jsonld"], rest["head"], rest["plain"]


def _shown(field: str, text: str, origin: str, forbidden: set[str]) -> list[Signed]:
    found = [name for name in names(text, lone=origin in LONE) if key(name.label) not in forbidden]
    if origin == "link":
        found = [name for name in found if not name.body]
    return [Signed(field, name, origin, f"sources/byline/{origin}", 0.95) for name in found]


def _told(field: str, text: str, origin: str, score: float, forbidden: set[str]) -> list[Signed]:
    found = [name for name in names(text, lone=True) if key(name.label) not in forbidden]
    return [Signed(field, name, origin, f"sources/{origin}/author", score) for name in found]


def _agreed(shown: list[Signed], told: list[Signed]) -> list[Signed]:
    """The byline or what the head says: the fuller of the two where they share a name, else the byline."""
    seen = {key(one.name.label) for one in shown}
    said = {key(one.name.label) for one in told}
    if seen & said or any(_short(a, b) for a in seen for b in said):
        return told if len(said) > len(seen) or (len(said) == len(seen) and seen != said and _longer(told, shown)) else shown
    return [one._replace(rule="sources/byline/over-meta") for one in shown]


def _short(a: str, b: str) -> bool:
    """Whether one name is the beginning or the end of the other: Daniel and Daniel Hill."""
    small, large = sorted((a, b), key=len)
    return len(small) > 3 and (large.startswith(small) or large.endswith(small))


def _longer(a: list[Signed], b: list[Signed]) -> bool:
    return sum(len(one.name.label) for one in a) > sum(len(one.name.label) for one in b)


def unique(signed: Iterable[Signed]) -> Iterator[Signed]:
    """Each name once."""
    seen: set[str] = set()
    for one in signed:
        same = key(one.name.label)
        if same not in seen:
            seen.add(same)
            yield one
