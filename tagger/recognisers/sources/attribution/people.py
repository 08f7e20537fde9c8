"""Mentions of sources gathered into findings: one spelling for each name, pronouns with a plain antecedent, the unnamed together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from tagger.model import UNNAMED, Finding, Role, Span
from tagger.recognisers.sources.attribution.clauses import sentence_subject
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.frames import Mention, near_quote
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.propernames import is_person, name_in
from tagger.recognisers.sources.attribution.spellings import fuller, honour, surface
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance.bylines import spelled
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


class Gathering:
    """Takes mentions in reading order and makes findings of them; `pronouns` says whether any of them is a pronoun."""

    def __init__(self, text: Text, names: Names, pronouns: bool) -> None:
        self.text, self.names, self.pronouns = text, names, pronouns
        self.people: dict[str, Person] = {}
        self.unnamed: dict[Role, list[tuple[str, Span]]] = {}
        self.full: dict[tuple[str, str], str] = {}
        self.known: dict[tuple[str, str], tuple[Person, bool, bool]] = {}
        self.aside: dict[str, Person] = {}
        self.recent: deque[Said] = deque(maxlen=LAST)
        self.met: dict[str, tuple[int, int]] = {}
        self.looked = 0

    def add(self, mention: Mention) -> None:
        """Takes one mention."""
        text, (sort, first, last, names, _) = self.text, mention.phrase
        if sort == "pronoun":
            self._pronoun(mention)
            return
        span = Span("body", text.at[first], text.end(last), "sources/en/" + mention.rule)
        if not names:
            self.unnamed.setdefault(mention.role, []).append((text.body[span.start : span.end], span))
            if self.pronouns:
                self.recent.append(_unnamed(text, mention.phrase))
            return
        for begin, end in names:
            name, title = _set_down(surface(text, begin, end)), honour(text, begin)
            known = self.known.get((name, title))
            if known is None:
                known = self.known[name, title] = (self._person(name, title), name in word_list("peoples"), organisation(name))
            person, people, body = known
            person.spans.setdefault(mention.role, []).append(span)
            if mention.rule == "relative" or not self.pronouns:
                continue
            plural = people or len(names) > 1
            self.recent.append(Said(person, first, last, not plural, plural, body))

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
        for said in self._candidates(at, word, mention.role == "quoted"):
            if said.person is None:
                self.unnamed.setdefault(mention.role, []).append((self.text.slice(said.first, said.last), span))
            else:
                if word in ("he", "she"):
                    said.person.pronoun = word
                said.person.spans.setdefault(mention.role, []).append(span)
            self.recent.append(said._replace(last=at))
            return

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
        known = self.people.get(name) or self.aside.setdefault(name, Person(name))
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
            title = honour(text, name[0]) if name is not None else ""
            if name is None or not (title or is_person(text, *name)):
                continue
            full = self._canonical(surface(text, *name), title)
            known = self.people.get(full) or self.aside.setdefault(full, Person(full))
            known.pronoun = known.pronoun or title
            if gender(known, text) == word and (known.spans or near_quote(text, at)):
                met[full] = Said(known, *name, True, False, False)
        return list(met.values()) if len(met) == 1 else []

    def _candidates(self, at: int, word: str, quoted: bool) -> list[Said]:
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
                name = surface(text, first, last)
                full = self._canonical(name, honour(text, first))
                person = is_given(full.split()[0].lower()) and " " in full
                if person or honour(text, first) or (first and text.tokens[first - 1].lower() in word_list("honours")):
                    known = self.people.get(full) or self.aside.setdefault(full, Person(full))
                    known.pronoun = known.pronoun or honour(text, first)
                    yield Said(known, found.first, found.last, True, False, False)
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
        full = self._canonical(surface(text, first, last), honour(text, first))
        known = self.people.get(full) or self.aside.setdefault(full, Person(full))
        known.pronoun = known.pronoun or honour(text, first)
        return Said(known, found.first, found.last, True, False, False)

    def _stands_for(self, word: str, said: Said) -> bool:
        """Whether the pronoun can stand for a source that was mentioned before it."""
        if word in ("he", "she"):
            if said.person is None:
                return said.single
            return gender(said.person, self.text) in ("", word) and not said.plural
        if word == "they":
            return said.plural
        return word in ("it", "which", "that") and said.body

    def _concept(self, person: Person) -> str | None:
        """The concept that the person's name is a label of; none where somebody is only called as an outlet is: "Mr Bloomberg", "Hill" without
        the article of "The Hill"."""
        concept = self.names.match(person.label)
        if concept is None or " " in person.label or self.names.is_person(concept):
            return concept
        if person.pronoun in ("he", "she"):
            return None
        if person.label not in beside("surnames_too"):
            return concept
        find, named = self.text.body.find, "he " + person.label
        spans = chain.from_iterable(person.spans.values())
        return concept if any(find(named, max(0, span.start - 4), span.end) >= 0 for span in spans) else None

    def findings(self) -> list[Finding]:
        """The findings, named sources first."""
        out = []
        for person in (*self.people.values(), *self.aside.values()):
            if not person.spans or _thin(person):
                continue
            concept = self._concept(person)
            for role, spans in _one_role(person.spans).items():
                value, label = concept or person.label, person.label
                out.append(Finding("source", role, value, label, 0.9, "rule", tuple(dict.fromkeys(spans))))
        for role, rows in self.unnamed.items():
            out.append(Finding("source", role, UNNAMED, rows[0][0], 0.5, "rule", tuple(dict.fromkeys(span for _, span in rows))))
        return out


def _unnamed(text: Text, phrase: Phrase) -> Said:
    """A source without a name, as pronouns can stand for it."""
    bits, head = text.bits[phrase.head], text.tokens[phrase.head]
    plural = (head.endswith("s") and not head.endswith("ss")) or head in ("people", "police")
    single, body = bool(bits & PERSON) and not plural, bool(bits & (BODY | WORK)) and not plural
    return Said(None, phrase.first, phrase.last, single, plural, body)


def _set_down(name: str) -> str:
    """The name, that of a person which stands in capitals as in a transcript in the usual spelling."""
    parts = name.split() if name.isupper() else ()
    return spelled(name) if len(parts) > 1 and is_given(parts[0].lower()) else name


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


def _covers_a_name(mentions: list[Mention], n: int) -> bool:
    """Whether the words of an unnamed source hold a named one that follows: "a study by X"."""
    last = mentions[n].phrase.last
    for other, *_ in mentions[n + 1 : n + 3]:
        if other.first > last:
            return False
        if other.names and other.last <= last + 1:
            return True
    return False


def gather(text: Text, names: Names, mentions: Iterable[Mention]) -> list[Finding]:
    """The findings that the mentions make, in reading order of their triggers."""
    ordered = sorted(mentions, key=_place)
    if not ordered:
        return []
    gathering = Gathering(text, names, any(mention.phrase.sort == "pronoun" for mention in ordered))
    for n, mention in enumerate(ordered):
        if mention.phrase.sort == "nominal" and not mention.phrase.names and _covers_a_name(ordered, n):
            continue
        gathering.add(mention)
    return gathering.findings()


def _place(mention: Mention) -> tuple[int, int]:
    return mention.phrase[1:3]
