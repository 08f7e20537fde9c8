"""The chain of a document for people to read: what it is, where its words were posted before, on whose words it rests."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tagger.masking import masked
from tagger.model import UNNAMED, Document, Finding

ARROW = " ← "
_LAID_OUT = 0.85
"""From this score on, a platform is where the document itself was posted; below, where the words that it tells of were."""
_KINDS = re.compile(
    r"\b(threads?|tweets?|toots?|videos?|livestream|channel|group|page|chat|messages?|comments?|discussion|subreddit|polls?|stor(?:y|ies)|posts?)\b",
    re.I,
)
_BLOG = re.compile(r"(?:^|[./-])(?:blog|weblog|wordpress|blogspot|substack|medium|tumblr|ghost)(?:[./-]|$)", re.I)
_OWN_BLOG = re.compile(r"\b(?:this|my|our) (?:web)?blog\b", re.I)
_CHATS = frozenset(("whatsapp", "telegram", "signal", "discord", "slack"))
_TWEET = re.compile(r"\b(?:re)?tweet", re.I)


def chain(document: Document, findings: Iterable[Finding]) -> str:
    """The chain of a document in a line, nearest first: "blog post ← thread on Twitter ← Ana Reyes".

    The links are the document itself with its outlet or author, an agency whose text it carries, the platform on which the
    words it tells of were posted, and the source that it gives most words of; a link that is not known is left out.
    """
    by_role: dict[str, list[Finding]] = {}
    for one in findings:
        if one.facet == "source":
            by_role.setdefault(one.role, []).append(one)
    for found in by_role.values():
        found.sort(key=lambda one: (-one.score, one.value))
    links = [_itself(document, by_role), _agency(by_role), _told_of(document, by_role), _words_of(by_role)]
    out: list[str] = []
    for link in links:
        if link and all(link not in before for before in out):
            out.append(link)
    return ARROW.join(out)


def _label(one: Finding) -> str:
    return masked(one.label, 0, len(one.label))


def _itself(document: Document, by_role: dict[str, list[Finding]]) -> str:
    """What the document is: a mail, a post, a blog post, an article; with its outlet, else its author."""
    posted = [one for one in by_role.get("platform", ()) if one.score >= _LAID_OUT]
    outlet = next((_label(one) for one in by_role.get("publisher", ()) if not _is_agency(one)), "")
    author = next((_label(one) for one in by_role.get("creator", ())), "")
    if document.media_type == "message/rfc822" or "from" in document.fields:
        return f"mail of {outlet}" if outlet else f"mail by {author}" if author else "mail"
    if (posted and document.media_type != "text/html") or (posted and posted[0].score == 1):
        several = len(by_role.get("creator", ())) > 1
        kind = "chat" if several and posted[0].label.casefold() in _CHATS else "post"
        return f"{kind} on {_named(posted[0])}" + (
            f" by {author}" if author and not several else f" of {outlet}" if outlet else ""
        )
    address = next((document.fields[name] for name in ("url", "source", "path") if document.fields.get(name)), "")
    if _BLOG.search(address) or "blog" in outlet.casefold() or _OWN_BLOG.search(document.body):
        return f"blog post by {author}" if author else f"blog post in {outlet}" if outlet else "blog post"
    if outlet:
        return f"article in {outlet}"
    kind = {"text/html": "page", "text/markdown": "note"}.get(document.media_type, "text")
    return f"{kind} by {author}" if author else kind


def _named(platform: Finding) -> str:
    """The platform with the article that common words need: "a forum", "Twitter"."""
    label = _label(platform)
    return f"a {label}" if label.islower() else label


def _is_agency(one: Finding) -> bool:
    return any(span.rule.startswith("sources/agency") for span in one.spans)


def _agency(by_role: dict[str, list[Finding]]) -> str:
    return next((_label(one) for one in by_role.get("publisher", ()) if _is_agency(one)), "")


def _told_of(document: Document, by_role: dict[str, list[Finding]]) -> str:
    """The platform that the text speaks of, with the kind of post in its words: "thread on Twitter"."""
    for one in by_role.get("platform", ()):
        if one.score < _LAID_OUT:
            span = one.spans[0]
            words = document.fields[span.field][span.start : span.end]
            kind = _KINDS.search(words)
            noun = "tweet" if _TWEET.search(words) else kind[1].casefold() if kind else "post"
            return f"{_SINGLE.get(noun, noun.removesuffix('s'))} on {_named(one)}"
    return ""


_SINGLE = {"stories": "story"}


def _words_of(by_role: dict[str, list[Finding]]) -> str:
    """The source that most words are given of, named before unnamed, and how many others there are."""
    sources = {one.value: one for role in ("quoted", "cited") for one in by_role.get(role, ())}
    creators = {one.value for one in by_role.get("creator", ())}
    named = [one for one in sources.values() if one.value != UNNAMED and one.value not in creators]
    named.sort(key=lambda one: (-len(one.spans), one.spans[0].start if one.spans else 0, one.value))
    if not named:
        unnamed = sources.get(UNNAMED)
        return "unnamed source" + ("s" if unnamed and len(unnamed.spans) > 1 else "") if unnamed else ""
    others = len(named) - 1 + (UNNAMED in sources)
    return _label(named[0]) + (f" and {others} other{'s' if others > 1 else ''}" if others else "")
