"""The subject of a whole sentence, for a verb that stands far from it."""

from __future__ import annotations

from tagger.recognisers.sources.attribution.appositions import after_agency, holder, is_dateline, with_apposition
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.propernames import is_person
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    ADVERB,
    ASIDE,
    BE,
    BREAK,
    CONJUNCTION,
    CREDIT,
    HAVE,
    MARK,
    MODAL,
    PREPOSITION,
    QUOTE,
    VERB,
    beside,
    word_list,
)


def staged(text: Text, i: int) -> bool:
    """Whether the infinitive at token i says what its sentence sets the stage for: "X used the dinner to warn that"."""
    subject = sentence_subject(text, i - 1)
    if subject is None:
        return False
    k = subject.last + 1
    if text.tokens[k] == ",":
        k = next((n for n in range(k + 1, min(i, k + 20)) if text.tokens[n] == ","), k)
    while k < i and (text.bits[k] & (ADVERB | HAVE) or text.tokens[k] == ","):
        k += 1
    return text.tokens[k] in word_list("staging") and not any(text.stop(n) or text.bits[n] & VERB for n in range(k, i - 1))


def _goes_on(text: Text, k: int, end: int) -> bool:
    """Whether a noun at token k, before its verb, goes on with a name: "Harbour coverage was"."""
    if k + 1 >= end or text.bits[k] & ~CREDIT or not text.tokens[k].islower():
        return False
    return bool(text.bits[k + 1] & (BE | HAVE | MODAL)) and not text.tokens[k].endswith("ly")


def clause_subject(text: Text, comma: int) -> Phrase | None:
    """The subject of the clause that a participle after `comma` belongs to, of those that semicolons part: "One agreed; X left, saying"."""
    low = text.sentence_start(comma)
    return sentence_subject(text, comma, next((n + 1 for n in range(comma - 1, low, -1) if text.tokens[n] == ";"), low))


def _opens_participle(text: Text, k: int, low: int) -> bool:
    """Whether token k is a participle with which the sentence begins: "Pressed by the paper, he …", "Speaking in May, she …"."""
    token = text.tokens[k]
    return k == low and token[-2:] in ("ed", "ng") and text.bits[k] & (VERB | CREDIT) > 0 and text.tokens[k + 1][0].islower()


def sentence_subject(text: Text, comma: int, low: int = -1) -> Phrase | None:
    """The subject of the sentence that a participle after `comma` belongs to, or of what begins at token `low`: the first phrase
    before a verb."""
    low = low if low >= 0 else text.sentence_start(comma)
    k = low
    while k < comma and (text.inside[k] or text.bits[k] & (QUOTE | BREAK)):
        k += 1
    for _ in range(4):
        if k < comma and (
            (text.bits[k] & PREPOSITION and not text.capital(k))
            or _opens_participle(text, k, low)
            or text.tokens[k].lower() in beside("subordinate_clause")
            or is_dateline(text, k)
        ):
            while k < comma and text.tokens[k] not in ASIDE:
                k += 1
            k += 1
        while k < comma and text.bits[k] & (CONJUNCTION | ADVERB | MARK):
            k += 1
        if k >= comma:
            return None
        phrase = phrase_after(text, k, comma)
        if phrase is not None and phrase.sort == "nominal":
            phrase = with_apposition(text, phrase)
        elif phrase is not None and phrase.sort == "named" and (held := holder(text, phrase)) is not None:
            return held
        if (
            phrase is None
            or phrase.sort == "nominal"
            or text.tokens[phrase.first].lower() == "neither"
            or text.tokens[phrase.last + 1] in ("'", "’")
            or _goes_on(text, phrase.last + 1, comma)
        ):
            return None
        after = phrase.last + 1
        if phrase.sort == "named" and (first := after_agency(text, phrase.first, after)) > after:
            k = first
            continue
        if phrase.sort == "pronoun" or after >= comma or text.tokens[after] not in ASIDE or is_person(text, *phrase.names[0]):
            return phrase if after < comma or phrase.sort == "named" else None
        k = after + 1
    return None
