"""The rules that read a text for where it comes from, as they stand in the data, and which of their triggers a text has."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from ahocorasick_rs import BytesAhoCorasick, Implementation

from tagger.datafiles import load
from tagger.folding import beyond_ascii

_HUGE = 200_000
_SHORT = 2
"""Words below this length, single characters, are searched for one by one: that is as quick, and no list of all their places is made."""


@cache
def raw_rules() -> dict[str, Any]:
    """The rules of what a text says of itself."""
    return load("provenance.text.toml")


@cache
def raw_platforms() -> dict[str, Any]:
    """The platforms and the rules of talk, layouts and titles."""
    return load("provenance.platforms.toml")


class Triggers:
    """The triggers of a set of rules, in small letters; a letter beyond ASCII in them stands as it does in a text."""

    def __init__(self, words: Iterable[str]) -> None:
        unique = {word: word.encode("utf-8") for word in words}
        self._short = [(word, raw) for word, raw in unique.items() if len(word) < _SHORT]
        self._plain = [(word, raw) for word, raw in self._short if word.isascii()]
        self._long = [word for word in unique if len(word) >= _SHORT]
        self._automaton = BytesAhoCorasick([unique[word] for word in self._long], implementation=Implementation.DFA)
        self._remembered = lru_cache(maxsize=4)(self._heard)

    def heard(self, text: str) -> frozenset[str]:
        """The triggers that occur in `text`, without regard to the case of the letters of ASCII; remembered for the rules that
        ask next, but no huge text is."""
        return self._remembered(text) if len(text) < _HUGE else self._heard(text)

    def _heard(self, text: str) -> frozenset[str]:
        small = text.encode("utf-8", "surrogatepass").lower()
        found = self._automaton.find_matches_as_indexes(small, overlapping=True)
        short = [word for word, raw in (self._plain if text.isascii() else self._short) if raw in small]
        return frozenset([*(self._long[number] for number, _, _ in found), *short]) if found or short else _NOTHING


_NOTHING: frozenset[str] = frozenset()


def folded(text: str) -> str:
    """`text.casefold()`, at once where none of its characters but the letters of ASCII has another case."""
    if text.isascii():
        return text.lower()
    if all(other.casefold() == other for other in beyond_ascii(text)):
        return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    return text.casefold()


@cache
def triggers() -> Triggers:
    """The triggers of all rules that may match anywhere in a text; those that only lines and ends are held against need none."""
    words = [trigger for rule in raw_rules()["rule"] if not at_ends(rule) for trigger in rule["trigger"]]
    raw = raw_platforms()
    words += [trigger for kind in ("talk", "layout", "title") for rule in raw[kind] for trigger in rule.get("trigger", ())]
    words += [word.casefold() for platform in raw["platform"] for word in platform["words"]]
    return Triggers(words)


def at_ends(rule: dict[str, Any]) -> bool:
    """Whether a rule of a text looks only at the starts of a few lines, or at a few last characters."""
    where, pattern = str(rule["where"]), str(rule["pattern"])
    return where == "end" or (where != "any" and pattern.startswith("^"))


def line_starts(text: str, begin: int, end: int) -> list[int]:
    """Where the lines start that start from `begin` up to `end`."""
    out = [begin] if begin == 0 or text[begin - 1 : begin] == "\n" else []
    find = text.find
    at = find("\n", begin, end) + 1
    while at:
        out.append(at)
        at = find("\n", at, end) + 1
    return out


def at_line_start(pattern: str) -> str:
    """The pattern; one that begins with "^" is bound to the start of a line as a whole."""
    return f"^(?:{pattern[1:]})" if pattern.startswith("^") else pattern
