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
from typing import Any, NamedTuple

from tagger.datafiles import load

ITEM = re.compile(r"\{(\w+)\}|([<>()|?])|([^\s<>()|?{}]+)")
FILES = ("calendar", "ranges", "relative", "numbers")
SHAPES = (
    "num", "day", "monthnum", "year", "round", "any", "yy", "nth", "decade", "shortdecade", "iso", "isomonth", "dmy", "monthyear", "compact", "daymonth", "quartercode", "halfcode", "weekcode",
)  # fmt: skip
"""Classes of tokens by their shape: `tokens` tells which."""


class Rule(NamedTuple):
    """One rule: `spans` groups named s0, s1 … become expressions, `names` are its captures; `make` says how a value is made, `extra` what it is told besides."""

    id: str
    regex: str
    spans: int
    names: tuple[str, ...]
    make: str
    check: str
    extra: dict[str, Any]
    order: int


class Start(NamedTuple):
    """A rule that a token may begin: whether it can end with that token, the kinds that the next may have, and how many tokens it takes at least."""

    rule: Rule
    alone: bool
    then: str
    least: int


class Lexicon(NamedTuple):
    """What is known of one language.

    `words`: class, word → value. `kinds`: membership → kind. `member`: word → its classes. `starts`: kind → rules that may begin there.
    """

    language: str
    words: dict[str, dict[str, Any]]
    member: dict[str, frozenset[str]]
    kinds: dict[frozenset[str], str]
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


def base(capture: str) -> str:
    """The class of a capture: `day` of `day2`."""
    return capture.rstrip("0123456789_")


Opening = tuple[str, ...]
"""The kinds that the first token of a match may have, and those of the second; shorter where a match may end before."""


class Pattern:
    """A pattern read from left to right: `regex` over kinds, `spans`, `names`, and `openings`, the kinds that its first two tokens may have, `least`, the fewest tokens."""

    def __init__(self, pattern: str, kinds: dict[str, str]) -> None:
        self.items, self.at, self.kinds = ITEM.findall(pattern), 0, kinds
        self.spans, self.captures = 0, dict[str, None]()
        self.regex, self.openings, self.least = self._choice()
        if self.at != len(self.items):
            raise ValueError(f"pattern {pattern!r}: a bracket too many")
        self.names = tuple(self.captures)

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
        return [(Start(rule, "" in these, "".join(these), self.least), kinds) for these, kinds in alike.items()]

    def _choice(self) -> tuple[str, set[Opening], int]:
        """Alternatives up to a closing bracket or the end: regex, openings and the fewest tokens."""
        branches, openings, least = [], set[Opening](), []
        while True:
            regex, some, fewest = self._sequence()
            branches.append(regex)
            openings |= some
            least.append(fewest)
            if self.at < len(self.items) and self.items[self.at][1] == "|":
                self.at += 1
                continue
            return "|".join(branches), openings, min(least)

    def _sequence(self) -> tuple[str, set[Opening], int]:
        out: list[str] = []
        openings: set[Opening] = {()}
        least, short = 0, True
        while self.at < len(self.items) and self.items[self.at][1] not in ("|", ")", ">"):
            regex, some, fewest = self._atom()
            if self.at < len(self.items) and self.items[self.at][1] == "?":
                self.at += 1
                regex, some, fewest = f"(?:{regex})?", some | {()}, 0
            out.append(regex)
            least += fewest
            if short:
                openings = {(first + second)[:2] for first in openings for second in (some if len(first) < 2 else ((),))}
                short = any(len(first) < 2 for first in openings)
        return "".join(out), openings, least

    def _atom(self) -> tuple[str, set[Opening], int]:
        capture, sign, word = self.items[self.at]
        self.at += 1
        if capture:
            kinds = self.kinds[base(capture)]
            while capture in self.captures:
                capture += "_1"
            self.captures[capture] = None
            return f"(?P<{capture}>[{kinds}])", {(kinds,)}, 1
        if word:
            return f"[{self.kinds['=' + word]}]", {(self.kinds["=" + word],)}, 1
        opening = "(?:" if sign == "(" else f"(?P<s{self.spans}>"
        self.spans += sign == "<"
        regex, some, least = self._choice()
        self.at += 1
        return f"{opening}{regex})", some, least


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
    kinds = {classes: chr(0x100 + number) for number, classes in enumerate(sets)}
    by_class: dict[str, str] = defaultdict(str)
    for classes, kind in kinds.items():
        for name in classes:
            by_class[name] += kind
    rules, starts = [], defaultdict[str, list[Start]](list)
    for order, (row, text) in enumerate(raw):
        pattern = Pattern(text, by_class)
        name, make, check = f"dates/{language}/{row['id']}", row.get("make", "date"), row.get("check", "")
        rules.append(Rule(name, pattern.regex, pattern.spans, pattern.names, make, check, row.get("set", {}), order))
        for start, firsts in pattern.starts(rules[-1]):
            for kind in firsts:
                starts[kind].append(start)
    by_kind = {kind: tuple(rows) for kind, rows in starts.items()}
    return Lexicon(language, words, member, kinds, by_kind, tuple(rules), frozenset(base["heads"]))


def _patterns(rule: dict[str, Any]) -> list[str]:
    pattern = rule["pattern"]
    return [pattern] if isinstance(pattern, str) else list(pattern)
