"""A few words near a date, matched by the rules: context-free, so that what comes back is kept by its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from tagger.recognisers.dates.lexicon import Pattern, Rule, base, lexicon, mandatory
from tagger.recognisers.dates.matches import Match
from tagger.recognisers.dates.tokens import NOTHING, Cutter, Token


class Step(NamedTuple):
    """What a rule matched in a row of kinds, from its first token on: where it ends, the first token of each expression and the one after its
    last, and the captures by token."""

    rule: Rule
    end: int
    spans: tuple[tuple[int, int], ...]
    captures: tuple[tuple[int, str], ...]


class Form(NamedTuple):
    """What a pattern comes to: the match of its regular expression, how many expressions it gives, and the names of its captures."""

    match: Callable[[str], re.Match[str] | None]
    spans: int
    names: tuple[str, ...]


class Parser:
    """Matches the rules of one lexicon; what it finds in a piece of text is remembered."""

    def __init__(self, language: str = "en") -> None:
        self.known = lexicon(language)
        self.cutter = Cutter(self.known)
        self.parse = lru_cache(maxsize=20_000)(self._parse)
        self.form = cache(self._form)
        self.needs = cache(self._needs)
        self.made: dict[str, Callable[[str], re.Match[str] | None]] = {}
        self.pairs: dict[str, tuple[Rule, ...]] = {}
        self.plan = lru_cache(maxsize=20_000)(self._plan)
        self.best = lru_cache(maxsize=20_000)(self._best)

    def _parse(self, text: str) -> tuple[Match, ...]:
        """The expressions of a piece of text, from left to right."""
        parts = self.cutter.parts(text)
        at, found = 0, []
        for kinds in "".join([part.kinds for _, part in parts]).split(NOTHING):
            found += [(at + start, step) for start, step in self.plan(kinds)] if kinds else []
            at += len(kinds) + 1
        if not found:
            return ()
        tokens = [(start, token) for start, part in parts for token in part.tokens]
        return tuple([match for at, step in found for match in self._matches(step, tokens, at)])

    def _plan(self, kinds: str) -> tuple[tuple[int, Step], ...]:
        """What the rules match in a row of kinds, and from which token on: at every token the longest match, of two the rule that stands first."""
        out: list[tuple[int, Step]] = []
        at = 0
        while at < len(kinds):
            step = self.best(kinds[at:])
            if step is None:
                at += 1
                continue
            lead = step.spans[0][0]
            if lead:
                inner = self.best(kinds[at + lead :])
                if inner and inner.spans[0][0] == 0 and lead + inner.end > step.end:
                    step, at = inner, at + lead
            out.append((at, step))
            at += step.spans[-1][1]
        return tuple(out)

    def _form(self, pattern: str) -> Form:
        """A pattern made fit to match, when it is first needed."""
        read = Pattern(pattern, self.known.classes)
        return Form(re.compile(read.regex).match, read.spans, read.names)

    def _needs(self, pattern: str) -> tuple[frozenset[str], ...]:
        """The kinds of each class of which every match of a pattern has a token."""
        return tuple(frozenset(self.known.classes[name]) for name in sorted(mandatory(pattern)))

    def _best(self, kinds: str) -> Step | None:
        """The longest match that begins a row of kinds; of two, that of the rule which stands first. Kept, since rows end alike more often
        than they are alike."""
        best, reach = None, 0
        pair = kinds[:2]
        rules = self.pairs.get(pair)
        if rules is None:
            starts = self.known.starts.get(pair[0], ())
            rules = tuple([start.rule for start in starts if start.alone or (pair[1:] and pair[1] in start.then)])
            self.pairs[pair] = rules
        for rule in rules:
            matches = self.made.get(rule.pattern)
            if matches is None:  # most patterns never match, and to make one costs as much as a short text
                if any(need.isdisjoint(kinds) for need in self.needs(rule.pattern)):
                    continue
                matches = self.made[rule.pattern] = self.form(rule.pattern).match
            match = matches(kinds)
            if match and match.end() > reach:
                best, reach = (rule, match), match.end()
        if best is None:
            return None
        rule, match = best
        form = self.form(rule.pattern)
        spans = tuple(match.span(f"s{number}") for number in range(form.spans))
        captures = tuple((match.start(name), base(name)) for name in form.names if match.start(name) >= 0)
        return Step(rule, reach, spans, captures)

    def _matches(self, step: Step, tokens: list[tuple[int, Token]], at: int) -> list[Match]:
        """What a step comes to in tokens with the offsets of their parts; `at` is the token that the step counts from."""
        rule, out = step.rule, []
        captures = [(index, name, self._value(name, tokens[at + index][1])) for index, name in step.captures]
        terms = {"terms": [(name, value) for _, name, value in captures]} if "all" in rule.extra else {}
        for first, last in step.spans:
            if len(step.spans) > 1:
                fields = share(captures, first, last)
            else:
                fields = {name: value for _, name, value in captures}
            start, end = tokens[at + first], tokens[at + last - 1]
            out.append(Match(start[0] + start[1].start, end[0] + end[1].end, rule, {**fields, **terms, **rule.extra}))
        return out

    def _value(self, name: str, token: Token) -> Any:
        table = self.known.words.get(name)
        return token.value if table is None or token.word not in table else table[token.word]


SLOTS = {
    "day": "day", "ordinal": "day", "nth": "day", "month": "month", "season": "month", "year": "year", "any": "year", "era": "era", "century": "century",
    "which": "which",
}  # fmt: skip
"""What an end of a range takes from another: a class of a slot that it has not filled itself."""


def share(captures: list[tuple[int, str, Any]], first: int, last: int) -> dict[str, Any]:
    """The captures of one end of a range, with what it lacks from the other ends.

    `other` has their captures, and `lent` says whether they stand "before" or "after".
    """
    own = {name: value for index, name, value in captures if first <= index < last}
    filled = {SLOTS.get(name) for name in own}
    others = {name: value for index, name, value in captures if not first <= index < last}
    for name, value in others.items():
        if name in SLOTS and SLOTS[name] not in filled and (SLOTS[name] != "day" or "month" not in filled):
            own[name] = value
            own["borrowed"] = own.get("borrowed", False) or name == "year"
    own["lent"] = "after" if captures[-1][0] >= last else "before"
    own["other"] = others
    return own
