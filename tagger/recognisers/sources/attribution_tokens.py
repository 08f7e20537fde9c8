"""A body cut into tokens, in one pass, and the kind of each: one character, by which a rule finds where it may begin.

x v r w a  another token, a verb of attribution, a word of credit, a verb that is one too, what may be an abbreviation
X V R W A  the same with a capital
q c        a quotation mark, a comma or semicolon
B E p      the end of a paragraph, a mark that ends a sentence, a full stop
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from tagger.recognisers.sources.attribution_words import CREDIT, END, QUOTE, VERB, words

MOST = 60_000
"""The most tokens whose kind is remembered."""
LONGEST = 60
"""The most characters of a token whose kind is."""
PIECE = 1 << 16
"""Characters that are cut at once: of a longer body each different token is kept once."""
_TOKEN = r"(?:[A-Za-z]++(?![\w.'’&/@-])|[,.]|[@#]?\w+(?:(?:[.'’&/@-]|(?<=\d),(?=\d))\w+)*+|''|``|--+|[^\w\s]|\n\s*+)"
_BLANKS = r"[^\S\n]*+"
_WRAPPED = r"(?:[^\S\n]|\n(?!\s))*+"
_PATTERNS = {
    wrapped: (re.compile(blanks), re.compile(_TOKEN + blanks)) for wrapped, blanks in ((False, _BLANKS), (True, _WRAPPED))
}
_PARTICLE = re.compile(r"(?:(?:d|l|dell)['’]|(?:a[dlnrstz]|ash|el)-)[A-ZÀ-ÖØ-Þ]")
"""What a name may begin with in small letters: "d'Arcy", "al-Masri"."""
_CUT = re.compile(r"\S |[“”„«»、。！？]")
"""After what a body may be cut: a blank between two words, or a mark that is always a token of its own."""
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen sens rep reps gov gen col lt maj capt sgt adm cmdr rev fr st jr sr hon no vs etc co inc ltd corp "
    "dept est ft mt jan feb mar apr jun jul aug sept sep oct nov dec ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md "
    "mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo".split()
)


def cut(body: str, wrapped: bool) -> tuple[list[str], Sequence[int]]:
    """The tokens of a body and where each starts; the end of a paragraph is "", and in a wrapped body a single line end is a blank."""
    blanks, token = _PATTERNS[wrapped]
    tokens: list[str] = []
    starts = array("q")
    same: dict[str, str] = {}
    for first, last in _pieces(body):
        found = token.findall(body, first, last)
        blank = blanks.match(body, first, last)
        at = list(accumulate(map(len, found), initial=blank.end() if blank else first))
        at.pop()
        bare = list(map(str.rstrip, found))
        if last - first == len(body):
            return bare, at
        tokens += map(same.setdefault, bare, bare)
        starts.extend(at)
    return tokens, starts


def _pieces(body: str) -> Iterator[tuple[int, int]]:
    """Stretches of the body that end where no token goes on, or at its end."""
    first, size = 0, len(body)
    while size - first > PIECE and (match := _CUT.search(body, first + PIECE)) is not None:
        yield first, match.end()
        first = match.end()
    yield first, size


class Kinds(dict[str, str]):
    """Token → kind; one not seen before is looked at once."""

    def __init__(self) -> None:
        super().__init__()
        self.look = words().bits.get

    def __missing__(self, token: str) -> str:
        kind = self._kind(token) if token else "B"
        if len(self) < MOST and len(token) <= LONGEST:
            self[token] = kind
        return kind

    def _kind(self, token: str) -> str:
        bit = self.look(token, 0)
        if bit & QUOTE:
            return "q"
        if token == ".":
            return "p"
        if bit & END:
            return "E"
        if token in (",", ";"):
            return "c"
        kind = "xvrw"[bool(bit & VERB) + 2 * bool(bit & CREDIT)]
        if kind == "x" and shortened(token):
            kind = "a"
        return kind.upper() if token[0].isupper() or (token[0] == "@" and len(token) > 1) or _PARTICLE.match(token) else kind


def shortened(token: str) -> bool:
    """Whether a full stop after the token may belong to it."""
    return token.lower() in ABBREVIATIONS or "." in token or "-" in token or (len(token) == 1 and token.isupper())


@cache
def kinds() -> Kinds:
    """The kinds of the tokens that were seen, for every text."""
    return Kinds()
