"""An expression and its neighbours, and the signs that glue a number to something that is no date."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

WIDE = 48
BARE = "\"'“”‘’([{<>}]).,;:!?*_…—–-«»|"
GLUE = frozenset("$£€¥#@/\\=+&%_~^*")
AFTER_NUMBER = frozenset("%°$€£/\\=@_#^")
SENTENCE_END, NEXT_WORD = frozenset(".\n"), frozenset(" -'’\n")
"""What ends a sentence before an expression; what a word that follows it begins after."""
CLAUSE_END = frozenset(".,;:)!?\n")
Fields = dict[str, Any]
Sets = dict[str, frozenset[str]]


class Around(NamedTuple):
    """An expression, the text before and after it, and the neighbouring words, folded and bare.

    A neighbour is empty where a sentence's sign or a line's end stands between.
    """

    words: str
    before: str
    after: str
    previous: str
    next: str

    @property
    def low(self) -> str:
        """The expression in small letters."""
        return self.words.lower()

    @property
    def last(self) -> str:
        """The last word of the expression."""
        return self.words.replace("-", " ").split()[-1].rstrip(".")

    @property
    def closes(self) -> bool:
        """Whether its clause ends with the expression."""
        return not self.after or self.after[0] in CLAUSE_END

    def capital_before(self, some: frozenset[str]) -> bool:
        """Whether one of some words stands before, with a capital."""
        return self.previous in some and self.before.split()[-1][:1].isupper()

    @property
    def inside_word(self) -> bool:
        """Whether a letter or digit touches it."""
        return self.before[-1:].isalnum() or self.after[:1].isalnum()

    @property
    def glued_left(self) -> bool:
        """Whether a sign or letter before it makes it a price, a path, a share or a part of a name."""
        return self.before[-1:] in GLUE or self.before[-1:].isalnum()

    def plural_next(self, sets: Sets) -> bool:
        """Whether a word that looks like a plural follows at once: "1990 voters"."""
        word = self.next
        return (
            self.after[:1] == " "
            and len(word) > 3
            and word.endswith("s")
            and not word.endswith(("ss", "us", "is", "'s"))
            and word not in sets["no_plural"]
        )

    @property
    def capital_next(self) -> bool:
        """Whether a name follows at once: "April Smith"."""
        return self.after[:1] == " " and self.after[1:2].isupper() and self.after[2:3].islower()


def around(text: str, start: int, end: int) -> Around:
    """The surroundings of `text[start:end]`; a line that is as long as a line of mail goes on in the next."""
    before, after = text[start - WIDE if start > WIDE else 0 : start], text[end : end + WIDE]
    last = before[-1:]
    if last == "\n" and len(before) == WIDE and "\n" not in before[:-1]:
        before, last = before[:-1] + " ", " "
    previous = following = ""
    if last not in SENTENCE_END and (left := before.rsplit(None, 1)):
        previous = left[-1].strip(BARE).lower()
    if after[:1] in NEXT_WORD and (right := after.split(None, 1)):
        following = right[0].strip(BARE).lower()
    return Around._make((text[start:end], before, after, previous, following))  # half as dear as a call of the class


class Gated(NamedTuple):
    """An expression for the text before a date, which costs more than its gate: where that text has none of these ends and parts,
    the expression finds nothing."""

    pattern: re.Pattern[str]
    parts: tuple[str, ...]
    ends: tuple[str, ...] = ()

    def finds(self, before: str, shown: str) -> bool:
        """Whether it finds something; `shown` is the text as the gate wants it, which may be in small letters."""
        if not shown.endswith(self.ends):
            for part in self.parts:
                if part in shown:
                    break
            else:
                return False
        return self.pattern.search(before) is not None
