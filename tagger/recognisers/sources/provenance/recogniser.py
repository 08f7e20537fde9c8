"""Where a document comes from: its creator, its publisher and the platform its words were posted on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tagger.model import UNNAMED, Document, Finding, Role, Span
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance.bylines import spelled
from tagger.recognisers.sources.provenance.creators import creators, key, split_field, staff, unique
from tagger.recognisers.sources.provenance.fields import is_bare
from tagger.recognisers.sources.provenance.mail import senders
from tagger.recognisers.sources.provenance.platforms import Poster, by_title, find_platforms, layouts, platforms, posters
from tagger.recognisers.sources.provenance.publishers import Put, bare_domain, host, publishers
from tagger.recognisers.sources.provenance.text import Told, find_told
from tagger.recognisers.sources.provenance.triggers import triggers

_MASTHEAD = 4
"""Lines at either end of a text that may be an outlet's name and nothing else."""


def find_provenance(document: Document, names: Names) -> list[Finding]:
    """The findings of role creator, publisher and platform."""
    bare, body = is_bare(document.fields), document.body
    told = find_told(body, names)
    if bare and not told and not triggers().heard(body):
        return [_as_platform(one, names) for one in _masthead(document, names)]
    put = [] if bare else publishers(document, names)
    found = list(layouts(body))
    posts = [] if bare else [poster for _, poster in by_title(document) if poster is not None]
    posts += posters(body, found)
    out = [*_creators(document, names, put, posts, told, bare), *_publishers(document, names, put, posts, told, bare)]
    for posted in find_platforms(document, found):
        out.append(finding("platform", posted.platform, posted.score, (posted.span,), names))
    return [_as_platform(one, names) for one in out]


def finding(role: Role, label: str, score: float, spans: tuple[Span, ...], names: Names) -> Finding:
    """A finding of the source facet; its value is the concept that the vocabulary knows by that name, else the name."""
    concept = names.match(label)
    if concept is not None:
        return Finding("source", role, concept, names.label(concept), score, "rule", spans)
    return Finding("source", role, label, label, score, "rule", spans)


def _creator(label: str, score: float, span: Span, body: bool, names: Names) -> Finding:
    """A finding of an author; a person or a handle is never taken for an outlet of a like name."""
    concept = names.vocabulary.get(names.exact(label) or "")
    if body or (concept is not None and concept.kind == "person"):
        return finding("creator", label, score, (span,), names)
    return Finding("source", "creator", label, label, score, "rule", (span,))


def _creators(
    document: Document, names: Names, put: list[Put], posts: list[Poster], told: list[Told], bare: bool
) -> list[Finding]:
    """Those who wrote it: as the fields say; else the sender of the mail; else as the layout or the text says; else the staff."""
    outlets = [""] if bare else _outlets(document, put)
    out, mailed = ([], False) if bare else _signed(document, names, outlets)
    if out and not mailed:
        return out
    posted = [one for one in posts if one.role == "creator" and one.first] if not out else []
    if posted:
        return [_posted(document, one, names) for one in posted]
    forbidden = {key(outlet) for outlet in outlets}
    for one in told:
        if one.role != "creator" or key(one.label) in forbidden or (mailed and one.rule != "sources/mail/forwarded-from"):
            continue
        out.append(_creator(one.label, 0.8, Span("body", one.start, one.end, one.rule), one.body, names))
    return out if out or bare else _staff(document)


def _staff(document: Document) -> list[Finding]:
    """Those without a name whom the fields give as authors, where nobody else is."""
    one = staff(document)
    if one is None:
        return []
    span = Span(one.field, one.name.start, one.name.end, one.rule)
    return [Finding("source", "creator", UNNAMED, one.name.label, one.score, "rule", (span,))]


def _outlets(document: Document, put: list[Put]) -> list[str]:
    """The names of the site and its publisher, which are no authors."""
    outlets = [one.label for one in put]
    outlets.append(host(document)[0].rpartition(".")[0])
    return outlets + [text for field, text in document.fields.items() if split_field(field)[0] == "site_name"]


def _signed(document: Document, names: Names, outlets: list[str]) -> tuple[list[Finding], bool]:
    """Those whom the fields name as authors, and whether the sender of a mail is one."""
    out = [
        _creator(one.name.label, one.score, Span(one.field, one.name.start, one.name.end, one.rule), one.name.body, names)
        for one in unique(creators(document, outlets))
    ]
    mailed = [one for one in senders(document.fields, names) if one.role == "creator"]
    out += [_creator(one.label, one.score, Span(one.field, one.start, one.end, one.rule), False, names) for one in mailed]
    return out, bool(mailed)


def _posted(document: Document, poster: Poster, names: Names) -> Finding:
    label = spelled(document.fields[poster.field][poster.start : poster.end].strip())
    role: Role = "publisher" if poster.role == "publisher" else "creator"
    return finding(role, label, 0.85, (Span(poster.field, poster.start, poster.end, poster.rule),), names)


def _publishers(
    document: Document, names: Names, put: list[Put], posts: list[Poster], told: list[Told], bare: bool
) -> list[Finding]:
    """Those who put it out: as the fields say, the headers of a mail, the footer, the dateline, the first line."""
    out = []
    for one in put:
        if not bare_domain(one.label):
            span = Span(one.field, one.start, one.end, one.rule)
            known = names.match(one.label) or (names.by_domain(host(document)[0]) if one.rule == "sources/domain" else None)
            out.append(Finding("source", "publisher", known or one.label, one.label, one.score, "rule", (span,)))
    for sent in () if bare else senders(document.fields, names):
        if sent.role == "publisher":
            out.append(finding("publisher", sent.label, sent.score, (Span(sent.field, sent.start, sent.end, sent.rule),), names))
    for said in told:
        if said.role == "publisher":
            score = 0.5 if said.rule.startswith("sources/agency") else 0.7
            out.append(finding("publisher", said.label, score, (Span("body", said.start, said.end, said.rule),), names))
    out += [_posted(document, one, names) for one in posts if one.role == "publisher"]
    if not out:
        out += _masthead(document, names)
    return out


def _masthead(document: Document, names: Names) -> list[Finding]:
    """The outlet whose name is all that one of the first or last lines holds."""
    for start, text in _outermost(document.body):
        bare = text.strip(" \t*_#>[]")
        if 3 <= len(bare) <= 50 and bare[0].isupper() and (known := names.exact(bare)) is not None:
            concept = names.vocabulary.get(known)
            if concept is not None and concept.kind not in ("platform", "person"):
                begin = start + text.find(bare)
                return [
                    finding("publisher", bare, 0.6, (Span("body", begin, begin + len(bare), "sources/text/masthead"),), names)
                ]
    return []


def _outermost(body: str) -> Iterator[tuple[int, str]]:
    """The first lines of a body and the last two, the very last first, each with where it starts."""
    at = 0
    for line in body[:400].split("\n", _MASTHEAD)[:_MASTHEAD]:
        yield at, line
        at += len(line) + 1
    last = body[-200:]
    bare = last.rstrip("\n")
    end = len(body) - len(last) + len(bare)
    for line in reversed(bare.rsplit("\n", 2)[-2:]):
        yield end - len(line), line
        end -= len(line) + 1


def _as_platform(one: Finding, names: Names) -> Finding:
    """A publisher that is a platform is where the words were posted, not who put them out."""
    if one.role != "publisher":
        return one
    concept = names.vocabulary.get(one.value)
    if concept is not None:
        return one._replace(role="platform") if concept.kind == "platform" else one
    named = _platform_names().get(key(one.label))
    return finding("platform", named, one.score, one.spans, names) if named else one


@cache
def _platform_names() -> dict[str, str]:
    """The platforms by what all spellings of one of their words have in common; of two that share a word, the first."""
    out: dict[str, str] = {}
    for platform in platforms():
        for word in (platform.name, *platform.words):
            out.setdefault(key(word), platform.name)
    return out
