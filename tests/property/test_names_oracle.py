"""The index of deletions against a look at every label, and that a slip is found while a stranger is not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.recognisers.sources.names import Names, _core, best_of, plain
from tagger.vocabulary import Concept, Vocabulary

LETTERS = "abcde"
WORD = st.text(alphabet=LETTERS, min_size=2, max_size=7)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


def vocabulary(labels: list[str]) -> Vocabulary:
    return Vocabulary("p", "p", "source", tuple(Concept(f"c{i}", label, kind="website") for i, label in enumerate(labels)))


def by_looking_at_all(names: Names, text: str) -> str | None:
    """What `match` must say: every label is judged, no index asked."""
    exact = names.exact(text)
    key = plain(text)
    words, legal = _core(key.split())
    if exact is not None or len(text) < 7 or key in names._exact or len("".join(words)) < 6:
        return exact
    labels = [row for row in names._labels if len("".join(row[0])) >= 6]
    return best_of((names.likeness(words, legal, core, form), concept) for core, form, concept in labels)


@settings(max_examples=300, deadline=None)
@given(st.lists(NAME, min_size=1, max_size=12), NAME, st.data())
def test_the_index_finds_what_a_look_at_all_finds(labels: list[str], other: str, data: st.DataObject) -> None:
    names = Names(vocabulary(labels))
    near = data.draw(st.sampled_from(labels))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, max(0, len(near) - 1)))
        near = near[:at] + data.draw(st.sampled_from(["", "a", "z", " "])) + near[at + data.draw(st.integers(0, 1)) :]
    for text in (other, near):
        names.match("build the index")
        assert names.match(text) == by_looking_at_all(names, text)


@given(st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    names = Names(vocabulary(["Harbour Gazette", "Ana Reyes", "BBC"]))
    names.match(text)
    names.by_domain(text)
    assert plain(text) == " ".join(plain(text).split())
