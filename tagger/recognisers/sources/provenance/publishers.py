"""Who put a document out, from its fields: JSON-LD, meta elements, the end of the page's title, the table of known domains.

A bare domain is a domain and not a name: it only helps to choose among names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from tagger.model import Document
from tagger.recognisers.sources.names import Names, plain
from tagger.recognisers.sources.provenance.creators import key, split_field
from tagger.recognisers.sources.provenance.fields import publishing, scores
from tagger.vocabulary import Concept

_SEPARATOR = re.compile(r"\s+[|–—•·«»:/\\-]{1,2}\s+|\s*[|»•]\s*|:\s+")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?", re.I)


_SURE = 0.93
"""The score from which a second outlet is given beside the best one."""


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
    """The names of the outlet that put the document out, best first; those that the address speaks for go before others."""
    domain, field, start = host(document)
    stem = _stem(domain)
    found = list(_named(document, stem))
    suffix = title_suffix(document, [put.label for put in found], stem)
    if suffix:
        found.append(suffix)
    found = [put._replace(score=round(min(put.score + _support(put.label, stem), 0.99), 2)) for put in found]
    found.sort(key=lambda put: -put.score)
    concept = names.by_domain(domain) if domain else None
    if concept is not None:
        label = _own_name(names.label(concept), concept, found, names, stem)
        found.insert(0, Put(field, start, start + len(domain), label, "sources/domain", scores()["sources/domain"]))
    return list(_told_apart(found, names))


def _told_apart(found: list[Put], names: Names) -> Iterator[Put]:
    """The best name; others that are a form of it as more evidence for it; and of the rest only those that are sure."""
    best: Put | None = None
    for put in found:
        if best is None:
            if not bare_domain(put.label):
                best = put
            yield put
        elif _same_outlet(put.label, best.label, names):
            yield put._replace(label=best.label, score=min(put.score, best.score))
        elif put.score >= _SURE:
            yield put


def _same_outlet(one: str, other: str, names: Names) -> bool:
    """Whether one name is a longer or shorter form of the other, or both are those of one concept."""
    a, b = key(one).removeprefix("the"), key(other).removeprefix("the")
    concept = names.exact(one)
    return bool(a and b) and (a in b or b in a or (concept is not None and concept == names.exact(other)))


def _stem(domain: str) -> str:
    """The letters of a host that can spell a name: without what stands for the country, the kind of site, or "news" before it."""
    parts = domain.split(".")[:-1]
    if len(parts) > 1 and parts[-1] in ("co", "com", "org", "net", "ac", "gov", "or"):
        parts.pop()
    return key("".join(parts[-2:])).removeprefix("news") if len(parts) == 2 and parts[0] != "news" else key("".join(parts[-1:]))


def _own_name(label: str, concept: str, found: list[Put], names: Names, stem: str) -> str:
    """The label of a concept as the document itself spells it, where it does so in a label that is known: best in the same words."""
    own = [
        put.label
        for put in found
        if put.rule != "sources/meta/handle" and names.exact(put.label) == concept and not is_domain(put.label)
    ]
    best = next((one for one in own if plain(one) == plain(label)), own[0] if own else "")
    if len(best) > 3 and best[0].isascii() == label[0].isascii():
        return best
    return _as_address(label, names.vocabulary.get(concept), stem)


def _as_address(label: str, concept: Concept | None, stem: str) -> str:
    """The name of a concept that the address spells, where it is another name than its label and no form of it; else the label."""
    bare = _BRACKETS.sub("", label)
    spelled = (one for one in concept.alt_labels if key(one).removeprefix("the") == stem) if concept is not None else ()
    return next((one for one in spelled if not _shortens(one, bare) and not _shortens(bare, one)), bare)


def _shortens(short: str, long: str) -> bool:
    """Whether a name is a piece of the other, or written with letters of it from its first on: "SF Tide" of "San Felipe Tide"."""
    squeezed, whole = plain(short).replace(" ", ""), plain(long).replace(" ", "")
    letters = iter(whole)
    return squeezed in whole or (squeezed[:1] == whole[:1] and all(letter in letters for letter in squeezed))


_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def _support(label: str, stem: str) -> float:
    """What the address adds to a name: more where it spells all of it."""
    if len(stem) < 3:
        return 0.0
    squeezed = key(label).removeprefix("the")
    if squeezed and squeezed in (stem, stem.removeprefix("the")):
        return 0.05
    return 0.02 if _speaks_for(stem, label) else 0.0


def _named(document: Document, stem: str) -> list[Put]:
    out = []
    for field, text in document.fields.items():
        rule = publishing().get(split_field(field), "")
        if not rule:
            continue
        start, end = trimmed(text, stem)
        if text.startswith("@") or _HANDLE.fullmatch(text):
            if key(text) != stem or split_field(field)[1] == "":
                continue
            rule = "sources/meta/handle"
            start, end = int(text[0] == "@"), len(text)
        end = _without_edition(text, start, end, stem)
        score = scores()[rule] - (0.04 if "#" in field else 0.0)
        if 2 <= end - start <= 80 and is_name(text[start:end]):
            out.append(Put(field, start, end, " ".join(text[start:end].split()), rule, score))
    return out


_EDITION = re.compile(r"\s(?:online|nachrichten|digital|web)$", re.I)


def _without_edition(text: str, start: int, end: int, stem: str) -> int:
    """Where the name ends when the word for its edition on the web goes: "Kurier online" of kurier.example."""
    edition = _EDITION.search(text, start, end)
    return edition.start() if edition and key(text[start : edition.start()]) == stem else end


_HANDLE = re.compile(r"[A-Za-z0-9]*_\w*|[a-z0-9]{1,8}")
_MARKS = " \"'“”‘’.,-–—|»«\u00a0"
_PREFIX = re.compile(r"(?:©|\(c\)|copyright|@)\s*(?:\d{4}\s*)?", re.I)


def trimmed(text: str, stem: str) -> tuple[int, int]:
    """Where the name in a field begins and ends: without marks at its ends, "©" and a slogan behind a bar; behind the bar
    only where the address spells what stands there and not what stands before."""
    start, end = 0, len(text)
    brackets = _BRACKETS.search(text)
    if brackets and "." in brackets[0]:
        end = brackets.start()
    prefix = _PREFIX.match(text)
    if prefix:
        start = prefix.end()
    bar = _SEPARATOR.search(text, start, end)
    if bar and bar.start() - start >= 3:
        behind = len(stem) > 2 and _speaks_for(stem, text[bar.end() : end]) and not _speaks_for(stem, text[start : bar.start()])
        start, end = (bar.end(), end) if behind else (start, bar.start())
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def is_name(text: str) -> bool:
    """Whether a text can be an outlet's name: words, no address, no sentence."""
    return any(c.isalpha() for c in text) and "@" not in text and "//" not in text and len(text.split()) <= 9


def title_suffix(document: Document, known: list[str], stem: str) -> Put | None:
    """The outlet at the end, or the beginning, of the page's title ("Headline | Harbour Gazette"), where another field or the
    address speaks for it; `known` are the names of other fields, `stem` the letters of the host without its last part."""
    field = next((name for name in ("page_title", "title@meta", "title") if name in document.fields), "")
    text = document.fields.get(field, "")[:600]
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in _SEPARATOR.finditer(text):
        pieces.append((start, match.start()))
        start = match.end()
    pieces.append((start, len(text)))
    if len(pieces) < 2:
        return None
    names = {key(name) for name in known}
    for begin, end in (pieces[-1], pieces[0], *pieces[1:-1]):
        label = text[begin:end].strip(_MARKS)
        begin += len(text[begin:end]) - len(text[begin:end].lstrip(_MARKS))
        if not 2 <= len(label) <= 60 or not is_name(label):
            continue
        if key(label) in names:
            return Put(field, begin, begin + len(label), label, "sources/title-suffix", scores()["sources/title-suffix"] + 0.05)
        if len(stem) > 2 and _speaks_for(stem, label):
            return Put(field, begin, begin + len(label), label, "sources/title-suffix", scores()["sources/title-suffix"])
    return None


def bare_domain(label: str) -> bool:
    """Whether a name is only an address; one that is written with capitals is how the outlet spells itself."""
    return is_domain(label) and label.removeprefix("www.") == label.removeprefix("www.").lower()


def _speaks_for(domain: str, label: str) -> bool:
    """Whether a domain is made of a name: its letters, its letters without the article, or its initials."""
    squeezed = key(label)
    bare = squeezed.removeprefix("the")
    initials = "".join(word[0] for word in label.casefold().split() if word[0].isalnum())
    return (
        bare == domain
        or (len(bare) > 3 and bare in domain)
        or (domain in squeezed and len(squeezed) <= 4 * len(domain))
        or (len(initials) >= 3 and domain.startswith(initials))
    )


def is_domain(text: str) -> bool:
    """Whether a text is a bare domain."""
    return bool(_DOMAIN.fullmatch(text.strip()))
