"""Who put a document out, from its fields: JSON-LD, meta elements, the end of the page's title, the table of known domains.

A bare domain is a domain and not a name: it only helps to choose among names.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from tagger.model import Document
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance_creators import key, split_field

_SEPARATOR = re.compile(r"\s+[|–—•·«»:/\\-]{1,2}\s+|\s*[|»•]\s*|:\s+")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?", re.I)
_NETWORK_SITES = frozenset(("facebook", "twitter", "instagram", "youtube", "linkedin"))


class Put(NamedTuple):
    """A name that a field gives as a publisher's, with its place."""

    field: str
    start: int
    end: int
    label: str
    rule: str
    score: float


def host(document: Document) -> tuple[str, str, int]:
    """The host of the document's address with the field it stands in and its offset there; "" where there is none."""
    for field in ("url", "url@canonical", "url@meta", "url@comment", "source"):
        text = document.fields.get(field, "")
        if "://" in text[:9]:
            name = _host(text)
            if name:
                return name, field, text.lower().find(name)
    return "", "", 0


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def publishers(document: Document, names: Names) -> list[Put]:
    """The names of the outlet that put the document out, best first."""
    found = list(_named(document))
    suffix = title_suffix(document, [put.label for put in found])
    if suffix:
        found.append(suffix)
    domain, field, start = host(document)
    concept = names.by_domain(domain) if domain else None
    if concept is not None:
        found.append(Put(field, start, start + len(domain), names.label(concept), "sources/domain", 0.97))
    return sorted(found, key=lambda put: -put.score)


_SCORES = {
    ("site_name", "meta"): ("sources/meta/site-name", 0.95),
    ("publisher", "jsonld"): ("sources/jsonld/publisher", 0.93),
    ("publisher", "website"): ("sources/jsonld/publisher", 0.85),
    ("publisher", "webpage"): ("sources/jsonld/publisher", 0.85),
    ("site_name", "jsonld"): ("sources/jsonld/site-name", 0.9),
    ("publisher", "meta"): ("sources/meta/publisher", 0.8),
    ("publisher", "microdata"): ("sources/microdata/publisher", 0.8),
    ("publisher", "link"): ("sources/link/publisher", 0.6),
    ("site_name", "link"): ("sources/link/search", 0.7),
    ("publisher", ""): ("sources/frontmatter/publisher", 1.0),
    ("publisher", "frontmatter"): ("sources/frontmatter/publisher", 1.0),
    ("site_name", ""): ("sources/meta/site-name", 0.95),
}


def _named(document: Document) -> list[Put]:
    out = []
    for field, text in document.fields.items():
        rule, score = _SCORES.get(split_field(field), ("", 0.0))
        if not rule:
            continue
        start, end = trimmed(text)
        if "#" in field:
            score -= 0.04
        if 2 <= end - start <= 80 and is_name(text[start:end]):
            out.append(Put(field, start, end, " ".join(text[start:end].split()), rule, score))
    return out


_PREFIX = re.compile(r"(?:©|\(c\)|copyright|@)\s*(?:\d{4}\s*)?", re.I)


def trimmed(text: str) -> tuple[int, int]:
    """Where the name in a field begins and ends: without marks at its ends, "©" and a slogan behind a bar."""
    start, end = 0, len(text)
    prefix = _PREFIX.match(text)
    if prefix:
        start = prefix.end()
    bar = _SEPARATOR.search(text, start)
    if bar and bar.start() - start >= 3 and ": " not in bar[0]:
        end = bar.start()
    while start < end and text[start] in " \"'“”‘’.,-–":
        start += 1
    while end > start and text[end - 1] in " \"'“”‘’.,-–":
        end -= 1
    return start, end


def is_name(text: str) -> bool:
    """Whether a text can be an outlet's name: words, no address, no sentence."""
    return (
        any(c.isalpha() for c in text)
        and "@" not in text
        and "//" not in text
        and len(text.split()) <= 9
        and key(text) not in _NETWORK_SITES
    )


def title_suffix(document: Document, known: list[str]) -> Put | None:
    """The outlet at the end, or the beginning, of the page's title ("Headline | Harbour Gazette"), where something else speaks for it."""
    field = next((f for f in ("page_title", "title@meta", "title") if f in document.fields), "")
    text = document.fields.get(field, "")
    if not text:
        return None
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in _SEPARATOR.finditer(text[:600]):
        pieces.append((start, match.start()))
        start = match.end()
    pieces.append((start, len(text)))
    if len(pieces) < 2:
        return None
    domain = key(host(document)[0].rpartition(".")[0].rpartition(".")[2] or host(document)[0])
    names = {key(name) for name in known}
    for begin, end in (pieces[-1], pieces[0], *pieces[1:-1]):
        label = text[begin:end].strip()
        squeezed = key(label)
        if not 2 <= len(label) <= 60 or not is_name(label):
            continue
        if squeezed in names:
            return Put(field, begin, begin + len(label), label, "sources/title-suffix", 0.96)
        if domain and len(domain) > 2 and _speaks_for(domain, label):
            return Put(field, begin, begin + len(label), label, "sources/title-suffix", 0.9)
    return None


def _speaks_for(domain: str, label: str) -> bool:
    """Whether a domain is made of a name: its letters, its letters without the article, or its initials."""
    squeezed = key(label)
    bare = squeezed.removeprefix("the")
    initials = "".join(word[0] for word in label.casefold().split() if word[0].isalnum())
    return bare in domain or domain in squeezed or (len(initials) >= 3 and domain.startswith(initials))


def is_domain(text: str) -> bool:
    """Whether a text is a bare domain."""
    return bool(_DOMAIN.fullmatch(text.strip()))
