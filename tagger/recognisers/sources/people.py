"""Mentions of sources gathered into findings: one spelling for each name, pronouns with a plain antecedent, the unnamed together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tagger.model import UNNAMED, Finding, Role, Span
from tagger.recognisers.sources.attribution_phrases import Phrase
from tagger.recognisers.sources.attribution_text import Text
from tagger.recognisers.sources.attribution_verbs import Mention
from tagger.recognisers.sources.attribution_words import BODY, PERSON, WORK, body_words, given_names, men, women, word_list
from tagger.recognisers.sources.names import Names

FAR = 160
"""The most tokens between a pronoun and the source it stands for."""
_TAIL = re.compile(r"(?:['’]s|['’])$")
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
    """Whether the name is plainly that of a body, not of a person."""
    parts = name.lower().split()
    return parts[-1] in body_words() or name.isupper() or parts[0] in ("the", "university", "bank")


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
    return _TAIL.sub("", _BLANKS.sub(" ", text.slice(first, last))).strip(" ,")


class Gathering:
    """Takes mentions in reading order and makes findings of them."""

    def __init__(self, text: Text, names: Names) -> None:
        self.text, self.names = text, names
        self.people: dict[str, Person] = {}
        self.unnamed: dict[Role, list[tuple[str, Span]]] = {}
        self.full: dict[str, str] = {}
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
            name = surface(self.text, first, last)
            person = self._person(name, first)
            person.spans.setdefault(mention.role, []).append(span)
            plural = len(phrase.names) > 1 or name in word_list("peoples")
            self.recent.append(Said(person, phrase.first, phrase.last, not plural, plural, organisation(name)))

    def _person(self, name: str, first: int) -> Person:
        key = self._canonical(name)
        if key not in self.people:
            self.people[key] = Person(key)
        return self.people[key]

    def _canonical(self, name: str) -> str:
        """The fullest spelling in the document of a name that may be short."""
        if name not in self.full:
            self.full[name] = fuller(self.text, name)
        return self.full[name]

    def _pronoun(self, mention: Mention) -> None:
        """Adds a pronoun to the source it stands for, where that is plain."""
        at = mention.phrase.first
        word = re.split("['’]", self.text.tokens[at].lower())[0]
        span = Span("body", self.text.at[at], self.text.end(at), "sources/en/pronoun")
        for said in reversed(self.recent):
            if at - said.last > FAR:
                return
            if not self._stands_for(word, said):
                continue
            if said.person is None:
                self.unnamed.setdefault(mention.role, []).append((self.text.slice(said.first, said.last), span))
            else:
                if word in ("he", "she"):
                    said.person.pronoun = word
                said.person.spans.setdefault(mention.role, []).append(span)
            self.recent.append(said._replace(last=at))
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
        for person in self.people.values():
            concept = self.names.match(person.label)
            for role, spans in person.spans.items():
                value, label = (concept, self.names.label(concept)) if concept else (person.label, person.label)
                out.append(Finding("source", role, value, label, 0.9, "rule", tuple(dict.fromkeys(spans))))
        for role, rows in self.unnamed.items():
            out.append(Finding("source", role, UNNAMED, rows[0][0], 0.5, "rule", tuple(dict.fromkeys(span for _, span in rows))))
        return out


def fuller(text: Text, name: str) -> str:
    """The longer form of a surname that the text has, or the name itself."""
    if " " in name or name not in text.vocabulary:
        return name
    best: dict[str, int] = {}
    tokens = text.tokens
    at = -1
    while True:
        try:
            at = tokens.index(name, at + 1)
        except ValueError:
            break
        first = at
        while (
            first > 0
            and (text.capital(first - 1) or (tokens[first - 1] == "." and text.abbreviation(first - 1)))
            and at - first < 4
        ):
            first -= 1
            if tokens[first].lower() in given_names():
                break
        if first < at and tokens[first].lower() in given_names():
            found = surface(text, first, at)
            best[found] = best.get(found, 0) + 1
    if not best:
        return name
    return max(best, key=lambda spelling: (best[spelling], len(spelling)))


def gather(text: Text, names: Names, mentions: Iterable[Mention]) -> list[Finding]:
    """The findings that the mentions make, in reading order of their triggers."""
    gathering = Gathering(text, names)
    for mention in sorted(mentions, key=lambda m: (m.phrase.first, m.phrase.last)):
        gathering.add(mention)
    return gathering.findings()


__all__ = ["Gathering", "Phrase", "gather", "word_list"]
