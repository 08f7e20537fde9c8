"""One expression of a rule, and what its words alone say of it, which is worked out once: the same words come again and again."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from tagger.recognisers.dates.lexicon import Rule
from tagger.recognisers.dates.relative import MAKERS_WITH_TENSE
from tagger.recognisers.dates.values import Answer

BACKWARD = frozenset({"earlier", "ago", "holiday", "which", "whichmonth"})
FORWARD = frozenset({"later", "anaphor"})
SPELT_OUT = frozenset({"year", "era", "decade", "round", "century", "iso", "isomonth", "dmy", "compact", "named"})
NAMED = frozenset({"year", "iso", "isomonth", "dmy", "compact", "decade", "century", "named", "which"})
IN_NUMBERS = frozenset({"iso", "isomonth", "monthyear"})
WHOLE, OPEN = frozenset({"year", "era", "ad", "decade", "century"}), frozenset({"yy", "shortdecade", "numeral"})
"""What makes a date that names itself whole, and what of it only the context can fill."""


class Traits(NamedTuple):
    """What the words of an expression say.

    `settled`: its value hangs on nothing but its words. `tensed`: which way it lies may matter. `moves`: a story can go on from it, so not a look
    back, a decade or a century; `leads`: that is so whatever its grain. `definite`: it may mean what stands before it in its sentence. `sure`: it
    needs no context. `named`: it is a date even among the capitals of a headline, since it has a year, a day of a month, or "last" and "next".
    """

    settled: bool
    tensed: bool
    moves: bool
    leads: bool
    definite: bool
    sure: bool
    named: bool

    @classmethod
    def of(cls, rule: Rule, fields: dict[str, Any]) -> Traits:
        """The traits of an expression by its rule and its captures."""
        names, make = fields.keys(), rule.make
        whole = not names.isdisjoint(WHOLE) and names.isdisjoint(OPEN)
        back = make in BACKWARD or bool(fields.get("before")) or fields.get("step", 0) < 0
        return cls(
            settled=make in IN_NUMBERS or (make == "date" and whole),
            tensed=make in MAKERS_WITH_TENSE and "year" not in fields,
            moves=not back and names.isdisjoint(("decade", "round", "century")),
            leads=make in FORWARD,
            definite="definite" in fields,
            sure=not names.isdisjoint(SPELT_OUT) and not fields.get("borrowed"),
            named=not names.isdisjoint(NAMED) or ("month" in fields and not names.isdisjoint(("day", "nth"))),
        )


class Match:
    """One expression of a rule: offsets into the piece, captures by name (with a trailing number where a rule has several), values as in the data.

    `answer` is what it comes to, kept where the words settle it.
    """

    def __init__(self, start: int, end: int, rule: Rule, fields: dict[str, Any]) -> None:
        self.start, self.end, self.rule, self.fields = start, end, rule, fields
        self.answer: Answer | None = None

    @cached_property
    def traits(self) -> Traits:
        """What its words say."""
        return Traits.of(self.rule, self.fields)

    def moved(self, by: int) -> Match:
        """The same expression further on."""
        return Match(self.start + by, self.end + by, self.rule, self.fields)
