"""Speakers whose line begins with less than their name: initials, "A:" after "Q:", a screen name in small letters."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from tagger.recognisers.sources.attribution.propernames import name_in
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import BREAK, CREDIT, FUNCTION, LINK, MARK, QUOTE, beside, is_given, word_list, words

Range = tuple[int, int]

START = 150
"""The tokens at the head of a text in which it says who speaks in it."""
LONGEST = 9
"""The most tokens in which a name follows "interview with"."""
FAR = 12
"""The most tokens between a screen name and its colon."""
_SCREEN_NAME = re.compile(r"(?:/?u/[\w-]{3,})|(?=.*[^\W\d_])(?:\w*[a-z\d][A-Z_]\w*|\w*[^\W_][_\d]\w*|[a-z][a-z-]{2,})", re.ASCII)
_PLAIN = re.compile(r"[a-z-]+|[A-Z][a-z]+")
_INITIALS = re.compile(r"[A-Z](?:\.?[A-Z]){1,3}")


class Told(NamedTuple):
    """What the head of a text tells: the people it names, as token ranges, and which of them asks and which answers."""

    people: list[Range]
    asking: list[Range]
    answering: list[Range]


class Labels:
    """Who is meant by the labels of a text's lines; its head is read at the first label that asks for it."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._told: Told | None = None
        self._lines: dict[str, int] | None = None

    def asks(self, first: int, stop: int) -> bool:
        """Whether the label of the tokens from `first` to before `stop` is that of whoever asks: "Q:", "Interviewer:"."""
        if stop == first + 1 and self.text.tokens[first].lower() in word_list("askers"):
            return True
        return self._initials(first, stop) and self.meant(first, stop) in self._head().asking

    def meant(self, first: int, stop: int) -> Range | None:
        """The name at the head of the text that the label stands for: "EC" for "Edith Clough"; or None."""
        if self._initials(first, stop):
            label = "".join(token for token in self.text.tokens[first:stop] if token != ".").replace(".", "")
            told = self._head()
            return next((name for name in (*told.answering, *told.people) if label in _initials_of(self.text, name)), None)
        if stop == first + 1 and self.text.tokens[first].lower() in word_list("answerers"):
            known = self._head().answering
            return known[0] if len(known) == 1 else None
        return None

    def screen_name(self, first: int, end: int) -> int:
        """The colon after a screen name that begins the line of the tokens from `first` to before `end`, or -1.

        It is told by what stands after it, "seawolf replied:", "seawolf (3 May 2021):"; or by other lines that begin so.
        """
        colon, sure = _screen_name(self.text, first, end)
        if colon < 0 or sure:
            return colon
        if self._lines is None:
            self._lines = _threads(self.text)
        return colon if self._lines.get("", 0) or self._lines.get(self.text.tokens[first], 0) > 1 else -1

    def _initials(self, first: int, stop: int) -> bool:
        tokens = self.text.tokens
        last = stop - 1 if tokens[stop - 1] != "." else stop - 2
        return last == first and _INITIALS.fullmatch(tokens[first]) is not None

    def _head(self) -> Told:
        if self._told is None:
            self._told = _told(self.text)
        return self._told


def _told(text: Text) -> Told:
    """Reads the head of a text."""
    told = Told([], [], [])
    tokens, end = text.tokens, min(len(text.tokens), START)
    for k in range(end):
        role = _leads_to(tokens[k - 1].lower(), tokens[k].lower()) if k else None
        if role is not None and (name := _first_name(text, k + 1, end)) is not None:
            (told.asking if role == "asks" else told.answering).append(name)
        begins = text.capital(k) and (is_given(tokens[k].lower()) or (len(tokens[k]) == 1 and tokens[k + 1 : k + 2] == ["."]))
        if begins and (k == 0 or not text.capital(k - 1) or tokens[k - 1] in beside("courtesy")):
            name = _whole(text, k, end)
            if name[1] > k:
                told.people.append(name)
    return told


def _leads_to(before: str, joint: str) -> Literal["asks", "answers"] | None:
    """Who stands after two words: "interview with", "interviewer:"."""
    if before in word_list("interviews") and joint in ("with", "of", ":", "to"):
        return "answers"
    if (before in word_list("askers") and joint == ":") or (before in word_list("interviewing") and joint == "by"):
        return "asks"
    return None


def _first_name(text: Text, k: int, end: int) -> Range | None:
    """The name of two words or more that stands at token `k` or a few words after it, without a title; or None."""
    end = min(end, k + LONGEST)
    while k < end and (not text.capital(k) or text.tokens[k] in beside("courtesy")):
        if text.bits[k] & (BREAK | QUOTE) or (
            text.bits[k] & MARK and text.tokens[k - 1] not in beside("courtesy") and text.tokens[k] not in "*_"
        ):
            return None
        k += 1
    if k == end:
        return None
    name = _whole(text, k, end)
    return name if name[1] > k else None


def _whole(text: Text, first: int, end: int) -> Range:
    """The name that begins at token `first`, with its particles and initials."""
    last, k, tokens = first, first + 1, text.tokens
    while k < end:
        if text.capital(k):
            last = k
        elif not (tokens[k] == "." and text.abbreviation(k)) and not (text.bits[k] & LINK and not text.bits[k] & FUNCTION):
            break
        k += 1
    return name_in(text, first, last) or (first, last)


def _threads(text: Text) -> dict[str, int]:
    """How many lines begin with each screen name and a colon; and, under "", with one that surely is one."""
    out: dict[str, int] = {}
    start = 0
    for end in (*text.breaks, len(text.tokens)):
        colon, sure = _screen_name(text, start, end) if end - start > 2 else (-1, False)
        if colon > 0:
            name = "" if sure else text.tokens[start]
            out[name] = out.get(name, 0) + 1
        start = end + 1
    return out


def _initials_of(text: Text, name: Range) -> tuple[str, str]:
    """The initials of all words of a name that have a capital, and those of its first and last word."""
    letters = [token[0] for token in text.tokens[name[0] : name[1] + 1] if token[0].isupper()]
    return "".join(letters), letters[0] + letters[-1]


def _screen_name(text: Text, first: int, end: int) -> tuple[int, bool]:
    """The colon after what may be a screen name at the start of a line, and whether it surely is one: "seawolf replied:"; or -1."""
    tokens = text.tokens
    if text.bits[first] & ~CREDIT or (tokens[first].istitle() and tokens[first].isalpha()):
        return -1, False
    near = tokens[first : min(end, first + FAR)]
    if ":" not in near or not _SCREEN_NAME.fullmatch(tokens[first]):
        return -1, False
    colon = first + near.index(":")
    verb = words().verbs.get(tokens[first + 1])
    if verb is not None and verb.lemma in word_list("posting") and verb.form in ("past", "s"):
        return (colon, True) if colon == first + 2 or tokens[first + 2] in word_list("posted") else (-1, False)
    if tokens[first + 1] == "(" and tokens[colon - 1] == ")":
        return (colon, True) if any(token[0].isdigit() for token in tokens[first + 2 : colon]) else (-1, False)
    return (colon, False) if colon == first + 1 and not _PLAIN.fullmatch(tokens[first]) else (-1, False)
