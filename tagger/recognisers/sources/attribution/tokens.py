"""A body cut into tokens: each word, as it stands between blanks with its marks, is looked up once for all texts.

The row of such a word says of each of its tokens all that the rules ask: its letters, its classes as bits, its kind, and how
far it is to the next token. The kind is one byte, so that a pattern of kinds finds where a rule may begin. That of a word is
made of the flags `CAPITAL` (it may be part of a name), `SAYS`, `SAID` or `SAYING` (a verb of attribution, by its form), `CREDITS`
(it gives credit, or begins a phrase that does), `BEGINS` and `FOLLOWS` (the first and second word of an idiom) and `BARS` (it
leaves a verb after it without a subject); other kinds stand for themselves.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from functools import cache, reduce
from itertools import accumulate, chain
from operator import iconcat
from typing import Any, NamedTuple

from tagger.recognisers.sources.words import (
    ADVERB,
    AUXILIARY,
    BE,
    BREAK,
    CONJUNCTION,
    CREDIT,
    DETERMINER,
    END,
    FUNCTION,
    HEAD,
    IDIOM,
    LONGEST,
    MODAL,
    MOST,
    NEGATED,
    PHRASE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    TIME,
    VERB,
    beside,
    idioms,
    words,
)

CAPITAL, FOLLOWS, SAYS, SAID, CREDITS, BEGINS, BARS = (1 << n for n in range(7))
SAYING = SAYS | SAID
SHORT, GRAMMAR, BY, AS, QUOTED, COMMA, STOP, ENDS, BREAKS = range(128, 146, 2)
"""What may be an abbreviation; a word of the grammar or the calendar with a capital, which is no part of a name; the two words
that stand before the agent of a verb; a quotation mark, a comma or semicolon, a full stop, another mark that ends a sentence,
the end of a paragraph."""

PIECE = 1 << 16
"""Characters that are cut at once: of a longer body each different token is kept once."""
_TOKEN = re.compile(r"[A-Za-z]++(?![\w.'’&/@-])|[,.]|[@#]?\w+(?>(?:(?:[.'’&/@-]|(?<=\d),(?=\d))\w+)*)|''|``|--+|[^\w\s]")
_ENDS = {False: re.compile(r"(\n\s*+)"), True: re.compile(r"(\n\s++)")}
"""What ends a paragraph; in a wrapped body a single line end is a blank."""
_FORMS = {"past": SAID, "participle": SAID, "ing": SAYING}
_KINDS = {"by": BY, "as": AS, ",": COMMA, ";": COMMA}
_OPEN = HEAD | PRONOUN | ADVERB | AUXILIARY | TIME | CONJUNCTION
"""Classes of words that are determiners or prepositions too, and can stand between a subject and its verb or be the subject."""
_BLANK = re.compile(r"\s(?=\S)")
_PARTICLE = re.compile(r"(?:(?:d|l|dell)['’]|(?:a[dlnrstz]|ash|el)-)[A-ZÀ-ÖØ-Þ]")
"""What a name may begin with in small letters: "d'Arcy", "al-Masri"."""
_CUT = re.compile(r"\S |[“”„«»、。！？]")
"""After what a body may be cut: a blank between two words, or a mark that is always a token of its own."""


class Cut(NamedTuple):
    """The tokens of a body, the end of a paragraph as "\\n"; where each starts; its classes as bits; and the kinds of all."""

    tokens: list[str]
    starts: MutableSequence[int]
    bits: list[int]
    kinds: bytes
    breaks: list[int]


def cut(body: str, wrapped: bool) -> Cut:
    """The tokens of a body; in a wrapped one a single line end is a blank."""
    if len(body) <= PIECE:
        begin, flat = _flat(body, wrapped)
        starts = list(accumulate(flat[3::4], initial=begin))
        starts.pop()
        return _with_breaks(flat[::4], starts, flat[1::4], bytes(flat[2::4]))
    tokens: list[str] = []
    bits: list[int] = []
    kinds = bytearray()
    places = array("q")
    same: dict[str, str] = {}
    for first, last in _pieces(body):
        begin, flat = _flat(body[first:last], wrapped)
        tokens += map(same.setdefault, flat[::4], flat[::4])
        bits += flat[1::4]
        kinds.extend(flat[2::4])
        places.extend(accumulate(flat[3::4], initial=first + begin))
        places.pop()
    return _with_breaks(tokens, places, bits, bytes(kinds))


def _with_breaks(tokens: list[str], starts: MutableSequence[int], bits: list[int], kinds: bytes) -> Cut:
    """The tokens, of which the ends of paragraphs are put where they start: there the blank of the word before was counted too."""
    breaks, find = [], kinds.find
    i = find(BREAKS)
    while i >= 0:
        breaks.append(i)
        starts[i] -= 1
        i = find(BREAKS, i + 1)
    return Cut(tokens, starts, bits, kinds, breaks)


def _pieces(body: str) -> Iterator[tuple[int, int]]:
    """Stretches of the body that end where no token goes on, or at its end."""
    first, size = 0, len(body)
    while size - first > PIECE and (match := _CUT.search(body, first + PIECE)) is not None:
        yield first, match.end()
        first = match.end()
    yield first, size


def _flat(text: str, wrapped: bool) -> tuple[int, list[Any]]:
    """Where the first word starts, and the rows of all words one after the other."""
    look = rows().__getitem__
    if not wrapped and "  " not in text:
        try:
            return 0, _joined(map(look, even(text)))
        except UnevenError:
            pass
    begin, found = of_any(text, wrapped)
    return begin, _joined(map(look, found))


def _joined(found: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The items of rows one after the other."""
    return reduce(iconcat, found, [])


def even(text: str) -> list[str]:
    """The words of a text with the ends of paragraphs between them, where one blank parts two words and no blank stands beside
    an end. Of any other text a word is found that is empty or has a blank in it, and to look that up raises `UnevenError`."""
    text = text.replace("\t", " ").replace("\u00a0", " ").replace("\n", " \n ").replace("\n  \n", "\n\n")
    found = text.split(" ")
    if not found[-1]:
        found.pop()
    return found


def of_any(text: str, wrapped: bool) -> tuple[int, list[str]]:
    """Where the first word starts, and the words with the ends of paragraphs between them, of any text.

    One blank follows each word and none each end of a paragraph: there the blank stands in for its first character.
    Of several blanks between two words all but the last are part of the first word.
    """
    parts = _ENDS[wrapped].split(text)
    first = parts[0].lstrip()
    begin = len(parts[0]) - len(first) + (not first)
    parts[0] = first
    out: list[str] = []
    for n, part in enumerate(parts):
        if n % 2:
            out.append(part)
        else:
            found = part.split()
            out += found if len(" ".join(found)) == len(part) else _BLANK.split(part)
    return begin, out


class UnevenError(ValueError):
    """What was looked up is no word: it is empty, or has a blank in it or before it."""


class Rows(dict[str, tuple[Any, ...]]):
    """Word → token, bits, kind and way to the next for each of its tokens; one not seen before is looked at once."""

    def __init__(self) -> None:
        super().__init__()
        self.look = words().bits.get
        self.marks = {mark: self._token(mark) for mark in ",.:;?!\"”’'()“‘"}

    def __missing__(self, word: str) -> tuple[Any, ...]:
        row = self._row(word)
        if len(word) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[word] = row
        return row

    def _row(self, word: str) -> tuple[Any, ...]:
        if word.isalpha() and word.isascii():
            return *self._token(word), len(word) + 1
        if word[:1] == "\n":  # the blank that was counted before the end of a paragraph is its first character
            return "\n", BREAK, BREAKS, len(word) - 1
        if word.split() != [word.rstrip()]:
            raise UnevenError(word)
        if 1 < len(word) <= LONGEST:  # a mark at an end is a token of its own, and the rest a word that texts have without it
            mark = self.marks.get(word[-1])
            if mark and word[-2:] != "''":
                *before, way = self[word[:-1]]
                return *before, way - 1, *mark, 2
            mark = self.marks.get(word[0])
            if mark and word[:2] != "''" and not word[1].isspace():
                return *mark, 1, *self[word[1:]]
        flat: list[Any] = []
        rest = len(word) + 1
        for token in _TOKEN.findall(word):
            flat += self._token(token)
            flat.append(len(token))
            rest -= len(token)
        flat[-1] += rest
        return tuple(flat)

    def _token(self, token: str) -> tuple[str, int, int]:
        """A token with its bits and its kind."""
        bits = self.look(token, 0)
        return token, bits, kind(token, bits)


def kind(token: str, bits: int) -> int:
    """The kind of a token that has these classes."""
    if bits & (QUOTE | END):
        return QUOTED if bits & QUOTE else STOP if token == "." else ENDS
    if token in _KINDS:
        return _KINDS[token]
    upper = CAPITAL * (token[0].isupper() or (token[0] == "@" and len(token) > 1) or _PARTICLE.match(token) is not None)
    if not bits & (VERB | CREDIT):
        if shortened(token):
            return SHORT | upper
        if upper and bits & (FUNCTION | TIME) and token not in beside("editions") and token not in beside("months_or_names"):
            return GRAMMAR
    verb = _FORMS.get(words().verbs[token].form, SAYS) if bits & VERB else 0
    bars = BARS * (not upper and _bars(token, bits))
    return upper | verb | bars | CREDITS * (bits & PHRASE > 0) | BEGINS * (bits & IDIOM > 0) | FOLLOWS * (token in _following())


def _bars(token: str, bits: int) -> bool:
    """Whether the verb after a word in small letters has no subject: "the report", "was told"; the walk to the left finds none."""
    if bits & AUXILIARY:
        return bits & (BE | MODAL) > 0 and not bits & (NEGATED | HEAD)
    return bits & (DETERMINER | PREPOSITION) > 0 and not bits & _OPEN and token not in beside("skipped")


@cache
def _following() -> frozenset[str]:
    """The second words of idioms."""
    return frozenset(chain.from_iterable(after for _, after in idioms().values()))


def some(fits: Callable[[int], object], *kinds: int) -> bytes:
    """A pattern of one token: a word whose flags fit, or one of these kinds."""
    found = [*filter(fits, range(SHORT)), *kinds]
    return b"[%b]" % b"".join(re.escape(bytes((kind,))) for kind in found)


VERBS = re.compile(
    some(lambda flags: flags & SAYING)
    + b"(?:(?<!%b.)" % some(lambda flags: flags & BARS, BY)
    + b"|(?<=%b)" % some(lambda flags: flags & SAYING == SAYING)
    + b"|(?<=%b)" % some(lambda flags: flags & SAYING == SAID)
    + b"(?=%b|.{0,3}%b))" % (bytes((AS,)), bytes((BY,))),
    re.S,
)
"""A verb, but for one that the word before leaves no subject and that has no agent."""
CREDITED = re.compile(
    some(lambda flags: flags & (CREDITS | BEGINS))
    + b"(?:(?<=%b)" % some(lambda flags: flags & CREDITS)
    + b"|(?=%b))" % some(lambda flags: flags & FOLLOWS, BY, AS, SHORT)
)
"""A word that gives credit, or the first of two of an idiom."""


def starts(found: Iterable[re.Match[bytes]]) -> list[int]:
    """The tokens at which patterns of kinds were found."""
    return list(map(re.Match.start, found))


def shortened(token: str) -> bool:
    """Whether a full stop after the token may belong to it."""
    return token.lower() in beside("abbreviations") or "." in token or "-" in token or (len(token) == 1 and token.isupper())


@cache
def rows() -> Rows:
    """The rows of the words that were seen, for every text."""
    return Rows()
