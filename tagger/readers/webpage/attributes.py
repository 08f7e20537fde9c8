"""What the attributes of a page hold, looked at before its tree is asked: a query without the words that stand nowhere is cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

_QUOTED = {name: re.compile(rf'{name}="([^"]*)"') for name in ("class", "href")}
_OTHER = {name: re.compile(rf"{name}(?:=(?!\")|\s+=\s*|=\s+)(\"[^\"]*\"|'[^']*'|[^\s>]+)") for name in _QUOTED}
_STEP = re.compile(r"/(?=([^/\s]{1,16}/?))")


class Rule(NamedTuple):
    """A selector, and a word in small letters without which it finds nothing: in a class (`named`) or an address (`href`, of
    at most sixteen letters where it begins with a slash)."""

    selector: str
    word: str = ""
    place: str = "named"


def named_rules(words: Iterable[str], tags: tuple[str, ...] = ("",), kinds: tuple[str, ...] = ("class", "id")) -> list[Rule]:
    """The rules that find elements with a word in their class or id."""
    return [
        Rule(f'{tag}[{kind}*="{word}" i]', word if kind == "class" else "") for word in words for tag in tags for kind in kinds
    ]


class Attributes:
    """The attributes of a page's source, gathered once and only where they are asked for."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._kept: dict[int, list[str]] = {}

    @cached_property
    def _named(self) -> str:
        return "\n".join(set(self._values("class"))).lower()

    @cached_property
    def _href(self) -> str:
        return "\n".join(set(self._values("href"))).lower()

    def _values(self, name: str) -> list[str]:
        """What stands in every attribute of that name, and more where it is written in capitals, as in the nineties."""
        source = self._source
        if "CLASS=" in source or "HREF=" in source:
            return [source]
        found: list[str] = _QUOTED[name].findall(source)
        if len(found) != source.count(f"{name}=") or f"{name} =" in source:
            found += _OTHER[name].findall(source)
        return found

    def query(self, rules: list[Rule]) -> str:
        """The selectors that may find something on this page, as one query; "" where none does."""
        return ",".join(self.kept(rules))

    def kept(self, rules: list[Rule]) -> list[str]:
        """The selectors of those rules whose word stands where it must."""
        known = self._kept.get(id(rules))
        if known is None:
            has = self._words(rules)
            known = self._kept[id(rules)] = [rule.selector for rule in rules if not rule.word or (rule.place, rule.word) in has]
        return known

    def _words(self, rules: list[Rule]) -> set[tuple[str, str]]:
        """The words of the rules that stand where they must, each with its place."""
        wanted = {(place, word) for _, word, place in rules if word}
        named = {word for place, word in wanted if place == "named"}
        blob = self._named if named else ""
        out = {("named", word) for word in named if word in blob}
        if len(named) < len(wanted):
            href = {word for place, word in wanted if place == "href"}
            steps = tuple(word[1:] for word in href if word.startswith("/"))
            met = [step for step in set(_STEP.findall(self._href)) if step.startswith(steps)]
            out |= {("href", "/" + step) for step in steps if any(one.startswith(step) for one in met)}
            out |= {("href", word) for word in href if not word.startswith("/") and word in self._href}
        return out
