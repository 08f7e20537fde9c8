"""A text as the matcher reads it, and which of its matches stand where they overlap."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

PLAIN = frozenset(" \t\n\r\f\v-'_\xad/")
"""What may stand between the words of any label, but for an empty line."""

Found = tuple[int, int, tuple[int, ...], bool]
"""First word, number of words, labels, near."""


def is_open(gap: str) -> bool:
    """Whether words on both sides of the gap may belong to one label."""
    return gap in PLAIN or (PLAIN.issuperset(gap) and gap.count("\n") < 2)


class Text(NamedTuple):
    """A text taken apart: itself, folded, its words, the entry of each in `Spaced`, and the lengths of entries summed up."""

    raw: str
    folded: str
    words: list[str]
    entries: list[int]
    sums: list[int]

    def start(self, n: int) -> int:
        return self.whole(n) - len(self.words[n])

    def end(self, n: int) -> int:
        end = self.whole(n)
        return end - 2 if self.words[n][-2:] == "'s" else end

    def whole(self, n: int) -> int:
        """Where word n ends, a possessive included."""
        entry = self.entries[n]
        return self.sums[entry] + entry

    def gap(self, n: int) -> str:
        """What stands between word n and the next, folded."""
        return self.folded[self.whole(n) : self.start(n + 1)]

    def open(self, n: int, size: int) -> bool:
        """Whether so many words from word n on may belong to one label."""
        last = n + size - 1
        first, entry = self.entries[n], self.entries[last]
        if entry - first == 1:  # two words with one character between them
            return self.folded[self.sums[first] + first] in PLAIN
        return all(is_open(self.gap(between)) for between in range(n, last))

    def hyphens(self) -> list[int]:
        """The words that a hyphen alone parts from the next."""
        folded, entries, sums = self.folded, self.entries, self.sums
        found: list[int] = []
        at, last = folded.find("-", 1), 0
        while at > 0:
            if folded[at - 1].isalnum() and folded[at + 1 : at + 2].isalnum():
                last = bisect_left(entries, at, last, key=lambda entry: sums[entry] + entry)
                found.append(last)
            at = folded.find("-", at + 1)
        return found


def merged(read: Text, found: list[Found]) -> list[Found]:
    """The same as `settled` for matches of any length, where several may have one slice: they are made one, and what is spelt
    rightly goes before what is not."""
    one_each: dict[tuple[int, int], Found] = {}
    for hit in found:
        seen = one_each.get(hit[:2])
        if seen is None or (seen[3] and not hit[3]):
            one_each[hit[:2]] = hit
        elif seen[3] == hit[3]:
            one_each[hit[:2]] = (*hit[:2], tuple(sorted({*seen[2], *hit[2]})), hit[3])
    every = one_each.values()
    return settled(read, [hit for hit in every if hit[1] == 1], [hit for hit in every if hit[1] > 1])


def settled(read: Text, found: list[Found], longer: list[Found]) -> list[Found]:
    """The matches that stand once overlaps are settled, in reading order: those of one word, and `longer` ones."""
    taken = {n for first, size, _, _ in longer for n in range(first, first + size)}
    if len(taken) < sum([hit[1] for hit in longer]):
        longer = _apart(read, longer)
        taken = {n for first, size, _, _ in longer for n in range(first, first + size)}
    return sorted([hit for hit in found if hit[0] not in taken] + longer if longer else found)


def _apart(read: Text, found: list[Found]) -> list[Found]:
    """The best of the matches that overlap one another."""
    taken: set[int] = set()
    kept = []
    for hit in sorted(found, key=lambda hit: (-hit[1], read.start(hit[0]) - read.end(hit[0] + hit[1] - 1), hit[0])):
        place = range(hit[0], hit[0] + hit[1])
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(hit)
    return kept


def placed(read: Text, found: list[Found]) -> list[tuple[int, int, tuple[int, ...], bool]]:
    """The matches by code points in place of words: first and last, half open, labels, near."""
    words, entries, sums = read.words, read.entries, read.sums
    out = []
    for n, size, labels, near in found:
        word, entry = words[n], entries[n]
        end = sums[entry] + entry
        start = end - len(word)
        if size > 1:
            word, entry = words[n + size - 1], entries[n + size - 1]
            end = sums[entry] + entry
        out.append((start, end - 2 if word[-2:] == "'s" else end, labels, near))
    return out
