"""The matcher against an oracle that tries every label at every place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.folding import fold
from tagger.matching import Matcher, Words
from tagger.matching import words as words_of
from tagger.matching.words import bare, english, spaced, split

WORDS = Words("en")
SOME = (
    "cease fire ceasefire fires talks talk new york times time import important imports labour labor training train us who web site "
    "website e mail email oil price prices organ organisation o'brien worker's workers the rapist therapist"
).split()
words = st.sampled_from(SOME)
gaps = st.sampled_from([" ", " ", " ", "-", ", ", "\n", "\n\n", ". ", "  "])


@st.composite
def phrases(draw: st.DrawFn, least: int = 1, most: int = 12) -> str:
    out = draw(words)
    for _ in range(draw(st.integers(least - 1, most - 1))):
        out += draw(gaps) + draw(words)
    return draw(st.sampled_from([out, out, out.upper(), out.title()]))


def is_open(gap: str) -> bool:
    return all(c in " \t\n-'" for c in gap) and gap.count("\n") < 2


class Oracle:
    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = split(fold(text))
        self.words = self.parts[1::2]
        self.starts = [len("".join(self.parts[: 2 * n + 1])) for n in range(len(self.words))]

    def end(self, n: int) -> int:
        return self.starts[n] + len(self.words[n].removesuffix("'s"))

    def variants(self, first: int, last: int) -> list[tuple[list[str], bool]]:
        """The words of a span as they stand, and with one pair made one."""
        span = self.words[first:last]
        out = [([*map(bare, span)], False)]
        for n in range(len(span) - 1):
            gap, joined = self.parts[2 * (first + n) + 2], span[n] + span[n + 1]
            stop = english().stop
            hyphen = gap == "-" and len(joined) > 4
            space = gap in (" ", "\n") and len(joined) > 6 and len(span[n]) > 2 and len(span[n + 1]) > 2 and span[n].isalpha()
            if hyphen or (space and span[n] not in stop and span[n + 1] not in stop):
                out.append(([*map(bare, span[:n]), bare(joined), *map(bare, span[n + 2 :])], True))
        return out

    def names(self, label: str, first: int, last: int) -> bool:
        inner = [self.parts[2 * n + 2] for n in range(first, last - 1)]
        parts = split(fold(label))
        own, own_gaps = [*map(bare, parts[1::2])], parts[2:-1:2]
        if len(own) == 1 and (len(own[0]) == 1 or (label.isupper() and len([c for c in label if c.isalpha()]) > 1)):
            return False  # capitals are tested by table
        labels = [own]
        for n in range(len(own) - 1):
            if len(own[n] + own[n + 1]) > 4 and own_gaps[n] in (" ", "-"):
                labels.append([*own[:n], own[n] + own[n + 1], *own[n + 2 :]])
        if not all(map(is_open, inner)):
            return False
        return any(
            len(a) == len(b) and all(WORDS.agree(x, y) for x, y in zip(a, b, strict=True))
            for a in labels
            for b, _ in self.variants(first, last)
        )

    def find(self, labels: list[str]) -> list[tuple[int, int, tuple[int, ...]]]:
        hits: dict[tuple[int, int], list[int]] = {}
        for first in range(len(self.words)):
            for last in range(first + 1, min(len(self.words), first + 7) + 1):
                for place, label in enumerate(labels):
                    if self.names(label, first, last):
                        hits.setdefault((first, last), []).append(place)
        taken: set[int] = set()
        out = []
        order = sorted(hits, key=lambda s: (s[0] - s[1], self.starts[s[0]] - self.end(s[1] - 1), s[0]))
        for first, last in order:
            if taken.isdisjoint(range(first, last)):
                taken.update(range(first, last))
                out.append((self.starts[first], self.end(last - 1), tuple(hits[first, last])))
        return sorted(out)


@settings(max_examples=250, deadline=None)
@given(
    st.lists(phrases(most=3).filter(lambda label: "." not in label and "," not in label and "\n" not in label), max_size=6),
    phrases(),
)
def test_the_matcher_finds_what_the_oracle_finds(labels: list[str], text: str) -> None:
    labels = [label for label in labels if not ((label.isupper() or len(label) == 1) and len(split(fold(label))) == 3)]
    found = [(match.start, match.end, match.labels) for match in Matcher(labels, fuzzy=False).find(text)]
    assert found == Oracle(text).find(labels)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=5), st.text(max_size=80))
def test_any_labels_and_any_text_give_true_slices_that_do_not_overlap(labels: list[str], text: str) -> None:
    end = 0
    for match in Matcher(labels).find(text):
        assert end <= match.start < match.end <= len(text)
        assert text[match.start : match.end].strip() and match.labels
        end = match.end


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text("ab.'’ D-£éßж_1\n", max_size=30)))
def test_words_stand_where_splitting_the_folded_text_has_them(text: str) -> None:
    parts = split(fold(text))
    places, at = [], 0
    for n, part in enumerate(parts):
        if n % 2:
            places.append((at, part))
        at += len(part)
    folded, plain, words = spaced(text)
    found, at = [], 0
    for entry in plain.split(" "):
        if entry:
            found.append((at, entry))
        at += len(entry) + 1
    assert (folded, found, words) == (fold(text), places, parts[1::2])
    assert len(plain) == len(text)


@given(
    st.lists(
        st.sampled_from(["strik", "e", "s", "es", "ed", "d", "ing", "ings", "ion", "ions", "y", "ies", "i", "st"]), max_size=4
    )
)
def test_what_a_word_may_be_a_form_of_is_found_by_trying_every_ending(parts: list[str]) -> None:
    word, known = "".join(parts), english()
    tried = {word}
    for endings in (known.endings, known.deeds) if word not in known.undone else (known.endings,):
        for end, becomes in ((end, becomes) for end, some in endings.items() for becomes in some):
            if word.endswith(end):
                plain = word.removesuffix(end)
                tried |= {plain + becomes} | ({plain[:-1]} if plain[-1:] == plain[-2:-1] else set())
    assert words_of._origins(word) == tried
