"""What the words of a noun phrase come to: a name with what belongs to it, or a description, and whom it speaks for."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tagger.recognisers.sources.attribution.propernames import inside_name, is_person, name_in, possessive
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    BREAK,
    CONJUNCTION,
    DETERMINER,
    HEAD,
    MARK,
    PERSON,
    PREPOSITION,
    QUOTE,
    TITLE,
    VOICE,
    beside,
    ordered,
    word_list,
)

_PARTING = PREPOSITION | CONJUNCTION | MARK | QUOTE | BREAK
"""Classes of words that may stand after a base phrase."""
Sort = Literal["named", "nominal", "pronoun"]


class Phrase(NamedTuple):
    """A noun phrase, from token `first` to token `last`, both included; `names` are the token ranges of the names it means."""

    sort: Sort
    first: int
    last: int
    names: tuple[tuple[int, int], ...] = ()
    head: int = 0


def described(text: Text, first: int, last: int) -> Phrase | None:
    """What the words from token `first` to token `last` are: a name with what belongs to it, or a noun phrase."""
    if first == last:
        return _lone(text, first)
    bits, tokens = text.bits, text.tokens
    names: list[tuple[int, int]] = []
    i = first
    head = base = -1
    headed = False
    while i <= last:
        stop = _base_end(text, i, last)
        if stop + 1 < last and head < 0 and tokens[stop + 1] in beside("both"):
            stop = _both(text, i, stop, last)
        name = name_in(text, i, stop)
        if name is not None:
            names.append(name)
        if head < 0:
            head = base = stop
            headed = name is not None
            while head > first and (tokens[head] in word_list("trailing") or _participle(text, first, head)):
                head -= 1
        if stop + 3 < last and tokens[stop + 1] == "(":
            closed = next((k for k in range(stop + 2, min(last, stop + 8)) if tokens[k] == ")"), stop)
            stop = closed
        if stop + 1 < last and tokens[stop + 1] in beside("listed_by") and (names or (bits[stop] | bits[stop - 1]) & TITLE):
            i = stop + 2
            continue
        if stop < last and names:
            i = _next_joint(text, stop + 1, last)
            if i < 0:
                break
            continue
        break
    if names and head != base:
        headed = name_in(text, first, head) is not None
    if not names and base == head and (name := _apposed(text, first, head)) is not None:
        return Phrase("named", first, last, (name,), head)
    if not names and base < last and (name := _described_person(text, first, last)) is not None:
        return Phrase("named", first, last, (name,), last)
    if names and (headed or (head < last and tokens[head + 1] in beside("and") and names[0][0] > head)):
        return Phrase("named", first, last, tuple(names), head)
    if bits[head] & (MARK | PREPOSITION | DETERMINER) and not bits[head] & HEAD and head == first:
        return None
    return Phrase("nominal", first, last, spoken_for(text, first, head, last), head)


def _both(text: Text, first: int, stop: int, last: int) -> int:
    """Where the base phrase ends whose adjectives an "and" at token `stop` + 1 joins: "current and former officials"; or `stop`."""
    if any(text.bits[k] & HEAD or text.capital(k) for k in range(first, stop + 1)):
        return stop
    end = _base_end(text, stop + 2, last)
    return end if text.bits[end] & HEAD and end > stop + 2 and not text.capital(end) else stop


def _lone(text: Text, i: int) -> Phrase | None:
    """What a word is that stands alone."""
    name = name_in(text, i, i)
    if name is not None:
        return Phrase("named", i, i, (name,), i)
    bits = text.bits[i]
    return None if bits & (MARK | PREPOSITION | DETERMINER) and not bits & HEAD else Phrase("nominal", i, i, (), i)


def _described_person(text: Text, first: int, last: int) -> tuple[int, int] | None:
    """The person's name that ends a phrase of several nouns: "lobbyist and strategist Ana Reyes", "Harbour head of sport Ana Reyes",
    not "the town of Ana Reyes"; or None."""
    name = name_in(text, first, last)
    if name is None or name[0] == first or not is_person(text, *name):
        return None
    for k in range(name[0] - 1, first, -1):
        if text.tokens[k] in beside("and") and k < name[0] - 1:
            return name
        if text.tokens[k] in beside("of") and k < name[0] - 1 and _leads(text, k - 1) and not _calls(text, name[0] - 1):
            return name
        if text.bits[k] & (PREPOSITION | CONJUNCTION | DETERMINER | MARK) or possessive(text.tokens[k]):
            return None
    return None


def _leads(text: Text, i: int) -> bool:
    """Whether token i says what one person is of something: "head of sport", not "number of boats"."""
    token = text.tokens[i]
    return (
        bool(text.bits[i] & PERSON)
        and not text.bits[i] & DETERMINER
        and not token.endswith("s")
        and token not in beside("quantities")
    )


def _calls(text: Text, i: int) -> bool:
    """Whether token i says what the person is whose name follows: "of singer Ana Reyes", not "chief of staff Ana Reyes"."""
    return bool(text.bits[i] & (TITLE | PERSON)) and text.tokens[i] not in beside("staff")


def _apposed(text: Text, first: int, head: int) -> tuple[int, int] | None:
    """The name in "the Harbour Star newspaper": what stands before a noun that says that it is an outlet or a body; or None."""
    if text.tokens[head] not in word_list("apposed") or text.tokens[first].lower() in beside("any_or_owned"):
        return None
    k = head - 1
    while k > first and text.tokens[k] in word_list("apposing"):
        k -= 1
    if k < first or not text.capital(k):
        return None
    name = name_in(text, first, k) or ((k, k) if text.tokens[k].lower() in word_list("adjectives") else None)
    return None if name is not None and name[0] == name[1] and text.tokens[head] in beside("grouped") else name


def _participle(text: Text, first: int, i: int) -> bool:
    """Whether token i is a participle after the noun it belongs to: "a poll released"."""
    if text.capital(i) or text.bits[i] & HEAD or not text.tokens[i].endswith(ordered("participles")):
        return False
    return bool(text.bits[i - 1] & HEAD)


def _next_joint(text: Text, i: int, last: int) -> int:
    """The token after the "and" that joins another name, or -1."""
    for k in range(i, last):
        if text.tokens[k] in beside("and") and text.capital(k + 1):
            stop = _base_end(text, k + 1, last)
            parallel = (
                stop == k + 2 and text.tokens[stop + 1 : stop + 2] == text.tokens[i : i + 1] and text.tokens[i] in beside("of")
            )
            if stop > k + 1 and (is_person(text, k + 1, stop) or parallel):
                return k + 1
    return -1


def _base_end(text: Text, first: int, last: int) -> int:
    """The last token of the base phrase: before the first preposition, conjunction or mark that is no part of a name."""
    bits, tokens = text.bits, text.tokens
    i = first
    while i < last:
        nxt = bits[i + 1]
        if not nxt & _PARTING:
            pass
        elif nxt & (PREPOSITION | CONJUNCTION) and not text.capital(i + 1):
            if not inside_name(text, first, i + 1, last):
                return i
            i += 1
        elif (nxt & MARK and not (tokens[i + 1] == "." and text.abbreviation(i + 1)) and tokens[i + 1] not in "/-") or nxt & (
            QUOTE | BREAK
        ):
            return i
        i += 1
    return i


def spoken_for(text: Text, first: int, head: int, last: int) -> tuple[tuple[int, int], ...]:
    """For "a spokesman for X" the token range of X; else nothing."""
    if not text.bits[head] & VOICE:
        return ()
    if head + 2 <= last and text.tokens[head + 1] in beside("speaking_for"):
        start = head + 2
        if text.bits[start] & DETERMINER and start < last:
            start += 1
        name = name_in(text, start, _base_end(text, start, last))
        return (name,) if name else ()
    return ()
