"""A few words near a date, cut into tokens and matched by the rules: context-free, so what comes back is kept by its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from tagger.edtf import is_day
from tagger.recognisers.dates.lexicon import Lexicon, Rule, base, lexicon

LONGEST = 400
"""Code points of the longest piece of text that is looked at as one."""


class Match(NamedTuple):
    """One expression of a rule: offsets into the piece, captures by name (with a trailing number where a rule has several), values as in the data."""

    start: int
    end: int
    rule: Rule
    fields: dict[str, Any]


class Token(NamedTuple):
    """A token: offsets, folded word, kind, and for tokens of digits their value."""

    start: int
    end: int
    word: str
    kind: str
    value: Any


class Step(NamedTuple):
    """What a rule matched in a row of kinds: the first token of each expression and the one after its last, and the captures by token."""

    rule: Rule
    spans: tuple[tuple[int, int], ...]
    captures: tuple[tuple[int, str], ...]


NUMBER = frozenset({"num", "any"})
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
DMY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
ISO_MONTH = re.compile(r"(\d{4})[-/](0?[1-9]|1[0-2])")
MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])/(\d{4})")
DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")
COMPACT = re.compile(r"(?:19|20)\d{6}")
SEASON = re.compile(r"(\d{4})([/-])(\d)")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
PIECES = re.compile(r"\d+|[^\d]")
LAST_YEAR, FIRST_YEAR = 2199, 1000


def number_shape(text: str) -> tuple[frozenset[str], Any]:
    """Shape classes and value of a run of digits."""
    value, size = int(text), len(text)
    classes = set(NUMBER) if 0 < value < 10000 and size < 5 else {"num"}
    if size <= 2 and 1 <= value <= 31:
        classes |= {"day", "monthnum"} if value <= 12 else {"day"}
    if size == 2:
        classes.add("yy")
    if size == 4 and FIRST_YEAR <= value <= LAST_YEAR:
        classes |= {"year", "round"} if value % 10 == 0 else {"year"}
    if COMPACT.fullmatch(text) and is_day(value // 10000, value // 100 % 100, value % 100):
        classes = {"compact", "num"}
    return frozenset(classes), value


def compound_shape(text: str) -> tuple[str, Any] | None:
    """Shape class and value of digits joined by signs, where they are a date; None else."""
    if match := ISO.fullmatch(text):
        date = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." and not len(match[3]) == len(match[4]) == 2:
            return None
        return ("iso", date) if date[0] >= FIRST_YEAR and is_day(*date) else None
    if match := DMY.fullmatch(text):
        first, second, sign = int(match[1]), int(match[3]), match[2]
        padded = len(match[1]) == len(match[3]) == 2
        if len(match[4]) == 2 and not (padded or sign == "/"):
            return None
        fits = (first <= 12 and 1 <= second <= 31) or (second <= 12 and 1 <= first <= 31)
        return ("dmy", (first, second, match[4], sign)) if fits and first and second else None
    if match := ISO_MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        if len(match[2]) == 1 and not (year >= 1990 and text[4] == "-" and month < year % 10):
            return None
        if FIRST_YEAR <= year <= LAST_YEAR and (year + 1) % 100 != month:
            return "isomonth", (year, month)
        return None
    if match := MONTH_YEAR.fullmatch(text):
        return "monthyear", (int(match[2]), int(match[1]))
    if match := DAY_MONTH.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if (first <= 12 and 1 <= second <= 31) or (second <= 12 and 1 <= first <= 31):
            return "daymonth", (first, second)
    return None


@cache
def token_pattern(language: str, names_too: bool = True) -> re.Pattern[str]:
    """The regular expression that cuts tokens; names of holidays and numbers of several words are one token, with `names_too`."""
    known = lexicon(language).words
    names = sorted((word for name in ("holiday", "moved", "lunar", "named") for word in known[name]), key=len, reverse=True)
    holidays = "|".join(re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s") for word in names)
    months = "|".join(sorted(known["month"], key=len, reverse=True))
    tens, ones = "|".join(known["tens"]), "|".join([*known["count"], *known["ordinal"]])
    low = rf"(?:(?:{tens})(?:[-\s](?:{ones}))?|{'|'.join(word for word, value in known['count'].items() if 10 <= value < 20)})"
    years = rf"(?:(?:seventeen|eighteen|nineteen|twenty)\s(?:hundred\s(?:and\s)?)?{low}|two\sthousand(?:\s(?:and\s)?(?:{low}|{ones}))?)"
    long = rf"""(?P<holiday>\b(?:{holidays})(?!\w))|(?P<yearword>\b{years}(?!\w))|(?P<numberword>\b(?:{tens})[-\s](?:{ones})(?!\w))|"""
    return re.compile(
        rf"""(?P<gap>\n[^\S\n]*\n)|{long if names_too else ""}(?P<plain>[^\W\d_]{{2,}}(?![\w-]))
        |(?P<era>(?<!\w)(?:b\.\s?c\.(?:\s?e\.)?|a\.\s?d\.|c\.\s?e\.))|(?P<code>(?<!\w)(?:[1-4]Q|[QH][1-4]|[12]H|W\d\d?(?!\w))(?=\d\d(?!\d)|\d{{4}}(?!\d)|(?!\w)))
        |(?P<fiscal>(?<!\w)[FC]Y(?=\d\d))|(?P<glued>(?<!\w)(?:{months})(?=\d\d?(?!\w)))|(?P<model>[^\W\d_]+\d\w*)|(?P<hyphened>\byear-end\b)|(?P<compound>\d+(?:[-/.,:–—]\d+)+(?!\w))
        |(?P<ending>\d+(?:st|nd|rd|th|s)(?!\w))|(?P<number>\d+(?!\w))|(?P<junk>\d\w*)|(?P<possessive>['’]s(?!\w))
        |(?P<word>[^\W\d_]+)|(?P<sign>[^\s\w]|_)""",
        re.IGNORECASE | re.VERBOSE,
    )


WORD = re.compile(r"\w+")
TEENS = frozenset({"seventeen", "eighteen", "nineteen", "two"})
"""First words of a year in words, besides the tens."""
SIGNS = {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "‘": "'", "`": "'"}


class Cutter:
    """Cuts a piece of text into tokens with the kinds of one lexicon."""

    def __init__(self, known: Lexicon) -> None:
        self.known = known
        self.pattern = token_pattern(known.language)
        self.nothing = "\0"
        self.short = token_pattern(known.language, names_too=False)
        self.of_word = {word: known.kinds[classes] for word, classes in known.member.items()}
        self.abbreviations = self.known.words["abbreviation"]
        self.era = frozenset(known.words["era"])
        names = [word for name in ("holiday", "moved", "lunar", "named") for word in known.words[name]]
        self.rare = frozenset(WORD.findall(name)[0] for name in names) | known.words["tens"].keys() | TEENS
        self.tens, self.ones = known.words["tens"], {**known.words["count"], **known.words["ordinal"]}

    def kind(self, word: str) -> str:
        """The kind of a plain word or sign."""
        classes = self.known.member.get(word)
        return self.known.kinds[classes] if classes else self.nothing

    def shaped(self, *classes: str) -> str:
        """The kind of a token by its shape."""
        return self.known.kinds.get(frozenset(classes), self.nothing)

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text, spaces left out."""
        return self._simple(text) or self._any(text)

    def _simple(self, text: str) -> list[Token] | None:
        """The tokens of a text of plain words, whole numbers, commas and full stops; None where it has anything else."""
        out: list[Token] = []
        of_word, nothing, at = self.of_word, self.nothing, 0
        if not text.isascii():
            return None
        for part in text.split(" "):
            end, sign = at + len(part), ""
            if part[-1:] in (",", "."):
                part, sign = part[:-1], part[-1]
            if part.isalpha():
                word = part.lower()
                if word in self.rare or len(word) < 2 or (sign == "." and word in self.abbreviations):
                    return None
                kind = nothing if word in self.era and not part.isupper() else of_word.get(word, nothing)
                out.append(Token(at, at + len(part), word, kind, None))
            elif part.isdecimal():
                out += self._special(at, at + len(part), part, "number")
            elif part or sign:
                return None
            if sign:
                out.append(Token(end - 1, end, sign, of_word.get(sign, nothing), None))
            at = end + 1
        return out

    def _any(self, text: str) -> list[Token]:
        """The tokens of any text."""
        out: list[Token] = []
        abbreviations, of_word, nothing = self.abbreviations, self.of_word, self.nothing
        pattern = self.short if self.rare.isdisjoint(WORD.findall(text.lower())) else self.pattern
        for match in pattern.finditer(text):
            start, end = match.span()
            raw, name = match[0], match.lastgroup
            if name == "plain":
                word = raw.lower()
                out.append(Token(start, end, word, of_word.get(word, nothing), None))
                if word in self.era and not raw.isupper():
                    out[-1] = out[-1]._replace(kind=nothing)
            elif raw == "." and out and out[-1].end == start and out[-1].word in abbreviations:
                out[-1] = out[-1]._replace(end=end)
            elif name in ("word", "sign", "possessive", "hyphened"):
                word = SIGNS.get(raw, raw.lower().replace("’", "'"))
                kind = nothing if word in self.era and not raw.isupper() else of_word.get(word, nothing)
                out.append(Token(start, end, word, kind, None))
            else:
                out += self._special(start, end, raw, name or "")
        return out

    def _special(self, start: int, end: int, raw: str, name: str) -> list[Token]:
        word = raw.lower().replace("’", "'")
        if name == "holiday":
            return [Token(start, end, " ".join(word.split()), self.kind(" ".join(word.split())), None)]
        if name == "era":
            word = re.sub(r"[.\s]", "", word)
            return [Token(start, end, word, self.kind(word), None)]
        if name == "fiscal":
            return [Token(start, end, "fy", self.kind("fy"), None)]
        if name == "code":
            shape = {"q": "quartercode", "h": "halfcode", "w": "weekcode"}[word.strip("0123456789")]
            return [Token(start, end, word, self.shaped(shape), int(word.strip("qhw")))]
        if name == "glued":
            return [Token(start, end, word, self.kind(word), None)]
        if name == "yearword":
            return [self._yearword(start, end, word)]
        if name == "numberword":
            first, second = re.split(r"[-\s]", word)
            return self._numberword(start, end, self.tens[first], second)
        if name == "number":
            classes, value = number_shape(raw) if len(raw) < 10 else (frozenset({"num"}), 0)
            return [Token(start, end, raw, self.known.kinds[classes], value)]
        if name == "ending":
            return [self._ending(start, end, word)]
        if name == "compound":
            return self._compound(start, end, raw)
        return [Token(start, end, word, self.nothing, None)]

    def _yearword(self, start: int, end: int, word: str) -> Token:
        """A year in words: "nineteen ninety-six", "seventeen hundred and five", "two thousand and twelve"."""
        first, *rest = [part for part in re.split(r"[-\s]", word) if part not in ("hundred", "and", "thousand")]
        value = 2000 if "thousand" in word else 100 * {**self.ones, **self.tens}[first]
        value += sum({**self.ones, **self.tens}[part] for part in rest)
        return Token(start, end, "", self.known.kinds[number_shape(str(value))[0]], value)

    def _numberword(self, start: int, end: int, tens: int, second: str) -> list[Token]:
        value = tens + self.ones[second]
        if second in self.known.words["ordinal"]:
            return [Token(start, end, "", self.shaped("nth", "day") if value <= 31 else self.shaped("nth"), value)]
        classes = number_shape(str(value))[0] if self.ones[second] < 10 else frozenset({"num"})
        return [Token(start, end, "", self.known.kinds[classes], value)]

    def _ending(self, start: int, end: int, word: str) -> Token:
        digits = re.match(r"\d+", word)
        assert digits is not None
        value = int(digits[0]) if len(digits[0]) < 6 else 0
        if word.endswith("s"):
            good = value % 10 == 0 and len(digits[0]) in (2, 3, 4)
            kind = self.shaped("shortdecade" if len(digits[0]) == 2 else "decade") if good else self.nothing
            return Token(start, end, word, kind, value)
        return Token(start, end, word, self.shaped("nth", "day") if 1 <= value <= 31 else self.shaped("nth"), value)

    def _compound(self, start: int, end: int, raw: str) -> list[Token]:
        """A date in numbers is one token; a range or list of whole numbers is several; anything else is none."""
        shape = compound_shape(raw)
        if shape:
            return [Token(start, end, raw, self.shaped(shape[0]), shape[1])]
        if (season := SEASON.fullmatch(raw)) and (int(season[1]) + 1) % 10 == int(season[3]):
            year, sign, digit = (start + season.start(number) for number in (1, 2, 3))
            kind = self.shaped("num", "any", "yy")
            return [
                *self._special(year, sign, season[1], "number"),
                Token(sign, digit, season[2], self.kind(season[2]), None),
                Token(digit, end, season[3], kind, (int(season[1]) + 1) % 100),
            ]
        halves = re.split("[-–—]", raw)
        if len(halves) == 2 and "/" in halves[0] and "/" in halves[1] and all(map(compound_shape, halves)):
            at = start + len(halves[0])
            return [
                *self._compound(start, at, halves[0]),
                Token(at, at + 1, "-", self.kind("-"), None),
                *self._compound(at + 1, end, halves[1]),
            ]
        if THOUSANDS.fullmatch(raw) or "." in raw or ":" in raw or raw.count("/") > 1:
            return [Token(start, end, raw, self.nothing, None)]
        out = []
        for match in PIECES.finditer(raw):
            at, piece = start + match.start(), match[0]
            if piece.isdigit():
                out += self._special(at, at + len(piece), piece, "number")
            else:
                word = SIGNS.get(piece, piece)
                out.append(Token(at, at + 1, word, self.kind(word), None))
        return out


regex = cache(re.compile)
"""The regular expression of a rule, made when it is first needed."""


class Parser:
    """Matches the rules of one lexicon; what it finds in a piece of text is remembered."""

    def __init__(self, language: str = "en") -> None:
        self.known = lexicon(language)
        self.cutter = Cutter(self.known)
        self.parse = lru_cache(maxsize=20_000)(self._parse)
        self.pairs: dict[str, tuple[tuple[Rule, Callable[[str, int], re.Match[str] | None]], ...]] = {}
        self.plan = lru_cache(maxsize=20_000)(self._plan)

    def _parse(self, text: str) -> tuple[Match, ...]:
        """The expressions of a piece of text, from left to right."""
        tokens = self.cutter.tokens(text)
        plan = self.plan("".join([token.kind for token in tokens]))
        return tuple(match for step in plan for match in self._matches(step, tokens))

    def _plan(self, kinds: str) -> tuple[Step, ...]:
        """What the rules match in a row of kinds: at every token the longest match, of two the rule that stands first."""
        out: list[Step] = []
        at = 0
        while at < len(kinds):
            best = self._best(kinds, at)
            if best and best[1].start("s0") > at:
                inner = self._best(kinds, best[1].start("s0"))
                if inner and inner[1].start("s0") == inner[1].start() and inner[1].end() > best[1].end():
                    best = inner
            if best is None:
                at += 1
                continue
            rule, match = best
            spans = tuple(match.span(f"s{number}") for number in range(rule.spans))
            captures = tuple((match.start(name), base(name)) for name in rule.names if match.start(name) >= 0)
            out.append(Step(rule, spans, captures))
            at = match.end(f"s{rule.spans - 1}")
        return tuple(out)

    def _best(self, kinds: str, at: int) -> tuple[Rule, re.Match[str]] | None:
        """The longest match that begins at a token; of two, that of the rule which stands first."""
        best, reach = None, 0
        pair = kinds[at : at + 2]
        rules = self.pairs.get(pair)
        if rules is None:
            rules = self.pairs[pair] = tuple(
                (start.rule, regex(start.rule.regex).match)
                for start in self.known.starts.get(pair[0], ())
                if start.alone or (pair[1:] and pair[1] in start.then)
            )
        for rule, matches in rules:
            match = matches(kinds, at)
            if match and match.end() > reach:
                best, reach = (rule, match), match.end()
        return best

    def _matches(self, step: Step, tokens: list[Token]) -> list[Match]:
        rule, out = step.rule, []
        captures = [(index, name, self._value(name, tokens[index])) for index, name in step.captures]
        terms = {"terms": [(name, value) for _, name, value in captures]} if "all" in rule.extra else {}
        for first, last in step.spans:
            if rule.spans > 1:
                fields = share(captures, first, last)
            else:
                fields = {name: value for _, name, value in captures}
            out.append(Match(tokens[first].start, tokens[last - 1].end, rule, {**fields, **terms, **rule.extra}))
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
        if name in SLOTS and SLOTS[name] not in filled:
            own[name] = value
            own["borrowed"] = own.get("borrowed", False) or name == "year"
    own["lent"] = "after" if captures[-1][0] >= last else "before"
    own["other"] = others
    return own
