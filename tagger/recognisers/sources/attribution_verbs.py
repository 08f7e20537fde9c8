"""Sources by a reporting verb: "X said", "said X", "X, the mayor, said", "X, saying that", "was told by X"."""

from __future__ import annotations

from collections.abc import Iterator

from tagger.model import Role
from tagger.recognisers.sources.attribution_appositions import (
    before_apposition,
    ends_clause,
    is_whole,
    with_apposition,
)
from tagger.recognisers.sources.attribution_clauses import sentence_subject, staged
from tagger.recognisers.sources.attribution_frames import Mention, frame, kinds_of, near_quote, reported
from tagger.recognisers.sources.attribution_lists import example_of, named_before, with_others, with_subject
from tagger.recognisers.sources.attribution_phrases import Phrase, auxiliary, phrase_after, phrase_before
from tagger.recognisers.sources.attribution_propernames import is_person, possessive
from tagger.recognisers.sources.attribution_text import Text
from tagger.recognisers.sources.attribution_words import (
    ADVERB,
    AUXILIARY,
    BE,
    BREAK,
    CLAUSAL,
    CONJUNCTION,
    DETERMINER,
    FINITE,
    HAVE,
    HEAD,
    MARK,
    MODAL,
    NEGATED,
    NOUNISH,
    PERSON,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    TIME,
    VERB,
    WORK,
    Kind,
    Verb,
    outlet_words,
    word_list,
    words,
)

_SUBORDINATE = frozenset("after before since until because as than while like unlike though once via".split())
_QUOTING = frozenset("quote cite".split())
_NAMING = frozenset("call dub label brand".split())
_WOULD_NOT = frozenset("wouldn't wouldn’t won't won’t".split())
_OPEN = HEAD | PRONOUN | ADVERB | AUXILIARY | TIME | CONJUNCTION
"""Classes of words that are determiners or prepositions too, and can stand between a subject and its verb or be the subject."""
_SKIPPED = frozenset(("to", "To", "each"))
"""Words of these classes that `_before_verb` may pass over."""
_CLAUSES = frozenset("that quote wh pronoun name det".split())


def by_verb(text: Text) -> Iterator[Mention]:
    """The sources that a verb of attribution names, in reading order of the verbs."""
    forms = words().verbs
    for i in text.verbs():
        verb = forms[text.tokens[i]]
        if not _barred(text, i, verb):
            yield from _sources(text, i, verb)


def _barred(text: Text, i: int, verb: Verb) -> bool:
    """Whether the word before the verb at token i leaves it no subject, so that nothing else need be looked at: "the report", "was told".

    Only a short cut: what it bars, `_before_verb` and `phrase_before` would turn down.
    """
    if not i:
        return False
    before = text.bits[i - 1]
    if before & (DETERMINER | PREPOSITION):
        bars = not before & _OPEN and verb.form != "ing" and text.tokens[i - 1] not in _SKIPPED
    else:
        bars = before & (BE | MODAL) > 0 and verb.form != "ing" and not before & (NEGATED | HEAD) and not text.capital(i - 1)
    return bars and (verb.form not in ("past", "participle") or text.tokens[i + 1 : i + 2] not in (["by"], ["as"]))


def _sources(text: Text, i: int, verb: Verb) -> Iterator[Mention]:
    after = text.tokens[i + 1] if i + 1 < len(text.tokens) else ""
    if after == "as" and text.tokens[i + 2 : i + 3] == ["saying"]:
        yield from _quoted_as(text, i)
        return
    if verb.lemma in _QUOTING:
        yield from _quotes(text, i)
    if after == "to" and text.tokens[i + 2 : i + 3] == ["as"] and text.tokens[i - 1] == ",":
        return
    agent = after == "by" and verb.form in ("past", "participle")
    direct = i > 1 and bool(text.bits[i - 1] & QUOTE)
    kinds = verb.kinds if agent or direct else kinds_of(text, i, verb)
    if not kinds:
        yield from _after_quote(text, i, verb)
        return
    said = "speech" in kinds and not _silent(text, i)
    if agent:
        found = phrase_after(text, i + 2)
        if found is not None and found.sort == "named":
            if verb.lemma in word_list("told_by"):
                yield Mention(found, "quoted" if near_quote(text, i) else "cited", "by", i)
            return
        kinds = kinds_of(text, i, verb)
    found = _inverted(text, i, verb, kinds)
    if found is not None:
        found = with_others(text, found)
        yield Mention(found, _role(text, i, said), "verb-before", i)
        return
    if direct:
        kinds = kinds_of(text, i, verb)
    if verb.form == "ing" and kinds and kinds != {"data"}:
        found = with_subject(text, i)
        if found is not None:
            yield Mention(found, _role(text, i, said), "verb-with", i)
            return
    if kinds and kinds != {"data"} and _continues(text, i, verb):
        found = sentence_subject(text, i - 1)
        if found is not None and not (verb.form == "ing" and text.bits[found.last + 1] & MODAL):
            yield Mention(found, _role(text, i, said), "verb-later", i)
        return
    found = subject_of(text, i, verb) if kinds else None
    if found is not None:
        found = with_others(text, found)
        if _likely(text, kinds, found) and not reported(text, found.first):
            relative = found.sort == "named" and text.tokens[found.first] == "who" and found.first == found.last
            yield Mention(found, _role(text, i, said), "relative" if relative else "verb-after", i)


def _role(text: Text, i: int, said: bool) -> Role:
    """Whether the words of the source are given, by a verb of speech or in quotes, or it is only relied on."""
    return "quoted" if said or near_quote(text, i) else "cited"


def _refusal(text: Text, j: int, verb: Verb) -> int:
    """How many tokens up to token j refuse what the verb after them says: two of "would not (say)", one of "wouldn't (say)"; or 0."""
    if verb.form != "base" or verb.lemma not in word_list("withheld"):
        return 0
    if text.tokens[j] in _WOULD_NOT:
        return 1
    return 2 if text.tokens[j] == "not" and text.tokens[j - 1] in ("would", "will") else 0


def _silent(text: Text, i: int) -> bool:
    """Whether the verb at token i tells that nothing was said: "declined to say", "would not say"."""
    if i and (text.tokens[i - 1] in _WOULD_NOT or (text.tokens[i - 1] == "not" and text.tokens[i - 2] in ("would", "will"))):
        return True
    return i > 1 and text.tokens[i - 1] == "to" and text.tokens[i - 2] in word_list("silent")


def _quoted_as(text: Text, i: int) -> Iterator[Mention]:
    """ "X was quoted as saying"."""
    k = i - 1
    while k > 0 and (auxiliary(text, k) or text.bits[k] & ADVERB):
        k -= 1
    found = phrase_before(text, k)
    if found is not None and k < i - 1:
        yield Mention(found, "quoted", "verb-after", i)


def _quotes(text: Text, i: int) -> Iterator[Mention]:
    """ "The Gazette quoted X as saying", "X was quoted by the Gazette as saying": X, whose words they are."""
    by = text.tokens[i + 1 : i + 2] == ["by"]
    found = phrase_after(text, i + (2 if by else 1))
    if found is None:
        return
    found = with_apposition(text, found)
    k = found.last + (2 if text.tokens[found.last + 1 : found.last + 2] == [","] else 1)
    if text.tokens[k : k + 2] != ["as", "saying"]:
        return
    if by:
        yield from _quoted_as(text, i)
    elif found.sort != "pronoun":
        yield Mention(found, "quoted", "citing", i)


def _after_quote(text: Text, i: int, verb: Verb) -> Iterator[Mention]:
    """'"…," X added to the paper': after a quote and its speaker a verb of speech needs no frame."""
    if verb.form not in ("past", "s") or "speech" not in verb.kinds or not text.quoted:
        return
    found = subject_of(text, i, verb)
    if found is None or not found.first or not text.bits[found.first - 1] & QUOTE or found.last != i - 1:
        return
    opened = text.opening(found.first - 1)
    if opened < 1 or text.bits[opened - 1] & (MARK | BREAK | QUOTE):
        yield Mention(found, "quoted", "verb-after", i)


def _continues(text: Text, i: int, verb: Verb) -> bool:
    """Whether the verb goes on with the subject of its sentence: "X left and said", "X began by saying"."""
    before = text.tokens[i - 1] if i else ""
    if verb.form == "ing":
        return before in ("by", "after", "while", "before", "in")
    if verb.form == "base":
        return before == "to" and staged(text, i)
    return before == "and" and verb.form in ("past", "s") and not text.bits[i] & NOUNISH


def _likely(text: Text, kinds: frozenset[Kind], phrase: Phrase) -> bool:
    """Whether a noun phrase without a name is one that can speak, or that can be relied on."""
    if kinds == {"data"}:
        return phrase.sort == "nominal" and bool(
            text.bits[phrase.head] & WORK or text.tokens[phrase.head].lower() in word_list("finders")
        )
    if phrase.sort != "nominal" or phrase.names or text.bits[phrase.head] & HEAD:
        return True
    return (
        "speech" in kinds and "claim" not in kinds and bool(text.bits[phrase.first] & DETERMINER) and phrase.head > phrase.first
    )


def _inverted(text: Text, i: int, verb: Verb, kinds: frozenset[Kind]) -> Phrase | None:
    """The phrase after the verb where it is the subject: '"…," said X', ', said X.'"""
    if i == 0 or verb.form == "ing" or not ("speech" in kinds or verb.lemma in word_list("inverted")):
        return None
    if not ((text.bits[i - 1] & QUOTE and i - 1) or text.tokens[i - 1] in (",", "?", "!", "—", "–", "-")):
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
    if whole.sort == "nominal" and not text.bits[whole.head] & HEAD:
        return None
    if not text.bits[i - 1] & QUOTE:
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


def subject_of(text: Text, i: int, verb: Verb) -> Phrase | None:
    """The subject to the left of the verb."""
    if verb.form == "ing" and not ((i and text.bits[i - 1] & (BE | ADVERB)) or (i and text.tokens[i - 1] == ",")):
        return None
    j = _before_verb(text, i, verb)
    if j < 0:
        return None
    if verb.form == "ing" and text.tokens[i - 1] == ",":
        said = words().verbs.get(text.tokens[i - 2]) if i > 2 else None
        if said is not None and said.form != "ing":
            return subject_of(text, i - 2, said)
        return sentence_subject(text, i - 1)
    token = text.tokens[j]
    if token in (",", "—", "–", "-", "--"):
        return before_apposition(text, j)
    if text.bits[j] & (QUOTE | BREAK | MARK) and token != ")" and not (token == "." and text.abbreviation(j)):
        return None
    found = phrase_before(text, j)
    if found is None:
        return None
    example = example_of(text, found)
    if example is not None:
        return example
    if not _agrees(text, i, verb, found) or _governed(text, found) or _only_named(text, i, verb, found):
        return None
    if found.sort == "pronoun" and text.tokens[j] in ("who", "which", "that"):
        return _antecedent(text, j)
    if found.sort == "nominal" and found.first and text.tokens[found.first - 1] == ",":
        return named_before(text, found) or found
    return found


def _antecedent(text: Text, who: int) -> Phrase | None:
    """What the relative pronoun at token `who` stands for, as a phrase whose words are the pronoun where it is a name."""
    k = who - 1
    if k >= 0 and text.tokens[k] == ",":
        k -= 1
    if k < 0 or (text.bits[k] & (BREAK | QUOTE | MARK) and text.tokens[k] != ")"):
        return None
    found = phrase_before(text, k)
    if found is None or (found.sort == "nominal" and not text.bits[found.head] & HEAD):
        return None
    if found.sort == "nominal":
        found = named_before(text, found, anywhere=True) or found
    if found.sort == "named" and not is_person(text, *found.names[-1]):
        before = text.bits[found.first - 1] if found.first else BREAK
        plural = text.tokens[found.last] in word_list("peoples")
        if before & (PREPOSITION | MARK) and not plural and not text.stop(found.first - 1):
            return None
    if found.sort == "named" and text.tokens[who] == "who":
        return found._replace(sort="named", first=who, last=who, names=found.names[-1:])
    return found._replace(last=who)


def _agrees(text: Text, i: int, verb: Verb, phrase: Phrase) -> bool:
    """Whether the form of the verb can have the phrase as its subject; forms that are nouns too need a clause after them."""
    if text.tokens[i] == "states":
        return _states_that(text, i, phrase)
    if phrase.sort == "named" and phrase.last == i - 1 and verb.form == "base" and len(phrase.names) == 1:
        name = text.tokens[phrase.names[0][1]]
        plural = name in word_list("peoples") and name.endswith(("s", "ese"))
        if not (plural or (name.endswith("s") and text.bits[phrase.first] & DETERMINER)):
            return False
    if text.bits[i] & NOUNISH and phrase.sort == "named" and _is_compound(text, phrase, i):
        return False
    if text.bits[i] & NOUNISH and phrase.last == i - 1 and phrase.first and text.bits[phrase.first - 1] & (VERB | FINITE):
        return frame(text, i) in ("that", "quote")
    if phrase.last != i - 1 or not text.bits[i] & NOUNISH or verb.form in ("past", "participle", "ing"):
        return True
    if phrase.sort == "pronoun":
        return True
    what = frame(text, i)
    if (
        phrase.sort == "nominal"
        and not text.tokens[phrase.head].endswith(("s", "%", "people", "police", "men"))
        and verb.form == "base"
    ):
        return what == "that"
    if phrase.sort == "named" and text.tokens[phrase.last].isupper() and verb.form == "s" and what == "low":
        return True
    if what in ("mark", "end") and phrase.sort == "named" and phrase.first and text.tokens[phrase.first - 1] in (",", "so"):
        return True
    if phrase.sort == "named" and text.bits[phrase.first] & DETERMINER and verb.form == "s":
        outlet = text.tokens[phrase.last].lower() in outlet_words()
        return what in ("that", "quote", "pronoun") or (outlet and what in ("name", "det", "low"))
    if what == "mark" and phrase.sort == "named" and phrase.first:
        return text.tokens[phrase.first - 1] in ("as", "As")
    if what in ("out", "back", "for"):
        return phrase.sort == "named" or bool(text.bits[phrase.head] & PERSON)
    return what in _CLAUSES or (what in ("on", "to", "about", "of") and phrase.sort == "named")


def _states_that(text: Text, i: int, phrase: Phrase) -> bool:
    """Whether the word "states" at token i is the verb: "the report states that the hull", not "the union states that left"."""
    k = i + 2
    if k >= len(text.tokens) or text.tokens[i + 1] != "that" or phrase.last != i - 1:
        return False
    clause = text.bits[k] & (DETERMINER | PRONOUN | PREPOSITION) or text.capital(k) or text.tokens[k].isdigit()
    if phrase.sort == "named":
        return bool(clause) and is_person(text, *phrase.names[0])
    return bool(clause) and not text.tokens[phrase.head].endswith("s")


def _governed(text: Text, phrase: Phrase) -> bool:
    """Whether a preposition rules the name, so that it is no subject: "officials who met with Reyes said"."""
    if phrase.sort != "named" or not phrase.first or phrase.names[0][0] > phrase.first + 1:
        return False
    before = text.tokens[phrase.first - 1]
    return bool(text.bits[phrase.first - 1] & PREPOSITION) and before.lower() not in _SUBORDINATE


def _only_named(text: Text, i: int, verb: Verb, phrase: Phrase) -> bool:
    """Whether the verb only tells the name of what the phrase brings up: "a boat called Harbour Star"."""
    indefinite = text.tokens[phrase.first] in ("a", "an", "A", "An", "one", "One", "another", "Another")
    return (
        indefinite
        and phrase.last == i - 1
        and verb.form == "past"
        and verb.lemma in _NAMING
        and frame(text, i) in ("name", "quote")
    )


def _is_compound(text: Text, phrase: Phrase, i: int) -> bool:
    """Whether the form at token i is a noun that the name only belongs to: "a Harbour comment", "Ana's Harbour post"."""
    if text.tokens[phrase.first] in ("a", "an", "A", "An") and phrase.names[0][0] == phrase.first + 1:
        return phrase.last == i - 1
    owned = any(possessive(text.tokens[k]) for k in range(phrase.first, phrase.names[0][0]))
    if owned and phrase.names[0][0] == phrase.last == i - 1:
        return True
    return phrase.last == i - 1 and not text.capital(i - 1) and not text.bits[i - 1] & HEAD and text.tokens[i - 1] not in ".)"


def _before_verb(text: Text, i: int, verb: Verb) -> int:
    """The last token of the subject before the verb at token i: auxiliaries, adverbs and times skipped; -1 where there is none.

    One walk to the left with a branch for each class of word, and so longer than most.
    """
    j = i - 1
    tokens, bits = text.tokens, text.bits
    helped = False
    while j >= 0:
        bit = bits[j]
        if not helped and (refusal := _refusal(text, j, verb)):
            j -= refusal
            helped = True
        elif auxiliary(text, j):
            if (bit & BE and verb.form != "ing" and not helped) or bit & (MODAL | NEGATED):
                return -1
            if bit & HAVE and verb.form in ("base", "s", "ing") and not helped:
                return -1
            helped = True
            j -= 1
        elif tokens[j] in ("not", "never", "n't"):
            return -1
        elif (
            (bit & ADVERB and not text.capital(j))
            or (tokens[j].endswith("ly") and not text.capital(j) and not bit & HEAD)
            or (tokens[j] == "each" and j)
        ):
            j -= 1
        elif tokens[j] == "to" and j and tokens[j - 1] in word_list("controls"):
            j -= 2
        elif tokens[j] == "to" and j > 2 and tokens[j - 1] == "on" and tokens[j - 2] in ("went", "goes", "go"):
            j -= 3
        elif bit & TIME and j > 1:
            if text.bits[i] & NOUNISH and verb.form in ("base", "s"):
                return -1
            k = j - 1
            while k > 0 and (
                tokens[k] in ("on", "last", "this", "past", "earlier", "late", "early", "in", "a", "ago") or tokens[k].isdigit()
            ):
                k -= 1
            if bits[k] & (MARK | BREAK | QUOTE) and tokens[k] != ",":
                return -1
            j = k
        else:
            break
    if j >= 0 and tokens[j] == "to":
        return -1
    return j
