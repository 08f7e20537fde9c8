"""The main text of a page as lines: no navigation, banners or related articles; block quotes indented by four spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from resiliparse.extract.html2text import extract_plain_text

from tagger.readers.webpage.attributes import named

_HIGH_LISTS = ",".join(
    f"{above}{place}" for above in ("body>", "body>*>", "body>*>*>") for place in ("p~ul", "article>ul", "main>ul")
)
BLOCKS = "blockquote,ul:is(p~ul,article>ul,main>ul)"
"""What may have to be made ready before the main text is extracted: block quotes, and lists of a text."""
_SMALL, _MANY_VALUES, _SHORTEST = 20_000, 20_000, 4
_TAGGED = r"""(?P<tag><[A-Za-z][^\s>/<]*+)(?P<attributes>(?>(?:[^"'>]++|"[^"]*+"|'[^']*+')*))"""
_TAGS = re.compile(rf"<!--(?s:.*?)(?:-->|\Z)|<(?i:(script|style))\b(?s:.*?)(?:</(?i:\1)|\Z)|{_TAGGED}")
_ONE_TAG = re.compile(_TAGGED)
_BEGINNING = re.compile("<[A-Za-z]")
_QUOTED = re.compile(r"""("[^"]*+"|'[^']*+')""")
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Marks of a block quote's ends while the text is extracted: noncharacters, which no text has."""
_SKIP = re.compile(r"<(script|style|noscript|template|svg|head)\b.*?(?:</\1\s{0,50}>|\Z)|<!--.*?(?:-->|\Z)", re.S | re.I)
_BLOCK = re.compile(r"</?(?:p|div|li|h[1-6]|br|tr|blockquote|section|article|td|ul|ol)\b[^<>]{0,2000}>", re.I)
_TAG = re.compile(r"<[/!?A-Za-z][^<>]*>?")
_FURNITURE = named(("cookie", "consent", "gdpr", "related", "recommend", "newsletter"), ("div", "section"))
"""What the extraction itself does not know for furniture: banners, other articles, calls to subscribe."""
OF_READERS = "#comments,.comments,.comments-area,.comment-list,.commentlist,.comment,[id^='comment-'],#disqus_thread"
"""Where stands what the readers of a page wrote below it."""
_OF_OTHERS = f"{OF_READERS},aside,[class*='related'],[class*='recent']"
"""That, and what leads to other pages: the days in there are not the page's own."""
_SHORT = 250
_MARKS = ",;:|/\\·•-–—*×.»›\ufeff\u200b\u200e "
"""Of nothing but these is what stands between the links of a menu, or is left where something was cut out."""
_BLANK = re.compile(r"\n{3,}")


def tamed(source: str) -> str:
    """The source, but for the attributes of tags that have more than a page has need of: parsing those takes quadratic time."""
    if not _has_crowd(source):
        return source
    return _TAGS.sub(lambda tag: tag["tag"] if tag["tag"] and _is_crowded(tag["attributes"]) else tag[0], source)


def _has_crowd(source: str) -> bool:
    """Whether a tag may have more attributes than a page has need of; only stretches of some length without an end of a tag, or
    without a beginning, are looked at, and pages of very many values (of four signs at least, with the blank), since a value may
    hold both."""
    if len(source) > _SHORTEST * _MANY_VALUES and source.count("=") > _MANY_VALUES:
        return True
    for start, end in _stretches(source, ">"):
        tag = _BEGINNING.search(source, start, end)
        if tag is not None and _is_crowded(source[tag.start() : end]):
            return True
    for start, end in _stretches(source, "<"):
        tag = _ONE_TAG.match(source, max(start - 1, 0), end)
        if tag is not None and _is_crowded(tag["attributes"]):
            return True
    return False


def _stretches(source: str, sign: str) -> Iterator[tuple[int, int]]:
    """Where longer stretches without a sign begin and end."""
    at = 0
    while at + _SMALL < len(source):
        last = source.rfind(sign, at, at + _SMALL)
        if last < 0:
            last = source.find(sign, at)
            last = last if last >= 0 else len(source)
            yield at, last
        at = last + 1


def _is_crowded(attributes: str) -> bool:
    return len(attributes) > 4000 and len(_QUOTED.sub("", attributes).split()) > 1000


def main_text(tree: Any, given: str, has_blocks: bool) -> str:
    """The main text; `given`, the text that the page's own data holds, where the page shows little of it; the whole visible
    text where no part of it is the main one. It may change the tree, where there are `BLOCKS`.
    """
    if has_blocks:
        _mark_quotes(tree)
        _lower_lists(tree)
    text = _extracted(tree, comments=False, skip_elements=[_FURNITURE])
    if len(text) >= _SHORT:
        return text
    if len(given) > 2 * len(text) + 100:
        return stripped(given) if "<" in given else _lines(given)
    whole = _extracted(tree, main_content=False)
    if len(text) < 25 or len(text) * 20 < len(whole):
        more = _extracted(tree)
        return more if len(more) >= _SHORT else whole
    return text


def _extracted(tree: Any, **options: Any) -> str:
    """What the extraction gives, its lines in order; the main content with comments if no option says otherwise."""
    options = {"main_content": True, **options}
    return _lines(extract_plain_text(tree, preserve_formatting=True, list_bullets=False, alt_texts=False, **options))


def visible_text(tree: Any, source: str, deep: bool) -> str:
    """All the text that the page shows, captions and all, without comments and ways to other pages, line by line."""
    if deep:
        return stripped(source)
    return str(
        extract_plain_text(tree, preserve_formatting=True, main_content=False, list_bullets=False, skip_elements=[_OF_OTHERS])
    )


def stripped(source: str) -> str:
    """The text of a page without a tree: elements that show nothing removed, then every tag; linear in its length."""
    text = _TAG.sub(" ", _BLOCK.sub("\n", _SKIP.sub(" ", source)))
    return _lines(unescape(text))


def _mark_quotes(tree: Any) -> None:
    for element in tree.document.query_selector_all("blockquote")[:500]:
        element.insert_before(tree.create_text_node(_OPEN + "q"), element.first_child) if element.first_child else None
        element.append_child(tree.create_text_node(_CLOSE + "q"))


def _lower_lists(tree: Any) -> None:
    """Puts the lists of a text that lies close under the body deeper: high up, the extraction takes every list for a menu."""
    for element in tree.document.query_selector_all(_HIGH_LISTS)[:200]:
        parent = element.parent
        outer = tree.create_element("div")
        parent.insert_before(outer, element)
        for _ in range(3):
            inner = tree.create_element("div")
            outer.append_child(inner)
            outer = inner
        outer.append_child(element)


def _lines(text: str) -> str:
    """The text with one space between words, at most one blank line between lines, and block quotes indented."""
    out: list[str] = []
    depth = 0
    lines = [" ".join(line.split()) for line in text.split("\n")]
    lines = [line for line in lines if line[:1].isalnum() or not line or line.strip(_MARKS)]
    for line in lines if _OPEN in text or _CLOSE in text else ():
        if _OPEN in line or _CLOSE in line:
            opened, closed = line.count(_OPEN), line.count(_CLOSE)
            line = line.replace(_OPEN + "q", "").replace(_CLOSE + "q", "").strip()
            depth += opened
            out.append("    " + line if line and depth > 0 else line)
            depth = max(depth - closed, 0)
        else:
            out.append("    " + line if line and depth > 0 else line)
    text = "\n".join(out or lines)
    return (_BLANK.sub("\n\n", text) if "\n\n\n" in text else text).strip("\n")
