"""Reads a web page: its main text, and every field of it that speaks of title, author, outlet and date.

Fields with an origin (`published@jsonld`, `author@meta#2`) hold what the page says, raw, on one line; `title`, `page_title`,
`url`, `description` and `tags` are settled here. Dates are read by the date recogniser, names by the source recogniser.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from tagger.errors import ReadError
from tagger.model import Late, Reading
from tagger.readers.encoding import Decoded, codec, composed, decode
from tagger.readers.plain import guesses
from tagger.readers.webpage.beside import put_back, set_apart, take_out
from tagger.readers.webpage.elements import elements
from tagger.readers.webpage.fields import Fields, tidy
from tagger.readers.webpage.inline import settle_inline
from tagger.readers.webpage.maintext import main_text, stripped, tamed, visible_text
from tagger.readers.webpage.metadata import best_url, read_head

_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|^\s*<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9_.-]{2,40})",
    re.I,
)
_XHTML = re.compile(rb"^\s*(?:<\?xml|<!DOCTYPE[^>]{0,100}XHTML)", re.I)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_ ,])")
_MOST_TAGS, _MOST_HEADLINES = 60_000, 50
_SUFFIX = re.compile(r"\s+[|\-–—·•»:]\s+")


def read_webpage(raw: bytes) -> Reading:
    """The page in `raw` bytes; its bylines, and the days of readers' remarks, are looked for when a field of theirs is asked for.

    Raises: ReadError where nothing of it is text, and its head says nothing of it either.
    """
    from resiliparse.parse.html import HTMLTree

    from tagger.readers.webpage.jsonld import read_jsonld
    from tagger.readers.webpage.pagedates import is_dated, read_dates, read_lines, read_scripts

    decoded = _decoded(raw)
    source = tamed(decoded.text)
    tree = HTMLTree.parse(source)
    document = tree.document
    found = elements(document)
    if banner := found.banner is not None:
        found.banner.decompose()
        found = elements(document)
    fields = Fields()
    base = read_head(found.head, source, fields)
    main = read_jsonld([script.text or "" for script in found.scripts[:60]], fields)
    deep = found.too_deep
    page_title = tidy(tree.title or "")
    apart = [] if deep else set_apart(tree, found.beside)
    heading = "" if deep else read_dates(document, fields, (page_title, *fields.all("title")))
    values = _settled(document, page_title, heading, fields, base)
    late: dict[str, Late] = {}
    if not is_dated(values):
        fields = Fields()
        read_scripts(source, fields)
        read_lines(visible_text(tree, source, deep), fields, values.get("title", ""))
        values |= fields.values
        if not deep:
            late["commented"] = partial(_remarks, source, banner)
    put_back(apart)
    gone = "" if deep else settle_inline(tree, found.inline)
    body = stripped(source) if deep else main_text(tree, _article_body(main), found.has_blocks)
    if not deep:
        late["author"] = partial(_bylines, source, banner, values, gone, body)
    if not body.strip():
        body = values.get("description", "") or values.get("title", "") or stripped(source)
    if not body and all(name.startswith("language@") for name in values):
        raise ReadError("holds no text. There is nothing to tag.")
    media_type = "application/xhtml+xml" if raw.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")) else "text/html"
    return Reading(media_type, decoded.encoding, _language(values), {"body": body, **values}, guesses(decoded), late)


def _bylines(source: str, banner: bool, values: dict[str, str], gone: str, body: str) -> dict[str, str]:
    """The fields of the author that a page shows; `values` are those that its head gave, `body` is its main text, `gone` what is not in it.

    The bylines of one that has very many tags or headlines are those of other pages.
    """
    from tagger.readers.webpage.byline import find_bylines, find_seen
    from tagger.readers.webpage.outline import Outline

    tree = _parsed(source, banner)
    take_out(tree.document)
    if len(source) > 3 * _MOST_TAGS and source.count("<") > _MOST_TAGS:
        return {}
    outline = Outline.of(tree)
    if outline.tags.count("h1") > _MOST_HEADLINES:
        return {}
    bylines = find_bylines(outline, values)
    return bylines | find_seen(values, bylines, f"{gone}\n{composed(body)}", outline.shown)


def _remarks(source: str, banner: bool) -> dict[str, str]:
    """The fields of what readers remarked on a page that does not say its day."""
    from tagger.readers.webpage.pagedates import read_remarks

    fields = Fields()
    read_remarks(_parsed(source, banner).document, fields)
    return fields.values


def _parsed(source: str, banner: bool) -> Any:
    """The tree of a page anew, since that of the reader was changed for the sake of the main text; without the `banner`, where it has one."""
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(source)
    if banner:
        elements(tree.document).banner.decompose()
    return tree


def _decoded(raw: bytes) -> Decoded:
    """The source; that of plain UTF-8 as it is, since what is read from it is composed later: composing all costs as much as parsing."""
    found = _DECLARED.search(raw, 0, 8192)
    declared = (found[1] or found[2]).decode("ascii") if found else None
    if declared is None or codec(declared) == "utf-8":
        try:
            if b"\0" not in raw and not raw.startswith(b"\xef\xbb\xbf"):
                return Decoded(raw.decode("utf-8"), "utf-8", False)
        except UnicodeDecodeError:
            pass
    return decode(raw, declared)


def _article_body(nodes: list[dict[str, Any]]) -> str:
    """The text of the article as the page's JSON-LD gives it, or ""."""
    return next((text for node in nodes if isinstance(text := node.get("articleBody"), str)), "")


def _settled(document: Any, page_title: str, heading: str, fields: Fields, base: str) -> dict[str, str]:
    """The fields that have one value, then all that carry an origin."""
    values = {"page_title": page_title, "title": _title(fields, page_title, heading), "url": best_url(fields, base)}
    root = document.document_element
    if root is not None:
        fields.add("language", "html", root.getattr("lang") or root.getattr("xml:lang"))
    values["description"] = next(iter(fields.all("description", "meta") + fields.all("description")), "")
    values["tags"] = ", ".join(dict.fromkeys(fields.all("tags")))
    kept = {k: v for k, v in fields.values.items() if k.partition("@")[0] not in ("title", "url", "description", "tags")}
    return {k: v for k, v in values.items() if v} | kept


def _title(fields: Fields, page_title: str, heading: str) -> str:
    """The headline: as JSON-LD, the first heading or Open Graph has it, without the name of the site."""
    sites = {site.lower() for site in fields.all("site_name") + fields.all("publisher")}
    for title in (*fields.all("title", "jsonld")[:1], *fields.all("title", "meta")[:1], heading, page_title):
        if not title or title.lower() in sites:
            continue
        parts = _SUFFIX.split(title)
        while len(parts) > 1 and parts[-1].lower() in sites:
            title = title[: title.rindex(parts.pop())].rstrip(" |-–—·•»:")
        if heading and heading != title and heading in title and len(heading) > 20:
            return heading
        return title
    return heading or page_title


def _language(values: dict[str, str]) -> str:
    for origin in ("html", "meta", "jsonld", "webpage"):
        match = _LANGUAGE.match(values.get(f"language@{origin}", ""))
        if match:
            return match[0].lower()
    return ""
