"""Finds the pieces of a text that may hold a date: one split into words, one look at each word, one regular expression over what was seen.

Every word gets one character: `H` it can be the head of a date, `n` it can end one, `c` it can stand inside one, `P`/`F` it tells of the past
or of the future, `M` it is a modal verb, `N` it is "is", `x` anything else; small letters (`h m k p f g q e` in that order) where a sentence
ends with the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tagger.datafiles import load
from tagger.recognisers.dates.parsing import Parser
from tagger.recognisers.dates.tokens import number_shape

CHUNK = 1 << 16
ORDER = "xcnH"
HEAD_SHAPES = frozenset(
    "year decade shortdecade iso isomonth dmy monthyear compact daymonth quartercode halfcode weekcode nth".split()
)
DIGIT = re.compile(r"\d")
SPLIT = re.compile(r"[\W_]+")
LONGEST_WORD = 100
COUNT = re.compile(r"[$£€]\d[\d.,]*\w*|\d+\.\d+\w?|\d[\d.,]*(?:%|bn|m|k|km)|\d{1,3}(?:,\d{3})+")
"""Sums, decimals, shares and thousands, which hold no date."""
SHORT_YEAR = re.compile(r"['’‘]\d\d")
MOST_WORDS = 200_000
PIECE = re.compile(r"H(?:c{0,4}[nH]){0,24}(?:c{0,4}[hm])?|h")
LEAD = 7
"""A piece from its first head on, and how many words before that belong to it at most."""
ENDS = dict(zip("HncPFMNxhmkpfgqe", "hmkpfgqe" * 2, strict=True))
"""Kind → kind where a sentence ends with the word."""
STOPS = frozenset(ENDS.values())
SPACES = "\n\t\r\xa0\u2009\u202f\u2003\u2002\u3000\x0b\x0c"
OUTER = "\"'“”‘’([{<>}]).,;:!?*_…«»|"
CLOSING = "\"'”’)]»*_"


class Chunk(NamedTuple):
    """A stretch of the text: where it begins, its words, and the kind of each."""

    kinds: str
    words: list[str]
    start: int


class Piece(NamedTuple):
    """A few words that may hold a date: offsets into the text, and the first and last word in the chunk."""

    start: int
    end: int
    first: int
    last: int


class Kinds(dict[str, str]):
    """Word → kind; a word not seen before is looked at once."""

    def __init__(self, parser: Parser) -> None:
        super().__init__()
        self.parser = parser
        known = parser.known
        cues = load(f"dates.{known.language}.cues.toml")
        self.titles, self.endings = frozenset(cues["abbreviations"]), tuple(cues["past_endings"])
        self.looks_back, self.looks_ahead = frozenset(cues["looks_back"]), frozenset(cues["looks_ahead"])
        self.articles, self.stops = frozenset(cues["articles"]), STOPS
        self.speakers, self.same_in_past = frozenset(cues["speakers"]), frozenset(cues["same_in_past"])
        self.before_to, self.fronts = frozenset(cues["before_to"]), frozenset(cues["fronts"])
        heads = known.heads | HEAD_SHAPES | {"=fy", "=fiscal"}
        self.by_kind = {kind: "H" if classes & heads else "n" for classes, kind in known.kinds.items()}
        self.lead = frozenset(word for word in cues["future"] if known.member.get(word) == frozenset({"=" + word})) - {
            *cues["inner"]
        }
        """Words of the future that may stand right before a date as a part of its rule: "due 3/4"."""
        self.plain = dict.fromkeys(cues["not_past"], "x")
        for kind, name in (("N", "present"), ("F", "future"), ("M", "modal"), ("P", "past")):
            self.plain.update(dict.fromkeys(cues[name], kind))
        self.plain.update(self._names())
        self.plain.update({word: self.by_kind[known.kinds[classes]] for word, classes in known.member.items()})
        self.plain.update(dict.fromkeys(self.lead, "F"))
        self.plain.update({".".join(era): self.plain[era] for era in known.words["era"]})
        self.plain.update(dict.fromkeys((word for word in cues["inner"] if self.plain.get(word) != "H"), "c"))

    def _names(self) -> dict[str, str]:
        """The words of holidays of several words; where none of them is a head by itself, the first is."""
        known, out = self.parser.known, dict[str, str]()
        for name in ("holiday", "moved", "lunar", "named"):
            for holiday in known.words[name]:
                words = holiday.split()
                parts = [part for word in words for part in SPLIT.split(word)]
                heads = [part for part in parts if known.member.get(part, frozenset()) & known.heads]
                for number, word in enumerate(words):
                    if word.isalpha() or not any(known.member.get(part, frozenset()) & known.heads for part in SPLIT.split(word)):
                        for form in (word, word.strip(OUTER)):
                            out.setdefault(form, "n" if number else "c")
                    if not heads and word == max(words, key=len):
                        out[word] = out[word.strip(OUTER)] = "H"
        return out

    def __missing__(self, word: str) -> str:
        if word.isalpha():
            low = word.lower()
            kind = self.plain.get(low) or (
                "P" if low.endswith(self.endings) and 4 < len(low) <= LONGEST_WORD and word[0].islower() else "x"
            )
            if kind == "N" and word[0].isupper() and len(word) > 3:  # "the US Open on Tuesday"
                kind = "x"
        elif (bare := word[:-1]).isalpha() and (last := word[-1]) in ",.":
            kind = self[bare]
            if last == "." and len(bare) > 1 and bare.lower() not in self.titles:
                kind = ENDS[kind]
        else:
            kind = self._look(word) if len(word) <= LONGEST_WORD else "x"
        if len(self) < MOST_WORDS and len(word) <= LONGEST_WORD:
            self[word] = kind
        return kind

    def _look(self, word: str) -> str:
        bare = word.strip(OUTER)
        kind = self[bare] if bare.isalpha() else "x" if COUNT.fullmatch(bare) else self._kind(bare)
        if SHORT_YEAR.match(word) and len(bare) == 2:
            kind = "H"
        if word[-1:] in CLOSING:
            word = word.rstrip(CLOSING)
        if word[-1:] in (".", "!", "?") and (word[-1] != "." or not self._abbreviated(bare)):
            kind = ENDS[kind]
        return kind

    def _abbreviated(self, bare: str) -> bool:
        return (len(bare) == 1 and bare.isalpha()) or "." in bare or bare.lower() in self.titles

    def _kind(self, bare: str) -> str:
        low = bare.lower()
        kind = self.plain.get(low)
        if kind is not None:
            return kind
        if bare.isdecimal() and bare.isascii() and len(bare) < 10:
            return self.by_kind[self.parser.known.kinds[number_shape(bare)[0]]]
        if low.isalpha():
            return "P" if low.endswith(self.endings) and len(low) > 4 and bare[0].islower() else "x"
        if not low:
            return "c"
        low = low.replace("’", "'")
        if "'" in low:
            stem, _, end = low.rpartition("'")
            kind = self.plain.get(low) or ("M" if end == "ll" else self.plain.get(stem[:-1]) if end == "t" else None)
            if kind is not None:
                return kind
        if "://" in low or "@" in low or low.startswith("www."):
            return "x"
        if DIGIT.search(low) is None and self.parser.known.member.keys().isdisjoint(SPLIT.split(low)):
            return "P" if low.endswith(self.endings) and bare[0].islower() else "x"
        found = [self.by_kind.get(kind, "x") for kind in self.parser.cutter.part(bare).kinds]
        return "x" if not found or ("H" not in found and "x" in found) else max(found, key=ORDER.index)


def chunks(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of stretches of about 64,000 code points, cut at a line's or a word's end where there is one."""
    at, size = 0, len(text)
    while at < size:
        end = min(at + CHUNK, size)
        if end < size:
            cut = max(text.rfind("\n", at + CHUNK // 2, end), text.rfind(". ", at + CHUNK // 2, end) + 1)
            cut = cut if cut > at else text.rfind(" ", at + CHUNK // 2, end)
            end = cut + 1 if cut > at else end
        yield at, end
        at = end


def cut(text: str, start: int, end: int, kinds: Kinds) -> Chunk:
    """The words of a stretch of text."""
    flat = text[start:end]
    for space in SPACES:
        if space in flat:
            flat = flat.replace(space, " ")
    words = flat.split(" ")
    return Chunk("".join(map(kinds.__getitem__, words)), words, start)


def pieces(chunk: Chunk, cues: Kinds) -> list[Piece]:
    """The pieces of a stretch that may hold a date, from left to right."""
    out: list[Piece] = []
    kinds, words = chunk.kinds, chunk.words
    at, start, last = 0, chunk.start, 0
    for match in PIECE.finditer(kinds):
        first, end = match.span()
        least = max(last, first - LEAD)
        while first > least and kinds[first - 1] in "cn":
            first -= 1
        if first > least and kinds[first - 1] == "F" and words[first - 1].lower() in cues.lead:
            first -= 1
        start += len(" ".join(words[at:first])) + (first > at)
        at, last = first, end
        size = len(" ".join(words[first:end]))
        out.append(Piece._make((start, start + size, first, end - 1)))
    return out


def tense(chunk: Chunk, first: int, last: int, cues: Kinds) -> str:
    """Whether the words around an expression tell of the past ("P"), of the future ("F") or of neither ("").

    "since" and "until" at the expression speak first, then the nearest cue to the left in the sentence, then the nearest to the right;
    "by" only where nothing else does.
    """
    lead = [word.lower() for word in chunk.words[first : min(last, first + 3)]]
    if not cues.looks_back.isdisjoint(lead):
        return "P"
    return _nearest(chunk, first, last, cues) or ("" if cues.looks_ahead.isdisjoint(lead) else "F")


def is_told(chunk: Chunk, first: int) -> bool:
    """Whether the verb stands right before an expression, or before its preposition: "posted on 23 January"."""
    kinds = chunk.kinds
    return first > 0 and (kinds[first - 1] == "P" or (first > 1 and kinds[first - 2] == "P" and chunk.words[first - 1].islower()))


def is_meant(chunk: Chunk, first: int, cues: Kinds) -> bool:
    """Whether what the past verb before an expression tells is a purpose, which may lie ahead: "invited him to appear in July"."""
    kinds, words = chunk.kinds, chunk.words
    for at in range(first - 1, max(-1, first - 16), -1):
        if kinds[at] == "P" or kinds[at] in cues.stops:
            return False
        if words[at] == "to" and words[at + 1].islower() and words[at + 1] not in cues.articles:
            return True
    return False


def _nearest(chunk: Chunk, first: int, last: int, cues: Kinds) -> str:
    """The tense of the nearest cue."""
    kinds = chunk.kinds
    least = max(0, first - 30)
    sentence = BEFORE.match(kinds, least, first)
    left = kinds[sentence.end() if sentence else least : first]
    if left.endswith("N") and not _is_in_doing(chunk, first - 1) and not _does_in(chunk, first - 1):
        return "F"
    start = first - len(left)
    cue = _last_cue(chunk, left, start, cues)
    present = left.rfind("N")
    if present > cue and start + present + 1 < first and chunk.words[start + present + 1] == "to":
        return "F"
    if cue >= 0:
        ahead = left[cue] != "P" or _is_modal(chunk, start + cue) or _to_be(chunk, start + cue) or _is_done(chunk, start + cue)
        return "F" if ahead else "P"
    if kinds[last] in "hmk":
        return ""
    if not left and last + 1 < len(kinds) and chunk.words[last + 1] in ("is", "are"):
        return "F"
    opening = len(left) < 4 or chunk.words[start].lower() in cues.fronts
    return "F" if not left and _present(chunk, last, cues) else _after(chunk, last, opening)


def _present(chunk: Chunk, last: int, cues: Kinds) -> bool:
    """Whether a pronoun and a verb in the present follow the expression that opens its sentence: "On Friday we leave"."""
    words, at = chunk.words, last + 1
    return (
        at + 1 < len(words)
        and words[at].lower() in cues.speakers
        and chunk.kinds[at + 1] in "xnNcehmqk"
        and words[at + 1].rstrip(".,!?").isalpha()
        and words[at + 1].rstrip(".,!?").lower() not in cues.same_in_past
    )


def _after(chunk: Chunk, last: int, opening: bool) -> str:
    """The tense of the nearest cue after an expression; beyond the end of its clause only where it opens the sentence."""
    kinds = chunk.kinds
    for at in range(last + 1, min(last + 31, len(kinds))):
        if not opening and chunk.words[at - 1][-1:] in CLAUSE:
            return ""
        if kinds[at] in "PFMpfg":
            return "P" if kinds[at] in "Pp" else "F"
        if kinds[at] in "hmkeq":
            return ""
    return ""


def begun(chunk: Chunk, last: int) -> str:
    """The tense of the clause that an expression begins: "and on Monday her deputy will take over"; a comma may follow it."""
    kinds, words = chunk.kinds, chunk.words
    if kinds[last] in "hmk" or last + 1 >= len(kinds):
        return ""
    return (
        _after(chunk, last + 1, False) if words[last][-1:] == "," and kinds[last + 1] not in "PFM" else _after(chunk, last, False)
    )


def _last_cue(chunk: Chunk, left: str, start: int, cues: Kinds) -> int:
    """Where the last cue stands in `left`: "plans" is one only before "to", "expected" none after "than"."""
    at = len(left)
    while True:
        at = max(left.rfind("P", 0, at), left.rfind("F", 0, at), left.rfind("M", 0, at))
        if at < 0 or left[at] != "F":
            return at
        before, word, after = chunk.words[max(0, start + at - 1)], chunk.words[start + at].lower(), chunk.words[start + at + 1]
        told = word in FORETOLD and (before.lower() in cues.articles or before in LATEST or before.endswith(("'s", "’s")))
        if before != "than" and (word not in cues.before_to or after in TO) and not told:
            return at


def _is_modal(chunk: Chunk, at: int) -> bool:
    """Whether a modal verb stands before a past form in its clause: "would have gone", but not "what will be," he said."""
    for before in range(at - 1, max(-1, at - 4), -1):
        if chunk.words[before][-1:] in CLAUSE_OR_QUOTE or chunk.kinds[before] in STOPS or chunk.words[before] in SUBJECTS:
            return False
        if chunk.kinds[before] == "M":
            return True
    return False


def _does_in(chunk: Chunk, at: int) -> bool:
    """Whether the word is what people do in something of that day: "those voting in Tuesday's primary"."""
    return chunk.words[at].endswith("ing") and chunk.words[at + 1] == "in"


def _to_be(chunk: Chunk, at: int) -> bool:
    """Whether "to be" stands before a participle: "is to be held"."""
    return at > 1 and chunk.words[at - 1] == "be" and chunk.words[at - 2] == "to"


def _is_done(chunk: Chunk, at: int) -> bool:
    """Whether "is" or "are" stands right before a participle: "votes are counted Tuesday"."""
    return at > 0 and chunk.words[at - 1] in ("is", "are") and chunk.words[at].endswith("ed")


def _is_in_doing(chunk: Chunk, at: int) -> bool:
    """Whether the word is what something happens in: "in early voting Tuesday" tells nothing of what lies ahead."""
    return chunk.words[at].endswith("ing") and "in" in (word.lower() for word in chunk.words[max(0, at - 2) : at])


CLAUSE = frozenset(",;:—–")
SUBJECTS = frozenset("he she it they we I you who which".split())
CLAUSE_OR_QUOTE = CLAUSE | {'"', "”", "’", "'"}
FORETOLD = frozenset(("forecast", "forecasts"))
LATEST = frozenset(("last", "latest", "previous", "earlier", "new"))
"""Before a forecast that has been given: "in its last forecast in March"."""
TO = ("to", "for", "not", "of")
BEFORE = re.compile(f".*[{''.join(ENDS.values())}]")
"""Up to the last word that ends a sentence."""
