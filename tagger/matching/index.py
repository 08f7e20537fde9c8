"""The labels of a vocabulary by their stems, each taken apart once a text has the word that it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import NamedTuple

from tagger.folding import fold
from tagger.matching.reading import PLAIN, is_open
from tagger.matching.words import Stems, bare, english, simple, split

Sizes = dict[str, tuple[int, ...]]
"""Numbers of words of labels by the stem of a word next to one at hand."""


class Label(NamedTuple):
    """A label as it is looked for: its place, its words, what stands between them and at the end, whether in capitals only.

    `plain` says that nothing but its words is to be looked at.
    """

    place: int
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    capitals: bool
    tail: str
    plain: bool


class Group(NamedTuple):
    """The labels that hang on one stem: by all their stems, and their sizes by the stem of the word after it or before it.

    Labels hang on their first word; those that begin with a word like `the` on their second, since such words are everywhere.
    """

    labels: dict[tuple[str, ...], list[Label]]
    seconds: Sizes
    befores: Sizes


NOTHING = Group({}, {}, {})


class Index:
    """Labels by the stem that they hang on.

    `stems` are those of all their words and of two of them written as one, `longest` is the greatest number of words, `written`
    are their words as they stand, but for labels in capitals.
    """

    def __init__(self, labels: Sequence[str], stems: Stems) -> None:
        self._parts, self._stems = list(map(_taken_apart, labels)), stems
        self._groups: dict[str, Group] = {}
        self._hanging: dict[str, list[int]] = {}
        self.longest = 1
        self.written: set[str] = set()
        self.stems = self._gather()

    def _gather(self) -> frozenset[str]:
        """Notes which labels may hang on which stem. The stems of all their words and of what two make as one.

        Two words as one change what a label hangs on where one of them is the first, or takes the place of a word like `the`.
        """
        every, stop = set[str](), english().stop
        anchors, places = list[str](), list[int]()
        for place, (words, gaps, capitals, _) in enumerate(self._parts):
            if not words:
                continue
            anchors.append(words[_anchor(words)] if gaps else words[0])
            places.append(place)
            (every if capitals else self.written).update(words)
            if gaps:
                self.longest = max(self.longest, len(words))
                for n, one in _pairs(words, gaps):
                    every.add(one)
                    hooks = (one, *words) if one in stop else (one,) if n == 0 or words[0] in stop else ()
                    anchors += hooks
                    places += [place] * len(hooks)
        stems = frozenset(self._stems.of(every | self.written))
        for stem, place in zip(map(self._stems.__getitem__, anchors), places, strict=True):
            hanging = self._hanging.get(stem)
            if hanging is None:
                self._hanging[stem] = [place]
            else:
                hanging.append(place)
        return stems

    def group(self, stem: str) -> Group:
        """The labels that hang on the stem."""
        group = self._groups.get(stem)
        if group is not None:
            return group
        places = self._hanging.get(stem)
        if places is None:
            return NOTHING
        group = self._groups[stem] = Group({}, {}, {})
        stem_of, alike = self._stems.__getitem__, group.labels
        for label in self._labels(dict.fromkeys(places)):
            at = _anchor(label.words)
            if stem_of(label.words[at]) != stem:
                continue
            key = tuple(map(stem_of, label.words))
            if key in alike:
                alike[key].append(label)
                continue
            alike[key] = [label]
            if len(key) > 1:
                sizes, other = (group.befores, key[0]) if at else (group.seconds, key[1])
                before = sizes.get(other, ())
                if len(key) not in before:
                    sizes[other] = (*before, len(key))
        return group

    def _labels(self, places: Iterable[int]) -> Iterator[Label]:
        """The labels at these places, each as it is written and with two of its words as one."""
        for place in places:
            words, gaps, capitals, tail = self._parts[place]
            plain = not capitals and not tail
            yield Label(place, words, gaps, capitals, tail, plain and _are_plain(gaps))
            for n, one in _pairs(words, gaps):
                left = gaps[:n] + gaps[n + 1 :]
                yield Label(place, (*words[:n], one, *words[n + 2 :]), left, capitals, tail, plain and _are_plain(left))

    def labels(self, roots: tuple[str, ...]) -> list[Label]:
        """The labels of these stems, whichever of the first two they hang on."""
        found = self.group(roots[0]).labels.get(roots, [])
        if len(roots) > 1 and roots[1] != roots[0]:
            more = self.group(roots[1]).labels.get(roots)
            return found + more if more else found
        return found

    def sizes(self, roots: Sequence[str]) -> list[int]:
        """The numbers of words that labels may have which begin with the first of these stems, or with two."""
        group = self.group(roots[0])
        sizes = [1] if (roots[0],) in group.labels else []
        if len(roots) > 1:
            sizes += group.seconds.get(roots[1], ())
            sizes += self.group(roots[1]).befores.get(roots[0], ())
        return sorted(set(sizes))


def _taken_apart(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool, str]:
    """The words of a label, folded; what stands between them; whether it is found in capitals only; a + or # at its end."""
    plain = simple(text)
    if plain:
        size = len(plain)
        return tuple(plain), (" ",) * (size - 1), size == 1 and (text.isupper() or len(text) == 1), ""
    parts = split(fold(text))
    words, gaps = tuple(map(bare, parts[1::2])), tuple(parts[2:-1:2])
    if not words or not all(words):
        return (), (), False, ""
    capitals = len(words) == 1 and (len(words[0]) == 1 or (text.isupper() and sum(map(str.isalpha, text)) > 1))
    tail = parts[-1].strip() if parts[-1][:1] in ("+", "#") else ""
    return words, gaps, capitals, tail


def _pairs(words: tuple[str, ...], gaps: tuple[str, ...]) -> list[tuple[int, str]]:
    """The numbers of the words that may be written as one with the next, and that one."""
    ones = map(add, words, words[1:])
    return [(n, one) for n, (one, gap) in enumerate(zip(ones, gaps, strict=True)) if len(one) > 4 and gap in (" ", "-")]


def _are_plain(gaps: tuple[str, ...]) -> bool:
    """Whether what stands between the words of a label says nothing."""
    return PLAIN.issuperset(gaps) or all(map(is_open, gaps))


def _anchor(words: tuple[str, ...]) -> int:
    """The number of the word that a label of these words hangs on."""
    stop = english().stop
    return 1 if words[0] in stop and len(words) > 1 and words[1] not in stop else 0
