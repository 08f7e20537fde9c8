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
from tagger.matching.words import Words, bare, english, parted, split

PLAIN = frozenset(" \t\n\r\f\v-'_\xad/")
"""What may stand between the words of any label, but for an empty line."""


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


class _Text(NamedTuple):
    """A text taken apart: its words, the ends of words and gaps in turn, and the text itself."""

    raw: str
    parts: list[str]
    words: list[str]
    ends: list[int]

    def start(self, n: int) -> int:
        return self.ends[2 * n]

    def end(self, n: int) -> int:
        end = self.ends[2 * n + 1]
        return end - 2 if self.words[n].endswith("'s") else end

    def gap(self, n: int) -> str:
        """What stands between word n and the next."""
        return self.parts[2 * n + 2]


_Found = tuple[int, int, tuple[int, ...], bool]
"""First word, number of words, labels, near."""
_Agreeing = tuple[tuple[int, ...], tuple[_Label, ...]]
"""Labels that agree with words whatever stands around them, and those that want a look at the text."""
_NEITHER: _Agreeing = (), ()


class _Stems(dict[str, str]):
    """The stem of each folded word, worked out when it is first met."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, word: str) -> str:
        if len(self) > 400_000:
            self.clear()
        stem = self[word] = self._words.stem(word)
        return stem


class _Word(NamedTuple):
    """What a word of a text may be the beginning of: labels of one word, as `_Agreeing` has them; labels of more, by the
    stems that may come next and the numbers of words; the first half of a word, by how the rest begins; a slip of the pen."""

    plain: tuple[int, ...]
    special: tuple[_Label, ...]
    seconds: dict[str, tuple[int, ...]] | None
    halves: set[str] | None
    near: tuple[str, ...]


class _Known(dict[str, "_Word | None"]):
    """What the matcher knows of each folded word, worked out when it is first met: mostly nothing."""

    def __init__(self, matcher: Matcher) -> None:
        super().__init__()
        self._matcher = matcher

    def __missing__(self, word: str) -> _Word | None:
        if len(self) > 400_000:
            self.clear()
        row = self._matcher._word(word)
        known = self[word] = row if any(row) else None
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
        self._seconds: dict[str, dict[str, tuple[int, ...]]] = {}
        self._rows = _Known(self)
        self._stems = _Stems(self.words)
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
        parts = split(fold(text))
        words = tuple(map(bare, parts[1::2]))
        if not words or not all(words):
            return
        letters = [c for c in text if c.isalpha()]
        capitals = len(words) == 1 and ((len(letters) > 1 and text.isupper()) or len(words[0]) == 1)
        tail = parts[-1] if parts[-1][:1] in ("+", "#") else ""
        label = _Label(place, words, capitals, tuple(parts[2:-1:2]), tail.strip())
        self._put(label)
        for n in range(len(words) - 1):
            joined = words[n] + words[n + 1]
            if len(joined) > 4 and label.gaps[n] in (" ", "-"):
                gaps = label.gaps[:n] + label.gaps[n + 1 :]
                self._put(label._replace(words=(*words[:n], joined, *words[n + 2 :]), gaps=gaps))
        if not capitals:
            known.update(words)

    def _put(self, label: _Label) -> None:
        key = tuple(map(self._stems.__getitem__, label.words))
        self._index.setdefault(key, []).append(label)
        self._lengths.setdefault(key[0], set()).add(len(key))
        if len(key) > 1:
            sizes = self._seconds.setdefault(key[0], {})
            sizes[key[1]] = tuple({*sizes.get(key[1], ()), len(key)})

    def find(self, text: str) -> list[Match]:
        """The matches in `text` in reading order, none overlapping another."""
        return list(map(Match._make, self.hits(text)))

    def hits(self, text: str) -> list[tuple[int, int, tuple[int, ...], bool]]:
        """The same as plain tuples, at half the cost."""
        parts = parted(text)
        words = parts[1::2]
        if not words or not self._index:
            return []
        rows = list(map(self._rows.__getitem__, words))
        ends = list(accumulate(map(len, parts)))
        read = _Text(text, parts, words, ends)
        found: list[_Found] = []
        halved, misspelt, several = [], [], False
        stems, last = self._stems, len(words) - 1
        for n in compress(range(len(words)), rows):
            plain, special, seconds, halves, near = rows[n]  # type: ignore[misc]  # compress leaves out None
            if special:
                plain += tuple(label.place for label in special if _holds(label, read, n, 1))
            if plain:
                found.append((n, 1, plain, False))
            if n < last:
                after = words[n + 1]
                if seconds is not None and stems[after] in seconds:
                    several = self._several(read, n, seconds[stems[after]], found) or several
                if halves is not None and after[:2] in halves:
                    halved.append(n)
            if near:
                misspelt.append(n)
        usual = len(found)
        self._joined(read, halved, found)
        if misspelt:
            self._nearly(read, misspelt, found)
        if len(found) > usual:
            found = _settled(read, _merged(found))
        elif several:
            found = _settled(read, found)
        return [
            (ends[2 * n], ends[2 * (n + size) - 1] - (2 if words[n + size - 1][-2:] == "'s" else 0), labels, near)
            for n, size, labels, near in found
        ]

    def _word(self, word: str) -> _Word:
        """What the matcher knows of a folded word."""
        stem = self._stems[word]
        plain, special = self._agreeing((word,), [stem]) if stem in self._firsts else _NEITHER
        near = self._near[word] if self._near is not None else ()
        return _Word(plain, special, self._seconds.get(stem), self._halves.get(word), near)

    def _several(self, read: _Text, n: int, sizes: tuple[int, ...], found: list[_Found]) -> bool:
        """Whether labels of so many words that begin at word n were found; they are added to `found`."""
        before, words = len(found), read.words
        for size in sizes:
            key = tuple(words[n : n + size])
            if len(key) == size:
                plain, special = self._memo.get(key) or self._agreeing(key, list(map(self._stems.__getitem__, key)))
                if plain or special:
                    self._keep(read, n, size, plain, special, found)
        return len(found) > before

    def _keep(
        self, read: _Text, n: int, size: int, plain: tuple[int, ...], special: tuple[_Label, ...], found: list[_Found]
    ) -> None:
        """Adds the labels that agree with so many words of the text from word n on and stand what lies between them."""
        for gap in read.parts[2 * n + 2 : 2 * (n + size) - 1 : 2]:
            if gap != " " and not _open(gap):
                plain = ()
                break
        if special:
            plain += tuple(label.place for label in special if _holds(label, read, n, size))
        if plain:
            found.append((n, size, plain, False))

    def _at(self, read: _Text, words: list[str], stems: list[str], n: int, place: int, found: list[_Found], more: int) -> None:
        """Labels that begin at `words[n]`, which is word `place` of the text and, with `more`, stands for that many words more."""
        for size in self._lengths[stems[n]]:
            key = tuple(words[n : n + size])
            if len(key) == size:
                plain, special = self._agreeing(key, stems[n : n + size])
                self._keep(read, place, size + more, plain, () if more else special, found)

    def _agreeing(self, key: tuple[str, ...], stems: list[str]) -> _Agreeing:
        """The labels that agree with the words: those that need no look at the text, and the others."""
        known = self._memo.get(key)
        if known is None:
            labels = self._index.get(tuple(stems), ())
            fit = [
                label for label in labels if label.place in self._loose or all(map(self.words.agree, label.words, map(bare, key)))
            ]
            special = tuple(label for label in fit if label.capitals or label.tail or not all(map(_open, label.gaps)))
            plain = tuple(dict.fromkeys(label.place for label in fit if label not in special))
            if len(self._memo) > 400_000:
                self._memo.clear()
            known = self._memo[key] = plain, special
        return known

    def _joined(self, read: _Text, halved: list[int], found: list[_Found]) -> None:
        """Labels one of whose words the text writes as two; `halved` are the words that may be first halves."""
        words, stop = read.words, english().stop
        spots = halved
        if "-" in read.parts:
            hyphens = compress(range(len(words) - 1), map("-".__eq__, read.parts[2:-1:2]))
            spots = sorted({*halved, *hyphens})
        for n in spots:
            gap, joined = read.gap(n), words[n] + words[n + 1]
            if gap == "-":
                if len(joined) < 5:
                    continue
            elif gap not in (" ", "\n") or len(joined) < 7 or len(words[n + 1]) < 3 or words[n + 1] in stop:
                continue
            stem = self._stems[joined]
            if stem not in self._known:
                continue
            first = max(0, n - self._longest + 1)
            last = n + 1 + self._longest
            near = [*words[first:n], joined, *words[n + 2 : last]]
            near_stems = list(map(self._stems.__getitem__, near))
            for i in range(n - first + 1):
                if near_stems[i] in self._firsts:
                    hits: list[_Found] = []
                    self._at(read, near, near_stems, i, first + i, hits, 1)
                    found += [hit for hit in hits if hit[0] + hit[1] > n + 1]

    def _nearly(self, read: _Text, misspelt: list[int], found: list[_Found]) -> None:
        """Labels with a word that the text misspells; `misspelt` are the words that may be."""
        assert self._near is not None
        for n in misspelt:
            word = read.words[n]
            if read.words.count(word) > 2:
                continue
            first, last = max(0, n - self._longest + 1), n + self._longest
            for guess in self._near[word]:
                words = [*read.words[first:n], guess, *read.words[n + 1 : last]]
                near = list(map(self._stems.__getitem__, words))
                for i in range(n - first + 1):
                    if near[i] in self._firsts:
                        hits: list[_Found] = []
                        self._at(read, words, near, i, first + i, hits, 0)
                        found += [(*hit[:3], True) for hit in hits if hit[0] + hit[1] > n]


def _open(gap: str) -> bool:
    """Whether words on both sides of the gap may belong to one label."""
    return gap in PLAIN or (PLAIN.issuperset(gap) and gap.count("\n") < 2)


def _holds(label: _Label, read: _Text, n: int, size: int) -> bool:
    """Whether the text at word n satisfies the label's capitals, punctuation and tail."""
    end = read.end(n + size - 1)
    if label.tail and not read.raw.startswith(label.tail, end):
        return False
    for i, gap in enumerate(label.gaps):
        there = read.gap(n + i)
        if _open(gap):
            if not _open(there):
                return False
        elif there != gap and not (_open(there) and " " in gap):
            return False
    return not label.capitals or _in_capitals(label, read, n, end)


def _in_capitals(label: _Label, read: _Text, n: int, end: int) -> bool:
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


def _merged(found: list[_Found]) -> list[_Found]:
    """The matches with equal slices made one; what is spelt rightly goes before what is not."""
    merged: dict[tuple[int, int], _Found] = {}
    for hit in found:
        seen = merged.get(hit[:2])
        if seen is None or (seen[3] and not hit[3]):
            merged[hit[:2]] = hit
        elif seen[3] == hit[3]:
            merged[hit[:2]] = (*hit[:2], tuple(sorted({*seen[2], *hit[2]})), hit[3])
    return list(merged.values())


def _settled(read: _Text, found: list[_Found]) -> list[_Found]:
    """The matches that stand once overlaps are settled, in reading order."""
    several = [hit for hit in found if hit[1] > 1]
    if not several:
        return sorted(found)
    several.sort(key=lambda hit: (-hit[1], read.start(hit[0]) - read.end(hit[0] + hit[1] - 1), hit[0]))
    taken: set[int] = set()
    kept = []
    for hit in several:
        place = range(hit[0], hit[0] + hit[1])
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(hit)
    kept += [hit for hit in found if hit[1] == 1 and hit[0] not in taken]
    return sorted(kept)
