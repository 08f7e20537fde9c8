"""How a name is spelt in a document: the words that make it, and the fuller form that a short one stands for."""

from __future__ import annotations

import re
from functools import cache

from tagger.recognisers.sources.attribution.propernames import name_in, named_so, possessive
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    CREDIT,
    FUNCTION,
    GIVEN,
    HEAD,
    LINK,
    NAMING,
    TITLE,
    VERB,
    body_words,
    given_names,
    is_given,
    men,
    ordered,
    women,
    word_list,
    words,
)

_TAIL = re.compile(r"(?:['’]s|['’])$")
_BLANKS = re.compile(r"\s+")


def surface(text: Text, first: int, last: int) -> str:
    """The name as it stands in the text, without a possessive, its blanks single."""
    name = text.tokens[first] if first == last else text.slice(first, last)
    if first == last and name.isalpha():
        return name
    if not name.isprintable() or "  " in name:
        name = _BLANKS.sub(" ", name)
    if name[-1] in "'’" or (name[-2:] in ("'s", "’s") and not named_so(text, last)):
        name = _TAIL.sub("", name)
    name = name.strip(" ,").removeprefix("u/")
    if ("." in text.tokens[last] or (len(text.tokens[last]) == 1 and last > first)) and text.body[
        text.end(last) : text.end(last) + 1
    ] == ".":
        name += "."
    return name


def honour(text: Text, first: int) -> str:
    """The pronoun that the title before a name asks for, or nothing."""
    k = first - 1
    if k > 0 and text.tokens[k] == ".":
        k -= 1
    title = text.tokens[k] if k >= 0 else ""
    if not title[:1].isupper():
        return ""
    return "he" if title in word_list("titles_of_men") else "she" if title in word_list("titles_of_women") else ""


def fuller(text: Text, name: str, title: str = "") -> str:
    """The longer form of a name that the text has, or the name itself.

    A surname takes the given name it most often has; "Ana Reyes" the initial of "Ana M. Reyes"; "CWI" the words before "(CWI)".
    """
    parts = name.split()
    if len(name) > 3 and name.isupper() and (usual := _lowered(text, parts)):
        return fuller(text, usual, title)
    if len(parts) == 1 and name.isupper() and 1 < len(name) < 7:
        return _spelt_out(text, name)
    core = len(parts)
    while core > 1 and words().bits.get(parts[-core].lower(), 0) & LINK:
        core -= 1
    if core > 2 or (core == 2 and not is_given(parts[0].lower())):
        return name
    if core == 2 == len(parts) and parts[1].isalpha() and text.body.count(parts[1]) == text.body.count(name):
        return name  # nothing stands between the two names anywhere
    best: dict[str, int] = {}
    for at in _spelt(text, parts[-1]):
        first = _full_name(text, at)
        given = text.tokens[first]
        if first < at and NAMING[given] & GIVEN and given.lower() not in _other(title):
            found = surface(text, first, at)
            if core == 1 or (given == parts[0] and len(found) > len(name) and "." in found):
                best[found] = best.get(found, 0) + 1
    if not best:
        if len(parts) > 1:
            return name
        return (is_given(name.lower()) and _by_given(text, name)) or _strange_name(text, name)
    first_named = next(iter(best)).split()[0]
    return max(best, key=lambda spelling: (title != "" and spelling.split()[0] == first_named, best[spelling], len(spelling)))


def _lowered(text: Text, parts: list[str]) -> str:
    """A name in capitals as the text has it elsewhere: "Ana Reyes" for "ANA REYES", "Reyes" for "REYES" beside "Ana Reyes"; or ""."""
    usual = [part.capitalize() for part in parts]
    name = " ".join(usual)
    if not all(map(text.places, usual)):
        return ""
    return name if not name.isupper() and (len(parts) > 1 or " " in fuller(text, name)) else ""


def _spelt(text: Text, surname: str) -> list[int]:
    """Where the text has the surname, its particle in small letters or with a capital: "al-Masri", "Al-Masri"."""
    if surname[1:2] not in ("'", "’") and surname[2:3] != "-":
        return text.places(surname)
    return text.places(surname[0].lower() + surname[1:]) + text.places(surname[0].upper() + surname[1:])


def _strange_name(text: Text, surname: str) -> str:
    """The surname with the given name that no list has: the one word with a capital before it, where it is always the same."""
    if surname.lower() in word_list("papers"):
        return _outlet(text, surname)
    seen: set[str] = set()
    if words().bits.get(surname.lower(), 0) & HEAD:
        return surname
    for at in text.places(surname):
        given = text.tokens[at - 1] if at else ""
        if (
            not given
            or not text.capital(at - 1)
            or given[0] == "@"
            or given.isupper()
            or possessive(given)
            or given.endswith(ordered("origins"))
        ):
            continue
        if (
            text.bits[at - 1] & (TITLE | HEAD)
            or words().bits.get(given.lower(), 0) & CREDIT
            or given.lower() in word_list("honours")
            or given.lower() in body_words()
            or given.lower() in word_list("before_names")
        ):
            continue
        if given in word_list("peoples") or (at > 1 and text.capital(at - 2) and not text.bits[at - 2] & TITLE):
            continue
        seen.add(surface(text, at - 1, at))
    return seen.pop() if len(seen) == 1 and surname.lower() not in body_words() else surname


def _by_given(text: Text, given: str) -> str:
    """The full name of the only person in the text with that given name: "Ana Reyes" for "Ana"; or nothing."""
    tokens, seen = text.tokens, set[str]()
    for at in text.places(given)[:40]:
        if tokens[at + 1 : at + 2] == ["and"] and "".join(tokens[at + 2 : at + 3]).lower() in given_names():
            return ""
        if at and text.capital(at - 1) and not text.bits[at - 1] & TITLE:
            return ""
        last = at + 1
        if last + 2 < len(tokens) and len(tokens[last]) == 1 and tokens[last].isupper():
            last += 2 if tokens[last + 1] == "." else 1
        if last < len(tokens) and text.capital(last) and (last + 1 == len(tokens) or not text.capital(last + 1)):
            seen.add(surface(text, at, last))
    name = seen.pop() if len(seen) == 1 else ""
    surname = name.rpartition(" ")[2].lower()
    other = words().bits.get(surname, 0) & (HEAD | VERB | FUNCTION) or surname in body_words() or text.has(surname)
    return "" if other else name


def _outlet(text: Text, last: str) -> str:
    """The name that ends with the last word of an outlet's name, where the text has but one: "Harbour Gazette" for "Gazette"."""
    seen: set[str] = set()
    for at in text.places(last)[:20]:
        name = name_in(text, max(0, at - 3), at)
        if name is not None and name[0] < at and text.tokens[name[0]].lower() not in given_names():
            seen.add(surface(text, *name))
    return seen.pop() if len(seen) == 1 else last


def _full_name(text: Text, at: int) -> int:
    """The token where the full name begins whose last token is `at`: the nearest given name before it."""
    tokens, first = text.tokens, at
    while first > 0 and at - first < 4:
        particle = text.bits[first - 1] & LINK and tokens[first - 1].islower()
        if not (text.capital(first - 1) or particle or (tokens[first - 1] == "." and text.abbreviation(first - 1))):
            break
        first -= 1
        if NAMING[tokens[first]] & GIVEN:
            break
    return first


def _spelt_out(text: Text, name: str) -> str:
    """The words that the text gives an acronym for: "Coast Watch Institute (CWI)"; or the acronym."""
    for at in text.places(name)[:20]:
        if at > 2 and text.tokens[at - 1] == "(" and text.tokens[at + 1 : at + 2] == [")"]:
            first = at - 2
            while (
                first > 0
                and at - first < 12
                and (text.capital(first - 1) or text.tokens[first - 1] in ("of", "for", "and", "the", "on", "in"))
            ):
                first -= 1
            while first < at - 2 and not text.capital(first):
                first += 1
            letters = "".join(token[0] for token in text.tokens[first : at - 1] if token[0].isupper())
            if letters.endswith(name) and len(letters) - len(name) < 3:
                return surface(text, first, at - 2)
    return name


@cache
def _other(title: str) -> frozenset[str]:
    """The given names that do not go with a title."""
    if not title:
        return frozenset()
    return men() - women() if title == "she" else women() - men()
