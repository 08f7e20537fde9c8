"""Looks at a page's outline for bylines: the texts near a headline, and the words of an element with their lines kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tagger.readers.webpage.outline import TEXT, Outline

LONGEST = 200
"""Characters of a byline at most."""
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p section table "
    "td th time tr ul button".split()
)
SILENT = frozenset(("script", "style", "noscript", "template", "svg", "img", "iframe"))
_AFTER, _BEFORE = 180, 55
"""Nodes of the page after the headline, and before it, among which a byline is looked for."""
_NODES = 1000
"""Nodes in an element that are looked at for its words, at most."""
_BLANK = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\s\u200b]*")
_HIDDEN = {0xAD: None, 0x200B: None, 0xFEFF: None}


def texts_around(outline: Outline, headline: int) -> Iterator[int]:
    """The texts among the nodes after the headline's beginning, then those before it, nearest first."""
    yield from (node for node in _after(outline, headline) if outline.tags[node] is TEXT)
    yield from reversed(list(outline.texts(headline - _BEFORE, headline)))


def _after(outline: Outline, headline: int) -> Iterator[int]:
    """The nodes after the headline's beginning; what lies in an element that shows no words is passed over."""
    node, size = headline + 1, len(outline)
    for _ in range(_AFTER):
        if node >= size:
            return
        yield node
        node = outline.ends[node] if outline.tags[node] in SILENT else node + 1


class Words:
    """The words of elements, at most some hundred each; blocks, and parts that touch without a blank, stand on lines of their own."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._known: dict[int, str] = {}

    def of(self, element: int) -> str:
        """The words of one element."""
        known = self._known.get(element)
        if known is None:
            known = self._known[element] = _collected(_parts(self._outline, element))
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


def _parts(outline: Outline, element: int) -> Iterator[str | None]:
    """The texts in an element, and None where a block begins or ends."""
    tags, ends = outline.tags, outline.ends
    node, stop, last = element + 1, ends[element], element + _NODES
    blocks: list[int] = []
    while node < stop and node < last:
        while blocks and blocks[-1] <= node:
            blocks.pop()
            yield None
        tag = tags[node]
        if tag is TEXT:
            yield outline.text(node)
        elif tag in SILENT:
            node = ends[node]
            continue
        elif tag in BLOCKS:
            yield None
            blocks.append(ends[node])
        node += 1
    if blocks:
        yield None
