"""Noun phrases to the left and right of a trigger, without a parser: where they begin and end."""

from __future__ import annotations

from tagger.recognisers.sources.attribution.described import Phrase, described
from tagger.recognisers.sources.attribution.propernames import byname, is_year, name_in, possessive, written_together
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
    WORK,
    beside,
    ordered,
    word_list,
)

LONGEST = 40
"""The most tokens of a phrase."""

_OUTSIDE = PRONOUN | MARK | CONJUNCTION | CLAUSAL | TIME
"""Classes of words before which a noun phrase begins."""


def ends_phrase(bits: int) -> bool:
    """Whether a noun phrase may end with a word of these classes."""
    return not bits & (PREPOSITION | CONJUNCTION) and (not bits & DETERMINER or bits & HEAD > 0)


def phrase_before(text: Text, last: int, low: int = 0) -> Phrase | None:
    """The noun phrase that ends at token `last` and begins at `low` or later, or None."""
    if last < low:
        return None
    bits, tokens = text.bits, text.tokens
    if tokens[last] == ")":
        return _before_bracket(text, last, low)
    if tokens[last] == "." and tuple(tokens[max(low, last - 2) : last]) == ordered("others"):
        found = phrase_before(text, last - 3, low)
        return found._replace(last=last) if found is not None else None
    if bits[last] & PRONOUN and not text.capital(last):
        return Phrase("pronoun", last, last, (), last)
    if not ends_phrase(bits[last]):
        return None
    first = _first(text, last, max(low, last - LONGEST))
    while first <= last and bits[first] & (ADVERB | PREPOSITION | CONJUNCTION) and not text.capital(first):
        first += 1
    return described(text, first, last) if first <= last else None


def _before_bracket(text: Text, last: int, low: int) -> Phrase | None:
    """The noun phrase before the bracket that ends at token `last`, and with it unless it is a link."""
    opened = _opening(text, last, low)
    linked = opened > low and text.tokens[opened - 1] == "]"
    found = phrase_before(text, opened - (2 if linked else 1), low) if opened > low else None
    if found is None or linked:
        return found
    if is_year(text, opened + 1):
        return found._replace(last=last, names=written_together(text, found.names))
    named = name_in(text, opened + 1, last - 1) if text.tokens[opened + 1] in beside("courtesy") else None
    return found._replace(last=last) if named is None else Phrase("named", found.first, last, (named,), found.head)


def _first(text: Text, last: int, low: int) -> int:
    """Where the noun phrase begins that ends at token `last`: one walk to the left with a branch for each class of word."""
    bits, tokens, capitals = text.bits, text.tokens, text.capitals
    i, joints = last, list[int]()
    while i >= low:
        bit = bits[i]
        if (capitals[i] or text.judged(i)) == 2:
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
        elif bit & DETERMINER and byname(text, i):
            i -= 1
        elif bit & DETERMINER:
            i -= 1
            if i > low and tokens[i] in beside("both") and (text.capital(i - 1) or bits[i - 1] & HEAD):
                joints.append(i)
                i -= 1
                continue
            if i >= low and bits[i] & DETERMINER and not bits[i] & PREPOSITION and tokens[i] not in word_list("kin_of"):
                continue
            if i < low or not bits[i] & (PREPOSITION | DETERMINER) or not _attaches(text, i, low):
                break
        elif bit & PREPOSITION:
            if tokens[i] in beside("apart") or not _attaches(text, i, low):
                break
            i -= 1
        elif bit & CONJUNCTION and i < last and tokens[i] in beside("listed_by"):
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
    return joints[-1] + 1 if joints and not _clause_begins(text, i + 1, low) else i + 1


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
    """The noun phrase that begins at token `first`, or None."""
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
    if i + 1 < high and bits[i + 1] & TIME and tokens[i] in beside("dating"):
        return None
    last, seen = _last(text, first, high)
    while last >= first and bits[last] & (PREPOSITION | CONJUNCTION | DETERMINER | ADVERB) and not text.capital(last):
        last -= 1
    return described(text, first, last) if last >= first and seen else None


def _last(text: Text, first: int, high: int) -> tuple[int, bool]:
    """Where the noun phrase ends that begins at token `first`, and whether it has more than small words: one walk to the right with
    a branch for each class of word."""
    bits, tokens, capitals = text.bits, text.tokens, text.capitals
    i, seen = first, False
    while i < high:
        bit = bits[i]
        if (capitals[i] or text.judged(i)) == 2:
            seen = True
        elif tokens[i] == "." and text.abbreviation(i):
            pass
        elif bit & DETERMINER:
            if seen and not bits[i - 1] & (PREPOSITION | CONJUNCTION) and not byname(text, i):
                break
        elif bit & PREPOSITION:
            if not seen or i + 1 >= high or not _ties(text, i):
                break
        elif bit & CONJUNCTION:
            if tokens[i] not in beside("joined_by") or i + 1 >= high or not _named_next(text, i + 1) or not seen:
                break
        elif bit & VERB and bit & NOUNISH and seen and _calls_office(text, i, high):
            pass
        elif (
            bit & (BREAK | QUOTE | MARK | PRONOUN | TIME | CLAUSAL)
            or (bit & VERB and not bit & (NOUNISH | HEAD))
            or (bit & VERB and seen and text.capital(i - 1) and not (bit & WORK and tokens[first] in beside("indefinite")))
        ) or (seen and text.capital(i - 1) and not bit & (HEAD | TITLE | LINK) and not _goes_on(text, i, high)):
            break
        else:
            seen = True
        i += 1
    return i - 1, seen


def _calls_office(text: Text, i: int, high: int) -> bool:
    """Whether the noun at token i is part of an office before a name: "Harbour press secretary Ana Reyes"."""
    return i + 2 < high and bool(text.bits[i + 1] & PERSON) and text.tokens[i + 1].islower() and text.capital(i + 2)


def _ties(text: Text, i: int) -> bool:
    """Whether the preposition at token i ties what follows to the noun before it: "officials in Bergen", not "Reyes in response"."""
    word, before = text.tokens[i], text.tokens[i - 1]
    if word not in beside("tied") or text.bits[i + 1] & (TIME | PRONOUN) or text.tokens[i + 1] in beside("untied"):
        return False
    if word in beside("tied_to_any") or before in word_list("trailing"):
        return True
    return bool(text.bits[i - 1] & HEAD) and not text.capital(i - 1)


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
    if text.tokens[i] in beside("close_to"):
        return True
    return not bit & (MARK | BREAK | QUOTE | VERB | CLAUSAL | ADVERB | PRONOUN | CONJUNCTION | PREPOSITION | DETERMINER | TIME)


def _clause_begins(text: Text, i: int, low: int) -> bool:
    """Whether a clause may begin at token i: nothing, a mark or a conjunction stands before it."""
    return (
        i <= low
        or text.tokens[i - 1].lower() in beside("apart")
        or bool(text.bits[i - 1] & (MARK | BREAK | QUOTE | CONJUNCTION | ADVERB))
    )


def auxiliary(text: Text, i: int) -> bool:
    """Whether token i is an auxiliary verb, a modal or a negation."""
    return bool(text.bits[i] & AUXILIARY) and not text.capital(i)
