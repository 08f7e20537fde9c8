"""Noun phrases to the left and right of a trigger, without a parser: where they begin and end, and the names in them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tagger.recognisers.sources.attribution.propernames import COURTESY, inside_name, is_person, name_in, possessive
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CLAUSAL,
    CONJUNCTION,
    CREDIT,
    DETERMINER,
    HEAD,
    LINK,
    MARK,
    NOUNISH,
    PERSON,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    TIME,
    TITLE,
    VERB,
    VOICE,
    WORK,
    word_list,
)

LONGEST = 40
"""The most tokens of a phrase."""

_OUTSIDE = PRONOUN | MARK | CONJUNCTION | CLAUSAL | TIME
"""Classes of words before which a noun phrase begins."""
_PARTING = PREPOSITION | CONJUNCTION | MARK | QUOTE | BREAK
"""Classes of words that may stand after a base phrase."""
_QUANTITIES = frozenset("number minority majority half percent all most one people % staff police".split())
_NO_PART = frozenset("after before since until because as than once amid despite following during like".split())
Sort = Literal["named", "nominal", "pronoun"]


class Phrase(NamedTuple):
    """A noun phrase, from token `first` to token `last`, both included; `names` are the token ranges of the names it means."""

    sort: Sort
    first: int
    last: int
    names: tuple[tuple[int, int], ...] = ()
    head: int = 0


def ends_phrase(bits: int) -> bool:
    """Whether a noun phrase may end with a word of these classes."""
    return not bits & (PREPOSITION | CONJUNCTION) and (not bits & DETERMINER or bits & HEAD > 0)


def phrase_before(text: Text, last: int, low: int = 0) -> Phrase | None:
    """The noun phrase that ends at token `last` and begins at `low` or later, or None.

    One walk to the left with a branch for each class of word, and so longer than most.
    """
    if last < low:
        return None
    bits, tokens = text.bits, text.tokens
    if tokens[last] == ")":
        opened = _opening(text, last, low)
        linked = opened > low and tokens[opened - 1] == "]"
        found = phrase_before(text, opened - (2 if linked else 1), low) if opened > low else None
        if found is None or linked:
            return found
        named = name_in(text, opened + 1, last - 1) if text.tokens[opened + 1] in COURTESY else None
        return found._replace(last=last) if named is None else Phrase("named", found.first, last, (named,), found.head)
    if bits[last] & PRONOUN and not text.capital(last):
        return Phrase("pronoun", last, last, (), last)
    if not ends_phrase(bits[last]):
        return None
    i, joints = last, []
    low = max(low, last - LONGEST)
    while i >= low:
        bit = bits[i]
        if text.capital(i):
            i -= 1
        elif not bit:
            if i < last and (_strange_verb(text, i) or _is_year(text, i)):
                break
            i -= 1
        elif bit & (BREAK | QUOTE) or tokens[i] in ".!?;:":
            if tokens[i] == "." and text.abbreviation(i):
                i -= 1
                continue
            break
        elif bit & DETERMINER:
            i -= 1
            if i > low and tokens[i] in ("and", "or") and (text.capital(i - 1) or bits[i - 1] & HEAD):
                joints.append(i)
                i -= 1
                continue
            if i < low or not bits[i] & (PREPOSITION | DETERMINER) or not _attaches(text, i, low):
                break
        elif bit & PREPOSITION:
            if tokens[i] in _NO_PART or not _attaches(text, i, low):
                break
            i -= 1
        elif bit & CONJUNCTION and tokens[i] in ("and", "or", "&") and i < last:
            if text.capital(i + 1) and i > low and not text.capital(i - 1) and not bits[i - 1] & (PERSON | MARK):
                break
            joints.append(i)
            i -= 1
        elif bit & _OUTSIDE or (bit & VERB and not bit & (NOUNISH | HEAD)):
            if tokens[i] == ")" and i < last:
                opened = _opening(text, i, low)
                if opened > low and not text.stop(i - 1):
                    i = opened - 1
                    continue
            break
        elif i < last and _strange_verb(text, i):
            break
        else:
            i -= 1
    first = i + 1
    if joints and not _clause_begins(text, first, low):
        first = joints[-1] + 1
    while first <= last and bits[first] & (ADVERB | PREPOSITION | CONJUNCTION) and not text.capital(first):
        first += 1
    return described(text, first, last) if first <= last else None


def _is_year(text: Text, i: int) -> bool:
    """Whether token i is a year after a preposition, before a name that it is no part of: "In 2004 Reyes said"."""
    token = text.tokens[i]
    return len(token) == 4 and token.isdigit() and i > 0 and bool(text.bits[i - 1] & PREPOSITION) and text.capital(i + 1)


def _strange_verb(text: Text, i: int) -> bool:
    """Whether token i is a verb that no list has, between two names: "Reyes (also) misjudged Bligh"."""
    if text.bits[i] & ~CREDIT or text.tokens[i][-2:] != "ed" or not text.capital(i + 1):
        return False
    k = i - 2 if text.bits[i - 1] & ADVERB else i - 1
    return k >= 0 and text.capital(k) and not possessive(text.tokens[k])


def phrase_after(text: Text, first: int, high: int | None = None) -> Phrase | None:
    """The noun phrase that begins at token `first`, or None.

    One walk to the right with a branch for each class of word, and so longer than most.
    """
    bits, tokens = text.bits, text.tokens
    high = len(tokens) if high is None else high
    high = min(high, first + LONGEST)
    i = first
    while i < high and (bits[i] & ADVERB and not text.capital(i)):
        i += 1
    first = i
    if i >= high:
        return None
    if bits[i] & PRONOUN and not text.capital(i):
        return Phrase("pronoun", i, i, (), i)
    if tokens[i] in ("last", "this", "next", "late", "early") and i + 1 < high and bits[i + 1] & TIME:
        return None
    seen = False
    while i < high:
        bit = bits[i]
        if text.capital(i):
            seen = True
        elif tokens[i] == "." and text.abbreviation(i):
            pass
        elif bit & DETERMINER:
            if seen and not bits[i - 1] & (PREPOSITION | CONJUNCTION):
                break
        elif bit & PREPOSITION:
            if not seen or tokens[i] not in ("of", "for", "from", "at", "with", "to", "in", "on") or i + 1 >= high:
                break
            if bits[i + 1] & (TIME | PRONOUN) or tokens[i + 1] in (
                "which",
                "whom",
                "part",
                "addition",
                "response",
                "an",
                "interview",
            ):
                break
            if tokens[i] in ("in", "on", "to", "at", "with", "from") and not (
                (bits[i - 1] & HEAD and not text.capital(i - 1))
                or tokens[i] in ("from", "at", "with")
                or tokens[i - 1] in word_list("trailing")
            ):
                break
        elif bit & CONJUNCTION:
            if tokens[i] not in ("and", "&") or i + 1 >= high or not _named_next(text, i + 1) or not seen:
                break
        elif (
            bit & (BREAK | QUOTE | MARK | PRONOUN | TIME | CLAUSAL)
            or (bit & VERB and not bit & (NOUNISH | HEAD))
            or (bit & VERB and seen and text.capital(i - 1) and not (bit & WORK and tokens[first] in ("a", "an")))
        ) or (seen and text.capital(i - 1) and not bit & (HEAD | TITLE | LINK) and not _goes_on(text, i, high)):
            break
        else:
            seen = True
        i += 1
    last = i - 1
    while last >= first and bits[last] & (PREPOSITION | CONJUNCTION | DETERMINER | ADVERB) and not text.capital(last):
        last -= 1
    return described(text, first, last) if last >= first and seen else None


def _goes_on(text: Text, i: int, high: int) -> bool:
    """Whether the small word at token i, after a name, leads to another name or to a noun for people: "Harbour crew spokesman"."""
    if not text.bits[i] & ~CREDIT and text.tokens[i].endswith("ed") and "-" not in text.tokens[i]:
        return False
    for k in range(i, min(high, i + 4)):
        if text.capital(k) and k > i:
            return True
        if text.bits[k] & HEAD:
            return True
        if text.bits[k] & ~(NOUNISH | TITLE | CREDIT):
            return False
    return False


def _named_next(text: Text, i: int) -> bool:
    return text.capital(i) or (bool(text.bits[i] & DETERMINER) and i + 1 < len(text.tokens) and text.capital(i + 1))


def _opening(text: Text, i: int, low: int) -> int:
    """The token of the bracket that the one at token i closes, or -1."""
    for k in range(i - 1, max(low - 1, i - 30), -1):
        if text.tokens[k] == "(":
            return k if i - k < 15 or (k and text.tokens[k - 1] == "]") else -1
    return -1


def _attaches(text: Text, i: int, low: int) -> bool:
    """Whether the preposition at token i hangs on a noun before it."""
    if i - 1 < low:
        return False
    bit = text.bits[i - 1]
    if text.capital(i - 1) or bit & HEAD:
        return not bit & TIME
    if text.tokens[i] in ("familiar", "close"):
        return True
    return not bit & (MARK | BREAK | QUOTE | VERB | CLAUSAL | ADVERB | PRONOUN | CONJUNCTION | PREPOSITION | DETERMINER | TIME)


def _clause_begins(text: Text, i: int, low: int) -> bool:
    """Whether a clause may begin at token i: nothing, a mark or a conjunction stands before it."""
    return (
        i <= low
        or text.tokens[i - 1].lower() in _NO_PART
        or bool(text.bits[i - 1] & (MARK | BREAK | QUOTE | CONJUNCTION | ADVERB))
    )


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
        if stop + 1 < last and tokens[stop + 1] in ("and", "&", "or", ",") and (names or (bits[stop] | bits[stop - 1]) & TITLE):
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
    if names and (headed or (head < last and tokens[head + 1] == "and" and names[0][0] > head)):
        return Phrase("named", first, last, tuple(names), head)
    if bits[head] & (MARK | PREPOSITION | DETERMINER) and not bits[head] & HEAD and head == first:
        return None
    return Phrase("nominal", first, last, spoken_for(text, first, head, last), head)


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
        if text.tokens[k] == "and" and k < name[0] - 1:
            return name
        if text.tokens[k] == "of" and k < name[0] - 1 and _leads(text, k - 1) and not _calls(text, name[0] - 1):
            return name
        if text.bits[k] & (PREPOSITION | CONJUNCTION | DETERMINER | MARK) or possessive(text.tokens[k]):
            return None
    return None


def _leads(text: Text, i: int) -> bool:
    """Whether token i says what one person is of something: "head of sport", not "number of boats"."""
    token = text.tokens[i]
    return bool(text.bits[i] & PERSON) and not text.bits[i] & DETERMINER and not token.endswith("s") and token not in _QUANTITIES


def _calls(text: Text, i: int) -> bool:
    """Whether token i says what the person is whose name follows: "of singer Ana Reyes", not "chief of staff Ana Reyes"."""
    return bool(text.bits[i] & (TITLE | PERSON)) and text.tokens[i] != "staff"


def _apposed(text: Text, first: int, head: int) -> tuple[int, int] | None:
    """The name in "the Harbour Star newspaper": what stands before a noun that says that it is an outlet or a body; or None."""
    if text.tokens[head] not in word_list("apposed") or text.tokens[first].lower() in (
        "a",
        "an",
        "another",
        "one",
        "his",
        "her",
        "its",
    ):
        return None
    k = head - 1
    while k > first and text.tokens[k] in word_list("apposing"):
        k -= 1
    if k < first or not text.capital(k):
        return None
    name = name_in(text, first, k) or ((k, k) if text.tokens[k].lower() in word_list("adjectives") else None)
    return None if name is not None and name[0] == name[1] and text.tokens[head] == "group" else name


def _participle(text: Text, first: int, i: int) -> bool:
    """Whether token i is a participle after the noun it belongs to: "a poll released"."""
    if text.capital(i) or text.bits[i] & HEAD or not text.tokens[i].endswith(("ed", "ing")):
        return False
    return bool(text.bits[i - 1] & HEAD)


def _next_joint(text: Text, i: int, last: int) -> int:
    """The token after the "and" that joins another name, or -1."""
    for k in range(i, last):
        if text.tokens[k] == "and" and text.capital(k + 1):
            stop = _base_end(text, k + 1, last)
            if stop > k + 1 and is_person(text, k + 1, stop):
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
    if head + 2 <= last and text.tokens[head + 1] in ("for", "of", "from", "at", "with"):
        start = head + 2
        if text.bits[start] & DETERMINER and start < last:
            start += 1
        name = name_in(text, start, _base_end(text, start, last))
        return (name,) if name else ()
    return ()


def auxiliary(text: Text, i: int) -> bool:
    """Whether token i is an auxiliary verb, a modal or a negation."""
    return bool(text.bits[i] & AUXILIARY) and not text.capital(i)
