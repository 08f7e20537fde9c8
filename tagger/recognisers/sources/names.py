"""Names of sources against the vocabulary: exactly after normalisation, then nearly, and domains by their longest suffix.

Nearly: an index of deletions finds the labels within two slips of the keyboard (a letter too many, too few, wrong or
swapped); each is then checked word by word. A slip makes no word, so a word that is known as another word (a given
name, a word of another label) is never taken for one: Daniela is not Daniel, the Springfield Post not the Springfield Host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from unicodedata import combining, normalize

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from tagger.recognisers.sources.words import given_names, outlet_words
from tagger.vocabulary import Vocabulary

PREFIX = 7
"""Letters of a label, blanks apart, that the index of deletions looks at."""
SLIPS = 2
SURE = 91.0
"""The likeness, of 100, that slips must leave in a long name; in one under 24 letters, `LIKELY`."""
LIKELY = 80.0
MARGIN = 4.0
"""By how much the best label must be ahead of the next one of another concept."""
SHORTEST = 7
MEMORY = 20_000
"""The most answers that are kept for the next time."""
LEGAL = frozenset(
    "ab ag as bv co corp corporation gmbh inc incorporated kg kk limited llc llp ltd nv oy oyj plc pty sa sarl se spa srl".split()
)
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "&": " and ",
        "’": "'",
        "ʼ": "'",
    }
)
_POSSESSIVE = re.compile(r"'s\b|'(?=\s|$)")
_DROPPED = re.compile(r"(?<=\b\w)\.(?=\w)|['`´.]")
_OTHER = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """`text` in lower case without accents, possessives, marks and a leading article; words are one blank apart."""
    if text.isascii():
        text = text.lower().replace("&", " and ")
        parts = text.split()
        if "".join(parts).isalnum():
            return " ".join(parts[1:] if len(parts) > 1 and parts[0] == "the" else parts)
    else:
        text = text.casefold().translate(_LETTERS)
        if not text.isascii():
            text = "".join(c for c in normalize("NFKD", text) if not combining(c))
    if "'" in text:
        text = _POSSESSIVE.sub("", text)
    text = _OTHER.sub(" ", _DROPPED.sub("", text)).strip()
    return text[4:] if text.startswith("the ") else text


def deletions(word: str, slips: int = SLIPS) -> set[str]:
    """What is left of the first letters of `word` when up to two, or `slips`, are taken out."""
    start = word[:PREFIX]
    out = {start}
    for taken in range(1, min(slips, len(start)) + 1):
        out.update(map("".join, combinations(start, len(start) - taken)))
    return out


def _core(words: list[str]) -> tuple[list[str], str]:
    """The words without the legal form of a company at the end, and that form."""
    if len(words) > 1 and words[-1] in LEGAL:
        return words[:-1], words[-1]
    return words, ""


def _is_acronym(text: str) -> bool:
    letters = text.replace(".", "").replace("&", "")
    return letters.isupper() and len(letters) <= 5 and " " not in letters


class Names:
    """The names, handles and domains of one vocabulary of sources; looks are cheap, the index is made at first need."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._exact: dict[str, str | None] = {}
        self._acronyms: dict[str, str | None] = {}
        self._domains: dict[str, str] = {}
        self._labels: list[tuple[list[str], str, str]] = []
        self._near: dict[str, str] | None = None
        self._beginning: dict[str, list[int]] = {}
        self._joined: list[str] = []
        self._having: dict[str, list[int]] = {}
        self._words: frozenset[str] = frozenset()
        self._memory: dict[str, str | None] = {}
        for concept in vocabulary:
            for label in (concept.pref_label, *concept.alt_labels, *concept.hidden_labels, *concept.handles):
                self._add(label, concept.id)
            for domain in concept.domains:
                self._domains.setdefault(_host(domain), concept.id)

    def _add(self, label: str, concept: str) -> None:
        if _is_acronym(label):
            _join(self._acronyms, label.replace(".", ""), concept)
            return
        words = plain(label).split()
        if not words:
            return
        _join(self._exact, " ".join(words), concept)
        core, legal = _core(words)
        self._labels.append((core, legal, concept))

    def label(self, concept: str) -> str:
        """The preferred label of a concept. Raises: KeyError for an id the vocabulary does not have."""
        known = self.vocabulary.get(concept)
        if known is None:
            raise KeyError(concept)
        return known.pref_label

    def is_person(self, concept: str) -> bool:
        """Whether a concept is a person."""
        known = self.vocabulary.get(concept)
        return known is not None and known.kind == "person"

    def by_domain(self, host: str) -> str | None:
        """The id of the concept with the longest domain that `host` is or lies under, or None."""
        host = _host(host)
        while host:
            found = self._domains.get(host)
            if found is not None:
                return found
            host = host.partition(".")[2]
        return None

    def exact(self, text: str) -> str | None:
        """The id of the concept that has `text` as a label, but for case, accents, marks and article; or None."""
        return self._found(text, plain(text))

    def _found(self, text: str, key: str) -> str | None:
        bare = text.strip()
        if bare[:4] in ("the ", "The "):
            bare = bare[4:]
        if bare[-2:] in ("'s", "’s"):
            bare = bare[:-2]
        found = self._acronyms.get(bare.replace(".", "")) if len(bare) <= 10 else None
        return found or self._exact.get(key)

    def match(self, text: str) -> str | None:
        """The id of the one concept that `text` names exactly, or with one or two slips; else None."""
        if text not in self._memory:
            if len(self._memory) >= MEMORY:
                self._memory.clear()
            self._memory[text] = self._matched(text)
        return self._memory[text]

    def _matched(self, text: str) -> str | None:
        key = plain(text)
        found = self._found(text, key)
        if found is not None or len(text) < SHORTEST or len(text) > 100 or key in self._exact:
            return found
        return self._nearly(key)

    def candidates(self, words: list[str]) -> Iterator[tuple[list[str], str, str]]:
        """The labels that may be `words` with one or two slips, with their legal forms and concepts.

        A word that is known is itself and no slip of another: then only labels with that word can be meant, or labels in
        which a blank came in or fell out, with one slip at most, and with none where all words are known.
        """
        if self._near is None:
            self._near = self._indexed()
        joined = "".join(words)
        known = [word for word in words if word in self._words]
        seen: set[int] = set()
        slips = SLIPS if not known else 1 if len(known) < len(words) else 0
        for part in deletions(joined, slips):
            for start in self._near.get(part, "").split():
                seen.update(self._beginning[start])
        if known and len(known) < len(words):
            having = [self._having.get(word, []) for word in known]
            fewest = min(having, key=len)
            seen.update(fewest)
        for number in sorted(seen):
            if OSA.distance(self._joined[number], joined, score_cutoff=SLIPS) <= SLIPS:
                yield self._labels[number]

    def likeness(self, words: list[str], legal: str, other: list[str], other_legal: str) -> float:
        """How surely `words` are `other` with one or two slips, of 100; 0 where they are not."""
        if legal and other_legal and legal != other_legal:
            return 0.0
        if len(words) != len(other):
            return (
                99.0
                if len("".join(words)) >= SHORTEST and "".join(words) == "".join(other)
                else self._without_blanks(words, other)
            )
        slips = 0
        whole = " ".join(words)
        for word, right in zip(words, other, strict=True):
            if word != right:
                slips += self._slips(word, right, len(whole))
                if slips > SLIPS:
                    return 0.0
        return self._sure(whole, " ".join(other), slips)

    def _sure(self, text: str, other: str, slips: int) -> float:
        likeness = fuzz.ratio(text, other)
        if likeness < (SURE if len(other) >= 24 else LIKELY) or (slips > 1 and len(other) < 9):
            return 0.0
        return 100.0 - 5.0 * slips

    def _slips(self, word: str, right: str, length: int) -> int:
        """How many slips make `word` of `right`; more than are allowed where it is a word of its own."""
        slips = OSA.distance(word, right, score_cutoff=SLIPS)
        if slips > SLIPS or word in self._words or min(len(word), len(right)) < 2 or any(c.isdigit() for c in word + right):
            return SLIPS + 1
        if (slips > 1 and len(right) < 5) or (len(right) <= 3 and length < 8):
            return SLIPS + 1
        if word[0] != right[0] and length < 10 and set(word[:2]) != set(right[:2]):
            return SLIPS + 1
        return slips

    def _without_blanks(self, words: list[str], other: list[str]) -> float:
        """The likeness where a blank came in or fell out, with at most one slip besides."""
        text, right = "".join(words), "".join(other)
        if abs(len(words) - len(other)) != 1 or len(right) < 9 or OSA.distance(text, right, score_cutoff=1) > 1:
            return 0.0
        strange = [word for word in words if word not in other]
        return 0.0 if all(word in self._words for word in strange) else 94.0

    def _indexed(self) -> dict[str, str]:
        """For what is left of the first letters of labels, those letters, a blank apart; which labels these begin is noted beside it."""
        words: set[str] = set()
        for number, (core, _, _) in enumerate(self._labels):
            words.update(core)
            joined = "".join(core)
            self._joined.append(joined)
            if len(joined) >= SHORTEST - 1:
                self._beginning.setdefault(joined[:PREFIX], []).append(number)
                for word in core:
                    self._having.setdefault(word, []).append(number)
        self._words = frozenset(words | given_names() | outlet_words())
        index: dict[str, str] = {}
        for start in self._beginning:
            for part in deletions(start):
                index[part] = f"{index[part]} {start}" if part in index else start
        return index

    def _nearly(self, key: str) -> str | None:
        words, legal = _core(key.split())
        if len("".join(words)) < SHORTEST - 1:
            return None
        return best_of((self.likeness(words, legal, core, form), concept) for core, form, concept in self.candidates(words))


def best_of(scored: Iterable[tuple[float, str]]) -> str | None:
    """The concept that is ahead of every other by the margin, or None."""
    best: dict[str, float] = {}
    for score, concept in scored:
        if score and score > best.get(concept, 0.0):
            best[concept] = score
    order = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    if not order or (len(order) > 1 and order[0][1] - order[1][1] < MARGIN):
        return None
    return order[0][0]


def _join(index: dict[str, str | None], key: str, concept: str) -> None:
    """Enters a label; one that two concepts share names neither."""
    index[key] = concept if index.get(key, concept) == concept else None


def _host(text: str) -> str:
    host = text.strip().casefold().rstrip(".")
    host = host.partition(":")[0]
    return host.removeprefix("www.")
