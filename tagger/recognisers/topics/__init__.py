"""The topic recogniser: labels and cues of a vocabulary, scored by place, spread and rarity."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from tagger.matching import Matcher
from tagger.model import Document, Finding, Span
from tagger.recognisers.topics.terms import terms_of
from tagger.vocabulary import Vocabulary

TITLE, HEAD = 1.6, 1.1
REPEAT = 0.5
ABOUT = 3.0
RELATIVE = 0.4
MENTION = 0.3
MENTIONS = 12
SPANS = 12
BROADER = 0.85


class Topics:
    """What the topic recogniser knows of one vocabulary; made once, read by every document."""

    def __init__(self, vocabulary: Vocabulary, model: Any = None) -> None:
        self.vocabulary, self.model = vocabulary, model
        terms = terms_of(vocabulary)
        self._worths, self._loose = terms.worths, terms.loose
        self._matcher = Matcher(terms.texts, vocabulary.language, loose=terms.loose)
        self._concepts = vocabulary.concepts

    def recognise(self, document: Document) -> list[Finding]:
        """The topic findings of the document: about and mentions."""
        return self._findings(*self._weigh(document))

    def weights(self, document: Document) -> list[tuple[str, float, float]]:
        """What learning starts from: concept id, weight among the topics of the document, and reach (1 is `about`)."""
        masses, _ = self._weigh(document)
        nw = max(60, len(document.body) / 6)
        theta = 3.3 * (nw / 300) ** 0.3
        out = []
        for concept, (mass, own, names, hits) in masses.items():
            reach = (own + 0.3 * (mass - own)) / theta
            if names < 2 and hits < 4:
                reach *= 0.5
            out.append((self._concepts[concept].id, mass / (mass + 3), reach))
        return out

    def _weigh(self, document: Document) -> Any:
        body = document.body
        end_title = body.find("\n\n", 0, 200) if "title" not in document.fields else -1
        counts: dict[tuple[int, int], list[Any]] = {}
        spans: dict[int, list[tuple[float, Span]]] = {}
        for field in ("title", "body"):
            text = document.fields.get(field, "")
            if not text:
                continue
            for match in self._matcher.find(text):
                place = TITLE if field == "title" or match.start < end_title else HEAD if match.start < 400 else 1.0
                if match.near:
                    place *= 0.7
                known = set()
                for label in sorted(match.labels, key=lambda n: n in self._loose):
                    for worth in self._worths[label]:
                        if worth.concept in known:
                            continue
                        known.add(worth.concept)
                        row = counts.setdefault((worth.concept, label), [0.0, 0.0, worth])
                        row[0] += 1
                        row[1] = max(row[1], place)
                        span = Span(field, match.start, match.end, "topics/" + self._concepts[worth.concept].id)
                        spans.setdefault(worth.concept, []).append((worth.weight * place, span))
        masses: dict[int, list[float]] = {}
        for (concept, _), (n, place, worth) in counts.items():
            m = masses.setdefault(concept, [0.0, 0.0, 0, 0])
            x = worth.weight * place * (1 + REPEAT * math.log(n))
            m[0] += x
            if worth.own:
                m[1] += x
                m[2] += worth.names
                m[3] += worth.names * n
        return masses, spans

    def _findings(self, masses: dict[int, list[float]], spans: dict[int, list[tuple[float, Span]]]) -> list[Finding]:
        if not masses:
            return []
        top = max(m[0] for m in masses.values())
        out = []
        for concept, (mass, own, names, _) in masses.items():
            about = own >= ABOUT and names and mass >= RELATIVE * top
            if not about and mass < MENTION:
                continue
            known = self._concepts[concept]
            best = sorted(spans[concept], key=lambda row: -row[0])[:SPANS]
            shown = tuple(sorted({span for _, span in best}, key=lambda s: (s.field != "title", s.start)))
            score = round(mass / (mass + ABOUT), 4)
            out.append(Finding("topic", "about" if about else "mentions", known.id, known.pref_label, score, "rule", shown))
        return sorted(out, key=lambda f: (f.role, -f.score, f.value))
