"""Mentions of sources gathered into findings: one spelling for each name, pronouns with a plain antecedent, the unnamed together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from tagger.model import UNNAMED, Finding, Role, Span
from tagger.recognisers.sources.attribution.antecedents import Antecedents, People, Person, Said, organisation, without_name
from tagger.recognisers.sources.attribution.frames import Mention
from tagger.recognisers.sources.attribution.spellings import honour, surface
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance.bylines import spelled
from tagger.recognisers.sources.words import beside, is_given, word_list

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


class Gathering:
    """Takes mentions in reading order and makes findings of them; `pronouns` says whether any of them is a pronoun."""

    def __init__(self, text: Text, names: Names, pronouns: bool) -> None:
        self.text, self.names, self.pronouns = text, names, pronouns
        self.people = People(text)
        self.antecedents = Antecedents(text, self.people)
        self.unnamed: dict[Role, list[tuple[str, Span]]] = {}
        self.known: dict[tuple[str, str], tuple[Person, bool, bool]] = {}

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
                self.antecedents.recent.append(without_name(text, mention.phrase))
            return
        for begin, end in names:
            name, title = _set_down(surface(text, begin, end)), honour(text, begin)
            known = self.known.get((name, title))
            if known is None:
                known = self.known[name, title] = (
                    self.people.source(name, title),
                    name in word_list("peoples"),
                    organisation(name),
                )
            person, people, body = known
            person.spans.setdefault(mention.role, []).append(span)
            if mention.rule == "relative" or not self.pronouns:
                continue
            plural = people or len(names) > 1
            self.antecedents.recent.append(Said(person, first, last, not plural, plural, body))

    def _pronoun(self, mention: Mention) -> None:
        """Adds a pronoun to the source it stands for, where that is plain."""
        at = mention.phrase.first
        word = self.text.tokens[at].lower().replace("’", "'").partition("'")[0]
        span = Span("body", self.text.at[at], self.text.end(at), "sources/en/pronoun")
        for said in self.antecedents.of(at, word, mention.role == "quoted"):
            if said.person is None:
                self.unnamed.setdefault(mention.role, []).append((self.text.slice(said.first, said.last), span))
            else:
                if word in ("he", "she"):
                    said.person.pronoun = word
                said.person.spans.setdefault(mention.role, []).append(span)
            self.antecedents.recent.append(said._replace(last=at))
            return

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
        for person in (*self.people.sources.values(), *self.people.aside.values()):
            if not person.spans or _thin(person):
                continue
            concept = self._concept(person)
            for role, spans in _one_role(person.spans).items():
                value, label = concept or person.label, person.label
                out.append(Finding("source", role, value, label, 0.9, "rule", tuple(dict.fromkeys(spans))))
        for role, rows in self.unnamed.items():
            out.append(Finding("source", role, UNNAMED, rows[0][0], 0.5, "rule", tuple(dict.fromkeys(span for _, span in rows))))
        return out


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
