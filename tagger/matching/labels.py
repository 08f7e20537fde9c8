"""The matcher: an index from the stems of labels, looked up at each word of a text.

A label is found where as many whole words agree with its own, one by one: as inflections (`Words.agree`), in British or
American spelling, in any case, with a space, hyphen or apostrophe between them; a pair may be written as one word or one
word as a pair (cease fire, cease-fire, ceasefire). A label in capitals is found in capitals only. Where matches overlap
the one of more words wins, then the longer one, then the earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from tagger.folding import fold
from tagger.matching.halves import LONG, Halves
from tagger.matching.index import Index, Label, Sizes
from tagger.matching.near import SHORTEST, Near
from tagger.matching.reading import Found, Hit, Text, is_open, merged, settled
from tagger.matching.words import Words, bare, each, english, spaced, stems


class Match(NamedTuple):
    """Labels (their places in the list given) that a slice of the text names; `near` says that a word was misspelt."""

    start: int
    end: int
    labels: tuple[int, ...]
    near: bool


_MOST = 400_000
"""So much is kept in memory of what was met."""

_Agreeing = tuple[tuple[int, ...], tuple[Label, ...]]
"""Labels that agree with words whatever stands around them, and those that want a look at the text."""
_NEITHER: _Agreeing = (), ()


_Rest = tuple[tuple[Label, ...], Sizes, set[str] | None, tuple[str, ...]]
"""Labels of one word that want a look at the text; longer ones of which a word is the second, by the stem of the first; how the
rest begins where it is the first half of a word; what it may be a slip of the pen for."""
_Word = tuple[tuple[int, ...], str, int, Sizes, _Rest | None]
"""What a word of a text may belong to: labels of one word; itself with a space at both ends, and its length without a possessive;
longer labels that begin with it, by the stem of the second; and what is rare."""


class Matcher:
    """All labels of a vocabulary, made once and asked for each text; a label is known by its place in `labels`.

    Labels whose places are `loose` are found by their stems alone: politics in political.
    `language` chooses stemmer and spelling; `fuzzy` allows one slip of the pen in a word of seven letters or more.
    Knowing 100,000 labels costs nothing in a text that has none of them: labels are taken apart once a text has the word
    that they hang on.
    """

    def __init__(
        self, labels: Sequence[str], language: str = "en", fuzzy: bool = True, loose: frozenset[int] = frozenset()
    ) -> None:
        self.words = Words(language)
        self._loose = loose
        self._stems = stems(language)
        self._index = Index(labels, self._stems)
        self._rows: dict[str, _Word | None] = {"": None}
        self._memo: dict[tuple[str, ...], _Agreeing] = {}
        long = sorted([word for word in self._index.written if len(word) >= LONG and word.isalpha()])
        self._halves = Halves(long)
        self._near = Near(long, self.words, self._stems) if fuzzy else None

    def find(self, text: str) -> list[Match]:
        """The matches in `text` in reading order, none overlapping another."""
        return list(map(Match._make, self.hits(text)))

    def hits(self, text: str) -> list[Hit]:
        """The same as plain tuples, at half the cost."""
        folded, plain, words = spaced(text)
        if not words or not self._index.stems:
            return []
        try:
            rows = each(words, self._rows)
        except KeyError:
            self._meet(words)
            rows = each(words, self._rows)
        read = Text(text, folded, plain, words)
        starts, find, at = read.starts, read.padded.find, -1
        found: dict[int, Hit] = {}
        longer: list[Found] = []
        halved, misspelt, stems, follows = [], [], self._stems, [*words[1:], ""]
        for n in compress(range(len(words)), rows):
            labels, padded, size, seconds, rest = rows[n]  # type: ignore[misc]  # compress leaves out None
            if labels:
                at = starts[n] = find(padded, at + 1)  # no word that has labels is passed over
                found[n] = at, at + size, labels, False
            if rest is not None:
                special, befores, halves, near = rest
                if special and (more := tuple([label.place for label in special if _holds(label, read, n, 1)])):
                    found[n] = read.start(n), read.start(n) + size, labels + more, False
                if befores and n and (before := stems[words[n - 1]]) in befores:
                    self._several(read, n - 1, befores[before], longer)
                if halves and follows[n][:2] in halves:
                    halved.append(n)
                if near:
                    misspelt.append((n, near))
            if seconds and (after := stems[follows[n]]) in seconds:
                self._several(read, n, seconds[after], longer)
        usual = len(longer)
        self._joined(read, halved, longer)
        if misspelt:
            self._nearly(read, misspelt, longer)
        if not longer:
            return list(found.values())
        return settled(read, found, longer if len(longer) == usual else merged(longer))

    def _meet(self, words: list[str]) -> None:
        """Works out what the matcher knows of those words that it meets for the first time: mostly nothing."""
        known = self._rows
        if len(known) > _MOST:
            known.clear()
            known[""] = None
        fresh = list({word for word in words if word not in known})
        for word, stem in zip(fresh, self._stems.of(fresh), strict=True):
            known[word] = self._word(word, stem)

    def _word(self, word: str, stem: str) -> _Word | None:
        """What the matcher knows of a folded word of that stem; None for nothing."""
        size = len(word.removesuffix("'s"))
        halves = self._halves.of(word)
        if stem in self._index.stems:
            labels, seconds, befores = self._index.group(stem)
            alone = labels.get((stem,))
            plain, special = self._fitting((word,), alone) if alone else _NEITHER
            rest = (special, befores, halves, ()) if special or befores or halves else None
            return (plain, f" {word} ", size, seconds, rest) if plain or seconds or rest else None
        near = self._near.meant(word, stem) if size >= SHORTEST and self._near is not None else ()
        return ((), f" {word} ", size, {}, ((), {}, halves, near)) if halves or near else None

    def _several(self, read: Text, n: int, sizes: tuple[int, ...], found: list[Found]) -> None:
        """Adds the labels of so many words that begin at word n to `found`."""
        words, memo = read.words, self._memo
        for size in sizes:
            key = tuple(words[n : n + size])
            if len(key) < size:
                continue
            plain, special = memo.get(key) or self._agreeing(key)
            if special:
                self._keep(read, n, size, plain, special, found)
            elif plain and read.open(n, size):
                found.append((n, size, plain, False))

    def _keep(
        self, read: Text, n: int, size: int, plain: tuple[int, ...], special: tuple[Label, ...], found: list[Found]
    ) -> None:
        """Adds the labels that agree with so many words of the text from word n on and stand what lies between them."""
        if plain and not read.open(n, size):
            plain = ()
        plain += tuple([label.place for label in special if _holds(label, read, n, size)])
        if plain:
            found.append((n, size, plain, False))

    def _across(self, read: Text, words: list[str], first: int, inside: int, more: int, found: list[Found], near: bool) -> None:
        """Labels with the word at `inside` of `words`, which are those of the text from word `first` on but for that one; with
        `more` it stands for that many words more."""
        roots = list(map(self._stems.__getitem__, words))
        for i in range(inside + 1):
            for size in self._index.sizes(roots[i : i + 2]):
                if inside < i + size <= len(words):
                    plain, special = self._agreeing(tuple(words[i : i + size]))
                    hits: list[Found] = []
                    self._keep(read, first + i, size + more, plain, () if more else special, hits)
                    found += [(*hit[:3], near) for hit in hits]

    def _agreeing(self, key: tuple[str, ...]) -> _Agreeing:
        """The labels that agree with the words: those that need no look at the text, and the others."""
        known = self._memo.get(key)
        if known is None:
            if len(self._memo) > _MOST:
                self._memo.clear()
            labels = self._index.labels(tuple(map(self._stems.__getitem__, key)))
            known = self._memo[key] = self._fitting(key, labels) if labels else _NEITHER
        return known

    def _fitting(self, key: tuple[str, ...], labels: list[Label]) -> _Agreeing:
        """The same of the labels whose stems are those of the words."""
        words = [word if word.isalnum() else bare(word) for word in key]
        bends, loose = self.words.bends, self._loose
        fit = [label for label in labels if label.place in loose or all(map(bends, label.words, words))]
        if not fit:
            return _NEITHER
        return tuple(sorted({label.place for label in fit if label.plain})), tuple([label for label in fit if not label.plain])

    def _joined(self, read: Text, halved: list[int], found: list[Found]) -> None:
        """Labels one of whose words the text writes as two; `halved` are the words that may be first halves."""
        words, stop, longest = read.words, english().stop, self._index.longest
        parted: list[tuple[int, str]] = []
        for n in halved:
            after = words[n + 1]
            joined = words[n] + after
            if len(joined) > 6 and len(after) > 2 and after not in stop and self._has(joined) and read.gap(n) in (" ", "\n"):
                parted.append((n, joined))
        for at, joined in read.hyphens() if "-" in read.folded else ():
            if len(joined) > 4 and self._has(joined):
                parted.append((read.number(at), joined))
        for n, joined in sorted(parted):
            first, last = max(0, n - longest + 1), n + 1 + longest
            self._across(read, [*words[first:n], joined, *words[n + 2 : last]], first, n - first, 1, found, False)

    def _has(self, word: str) -> bool:
        """Whether a word of any label has the stem of this one."""
        return self._stems[word] in self._index.stems

    def _nearly(self, read: Text, misspelt: list[tuple[int, tuple[str, ...]]], found: list[Found]) -> None:
        """Labels with a word that the text misspells; `misspelt` are the words that may be, with what each may stand for."""
        longest = self._index.longest
        for n, guesses in misspelt:
            if read.words.count(read.words[n]) > 2:
                continue
            first, last = max(0, n - longest + 1), n + longest
            for guess in guesses:
                words = [*read.words[first:n], guess, *read.words[n + 1 : last]]
                self._across(read, words, first, n - first, 0, found, True)


def _holds(label: Label, read: Text, n: int, size: int) -> bool:
    """Whether the text at word n satisfies the label's capitals, punctuation and tail."""
    end = read.end(n + size - 1)
    if label.tail and not read.raw.startswith(label.tail, end):
        return False
    for i, gap in enumerate(label.gaps):
        there = read.gap(n + i)
        if is_open(gap):
            if not is_open(there):
                return False
        elif there != gap and not (is_open(there) and " " in gap):
            return False
    return not label.capitals or _in_capitals(label, read, n, end)


def _in_capitals(label: Label, read: Text, n: int, end: int) -> bool:
    written = read.raw[read.start(n) : end].replace(".", "")
    if bare(read.words[n]) != label.words[0]:
        written = written.removesuffix("s")
        if fold(written) != label.words[0]:
            return False
    if not written.isupper():
        return False
    known = english()
    if label.words[0] not in known.stop and label.words[0] not in known.common:
        return True
    around = [read.raw[read.start(i) : read.end(i)] for i in (n - 1, n + 1) if 0 <= i < len(read.words)]
    return not any(len(word) > 1 and word.isupper() and word.isalpha() for word in around)
