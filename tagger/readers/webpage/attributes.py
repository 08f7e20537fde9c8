"""What the classes of a page hold, looked at before its tree is asked: a query without the words that stand nowhere is cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

_CLASS = re.compile(rb'class\s*+=\s*+"?([^">]*+)')
"""What stands in a class attribute, and more where it is not in double quotes."""


class Rule(NamedTuple):
    """A selector, and a word in small letters without which in a class it finds nothing."""

    selector: str
    word: str = ""


def named_rules(words: Iterable[str], tags: tuple[str, ...] = ("",), kinds: tuple[str, ...] = ("class", "id")) -> list[Rule]:
    """The rules that find elements with a word in their class or id; for the ids one rule a tag, since few elements have one."""
    some = list(words)
    rules = [Rule(f'{tag}[class*="{word}" i]', word) for word in some for tag in tags] if "class" in kinds else []
    if "id" in kinds:
        ids = ",".join(f'[id*="{word}" i]' for word in some)
        rules += [Rule(f"{tag}[id]:is({ids})") for tag in tags]
    return rules


class Attributes:
    """The classes of a page's source, gathered once and only where they are asked for. The source is given as bytes, which are
    looked through many times faster than text."""

    def __init__(self, source: bytes) -> None:
        self._source = source

    @cached_property
    def _named(self) -> bytes:
        """The classes in small letters; the whole page where they are written in capitals, as in the nineties."""
        source = self._source
        return source.lower() if b"CLASS=" in source else b"\n".join(set(_CLASS.findall(source))).lower()

    def query(self, rules: list[Rule]) -> str:
        """The selectors that may find something on this page, as one query; "" where none does."""
        return ",".join(self.kept(rules))

    def kept(self, rules: list[Rule]) -> list[str]:
        """The selectors of those rules whose word stands in a class."""
        named = self._named
        return [rule.selector for rule in rules if not rule.word or rule.word.encode() in named]
