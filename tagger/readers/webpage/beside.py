"""Keeps what stands beside the text of a page out of the way: up to half of its elements lie in there, and neither its day nor its byline.

While the days are looked for, menus and side columns stand apart; they are put back before the main text is extracted, which goes by
what is around it. What is looked through for bylines does without menus for good.
"""

from __future__ import annotations

from typing import Any

BESIDE = "nav:not(:has(h1,h2,p,time,article,main,[itemprop])),aside:not(:has(h1,h2,time,[itemprop]))"
"""Menus and side columns; not those that hold a headline, a day of the page or what it says of itself, as broken markup has it."""
BESIDE_TAGS = frozenset(("nav", "aside"))
_MOST = 50
_NO_BYLINE, _MOST_OUT = ":is(nav,form):not(:has(h1,h2,p,article,main)),svg,select", 1000


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


def take_out(document: Any) -> None:
    """Takes menus, forms and drawings out of a tree for good."""
    for element in document.query_selector_all(_NO_BYLINE)[:_MOST_OUT]:
        if element.parent is not None:  # not within one that is out
            element.decompose()
