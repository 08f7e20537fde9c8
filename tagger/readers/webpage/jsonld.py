"""Reads JSON-LD: which thing of it is the page, and what that says of title, author, outlet and date.

Source: JSON-LD 1.1 (W3C), sections 4.9 and 8; the types of schema.org. Graphs, lists, nested and referenced things are
followed; JSON that is broken is mended or read by pattern; one odd value never loses the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tagger.readers.webpage.fields import Fields, plain

_MOST_NODES = 4000
_MOST_CHARACTERS = 2_000_000
_ARTICLES = {
    "article", "newsarticle", "blogposting", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "reviewnewsarticle",
    "backgroundnewsarticle", "scholarlyarticle", "medicalscholarlyarticle", "techarticle", "socialmediaposting", "liveblogposting",
    "discussionforumposting", "report", "posting", "satiricalarticle", "askpublicnewsarticle", "advertisercontentarticle", "review",
    "recipe", "podcastepisode", "radioepisode", "tvepisode", "episode", "creativework", "question", "qapage", "howto",
}  # fmt: skip
_MEDIA = {
    "videoobject",
    "audioobject",
    "imageobject",
    "mediaobject",
    "photograph",
    "imagegallery",
    "book",
    "dataset",
    "softwareapplication",
}
_PAGES = {
    "webpage",
    "itempage",
    "aboutpage",
    "contactpage",
    "medicalwebpage",
    "profilepage",
    "faqpage",
    "collectionpage",
    "webcontent",
}
_DATES = (("datePublished", "published"), ("dateModified", "modified"), ("dateCreated", "date"), ("uploadDate", "published"))
_TRAILING = re.compile(r",(?=\s{0,200}[\]}])")
_WRAPPED = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
_PAIR = re.compile(r'"(datePublished|dateModified|dateCreated|headline|url)"\s{0,20}:\s{0,20}"((?:[^"\\\n]|\\.){1,500})"')
_NAMED = re.compile(
    r'"(author|publisher)"\s{0,20}:\s{0,20}(?:\[\s{0,20})?(?:\{[^{}]{0,500}?"name"\s{0,20}:\s{0,20})?"((?:[^"\\\n@]|\\.){1,200})"'
)
Node = dict[str, Any]


def read_jsonld(texts: list[str], fields: Fields) -> list[Node]:
    """Adds what the scripts say of the page to `fields`; -> the things that speak of the page itself, best first."""
    nodes: list[Node] = []
    for text in texts:
        try:
            nodes += _nodes(_parsed(text[:_MOST_CHARACTERS]))
        except (ValueError, RecursionError):
            _by_pattern(text[:_MOST_CHARACTERS], fields)
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _types(node) & _ARTICLES]
    pages = [node for node in nodes if _types(node) & _PAGES]
    main = _best(articles, pages)
    for node in main:
        _article(node, fields, by_id, "jsonld")
    for node in pages[:2]:
        _article(node, fields, by_id, "webpage")
    for node in nodes:
        if _types(node) & _MEDIA and not main:
            _article(node, fields, by_id, "media")
        elif "website" in _types(node):
            fields.add("site_name", "jsonld", node.get("name"))
            for name in _names(node.get("publisher"), by_id):
                fields.add("publisher", "website", name)
    return main + pages[:2]


def _best(articles: list[Node], pages: list[Node]) -> list[Node]:
    """The things that are the page: the first article with a date, and others that share its headline or address."""
    if not articles:
        return []
    strong = [a for a in articles if not _types(a) <= {"creativework", "review", "question", "howto"}] or articles
    first = next((a for a in strong if a.get("datePublished")), strong[0])
    key = _same(first)
    return [first, *[a for a in articles if a is not first and key & _same(a)][:4]]


def _same(node: Node) -> set[str]:
    out = {plain(v) for k in ("headline", "url") if isinstance(v := node.get(k), str)}
    page = node.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return (out | {page} if isinstance(page, str) else out) - {""}


def _parsed(text: str) -> Any:
    """The JSON value in a script, mended where that is plain. Raises: ValueError, RecursionError."""
    text = text.strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except ValueError:
        pass
    mended = _TRAILING.sub("", _WRAPPED.sub("", text).strip().rstrip(";"))
    try:
        return json.loads(mended, strict=False)
    except ValueError:
        values = _several(mended)
        if not values:
            raise
        return values


def _several(text: str) -> list[Any]:
    """The values that stand one after the other before the first fault."""
    decoder, at = json.JSONDecoder(strict=False), 0
    out: list[Any] = []
    while at < len(text) and len(out) < 100:
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            break
        out.append(value)
        while at < len(text) and text[at] in " \t\n\r,;":
            at += 1
    return out


def _nodes(value: Any) -> list[Node]:
    """Every typed thing in a JSON value, outer before inner, in bounded number."""
    out: list[Node] = []
    todo: list[Any] = [value]
    for count, current in enumerate(todo):
        if count > _MOST_NODES:
            break
        if isinstance(current, list):
            todo.extend(v for v in current if isinstance(v, (dict, list)))
        elif isinstance(current, dict):
            if "@type" in current or "@id" in current or "datePublished" in current:
                out.append(current)
            todo.extend(v for k, v in current.items() if isinstance(v, (dict, list)) and k not in _INNER)
    return out


_INNER = {
    "comment", "comments", "review", "reviews", "itemListElement", "isPartOf", "image", "thumbnail", "potentialAction", "breadcrumb",
    "hasPart", "mentions", "about", "relatedLink", "citation", "isBasedOn", "video", "associatedMedia", "blogPost", "blogPosts",
    "suggestedAnswer", "acceptedAnswer", "answer", "aggregateRating", "offers", "performer", "subjectOf", "liveBlogUpdate", "hasVariant",
}  # fmt: skip


def _types(node: Node) -> set[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if isinstance(name, str)}


def _article(node: Node, fields: Fields, by_id: dict[str, Node], origin: str) -> None:
    for key, name in _DATES:
        for value in _each(node.get(key)):
            fields.add(name, origin, value)
    fields.add("title", origin, node.get("headline") or (node.get("name") if origin != "media" else None))
    if origin == "media":
        return
    for name in _names(node.get("author") or node.get("creator"), by_id):
        fields.add("author", origin, name)
    for name in _names(node.get("publisher"), by_id):
        fields.add("publisher", origin, name)
    fields.add("description", origin, node.get("description"))
    for value in _each(node.get("keywords")):
        fields.add("tags", origin, value)
    for value in _each(node.get("articleSection")):
        fields.add("tags", origin, value)
    fields.add("url", origin, _address(node))
    language = node.get("inLanguage")
    fields.add("language", origin, language.get("alternateName") if isinstance(language, dict) else language)


def _address(node: Node) -> str | None:
    page = node.get("mainEntityOfPage")
    if isinstance(page, dict):
        page = page.get("@id") or page.get("url")
    for value in (node.get("url"), page, node.get("@id")):
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return value
    return None


def _each(value: Any) -> list[Any]:
    return value[:12] if isinstance(value, list) else [value]


def _names(value: Any, by_id: dict[str, Node], depth: int = 0) -> Iterator[str]:
    """The names of a person or organisation, or of several, given as text, as a thing or by reference."""
    if depth > 4:
        return
    for one in _each(value):
        if isinstance(one, str):
            if one in by_id:
                yield from _names(by_id[one].get("name"), {}, depth + 1)
            elif not one.startswith(("http://", "https://", "#")):
                yield one
        elif isinstance(one, dict):
            name = one.get("name") or by_id.get(str(one.get("@id")), {}).get("name")
            if not name and one.get("familyName"):
                name = f"{one.get('givenName') or ''} {one['familyName']}"
            yield from _names(name, {}, depth + 1)
        elif isinstance(one, list):
            yield from _names(one, by_id, depth + 1)


def _by_pattern(text: str, fields: Fields) -> None:
    """What a script that is no JSON still says: the first value of each telling key."""
    names = {"datePublished": "published", "dateModified": "modified", "dateCreated": "date", "headline": "title", "url": "url"}
    seen: set[str] = set()
    for pattern in (_PAIR, _NAMED):
        for match in pattern.finditer(text):
            key = match[1]
            if key not in seen:
                seen.add(key)
                fields.add(names.get(key, key), "jsonld", _unescaped(match[2]))


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
