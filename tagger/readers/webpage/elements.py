"""Looks through a page's tree once for the elements that several of its readers look at.

A look through a page costs nearly as much for one kind of element as for many.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tagger.readers.webpage.beside import BESIDE, BESIDE_TAGS
from tagger.readers.webpage.inline import CUT
from tagger.readers.webpage.maintext import BLOCKS
from tagger.readers.webpage.metadata import HEAD

_DEEPEST, _MANY, _MOST = 300, 200, 3000
_DEEP, _TOO_DEEP = "*" + ">*" * 49 + ">:first-child", "*" + ">*" * _DEEPEST
"""What lies deep, one at least in every row below fifty; and what lies too deep."""
_BANNER = ("wm-ipp-base", "wm-ipp")
_WANTED = ",".join((HEAD, 'script[type*="ld+json" i]', CUT, BLOCKS, BESIDE, "[id^=wm-ipp]", _DEEP))
_HEAD_TAGS, _BLOCK_TAGS = frozenset(("meta", "base", "link")), frozenset(("blockquote", "ul"))
_RELATIONS = frozenset(("author", "tag"))


class Elements(NamedTuple):
    """The elements of a page by kind, in the order of the page: those of its head, the scripts that hold JSON-LD, what stands beside the text, and
    what the extraction of the main text would cut out of lines; whether some of `maintext.BLOCKS` are there; the bar that the Internet
    Archive puts above a page, or None; and whether elements are nested so deeply that extraction would take quadratic time."""

    head: list[Any]
    scripts: list[Any]
    beside: list[Any]
    inline: list[Any]
    has_blocks: bool
    banner: Any
    too_deep: bool


def elements(document: Any) -> Elements:
    """What a page has of the elements that are wanted."""
    head: list[Any] = []
    scripts: list[Any] = []
    beside: list[Any] = []
    inline: list[Any] = []
    has_blocks, banner = False, None
    found = document.query_selector_all(_WANTED)
    for element in found[:_MOST]:
        tag = element.tag
        if tag in _HEAD_TAGS:
            head.append(element)
        elif tag == "script":
            scripts.append(element)
        elif tag in BESIDE_TAGS:
            beside.append(element)
        elif tag in _BLOCK_TAGS:
            has_blocks = True
        elif banner is None and element.getattr("id") in _BANNER:
            banner = element
        if tag == "time" or _is_author(element) or (tag == "a" and _is_related(element)):
            inline.append(element)
    deep = len(found) > _MANY and document.query_selector(_TOO_DEEP) is not None  # what lies deep is among what was found
    return Elements(head, scripts, beside, inline, has_blocks, banner, deep)


def _is_author(element: Any) -> bool:
    return "author" in (element.getattr("itemprop") or "").split()


def _is_related(element: Any) -> bool:
    return not _RELATIONS.isdisjoint((element.getattr("rel") or "").lower().split())
