"""Settles what the extraction of the main text would cut out of the middle of a line: links to authors and tags, times.

In a sentence their words are put back, since a sentence without them reads as another; a short line that is left with
nothing to say without them ("By", "Tags:") is taken away whole.
"""

from __future__ import annotations

import re
from typing import Any

CUT = 'a[rel]:is([rel~="author" i],[rel~="tag" i]),[itemprop~="author"],time'
_LINES = frozenset("p li td dd dt h1 h2 h3 h4 figcaption blockquote".split())
_MOST, _LITTLE, _LONGEST, _BUDGET = 300, 30, 300, 3_000_000
_LETTERS = re.compile(r"[^\W_]")


def settle_inline(tree: Any, elements: list[Any]) -> str:
    """Puts the words of `elements` (those of `CUT`) back or takes their lines away in the tree; -> the text of the lines taken away."""
    gone: list[str] = []
    lines: dict[Any, list[Any]] = {}
    known: dict[Any, Any] = {}
    for element in elements[:_MOST]:
        line = _line(element, known) or element.parent
        if line is not None and line.tag not in ("body", "html", "#document"):
            lines.setdefault(line, []).append(element)
    budget = _BUDGET
    for line, elements in lines.items():
        texts = [element.text for element in elements]
        whole = line.text
        budget -= len(whole) + sum(map(len, texts))
        if budget < 0:
            break
        own = sum(_letters(text[:_LONGEST]) for text in texts)
        rest = _letters(whole[: 4 * own + 4 * _LONGEST]) - own  # what stands there is mostly enough
        if rest <= _LITTLE:
            rest = _letters(whole[:10_000]) - own
        if 0 < rest <= _LITTLE and len(whole) <= _LONGEST and line.tag not in ("h1", "h2", "h3", "h4", "td", "body"):
            if not line.query_selector("p,h1,h2,h3,blockquote,pre"):
                gone.append(whole)
                line.decompose()
        elif rest > _LITTLE:
            for element, text in zip(elements, texts, strict=True):
                if len(text) <= _LONGEST and (_is_text(element.previous_sibling) or _is_text(element.next_sibling)):
                    element.parent.replace_child(tree.create_text_node(text), element)
    return "\n".join(gone)


def _line(element: Any, known: dict[Any, Any]) -> Any:
    """The nearest of `_LINES` that an element lies in or is, or None; what is found out on the way is `known` from then on."""
    path: list[Any] = []
    line = element
    while line is not None and line.tag not in _LINES:
        if line in known:
            line = known[line]
            break
        path.append(line)
        line = line.parent_element
    known.update(dict.fromkeys(path, line))
    return line


def _letters(text: str) -> int:
    """How many letters and digits a text has."""
    return len(_LETTERS.findall(text))


def _is_text(node: Any) -> bool:
    """Whether a node is text with a letter or digit in it."""
    return node is not None and node.tag == "#text" and _LETTERS.search(node.value or "") is not None
