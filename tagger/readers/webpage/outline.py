"""A page's tree as flat lists, in the order of the page: what is looked through for bylines.

The tree that the extraction of the main text works on makes an object of every node that is looked at, and so many are looked
at for bylines that this costs more than to parse the page. So the tree is written out, in the plain form that the standard gives it (every end tag there, every attribute in
double quotes, `<` and `>` escaped), and that is cut up by one pattern.

Source: HTML Living Standard, section 13.3 (serialising fragments).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from itertools import islice
from typing import Any

from ahocorasick_rs import BytesAhoCorasick

_SEPARATOR, _MARK = "\0", b"\0"
"""Stands in no attribute, since a parser reads it as U+FFFD."""
TEXT = "#text"
"""The tag of a node that is text."""
_MOST = 200_000
"""Tags that are looked at, at most about: a page with more is data."""
_RAW = "script|style|iframe|noembed|noframes|xmp|plaintext"
_TAG = re.compile(
    rf"<(?:(/)[^>]*+>|(?!!)((?>({_RAW})(?=[ >])|[^\s>]++))([^>]*+)>(?(3)(?>(?:[^<]++|<(?!/\3))*)</\3>)"
    r"|!(?:--(?>(?:[^-]++|-(?!->))*)--|[^>]*+)>)"
)
"""An end tag, a start tag (of an element that holds no markup, all of it) or a comment, most frequent first."""
_Token = tuple[str | None, str | None, str, str]
"""What ends, what begins, its attributes, and the text after it."""
_VOID = frozenset("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split())
_LEAVES = _VOID.union(_RAW.split("|"))


class Marks:
    """Words to look for in attributes, all of them in one pass: `wanted` has them, in small letters of ASCII, by the attribute's name.
    Attributes of one of the `names` are looked for whatever their value."""

    def __init__(self, wanted: Mapping[str, Iterable[str]], names: Iterable[str] = ()) -> None:
        self.wanted = {name.encode(): frozenset(words) for name, words in wanted.items()}
        self.names = {f' {name}="': name for name in names}
        self.words = [*sorted(frozenset().union(*self.wanted.values())), *self.names]
        self.finder = BytesAhoCorasick([word.encode() for word in self.words])


class Outline:
    """The nodes of a page, numbered in its order: its elements, and its texts but those that are nothing but blank, which
    stand as a blank at the end of the text before. Of node `i`: its `tags[i]`, its attributes as they are written
    (`values[i]`), the number of the node that it lies in (`parents[i]`, -1 for none) and that of the first node after all that
    lies in it (`ends[i]`). What scripts, styles and templates hold is no node.
    """

    def __init__(self, html: str) -> None:
        while len(html) > 2 * _MOST and html.count("<") > 2 * _MOST:
            html = html[: len(html) // 2]
        self.tags: list[str] = []
        self.values: list[str] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self._words: list[str] = []
        parts = _TAG.split(html)
        self._read(zip(parts[1::5], parts[2::5], parts[4::5], parts[5::5], strict=True))

    @classmethod
    def of(cls, tree: Any) -> Outline:
        """The outline of a resiliparse tree."""
        return cls(tree.document.html)

    def _read(self, tokens: Iterator[_Token]) -> None:
        tags, values, parents, ends, words = self.tags, self.values, self.parents, self.ends, self._words
        number, up, last = 0, -1, -1
        for slash, tag, attributes, text in tokens:
            if slash:
                if up >= 0:
                    ends[up] = number
                    up = parents[up]
            elif tag:
                tags.append(tag)
                values.append(attributes)
                words.append("")
                parents.append(up)
                number += 1
                ends.append(number)
                if tag == "template":
                    text = _after_template(tokens)
                elif tag not in _LEAVES:
                    up = number - 1
            if not text:
                continue
            if text.isspace():
                if last >= 0:
                    words[last] += " "
                continue
            tags.append(TEXT)
            values.append("")
            words.append(text)
            parents.append(up)
            last = number
            number += 1
            ends.append(number)
        while up >= 0:
            ends[up] = number
            up = parents[up]

    def __len__(self) -> int:
        return len(self.tags)

    def get(self, node: int, name: str) -> str | None:
        """The value of an element's attribute, or None."""
        written = self.values[node]
        mark = f' {name}="'
        start = written.find(mark)
        if start < 0:
            return None
        start += len(mark)
        value = written[start : written.find('"', start)]
        return unescape(value) if "&" in value else value

    def has(self, node: int, name: str) -> bool:
        """Whether an element has an attribute."""
        return f' {name}="' in self.values[node]

    def named(self, node: int) -> str:
        """The class and the id of an element, with a blank between."""
        return f"{self.get(node, 'class') or ''} {self.get(node, 'id') or ''}"

    def text(self, node: int, most: int = 20_000) -> str:
        """The text in an element, or that the node is; no more than its first parts, of which none is empty."""
        words = self._words[node : self.ends[node]]
        text = "".join(words if len(words) <= most else islice(filter(None, words), most))
        return unescape(text) if "&" in text else text

    def texts(self, start: int, end: int) -> Iterator[int]:
        """The nodes from one to another, the last not among them, that are text."""
        tags = self.tags
        return (node for node in range(max(start, 0), min(end, len(tags))) if tags[node] is TEXT)

    def shown(self) -> str:
        """All the text of the page, part by part."""
        return unescape("\n".join(filter(None, self._words)))

    def before(self, node: int) -> int:
        """The node that lies before this one in the same element, -1 where there is none."""
        up, other = self.parents[node], node - 1
        while other > up and self.parents[other] != up:
            other = self.parents[other]
        return other if other > up else -1

    def around(self, node: int) -> Iterator[int]:
        """The element itself, the one that it lies in, and so on to the root."""
        while node >= 0:
            yield node
            node = self.parents[node]

    def with_tag(self, tag: str) -> Iterator[int]:
        """The elements with a tag, in the order of the page."""
        node = -1
        for _ in range(self.tags.count(tag)):
            node = self.tags.index(tag, node + 1)
            yield node

    def marked(self, marks: Marks) -> dict[str, set[int]]:
        """By the name of an attribute, the elements that have one of the words wanted within it, in large or small letters."""
        alike = list(dict.fromkeys(self.values))
        written = _SEPARATOR.join(alike).encode("utf-8", "surrogatepass").lower()
        found: dict[str, set[str]] = {name: set() for name in (*(name.decode() for name in marks.wanted), *marks.names.values())}
        line = last = 0
        hits = marks.finder.find_matches_as_indexes(written, overlapping=True)
        for start, number in sorted((start, number) for number, start, _ in hits):
            line += written.count(_MARK, last, start)
            last = start
            word = marks.words[number]
            if word in marks.names:
                found[marks.names[word]].add(alike[line])
                continue
            opening = written.rfind(b'"', 0, start)
            if written[opening - 1 : opening] != b"=":  # between two attributes
                continue
            name = written[written.rfind(b" ", 0, opening) + 1 : opening - 1]
            if word in marks.wanted.get(name, ()):
                found[name.decode()].add(alike[line])
        wanted = frozenset().union(*found.values())
        places = [(node, value) for node, value in enumerate(self.values) if value in wanted] if wanted else []
        return {name: {node for node, value in places if value in some} for name, some in found.items()}


def _after_template(tokens: Iterator[_Token]) -> str:
    """The text after a template, whose tokens are passed over: nothing of them is on the page."""
    depth = 1
    for slash, tag, _, text in tokens:
        if slash:
            depth -= 1
            if not depth:
                return text
        elif tag and tag not in _LEAVES:
            depth += 1
    return ""
