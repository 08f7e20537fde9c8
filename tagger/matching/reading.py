"""A text as the matcher reads it, and which of its matches stand where they overlap."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import NamedTuple

PLAIN = frozenset(" \t\n\r\f\v-'_\xad/")
"""What may stand between the words of any label, but for an empty line."""

Found = tuple[int, int, tuple[int, ...], bool]
"""First word, number of words, labels, near."""
Hit = tuple[int, int, tuple[int, ...], bool]
"""The same by code points, half open."""
_SIZE = itemgetter(1)


def is_open(gap: str) -> bool:
    """Whether words on both sides of the gap may belong to one label."""
    return gap in PLAIN or (PLAIN.issuperset(gap) and gap.count("\n") < 2)


class Text(NamedTuple):
    """A text taken apart: itself, folded, and as `Spaced` has it; the entry of each word there, the lengths of entries summed up."""

    raw: str
    folded: str
    plain: str
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
        folded, plain, entries = self.folded, self.plain, self.entries
        found: list[int] = []
        at, before, entry = folded.find("-", 1), 0, 0
        while at > 0:
            if folded[at - 1].isalnum() and folded[at + 1 : at + 2].isalnum():
                entry += plain.count(" ", before, at)
                before = at
                found.append(bisect_left(entries, entry))
            at = folded.find("-", at + 1)
        return found


def merged(found: list[Found]) -> list[Found]:
    """The matches with equal slices made one; what is spelt rightly goes before what is not."""
    one_each: dict[tuple[int, int], Found] = {}
    for hit in found:
        seen = one_each.get(hit[:2])
        if seen is None or (seen[3] and not hit[3]):
            one_each[hit[:2]] = hit
        elif seen[3] == hit[3]:
            one_each[hit[:2]] = (*hit[:2], tuple(sorted({*seen[2], *hit[2]})), hit[3])
    return list(one_each.values())


def settled(read: Text, found: dict[int, Hit], longer: list[Found]) -> list[Hit]:
    """The matches that stand once overlaps are settled, in reading order: those of single words, and `longer` ones."""
    taken = _taken(longer)
    if len(taken) < sum(map(_SIZE, longer)):
        longer = _apart(read, longer)
        taken = _taken(longer)
    for n in taken & found.keys():
        del found[n]
    out = [(read.start(n), read.end(n + size - 1), labels, near) for n, size, labels, near in longer]
    out += found.values()
    return sorted(out)


def _taken(found: list[Found]) -> set[int]:
    """The words of the matches."""
    taken: set[int] = set()
    for first, size, _, _ in found:
        taken.update(range(first, first + size))
    return taken


def _apart(read: Text, found: list[Found]) -> list[Found]:
    """The best of the matches, none overlapping another."""
    taken: set[int] = set()
    kept = []
    for hit in sorted(found, key=lambda hit: (-hit[1], read.start(hit[0]) - read.end(hit[0] + hit[1] - 1), hit[0])):
        place = range(hit[0], hit[0] + hit[1])
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(hit)
    return kept
