"""A few words near a date, cut into tokens, each with the kind that the rules know it by; what a word comes to is kept."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from tagger.edtf import is_day
from tagger.recognisers.dates.lexicon import Lexicon, lexicon


class Token(NamedTuple):
    """A token: offsets, folded word, kind, and for tokens of digits their value."""

    start: int
    end: int
    word: str
    kind: str
    value: Any


class Part(NamedTuple):
    """What stands between two spaces: the kinds of its tokens in a row, and the tokens, their offsets counted from its start."""

    kinds: str
    tokens: tuple[Token, ...]


NOTHING = "\0"
"""The kind of a token that no rule knows."""
NUMBER = frozenset({"num", "any"})
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
DMY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
ISO_MONTH = re.compile(r"(\d{4})[-/](0?[1-9]|1[0-2])")
MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])/(\d{4})")
LONE_MONTH = re.compile(r"(0[1-9]|1[0-2])-((?:19|20)\d\d)")
"""A month and a year that are a date only by themselves: not in "Mar-12-2022"."""
DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")
COMPACT = re.compile(r"(?:19|20)\d{6}")
SEASON = re.compile(r"(\d{4})([/–-])(\d)")
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
        |(?P<fiscal>(?<!\w)[FC]Y(?=\d\d))|(?P<glued>(?<!\w)(?:{months})(?=\d\d?(?!\w)))|(?P<circa>(?<!\w)(?-i:c)(?=1\d{{3}}(?!\w)))|(?P<model>[^\W\d_]+\d\w*)|(?P<hyphened>\byear-end\b)|(?P<compound>\d++(?>(?:[-/.,:–—]\d++)+)(?:(?!\w)|(?=T\d\d)))
        |(?P<ending>\d+(?:st|nd|rd|th|s)(?!\w)|\d?[23]d(?!\w))|(?P<number>\d+(?!\w))|(?P<junk>\d\w*)|(?P<possessive>['’]s(?!\w))
        |(?P<word>[^\W\d_]+)|(?P<sign>[^\s\w]|_)""",
        re.IGNORECASE | re.VERBOSE,
    )


WORD = re.compile(r"\w+")
GAP = re.compile(r"\n[^\S\n]*\n")
SIGNS = {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "‘": "'", "`": "'"}
AWKWARD = re.compile(r"\d[^\W\d_]|[^\W\d_]\d|\d[-/.,:–—]\d|_|\byear-end\b|(?<!\w)[abc]\.", re.IGNORECASE)
"""What only the whole pattern can cut: digits joined to letters or by signs, and an era with full stops."""
SIMPLE = re.compile(r"['’]s(?!\w)|[^\W\d_]+|(\d+)|[^\s\w]", re.IGNORECASE)
NUMERIC = re.compile(r"(?:(\d+(?:st|nd|rd|th|s)|\d?[23]d)|(\d+(?:[-/.,:–—]\d+)+))([^\s\w]?)", re.IGNORECASE)
GLUED_MONTH = r"(\d{{1,2}})(?:([./-])({roman})\2|({months}))((?:1[5-9]|20)\d\d)([^\s\w]?)"
"""A day with its month in Roman numerals or glued to it: "14.iii.1998", "3MAR2022"."""
ROMAN = {numeral: number for number, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
MOST_PARTS = 100_000


def spanning(words: dict[str, dict[str, Any]]) -> frozenset[tuple[str, str]]:
    """The first two words of whatever is one token of several words: holidays, numbers and years in words, eras with full stops."""
    names = [WORD.findall(name) for kind in ("holiday", "moved", "lunar", "named") for name in words[kind]]
    pairs = {(name[0], name[1]) for name in names if len(name) > 1} | {("two", "thousand"), ("a", "d"), ("b", "c"), ("c", "e")}
    tens, ones = words["tens"].keys(), [*words["count"], *words["ordinal"]]
    pairs |= {(first, second) for first in tens for second in ones}
    return frozenset(pairs | {(first, second) for first in CENTURIES for second in ("hundred", *tens, *ones)})


CENTURIES = ("seventeen", "eighteen", "nineteen", "twenty")
"""First words of a year in words."""


class Cutter:
    """Cuts a piece of text into tokens with the kinds of one lexicon."""

    def __init__(self, known: Lexicon) -> None:
        self.known = known
        self.of_word = {word: known.kinds[classes] for word, classes in known.member.items()}
        self.abbreviations = self.known.words["abbreviation"]
        self.era = frozenset(known.words["era"])
        self.spanning = spanning(known.words)
        months = known.words["month"]
        self.month_names = {number: name for name, number in reversed(months.items())}
        self.glued = re.compile(GLUED_MONTH.format(roman="|".join(ROMAN), months="|".join(months)), re.IGNORECASE)
        self.tens, self.ones = known.words["tens"], {**known.words["count"], **known.words["ordinal"]}
        self.seen: dict[str, Part] = {}

    def kind(self, word: str) -> str:
        """The kind of a plain word or sign."""
        return self.of_word.get(word, NOTHING)

    def shaped(self, *classes: str) -> str:
        """The kind of a token by its shape."""
        return self.known.kinds.get(frozenset(classes), NOTHING)

    def parts(self, text: str) -> list[tuple[int, Part]]:
        """The parts of a text, each with its offset; one alone where a token may have several words."""
        words = WORD.findall(text.lower())
        if not self.spanning.isdisjoint(pairwise(words)):
            return [(0, _part(self.whole(text, names_too=True)))]
        if text.count("\n") > 1:
            text = GAP.sub(lambda gap: NOTHING + " " * (len(gap[0]) - 1), text)
        out, at = [], 0
        for word in text.split(" "):
            if word:
                out.append((at, self.seen.get(word) or self.part(word)))
            at += len(word) + 1
        return out

    def part(self, word: str) -> Part:
        """What has no space in it, cut; kept for the next time."""
        part = self.seen.get(word)
        if part is None:
            part = _part(self._numeric(word) or self._simple(word) or self.whole(word))
            if len(self.seen) < MOST_PARTS:
                self.seen[word] = part
        return part

    def _numeric(self, text: str) -> list[Token] | None:
        """The tokens of digits with an ending or joined by signs, and of a sign after them; None where it is anything else."""
        match = NUMERIC.fullmatch(text)
        if match is None:
            return self._glued(text) if text[:1].isdigit() else None
        ending, compound, sign = match.groups()
        end = len(text) - len(sign)
        if compound and (month := LONE_MONTH.fullmatch(compound)):
            out = [Token(0, end, compound, self.shaped("monthyear"), (int(month[2]), int(month[1])))]
        else:
            out = self._compound(0, end, compound) if compound else [self._ending(0, end, ending.lower())]
        return [*out, Token(end, end + 1, sign, self.kind(SIGNS.get(sign, sign)), None)] if sign else out

    def _glued(self, text: str) -> list[Token] | None:
        """The tokens of a day, a month in Roman numerals or glued to it, a year, and a sign after them; None where it is anything else."""
        match = self.glued.fullmatch(text)
        if match is None:
            return None
        day, _, roman, word, year, sign = match.groups()
        name = word.lower() if word else self.month_names[ROMAN[roman.lower()]]
        month, ends = match.span(3 if roman else 4), (match.start(5), match.end(5))
        return [
            *self._special(0, len(day), day, "number"),
            Token(*month, name, self.kind(name), None),
            *self._special(*ends, year, "number"),
            *([Token(ends[1], len(text), sign, self.kind(SIGNS.get(sign, sign)), None)] if sign else ()),
        ]

    def _simple(self, text: str) -> list[Token] | None:
        """The tokens of words, whole numbers and signs; None where it has anything else."""
        if AWKWARD.search(text):
            return None
        out: list[Token] = []
        for match in SIMPLE.finditer(text):
            start, end = match.span()
            if match[1]:
                out += self._special(start, end, match[1], "number")
            else:
                self._word(out, start, end, match[0])
        return out

    def _word(self, out: list[Token], start: int, end: int, raw: str) -> None:
        """Adds the token of a word or sign; a full stop after an abbreviation is a part of it."""
        if raw == "." and out and out[-1].end == start and out[-1].word in self.abbreviations:
            out[-1] = out[-1]._replace(end=end)
            return
        word = SIGNS.get(raw) or raw.lower().replace("’", "'")
        kind = NOTHING if word in self.era and not raw.isupper() else self.of_word.get(word, NOTHING)
        out.append(Token(start, end, word, kind, None))

    def whole(self, text: str, names_too: bool = False) -> list[Token]:
        """The tokens of any text, with `names_too` those of several words among them."""
        out: list[Token] = []
        for match in token_pattern(self.known.language, names_too).finditer(text):
            start, end = match.span()
            if match.lastgroup in ("plain", "word", "sign", "possessive", "hyphened"):
                self._word(out, start, end, match[0])
            else:
                out += self._special(start, end, match[0], match.lastgroup or "")
        return out

    def _special(self, start: int, end: int, raw: str, name: str) -> list[Token]:
        word = raw.lower().replace("’", "'")
        if name == "holiday":
            return [Token(start, end, " ".join(word.split()), self.kind(" ".join(word.split())), None)]
        if name == "era":
            word = re.sub(r"[.\s]", "", word)
            return [Token(start, end, word, self.kind(word), None)]
        if name in ("fiscal", "circa"):
            word = "fy" if name == "fiscal" else "c"
            return [Token(start, end, word, self.kind(word), None)]
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
        return [Token(start, end, word, NOTHING, None)]

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
            kind = self.shaped("shortdecade" if len(digits[0]) == 2 else "decade") if good else NOTHING
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
                Token(sign, digit, season[2], self.kind(SIGNS.get(season[2], season[2])), None),
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
            return [Token(start, end, raw, NOTHING, None)]
        out = []
        for match in PIECES.finditer(raw):
            at, piece = start + match.start(), match[0]
            if piece.isdigit():
                out += self._special(at, at + len(piece), piece, "number")
            else:
                word = SIGNS.get(piece, piece)
                out.append(Token(at, at + 1, word, self.kind(word), None))
        return out


def _part(tokens: list[Token]) -> Part:
    return Part("".join([token.kind for token in tokens]), tuple(tokens))
