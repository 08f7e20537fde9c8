"""The subject of a verb of attribution: what stands before it, without the auxiliaries, adverbs and times between, and agrees with it."""

from __future__ import annotations

from tagger.recognisers.sources.attribution.appositions import SHORT_QUOTE, before_apposition
from tagger.recognisers.sources.attribution.clauses import clause_subject
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.frames import frame
from tagger.recognisers.sources.attribution.lists import example_of, named_before
from tagger.recognisers.sources.attribution.phrases import auxiliary, phrase_before
from tagger.recognisers.sources.attribution.propernames import is_person, is_rank, is_surname, name_in, possessive
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    ADVERB,
    ASIDE,
    AUXILIARY,
    BE,
    BREAK,
    CLAUSAL,
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
    Verb,
    beside,
    body_words,
    outlet_words,
    word_list,
    words,
)

_DOUBLED = 20
"""How many tokens back a subject may begin that a pronoun repeats."""
_PASSED = ADVERB | AUXILIARY | TIME
"""Classes of words that stand between a subject and its verb."""
_CLAUSES = frozenset("that quote wh pronoun name det".split())


def agent_of(text: Text, i: int) -> int:
    """The "by" that names the agent of the verb at token i, right after it or after a time, or 0: "reported (last week) by X"."""
    for k in range(i + 1, i + 5):
        if text.tokens[k] == "by":
            return k
        if not text.bits[k] & (TIME | ADVERB) and text.tokens[k] not in beside("before_time"):
            return 0
    return 0


def _turned_down(before: int, verb: Verb) -> bool:
    """Whether an auxiliary of the classes `before`, right before the verb, leaves it without a subject: "was told", "can say"."""
    passive = before & BE and verb.form != "ing"
    return bool(passive or before & (MODAL | NEGATED) or (before & HAVE and verb.form in ("base", "s", "ing")))


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
        return clause_subject(text, i - 1)
    token = text.tokens[j]
    if text.bits[j] & (QUOTE | BREAK | MARK) or token in ASIDE:
        if token in ASIDE:
            return before_apposition(text, j)
        if text.bits[j] & QUOTE and text.tokens[j - 1] == ",":
            return before_title(text, j)
        if token != ")" and not (token == "." and text.abbreviation(j)):
            return None
    if token == "which":
        return (
            antecedent(text, j)
            if verb.form != "base" or (text.tokens[j - 1] == "," and text.tokens[j - 2].endswith("s"))
            else None
        )
    found = phrase_before(text, j)
    if found is None:
        return None
    if found.first and text.tokens[found.first - 1] == "like" and (example := example_of(text, found)) is not None:
        return example
    if not _agrees(text, i, verb, found) or _governed(text, found):
        return None
    if "names" in verb.traits and _only_named(text, i, verb, found):
        return None
    if found.sort == "pronoun" and text.tokens[j] in ("who", "which", "that"):
        return antecedent(text, j)
    if found.sort == "pronoun" and j and text.tokens[j - 1] == "," and frame(text, i) not in ("mark", "end"):
        return _doubled(text, j) or found
    if found.sort == "nominal" and found.first and text.tokens[found.first - 1] == ",":
        return named_before(text, found) or found
    return found


def before_title(text: Text, close: int) -> Phrase | None:
    """The subject whose apposition ends with a title or nickname in quotes: 'Reyes, the pilot known as "Star," said'; or None."""
    opened = text.opening(close)
    if opened < 2 or close - opened > SHORT_QUOTE or text.bits[opened - 1] & (MARK | BREAK | QUOTE | VERB):
        return None
    found = before_apposition(text, opened)
    return found._replace(last=close) if found is not None and found.sort == "named" else None


def _doubled(text: Text, pronoun: int) -> Phrase | None:
    """The subject that the pronoun repeats, as people speak: "Mr Bligh, the pilot, he told us"; or None."""
    if text.tokens[pronoun].partition("'")[0].partition("’")[0] not in ("he", "she", "they"):
        return None
    low = next((n + 1 for n in range(pronoun - 2, max(-1, pronoun - _DOUBLED), -1) if text.stop(n) or text.tokens[n] in ";:"), 0)
    first = next((n for n in range(low, pronoun) if text.tokens[n] == ","), pronoun)
    found = phrase_before(text, first - 1, low)
    apart = text.tokens[first + 1 : pronoun - 1]
    if found is None or found.sort == "pronoun" or found.first != low or any(text.bits[n] & CLAUSAL for n in range(low, pronoun)):
        return None
    if apart and apart[0] in beside("courtesy"):
        named = before_apposition(text, pronoun - 1)
        return named._replace(last=pronoun - 2) if named is not None else None
    if apart and not text.bits[first + 1] & DETERMINER:
        return None
    return found._replace(last=pronoun - 2) if apart or text.tokens[low] in beside("courtesy") else None


def antecedent(text: Text, who: int) -> Phrase | None:
    """What the relative pronoun at token `who` stands for, as a phrase whose words are the pronoun where it is a name."""
    k = who - 1
    if k >= 0 and text.tokens[k] == ",":
        k -= 1
    if k < 0 or (
        text.bits[k] & (BREAK | QUOTE | MARK) and text.tokens[k] != ")" and not (text.tokens[k] == "." and text.abbreviation(k))
    ):
        return None
    found = phrase_before(text, k)
    if found is not None and found.sort == "nominal" and text.tokens[who] == "who" and not text.bits[found.head] & PERSON:
        found = _person_at_end(text, found.first, k) or found
    if found is None or (found.sort == "nominal" and not text.bits[found.head] & HEAD):
        return None
    if found.sort == "nominal":
        found = named_before(text, found, anywhere=True) or found
    if found.sort == "named" and not is_person(text, *found.names[-1]):
        before = text.bits[found.first - 1] if found.first else BREAK
        plural = text.tokens[found.last] in word_list("peoples")
        body = text.tokens[who] == "which" and text.tokens[found.last].lower() in body_words()
        start = found.names[-1][0]
        titled = start > found.first and text.tokens[start - 1].lower() in word_list("honours")
        titled = titled or (text.tokens[who] == "who" and (is_surname(text, found.last) or is_rank(text, found.last)))
        if before & (PREPOSITION | MARK) and not (plural or body or titled) and not text.stop(found.first - 1):
            return None
    if found.sort == "named" and text.tokens[who] == "who":
        return found._replace(sort="named", first=who, last=who, names=found.names[-1:])
    return found._replace(last=who)


def _person_at_end(text: Text, first: int, last: int) -> Phrase | None:
    """The person whose name ends a phrase about something else: "a reply from Ana Reyes", "steep for Mr Bligh"; or None."""
    k = last
    while k > first and (text.capital(k - 1) or (text.tokens[k - 1] == "." and text.abbreviation(k - 1))):
        k -= 1
    name = name_in(text, k, last) if text.bits[k - 1] & PREPOSITION else None
    if name is None or not (is_person(text, *name) or is_surname(text, name[1]) or is_rank(text, name[1])):
        return None
    return Phrase("named", k, last, (name,), last)


def _agrees(text: Text, i: int, verb: Verb, phrase: Phrase) -> bool:
    """Whether the form of the verb can have the phrase as its subject; forms that are nouns too need a clause after them."""
    if text.tokens[i] == "states":
        return _states_that(text, i, phrase)
    if phrase.sort == "named" and verb.form == "base" and len(phrase.names) == 1 and phrase.names[0][1] == phrase.last == i - 1:
        name = text.tokens[phrase.names[0][1]]
        plural = name in word_list("peoples") and name.endswith(("s", "ese"))
        if not (plural or (name.endswith("s") and text.bits[phrase.first] & DETERMINER)):
            return False
    if verb.form == "base" and phrase.sort == "nominal" and phrase.last == i - 1 and _is_noun(text, i, phrase):
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
    if (
        what in ("mark", "end")
        and phrase.sort == "named"
        and phrase.first
        and (text.tokens[phrase.first - 1] in (",", "so") or text.bits[phrase.first - 1] & QUOTE)
    ):
        return True
    if phrase.sort == "named" and text.bits[phrase.first] & DETERMINER and verb.form == "s":
        outlet = text.tokens[phrase.last].lower() in outlet_words()
        return what in ("that", "quote", "pronoun") or (outlet and what in ("name", "det", "low"))
    if what == "mark" and phrase.sort == "named" and phrase.first:
        return text.tokens[phrase.first - 1] in ("as", "As")
    if what in ("out", "back", "for"):
        return phrase.sort == "named" or bool(text.bits[phrase.head] & PERSON)
    return what in _CLAUSES or (what in ("on", "to", "about", "of") and phrase.sort == "named")


def _is_noun(text: Text, i: int, phrase: Phrase) -> bool:
    """Whether the base form at token i is a noun after its adjective: "a sharp reply", "the false claim", not "the crews say"."""
    if text.tokens[phrase.first] in beside("indefinite") and not text.bits[phrase.head] & PERSON:
        return True
    return (
        not text.bits[phrase.head] & HEAD and not text.tokens[phrase.head].endswith("s") and text.tokens[i] in word_list("nouns")
    )


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
    return bool(text.bits[phrase.first - 1] & PREPOSITION) and before.lower() not in beside("subordinate")


def _only_named(text: Text, i: int, verb: Verb, phrase: Phrase) -> bool:
    """Whether the verb only tells the name of what the phrase brings up: "a boat called Harbour Star"."""
    indefinite = text.tokens[phrase.first] in ("a", "an", "A", "An", "one", "One", "another", "Another")
    return indefinite and phrase.last == i - 1 and verb.form == "past" and frame(text, i) in ("name", "quote")


def _is_compound(text: Text, phrase: Phrase, i: int) -> bool:
    """Whether the form at token i is a noun that the name only belongs to: "a Harbour comment", "Ana's Harbour post"."""
    if text.tokens[phrase.first] in ("a", "an", "A", "An") and phrase.names[0][0] == phrase.first + 1:
        return phrase.last == i - 1
    owned = any(possessive(text.tokens[k]) for k in range(phrase.first, phrase.names[0][0]))
    if owned and phrase.names[0][0] == phrase.last == i - 1:
        return True
    before = text.tokens[i - 1]
    dated = len(before) == 4 and before.isdigit() and text.tokens[i - 2] in ("for", "of")
    return phrase.last == i - 1 and not (text.capital(i - 1) or text.bits[i - 1] & HEAD or before in ".)" or dated)


def _before_verb(text: Text, i: int, verb: Verb) -> int:
    """The last token of the subject before the verb at token i: auxiliaries, adverbs and times skipped; -1 where there is none.

    One walk to the left with a branch for each class of word, and so longer than most.
    """
    j = i - 1
    tokens, bits = text.tokens, text.bits
    helped = False
    while j >= 0:
        bit = bits[j]
        if not bit & _PASSED and tokens[j] not in beside("passed") and tokens[j][-2:] != "ly":
            return j
        if not helped and (refusal := _refusal(text, j, verb)):
            j -= refusal
            helped = True
        elif auxiliary(text, j):
            if bit & (MODAL | NEGATED) or (not helped and _turned_down(bit, verb)):
                return -1
            helped = True
            j -= 1
        elif tokens[j] in ("not", "never", "n't"):
            return -1
        elif (
            (bit & ADVERB and not text.capital(j))
            or (tokens[j].endswith("ly") and not text.capital(j) and not bit & HEAD)
            or (tokens[j] == "each" and j)
            or (tokens[j] == "since" and j and bits[j - 1] & HAVE)
        ):
            j -= 1
        elif tokens[j] == "to" and j and tokens[j - 1] in word_list("controls"):
            helped = helped or tokens[j - 1] in beside("feeling")
            j -= 2
        elif tokens[j] == "to" and j > 2 and tokens[j - 1] == "on" and tokens[j - 2] in ("went", "goes", "go"):
            j -= 3
        elif (bit & TIME or tokens[j] in beside("ago")) and j > 1 and not text.capital(j):
            if text.bits[i] & NOUNISH and verb.form in ("base", "s"):
                return -1
            timing = beside("spans" if tokens[j] in beside("ago") else "timing")
            k = j - 1
            while k > 0 and (tokens[k] in timing or tokens[k].isdigit()):
                k -= 1
            if bits[k] & (MARK | BREAK | QUOTE) and tokens[k] not in (",", ")"):
                return -1
            j = k
        else:
            break
    if j >= 0 and tokens[j] == "to":
        return -1
    return j


def _refusal(text: Text, j: int, verb: Verb) -> int:
    """How many tokens up to token j refuse what the verb after them says: two of "would not (say)", one of "wouldn't (say)"; or 0."""
    if verb.form != "base" or verb.lemma not in word_list("withheld"):
        return 0
    if text.tokens[j] in beside("would_not"):
        return 1
    return 2 if text.tokens[j] == "not" and text.tokens[j - 1] in ("would", "will") else 0
