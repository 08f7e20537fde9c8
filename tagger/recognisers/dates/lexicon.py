"""The words and rules of a language's dates, read from `data/dates.*.toml` and made fit to match.

Every token of a text gets one character, its *kind*, by the word classes that it belongs to; a rule is a regular expression
over kinds. So a rule reads as words and classes ("{month} {day} ,? {year}"), and matching a rule is one step of `re`.

Pattern language: `{class}` one word of a class, which is captured (`{day2}` is a second word of class `day`); a plain word or
sign is itself; `( | )`, `?` as in regular expressions; `< >` around what becomes an expression, one or more in a rule;
`$name` a macro of the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from tagger.datafiles import load

ITEM = re.compile(r"\{(\w+)\}|([<>()|?])|([^\s<>()|?{}]+)")
FILES = ("calendar", "ranges", "relative", "numbers")


class Rule(NamedTuple):
    """One rule: its pattern, its macros written out; `make` says how a value is made, `extra` what it is told besides."""

    id: str
    pattern: str
    make: str
    check: str
    extra: dict[str, Any]
    order: int


class Start(NamedTuple):
    """A rule that a token may begin: whether it can end with that token, and the kinds that the next may have."""

    rule: Rule
    alone: bool
    then: str


class Lexicon(NamedTuple):
    """What is known of one language.

    `words`: class, word → value. `kinds`: membership → kind. `classes`: class → its kinds. `member`: word → its classes.
    `starts`: kind → rules that may begin there.
    """

    language: str
    words: dict[str, dict[str, Any]]
    member: dict[str, frozenset[str]]
    kinds: dict[frozenset[str], str]
    classes: dict[str, str]
    starts: dict[str, tuple[Start, ...]]
    rules: tuple[Rule, ...]
    heads: frozenset[str]


def expand(pattern: str, macros: dict[str, str]) -> str:
    """The pattern with its macros written out; a macro may use those before it."""
    while "$" in pattern:
        pattern = re.sub(r"\$(\w+)", lambda match: macros[match[1]], pattern)
    return pattern


def literals(pattern: str) -> set[str]:
    """The plain words and signs of a pattern."""
    return {match[3] for match in ITEM.finditer(pattern) if match[3]}


def mandatory(pattern: str) -> frozenset[str]:
    """Classes, and plain words as `=word`, of which every match has a token: those that stand in no bracket and are not optional;
    none where the pattern has alternatives outside brackets.
    """
    out: set[str] = set()
    depth = 0
    items = ITEM.findall(pattern)
    for (capture, sign, word), (_, then, _) in pairwise([*items, ("", "", "")]):
        if sign in ("(", ")"):
            depth += 1 if sign == "(" else -1
        elif depth == 0 and (sign == "|" or (sign == ">" and then == "?")):
            return frozenset()
        elif depth == 0 and not sign and then != "?":
            out.add(base(capture) if capture else "=" + word)
    return frozenset(out)


def base(capture: str) -> str:
    """The class of a capture: `day` of `day2`."""
    return capture.rstrip("0123456789_")


Opening = tuple[str, ...]
"""The kinds that the first token of a match may have, and those of the second; shorter where a match may end before."""


class Pattern:
    """A pattern read from left to right: `regex` over kinds, `spans`, how many groups named s0, s1 … become expressions, and `names`, its captures."""

    def __init__(self, pattern: str, kinds: dict[str, str]) -> None:
        self.items, self.at, self.kinds = ITEM.findall(pattern), 0, kinds
        self.spans, self.captures = 0, dict[str, None]()
        self.regex = self._choice()
        if self.at != len(self.items):
            raise ValueError(f"pattern {pattern!r}: a bracket too many")
        self.names = tuple(self.captures)

    def _choice(self) -> str:
        """Alternatives up to a closing bracket or the end."""
        branches = [self._sequence()]
        while self.at < len(self.items) and self.items[self.at][1] == "|":
            self.at += 1
            branches.append(self._sequence())
        return "|".join(branches)

    def _sequence(self) -> str:
        out: list[str] = []
        while self.at < len(self.items) and self.items[self.at][1] not in ENDS:
            regex = self._atom()
            if self.at < len(self.items) and self.items[self.at][1] == "?":
                self.at += 1
                regex = f"(?:{regex})?"
            out.append(regex)
        return "".join(out)

    def _atom(self) -> str:
        capture, sign, word = self.items[self.at]
        self.at += 1
        if capture:
            kinds = self.kinds[base(capture)]
            while capture in self.captures:
                capture += "_1"
            self.captures[capture] = None
            return f"(?P<{capture}>[{kinds}])"
        if word:
            return f"[{self.kinds['=' + word]}]"
        opening = "(?:" if sign == "(" else f"(?P<s{self.spans}>"
        self.spans += sign == "<"
        regex = self._choice()
        self.at += 1
        return f"{opening}{regex})"


ENDS = ("|", ")", ">")


class Beginning:
    """As much of a pattern as its first two tokens take: `openings`, the kinds that they may have."""

    def __init__(self, pattern: str, kinds: dict[str, str]) -> None:
        self.items, self.at, self.kinds = ITEM.findall(pattern), 0, kinds
        self.openings = self._choice(2)

    def starts(self, rule: Rule) -> list[tuple[Start, list[str]]]:
        """How a rule may begin, with the kinds of the first token that it may begin so with."""
        by_first: dict[str, set[str]] = defaultdict(set)
        for opening in self.openings:
            by_first[opening[0]].add(opening[1] if len(opening) > 1 else "")
        seconds: dict[str, frozenset[str]] = {}
        for firsts, some in by_first.items():
            these = frozenset(some)
            for kind in firsts:
                seconds[kind] = seconds[kind] | these if kind in seconds else these
        alike: dict[frozenset[str], list[str]] = defaultdict(list)
        for kind, these in seconds.items():
            alike[these].append(kind)
        return [(Start(rule, "" in these, "".join(these)), kinds) for these, kinds in alike.items()]

    def _choice(self, need: int) -> set[Opening]:
        """The first tokens of alternatives, as many as are needed."""
        openings = self._sequence(need)
        while self.at < len(self.items) and self.items[self.at][1] == "|":
            self.at += 1
            openings |= self._sequence(need)
        return openings

    def _sequence(self, need: int) -> set[Opening]:
        openings: set[Opening] = {()}
        have = 0
        while self.at < len(self.items) and self.items[self.at][1] not in ENDS:
            some = self._atom(need - have)
            if self.at < len(self.items) and self.items[self.at][1] == "?":
                self.at += 1
                some = some | {()}
            openings = {(first + second)[:need] for first in openings for second in (some if len(first) < need else ((),))}
            have = min(map(len, openings))
            if have == need:
                self._skip()
        return openings

    def _skip(self) -> None:
        """Goes to the end of a sequence."""
        depth = 0
        for at in range(self.at, len(self.items)):
            sign = self.items[at][1]
            if depth == 0 and sign in ENDS:
                self.at = at
                return
            depth += (sign in ("(", "<")) - (sign in (")", ">"))
        self.at = len(self.items)

    def _atom(self, need: int) -> set[Opening]:
        capture, _, word = self.items[self.at]
        self.at += 1
        if capture or word:
            return {(self.kinds[base(capture) if capture else "=" + word],)}
        openings = self._choice(need)
        self.at += 1
        return openings


def membership(words: dict[str, dict[str, Any]], wanted: set[str]) -> dict[str, frozenset[str]]:
    """Word → the classes it is in, the plain words of the rules included (as `=word`)."""
    member: dict[str, set[str]] = defaultdict(set)
    for name, table in words.items():
        for word in table:
            member[word].add(name)
    for word in wanted:
        member[word].add("=" + word)
    return {word: frozenset(classes) for word, classes in member.items()}


def shape_sets() -> list[frozenset[str]]:
    """Every set of shape classes that a token of digits can have."""
    number = {"num", "any"}
    return [frozenset(classes) for classes in (
        {"num"}, {"num", "yy"}, number, number | {"year"}, number | {"year", "round"}, number | {"day", "monthnum"}, number | {"day", "monthnum", "yy"}, number | {"day"},
        number | {"day", "yy"}, number | {"yy"}, {"nth"}, {"nth", "day"}, {"decade"}, {"shortdecade"}, {"iso"}, {"isomonth"}, {"dmy"},
        {"monthyear"}, {"compact", "num"}, {"daymonth"}, {"quartercode"}, {"halfcode"}, {"weekcode"},
    )]  # fmt: skip


KINDS = [sign for sign in map(chr, range(1, 0x1000)) if sign not in "\\]^-[&~|"]
"""What kinds are written in: all but what has a meaning within square brackets, the first 256 first, since sets of those compile in half the time."""


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The lexicon of a language; made once a process."""
    base = load(f"dates.{language}.toml")
    words: dict[str, dict[str, Any]] = base["words"]
    raw: list[tuple[dict[str, Any], str]] = []
    for name in FILES:
        data = load(f"dates.{language}.{name}.toml")
        macros = {**base.get("macros", {}), **data.get("macros", {})}
        raw += [(rule, expand(pattern, macros)) for rule in data["rule"] for pattern in _patterns(rule)]
    member = membership(words, {word for _, pattern in raw for word in literals(pattern)})
    sets = dict.fromkeys([*shape_sets(), *member.values()])
    kinds = dict(zip(sets, KINDS, strict=False))
    by_class: dict[str, str] = defaultdict(str)
    for classes, kind in kinds.items():
        for name in classes:
            by_class[name] += kind
    rules, starts = [], defaultdict[str, list[Start]](list)
    for order, (row, text) in enumerate(raw):
        name, make, check = f"dates/{language}/{row['id']}", row.get("make", "date"), row.get("check", "")
        rules.append(Rule(name, text, make, check, row.get("set", {}), order))
        for start, firsts in Beginning(text, by_class).starts(rules[-1]):
            for kind in firsts:
                starts[kind].append(start)
    by_kind = {kind: tuple(rows) for kind, rows in starts.items()}
    return Lexicon(language, words, member, kinds, by_class, by_kind, tuple(rules), frozenset(base["heads"]))


def _patterns(rule: dict[str, Any]) -> list[str]:
    pattern = rule["pattern"]
    return [pattern] if isinstance(pattern, str) else list(pattern)
