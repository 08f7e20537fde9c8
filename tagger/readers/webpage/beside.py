"""Sets what stands beside the text of a page apart while its days are looked for: up to half of its elements lie in there, and none of
its days. Menus and side columns are put back before the main text is extracted, which goes by what is around it.
"""

from __future__ import annotations

from typing import Any

BESIDE = "nav:not(:has(h1,h2,p,time,article,main,[itemprop])),aside:not(:has(h1,h2,time,[itemprop]))"
"""Menus and side columns; not those that hold a headline, a day of the page or what it says of itself, as broken markup has it."""
BESIDE_TAGS = frozenset(("nav", "aside"))
_MOST = 50


def set_apart(tree: Any, elements: list[Any]) -> list[tuple[Any, Any]]:
    """Takes the elements out of the tree; -> each with what stands in its place."""
    out: list[tuple[Any, Any]] = []
    for element in elements[:_MOST]:
        place = tree.create_text_node("")
        element.parent.replace_child(place, element)
        out.append((place, element))
    return out


def put_back(apart: list[tuple[Any, Any]]) -> None:
    """Puts back what was set apart, the last first, since one may lie in another."""
    for place, element in reversed(apart):
        place.parent.replace_child(element, place)
