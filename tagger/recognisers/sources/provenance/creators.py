"""Who wrote a document, from its fields: visible bylines, JSON-LD, meta elements, front matter, the sender of a mail.

The byline is what a reader sees, so it goes before what the page's head says; where the two name the same people, the
fuller list counts. A rule that ends in `over-meta` says that they disagreed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tagger.model import Document
from tagger.recognisers.sources.provenance.bylines import Name, names, team, words
from tagger.recognisers.sources.provenance.fields import nobody, scores
from tagger.recognisers.sources.words import given_names

VISIBLE = ("rel", "microdata", "byline", "text", "link")
_DATED = frozenset(("meta", "jsonld", "webpage", "time", "microdata"))
"""Origins of a day of publication that make a page an article: only there do its meta elements name an author."""
_TELEPHONE = re.compile(r"\d{3}[\d ]{0,6}[ /-]{1,3}\d{3}")
_LOGIN = re.compile(r"[a-z]+[.][a-z]+|[a-z]{1,3}\d+")
LONE = frozenset(("rel", "microdata"))
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


@lru_cache(maxsize=4096)
def key(label: str) -> str:
    """What two spellings of a name have in common: its letters and digits in small."""
    return _NO_WORD.sub("", label.casefold())


_NO_WORD = re.compile(r"[\W_]+")


def creators(document: Document, outlets: Iterable[str]) -> list[Signed]:
    """The authors that the fields name; `outlets` are the names of the site and its publisher, which are no authors."""
    forbidden = {key(outlet) for outlet in outlets if outlet}
    groups, told, plain = _candidates(document, forbidden)
    if plain:
        return plain
    said = {key(one.name.label) for one in told}
    seen = _seen(document)
    shown = next((group for group in groups if _agree({key(one.name.label) for one in group}, said)), [])
    if shown:
        return _fuller(shown, told)
    meta = {key(text) for field, text in document.fields.items() if field.startswith("author@meta")}
    dated = any(field.startswith("published@") and split_field(field)[1] in _DATED for field in document.fields)
    certain = [one for one in told if _holds(one, seen, meta, document.body) and (dated or one.origin == "jsonld")]
    if not groups:
        return certain
    return _disagreed(groups[0], certain) if told else groups[0]


def staff(document: Document) -> Signed | None:
    """What a visible byline, or else JSON-LD, has instead of a name: the staff, the desk, the editors."""
    said = [(split_field(field)[1], field, text) for field, text in document.fields.items() if field.startswith("author@")]
    for wanted in (*VISIBLE, "jsonld"):
        for origin, field, text in said:
            if origin == wanted and (found := team(text)) is not None:
                return Signed(field, found, wanted, _TEAM, scores()[_TEAM])
    return None


_TEAM = "sources/byline/team"


def _holds(one: Signed, seen: set[str], meta: set[str], body: str) -> bool:
    """Whether a name that no byline shows holds all the same: it signs the text; or JSON-LD has it, and not only as what the
    system that made the page writes everywhere, into the meta elements too, of whoever is logged in."""
    same = key(one.name.label)
    if one.origin == "jsonld":
        return same in seen or same not in meta
    return same in seen and _signs(body, one.name.label)


def _signs(body: str, name: str) -> bool:
    """Whether the text has the name on a short line of its own, as one signs."""
    at = body.find(name)
    while at >= 0:
        start, end = body.rfind("\n", 0, at) + 1, body.find("\n", at)
        if (end if end >= 0 else len(body)) - start <= len(name) + 30:
            return True
        at = body.find(name, at + len(name))
    return False


def _seen(document: Document) -> set[str]:
    """The names of the page's head that its visible words have too."""
    return {
        key(name.label)
        for field, text in document.fields.items()
        if field.startswith("author@seen")
        for name in names(text, lone=True)
    }


def _candidates(document: Document, forbidden: set[str]) -> tuple[list[list[Signed]], list[Signed], list[Signed]]:
    """The bylines, best first; the names of JSON-LD or else of the head; and those given for citing, or in front matter."""
    groups: list[list[Signed]] = []
    both = _everywhere(document)
    told: dict[str, list[Signed]] = {"citation": [], "jsonld": [], "webpage": [], "meta": [], "frontmatter": []}
    for field, text in document.fields.items():
        name, origin = split_field(field)
        if name != "author" or origin == "seen":
            continue
        if origin in VISIBLE:
            group = _shown(field, text, origin, forbidden - both)
            if group:
                groups.append(group)
        elif origin in ("", "frontmatter", "docinfo"):
            if origin == "docinfo" and text.casefold() in nobody():
                continue
            told["frontmatter"] += _told(field, text, origin or "frontmatter", set())
        else:
            kind = origin if origin in told else "meta"
            told[kind] += [
                one
                for one in _told(field, text, kind, forbidden - both)
                if not one.name.body or one.name.label.casefold() in words().agencies
            ]
    if document.media_type == "text/html" or "html" in document.media_type:
        told["frontmatter"] = []
    return groups, told["jsonld"] or told["webpage"] or told["meta"], told["citation"] or told["frontmatter"]


def _everywhere(document: Document) -> set[str]:
    """The names of two words or more that both the byline and the head give: a person, even where the site has that name."""
    shown: set[str] = set()
    told: set[str] = set()
    for field, text in document.fields.items():
        name, origin = split_field(field)
        if name == "author" and origin and origin != "seen":
            (shown if origin in VISIBLE else told).update(
                key(one.label) for one in names(text) if not one.body and one.label.count(" ") == 1
            )
    return shown & told


def _shown(field: str, text: str, origin: str, forbidden: set[str]) -> list[Signed]:
    """The names of a byline; one that is the outlet's counts only where it is that of a person."""
    if _TELEPHONE.search(text):  # whom to ask, not who wrote
        return []
    found = [name for name in names(text, lone=_lone(text, origin)) if key(name.label) not in forbidden or _is_person(name)]
    if origin == "link":
        found = [name for name in found if not name.body or "/" in name.label]
    if origin == "text" and len(text) > 110 and not all(" " in name.label for name in found):
        return []
    rule = f"sources/byline/{origin}"
    return [Signed(field, name, origin, rule, scores()[rule]) for name in found]


def _lone(text: str, origin: str) -> bool:
    """Whether a single word may be a name: where it alone is marked as the author."""
    first, _, rest = text.partition("\n")
    return origin in LONE or (origin in ("byline", "link") and len(first.split()) == 1 and (not rest or rest[0].isdigit()))


def _is_person(name: Name) -> bool:
    """Whether a name begins with a given name."""
    first = name.label.split()[0].casefold()
    return not name.body and " " in name.label and first.partition("-")[0] in given_names()


def _told(field: str, text: str, origin: str, forbidden: set[str]) -> list[Signed]:
    """The names that a field of the head gives; a login of the system that made the page is none."""
    rule = f"sources/{origin}/author"
    if origin == "citation":
        return [Signed(field, name, origin, rule, scores()[rule]) for name in _cited(text)]
    found = [name for name in names(text, lone=True) if key(name.label) not in forbidden or _is_person(name)]
    if found and origin == "meta" and found[0].start > 12:
        return []
    found = [name for name in found if origin == "frontmatter" or not _LOGIN.fullmatch(name.label)]
    return [Signed(field, name, origin, rule, scores()[rule]) for name in found]


def _cited(text: str) -> Iterator[Name]:
    """The names in what is given for citing: parted by semicolons, with the family's name before a comma or as one writes it."""
    for piece in re.finditer(r"[^;]+", text):
        family, comma, given = piece[0].partition(",")
        if comma and "," not in given and all(part[:1].isupper() for part in (family.strip(), given.strip())):
            start, end = piece.start() + len(piece[0]) - len(piece[0].lstrip()), piece.start() + len(piece[0].rstrip())
            yield Name(start, end, f"{given.strip()} {family.strip()}", False, False)
        else:
            yield from (name._replace(start=piece.start() + name.start, end=piece.start() + name.end) for name in names(piece[0]))


def _agree(seen: set[str], said: set[str]) -> bool:
    return bool(seen & said) or any(_short(a, b) for a in seen for b in said)


def _fuller(shown: list[Signed], told: list[Signed]) -> list[Signed]:
    """The byline or what the head says, whichever has more names, or longer ones."""
    if len(told) != len(shown):
        return told if len(told) > len(shown) or shown[0].origin in ("byline", "link") else shown
    return told if _longer(told, shown) else shown


def _disagreed(shown: list[Signed], told: list[Signed]) -> list[Signed]:
    """The byline, though the head says otherwise, of which `told` is what is certain; but what JSON-LD says where the byline only links or names one word."""
    weak = shown[0].origin == "link" or any(one.name.body or " " not in one.name.label for one in shown)
    if weak and told and told[0].origin == "jsonld":
        return told
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
