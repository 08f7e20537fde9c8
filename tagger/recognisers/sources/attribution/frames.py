"""What follows a verb of attribution and what it then means; whether quoted words stand beside it."""

from __future__ import annotations

from typing import NamedTuple

from tagger.model import Role
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.attribution.tokens import AS
from tagger.recognisers.sources.words import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CONJUNCTION,
    DETERMINER,
    FUNCTION,
    MARK,
    NOUNISH,
    PERSON,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    TIME,
    TITLE,
    VERB,
    Kind,
    Verb,
    beside,
    word_list,
    words,
)

_NONE: frozenset[Kind] = frozenset()
_OBJECT = 7
"""The tokens after a verb in which its object ends."""
_ENDS_OBJECT = MARK | BREAK | PREPOSITION | CONJUNCTION | TIME | ADVERB | DETERMINER
_PASSED = ADVERB | TIME | TITLE | PRONOUN | QUOTE
"""Classes of words that may not be what follows a verb, though they stand right after it."""
_OBJECTS = frozenset(("det", "name", "low", "pronoun"))


class Mention(NamedTuple):
    """A source as a rule found it: the phrase, the role its words have there, and the rule."""

    phrase: Phrase
    role: Role
    rule: str
    trigger: int


def kinds_of(text: Text, i: int, verb: Verb) -> frozenset[Kind]:
    """The kinds that the verb has by what follows it; none where it is no attribution."""
    frames, traits = verb.frames, verb.traits
    if traits and _tells_otherwise(text, i, verb):
        return _NONE
    if (verb.unsaid and _unsaid(text, i, verb)) or (verb.deeds and done(text, i, verb)):
        return _NONE
    always = frames.get("any", _NONE)
    if always and len(frames) == 1 and "by_object" not in traits:
        return always
    what = frame(text, i)
    if "claims" in traits and what in _OBJECTS and _takes(text, i):
        return _NONE
    found = frames.get(what, always)
    if found and "calls" in traits and what in ("on", "upon") and not _calls_for_deed(text, i):
        return _NONE  # a visit: "she called on Lady Ash"
    if found and "writes" in traits and verb.form in ("s", "ing") and what in ("for", "low"):
        return _NONE  # what somebody does for a living: "she writes for the Gazette"
    if found:
        return found
    if "takes_as" in traits and _seen_as(text, i):
        return frozenset(("mind",))
    if "mark" in frames and what not in _OBJECTS and _told_as(text, i):
        return frames["mark"]
    return _NONE


def _tells_otherwise(text: Text, i: int, verb: Verb) -> bool:
    """Whether the verb at token i tells a story, or how a game went on."""
    if "tells" in verb.traits:
        return verb.form == "s" and not beside("stories").isdisjoint(text.tokens[i + 1 : i + 4])
    return "answers" in verb.traits and _scores(text, i)


def _calls_for_deed(text: Text, i: int) -> bool:
    """Whether what is called on at token i is to do something: "called on the mayor to resign"."""
    return "to" in text.tokens[i + 2 : min(i + 40, text.sentence_end(i))]


def _unsaid(text: Text, i: int, verb: Verb) -> bool:
    """Whether what stands right after the verb at token i, or after its pronoun, makes something else of it: "swore (him) in"."""
    after = text.tokens[i + 1 : i + 3]
    return bool(after) and (after[0] in verb.unsaid or (after[0] in word_list("moved") and after[-1] in verb.unsaid))


def done(text: Text, i: int, verb: Verb) -> bool:
    """Whether the object of the verb at token i is a thing to which something is done: "ordered two pints", not "ordered the town council"."""
    for k in range(i + 1, min(len(text.tokens) - 1, i + _OBJECT)):
        token, bit = text.tokens[k], text.bits[k]
        if token in verb.deeds:
            after = text.bits[k + 1]
            return bool(after & _ENDS_OBJECT) and not text.inside[k] and text.tokens[k + 1] not in ("to", "as", "that", "which")
        if bit & (MARK | BREAK | QUOTE | AUXILIARY | CONJUNCTION) or (bit & PREPOSITION and k > i + 1) or text.capital(k):
            return False
    return False


_PLAIN: dict[str, str] = {}


def plain_frames() -> dict[str, str]:
    """The words that say by themselves what follows a verb, whatever stands after them, each with what that is; made at first need."""
    out = {"back": "back", "there": "pronoun", "that": "that", "to": "to", **dict.fromkeys(beside("wh"), "wh")}
    for word, bit in words().bits.items():
        if word.islower() and word not in ("this", "last") and not bit & (ADVERB | TIME | QUOTE | MARK):
            if bit & PRONOUN:
                out.setdefault(word, "pronoun")
            elif bit & DETERMINER and not bit & PREPOSITION:
                out.setdefault(word, "det")
    _PLAIN.update(out)
    return _PLAIN


def frame(text: Text, i: int) -> str:
    """What follows the verb at token i: see the head of the verbs' file.

    One look to the right with a branch for each class of word, and so longer than most.
    """
    tokens, bits = text.tokens, text.bits
    k, size = i + 1, len(tokens)
    if k >= size:
        return "mark"
    token = tokens[k]
    plain = (_PLAIN or plain_frames()).get(token)
    if plain is not None:
        if plain == "that":
            return "det" if k + 2 < size and _points(text, k) else plain
        return "that" if plain == "to" and "that" in tokens[k + 2 : k + 6] and _told_to(text, k) else plain
    bit = bits[k]
    if not bit and token.islower() and token[-2:] != "ly":
        return "ing" if token.endswith("ing") else "low"
    if bit & PREPOSITION and token.islower() and not bit & _PASSED:
        return _before_object(text, k)
    high = min(size, i + 5)
    while k < high and not text.inside[k]:
        if tokens[k] == "there":
            return "pronoun"
        if (
            not bits[k] & (ADVERB | TIME)
            and (bits[k] or tokens[k][-2:] != "ly")
            and not (tokens[k] in ("this", "last") and k + 1 < size and bits[k + 1] & TIME)
        ):
            break
        k += 1
    if k >= size:
        return "mark"
    token, bit = tokens[k], bits[k]
    if bit & QUOTE or (token in (",", ":") and k + 1 < size and bits[k + 1] & QUOTE):
        return "quote"
    if k > i + 1:
        if token in ("that", "to"):
            return token
        if token in beside("wh"):
            return "wh"
    if text.capital(k) or (bit & TITLE and k + 1 < size and text.capital(k + 1)):
        return "name"
    if bit & PRONOUN:
        return "pronoun"
    if bit & PREPOSITION:
        return _before_object(text, k)
    if bit & DETERMINER:
        return "det"
    if token == "," and _aside_before_that(text, k):
        return "that"
    if bit & (MARK | BREAK):
        return "mark" if token == ":" or set_off(text, i) else "end"
    return "ing" if token.endswith("ing") else "low"


def _before_object(text: Text, k: int) -> str:
    """What the preposition at token k, after a verb, comes to: itself, or what follows it soon."""
    token, tokens = text.tokens[k], text.tokens
    if token not in beside("particles") and (k + 1 >= len(tokens) or text.stop(k + 1)):
        return "end"
    if "that" in tokens[k + 1 : k + 6] and _that_follows(text, k):
        return "that"
    return "quote" if text.quoted and ":" in tokens[k + 1 : k + 9] and _quote_follows(text, k) else token


def _told_to(text: Text, k: int) -> bool:
    """Whether the "to" at token k leads to somebody who is told what follows: "reported to the town council that"."""
    if not text.bits[k + 1] & DETERMINER and not text.capital(k + 1):
        return False
    that = text.tokens.index("that", k + 2)
    return not any(text.bits[n] & (MARK | BREAK | QUOTE | PREPOSITION) for n in range(k + 1, that))


def _points(text: Text, that: int) -> bool:
    """Whether the word "that" at a token points to the noun after it: "held that post", "rejected that evidence."."""
    noun, end = text.tokens[that + 1], text.bits[that + 2]
    return noun in beside("when") or (
        bool(end & (MARK | BREAK)) and noun.islower() and noun.isalpha() and not text.bits[that + 1] & FUNCTION
    )


def _that_follows(text: Text, k: int) -> bool:
    """Whether a clause with "that" follows the few words after the preposition at token k: "found in May that …"."""
    for n in range(k + 1, min(len(text.tokens), k + 6)):
        if text.tokens[n] == "that":
            before = text.tokens[n - 1]
            return bool(text.bits[n - 1] & TIME) or before[0].isdigit() or text.capital(n - 1) or before in beside("settings")
        if text.bits[n] & (MARK | BREAK | QUOTE | PRONOUN):
            return False
    return False


def _quote_follows(text: Text, k: int) -> bool:
    """Whether a colon and quoted words follow the few words after the preposition at token k: 'responded by letter: "No." '"""
    for n in range(k + 1, min(len(text.tokens) - 1, k + 9)):
        if text.tokens[n] == ":":
            return bool(text.bits[n + 1] & QUOTE)
        if text.bits[n] & (MARK | BREAK | QUOTE | PRONOUN) or (text.bits[n] & VERB and not text.bits[n] & NOUNISH):
            return False
    return False


def _aside_before_that(text: Text, comma: int) -> bool:
    """Whether a clause with "that" follows the few words between two commas: "warned, in a long letter, that"."""
    for n in range(comma + 2, min(len(text.tokens) - 1, comma + 10)):
        if text.tokens[n] == ",":
            return text.tokens[n + 1] == "that"
        if text.bits[n] & (BREAK | QUOTE | VERB) or text.tokens[n] in ".:;":
            return False
    return False


def reported(text: Text, first: int) -> bool:
    """Whether the clause that begins at token `first` is what somebody else says: "Reyes said (on Monday that) Bligh …"."""
    k = first - 1
    if k < 1 or text.inside[k]:
        return False
    if text.tokens[k] == ",":
        return _by_another(text, k)
    if text.tokens[k] == "that":
        k -= 1
        while k > first - 6 and k > 0 and not text.bits[k] & (VERB | MARK | BREAK | QUOTE | CONJUNCTION):
            if not (text.bits[k] & (TIME | PREPOSITION | ADVERB) or text.capital(k) or text.tokens[k].isdigit()):
                return False
            k -= 1
    verb = words().verbs.get(text.tokens[k])
    if verb is None or text.inside[k] or text.bits[k - 1] & (QUOTE | DETERMINER):
        return False
    if "names" in verb.traits and verb.form == "past" and text.bits[k - 1] & PERSON:
        return False  # "a guy called Reyes said"
    return bool(kinds_of(text, k, verb))


def _by_another(text: Text, comma: int) -> bool:
    """Whether the words up to the comma say who tells what follows it: "According to Reyes, …", "As Reyes reported, …"."""
    low = text.sentence_start(comma)
    if text.tokens[low : low + 2] == ["According", "to"]:
        return True
    return text.tokens[low] == "As" and bool(text.bits[comma - 1] & VERB) and comma - low > 2


def _seen_as(text: Text, i: int) -> bool:
    """Whether the verb at token i tells what somebody takes a thing for: "sees the pier as a threat", not "saw her as she left"."""
    if AS not in text.kinds[i + 2 : i + 10]:
        return False
    for k in range(i + 2, min(len(text.tokens) - 1, i + 10)):
        if text.tokens[k] == "as":
            return not text.bits[k + 1] & (PRONOUN | TIME) and text.tokens[k + 1] not in ("well", "far", "soon", "long", "part")
        if text.bits[k] & (MARK | BREAK | QUOTE | VERB):
            return False
    return False


def _takes(text: Text, i: int) -> bool:
    """Whether the verb at token i tells what is won or taken: "claimed her third title (of the year)", not "claimed the title was lost"."""
    prizes = word_list("prizes")
    for k in range(i + 1, min(len(text.tokens) - 1, i + 9)):
        follows = text.bits[k + 1] & (MARK | BREAK | PREPOSITION | TIME | CONJUNCTION) or text.tokens[k + 1] in ("ahead", "back")
        if text.tokens[k] in prizes and follows:
            return text.inside.find(1, i, text.sentence_end(i)) < 0
        if text.bits[k] & (MARK | BREAK | QUOTE | AUXILIARY | CONJUNCTION) or text.tokens[k] == "that":
            return False
    return False


def _scores(text: Text, i: int) -> bool:
    """Whether the verb at token i tells how a game went on: "replied with two goals", "hit back to win"."""
    tokens, k = text.tokens, i + 1
    if tokens[k : k + 2] == ["back", "to"]:
        return tokens[k + 2 : k + 3] != [] and tokens[k + 2] in word_list("regained")
    if tokens[k : k + 1] == ["back"]:
        k += 1
    if tokens[k : k + 1] not in (["with"], ["through"]):
        return False
    for n in range(k + 1, min(len(tokens), k + 9)):
        if text.bits[n] & (MARK | BREAK | QUOTE):
            return False
        if tokens[n] in word_list("answered"):
            return True
    return False


def _told_as(text: Text, i: int) -> bool:
    """Whether the verb at token i ends "as X reported", whatever follows it."""
    for k in range(i - 1, max(-1, i - 6), -1):
        if text.tokens[k] in ("as", "As"):
            return k < i - 1
        called = text.bits[k] & (PERSON | TITLE) and text.capital(k + 1)
        if not text.capital(k) and not called and not text.bits[k] & (ADVERB | DETERMINER):
            return False
    return False


def near_quote(text: Text, i: int) -> bool:
    """Whether quoted words stand in the sentence of token i or directly beside it."""
    if not text.quoted:
        return False
    low = text.sentence_start(i)
    if low and text.bits[low - 1] & QUOTE:
        return True
    high = min(len(text.tokens), i + 40, text.sentence_end(i) + 1)
    return text.inside.find(1, low, high) >= 0


def set_off(text: Text, i: int) -> bool:
    """Whether the verb at token i ends a clause of its own, after a comma or a quote: "The pier is safe, she added." """
    low = text.sentence_start(i, 13)
    before = text.tokens[low:i]
    if "," in before or "as" in before or "As" in before:
        return True
    return text.quoted and any(bit & QUOTE for bit in text.bits[low:i])
