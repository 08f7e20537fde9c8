"""The topic recogniser: labels and cues of a vocabulary, scored by place, spread and rarity."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from tagger.matching import Match, Matcher
from tagger.model import Document, Finding, Span
from tagger.recognisers.topics.terms import Worth, terms
from tagger.vocabulary import Vocabulary

TITLE, HEAD = 2.0, 1.3
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
        labels, self._worths = terms(vocabulary)
        self._matcher = Matcher(labels, vocabulary.language)
        self._concepts = vocabulary.concepts

    def recognise(self, document: Document) -> list[Finding]:
        """The topic findings of the document: about and mentions."""
        masses, spans = self._weigh(document)
        return self._findings(masses, spans)

    def _weigh(self, document: Document) -> tuple[dict[int, float], dict[int, list[tuple[float, Span]]]]:
        body = document.body
        end_title = body.find("\n\n", 0, 200) if "title" not in document.fields else -1
        counts: dict[tuple[int, int], list[float]] = {}
        spans: dict[int, list[tuple[float, Span]]] = {}
        for field in ("title", "body"):
            text = document.fields.get(field, "")
            if not text:
                continue
            for match in self._matcher.find(text):
                place = TITLE if field == "title" or match.start < end_title else HEAD if match.start < 400 else 1.0
                if match.near:
                    place *= 0.7
                for label in match.labels:
                    for worth in self._worths[label]:
                        row = counts.setdefault((worth.concept, label), [0.0, 0.0, worth.weight])
                        row[0] += 1
                        row[1] = max(row[1], place)
                        span = Span(field, match.start, match.end, "topics/" + self._concepts[worth.concept].id)
                        spans.setdefault(worth.concept, []).append((worth.weight * place, span))
        masses: dict[int, float] = {}
        for (concept, _), (n, place, weight) in counts.items():
            masses[concept] = masses.get(concept, 0.0) + weight * place * (1 + math.log(n))
        return masses, spans

    def _findings(self, masses: dict[int, float], spans: dict[int, list[tuple[float, Span]]]) -> list[Finding]:
        if not masses:
            return []
        top = max(masses.values())
        out = []
        for concept, mass in masses.items():
            about = mass >= ABOUT and mass >= RELATIVE * top
            if not about and mass < MENTION:
                continue
            known = self._concepts[concept]
            best = sorted(spans[concept], key=lambda row: -row[0])[:SPANS]
            shown = tuple(sorted({span for _, span in best}, key=lambda s: (s.field != "title", s.start)))
            score = round(mass / (mass + ABOUT), 4)
            out.append(Finding("topic", "about" if about else "mentions", known.id, known.pref_label, score, "rule", shown))
        return sorted(out, key=lambda f: (f.role, -f.score, f.value))
