"""The matcher: an index from the stems of labels, looked up at each word of a text.

A label is found where as many whole words agree with its own, one by one: as inflections (`Words.agree`), in British or
American spelling, in any case, with a space, hyphen or apostrophe between them; a pair may be written as one word or one
word as a pair (cease fire, cease-fire, ceasefire). A label in capitals is found in capitals only. Where matches overlap
the one of more words wins, then the longer one, then the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, compress
from typing import NamedTuple

from tagger.folding import fold
from tagger.matching.near import Near
from tagger.matching.reading import Found, Hit, Text, is_open, merged, settled
from tagger.matching.words import Words, bare, english, spaced, split, stems


class Match(NamedTuple):
    """Labels (their places in the list given) that a slice of the text names; `near` says that a word was misspelt."""

    start: int
    end: int
    labels: tuple[int, ...]
    near: bool


class _Label(NamedTuple):
    place: int
    words: tuple[str, ...]
    capitals: bool
    gaps: tuple[str, ...]
    tail: str


_Agreeing = tuple[tuple[int, ...], tuple[_Label, ...]]
"""Labels that agree with words whatever stands around them, and those that want a look at the text."""
_NEITHER: _Agreeing = (), ()


_Sizes = dict[str, tuple[int, ...]]
"""Numbers of words of labels by the stem of a word next to one at hand."""
_Rest = tuple[tuple[_Label, ...], _Sizes | None, set[str] | None, tuple[str, ...]]
"""Labels of one word that want a look at the text; longer ones of which a word is the second, by the stem of the first; how the
rest begins where it is the first half of a word; a slip of the pen."""
_Word = tuple[tuple[int, ...], _Sizes | None, _Rest | None]
"""What a word of a text may belong to: labels of one word; longer ones that begin with it, by the stem of the second; and what is
rare. Labels that begin with a word like `the` are known by their second, since such words are everywhere."""


class _Known(dict[str, _Word | None]):
    """What the matcher knows of each folded word, worked out when it is first met: mostly nothing."""

    def __init__(self, matcher: Matcher) -> None:
        super().__init__()
        self._matcher = matcher

    def __missing__(self, word: str) -> _Word | None:
        if len(self) > 400_000:
            self.clear()
        known = self[word] = self._matcher._word(word)
        return known


class Matcher:
    """All labels of a vocabulary, made once and asked for each text; a label is known by its place in `labels`.

    Labels whose places are `loose` are found by their stems alone: politics in political.
    `language` chooses stemmer and spelling; `fuzzy` allows one slip of the pen in a word of seven letters or more.
    Knowing 100,000 labels costs nothing in a text that has none of them.
    """

    def __init__(
        self, labels: Sequence[str], language: str = "en", fuzzy: bool = True, loose: frozenset[int] = frozenset()
    ) -> None:
        self.words = Words(language)
        self._loose = loose
        self._index: dict[tuple[str, ...], list[_Label]] = {}
        self._lengths: dict[str, set[int]] = {}
        self._seconds: dict[str, _Sizes] = {}
        self._befores: dict[str, _Sizes] = {}
        self._rows = _Known(self)
        self._stems = stems(language)
        self._memo: dict[tuple[str, ...], _Agreeing] = {}
        known: set[str] = set()
        for place, text in enumerate(labels):
            self._add(place, text, known)
        self._longest = max((max(lengths) for lengths in self._lengths.values()), default=0)
        self._firsts = frozenset(self._lengths)
        self._known = frozenset(stem for key in self._index for stem in key)
        self._halves = _halves(known)
        self._near = Near(known, self.words, self._stems, self._known) if fuzzy else None

    def _add(self, place: int, text: str, known: set[str]) -> None:
        if text.isalpha() and text.isascii():  # most are one word
            word = text.lower()
            capitals = text.isupper() or len(word) == 1
            self._put(_Label(place, (word,), capitals, (), ""))
            if not capitals:
                known.add(word)
            return
        parts = split(fold(text))
        words, gaps = tuple(map(bare, parts[1::2])), tuple(parts[2:-1:2])
        if not words or not all(words):
            return
        capitals = len(words) == 1 and (len(words[0]) == 1 or (text.isupper() and sum(map(str.isalpha, text)) > 1))
        tail = parts[-1].strip() if parts[-1][:1] in ("+", "#") else ""
        self._put(_Label(place, words, capitals, gaps, tail))
        for n, gap in enumerate(gaps):
            joined = words[n] + words[n + 1]
            if len(joined) > 4 and gap in (" ", "-"):
                as_one = (*words[:n], joined, *words[n + 2 :])
                self._put(_Label(place, as_one, capitals, gaps[:n] + gaps[n + 1 :], tail))
        if not capitals:
            known.update(words)

    def _put(self, label: _Label) -> None:
        words, stop = label.words, english().stop
        key = tuple([self._stems[word] for word in words])
        self._index.setdefault(key, []).append(label)
        size = len(key)
        lengths = self._lengths.get(key[0])
        if lengths is None:
            self._lengths[key[0]] = {size}
        else:
            lengths.add(size)
        if size > 1:
            index, this, other = self._seconds, key[0], key[1]
            if words[0] in stop and words[1] not in stop:
                index, this, other = self._befores, other, this
            sizes = index.setdefault(this, {})
            before = sizes.get(other, ())
            if size not in before:
                sizes[other] = (*before, size)

    def find(self, text: str) -> list[Match]:
        """The matches in `text` in reading order, none overlapping another."""
        return list(map(Match._make, self.hits(text)))

    def hits(self, text: str) -> list[Hit]:
        """The same as plain tuples, at half the cost."""
        folded, entries = spaced(text)
        words = list(filter(None, entries))
        if not words or not self._index:
            return []
        rows = list(map(self._rows.__getitem__, words))
        places, sums = list(compress(range(len(entries)), entries)), list(accumulate(map(len, entries)))
        read = Text(text, folded, words, places, sums)
        found: list[Hit] = []
        longer: list[Found] = []
        halved, misspelt, stems, last = [], [], self._stems, len(words) - 1
        for n in compress(range(len(words)), rows):
            plain, seconds, rest = rows[n]  # type: ignore[misc]  # compress leaves out None
            if rest is not None:
                special, befores, halves, near = rest
                if special:
                    plain += tuple([label.place for label in special if _holds(label, read, n, 1)])
                if befores is not None and n and (before := stems[words[n - 1]]) in befores:
                    self._several(read, n - 1, befores[before], longer)
                if halves is not None and n < last and words[n + 1][:2] in halves:
                    halved.append(n)
                if near:
                    misspelt.append(n)
            if plain:
                word, entry = words[n], places[n]
                end = sums[entry] + entry
                found.append((end - len(word), end - 2 if word[-2:] == "'s" else end, plain, False))
            if seconds is not None and n < last and (after := stems[words[n + 1]]) in seconds:
                self._several(read, n, seconds[after], longer)
        usual = len(longer)
        self._joined(read, halved, longer)
        if misspelt:
            self._nearly(read, misspelt, longer)
        return settled(read, found, longer if len(longer) == usual else merged(longer)) if longer else found

    def _word(self, word: str) -> _Word | None:
        """What the matcher knows of a folded word; None for nothing."""
        stem = self._stems[word]
        plain, special = self._agreeing((word,), [stem]) if stem in self._firsts else _NEITHER
        seconds, befores, halves = self._seconds.get(stem), self._befores.get(stem), self._halves.get(word)
        near = self._near[word] if self._near is not None else ()
        rest = (special, befores, halves, near) if special or befores or halves or near else None
        return (plain, seconds, rest) if plain or seconds or rest else None

    def _several(self, read: Text, n: int, sizes: tuple[int, ...], found: list[Found]) -> None:
        """Adds the labels of so many words that begin at word n to `found`."""
        words = read.words
        for size in sizes:
            key = tuple(words[n : n + size])
            if len(key) == size:
                plain, special = self._memo.get(key) or self._agreeing(key, list(map(self._stems.__getitem__, key)))
                if plain or special:
                    self._keep(read, n, size, plain, special, found)

    def _keep(
        self, read: Text, n: int, size: int, plain: tuple[int, ...], special: tuple[_Label, ...], found: list[Found]
    ) -> None:
        """Adds the labels that agree with so many words of the text from word n on and stand what lies between them."""
        if plain and not read.open(n, size):
            plain = ()
        if special:
            plain += tuple(label.place for label in special if _holds(label, read, n, size))
        if plain:
            found.append((n, size, plain, False))

    def _across(self, read: Text, words: list[str], first: int, inside: int, more: int, found: list[Found], near: bool) -> None:
        """Labels with the word at `inside` of `words`, which are those of the text from word `first` on but for that one; with
        `more` it stands for that many words more."""
        roots = list(map(self._stems.__getitem__, words))
        for i in range(inside + 1):
            if roots[i] not in self._firsts:
                continue
            for size in self._lengths[roots[i]]:
                key = tuple(words[i : i + size])
                if not inside < i + size <= len(words) or tuple(roots[i : i + size]) not in self._index:
                    continue
                plain, special = self._agreeing(key, roots[i : i + size])
                hits: list[Found] = []
                self._keep(read, first + i, size + more, plain, () if more else special, hits)
                found += [(*hit[:3], near) for hit in hits]

    def _agreeing(self, key: tuple[str, ...], roots: list[str]) -> _Agreeing:
        """The labels that agree with the words: those that need no look at the text, and the others."""
        known = self._memo.get(key)
        if known is None:
            labels = self._index.get(tuple(roots), ())
            fit = [
                label for label in labels if label.place in self._loose or all(map(self.words.bends, label.words, map(bare, key)))
            ]
            special = tuple(label for label in fit if label.capitals or label.tail or not all(map(is_open, label.gaps)))
            plain = tuple(dict.fromkeys(label.place for label in fit if label not in special))
            if len(self._memo) > 400_000:
                self._memo.clear()
            known = self._memo[key] = plain, special
        return known

    def _joined(self, read: Text, halved: list[int], found: list[Found]) -> None:
        """Labels one of whose words the text writes as two; `halved` are the words that may be first halves."""
        words, stop = read.words, english().stop
        parted = read.hyphens() if "-" in read.folded else []
        for n in halved:
            after = words[n + 1]
            if len(words[n]) + len(after) > 6 and len(after) > 2 and after not in stop and read.gap(n) in (" ", "\n"):
                parted.append(n)
        for n in sorted(parted):
            joined = words[n] + words[n + 1]
            if len(joined) > 4 and self._stems[joined] in self._known:
                first, last = max(0, n - self._longest + 1), n + 1 + self._longest
                self._across(read, [*words[first:n], joined, *words[n + 2 : last]], first, n - first, 1, found, False)

    def _nearly(self, read: Text, misspelt: list[int], found: list[Found]) -> None:
        """Labels with a word that the text misspells; `misspelt` are the words that may be."""
        assert self._near is not None
        for n in misspelt:
            word = read.words[n]
            if read.words.count(word) > 2:
                continue
            first, last = max(0, n - self._longest + 1), n + self._longest
            for guess in self._near[word]:
                words = [*read.words[first:n], guess, *read.words[n + 1 : last]]
                self._across(read, words, first, n - first, 0, found, True)


def _holds(label: _Label, read: Text, n: int, size: int) -> bool:
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


def _in_capitals(label: _Label, read: Text, n: int, end: int) -> bool:
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


def _halves(words: Iterable[str]) -> dict[str, set[str]]:
    """Every beginning of three letters or more that leaves three or more, of words of seven or more; and how the rests begin. No word that says nothing is one."""
    stop = english().stop
    out: dict[str, set[str]] = {}
    for word in words:
        if len(word) > 6 and word.isalpha():
            for n in range(3, len(word) - 2):
                if word[:n] not in stop:
                    out.setdefault(word[:n], set()).add(word[n : n + 2])
    return out
