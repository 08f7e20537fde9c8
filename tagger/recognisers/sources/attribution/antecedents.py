"""What "he", "she", "it" and "they" stand for: a source mentioned before them, or the one person named near by."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from tagger.model import Role, Span
from tagger.recognisers.sources.attribution.clauses import sentence_subject
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.frames import near_quote
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.propernames import is_person, name_in
from tagger.recognisers.sources.attribution.spellings import fuller, honour, surface
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    BODY,
    GIVEN,
    NAMING,
    PERSON,
    WORK,
    beside,
    body_words,
    given_names,
    is_given,
    men,
    women,
    word_list,
)

FAR = 240
"""The most tokens between a pronoun and the source it stands for."""
NEAR = 60
"""The same for "it" and "they"."""
LAST = 6
"""How many of the last sources a pronoun may stand for."""


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


class People:
    """The named people and bodies of a text by their fullest spelling: `sources`, and `aside` those whom only pronouns may make one."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.sources: dict[str, Person] = {}
        self.aside: dict[str, Person] = {}
        self.full: dict[tuple[str, str], str] = {}

    def source(self, name: str, title: str) -> Person:
        """The person of that name, as a source; `title` is the pronoun that the title before it asks for."""
        key = self.canonical(name, title)
        if key not in self.sources:
            self.sources[key] = self.aside.pop(key) if key in self.aside else Person(key)
        if title and not self.sources[key].pronoun:
            self.sources[key].pronoun = title
        return self.sources[key]

    def canonical(self, name: str, title: str) -> str:
        """The fullest spelling in the document of a name that may be short; `title` is the pronoun its title asks for."""
        if (name, title) not in self.full:
            self.full[name, title] = fuller(self.text, name, title)
        return self.full[name, title]

    def named(self, first: int, last: int) -> Person:
        """The person whose name stands there, who may be no source."""
        title = honour(self.text, first)
        full = self.canonical(surface(self.text, first, last), title)
        known = self.sources.get(full) or self.aside.setdefault(full, Person(full))
        known.pronoun = known.pronoun or title
        return known


class Antecedents:
    """What the pronouns of a text can stand for, in reading order."""

    def __init__(self, text: Text, people: People) -> None:
        self.text, self.people = text, people
        self.recent: deque[Said] = deque(maxlen=LAST)
        self.met: dict[str, tuple[int, int]] = {}
        self.looked = 0

    def of(self, at: int, word: str, quoted: bool) -> list[Said]:
        """What the pronoun at token `at` can stand for, the nearest first."""
        near = [
            said
            for said in self.recent
            if at - said.last <= (FAR if word in ("he", "she") else NEAR) and self._stands_for(word, said)
        ]
        if word in ("he", "she"):
            near += [said for said in self._subjects(at) if self._stands_for(word, said)]
            if not near and quoted:
                near = self._only(at, word) or self._named_near(at, word)
        return sorted(near, key=lambda said: -said.last)

    def _subjects(self, at: int) -> Iterator[Said]:
        """The people that begin the sentence of token `at` and of the one before it."""
        text = self.text
        for _ in range(2):
            low = text.sentence_start(at)
            found = sentence_subject(text, at) if not text.inside[low] else None
            if found is not None and found.sort == "named":
                first, last = found.names[0]
                full = self.people.canonical(surface(text, first, last), honour(text, first))
                person = is_given(full.split()[0].lower()) and " " in full
                if person or honour(text, first) or (first and text.tokens[first - 1].lower() in word_list("honours")):
                    yield Said(self.people.named(first, last), found.first, found.last, True, False, False)
            asked = self._asked(low, at)
            if asked is not None:
                yield asked
            at = low - 1
            if at <= 0:
                return

    def _asked(self, low: int, end: int) -> Said | None:
        """The person whom somebody asks in the sentence from token `low` to before `end`: "I asked Dr Moss whether"; or None."""
        text, asking = self.text, beside("asking")
        if asking.isdisjoint(text.tokens[low : min(low + 6, end)]):
            return None
        verb = next(k for k in range(low, end) if text.tokens[k] in asking)
        found = phrase_after(text, verb + 1, end) if verb + 1 < end else None
        if found is None or found.sort != "named":
            return None
        first, last = found.names[0]
        if not (is_person(text, first, last) or honour(text, first) or first > found.first):
            return None
        return Said(self.people.named(first, last), found.first, found.last, True, False, False)

    def _only(self, at: int, word: str) -> list[Said]:
        """The one person whom the text has named before token `at`, where the pronoun goes with the given name; else nobody."""
        text = self.text
        for first in text.capitalised(self.looked, at) if len(self.met) < 2 else ():
            if first >= self.looked and NAMING[text.tokens[first]] & GIVEN and text.capital(first) and not text.inside[first]:
                last = first
                while text.capital(last + 1):
                    last += 1
                if is_person(text, first, last):
                    self.met.setdefault(surface(text, first, last), (first, last))
                    self.looked = last + 1
                    if len(self.met) > 1:
                        break
        self.looked = max(self.looked, at)
        if len(self.met) != 1:
            return []
        ((name, (first, last)),) = self.met.items()
        known = self.people.sources.get(name) or self.people.aside.setdefault(name, Person(name))
        return [Said(known, first, last, True, False, False)] if gender(known, text) == word else []

    def _named_near(self, at: int, word: str) -> list[Said]:
        """The one person named in the sentence of token `at` or the two before it with whom the pronoun goes; else nobody.

        One who is no source yet needs quoted words.
        """
        text, low = self.text, at
        for _ in range(3):
            low = text.sentence_start(max(low - 1, 0))
        met: dict[str, Said] = {}
        for first in text.capitalised(low, at):
            if text.inside[first] or not text.capital(first) or (first > low and text.capital(first - 1)):
                continue
            last = first
            while text.capital(last + 1):
                last += 1
            name = name_in(text, first, last)
            if name is None or not (honour(text, name[0]) or is_person(text, *name)):
                continue
            known = self.people.named(*name)
            if gender(known, text) == word and (known.spans or near_quote(text, at)):
                met[known.label] = Said(known, *name, True, False, False)
        return list(met.values()) if len(met) == 1 else []

    def _stands_for(self, word: str, said: Said) -> bool:
        """Whether the pronoun can stand for a source that was mentioned before it."""
        if word in ("he", "she"):
            if said.person is None:
                return said.single
            return gender(said.person, self.text) in ("", word) and not said.plural
        if word == "they":
            return said.plural
        return word in ("it", "which", "that") and said.body


def without_name(text: Text, phrase: Phrase) -> Said:
    """A source without a name, as pronouns can stand for it."""
    bits, head = text.bits[phrase.head], text.tokens[phrase.head]
    plural = (head.endswith("s") and not head.endswith("ss")) or head in ("people", "police")
    single, body = bool(bits & PERSON) and not plural, bool(bits & (BODY | WORK)) and not plural
    return Said(None, phrase.first, phrase.last, single, plural, body)
