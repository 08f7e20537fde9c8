"""Words to tokens: what stands between two blanks, cut into tokens with their classes, once for each different word.

Every token has a kind, one character, so that what a rule may begin at is found by one search through the kinds of a text:

    x v r w  another token, a verb of attribution, a word of credit, a verb that is one too; X V R W the same with a capital
    0 1 2 3  a quotation mark by itself, with a token before it (1), after it (2), both (3) in the same word
    c        a comma or semicolon
    B E      the end of a paragraph, a mark that ends a sentence
    f e      a full stop directly after a word: one that ends a sentence unless a comma follows, one that may be part of an abbreviation
"""

from __future__ import annotations

import re
from functools import cache

from tagger.recognisers.sources.attribution_words import BREAK, CREDIT, END, QUOTE, VERB, words

MOST = 60_000
"""The most words that are remembered."""
LONGEST = 60
"""The most characters of a word that is."""
TOKEN = re.compile(r"[A-Za-z]+(?![\w.'’&/@-])|[,.]|[@#]?\w+(?:(?:[.'’&/@-]|(?<=\d),(?=\d))\w+)*|''|``|--+|[^\w\s]")
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen sens rep reps gov gen col lt maj capt sgt adm cmdr rev fr st jr sr hon no vs etc co inc ltd corp "
    "dept est ft mt jan feb mar apr jun jul aug sept sep oct nov dec ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md "
    "mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo".split()
)


Form = tuple[tuple[str, ...], tuple[int, ...], str, tuple[int, ...], int]
"""What a word is made of: its tokens, their classes, their kinds, where each starts in it, and how far it is to the next word.

A plain tuple, which the garbage collector does not look at again and again.
"""


class Forms(dict[str, Form]):
    """Word → form; a word not seen before is cut at once. A word that begins with a line feed is the end of a paragraph."""

    def __init__(self) -> None:
        super().__init__()
        self.look = words().bits.get

    def __missing__(self, word: str) -> Form:
        made = self._made(word)
        if len(self) < MOST and len(word) <= LONGEST:
            self[word] = made
        return made

    def _made(self, word: str) -> Form:
        if word.isalpha() and word.isascii():
            return self._form(word, [word], (0,))
        if word[:-1].isalpha() and word[-1] in ",." and word.isascii():
            return self._form(word, [word[:-1], word[-1]], (0, len(word) - 1))
        if word[:1] == "\n":
            return (word,), (BREAK,), "B", (-1,), len(word) - 1
        tokens: list[str] = []
        starts: list[int] = []
        same: dict[str, str] = {}
        for match in TOKEN.finditer(word):
            token = match[0]
            tokens.append(same.setdefault(token, token))
            starts.append(match.start())
        return self._form(word, tokens, tuple(starts))

    def _form(self, word: str, tokens: list[str], starts: tuple[int, ...]) -> Form:
        bits = tuple(self.look(token, 0) for token in tokens)
        kinds = []
        for n, (token, bit) in enumerate(zip(tokens, bits, strict=True)):
            if bit & (QUOTE | END):
                before = tokens[n - 1] if n and starts[n - 1] + len(tokens[n - 1]) == starts[n] else ""
                after = n + 1 < len(tokens) and starts[n] + len(token) == starts[n + 1]
                kinds.append("0123"[bool(before) + 2 * after] if bit & QUOTE else _stop(token, before))
            else:
                kinds.append(_kind(token, bit))
        return tuple(tokens), bits, "".join(kinds), starts, len(word) + 1


def _kind(token: str, bit: int) -> str:
    """The kind of a token that is no quotation mark and ends no sentence."""
    if token in (",", ";"):
        return "c"
    kind = "xvrw"[bool(bit & VERB) + 2 * bool(bit & CREDIT)]
    return kind.upper() if token[0].isupper() or (token[0] == "@" and len(token) > 1) else kind


def _stop(token: str, before: str) -> str:
    """The kind of a mark that ends a sentence, with the token directly before it."""
    if token != "." or not before:
        return "E"
    plain = "." not in before and "-" not in before and before.lower() not in ABBREVIATIONS
    return "f" if plain and not (len(before) == 1 and before.isupper()) else "e"


@cache
def forms() -> Forms:
    """The words that were seen, for every text."""
    return Forms()
