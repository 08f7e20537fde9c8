"""Terms that a vocabulary lacks: counted in a person's own texts and proposed, never made topics by themselves."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from tagger.folding import fold
from tagger.matching.words import Words, english, split
from tagger.vocabulary import Vocabulary

LONGEST = 3
"""Words in a term at most."""
FEWEST = 2
"""Documents that a term must stand in."""
SHOWN = 5
"""Documents and near concepts named with each term."""
ROOM = 400_000
"""Terms held in memory; when there are more, those met once go."""
AGAIN = 2.0
"""How often a single word must stand in the documents that have it: a word for a subject comes back, one of speech does not."""
NAMES = 0.6
"""A term written with capitals in more than this share of its places is a name, and names are no topics."""

Key = tuple[str, ...]


class Suggestion(NamedTuple):
    """A term with how often it stands in how many documents, the first of these, and the concepts that are near it."""

    term: str
    occurrences: int
    in_documents: int
    documents: tuple[str, ...]
    near: tuple[str, ...]


class _Seen:
    """What is known of one term."""

    __slots__ = ("capitals", "count", "documents", "first", "forms")

    def __init__(self) -> None:
        self.count = self.documents = self.capitals = 0
        self.first: list[str] = []
        self.forms: Counter[str] = Counter()


def suggest(texts: Iterable[tuple[str, str]], vocabulary: Vocabulary, limit: int = 20) -> list[Suggestion]:
    """The terms of one to three words that recur in the texts, given as (name, text), and that no concept has as a label or cue.

    The best first: terms frequent in some documents and absent from others, longer ones before the words they are made of.
    """
    words = Words(vocabulary.language)
    known, holders = _known(vocabulary, words)
    seen: dict[Key, _Seen] = {}
    total = 0
    for name, text in texts:
        total += 1
        for key, rows in _terms(text, words).items():
            if key in known:
                continue
            term = seen.get(key)
            if term is None:
                term = seen[key] = _Seen()
            term.count += len(rows)
            term.documents += 1
            term.capitals += sum(capital for _, capital in rows)
            if len(term.first) < SHOWN:
                term.first.append(name)
            term.forms.update(form for form, _ in rows[:20])
        if len(seen) > ROOM:
            seen = {key: term for key, term in seen.items() if term.documents > 1}
    worth = {key: _worth(key, term, total) for key, term in seen.items() if _good(term, len(key) == 1)}
    ranked = sorted(worth, key=lambda key: (-worth[key], key))
    out = []
    for key in _widest(ranked, seen, limit):
        term = seen[key]
        form = min(term.forms, key=lambda form: (-term.forms[form], len(form), form))
        out.append(Suggestion(form, term.count, term.documents, tuple(term.first), _near(key, holders)))
    return out


def _terms(text: str, words: Words) -> dict[Key, list[tuple[str, bool]]]:
    """The candidate terms of one text by their stems, each with the forms it has there and whether it has capitals."""
    folded = split(fold(text))  # one character for one, so that each word can be cut out as it is written
    ends = list(accumulate(map(len, folded)))
    parts = [text[end - len(part) : end] for part, end in zip(folded, ends, strict=True)]
    tokens, gaps = parts[1::2], parts[0::2]
    stems = [_stem(token, words) for token in tokens]
    usual = _everyday(words)
    out: dict[Key, list[tuple[str, bool]]] = defaultdict(list)
    for start, first in enumerate(stems):
        if first is None:
            continue
        key: list[str] = []
        for end in range(start, min(start + LONGEST, len(tokens))):
            stem = stems[end]
            if stem is None or (end > start and gaps[end] not in (" ", "-", "\n")):
                break
            key.append(stem)
            if end == start and (len(tokens[start]) < 5 or stem in usual):
                continue
            form = " ".join(token.lower() for token in tokens[start : end + 1])
            begins = start == 0 or any(mark in gaps[start] for mark in '.!?\n"“')
            heads = tokens[start + begins : end + 1]
            out[tuple(key)].append((form, any(token[0].isupper() for token in heads) or (begins and tokens[start].isupper())))
    return out


def _stem(token: str, words: Words) -> str | None:
    """The stem of a word that can stand in a term; None for the others."""
    folded = fold(token)
    if len(folded) < 3 or not folded.isalpha() or folded in english().stop or folded in english().common:
        return None
    return words.stem(folded)


@lru_cache(maxsize=4)
def _everyday(words: Words) -> frozenset[str]:
    """The stems of words so common that one alone names no subject: asked and asking with ask."""
    return frozenset(words.stem(word) for word in english().everyday | english().common)


def _known(vocabulary: Vocabulary, words: Words) -> tuple[set[Key], dict[str, Counter[str]]]:
    """The terms that the vocabulary has, and for each stem the concepts that use it."""
    known: set[Key] = set()
    holders: dict[str, Counter[str]] = defaultdict(Counter)
    for concept in vocabulary:
        for label in (concept.pref_label, *concept.alt_labels, *concept.hidden_labels, *concept.cues):
            key = tuple(words.stem(word) for word in split(fold(label))[1::2])
            known.add(key)
            for stem in set(key):
                holders[stem][concept.id] += 1
    return known, holders


def _good(term: _Seen, single: bool) -> bool:
    again = AGAIN if single else 1.2
    return term.documents >= FEWEST and term.count >= again * term.documents and term.capitals <= NAMES * term.count


def _worth(key: Key, term: _Seen, total: int) -> float:
    """How much a term says: often, in some documents and not in all, of more than one word."""
    rarity = math.log((1 + total) / term.documents)
    return float((1 + math.log(term.count)) * term.documents**0.5 * rarity * len(key) ** 1.5)


def _widest(ranked: list[Key], seen: dict[Key, _Seen], limit: int) -> Iterator[Key]:
    """The best terms, without those that are nearly always part of a longer one, or a longer form of one, already given."""
    given: list[Key] = []
    for key in ranked:
        if len(given) == limit:
            return
        if any(_within(key, other) and seen[key].count < 2 * seen[other].count for other in given):
            continue
        if any(_within(other, key) and seen[other].count < 2 * seen[key].count for other in given):
            continue
        given.append(key)
        yield key


def _within(key: Key, other: Key) -> bool:
    size = len(key)
    return any(other[at : at + size] == key for at in range(len(other) - size + 1))


def _near(key: Key, holders: dict[str, Counter[str]]) -> tuple[str, ...]:
    """The concepts that share the most words with a term; a word that many concepts use counts little."""
    scores: dict[str, float] = defaultdict(float)
    for stem in key:
        users = holders.get(stem, Counter())
        for concept, times in users.items():
            scores[concept] += times / (len(users) + 2)
    return tuple(sorted(scores, key=lambda concept: (-scores[concept], concept))[:SHOWN])
