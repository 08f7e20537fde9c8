"""A body as the attribution rules see it: tokens with their places and classes, sentences, and which tokens may be parts of names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from tagger.recognisers.sources.attribution.quotes import quotes
from tagger.recognisers.sources.attribution.tokens import (
    BREAKS,
    CAPITAL,
    COMMA,
    CREDITED,
    ENDS,
    GRAMMAR,
    QUOTED,
    SHORT,
    STOP,
    VERBS,
    cut,
    rows,
    some,
    starts,
)
from tagger.recognisers.sources.words import (
    BREAK,
    CREDIT,
    DETERMINER,
    FINITE,
    FUNCTION,
    HEAD,
    LINK,
    PERSON,
    PREPOSITION,
    QUOTE,
    TIME,
    VERB,
    beside,
    body_words,
    given_names,
    outlet_words,
    word_list,
    words,
)

_NAMES = re.compile(some(lambda flags: flags & CAPITAL, SHORT | CAPITAL, GRAMMAR))
_DOUBTFUL = ((bytes((SHORT, STOP)), 1), (bytes((SHORT | CAPITAL, STOP)), 1), (bytes((STOP, COMMA)), 0))
"""Between which kinds a full stop may belong to the word before, and where in them it stands."""
_STOPS = bytes(kind in (BREAKS, STOP, ENDS) for kind in range(256))
_UNFINISHED = re.compile(some(lambda flags: not flags & CAPITAL) + bytes((BREAKS,)), re.S)
_NO_NAMES = bytes(not kind & CAPITAL for kind in range(256))
_APART = 10
"""The tokens in which the words end that stand between commas after a name."""
_FEW = 8
"""So many words are looked for one by one; for more the text is indexed."""


def _wrapped(body: str) -> bool:
    """Whether most line ends of `body` are only where a line was full."""
    at = 0
    for _ in range(3):
        at = body.find("\n", at, at + 101) + 1
        if not at:
            return False
    lines = body.split("\n")
    if max(map(len, lines)) > 100:
        return False
    full = sum(len(line) >= 50 for line in lines)
    return full * 2 > sum(1 for line in lines if line.strip())


class Text:
    """The tokens of a body. `bits[i]` are the classes of token i, `kinds[i]` is its kind; `inside[i]` says whether it stands in quotes; `breaks` are
    the tokens that end paragraphs.

    `capitals[i]` is 2 for a token that may be part of a name and 1 for another; where it is 0 `judged(i)` must say.
    `quoted` says whether there is any quotation mark. `verbs` are the verbs of attribution that do not stand in quotes
    and may have a subject or an agent, `credits` the words that give credit, or begin a phrase that does, and do not stand in quotes.
    """

    __slots__ = (
        "_all",
        "_asked",
        "_closes",
        "_mid",
        "_places",
        "_sought",
        "_stops",
        "at",
        "bits",
        "body",
        "breaks",
        "capitals",
        "credits",
        "inside",
        "kinds",
        "quoted",
        "tokens",
        "verbs",
    )

    def __init__(self, body: str) -> None:
        self.body = body
        self.tokens, self.at, self.bits, self.kinds, self.breaks = cut(body, _wrapped(body))
        found = self.kinds
        self.capitals = bytearray(found.translate(_NO_NAMES))
        self._stops = bytearray(found.translate(_STOPS))
        for pair, shift in _DOUBTFUL:
            at = found.find(pair)
            while at >= 0:
                self._stops[at + shift] = not self._abbreviates(at + shift)
                at = found.find(pair, at + 1)
        self._all: frozenset[str] | None = None
        self._mid: dict[str, bool] = {}
        self._places: dict[str, list[int]] | None = None
        self._asked = self._sought = 0
        self.quoted = QUOTED in found
        self.inside, self._closes, told = quotes(body, self.tokens, self.at, found)
        self.verbs = starts(VERBS.finditer(told))
        self.credits = starts(CREDITED.finditer(told))

    def unfinished(self) -> int:
        """How many paragraphs end with a word in small letters or a number and no mark, as the heads of posts do."""
        return len(_UNFINISHED.findall(self.kinds))

    def opening(self, i: int) -> int:
        """The token that opens the quote that token i closes, or -1 where it closes none."""
        return self.inside.rfind(0, 0, i) if self._closes[i] else -1

    def openings(self) -> list[int]:
        """The tokens that open a quote which is closed."""
        out = []
        last = self._closes.find(1)
        while last >= 0:
            out.append(self.inside.rfind(0, 0, last))
            last = self._closes.find(1, last + 1)
        return out

    def end(self, i: int) -> int:
        """Where token i ends in the body."""
        return self.at[i] + len(self.tokens[i])

    def slice(self, first: int, last: int) -> str:
        """The words from token `first` to token `last`, both included."""
        return self.body[self.at[first] : self.end(last)]

    def has(self, word: str) -> bool:
        """Whether a word is a token of the text."""
        if self._all is None:
            self._sought += 1
            if self._sought <= _FEW:
                return next(self._find(word), -1) >= 0
            self._all = frozenset(self.tokens)
        return word in self._all

    def capital(self, i: int) -> bool:
        """Whether token i may be part of a name: a capital or a handle, and no word of the grammar."""
        return (self.capitals[i] or self.judged(i)) == 2

    def judged(self, i: int) -> int:
        """2 for a token that may be part of a name, 1 for another; from then on `capitals` has it."""
        if self.bits[i] & (FUNCTION | TIME):
            name = self._initial(i)
        else:
            name = not self.starts_sentence(i) or self._proper(i)
        known = self.capitals[i] = 2 if name else 1
        return known

    def _initial(self, i: int) -> bool:
        """Whether a word of the grammar is a name after all: an initial, or a month before a surname."""
        token = self.tokens[i]
        if i + 1 >= len(self.tokens):
            return False
        after = self.tokens[i + 1]
        if token in beside("editions") and after.lower() in outlet_words():
            return bool(after[0].isupper())
        if len(token) == 1:
            return after == "." and self.end(i) == self.at[i + 1] and token not in "I"
        if self.bits[i] & CREDIT and token.lower() in given_names():
            return self._given(i)
        if token in beside("months_or_names") and i and self.tokens[i - 1] in (",", "”", '"', "''"):
            verb = words().verbs.get(after)
            if verb is not None and "any" in verb.frames and verb.form in ("past", "s"):
                return True
        return token in beside("months_or_names") and after[0].isupper() and not self.bits[i + 1] & (FUNCTION | TIME | HEAD)

    def _given(self, i: int) -> bool:
        """Whether a word that gives credit is a given name here: "said Per Lund", "Per Lund, a pilot, said", not "Per Lund, the pier is shut"."""
        if (
            not self.tokens[i + 1][0].isupper()
            or self.bits[i + 1] & (FUNCTION | TIME | HEAD)
            or self.tokens[i + 1].lower() in body_words()
        ):
            return False
        if not self.starts_sentence(i):
            return True
        k = i + 2
        if self.tokens[k : k + 1] == [","]:
            k = next((n + 1 for n in range(k + 1, min(len(self.tokens), k + _APART)) if self.tokens[n] == ","), k)
        if k >= len(self.tokens):
            return False
        verb = words().verbs.get(self.tokens[k])
        return bool(self.bits[k] & FINITE) or (verb is not None and verb.form in ("past", "s"))

    def _proper(self, i: int) -> bool:
        """Whether the first word of a sentence is a name: not a word that is known, or that the text has in lower case."""
        token = self.tokens[i]
        lower = token.lower()
        if lower == token or (token.isupper() and len(token) > 1) or token in word_list("peoples"):
            return True
        follows = self._name_follows(i + 1)
        if token[-2:] in ("'s", "’s") and not beside("told_of").isdisjoint(self.tokens[i + 1 : i + 2]):
            return True
        known = words().bits.get(lower, 0)
        if known & (HEAD | FUNCTION | VERB | FINITE):
            if follows or self._body(i):
                return not lower.endswith("ing")
            noun = known & PERSON and lower not in word_list("offices")
            return not noun and self.elsewhere(token)
        if self.has(lower):
            return False
        if not follows and i + 1 < len(self.tokens) and self.bits[i + 1] & DETERMINER and lower not in given_names():
            return self.bynamed(i + 1) or self.elsewhere(token)
        if lower in word_list("everyday") and not follows:
            return self.elsewhere(token)
        if lower.endswith(("s", "ing", "ed")) and not follows and not lower.endswith("ss") and lower not in given_names():
            return self.elsewhere(token)
        if lower.endswith("ly") or (not follows and i + 1 < len(self.tokens) and self.bits[i + 1] & PREPOSITION):
            return lower in given_names() or self.elsewhere(token)
        return True

    def _name_follows(self, i: int) -> bool:
        """Whether token i has a capital and is no word of the grammar, or is a particle, or "&", before such a word."""
        tokens, bits = self.tokens, self.bits
        if tokens[i : i + 1] == ["&"]:
            i += 1
        while i + 1 < len(tokens) and bits[i] & LINK and tokens[i].islower() and not bits[i] & FUNCTION:
            i += 1
        return i < len(tokens) and tokens[i][0].isupper() and not bits[i] & (FUNCTION | TIME)

    def bynamed(self, i: int) -> bool:
        """Whether a byname with its article stands at token i: "the Elder" after "Pliny"."""
        after = self.tokens[i + 1 : i + 2]
        return (
            self.tokens[i] in beside("the") and bool(after) and after[0][0].isupper() and after[0].lower() in word_list("bynames")
        )

    def _body(self, i: int) -> bool:
        """Whether a body's name begins at token i: "Institute for Coastal Studies", "Doctors Without Borders"."""
        if (
            self.tokens[i + 1 : i + 2]
            and self.tokens[i + 1] in beside("among")
            and self.tokens[i + 2 : i + 3]
            and self.tokens[i + 2][0].isupper()
        ):
            return True
        if beside("of_or_for").isdisjoint(self.tokens[i + 1 : i + 2]) or self.tokens[i].lower() not in body_words():
            return False
        k = i + (2 if beside("the").isdisjoint(self.tokens[i + 2 : i + 3]) else 3)
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
                return list(self._find(token)) if token[0] != "@" and _NAMES.match(bytes((rows()[token][2],))) else []
            self._places = {}
            tokens, places = self.tokens, self._places
            for match in _NAMES.finditer(self.kinds):
                places.setdefault(tokens[i := match.start()], []).append(i)
        return self._places.get(token, [])

    def capitalised(self, first: int, end: int) -> Iterator[int]:
        """The tokens from token `first` to before `end` that begin with a capital, words of the grammar apart."""
        return (match.start() for match in _NAMES.finditer(self.kinds, first, end))

    def _find(self, word: str) -> Iterator[int]:
        """Where the word is a token of the text."""
        at, find = self.at, self.body.find
        offset = find(word)
        while offset >= 0:
            i = bisect_left(at, offset)
            if i < len(at) and at[i] == offset and self.tokens[i] == word:
                yield i
            offset = find(word, offset + 1)

    def stop(self, i: int) -> bool:
        """Whether a sentence or paragraph ends at token i."""
        return self._stops[i] == 1

    def abbreviation(self, i: int) -> bool:
        """Whether the full stop at token i belongs to the word before it."""
        return self._stops[i] == 0

    def _abbreviates(self, i: int) -> bool:
        """The same, worked out for a full stop after what may be short, or before a comma."""
        if self.end(i - 1) != self.at[i]:
            return False
        before = self.tokens[i - 1]
        if i + 1 >= len(self.tokens) or self.bits[i + 1] & BREAK:
            return False
        if (
            self.tokens[i + 1] in (",", ";")
            or (self.tokens[i + 1] == "-" and self.at[i + 1] == self.end(i))
            or (self.tokens[i + 1] == ")" and (before.lower() in beside("abbreviations") or "." in before or "-" in before))
        ):
            return True
        if len(before) == 1 and before.isupper() and before != "I":
            return True
        if before.lower() in beside("abbreviations"):
            return before[0].isupper() or before in beside("small_abbreviations")
        if "." in before and before[0].isupper():
            return not self.bits[i + 1] & FUNCTION or self.tokens[i + 1][0].islower()
        return False

    def sentence_start(self, i: int, limit: int = 80) -> int:
        """The first token of the sentence that token i stands in, looking back at most `limit` tokens."""
        low = max(0, i - limit)
        return max(low, self._stops.rfind(1, low, i) + 1)

    def sentence_end(self, i: int) -> int:
        """The first token after token i at which a sentence or paragraph ends, or the number of tokens."""
        at = self._stops.find(1, i + 1)
        return at if at >= 0 else len(self.tokens)

    def starts_sentence(self, i: int) -> bool:
        """Whether token i is the first word of a sentence or a quote."""
        if i == 0 or self._stops[i - 1]:
            return True
        if self.bits[i - 1] & QUOTE:
            k = i - 2
            while k >= 0 and self.bits[k] & QUOTE:
                k -= 1
            return k < 0 or self.tokens[k] != "," or not self._closes[i - 1]
        return self.tokens[i - 1] == ":" or (self.tokens[i - 1] == ")" and i > 1 and self._stops[i - 2] == 1)
