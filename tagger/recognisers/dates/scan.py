"""Finds the pieces of a text that may hold a date: one pass for what may be a head, and a look at the words right around each.

Every word has a kind, which is one character: `H` it can be the head of a date, `n` it can end one, `c` it can stand inside one, `P`/`F` it
tells of the past or of the future, `M` it is a modal verb, `N` it is "is", `x` anything else; small letters (`h m k p f g q e` in that order)
where a sentence ends with the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tagger.datafiles import load
from tagger.recognisers.dates.parsing import Parser
from tagger.recognisers.dates.tokens import number_shape
from tagger.recognisers.dates.triggers import Triggers

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
ENDING = frozenset("hm")
LEAD, SMALL, MOST_PARTS = 7, 4, 24
"""How many words before its first head belong to a piece at most; how many small ones in a row may stand in it; how many others follow the head."""
USUAL = 8
"""Characters that a word and its space seldom fill."""
ENDS = dict(zip("HncPFMNxhmkpfgqe", "hmkpfgqe" * 2, strict=True))
"""Kind → kind where a sentence ends with the word."""
STOPS = frozenset(ENDS.values())
SPACES = "\n\t\r\xa0\u2009\u202f\u2003\u2002\u3000\x0b\x0c"
OUTER = "\"'“”‘’([{<>}]).,;:!?*_…«»|"
CLOSING = "\"'”’)]»*_"


Piece = tuple[int, int]
"""A few words that may hold a date: offsets into their stretch."""


class Chunk(NamedTuple):
    """A stretch of the text: where it begins, the stretch, and the same with a space in place of every sign of space, and one after
    its last word."""

    start: int
    text: str
    flat: str


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
        self.before_to, self.after_plan = frozenset(cues["before_to"]), frozenset(cues["after_plan"])
        self.foretold, self.given_before = frozenset(cues["foretold"]), frozenset(cues["given_before"])
        self.modal_or_month, self.before_month = frozenset(cues["modal_or_month"]), frozenset(cues["small_month_before"])
        self.owning, self.owned, self.appointments = (frozenset(cues[name]) for name in ("owning", "owned", "appointed"))
        self.bids, self.bids_to = frozenset(cues["bids"]), frozenset(cues["bids_to"])
        self.followers = self.articles | frozenset(cues["owners"])
        self.guesses, self.participles, self.put_in = (frozenset(cues[name]) for name in ("guesses", "participles", "put_in"))
        self.fronts, self.subjects = frozenset(cues["fronts"]), frozenset(cues["subjects"])
        self.meant, self.being, self.be = (frozenset(cues[name]) for name in ("meant", "being", "be"))
        self.compared, self.during = frozenset(cues["compared"]), frozenset(cues["during"])
        self.doing, self.possessive = tuple(cues["doing"]), tuple(cues["possessive"])
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
        self.plain["–"] = self.plain["-"]
        self.plain.update({".".join(era): self.plain[era] for era in known.words["era"]})
        self.plain.update(dict.fromkeys((word for word in cues["inner"] if self.plain.get(word) != "H"), "c"))
        self.triggers = Triggers(word for word, kind in self.plain.items() if kind == "H" and " " not in word)

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
        head, colon, tail = bare.rpartition(":")
        if colon and head.isalpha() and tail.isalnum() and head.lower() not in self.plain:
            return self._kind(tail)
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


def cut(text: str, start: int, end: int) -> Chunk:
    """A stretch of text."""
    stretch = text[start:end]
    flat = stretch + " "
    for space in SPACES:
        if space in flat:
            flat = flat.replace(space, " ")
    return Chunk(start, stretch, flat)


def words_before(flat: str, at: int, most: int) -> list[str]:
    """The last words before the one that begins at an offset, at most so many."""
    if at == 0:
        return []
    size = most * USUAL
    while True:
        first = max(0, at - 1 - size)
        words = flat[first : at - 1].rsplit(" ", most)
        if len(words) > most:
            return words[1:]
        if first == 0:
            return words
        size *= 4


def words_from(flat: str, at: int, most: int) -> list[str]:
    """The words from the one on that begins at an offset, at most so many."""
    size = most * USUAL
    while True:
        words = flat[at : at + size].split(" ", most)
        if len(words) > most or at + size >= len(flat):
            return words[:-1]
        size *= 4


def pieces(chunk: Chunk, kinds: Kinds) -> list[Piece]:
    """The pieces of a stretch that may hold a date, from left to right."""
    out: list[Piece] = []
    flat, seen, free = chunk.flat, 0, 0
    for hit in kinds.triggers.places(chunk.text):
        if hit < seen:
            continue
        first = flat.rfind(" ", seen, hit) + 1 or seen
        end = flat.find(" ", hit)
        kind = kinds[flat[first:end]]
        if kind in "Hh":
            if kind == "H":
                end = _reach(flat, end, kinds)
            out.append((_lead(flat, first, free, kinds), end))
            free = end + 1
        seen = end + 1
    return out


def _reach(flat: str, end: int, kinds: Kinds) -> int:
    """Where a piece ends whose first head does at an offset: with the last word that can end a date, before which at most
    `SMALL` stand that only can stand within one."""
    at, small, parts = end, 0, 0
    while small <= SMALL:
        begin = at + 1
        at = flat.find(" ", begin)
        kind = kinds[flat[begin:at]] if at >= 0 else ""
        if kind == "c":
            small += 1
        elif kind in ENDING:
            return at
        elif (kind != "n" and kind != "H") or parts == MOST_PARTS:
            return end
        else:
            end, small, parts = at, 0, parts + 1
    return end


def _lead(flat: str, at: int, free: int, kinds: Kinds) -> int:
    """Where a piece begins whose first head does at an offset: at most `LEAD` words before that, and none before `free`."""
    least = LEAD
    while at > free and least:
        before = flat.rfind(" ", free, at - 1) + 1 or free
        word = flat[before : at - 1]
        kind = kinds[word]
        if kind not in "cn":
            return before if kind == "F" and word.lower() in kinds.lead else at
        at, least = before, least - 1
    return at
