"""Walks of a page's tree for bylines: the texts near a headline, and the words of an element with their lines kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LONGEST = 200
"""Characters of a byline at most."""
_BEFORE, _AFTER = 80, 260
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p section table "
    "td th time tr ul button".split()
)
SILENT = frozenset(("script", "style", "noscript", "template", "svg", "img", "iframe"))
_BLANK = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\s\u200b]*")
_HIDDEN = {0xAD: None, 0x200B: None, 0xFEFF: None}


def texts_around(headline: Any) -> Iterator[Any]:
    """The text nodes after the headline, then those before it, as far as a byline may stand."""
    for step, count in ((_next, _AFTER), (_previous, _BEFORE)):
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


def words_of(element: Any) -> str:
    """The words of an element, at most some hundred; blocks, and parts that touch without a blank, stand on lines of their own."""
    parts: list[str] = []
    length = 0
    stack = [element.first_child]
    while stack and length < 3 * LONGEST and len(parts) < 200:
        node = stack.pop()
        if node is None:
            continue
        if isinstance(node, str):
            parts.append(node)
            continue
        stack.append(node.next)
        if node.tag == "#text":
            value = (node.value or "").translate(_HIDDEN)
            if parts and value[:1].strip() and parts[-1][-1:].strip():
                parts.append("\n" if value[0].isalnum() and parts[-1][-1].isalnum() else "")
            parts.append(value.replace("\n", " ").replace("\r", " "))
            length += len(value)
        elif node.tag not in SILENT:
            if node.tag in BLOCKS:
                parts.append("\n")
                stack.append("\n")
            stack.append(node.first_child)
    return _LINES.sub("\n", _BLANK.sub(" ", "".join(parts))).strip()
