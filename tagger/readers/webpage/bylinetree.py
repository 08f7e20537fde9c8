"""Walks of a page's tree for bylines: the texts near a headline, and the words of an element with their lines kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

LONGEST = 200
"""Characters of a byline at most."""
_BUDGET = 2_000_000
_END = object()
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p section table "
    "td th time tr ul button".split()
)
SILENT = frozenset(("script", "style", "noscript", "template", "svg", "img", "iframe"))
_BLANK = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\s\u200b]*")
_HIDDEN = {0xAD: None, 0x200B: None, 0xFEFF: None}


_OPENING = re.compile(r"<[^\s>/]*+(?:[^\">=]++|=\"[^\"]*+\"|[=\"])*+>")
_TOKEN = re.compile(
    r"(?P<text>[^<]++)|<(?P<silent>script|style|noscript|template|svg|iframe)\b(?s:.*?)</(?P=silent)>|<!--(?s:.*?)-->"
    r"|</?(?P<tag>[^\s>/]++)(?:[^\">=]++|=\"[^\"]*+\"|[=\"])*+>"
)


def texts_around(headline: Any, after: int, before: int) -> Iterator[Any]:
    """The text nodes among so many nodes after the headline, then those among so many before it."""
    for step, count in ((_next, after), (_previous, before)):
        node, tag = headline, headline.tag
        for _ in range(count):
            node = step(node, tag)
            if node is None:
                break
            tag = node.tag
            if tag == "#text":
                yield node


def _next(node: Any, tag: str) -> Any:
    """The node that follows in the page; each look at a neighbour makes an object, so none is looked at twice."""
    if tag != "#text" and tag not in SILENT:
        child = node.first_child
        if child is not None:
            return child
    while node is not None:
        after = node.next
        if after is not None:
            return after
        node = node.parent
    return None


def _previous(node: Any, tag: str) -> Any:
    before = node.prev
    if before is None:
        return node.parent
    while before.tag not in SILENT:
        child = before.last_child
        if child is None:
            break
        before = child
    return before


class Words:
    """The words of elements, at most some hundred each; blocks, and parts that touch without a blank, stand on lines of their own.

    They are read from the source of an element as the tree writes it, since to walk through nodes takes three times as long;
    by a walk where the elements of a page hold so much that writing them out again and again would take quadratic time.
    """

    def __init__(self) -> None:
        self._known: dict[Any, str] = {}
        self._budget = _BUDGET

    def of(self, element: Any) -> str:
        """The words of one element."""
        known = self._known.get(element)
        if known is None:
            html = element.html if self._budget > 0 else ""
            self._budget -= len(html)
            known = self._known[element] = _collected(_written(html) if html else _walked(element))
        return known


def _collected(parts: Iterator[str | None]) -> str:
    """Texts and ends of blocks (None) as one text."""
    out: list[str] = []
    length = 0
    for part in parts:
        if part is None:
            out.append("\n")
        else:
            value = part.translate(_HIDDEN)
            if out and value[:1].strip() and out[-1][-1:].strip():
                out.append("\n" if value[0].isalnum() and out[-1][-1].isalnum() else "")
            out.append(value.replace("\n", " ").replace("\r", " "))
            length += len(value)
        if length >= 3 * LONGEST or len(out) >= 200:
            break
    return _LINES.sub("\n", _BLANK.sub(" ", "".join(out))).strip()


def _written(html: str) -> Iterator[str | None]:
    start = _OPENING.match(html)
    for match in _TOKEN.finditer(html, start.end() if start else 0):
        kind = match.lastgroup
        if kind == "text":
            value = match[0]
            yield unescape(value) if "&" in value else value
        elif kind == "tag" and match["tag"] in BLOCKS:
            yield None


def _walked(element: Any) -> Iterator[str | None]:
    stack = [element.first_child]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node is _END:
            yield None
            continue
        stack.append(node.next)
        if node.tag == "#text":
            yield node.value or ""
        elif node.tag not in SILENT:
            if node.tag in BLOCKS:
                yield None
                stack.append(_END)
            stack.append(node.first_child)
