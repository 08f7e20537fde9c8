"""Sets the menus of a page aside while its days are looked for: up to half of its elements lie in them, and none of its days."""

from __future__ import annotations

from typing import Any

MENUS = "nav"
_NO_MENU = "h1,h2,p,time,article,main,[itemprop]"
"""What is in a `nav` that holds more than a menu."""
_MOST = 50


def set_aside(tree: Any, menus: list[Any]) -> list[tuple[Any, Any]]:
    """Takes those of the elements out of the tree that are nothing but menus; -> each with what stands in its place."""
    out: list[tuple[Any, Any]] = []
    for menu in menus[:_MOST]:
        parent = menu.parent
        if parent is not None and not menu.query_selector(_NO_MENU):
            place = tree.create_text_node("")
            parent.replace_child(place, menu)
            out.append((place, menu))
    return out


def put_back(aside: list[tuple[Any, Any]]) -> None:
    """Puts back what was set aside, the last first, since a menu may lie in another."""
    for place, menu in reversed(aside):
        place.parent.replace_child(menu, place)
