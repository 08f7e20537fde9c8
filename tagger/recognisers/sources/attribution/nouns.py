"""Sources by a noun of saying: "X's assertion that …", "X issued a statement", "X made the case"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from tagger.recognisers.sources.attribution.appositions import SHORT_QUOTE
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.frames import Mention, done, near_quote, reported
from tagger.recognisers.sources.attribution.phrases import phrase_before
from tagger.recognisers.sources.attribution.propernames import name_in, possessive
from tagger.recognisers.sources.attribution.subjects import subject_of
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    BE,
    BREAK,
    CLAUSAL,
    CONJUNCTION,
    HEAD,
    MARK,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    VERB,
    Verb,
    beside,
    idioms,
    word_list,
)

_LIGHT = Verb("make", {}, "past")


def by_noun(text: Text) -> Iterator[Mention]:
    """The sources that a noun of saying belongs to."""
    phrases, rules, tokens, last = idioms(), _rules(), text.tokens, len(text.tokens) - 1
    for i in text.credits:
        token = tokens[i]
        if token in phrases and i < last and tokens[i + 1] in phrases[token][1] and _goes_on(text, i, phrases[token][1]):
            found = _idiom(text, i)
        elif token in rules:
            found = rules[token](text, i)
        else:
            continue
        if found is not None:
            yield found


@cache
def _rules() -> dict[str, Callable[[Text, int], Mention | None]]:
    """The rule for each light verb, noun of saying or work."""
    light, owned, works = word_list("light"), word_list("owned"), word_list("owned_works")
    return {
        **dict.fromkeys(works, _work),
        **dict.fromkeys(owned, _owned),
        **dict.fromkeys(owned & works, _owned_or_work),
        **dict.fromkeys(light, _light),
    }


def _owned(text: Text, i: int) -> Mention | None:
    """ "X's assertion (was) that …", "X's call for …", 'X's "own goal" remark'."""
    k = i + 1
    after = text.bits[k] if k < len(text.bits) else 0
    if after & BE:
        k += 1
    elif not after & CONJUNCTION and not after & PREPOSITION and not (i and text.bits[i - 1] & QUOTE):
        return None
    opened = text.opening(i - 1) if i else -1
    if opened > 0 and i - opened < SHORT_QUOTE and possessive(text.tokens[opened - 1]):
        owner = owner_of(text, opened, 1)
        return Mention(owner, "quoted", "possessive", i) if owner is not None else None
    told = text.tokens[k : k + 1] == ["that"] or (
        k == i + 1 and text.tokens[i] in beside("wanting") and text.tokens[k : k + 1] == ["for"]
    )
    return _possessive(text, i) if told else None


def _work(text: Text, i: int) -> Mention | None:
    """ "X's (latest) report"."""
    return None if _is_compound(text, i) else _possessive(text, i)


def _owned_or_work(text: Text, i: int) -> Mention | None:
    """Either of these two."""
    return _work(text, i) or _owned(text, i)


def _is_compound(text: Text, i: int) -> bool:
    """Whether the noun at token i only tells what kind of thing the next one is: "X's research group", "X's poll numbers"."""
    after = text.tokens[i + 1] if i + 1 < len(text.tokens) else ""
    return after in beside("standing") or bool(after and text.bits[i + 1] & HEAD and not text.bits[i + 1] & VERB)


def _light(text: Text, i: int) -> Mention | None:
    """ "X issued a (short) statement": the subject of a light verb whose object is a noun of saying."""
    nouns, objects = word_list("nouns"), _objects()
    if objects.isdisjoint(text.tokens[i + 2 : i + 7]):
        return None
    start = i + 2 if text.tokens[i + 1] in ("out", "up") else i + 1
    for k in range(start, min(len(text.tokens), i + 7)):
        bit = text.bits[k]
        if text.tokens[k] in objects:
            if k == start or (k + 1 < len(text.tokens) and text.tokens[k + 1] in nouns):
                continue
            found = subject_of(text, i, _LIGHT)
            if found is None or found.sort == "nominal" or reported(text, found.first):
                return None
            return Mention(found, "quoted" if near_quote(text, i) else "cited", "light-verb", i)
        if bit & (MARK | BREAK | QUOTE | PREPOSITION | CONJUNCTION | PRONOUN | CLAUSAL) and text.tokens[k] != "following":
            return None
    return None


@cache
def _objects() -> frozenset[str]:
    """The nouns that a light verb makes an utterance of."""
    return word_list("nouns") | word_list("light_nouns")


def _goes_on(text: Text, i: int, after: dict[str, list[list[str]]]) -> bool:
    """Whether the words after the verb at token i make an utterance of it: "took issue with"; `after` has the first of them."""
    if text.tokens[i + 1 : i + 3] == ["out", "of"]:
        return False
    return any(text.tokens[i + 2 : i + 2 + len(rest)] == rest for rest in after[text.tokens[i + 1]])


def _idiom(text: Text, i: int) -> Mention | None:
    """ "X took issue with the plan", "X made it clear that …"."""
    verb = idioms()[text.tokens[i]][0]
    found = subject_of(text, i, verb) if not (verb.deeds and done(text, i, verb)) else None
    if found is None or found.sort == "nominal" or reported(text, found.first):
        return None
    return Mention(found, "quoted" if near_quote(text, i) else "cited", "idiom", i)


def _possessive(text: Text, i: int) -> Mention | None:
    """ "X's (latest) assertion"."""
    owner = owner_of(text, i, 3) if i > 1 else None
    return Mention(owner, "quoted" if near_quote(text, i) else "cited", "possessive", i) if owner is not None else None


def owner_of(text: Text, i: int, most: int) -> Phrase | None:
    """The name whose possessive stands at most `most` tokens before the noun at token i: "X's (latest) assertion"; or None."""
    for k in range(i - 1, max(-1, i - 1 - most), -1):
        if possessive(text.tokens[k]) or (text.tokens[k] in ("’", "'") and k and text.tokens[k - 1].endswith("s")):
            break
        if text.bits[k] & (MARK | BREAK | QUOTE | PREPOSITION | CONJUNCTION | PRONOUN | CLAUSAL) or text.capital(k):
            return None
    else:
        return None
    end = k if possessive(text.tokens[k]) else k - 1
    found = phrase_before(text, end) if text.capital(end) else None
    name = name_in(text, found.first, end, owner=True) if found is not None else None
    return Phrase("named", name[0], name[1], (name,), end) if name is not None else None
