"""Names with their appositions, to the right ("X, the mayor") and to the left of a verb ("X, the mayor, said")."""

from __future__ import annotations

from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.phrases import phrase_after, phrase_before
from tagger.recognisers.sources.attribution.propernames import is_person, possessive
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    ADVERB,
    BODIES,
    BODY,
    BREAK,
    CLAUSAL,
    CONJUNCTION,
    DASHES,
    DETERMINER,
    HEAD,
    HONOUR,
    MARK,
    NAMING,
    OFFICE,
    PERSON,
    PREPOSITION,
    QUOTE,
    TIME,
    TITLE,
    beside,
    body_words,
    is_given,
    word_list,
    words,
)

SHORT_QUOTE = 15
"""The most tokens of a title or nickname in quotes within an apposition."""


def ends_clause(text: Text, phrase: Phrase) -> bool:
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
    if tokens[k] == "(":
        close = next((n for n in range(k + 1, min(len(tokens), k + 12)) if tokens[n] == ")"), -1)
        return phrase._replace(last=close) if close > 0 else phrase
    if phrase.sort == "named" and text.bits[k + 1] & DETERMINER:
        return _with_description(text, phrase, k)
    after = phrase_after(text, k + 1)
    if phrase.sort == "nominal" and after is not None and after.sort == "named" and after.first == k + 1:
        end = after.last + 1
        if end >= len(tokens) or text.bits[end] & (MARK | BREAK | QUOTE | PREPOSITION | CONJUNCTION) or tokens[end] == "who":
            return phrase._replace(sort="named", names=after.names, last=after.last)
        return phrase
    if phrase.sort != "named":
        return phrase
    if after is not None and after.sort == "named" and after.first == k + 1 and _two_names(text, after):
        end = after.last + 1
        if len(after.names) > 1 or (
            end < len(tokens) and tokens[end] == "," and not text.bits[k + 1] & TITLE and _list_ends(text, end)
        ):
            rest = with_apposition(text, after) if len(after.names) == 1 else after
            end = rest.last + 1
            if (
                tokens[end : end + 2] == [",", "and"]
                and (more := phrase_after(text, end + 2)) is not None
                and more.sort == "named"
            ):
                rest = rest._replace(names=rest.names + more.names, last=more.last)
            return phrase._replace(names=phrase.names + rest.names, last=rest.last)
    return _with_description(text, phrase, k)


def _with_description(text: Text, phrase: Phrase, comma: int) -> Phrase:
    """The name with the words after `comma` that say who that is, up to the next comma; the phrase itself where they do not."""
    tokens, bits, k = text.tokens, text.bits, comma + 1
    who = tokens[k] in ("who", "whose")
    if not (bits[k] & (DETERMINER | HEAD) or possessive(tokens[k]) or tokens[k].isdigit() or who):
        return phrase
    last = comma
    for n in range(k, min(len(tokens), comma + 30)):
        quote = bits[n] & QUOTE and tokens[n] not in ("'", "’")
        if quote and text.opening(n) < 0 and tokens[n - 1] != ",":
            return phrase
        if tokens[n] in ",;:" or text.stop(n) or quote:
            break
        if bits[n] & CLAUSAL and not text.capital(n) and not who:
            return phrase
        last = n
    return phrase._replace(last=last)


def _two_names(text: Text, phrase: Phrase) -> bool:
    """Whether the first name of the phrase is one of two words or more that is not plainly that of a body."""
    first, last = phrase.names[0]
    return last > first and text.tokens[last].lower() not in body_words() and not text.bits[phrase.first] & DETERMINER


def _list_ends(text: Text, comma: int) -> bool:
    """Whether an "and" with a name follows soon after the comma, as in a list of names."""
    for k in range(comma + 1, min(len(text.tokens) - 1, comma + 9)):
        if text.tokens[k] == "and":
            return text.capital(k + 1)
        if not text.capital(k) and text.tokens[k] not in (",", "."):
            return False
    return False


def _separators(text: Text, comma: int) -> tuple[int, list[int]]:
    """Where the clause of `comma` begins, and the commas or dashes of its own between there and `comma`, the last one first."""
    tokens, bits, sep = text.tokens, text.bits, text.tokens[comma]
    low = max(text.sentence_start(comma), comma - 50)
    seps = []
    depth = 0
    k = comma - 1
    while k >= low:
        token = tokens[k]
        if not bits[k] & (MARK | QUOTE) and token != sep:
            pass
        elif token == ")":
            depth += 1
        elif token == "(":
            depth -= 1
        elif bits[k] & QUOTE:
            opened = text.opening(k)
            if opened > low and k - opened < SHORT_QUOTE:
                k = opened
            elif not depth and not text.inside[k] and token not in ("'", "’"):
                break
        elif not depth and (token == sep or (token in (",", "—", "–", "―") and sep != ",")):
            seps.append(k)
        elif token in (";", ":"):
            break
        k -= 1
    return k + 1, seps


def before_apposition(text: Text, comma: int) -> Phrase | None:
    """The subject that the words before `comma` are in apposition to."""
    low, seps = _separators(text, comma)
    last = phrase_before(text, comma - 1, (seps[0] + 1) if seps else low)
    if not seps:
        whole = last is not None and is_whole(text, last.first, low) and last.sort == "named"
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
            if n == 0 and last is not None and _by_title(text, found, last, sep):
                return Phrase("named", found.first, comma, last.names, last.head)
            if n == 0 and last is not None and _party(text, found) and _introduced(text, found, last, sep):
                return Phrase("named", found.first, comma, last.names, last.head)
            if _dateline(text, found):
                break
            if found.first > start and not (
                text.bits[found.first - 1] & (CONJUNCTION | ADVERB | QUOTE | MARK | TIME)
                or text.tokens[found.first - 1] == "time"
                or text.tokens[found.first - 1] in ("as", "As", "after", "before", "because")
            ):
                if best is None and n + 1 < len(seps) and _appositive(text, start):
                    continue
                break
            if best is None or best.sort == "nominal" or is_person(text, *found.names[0]):
                best = found._replace(last=comma)
                if last is not None and n == 0 and _added(text, last, sep):
                    best = best._replace(names=best.names + last.names)
            if is_person(text, *found.names[0]):
                break
            continue
        if not is_whole(text, found.first, start):
            if _appositive(text, start):
                continue
            break
        if last is not None and n == 0 and _introduced(text, found, last, seps[0]):
            return Phrase("named", found.first, comma, last.names, last.head)
        if best is None or best.sort == "nominal":
            best = found._replace(last=comma)
    if best is None and last is not None and last.sort == "named" and is_whole(text, last.first, seps[0] + 1):
        return last._replace(last=comma) if is_person(text, *last.names[0]) else None
    return best


def _added(text: Text, name: Phrase, dash: int) -> bool:
    """Whether the name between dashes is one more: "the board — and Ana Reyes — say"."""
    joined = text.tokens[dash] != "," and name.sort == "named" and text.tokens[dash + 1] in beside("both")
    return joined and is_whole(text, name.first, dash + 1)


def _by_title(text: Text, phrase: Phrase, name: Phrase, comma: int) -> bool:
    """Whether the phrase is a title or office with its article and the person's name follows: "the Oba of Lagos, Adewunmi Ojo", "the County
    Librarian, Faye Oduro"."""
    if not text.bits[phrase.first] & DETERMINER or name.sort != "named" or name.first != comma + 1:
        return False
    first, last = name.names[0]
    office = text.tokens[phrase.names[0][1]]
    called = NAMING[office] & (HONOUR | OFFICE) or words().bits.get(office.lower(), 0) & PERSON
    return bool(called) and last > first and not NAMING[text.tokens[last]] & BODIES


def holder(text: Text, phrase: Phrase) -> Phrase | None:
    """The person named between commas after an office: "The County Librarian, Faye Oduro, welcomed"; or None."""
    comma = phrase.last + 1
    if text.tokens[comma : comma + 1] != [","]:
        return None
    name = phrase_after(text, comma + 1)
    if name is None or not _by_title(text, phrase, name, comma) or text.tokens[name.last + 1 : name.last + 2] != [","]:
        return None
    return Phrase("named", phrase.first, name.last, name.names, name.head)


def _party(text: Text, phrase: Phrase) -> bool:
    """Whether the phrase speaks of some of a party or people: "the two Democrats"."""
    return text.tokens[phrase.last] in word_list("peoples") and bool(text.bits[phrase.first] & DETERMINER)


def _introduced(text: Text, phrase: Phrase, name: Phrase, comma: int) -> bool:
    """Whether the name after the comma is that of the person the phrase speaks of: "the mayor, Ana Reyes"."""
    if name.sort != "named" or name.first != comma + 1:
        return False
    first, last = name.names[0]
    if text.tokens[name.first] in beside("courtesy") or (name.first < first and NAMING[text.tokens[name.first]] & HONOUR):
        return True
    if first == last and text.tokens[phrase.first].lower() in word_list("kin_of") and text.bits[phrase.head] & PERSON:
        return phrase.last == phrase.head
    if first == last and text.tokens[first].isupper() and text.tokens[first - 1] == "the":
        return bool(text.bits[phrase.head] & BODY)
    bits = text.bits[phrase.head]
    if len(name.names) > 1 and bits & PERSON and text.tokens[phrase.head].endswith("s"):
        return True
    if is_given(text.tokens[first].lower()) and (bits & PERSON if first == last else not bits & BODY):
        return True
    return is_person(text, first, last) or (last > first and phrase.last == phrase.head and bool(bits & HEAD))


def _appositive(text: Text, start: int) -> bool:
    """Whether an apposition may begin at token `start`: "who …", "a …", "34", "ranking member …"."""
    bit = text.bits[start]
    return (
        bool(bit & (DETERMINER | HEAD | TITLE | CONJUNCTION))
        or text.tokens[start].isdigit()
        or text.tokens[start] in beside("wh")
        or text.tokens[start] == "whose"
    )


def _aside(text: Text, phrase: Phrase, start: int) -> bool:
    """Whether the name stands in an apposition of its own: a party and state, a state after a town, or words after "who"."""
    name = text.tokens[phrase.names[0][0]]
    if name[1:2] == "-" and phrase.names[0][0] == start:
        return True
    if phrase.first == start and phrase.last <= start + 1 and name.lower() in word_list("before_names"):
        return True
    return text.tokens[start] in ("who", "which", "whose") or bool(
        phrase.first > start
        and text.bits[phrase.first - 1] & PREPOSITION
        and not text.capital(start)
        and text.tokens[phrase.first - 1] not in ("as", "As")
    )


def _dateline(text: Text, phrase: Phrase) -> bool:
    """Whether the name is the place that a paragraph is sent from: "PARIS, 3 May"."""
    first = phrase.first
    return (first == 0 or bool(text.bits[first - 1] & BREAK)) and text.tokens[first].isupper() and len(text.tokens[first]) > 3


def is_whole(text: Text, first: int, start: int) -> bool:
    """Whether nothing but adverbs and conjunctions stands between `start` and the phrase."""
    return all(text.bits[k] & (ADVERB | CONJUNCTION | MARK) for k in range(start, first))


def after_agency(text: Text, first: int, k: int) -> int:
    """Where the words begin after a dateline with its agency: "Northport (AFP) –", a place from token `first` to before `k`; or k."""
    if text.tokens[k : k + 1] != ["("] or not (first == 0 or text.bits[first - 1] & BREAK):
        return k
    close = next((n for n in range(k + 2, min(len(text.tokens) - 1, k + 6)) if text.tokens[n] == ")"), k)
    return close + 2 if close > k and text.tokens[close + 1] in DASHES else k


def is_dateline(text: Text, k: int) -> bool:
    """Whether token k begins a dateline: the place a paragraph was sent from, in capitals."""
    return len(text.tokens[k]) > 2 and text.tokens[k].isupper() and (k == 0 or bool(text.bits[k - 1] & BREAK))
