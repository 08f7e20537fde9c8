"""Subjects of several names: "candidates, including A and B, said", "A, a pollster, and B, a writer, said", "with A saying"."""

from __future__ import annotations

from tagger.recognisers.sources.attribution.appositions import before_apposition, is_whole
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.phrases import phrase_after, phrase_before
from tagger.recognisers.sources.attribution.propernames import is_person, is_surname, name_in, possessive
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    ADVERB,
    ASIDE,
    DASHES,
    DETERMINER,
    HEAD,
    PERSON,
    TIME,
    WORK,
    beside,
    body_words,
    ordered,
    word_list,
)

_MOST = 12
"""The most names of one list."""


def with_others(text: Text, phrase: Phrase) -> Phrase:
    """The subject of a verb with the names that stand beside it in the same list, or that it gives as examples."""
    if phrase.sort == "nominal" and not phrase.names:
        work = text.bits[phrase.head] & WORK
        if work and (named := named_work(text, phrase)) is not None:
            return phrase._replace(sort="named", names=named)
        makers = made_by(text, phrase) if work and text.tokens[phrase.head].lower() not in word_list("made_by") else None
        return phrase._replace(sort="named", names=makers) if makers else _with_examples(text, phrase)
    if phrase.sort == "named" and phrase.first > 1:
        if text.tokens[phrase.last] in DASHES and text.tokens[phrase.first - 1] in DASHES:
            names, last = names_of(text, phrase.first)
            return phrase._replace(names=names) if last == phrase.last - 1 and len(names) > len(phrase.names) else phrase
        before = text.tokens[phrase.first - 1]
        if before == "and" or (before == "," and len(phrase.names) > 1):
            return _with_former(text, phrase)
        if before == "as" and tuple(text.tokens[phrase.first - 3 : phrase.first]) == ordered("as_well_as"):
            former = phrase_before(text, phrase.first - 4)
            if former is not None and former.sort == "named" and is_whole(text, former.first, text.sentence_start(phrase.first)):
                return phrase._replace(first=former.first, names=former.names + phrase.names)
    return phrase


def made_by(text: Text, phrase: Phrase) -> tuple[tuple[int, int], ...] | None:
    """The names in "a letter by X", "a report in the Harbour Gazette": who made the work that the phrase names, or put it out."""
    k = phrase.head + 1
    while k < len(text.tokens) and k < phrase.head + 6 and (text.tokens[k] in beside("made") or _dates(text, k)):
        k += 1
    if k >= len(text.tokens) or text.tokens[k] not in ("by", "from", "in"):
        return None
    maker = phrase_after(text, k + 1)
    if maker is None or maker.sort != "named":
        return None
    first, last = maker.names[0]
    word = text.tokens[last].lower()
    known = {
        "by": True,
        "in": any(token.lower() in word_list("papers") for token in text.tokens[first : last + 1]),
        "from": bool(text.bits[k + 1] & DETERMINER) or word in body_words() or is_person(text, first, last),
    }
    return maker.names if known[text.tokens[k]] else None


def named_work(text: Text, phrase: Phrase) -> tuple[tuple[int, int], ...] | None:
    """The name in "a Harbour Gazette report", "the latest CNN poll": whose the work is; none in "an Iowa poll"."""
    tokens, head = text.tokens, phrase.head
    if tokens[head].lower() not in beside("reports") or not text.capital(head - 1):
        return None
    name = name_in(text, phrase.first, head - 1)
    if name is None or possessive(tokens[name[1]]):
        return None
    words = tokens[name[0] : name[1] + 1]
    body = any(word.lower() in body_words() or "/" in word or (word.isupper() and len(word) > 1) for word in words)
    joined = any("/" in word or "-" in word for word in words)  # of two bodies
    return (name,) if body and not joined and words[0] not in beside("lands") else None


def _dates(text: Text, k: int) -> bool:
    """Whether token k belongs to a time: "(published) last Thursday", "(released) on Monday"."""
    if text.bits[k] & TIME and not text.capital(k):
        return True
    return text.tokens[k] in ("on", "last", "this", "earlier") and k + 1 < len(text.tokens) and text.bits[k + 1] & TIME > 0


def _with_examples(text: Text, phrase: Phrase) -> Phrase:
    """ "Several candidates, including A and B," with the names; the phrase itself where it has none."""
    tokens = text.tokens
    high = min(phrase.last + 3, phrase.head + 8, len(tokens) - 1)
    if beside("examples").isdisjoint(tokens[phrase.head + 1 : high]):
        return phrase
    for k in range(phrase.head + 1, high):
        if tokens[k] in beside("such_as") or (tokens[k] == "as" and tokens[k - 1] == "such"):
            names, last = names_of(text, k + 1)
            if names and text.bits[phrase.head] & PERSON and not is_person(text, *names[0]) and k > phrase.head + 2:
                return phrase  # what another noun has: "officials in several towns, including Bergen,"
            return phrase._replace(sort="named", names=names, last=max(phrase.last, last)) if names else phrase
    return phrase


def names_of(text: Text, k: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """The names of the list that begins at token `k`, and its last token."""
    tokens, last = text.tokens, k - 1
    names: list[tuple[int, int]] = []
    for _ in range(_MOST):
        found = phrase_after(text, k)
        if found is None or (found.sort != "named" and not (names and text.bits[found.first] & DETERMINER)):
            break
        names.extend(found.names)
        last = found.last
        k = last + 1
        if tokens[k : k + 1] == ["("]:
            while k < len(tokens) - 1 and k < last + 8 and tokens[k] != ")":
                k += 1
            last, k = k, k + 1
        if tokens[k : k + 1] not in ([","], ["and"]):
            break
        k += 2 if tokens[k : k + 2] == [",", "and"] else 1
    return tuple(names), last


def _with_former(text: Text, phrase: Phrase) -> Phrase:
    """ "A, B and C", "A, a pollster, and B, a writer,": the phrase of the last name with those before it."""
    tokens = text.tokens
    k = phrase.first - (2 if tokens[phrase.first - 1] == "and" else 1)
    low = text.sentence_start(phrase.first)
    names: list[tuple[int, int]] = []
    first, people = phrase.first, True
    while k > low and tokens[k] == "," and len(names) < _MOST:
        found = phrase_before(text, k - 1, low)
        if found is None or found.sort != "named":
            break
        people = people and is_person(text, *found.names[0])
        names[:0] = found.names
        first, k = found.first, found.first - 1
    if names and (is_whole(text, first, low) or (people and tokens[first - 1] in beside("before_lists"))):
        return phrase._replace(first=first, names=(*names, *phrase.names))
    comma = phrase.first - 2
    if tokens[phrase.first - 1] != "and" or tokens[comma] not in ASIDE | {")"}:
        return phrase
    former = phrase_before(text, comma, low) if tokens[comma] == ")" else before_apposition(text, comma)
    if former is None or former.sort != "named" or not is_person(text, *former.names[0]):
        return phrase
    return phrase._replace(first=former.first, names=(*former.names, *phrase.names))


def named_before(text: Text, phrase: Phrase, anywhere: bool = False) -> Phrase | None:
    """The person whose apposition the phrase is, where no comma ends it: "Ana Reyes, head of the union said"; or None.

    The person begins the sentence, or stands `anywhere` in it: "met Ana Reyes, head of the union, who said".
    """
    comma = phrase.first - 1
    if comma < 2 or text.tokens[comma] != "," or not text.bits[phrase.head] & HEAD:
        return None
    low = text.sentence_start(comma)
    if text.tokens[comma - 1].isdigit() and text.tokens[comma - 2] == ",":
        comma -= 2
    found = phrase_before(text, comma - 1, low)
    if found is None or found.sort != "named":
        return None
    if not is_person(text, *found.names[-1]) and not (anywhere and is_surname(text, found.names[-1][1])):
        return None
    if not is_whole(text, found.first, low) and not (anywhere and text.bits[phrase.first] & DETERMINER):
        return None
    return found._replace(last=phrase.last)


def with_subject(text: Text, i: int) -> Phrase | None:
    """The names between "with" and the participle at token `i`: "with Ana Reyes (and Tom Bligh both) saying"; or None."""
    k = i - 1
    while k > 0 and (text.tokens[k] == "all" or (text.bits[k] & ADVERB and not text.capital(k)) or text.tokens[k].endswith("ly")):
        k -= 1
    if k < 1 or not text.capital(k):
        return None
    low = next((n + 1 for n in range(k - 1, max(-1, k - 15), -1) if text.tokens[n] in beside("heard_from") or text.stop(n)), 0)
    if not low or text.tokens[low - 1] not in beside("heard_from"):
        return None
    found = phrase_before(text, k, low)
    if found is None or found.sort != "named":
        return None
    found = with_others(text, found)
    return found if found.first == low else None


def example_of(text: Text, phrase: Phrase) -> Phrase | None:
    """ "Pilots like Ana Reyes" for its name, where the phrase, before which "like" stands, is one; or None."""
    like = phrase.first - 1
    if phrase.sort != "named" or like < 1 or not text.bits[like - 1] & HEAD:
        return None
    whole = phrase_before(text, like - 1, text.sentence_start(like))
    return phrase._replace(first=whole.first) if whole is not None else None
