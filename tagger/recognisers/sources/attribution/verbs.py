"""Sources by a reporting verb: "X said", "said X", "X, the mayor, said", "X, saying that", "was told by X"."""

from __future__ import annotations

from collections.abc import Iterator

from tagger.model import Role
from tagger.recognisers.sources.attribution.appositions import (
    before_apposition,
    ends_clause,
    is_whole,
    with_apposition,
)
from tagger.recognisers.sources.attribution.clauses import sentence_subject, staged
from tagger.recognisers.sources.attribution.described import Phrase, described
from tagger.recognisers.sources.attribution.frames import Mention, frame, kinds_of, near_quote, reported
from tagger.recognisers.sources.attribution.lists import with_others, with_subject
from tagger.recognisers.sources.attribution.phrases import auxiliary, phrase_after, phrase_before
from tagger.recognisers.sources.attribution.propernames import is_dated, is_person, name_in, possessive
from tagger.recognisers.sources.attribution.subjects import agent_of, antecedent, before_title, subject_of
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.attribution.tokens import AS, BY
from tagger.recognisers.sources.words import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CLAUSAL,
    CONJUNCTION,
    DETERMINER,
    HAVE,
    HEAD,
    MARK,
    MODAL,
    NOUNISH,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    WORK,
    Kind,
    Verb,
    beside,
    body_words,
    word_list,
    words,
)

_DATA = frozenset(("data",))
_UTTERED = frozenset(("speech", "claim"))
_MOVED = 12
"""The tokens before "to" and a verb in which it stands who was moved to say something."""
_BEFORE_INVERTED = MARK | QUOTE | ADVERB | CONJUNCTION
"""Classes of what may stand before a verb that its subject follows."""
_CONTINUING = ADVERB | HAVE | PREPOSITION | CONJUNCTION
"""Classes of the words that stand before a verb which goes on with the subject of its sentence."""


def by_verb(text: Text) -> Iterator[Mention]:
    """The sources that a verb of attribution names, in reading order of the verbs."""
    forms, tokens = words().verbs, text.tokens
    for i in text.verbs:
        verb = forms[tokens[i]]
        if "quotes" in verb.traits and tokens[i + 1 : i + 3] != ["as", "saying"] and (quoted := _quotes(text, i)) is not None:
            yield quoted
        if (found := _source(text, i, verb)) is not None:
            yield found


def _source(text: Text, i: int, verb: Verb) -> Mention | None:
    """The source that the verb at token i names, or None: its agent, what stands after it, or before it."""
    near = text.kinds[i + 1 : i + 5]
    if AS in near:
        after = text.tokens[i + 1 : i + 3]
        if after == ["as", "saying"]:
            return _quoted_as(text, i)
        if after == ["to", "as"] and text.tokens[i - 1] == ",":
            return None
    by = agent_of(text, i) if BY in near and verb.form in ("past", "participle") else 0
    direct = i > 1 and text.bits[i - 1] & QUOTE > 0
    kinds = verb.kinds if by or direct else kinds_of(text, i, verb)
    if not kinds:
        return _after_quote(text, i, verb) if text.quoted else None
    speech = "speech" in kinds
    if by:
        found = phrase_after(text, by + 1)
        if found is not None and found.sort == "named":
            told = verb.lemma in word_list("told_by") and text.tokens[i - 1] not in ("not", "never")
            return Mention(found, "quoted" if near_quote(text, i) else "cited", "by", i) if told else None
        kinds = kinds_of(text, i, verb)
    found = _inverted(text, i, verb, kinds)
    if found is not None and found.sort == "nominal" and direct and (named := before_title(text, i - 1)) is not None:
        return Mention(named, _role(text, i, speech), "verb-after", i)
    if found is not None:
        return Mention(with_others(text, found), _role(text, i, speech), "verb-before", i)
    if direct:
        kinds = kinds_of(text, i, verb)
    return _before(text, i, verb, kinds, speech) if kinds else None


def _before(text: Text, i: int, verb: Verb, kinds: frozenset[Kind], speech: bool) -> Mention | None:
    """The source that stands before the verb at token i, which has these kinds, or far before it; or None."""
    if kinds != _DATA:
        if verb.form == "ing" and (found := with_subject(text, i)) is not None:
            return Mention(found, _role(text, i, speech), "verb-with", i)
        if text.bits[i - 1] & _CONTINUING and _continues(text, i, verb):
            found = sentence_subject(text, i - 1)
            if found is None or (verb.form == "ing" and text.bits[found.last + 1] & MODAL):
                return None
            return Mention(found, _role(text, i, speech), "verb-later", i)
    found = subject_of(text, i, verb)
    if found is None and (verb.form != "base" or (found := _prompted(text, i)) is None):
        return None
    if text.bits[found.head] & WORK and text.tokens[found.first] in beside("whose"):
        found = _of_antecedent(text, found) or found
    found = with_others(text, found)
    if not _likely(text, kinds, found, verb) or reported(text, found.first):
        return None
    if text.bits[found.first - 1] & AUXILIARY and _is_asked(text, found.first, i):
        return None
    depicts = verb.lemma in word_list("depicting") or (text.tokens[i] == "tells" and text.tokens[i + 1 : i + 2] == ["of"])
    if depicts and (owner := _of_work(text, found)) is not None:
        return Mention(owner, "cited", "possessive", i)
    speech = speech and not is_dated(text, found.last)
    relative = found.first == found.last and text.tokens[found.first] == "who" and found.sort == "named"
    return Mention(found, _role(text, i, speech), "relative" if relative else "verb-after", i)


def _prompted(text: Text, i: int) -> Phrase | None:
    """Whom something moves to the utterance at token i: "prompting X to say"; or None."""
    prompting = beside("prompting")
    if text.tokens[i - 1] != "to" or prompting.isdisjoint(text.tokens[max(0, i - _MOVED) : i - 2]):
        return None
    for k in range(i - 3, max(0, i - _MOVED), -1):
        if text.tokens[k] in prompting:
            found = described(text, k + 1, i - 2)
            return found if found is not None and found.sort == "named" else None
        if text.bits[k] & (MARK | BREAK | QUOTE | CLAUSAL | PRONOUN) and not text.abbreviation(k):
            return None
    return None


def _of_antecedent(text: Text, phrase: Phrase) -> Phrase | None:
    """Whose work a relative clause speaks of: "Ana Reyes, whose book tells of"; or None."""
    owner = antecedent(text, phrase.first)
    if owner is None or owner.sort != "named":
        return None
    return Phrase("named", phrase.first, phrase.last, owner.names[-1:], phrase.head)


def _native(text: Text, phrase: Phrase) -> bool:
    """Whether somebody is called by where they come from: "said the American"."""
    return bool(text.bits[phrase.first] & DETERMINER) and text.tokens[phrase.head].lower() in word_list("adjectives")


def _is_asked(text: Text, first: int, i: int) -> bool:
    """Whether the subject stands after its auxiliary in a question: "What have the trials told us?" """
    if not first or not auxiliary(text, first - 1):
        return False
    end = text.sentence_end(i)
    return text.tokens[end : end + 1] == ["?"] and not text.inside[end]


def _of_work(text: Text, phrase: Phrase) -> Phrase | None:
    """Whose work the subject is where it is named with its maker: "Lund's Harbour tells of", not "Leeds's Ana Reyes tells of"; or None."""
    first, last = phrase.names[0] if phrase.names else (0, 0)
    if first < 1 or not possessive(text.tokens[first - 1]) or not text.capital(first - 1) or is_person(text, first, last):
        return None
    name = name_in(text, phrase.first, first - 1, owner=True)
    if name is None or name[1] - name[0] > 1 or text.tokens[name[1]][:-2].lower() in body_words():
        return None
    return Phrase("named", *name, (name,), name[1])


def _role(text: Text, i: int, speech: bool) -> Role:
    """Whether the words of the source are given, by a verb of speech or in quotes, or it is only relied on."""
    return "quoted" if (speech and not _silent(text, i)) or near_quote(text, i) else "cited"


def _silent(text: Text, i: int) -> bool:
    """Whether the verb at token i tells that nothing was said: "declined to say", "would not say"."""
    if i and (
        text.tokens[i - 1] in beside("would_not") or (text.tokens[i - 1] == "not" and text.tokens[i - 2] in ("would", "will"))
    ):
        return True
    return i > 1 and text.tokens[i - 1] == "to" and text.tokens[i - 2] in word_list("silent")


def _quoted_as(text: Text, i: int) -> Mention | None:
    """ "X was quoted as saying"."""
    k = i - 1
    while k > 0 and (auxiliary(text, k) or text.bits[k] & ADVERB):
        k -= 1
    found = phrase_before(text, k)
    return Mention(found, "quoted", "verb-after", i) if found is not None and k < i - 1 else None


def _quotes(text: Text, i: int) -> Mention | None:
    """ "The Gazette quoted X as saying", "X was quoted by the Gazette as saying": X, whose words they are."""
    by = text.tokens[i + 1 : i + 2] == ["by"]
    found = phrase_after(text, i + (2 if by else 1))
    if found is None:
        return None
    found = with_apposition(text, found)
    k = found.last + (2 if text.tokens[found.last + 1 : found.last + 2] == [","] else 1)
    if text.tokens[k : k + 2] != ["as", "saying"]:
        return None
    if by:
        return _quoted_as(text, i)
    return Mention(found, "quoted", "citing", i) if found.sort != "pronoun" else None


def _after_quote(text: Text, i: int, verb: Verb) -> Mention | None:
    """'"…," X added to the paper': after a quote and its speaker a verb that utters words needs no frame."""
    if verb.form not in ("past", "s") or _UTTERED.isdisjoint(verb.kinds):
        return None
    found = subject_of(text, i, verb)
    if found is None or not found.first or not text.bits[found.first - 1] & QUOTE or found.last != i - 1:
        return None
    opened = text.opening(found.first - 1)
    begins = opened < 1 or text.bits[opened - 1] & (MARK | BREAK | QUOTE) > 0
    return Mention(found, "quoted", "verb-after", i) if begins else None


def _continues(text: Text, i: int, verb: Verb) -> bool:
    """Whether the verb goes on with the subject of its sentence: "X left and said", "X began by saying"."""
    k, between = i - 1, (ADVERB | HAVE if verb.form == "past" else ADVERB)
    while k > 0 and text.bits[k] & between and not text.capital(k):
        k -= 1
    before = text.tokens[k] if i else ""
    if verb.form == "ing":
        return before in ("by", "after", "while", "before", "in")
    if verb.form == "base":
        return before == "to" and staged(text, i)
    if before not in ("and", "but") or verb.form not in ("past", "s"):
        return False
    return not text.bits[i] & NOUNISH or (verb.form == "s" and frame(text, i) == "that")


def _likely(text: Text, kinds: frozenset[Kind], phrase: Phrase, verb: Verb) -> bool:
    """Whether a noun phrase without a name is one that can speak, or that can be relied on."""
    if phrase.sort == "nominal" and not phrase.names and text.tokens[phrase.first].lower() in word_list("none"):
        return False
    if kinds == _DATA:
        return (
            not text.capital(phrase.head)
            and phrase.sort != "pronoun"
            and bool(
                text.bits[phrase.head] & WORK or (not verb.deeds and text.tokens[phrase.head].lower() in word_list("finders"))
            )
        )
    if phrase.sort != "nominal" or phrase.names or text.bits[phrase.head] & HEAD:
        return True
    head = text.tokens[phrase.head]
    if (head[0] in "0123456789£$€" and "-" not in head) or head in beside("sums"):
        return False
    return (
        "speech" in kinds and "claim" not in kinds and bool(text.bits[phrase.first] & DETERMINER) and phrase.head > phrase.first
    )


def _inverted(text: Text, i: int, verb: Verb, kinds: frozenset[Kind]) -> Phrase | None:
    """The phrase after the verb where it is the subject: '"…," said X', ', said X.'"""
    if i == 0 or not text.bits[i - 1] & _BEFORE_INVERTED:
        return None
    if not (text.tokens[i - 1] in beside("before_inverted") or (text.bits[i - 1] & QUOTE and i > 1)):
        return None
    if verb.form == "ing" or not ("speech" in kinds or verb.lemma in word_list("inverted")):
        return None
    if text.bits[i - 1] & QUOTE and i > 1 and text.tokens[i - 2] not in ",?!.…-—–" and verb.lemma != "say":
        return None
    if i + 1 >= len(text.tokens) or (
        text.bits[i + 1] & (PREPOSITION | CONJUNCTION | MARK | QUOTE | BREAK | CLAUSAL) and not text.capital(i + 1)
    ):
        return None
    if not text.bits[i - 1] & QUOTE and verb.lemma not in word_list("inverted"):
        return None
    phrase = phrase_after(text, i + 1)
    if phrase is None:
        return None
    whole = with_apposition(text, phrase)
    if whole.sort == "nominal" and not text.bits[whole.head] & HEAD and not _native(text, whole):
        return None
    if not text.bits[i - 1] & QUOTE:
        if whole.sort == "nominal" and "writes" in verb.traits:
            return None
        if not ends_clause(text, phrase):
            return None
        before = before_apposition(text, i - 1) if text.tokens[i - 1] == "," else None
        if before is not None and before.sort == "named":
            k = phrase.last + 1
            if is_whole(text, before.first, text.sentence_start(i)) or (
                k < len(text.tokens) and text.tokens[k] not in (",", ".", "who")
            ):
                return None
    return whole
