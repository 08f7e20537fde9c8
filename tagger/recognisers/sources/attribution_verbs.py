"""Sources by a reporting verb: "X said", "said X", "X, the mayor, said", "X, saying that", "was told by X"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tagger.model import Role
from tagger.recognisers.sources.attribution_phrases import Phrase, auxiliary, is_person, phrase_after, phrase_before
from tagger.recognisers.sources.attribution_text import Text
from tagger.recognisers.sources.attribution_words import (
    ADVERB,
    BE,
    BREAK,
    CLAUSAL,
    CONJUNCTION,
    DETERMINER,
    HAVE,
    HEAD,
    MARK,
    MODAL,
    NEGATED,
    NOUNISH,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    TIME,
    TITLE,
    VERB,
    WORK,
    Kind,
    Verb,
    word_list,
    words,
)

_NONE: frozenset[Kind] = frozenset()
_CLAUSES = frozenset("that quote wh pronoun name det".split())
_WH = frozenset("how what why whether when where who if which".split())


class Mention(NamedTuple):
    """A source as a rule found it: the phrase, the role its words have there, and the rule."""

    phrase: Phrase
    role: Role
    rule: str
    trigger: int


def by_verb(text: Text) -> Iterator[Mention]:
    """The sources that a verb of attribution names, in reading order of the verbs."""
    forms = words().verbs
    for i in text.marks:
        if text.bits[i] & VERB and not text.inside[i]:
            verb = forms[text.tokens[i]]
            yield from _sources(text, i, verb)


def _sources(text: Text, i: int, verb: Verb) -> Iterator[Mention]:
    agent = i + 1 < len(text.tokens) and text.tokens[i + 1] == "by" and verb.form in ("past", "participle")
    direct = i > 1 and bool(text.bits[i - 1] & QUOTE)
    kinds = frozenset[Kind]().union(*verb.frames.values()) if agent or direct else kinds_of(text, i, verb)
    if not kinds:
        return
    role: Role = "quoted" if "speech" in kinds or near_quote(text, i) else "cited"
    if agent:
        found = phrase_after(text, i + 2)
        if found is not None and found.sort == "named":
            if verb.lemma in word_list("told_by"):
                yield Mention(found, "quoted" if near_quote(text, i) else "cited", "by", i)
            return
        kinds = kinds_of(text, i, verb)
        if not kinds:
            return
    found = _inverted(text, i, verb, kinds)
    if found is not None:
        yield Mention(found, role, "verb-before", i)
        return
    if direct:
        kinds = kinds_of(text, i, verb)
    if kinds and kinds != {"data"} and _continues(text, i, verb):
        found = sentence_subject(text, i - 1)
        if found is not None:
            yield Mention(found, role, "verb-later", i)
        return
    found = subject_of(text, i, verb) if kinds else None
    if found is not None and _likely(text, kinds, found):
        yield Mention(found, role, "verb-after", i)


def _continues(text: Text, i: int, verb: Verb) -> bool:
    """Whether the verb goes on with the subject of its sentence: "X left and said", "X began by saying"."""
    before = text.tokens[i - 1] if i else ""
    if verb.form == "ing":
        return before in ("by", "after", "while", "before", "in")
    return before == "and" and verb.form in ("past", "s") and not text.bits[i] & NOUNISH


def _likely(text: Text, kinds: frozenset[Kind], phrase: Phrase) -> bool:
    """Whether a noun phrase without a name is one that can speak, or that can be relied on."""
    if kinds == {"data"}:
        return phrase.sort == "nominal" and bool(text.bits[phrase.head] & WORK)
    if phrase.sort != "nominal" or phrase.names or text.bits[phrase.head] & HEAD:
        return True
    return (
        "speech" in kinds and "claim" not in kinds and bool(text.bits[phrase.first] & DETERMINER) and phrase.head > phrase.first
    )


def kinds_of(text: Text, i: int, verb: Verb) -> frozenset[Kind]:
    """The kinds that the verb has by what follows it; none where it is no attribution."""
    frames = verb.frames
    found = frames.get("any", _NONE)
    return found | frames.get(frame(text, i), _NONE)


def frame(text: Text, i: int) -> str:
    """What follows the verb at token i: see the head of the verbs' file."""
    tokens, bits = text.tokens, text.bits
    k = i + 1
    while k < len(tokens) and k < i + 4 and bits[k] & (ADVERB | TIME) and not text.inside[k]:
        k += 1
    if k >= len(tokens):
        return "mark"
    token, bit = tokens[k], bits[k]
    if token == "that":
        return "that"
    if bit & QUOTE or (token in (",", ":") and k + 1 < len(tokens) and bits[k + 1] & QUOTE):
        return "quote"
    if token == "to":
        return "to"
    if token in _WH:
        return "wh"
    if text.capital(k):
        return "name"
    if bit & PRONOUN:
        return "pronoun"
    if bit & PREPOSITION:
        return token
    if bit & DETERMINER:
        return "det"
    if bit & (MARK | BREAK):
        return "mark" if token == ":" or _set_off(text, i) else "end"
    return "ing" if token.endswith("ing") else "low"


def near_quote(text: Text, i: int) -> bool:
    """Whether quoted words stand in the sentence of token i or directly beside it."""
    low = text.sentence_start(i)
    if low and text.bits[low - 1] & QUOTE:
        return True
    for k in range(low, min(len(text.tokens), i + 40)):
        if text.inside[k]:
            return True
        if k > i and text.stop(k):
            return False
    return False


def _set_off(text: Text, i: int) -> bool:
    """Whether the verb at token i ends a clause of its own, after a comma or a quote: "The pier is safe, she added." """
    for k in range(i - 1, max(-1, i - 14), -1):
        if text.bits[k] & QUOTE or text.tokens[k] in (",", "as", "As"):
            return True
        if text.stop(k):
            return False
    return False


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
        if not _ends_clause(text, phrase):
            return None
        before = _before_apposition(text, i - 1) if text.tokens[i - 1] == "," else None
        if before is not None and before.sort == "named":
            k = phrase.last + 1
            if _whole(text, before.first, text.sentence_start(i)) or (
                k < len(text.tokens) and text.tokens[k] not in (",", ".", "who")
            ):
                return None
    return whole


def _ends_clause(text: Text, phrase: Phrase) -> bool:
    """Whether no verb follows the phrase, so that it cannot be the subject of what follows."""
    k = phrase.last + 1
    if k >= len(text.tokens):
        return True
    bit = text.bits[k]
    return bool(bit & (MARK | BREAK | QUOTE | PREPOSITION | CONJUNCTION | TIME)) or text.tokens[k] in ("who", "told")


def with_apposition(text: Text, phrase: Phrase) -> Phrase:
    """The phrase with the apposition after it: its words up to the next comma, and a name where the phrase had none."""
    k = phrase.last + 1
    tokens = text.tokens
    if phrase.sort == "pronoun" or k + 1 >= len(tokens) or tokens[k] not in (",", "("):
        return phrase
    after = phrase_after(text, k + 1)
    if tokens[k] == "(":
        close = next((n for n in range(k + 1, min(len(tokens), k + 12)) if tokens[n] == ")"), -1)
        return phrase._replace(last=close) if close > 0 else phrase
    if phrase.sort == "nominal" and after is not None and after.sort == "named" and after.first == k + 1:
        end = after.last + 1
        if end >= len(tokens) or text.bits[end] & (MARK | BREAK | QUOTE | PREPOSITION | CONJUNCTION) or tokens[end] == "who":
            return phrase._replace(sort="named", names=after.names, last=after.last)
        return phrase
    if phrase.sort != "named":
        return phrase
    starts = text.bits[k + 1]
    if starts & DETERMINER or tokens[k + 1].isdigit() or tokens[k + 1] in ("who", "whose") or starts & HEAD:
        last = k
        for n in range(k + 1, min(len(tokens), k + 30)):
            if tokens[n] == "," or text.stop(n) or text.bits[n] & QUOTE:
                break
            if text.bits[n] & CLAUSAL and not text.capital(n) and tokens[k + 1] not in ("who", "whose"):
                return phrase
            last = n
        return phrase._replace(last=last)
    return phrase


def subject_of(text: Text, i: int, verb: Verb) -> Phrase | None:
    """The subject to the left of the verb."""
    if verb.form == "ing" and not ((i and text.bits[i - 1] & (BE | ADVERB)) or (i and text.tokens[i - 1] == ",")):
        return None
    j = _before_verb(text, i, verb)
    if j < 0:
        return None
    if verb.form == "ing" and text.tokens[i - 1] == ",":
        return sentence_subject(text, i - 1)
    token = text.tokens[j]
    if token in (",", "—", "–", "-", "--"):
        return _before_apposition(text, j)
    if text.bits[j] & (QUOTE | BREAK | MARK) and token != ")":
        return None
    found = phrase_before(text, j)
    if found is None or not _agrees(text, i, verb, found):
        return None
    if found.sort == "pronoun" and text.tokens[j] in ("who", "which", "that"):
        return _antecedent(text, j)
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
    if phrase.sort == "named" and phrase.last == i - 1 and verb.form == "base" and len(phrase.names) == 1:
        name = text.tokens[phrase.names[0][1]]
        if not (name.endswith("s") or name in word_list("peoples")):
            return False
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
    if phrase.sort == "named" and text.bits[phrase.first] & DETERMINER and verb.form == "s":
        return what in ("that", "quote", "pronoun")
    if what == "mark" and phrase.sort == "named" and phrase.first:
        return text.tokens[phrase.first - 1] in ("as", "As", ",")
    return what in _CLAUSES or (what in ("for", "on", "to", "out", "about", "of") and phrase.sort == "named")


def _before_verb(text: Text, i: int, verb: Verb) -> int:
    """The last token of the subject before the verb at token i: auxiliaries, adverbs and times skipped; -1 where there is none."""
    j = i - 1
    tokens, bits = text.tokens, text.bits
    helped = False
    while j >= 0:
        bit = bits[j]
        if auxiliary(text, j):
            if (bit & BE and verb.form != "ing" and not helped) or bit & (MODAL | NEGATED):
                return -1
            if bit & HAVE and verb.form in ("base", "s", "ing") and not helped:
                return -1
            helped = True
            j -= 1
        elif tokens[j] in ("not", "never", "n't"):
            return -1
        elif (bit & ADVERB and not text.capital(j)) or (tokens[j].endswith("ly") and not text.capital(j) and not bit & HEAD):
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
                tokens[k] in ("on", "last", "this", "earlier", "late", "early", "in", "a", "ago") or tokens[k].isdigit()
            ):
                k -= 1
            if bits[k] & (MARK | BREAK | QUOTE):
                return -1
            j = k
        else:
            break
    if j >= 0 and tokens[j] == "to":
        return -1
    return j


def sentence_subject(text: Text, comma: int) -> Phrase | None:
    """The subject of the clause that a participle after `comma` belongs to: the first phrase before a verb."""
    low = text.sentence_start(comma)
    k = low
    while k < comma and (text.inside[k] or text.bits[k] & (QUOTE | BREAK)):
        k += 1
    for _ in range(4):
        if k < comma and ((text.bits[k] & PREPOSITION and not text.capital(k)) or _shouted(text, k)):
            while k < comma and text.tokens[k] not in (",", "—", "–", "-"):
                k += 1
            k += 1
        while k < comma and text.bits[k] & (CONJUNCTION | ADVERB | MARK):
            k += 1
        if k >= comma:
            return None
        phrase = phrase_after(text, k, comma)
        if phrase is None or phrase.sort == "nominal":
            return None
        after = phrase.last + 1
        if (
            phrase.sort == "pronoun"
            or after >= comma
            or text.tokens[after] not in (",", "—", "–", "-")
            or is_person(text, *phrase.names[0])
        ):
            return phrase if after < comma or phrase.sort == "named" else None
        k = after + 1
    return None


def _shouted(text: Text, k: int) -> bool:
    """Whether token k begins a dateline: the place a paragraph was sent from, in capitals."""
    return len(text.tokens[k]) > 2 and text.tokens[k].isupper() and (k == 0 or bool(text.bits[k - 1] & BREAK))


def _before_apposition(text: Text, comma: int) -> Phrase | None:
    """The subject that the words before `comma` are in apposition to."""
    tokens = text.tokens
    low = max(text.sentence_start(comma), comma - 50)
    seps = []
    depth = 0
    k = comma - 1
    while k >= low:
        token = tokens[k]
        if token == ")":
            depth += 1
        elif token == "(":
            depth -= 1
        elif text.bits[k] & QUOTE and not depth and not text.inside[k]:
            if tokens[k] not in ("'", "’"):
                break
        elif not depth and (token == tokens[comma] or (token in (",", "—", "–") and tokens[comma] != ",")):
            seps.append(k)
        elif token in (";", ":"):
            break
        k -= 1
    low = k + 1
    last = phrase_before(text, comma - 1, (seps[0] + 1) if seps else low)
    if not seps:
        whole = last is not None and _whole(text, last.first, low) and last.sort == "named"
        return last if whole else None
    best: Phrase | None = None
    for n, sep in enumerate(seps[:7]):
        start = seps[n + 1] + 1 if n + 1 < len(seps) else low
        found = phrase_before(text, sep - 1, start)
        if found is None or found.sort == "pronoun":
            break
        if found.sort == "named":
            if _aside(text, found, start):
                continue
            if _dateline(text, found):
                break
            if found.first > start and not text.bits[found.first - 1] & (CONJUNCTION | ADVERB | QUOTE | MARK):
                if best is None and n + 1 < len(seps) and _appositive(text, start):
                    continue
                break
            if best is None or best.sort == "nominal" or is_person(text, *found.names[0]):
                best = found._replace(last=comma)
            if is_person(text, *found.names[0]):
                break
            continue
        if not _whole(text, found.first, start):
            if _appositive(text, start):
                continue
            break
        if last is not None and n == 0 and _introduced(text, found, last, seps[0]):
            return Phrase("named", found.first, comma, last.names, last.head)
        if best is None or best.sort == "nominal":
            best = found._replace(last=comma)
    return best


def _introduced(text: Text, phrase: Phrase, name: Phrase, comma: int) -> bool:
    """Whether the name after the comma is that of the person the phrase speaks of: "the mayor, Ana Reyes"."""
    if name.sort != "named" or name.first != comma + 1:
        return False
    first, last = name.names[0]
    return is_person(text, first, last) or (last > first and phrase.last == phrase.head and bool(text.bits[phrase.head] & HEAD))


def _appositive(text: Text, start: int) -> bool:
    """Whether an apposition may begin at token `start`: "who …", "a …", "34", "ranking member …"."""
    bit = text.bits[start]
    return (
        bool(bit & (DETERMINER | HEAD | TITLE | CONJUNCTION))
        or text.tokens[start].isdigit()
        or text.tokens[start] in _WH
        or text.tokens[start] == "whose"
    )


def _aside(text: Text, phrase: Phrase, start: int) -> bool:
    """Whether the name stands in an apposition of its own: a party and state, a state after a town, or words after "who"."""
    name = text.tokens[phrase.names[0][0]]
    if name[1:2] == "-" and phrase.names[0][0] == start:
        return True
    if phrase.first == start == phrase.last and name.lower() in word_list("before_names"):
        return True
    return text.tokens[start] in ("who", "which", "whose") or bool(
        phrase.first > start and text.bits[phrase.first - 1] & PREPOSITION and not text.capital(start)
    )


def _dateline(text: Text, phrase: Phrase) -> bool:
    """Whether the name is the place that a paragraph is sent from: "PARIS, 3 May"."""
    first = phrase.first
    return (first == 0 or bool(text.bits[first - 1] & BREAK)) and text.tokens[first].isupper() and len(text.tokens[first]) > 3


def _whole(text: Text, first: int, start: int) -> bool:
    """Whether nothing but adverbs and conjunctions stands between `start` and the phrase."""
    return all(text.bits[k] & (ADVERB | CONJUNCTION | MARK) for k in range(start, first))
