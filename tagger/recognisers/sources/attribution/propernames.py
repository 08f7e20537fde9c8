"""The name in a phrase: where it begins and ends, without titles, and what stands with a capital without being one."""

from __future__ import annotations

from functools import cache

from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    BODIES,
    CALLED,
    GIVEN,
    HEAD,
    HONOUR,
    LINK,
    NAMING,
    OFFICE,
    PERSON,
    POSSESSED,
    TIME,
    TITLE,
    beside,
    body_words,
    given_names,
    ordered,
    word_list,
    words,
)

_BRACKET = 9
"""The most tokens of a bracket with the year of a work."""
_BULLETS = frozenset("-–—•*")


def possessive(token: str) -> bool:
    """Whether the token ends in 's."""
    return NAMING[token] & POSSESSED > 0


def is_year(text: Text, i: int) -> bool:
    """Whether token i is a year, as of a work, perhaps with a letter: "2003", "2003a"."""
    token = text.tokens[i] if i < len(text.tokens) else ""
    return (
        len(token) in (4, 5) and token[:4].isdigit() and "1500" < token[:4] < "2100" and token[4:].isalpha() == (len(token) == 5)
    )


def is_dated(text: Text, last: int) -> bool:
    """Whether a year in brackets, as of a work, ends at token `last`: "Lund (2011)", "Lund (2011, p. 4)"."""
    if text.tokens[last] != ")":
        return False
    opened = next((k for k in range(last - 2, max(-1, last - _BRACKET), -1) if text.tokens[k] == "("), last)
    return is_year(text, opened + 1)


def written_together(text: Text, names: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The names, each that "&" joins parted: two writers, not a firm."""
    out: list[tuple[int, int]] = []
    for first, last in names:
        for k in range(first, last + 1):
            if text.tokens[k] == "&":
                out.append((first, k - 1))
                first = k + 1
        out.append((first, last))
    return tuple(out)


def byname(text: Text, the: int) -> bool:
    """Whether the article at token `the` stands between a name and its byname: "Pliny the Elder"."""
    return text.bynamed(the) and the > 0 and text.capital(the - 1)


def inside_name(text: Text, first: int, i: int, last: int) -> bool:
    """Whether the "of", "for" or "and" at token i is part of an organisation's name."""
    if text.tokens[i] in beside("among"):
        return first < i < last and text.capital(i - 1) and text.capital(i + 1)
    if text.tokens[i] not in ("of", "for", "and", "on", "in", "&") or i == first or not text.capital(i - 1):
        return False
    k = i + 1
    if k <= last and text.tokens[k] == "the" and text.tokens[i] != "and":
        k += 1
    if k > last or not text.capital(k):
        return False
    if text.tokens[i] == "&":
        return True
    bodies = body_words()
    if text.tokens[i] != "and":
        return (
            text.tokens[i - 1].lower() in bodies
            and text.tokens[i - 1] not in ("Democrat", "Republican")
            and not possessive(text.tokens[i - 1])
        )
    if text.tokens[k] in ("Company", "Sons", "Partners", "Associates", "Brothers", "Co"):
        return True
    before = [word for n in range(first, i) if (word := text.tokens[n].lower()) not in word_list("members")]
    return (
        not possessive(text.tokens[i - 1])
        and text.tokens[last + 1 : last + 2] != ["both"]
        and text.tokens[i - 1] not in text.tokens[k : last + 1]
        and text.tokens[k].lower() not in given_names()
        and any(word in bodies for word in before)
        and not any(word in given_names() for word in before)
    )


def name_in(text: Text, first: int, last: int, owner: bool = False) -> tuple[int, int] | None:
    """The token range of the name that a base phrase ends with, without titles; None where its last word is no name."""
    tokens, bits = text.tokens, text.bits
    if not text.capital(last):
        if last == first or not text.capital(last - 1):
            return None
        if tokens[last] != "." and not (tokens[last].isdigit() and not bits[last - 1] & HEAD):
            return None
    if not owner and NAMING[tokens[last]] & POSSESSED and not named_so(text, last):
        return None
    i = last
    while i > first:
        k = i - 1
        if text.capital(k):
            if (
                NAMING[tokens[k]] & POSSESSED
                and not tokens[k].lower().startswith(ordered("firms"))
                and not (k > first and tokens[k - 1] == "St")
            ):
                break
            i = k
        elif tokens[k] == "." and text.abbreviation(k) and k > first and text.capital(k - 1):
            i = k - 1
        elif (start := _particles(text, first, k)) >= 0:
            i = start
        elif tokens[k] == "the" and k > first and byname(text, k):
            i = k - 1
        elif inside_name(text, first, k, last) or (
            tokens[k] == "the" and k - 1 > first and inside_name(text, first, k - 1, last)
        ):
            i = k if text.capital(k) else (k - 1 if tokens[k] != "the" else k - 2)
        else:
            break
    if bits[i] & LINK and not text.capital(i) and tokens[i] not in beside("leading"):
        i += 1
    return _without_titles(text, i, last)


def named_so(text: Text, i: int) -> bool:
    """Whether the name that ends with the possessive at token i is that of a firm: "Hansen's said", "Hansen's has announced"."""
    return text.tokens[i + 1 : i + 2] in (["said"], ["says"], ["told"])


def _particles(text: Text, first: int, last: int) -> int:
    """Where the name goes on to the left of the particles that end at token `last`: "von der Leyen" after "Ursula"; or -1."""
    tokens, k = text.tokens, last
    while k > first and k > last - 3 and text.bits[k] & LINK and not text.capital(k):
        k -= 1
    if k < last and text.capital(k) and not possessive(tokens[k]) and (k < last - 1 or tokens[last] not in ("a", "e")):
        return k
    while k <= last and tokens[k] not in beside("leading"):
        k += 1
    return k if k <= last and not text.capital(max(k - 1, 0)) else -1


def _without_titles(text: Text, first: int, last: int) -> tuple[int, int] | None:
    tokens = text.tokens
    if tokens[last] == "." and last > first and NAMING[tokens[last - 1]] & HONOUR:
        return None
    if first == last:
        return None if _is_office(text, last) or _names_nobody(text, first, last) or is_rank(text, last) else (first, last)
    what = [NAMING[token] for token in tokens[first : last + 1]]
    office = (what[0] & OFFICE and tokens[first + 1] in ("of", "for")) or what[-1] & OFFICE
    if office and not any(bits & GIVEN for bits in what[:-1]):
        return None
    start = first
    if tokens[first] in beside("honoured") and last > first + 1:
        start = first + 1
    for i in range(start, last):
        after = i + 1
        if tokens[after] == "." and after < last:
            after += 1
        if not text.capital(after) and not text.bits[after] & LINK:
            continue
        body = what[after - first] & BODIES
        if what[i - first] & HONOUR and (i > first or not body or tokens[i].lower() != "general"):
            given = after < last and _begins_person(text, after, last)
            word = tokens[i].lower()
            if word == "pc" and not given and not is_surname(text, last):
                continue
            if tokens[i] == "St" and (after == last or possessive(tokens[after])):
                start = i
            elif given or not body or word in ("mr", "mrs", "ms", "dr"):
                start = after
        elif after < last and _goes_before(text, i, first) and _begins_person(text, after, last):
            start = after
    while start < last and tokens[start].endswith(ordered("origins")):
        start += 1
    while last > start + 1 and tokens[last] in beside("honoured"):
        last -= 1
    alone = start == last or (start == last - 1 and tokens[last] == ".")
    return None if alone and _names_nobody(text, start, last) else (start, last)


def _is_office(text: Text, at: int) -> bool:
    """Whether a word that stands alone is an office, and no paper with its article: "the President", not "the Chancellor"."""
    token = text.tokens[at]
    if not NAMING[token] & OFFICE or not token[0].isupper():
        return False
    return not (token.lower() in word_list("papers") and at > 0 and text.tokens[at - 1] in ("the", "The"))


def _goes_before(text: Text, i: int, first: int) -> bool:
    """Whether token i says what somebody is whose name, which begins at token `first` with it, follows."""
    if text.bits[i] & (TITLE | PERSON) or NAMING[text.tokens[i]] & (CALLED | HONOUR):
        return True
    return i == first and _is_calling(text, i, text.tokens[i].lower())


def is_surname(text: Text, last: int) -> bool:
    """Whether the text has the name that ends at token `last` after a given name, or after "Mr" and the like, too."""
    places = text.places(text.tokens[last])[:20]
    before = (text.tokens[at - 2 if at > 1 and text.tokens[at - 1] == "." else at - 1] for at in places if at)
    return any(token.lower() in given_names() or token in beside("courtesy") for token in before)


def is_rank(text: Text, at: int) -> bool:
    """Whether a word that stands alone is a rank or a calling with its article, which a surname has not: "the Colonel"."""
    return at > 0 and text.tokens[at - 1] in ("the", "The") and text.tokens[at].lower() in word_list("ranks")


def _begins_person(text: Text, i: int, last: int) -> bool:
    """Whether a person's name may begin at token i: a given name, or initials before the surname at token `last`."""
    token = text.tokens[i]
    if NAMING[token] & GIVEN:
        return True
    initials = token[1:2] == "." or (token.isupper() and (len(token) == 2 or (len(token) == 1 and text.tokens[i + 1] == ".")))
    return initials and token not in beside("lands") and not NAMING[text.tokens[last]] & BODIES


def _is_calling(text: Text, i: int, word: str) -> bool:
    """Whether a sentence begins with what somebody does, in front of the name: "Climatologist Ruth Amadi said"."""
    begins = text.starts_sentence(i) or text.tokens[i - 1] in _BULLETS
    return begins and word.endswith(_callings()) and word not in given_names()


@cache
def _callings() -> tuple[str, ...]:
    return tuple(sorted(word_list("callings")))


def _names_nobody(text: Text, first: int, last: int) -> bool:
    """Whether a word that stands alone names no source: "Democratic", "Wis.", "Monday's", "President"."""
    token = text.tokens[first]
    word = token[:-2].lower() if possessive(token) else token.lower()
    if first < last:
        return word in word_list("before_names")
    if word in word_list("members") and first and text.tokens[first - 1] in ("the", "The"):
        return True
    if word in word_list("adjectives"):
        owned = any(at and text.tokens[at - 1].lower() in given_names() for at in text.places(token)[:20])
        return not owned and (not first or text.tokens[first - 1] not in ("the", "The") or word.endswith(ordered("one_person")))
    return word in word_list("nobody") or bool(possessive(token) and words().bits.get(token[:-2], 0) & TIME)


def is_person(text: Text, first: int, last: int) -> bool:
    """Whether the name of the tokens `first` to `last` looks like that of a person."""
    return last > first and NAMING[text.tokens[first]] & GIVEN > 0 and not NAMING[text.tokens[last]] & BODIES
