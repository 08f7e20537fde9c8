"""The names of sources: what is one name, what is another, and domains."""

from __future__ import annotations

import pytest

from tagger.recognisers.sources.names import Names, plain
from tagger.vocabulary import Concept, Vocabulary

LIST = (
    Concept(
        "harbour-gazette",
        "Harbour Gazette",
        ("The Gazette of the Harbour",),
        kind="periodical",
        domains=("harbourgazette.example", "x.com"),
    ),
    Concept("harbour-gazette-sport", "Harbour Gazette Sport", kind="periodical", domains=("sport.harbourgazette.example",)),
    Concept("daniel-moreno", "Daniel Moreno", kind="person"),
    Concept("ana-reyes", "Ana Reyes", ("A. Reyes",), handles=("@anareyes",), kind="person"),
    Concept("who", "World Health Organization", ("WHO", "W.H.O."), kind="organization"),
    Concept("brightwater", "Brightwater GmbH", kind="organization"),
    Concept("springfield-herald", "Springfield Herald", kind="periodical"),
    Concept("springfield-post", "Springfield Post", kind="periodical"),
    Concept("left", "Evening Star", kind="periodical"),
    Concept("right", "Evening Star", kind="periodical"),
    Concept("cafe", "Café Zürich & Partners", kind="organization"),
)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Vocabulary("test", "Test", "source", LIST))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Harbour Gazette", "harbour-gazette"),
        ("the harbour gazette", "harbour-gazette"),
        ("The Harbour Gazette's", "harbour-gazette"),
        ("Harbour-Gazette", "harbour-gazette"),
        ("Harbuor Gazette", "harbour-gazette"),
        ("Harbour Gazzete", "harbour-gazette"),
        ("HarbourGazette", "harbour-gazette"),
        ("Harbor Gazette", "harbour-gazette"),
        ("Hatbour Gazete", "harbour-gazette"),
        ("Cafe Zurich and Partners", "cafe"),
        ("WHO", "who"),
        ("W.H.O.", "who"),
        ("the World Health Organisation", "who"),
        ("@anareyes", "ana-reyes"),
        ("Anna Reyes", None),
        ("Reyes", None),
        ("Maria Reyes", None),
        ("Daniela Moreno", None),
        ("Danial Moreno", "daniel-moreno"),
        ("Danilo Moreno", None),
        ("who", None),
        ("Who", None),
        ("Brightwater", "brightwater"),
        ("Brightwater LLC", None),
        ("Blackwater GmbH", None),
        ("GmbH", None),
        ("Springfield Host", None),
        ("Springfield Heralds", "springfield-herald"),
        ("Springfield Pots", "springfield-post"),
        ("Sprigfield Post", "springfield-post"),
        ("Springfield Gazette", None),
        ("Springfield", None),
        ("Evening Star", None),
        ("", None),
        ("…", None),
    ],
)
def test_match(names: Names, text: str, concept: str | None) -> None:
    assert names.match(text) == concept


@pytest.mark.parametrize(
    ("host", "concept"),
    [
        ("harbourgazette.example", "harbour-gazette"),
        ("www.HarbourGazette.example", "harbour-gazette"),
        ("news.harbourgazette.example:8080", "harbour-gazette"),
        ("live.sport.harbourgazette.example.", "harbour-gazette-sport"),
        ("x.com", "harbour-gazette"),
        ("v2ex.com", None),
        ("notharbourgazette.example", None),
        ("example", None),
        ("", None),
    ],
)
def test_by_domain(names: Names, host: str, concept: str | None) -> None:
    assert names.by_domain(host) == concept


def test_label(names: Names) -> None:
    assert names.label("who") == "World Health Organization"
    with pytest.raises(KeyError):
        names.label("nobody")


@pytest.mark.parametrize(
    ("text", "key"), [("The  Émile-Zola’s", "emile zola"), ("U.N.", "un"), ("St. Øystein", "st oystein"), ("O'Neill", "oneill")]
)
def test_plain(text: str, key: str) -> None:
    assert plain(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Gazete", "Harbor Gazettes", "Haroubr Gazette", "HarbourGazette", "Springfield Host", "Springfeild Post",
        "Daniela Moreno", "Daniel Morenno", "Dan Iel Moreno", "Brightwatr GmbH", "Bright Water", "World Health Organisation",
        "World Helth Organisatoin", "Worldhealth Organization", "Evening Stra", "Springfield Gazette", "Ana Gazette",
    ],
)  # fmt: skip
def test_slips_are_those_that_a_look_at_every_label_finds(names: Names, text: str) -> None:
    words = plain(text).split()
    found = {tuple(label) for label, _, _ in names.candidates(words) if names.likeness(words, "", label, "")}
    every = {tuple(label) for label, _, _ in names._labels if len("".join(label)) > 5}
    assert found == {label for label in every if names.likeness(words, "", list(label), "")}
