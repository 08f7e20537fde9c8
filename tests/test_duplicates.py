"""Copies of one text are found, texts of their own are not; checked against comparing all with all."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.library.duplicates import alike, groups, sketch

STORY = """The island council voted on Monday to close the old harbour for two winters while the eastern mole is rebuilt. Engineers found
cracks along half of its length after the storms of last year, and the insurer refused to cover the ferries that berth there. The mayor said
the works would cost nine million and that the state had promised a third of it. Fishermen fear for their licences, which are tied to the berth
and not to the boat, and have asked for a hearing before the works begin. The council meets again in a fortnight to choose a contractor."""
OTHER = """A choir of forty sang in the station hall on Sunday, and for an hour nobody missed a train because no train came. The signal box at
the junction had lost its power once more, the operator wrote on its board, and buses were on the way. By the time they arrived the choir had
reached its last piece and most of those who were waiting stayed to hear it. It was the third failure this month, and the first with music."""


def document(number: int, text: str, issued: str = "", publisher: str = "") -> tuple[str, str, str, str, str]:
    return f"{number:064}", f"{number}.txt", issued, publisher, text


def paths(found: list[tuple[object, ...]]) -> list[list[str]]:
    return [[copy.path for copy in group] for group in found]  # type: ignore[attr-defined]


def test_the_same_words_in_other_clothes() -> None:
    found = groups([document(1, STORY), document(2, STORY.upper().replace(" ", "  ") + " !"), document(3, OTHER)])
    assert paths(found) == [["1.txt", "2.txt"]]
    assert found[0][1].likeness == 1.0


def test_a_cut_and_an_edited_copy_join_the_earliest() -> None:
    cut = STORY[: len(STORY) * 6 // 10]
    edited = STORY.replace("nine million", "ten million").replace("on Monday", "late on Monday") + " More follows."
    found = groups(
        [document(1, cut, "2022-03-03"), document(2, STORY, "2022-03-01", "Wire"), document(3, edited), document(4, OTHER)]
    )
    assert paths(found) == [["2.txt", "1.txt", "3.txt"]]
    assert (found[0][0].issued, found[0][0].publisher) == ("2022-03-01", "Wire")


def test_two_texts_on_one_subject_stay_apart() -> None:
    rival = STORY.replace("The island council voted", "Councillors decided").replace(
        "while the eastern mole is rebuilt", "for repairs"
    )
    own = "The harbour will close for two winters, the mayor announced. The mole is cracked and the state pays a third of nine million."
    assert paths(groups([document(1, STORY), document(2, own)])) == []
    assert paths(groups([document(1, STORY), document(2, rival)])) == [["1.txt", "2.txt"]]


def test_short_texts_only_join_their_equals() -> None:
    assert paths(groups([document(1, "See you there."), document(2, "see you, there"), document(3, "See you then.")])) == [
        ["1.txt", "2.txt"]
    ]
    assert groups([]) == []
    assert groups([document(1, ""), document(2, " \n"), document(3, "…")]) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([STORY, OTHER, STORY[:330], OTHER + STORY, STORY + " End.", "Short."]), max_size=8))
def test_no_group_misses_a_pair_that_comparing_all_with_all_finds(texts: list[str]) -> None:
    sketches = [sketch(text) for text in texts]
    joined = {
        frozenset((a.path, b.path))
        for group in groups([document(n, t) for n, t in enumerate(texts)])
        for a, b in combinations(group, 2)
    }
    for a, b in combinations(range(len(texts)), 2):
        if alike(sketches[a], sketches[b]) >= 0.95:
            assert frozenset((f"{a}.txt", f"{b}.txt")) in joined


def test_order_of_the_documents_does_not_matter() -> None:
    documents = [document(n, text) for n, text in enumerate([STORY, OTHER, STORY + " End.", OTHER.lower(), STORY[:500]])]
    assert paths(groups(documents)) == paths(groups(documents[::-1]))
