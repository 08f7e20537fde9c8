"""The built-in topics and sources: all there, all subjects, and every example holds."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations

import pytest

from tagger.folding import fold
from tagger.recognisers.topics import Topics
from tagger.vocabfile import builtin_vocabulary
from tagger.vocabfile.builtin import PARTS, builtin_file
from tagger.vocabfile.concepts import KINDS
from tagger.vocabfile.examples import Rule, failures, no_subjects, subject_rules
from tagger.vocabulary import Concept

TOPICS, SOURCES = builtin_vocabulary("topic"), builtin_vocabulary("source")
AREAS = (
    "politics", "law", "diplomacy", "security", "defence", "economy", "labour", "energy", "health", "environment", "science", "media",
    "religion", "culture", "sport", "society", "education", "technology", "transport", "disasters", "weather", "conflict",
)  # fmt: skip
ASKED = (
    "air-defence", "civil-military-relations", "coups", "armed-conflict", "interstate-war", "ceasefires", "sanctions", "disinformation",
    "strikes", "elections", "refugees", "inflation", "climate-change", "pandemics", "artificial-intelligence", "football",
)  # fmt: skip


@cache
def recogniser() -> Topics:
    return Topics(TOPICS)


def part(concept: Concept) -> str:
    return _parts()[concept.id]


@cache
def _parts() -> dict[str, str]:
    """The file of each topic, told by where the lines of its concepts begin anew."""
    names = iter(PARTS["topic"])
    out, last, name = {}, 10**9, ""
    for concept in TOPICS:
        if concept.line < last:
            name = next(names)
        last, out[concept.id] = concept.line, name
    return out


def test_there_are_enough_of_both() -> None:
    assert len(TOPICS) >= 400
    assert len(SOURCES) >= 500


@pytest.mark.parametrize("area", AREAS + ASKED)
def test_the_areas_of_current_affairs_are_there(area: str) -> None:
    assert TOPICS.get(area) is not None


@pytest.mark.parametrize("concept", TOPICS.concepts, ids=lambda concept: f"{part(concept)}-{concept.id}")
def test_a_topic_is_whole_and_its_examples_hold(concept: Concept) -> None:
    assert concept.definition.endswith(".")
    assert concept.alt_labels
    assert concept.cues
    assert concept.finds
    assert concept.ignores
    assert all(re.fullmatch(r"medtop:\d{8}", code) for code in concept.exact_match)
    labels = [fold(label) for label in (concept.pref_label, *concept.alt_labels, *concept.hidden_labels)]
    assert len(set(labels)) == len(labels)
    assert not [str(failure.problem(part(concept))) for failure in failures([concept], recogniser())]


def test_no_two_topics_share_a_label_of_iptc_or_a_name() -> None:
    codes = Counter(code for concept in TOPICS for code in concept.exact_match)
    assert [code for code, times in codes.items() if times > 1] == []
    names = Counter(fold(concept.pref_label) for concept in TOPICS)
    assert [name for name, times in names.items() if times > 1] == []


def test_the_hierarchy_is_of_few_roots_and_not_deep() -> None:
    roots = [concept.id for concept in TOPICS if not concept.broader]
    assert len(roots) <= 25
    assert max(len(TOPICS.ancestors(concept.id)) for concept in TOPICS) <= 12


def test_topics_are_subjects_alone() -> None:
    assert [str(problem) for problem in no_subjects(TOPICS)] == []


@pytest.mark.parametrize("rule", subject_rules(), ids=lambda rule: f"topics.names.toml-{rule.id}")
def test_a_rule_of_what_is_no_subject_holds_for_its_examples(rule: Rule) -> None:
    assert rule.finds
    assert rule.ignores
    assert [label for label in rule.finds if not rule.holds(label)] == []
    assert [label for label in rule.ignores if rule.holds(label)] == []


def test_sources_have_a_kind_and_most_a_domain() -> None:
    assert {source.kind for source in SOURCES} <= set(KINDS)
    assert all(source.kind for source in SOURCES)
    assert sum(bool(source.domains) for source in SOURCES) >= 0.95 * len(SOURCES)


def test_a_domain_a_handle_and_a_name_belong_to_one_source() -> None:
    for values in (
        [domain for source in SOURCES for domain in source.domains],
        [handle.casefold() for source in SOURCES for handle in source.handles],
        [name for source in SOURCES for name in {fold(label) for label in (source.pref_label, *source.alt_labels)}],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_every_kind_of_source_and_every_part_of_the_world_is_there() -> None:
    for name in (
        "reuters", "xinhua-news-agency", "new-york-times", "folha-de-spaulo", "daily-nation", "times-of-india", "asahi-shimbun",
        "sydney-morning-herald", "haaretz", "meduza", "al-jazeera", "bellingcat", "snopes", "chatham-house", "world-bank", "unhcr",
        "amnesty-international", "european-central-bank", "office-for-national-statistics", "international-court-of-justice", "nature",
        "the-register", "x-twitter", "facebook", "telegram", "reddit", "mastodon", "bluesky", "youtube", "whatsapp", "substack", "medium",
    ):  # fmt: skip
        assert SOURCES.get(name.removeprefix("the-")) is not None, name
    kinds = Counter(source.kind for source in SOURCES)
    assert all(kinds[kind] >= 50 for kind in ("organization", "periodical", "website", "platform"))


def test_ids_of_both_are_apart_from_one_another_in_each_file() -> None:
    for one, other in combinations(PARTS["topic"], 2):
        assert one != other
    assert builtin_file("topic", "strikes") == "topics.economy.toml"
    assert builtin_file("source", "reuters") == "sources.toml"
    assert builtin_file("topic", "none") == ""


def test_another_facet_has_no_vocabulary() -> None:
    with pytest.raises(ValueError, match="no vocabulary of facet 'date'"):
        builtin_vocabulary("date")
