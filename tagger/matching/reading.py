"""A text as the matcher reads it, and which of its matches stand where they overlap."""

from __future__ import annotations

from operator import itemgetter

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


class Text:
    """A text as the matcher reads it: as it stands, folded, `Spaced.plain` with a space more at both ends, and its words.

    `starts` are the places of the words that were found so far, by their numbers.
    """

    __slots__ = ("folded", "padded", "raw", "starts", "words")

    def __init__(self, raw: str, folded: str, plain: str, words: list[str]) -> None:
        self.raw, self.folded, self.padded, self.words = raw, folded, f" {plain} ", words
        self.starts: dict[int, int] = {}

    def start(self, n: int) -> int:
        """Where word n begins."""
        starts = self.starts
        if n not in starts:
            found = next((m for m in range(n - 1, -1, -1) if m in starts), -1)
            at = starts.get(found, -1)
            for m in range(found + 1, n + 1):
                at = starts[m] = self.padded.find(f" {self.words[m]} ", at + 1)
        return starts[n]

    def end(self, n: int) -> int:
        """Where word n ends, without a possessive."""
        word = self.words[n]
        return self.start(n) + len(word) - (2 if word[-2:] == "'s" else 0)

    def gap(self, n: int) -> str:
        """What stands between word n and the next, folded."""
        return self.folded[self.start(n) + len(self.words[n]) : self.start(n + 1)]

    def open(self, n: int, size: int) -> bool:
        """Whether so many words from word n on may belong to one label."""
        if size == 2:
            end, after = self.start(n) + len(self.words[n]), self.words[n + 1]
            if self.folded[end + 1 : end + 1 + len(after)] == after:  # one character between them
                return self.folded[end] in PLAIN
        return all(is_open(self.gap(between)) for between in range(n, n + size - 1))

    def hyphens(self) -> list[tuple[int, str]]:
        """Where a hyphen alone parts two words, and the two as one."""
        folded, padded = self.folded, self.padded
        found: list[tuple[int, str]] = []
        at = folded.find("-", 1)
        while at > 0:
            if folded[at - 1].isalnum() and folded[at + 1 : at + 2].isalnum():
                before, after = padded.rfind(" ", 0, at + 1), padded.find(" ", at + 2)
                found.append((at, padded[before + 1 : at + 1] + padded[at + 2 : after]))
            at = folded.find("-", at + 1)
        return found

    def number(self, at: int) -> int:
        """The number of the word that ends there."""
        return len(self.padded[: at + 1].split()) - 1


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
    for n, size, labels, near in longer:
        found[n] = read.start(n), read.end(n + size - 1), labels, near
    return [found[n] for n in sorted(found)]


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
