"""Noun phrases to the left and right of a trigger, without a parser: where they begin and end."""

from __future__ import annotations

from tagger.recognisers.sources.attribution.described import Phrase, described
from tagger.recognisers.sources.attribution.propernames import COURTESY, byname, is_year, name_in, possessive, written_together
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
    word_list,
)

LONGEST = 40
"""The most tokens of a phrase."""

_OUTSIDE = PRONOUN | MARK | CONJUNCTION | CLAUSAL | TIME
"""Classes of words before which a noun phrase begins."""
_NO_PART = frozenset("after before since until because as than once amid despite following during like".split())


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
        if is_year(text, opened + 1):
            return found._replace(last=last, names=written_together(text, found.names))
        named = name_in(text, opened + 1, last - 1) if text.tokens[opened + 1] in COURTESY else None
        return found._replace(last=last) if named is None else Phrase("named", found.first, last, (named,), found.head)
    if tokens[last] == "." and tokens[max(low, last - 2) : last] == ["et", "al"]:
        found = phrase_before(text, last - 3, low)
        return found._replace(last=last) if found is not None else None
    if bits[last] & PRONOUN and not text.capital(last):
        return Phrase("pronoun", last, last, (), last)
    if not ends_phrase(bits[last]):
        return None
    i, joints = last, []
    low, capitals = max(low, last - LONGEST), text.capitals
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
    seen, capitals = False, text.capitals
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


def auxiliary(text: Text, i: int) -> bool:
    """Whether token i is an auxiliary verb, a modal or a negation."""
    return bool(text.bits[i] & AUXILIARY) and not text.capital(i)
