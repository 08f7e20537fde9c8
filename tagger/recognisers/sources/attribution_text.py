"""A body as the attribution rules see it: tokens with their places and classes, sentences, and what stands in quotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate, repeat

from tagger.recognisers.sources.attribution_words import (
    BREAK,
    CREDIT,
    END,
    FINITE,
    FUNCTION,
    HEAD,
    PERSON,
    PREPOSITION,
    QUOTE,
    TIME,
    VERB,
    body_words,
    given_names,
    word_list,
    words,
)

_TOKEN = re.compile(r"([A-Za-z]+(?![\w.'’&/@-])|[,.]|[@#]?\w+(?:(?:[.'’&/@-]|(?<=\d),(?=\d))\w+)*|''|``|--+|\n\s*|[^\w\s])")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen sens rep reps gov gen col lt maj capt sgt adm cmdr rev fr st jr sr hon no vs etc co inc ltd corp "
    "dept est ft mt jan feb mar apr jun jul aug sept sep oct nov dec ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md "
    "mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo".split()
)
_WANTED = VERB | CREDIT | QUOTE | BREAK
_SEEN = _WANTED | END
_ODD_BREAK = re.compile(r"\n(?:[^\S\n]|\n\n\n)")
"""A line end that the lexicon does not know: blanks or many empty lines after it."""
_FEW = 3
"""So many words are looked up one by one; for more the text is indexed."""


def _wrapped(body: str) -> bool:
    """Whether most line ends of `body` are only where a line was full."""
    lines = body.split("\n")
    if len(lines) < 4 or len(lines[0]) > 100 or max(map(len, lines)) > 100:
        return False
    full = sum(len(line) >= 50 for line in lines)
    return full * 2 > sum(1 for line in lines if line.strip())


class Text:
    """The tokens of a body. `at[i]` is where token i starts; `bits[i]` its classes; `inside[i]` whether it stands in quotes.

    `quotes` are pairs of quotation marks, `opened` leads from the second to the first.
    `marks` are the tokens that a rule may begin at: verbs, words of credit, quotation marks and ends of paragraphs.
    """

    __slots__ = (
        "_all",
        "_asked",
        "_capitals",
        "_mid",
        "_places",
        "_stops",
        "at",
        "bits",
        "body",
        "ends",
        "inside",
        "marks",
        "opened",
        "quotes",
        "tokens",
        "wrapped",
    )

    def __init__(self, body: str) -> None:
        self.body = body
        parts = _TOKEN.split(body)
        ends = list(accumulate(map(len, parts)))
        tokens, at = parts[1::2], ends[0:-1:2]
        self.wrapped = _wrapped(body)
        if self.wrapped:
            kept = [i for i, token in enumerate(tokens) if token[0] != "\n" or token.count("\n") > 1 or token[-1] in " \t"]
            tokens, at = [tokens[i] for i in kept], [at[i] for i in kept]
        self.tokens, self.at = tokens, at
        look = words().bits.get
        bits = list(map(look, tokens, repeat(0)))
        if self.wrapped or _ODD_BREAK.search(body):
            for i in [i for i, bit in enumerate(bits) if not bit and tokens[i][0] == "\n"]:
                bits[i] = BREAK
        self.bits = bits
        seen = [i for i, bit in enumerate(bits) if bit & _SEEN]
        self.marks = [i for i in seen if bits[i] & _WANTED]
        self.inside, self._stops = bytearray(len(tokens)), bytearray(len(tokens))
        self._capitals = bytearray(len(tokens))
        self.ends = [i for i in seen if bits[i] & (END | BREAK) and (tokens[i] != "." or not self.abbreviation(i))]
        for i in self.ends:
            self._stops[i] = 1
        self.quotes: list[tuple[int, int]] = []
        self.opened: dict[int, int] = {}
        self._all: frozenset[str] | None = None
        self._mid: dict[str, bool] = {}
        self._places: dict[str, list[int]] | None = None
        self._asked = 0
        self._pair()

    def end(self, i: int) -> int:
        """Where token i ends in the body."""
        return self.at[i] + len(self.tokens[i])

    def slice(self, first: int, last: int) -> str:
        """The words from token `first` to token `last`, both included."""
        return self.body[self.at[first] : self.end(last)]

    @property
    def vocabulary(self) -> frozenset[str]:
        """All tokens of the text, once each."""
        if self._all is None:
            self._all = frozenset(self.tokens)
        return self._all

    def capital(self, i: int) -> bool:
        """Whether token i may be part of a name: a capital or a handle, and no word of the grammar."""
        return (self._capitals[i] or self._judged(i)) == 2

    def _judged(self, i: int) -> int:
        """2 for a token that may be part of a name, 1 for another; kept for the next time."""
        known = self._capitals[i] = 2 if self._is_capital(i) else 1
        return known

    def _is_capital(self, i: int) -> bool:
        token = self.tokens[i]
        first = token[0]
        if not (first.isupper() or (first == "@" and len(token) > 1)):
            return False
        if self.bits[i] & (FUNCTION | TIME):
            return self._initial(i)
        return not self.starts_sentence(i) or self._proper(i)

    def _initial(self, i: int) -> bool:
        """Whether a word of the grammar is a name after all: an initial, or a month before a surname."""
        token = self.tokens[i]
        if i + 1 >= len(self.tokens):
            return False
        after = self.tokens[i + 1]
        if len(token) == 1:
            return after == "." and self.end(i) == self.at[i + 1] and token not in "I"
        return (
            token in ("April", "June", "August", "May", "Jan")
            and after[0].isupper()
            and not self.bits[i + 1] & (FUNCTION | TIME | HEAD)
        )

    def _proper(self, i: int) -> bool:
        """Whether the first word of a sentence is a name: not a word that is known, or that the text has in lower case."""
        token = self.tokens[i]
        lower = token.lower()
        if lower == token or (token.isupper() and len(token) > 1) or token in word_list("peoples"):
            return True
        follows = i + 1 < len(self.tokens) and self.tokens[i + 1][0].isupper() and not self.bits[i + 1] & (FUNCTION | TIME)
        if words().bits.get(lower, 0) & (HEAD | FUNCTION | VERB | FINITE):
            if follows or self._body(i):
                return not lower.endswith("ing")
            noun = words().bits.get(lower, 0) & PERSON and lower not in word_list("offices")
            return not noun and self.elsewhere(token)
        if lower in self.vocabulary:
            return False
        if lower in word_list("everyday") and not follows:
            return self.elsewhere(token)
        if lower.endswith(("s", "ing", "ed")) and not follows and not lower.endswith("ss"):
            return self.elsewhere(token)
        if lower.endswith("ly") or (not follows and i + 1 < len(self.tokens) and self.bits[i + 1] & PREPOSITION):
            return lower in given_names() or self.elsewhere(token)
        return True

    def _body(self, i: int) -> bool:
        """Whether a body's name begins at token i: "Institute for Coastal Studies"."""
        if self.tokens[i + 1 : i + 2] not in (["of"], ["for"]) or self.tokens[i].lower() not in body_words():
            return False
        k = i + (3 if self.tokens[i + 2 : i + 3] == ["the"] else 2)
        return k < len(self.tokens) and self.tokens[k][0].isupper()

    def elsewhere(self, token: str) -> bool:
        """Whether the text has the token with its capital inside a sentence."""
        if token not in self._mid:
            self._mid[token] = any(at and not self.starts_sentence(at) for at in self.places(token))
        return self._mid[token]

    def places(self, token: str) -> list[int]:
        """Where the text has a token that begins with a capital."""
        if self._places is None:
            self._asked += 1
            if self._asked <= _FEW:
                return self._found(token)
            self._places = {}
            tokens, places = self.tokens, self._places
            for i in [i for i, word in enumerate(tokens) if "A" <= word < "[" or word >= "\x7f"]:
                places.setdefault(tokens[i], []).append(i)
        return self._places.get(token, [])

    def _found(self, token: str) -> list[int]:
        """Where the token stands, one look through the text."""
        out: list[int] = []
        if "A" <= token < "[" or token >= "\x7f":
            at, find = -1, self.tokens.index
            try:
                while True:
                    at = find(token, at + 1)
                    out.append(at)
            except ValueError:
                return out
        return out

    def stop(self, i: int) -> bool:
        """Whether a sentence or paragraph ends at token i."""
        return self._stops[i] == 1

    def abbreviation(self, i: int) -> bool:
        """Whether the full stop at token i belongs to the word before it."""
        if i == 0 or self.end(i - 1) != self.at[i]:
            return False
        before = self.tokens[i - 1]
        if i + 1 >= len(self.tokens) or self.bits[i + 1] & BREAK:
            return False
        if self.tokens[i + 1] in (",", ";") or (
            self.tokens[i + 1] == ")" and (before.lower() in _ABBREVIATIONS or "." in before or "-" in before)
        ):
            return True
        if len(before) == 1 and before.isupper() and before != "I":
            return True
        if before.lower() in _ABBREVIATIONS:
            return before[0].isupper() or before in ("vs", "etc")
        if "." in before and before[0].isupper():
            return not self.bits[i + 1] & FUNCTION or self.tokens[i + 1][0].islower()
        return False

    def sentence_start(self, i: int, limit: int = 80) -> int:
        """The first token of the sentence that token i stands in, looking back at most `limit` tokens."""
        n = bisect_left(self.ends, i)
        return max(0, i - limit, self.ends[n - 1] + 1 if n else 0)

    def sentence_end(self, i: int) -> int:
        """The first token after token i at which a sentence or paragraph ends, or the number of tokens."""
        n = bisect_left(self.ends, i + 1)
        return self.ends[n] if n < len(self.ends) else len(self.tokens)

    def starts_sentence(self, i: int) -> bool:
        """Whether token i is the first word of a sentence or a quote."""
        if i == 0 or self._stops[i - 1]:
            return True
        if self.bits[i - 1] & QUOTE:
            return i < 2 or self.tokens[i - 2] != "," or i - 1 not in self.opened
        return self.tokens[i - 1] == ":" or (self.tokens[i - 1] == ")" and i > 1 and self._stops[i - 2] == 1)

    def _pair(self) -> None:
        """Pairs the quotation marks of each paragraph; one that is not closed is left alone, unless the next paragraph goes on."""
        opened, kind = -1, ""
        bits = self.bits
        marks = [i for i in self.marks if bits[i] & (QUOTE | BREAK)]
        for i in marks if any(bits[i] & QUOTE for i in marks) else ():
            bit = bits[i]
            if bit & QUOTE:
                opens, closes = self._directions(i)
                token = self.tokens[i]
                if opened >= 0 and closes and _fits(kind, token):
                    self._quote(opened, i)
                    opened = -1
                elif opens and (opened < 0 or kind == token):
                    opened, kind = i, token
            elif bit & BREAK and opened >= 0:
                if i + 1 < len(self.tokens) and self.tokens[i + 1] == kind and self._directions(i + 1)[0]:
                    self._quote(opened, i)
                opened = -1

    def _quote(self, first: int, last: int) -> None:
        self.quotes.append((first, last))
        self.opened[last] = first
        self.inside[first + 1 : last] = b"\1" * (last - first - 1)

    def _directions(self, i: int) -> tuple[bool, bool]:
        """Whether the quotation mark at token i can open, and whether it can close."""
        token, start, end = self.tokens[i], self.at[i], self.end(i)
        before = self.body[start - 1] if start else " "
        after = self.body[end] if end < len(self.body) else " "
        if token in ("“", "„", "‘", "``", "‚"):
            return True, token == "“" and not before.isspace()
        if token == "”":
            return False, True
        if token in "«»‹›":
            return (token in "«‹") == (not after.isspace()), (token in "»›") == (not before.isspace())
        if token == "’":
            return False, not after.isalnum()
        opens = (before.isspace() or before in "([—–-/“‘\"'") and not after.isspace()
        closes = not before.isspace() and not after.isalnum()
        if not opens and not closes:
            opens = closes = token != "'"
        return opens, closes


def _fits(opening: str, closing: str) -> bool:
    """Whether a quote that `opening` began may end with `closing`."""
    if opening == closing:
        return opening not in ("“", "‘")
    pairs = {
        "“": '”"“',
        "„": '”“‟"',
        "«": "»",
        "»": "«",
        "‹": "›",
        "›": "‹",
        "‘": "’'",
        "‚": "‘’",
        "``": "''\"",
        '"': "”",
        "''": '"”',
    }
    return closing in pairs.get(opening, "")
