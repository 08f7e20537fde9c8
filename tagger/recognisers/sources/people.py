"""Mentions of sources gathered into findings: one spelling for each name, pronouns with a plain antecedent, the unnamed together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from tagger.model import UNNAMED, Finding, Role, Span
from tagger.recognisers.sources.attribution_clauses import sentence_subject
from tagger.recognisers.sources.attribution_frames import Mention
from tagger.recognisers.sources.attribution_propernames import ORIGINS, name_in, possessive
from tagger.recognisers.sources.attribution_text import Text
from tagger.recognisers.sources.attribution_words import (
    BODY,
    HEAD,
    LINK,
    PERSON,
    TITLE,
    WORK,
    body_words,
    given_names,
    is_given,
    men,
    women,
    word_list,
    words,
)
from tagger.recognisers.sources.names import Names

_SPOKEN = frozenset(
    (
        "verb-after",
        "relative",
        "said",
        "minded",
        "verb-before",
        "verb-later",
        "verb-with",
        "by",
        "pronoun",
        "light-verb",
        "idiom",
        "possessive",
        "colon",
    )
)
_PRONOUNS = frozenset(("sources/en/pronoun", "sources/en/relative"))
FAR = 240
"""The most tokens between a pronoun and the source it stands for."""
NEAR = 60
"""The same for "it" and "they"."""
_TAIL = re.compile(r"(?:['’]s|['’])$")
_HONOURS = {"Mr": "he", "Sir": "he", "Mrs": "she", "Ms": "she", "Miss": "she"}
_BLANKS = re.compile(r"\s+")


class Person:
    """One named source of a document: its spellings and the spans that prove each role."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.spans: dict[Role, list[Span]] = {}
        self.pronoun = ""


class Said(NamedTuple):
    """A source mentioned: its person where it is named, its tokens, and what pronouns can stand for it."""

    person: Person | None
    first: int
    last: int
    single: bool
    plural: bool
    body: bool


def organisation(name: str) -> bool:
    """Whether the name is plainly that of a body or a work, not of a person."""
    parts = name.split()
    if parts[0].lower() in given_names() and len(parts) < 4:
        return False
    return any(
        part.lower() in body_words()
        or "/" in part
        or ("." in part and part[-1].islower())
        or part in ("and", "of", "for")
        or (part.isupper() and len(part) > 2)
        for part in parts
    )


def gender(person: Person, text: Text) -> str:
    """The pronoun that goes with a person: as used before, or by the given name; `it` for a body, "" where unknown."""
    if person.pronoun:
        return person.pronoun
    given = person.label.split()[0].lower()
    man, woman = given in men(), given in women()
    if man != woman:
        return "he" if man else "she"
    return "it" if organisation(person.label) and not man else ""


def surface(text: Text, first: int, last: int) -> str:
    """The name as it stands in the text, without a possessive, its blanks single."""
    name = text.tokens[first] if first == last else text.slice(first, last)
    if not name.isprintable() or "  " in name:
        name = _BLANKS.sub(" ", name)
    if name[-1] in "'’" or name[-2:] in ("'s", "’s"):
        name = _TAIL.sub("", name)
    name = name.strip(" ,")
    if ("." in text.tokens[last] or (len(text.tokens[last]) == 1 and last > first)) and text.body[
        text.end(last) : text.end(last) + 1
    ] == ".":
        name += "."
    return name


class Gathering:
    """Takes mentions in reading order and makes findings of them."""

    def __init__(self, text: Text, names: Names) -> None:
        self.text, self.names = text, names
        self.people: dict[str, Person] = {}
        self.unnamed: dict[Role, list[tuple[str, Span]]] = {}
        self.full: dict[tuple[str, str], str] = {}
        self.known: dict[tuple[str, str], tuple[Person, bool, bool]] = {}
        self.aside: dict[str, Person] = {}
        self.recent: list[Said] = []

    def add(self, mention: Mention) -> None:
        """Takes one mention."""
        phrase = mention.phrase
        if phrase.sort == "pronoun":
            self._pronoun(mention)
            return
        span = Span("body", self.text.at[phrase.first], self.text.end(phrase.last), "sources/en/" + mention.rule)
        if not phrase.names:
            self.unnamed.setdefault(mention.role, []).append((self.text.slice(phrase.first, phrase.last), span))
            bits, head = self.text.bits[phrase.head], self.text.tokens[phrase.head]
            plural = (head.endswith("s") and not head.endswith("ss")) or head in ("people", "police")
            self.recent.append(
                Said(
                    None,
                    phrase.first,
                    phrase.last,
                    bool(bits & PERSON) and not plural,
                    plural,
                    bool(bits & (BODY | WORK)) and not plural,
                )
            )
            return
        for first, last in phrase.names:
            name, title = surface(self.text, first, last), honour(self.text, first)
            known = self.known.get((name, title))
            if known is None:
                known = self.known[name, title] = (self._person(name, title), name in word_list("peoples"), organisation(name))
            person, people, body = known
            person.spans.setdefault(mention.role, []).append(span)
            if mention.rule == "relative":
                continue
            plural = people or len(phrase.names) > 1
            self.recent.append(Said(person, phrase.first, phrase.last, not plural, plural, body))

    def _person(self, name: str, title: str) -> Person:
        key = self._canonical(name, title)
        if key not in self.people:
            self.people[key] = self.aside.pop(key) if key in self.aside else Person(key)
        if title and not self.people[key].pronoun:
            self.people[key].pronoun = title
        return self.people[key]

    def _canonical(self, name: str, title: str) -> str:
        """The fullest spelling in the document of a name that may be short; `title` is the pronoun its title asks for."""
        if (name, title) not in self.full:
            self.full[name, title] = fuller(self.text, name, title)
        return self.full[name, title]

    def _pronoun(self, mention: Mention) -> None:
        """Adds a pronoun to the source it stands for, where that is plain."""
        at = mention.phrase.first
        word = self.text.tokens[at].lower().replace("’", "'").partition("'")[0]
        span = Span("body", self.text.at[at], self.text.end(at), "sources/en/pronoun")
        for said in self._candidates(at, word):
            if said.person is None:
                self.unnamed.setdefault(mention.role, []).append((self.text.slice(said.first, said.last), span))
            else:
                if word in ("he", "she"):
                    said.person.pronoun = word
                said.person.spans.setdefault(mention.role, []).append(span)
            self.recent.append(said._replace(last=at))
            return

    def _candidates(self, at: int, word: str) -> list[Said]:
        """What the pronoun at token `at` can stand for, the nearest first."""
        near = [
            said
            for said in self.recent[-6:]
            if at - said.last <= (FAR if word in ("he", "she") else NEAR) and self._stands_for(word, said)
        ]
        if word in ("he", "she"):
            near += [said for said in self._subjects(at) if self._stands_for(word, said)]
        return sorted(near, key=lambda said: -said.last)

    def _subjects(self, at: int) -> Iterator[Said]:
        """The people that begin the sentence of token `at` and of the one before it."""
        text = self.text
        for _ in range(2):
            low = text.sentence_start(at)
            found = sentence_subject(text, at) if not text.inside[low] else None
            if found is not None and found.sort == "named":
                first, last = found.names[0]
                name = surface(text, first, last)
                full = self._canonical(name, honour(text, first))
                person = is_given(full.split()[0].lower()) and " " in full
                if person or honour(text, first) or (first and text.tokens[first - 1].lower() in word_list("honours")):
                    known = self.people.get(full) or self.aside.setdefault(full, Person(full))
                    yield Said(known, found.first, found.last, True, False, False)
            at = low - 1
            if at <= 0:
                return

    def _stands_for(self, word: str, said: Said) -> bool:
        """Whether the pronoun can stand for a source that was mentioned before it."""
        if word in ("he", "she"):
            if said.person is None:
                return said.single
            return gender(said.person, self.text) in ("", word) and not said.plural
        if word == "they":
            return said.plural
        return word in ("it", "which", "that") and said.body

    def findings(self) -> list[Finding]:
        """The findings, named sources first."""
        out = []
        for person in (*self.people.values(), *self.aside.values()):
            if not person.spans or _thin(person):
                continue
            concept = self.names.match(person.label)
            for role, spans in _one_role(person.spans).items():
                value, label = concept or person.label, person.label
                out.append(Finding("source", role, value, label, 0.9, "rule", tuple(dict.fromkeys(spans))))
        for role, rows in self.unnamed.items():
            out.append(Finding("source", role, UNNAMED, rows[0][0], 0.5, "rule", tuple(dict.fromkeys(span for _, span in rows))))
        return out


def _thin(person: Person) -> bool:
    """Whether nothing but a pronoun without words of its own speaks for the person: too little for a source."""
    return "quoted" not in person.spans and all(span.rule in _PRONOUNS for span in person.spans["cited"])


def _one_role(spans: dict[Role, list[Span]]) -> dict[Role, list[Span]]:
    """The spans by role; where somebody is quoted, what a verb alone cites is evidence of that, and a work stays cited."""
    if len(spans) < 2:
        return spans
    quoted = [span for span in spans["cited"] if span.rule.rpartition("/")[2] in _SPOKEN]
    cited = [span for span in spans["cited"] if span.rule.rpartition("/")[2] not in _SPOKEN]
    out: dict[Role, list[Span]] = {
        "quoted": sorted({*spans["quoted"], *quoted}, key=lambda span: (span.start, span.end, span.rule))
    }
    if cited:
        out["cited"] = cited
    return out


def honour(text: Text, first: int) -> str:
    """The pronoun that the title before a name asks for, or nothing."""
    k = first - 1
    if k > 0 and text.tokens[k] == ".":
        k -= 1
    return _HONOURS.get(text.tokens[k], "") if k >= 0 else ""


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
    best: dict[str, int] = {}
    for at in _spelt(text, parts[-1]):
        first = _full_name(text, at)
        given = text.tokens[first]
        if first < at and is_given(given.lower()) and given.lower() not in _other(title):
            found = surface(text, first, at)
            if core == 1 or (given == parts[0] and len(found) > len(name) and "." in found):
                best[found] = best.get(found, 0) + 1
    if not best:
        return _strange_name(text, name) if len(parts) == 1 else name
    first_named = next(iter(best)).split()[0]
    return max(best, key=lambda spelling: (title != "" and spelling.split()[0] == first_named, best[spelling], len(spelling)))


def _lowered(text: Text, parts: list[str]) -> str:
    """A name in capitals as the text has it elsewhere: "Ana Reyes" for "ANA REYES", "Reyes" for "REYES" beside "Ana Reyes"; or ""."""
    usual = [part.capitalize() for part in parts]
    if not all(map(text.places, usual)):
        return ""
    name = " ".join(usual)
    return name if len(parts) > 1 or " " in fuller(text, name) else ""


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
            or given.endswith(ORIGINS)
        ):
            continue
        if text.bits[at - 1] & (TITLE | HEAD) or given.lower() in body_words() or given.lower() in word_list("before_names"):
            continue
        if given in word_list("peoples") or (at > 1 and text.capital(at - 2) and not text.bits[at - 2] & TITLE):
            continue
        seen.add(surface(text, at - 1, at))
    return seen.pop() if len(seen) == 1 and surname.lower() not in body_words() else surname


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
        if is_given(tokens[first].lower()):
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


def _covers_a_name(mentions: list[Mention], n: int) -> bool:
    """Whether the words of an unnamed source hold a named one that follows: "a study by X"."""
    last = mentions[n].phrase.last
    return any(
        other.phrase.names and other.phrase.last <= last + 1 for other in mentions[n + 1 : n + 3] if other.phrase.first <= last
    )


def gather(text: Text, names: Names, mentions: Iterable[Mention]) -> list[Finding]:
    """The findings that the mentions make, in reading order of their triggers."""
    gathering = Gathering(text, names)
    ordered = sorted(mentions, key=lambda m: (m.phrase.first, m.phrase.last))
    for n, mention in enumerate(ordered):
        if mention.phrase.sort == "nominal" and not mention.phrase.names and _covers_a_name(ordered, n):
            continue
        gathering.add(mention)
    return gathering.findings()
