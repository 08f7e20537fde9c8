"""Topics by rule: labels, cues and places; about, mentions and neither; broader topics; reasons."""

from __future__ import annotations

import pickle
import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.datafiles import load
from tagger.model import Document, Finding
from tagger.readers import from_bytes
from tagger.recognisers.topics import Topics, told_anew, with_broader, without_broader
from tagger.recognisers.topics.figures import Figure, figures, is_figure
from tagger.recognisers.topics.furniture import blanked
from tagger.recognisers.topics.recogniser import ABOUT, FINE
from tagger.recognisers.topics.surnames import is_surname
from tagger.recognisers.topics.tally import is_heading
from tagger.vocabulary import Concept, Vocabulary

CONCEPTS = (
    Concept("labour", "Labour", ("labour law", "working conditions"), cues=("employer",)),
    Concept(
        "strikes", "Strikes and lockouts", ("strike", "walkout", "industrial action", "lockout", "picket line", "strike ballot"),
        hidden_labels=("stike",), cues=("union", "pay talks", "wage claim"), broader=("labour",),
        definition="Work stopped by workers or employers in a dispute.",
    ),
    Concept("ferries", "Ferries", ("ferry", "ferry crossing", "car ferry", "ferry operator"), cues=("harbour", "crossing", "sailing")),
    Concept("gardening", "Gardening", ("garden", "allotment", "flower bed"), cues=("seedlings", "compost")),
    Concept("ai", "Artificial intelligence", ("AI", "machine learning")),
)  # fmt: skip
TOPICS = Topics(Vocabulary("harbour", "Harbour topics", "topic", CONCEPTS))
STORY = (
    "Ferry strike enters third week\n\n"
    "The walkout of ferry crews went into its third week on Monday, and no car ferry left the harbour. The union said the "
    "strike would last until the operator came back to pay talks. A strike ballot on the other side of the strait is to "
    "close on Friday; the employer called the industrial action reckless. Passengers waited at the ferry terminal."
)


def roles(text: str, title: str = "", topics: Topics = TOPICS) -> dict[str, str]:
    return {finding.value: finding.role for finding in topics.recognise(Document.from_text(text, title=title))}


def test_what_a_text_is_about_and_what_it_mentions() -> None:
    document = Document.from_text(STORY)
    found = TOPICS.recognise(document)
    assert {finding.value: finding.role for finding in found} == {"strikes": "about", "ferries": "about", "labour": "about"}
    strikes = next(finding for finding in found if finding.value == "strikes")
    quotes = {document.body[span.start : span.end] for span in strikes.spans}
    assert {"strike", "walkout", "industrial action", "strike ballot", "union"} <= quotes
    assert strikes.label == "Strikes and lockouts" and strikes.origin == "rule"
    assert all(span.rule == "topics/strikes" for span in strikes.spans) and len(strikes.spans) <= 12
    assert found == sorted(found, key=lambda f: (f.role, -f.score, f.value))


def test_a_single_word_in_passing_is_a_mention() -> None:
    text = (
        "The village fair had a cake stall and a band. " * 30 + "Someone spoke of the walkout at the mill. " + "It rained. " * 60
    )
    assert roles(text) == {"strikes": "mentions"}


def test_in_a_large_vocabulary_cues_alone_name_nothing_unless_several_say_so_together() -> None:
    others = tuple(Concept(f"other-{n}", f"Zzyzx number {n}") for n in range(60))
    cues = ("seedling", "compost", "greenhouse", "trellis")
    garden = Concept("gardening", "Gardening", ("allotment", "flower bed", "garden centre", "rockery"), cues=cues)
    large = Topics(Vocabulary("large", "Large", "topic", (garden, *others)))
    one = "The compost came late. The compost was dear, they said, and compost it remained. Nobody else has compost."
    two = one + " They put it in the greenhouse."
    four = "Sow in the greenhouse, on compost; tie every seedling to its trellis. Compost again. The greenhouse stays shut."
    assert roles(one, topics=large) == roles(two, topics=large) == {}
    assert roles(four, topics=large) == {"gardening": "mentions"}


def test_the_broader_topic_is_inferred_and_marked_and_never_the_narrower() -> None:
    labour = next(finding for finding in TOPICS.recognise(Document.from_text(STORY)) if finding.value == "labour")
    strikes = next(finding for finding in TOPICS.recognise(Document.from_text(STORY)) if finding.value == "strikes")
    assert labour.role == "about" and labour.score < strikes.score
    assert any(span.rule == "topics/labour/narrower" for span in labour.spans)
    law = "Labour law and working conditions. The labour law, the employer and working conditions; labour law again."
    assert roles(law)["labour"] == "about" and roles(law).get("strikes") != "about"


def test_what_was_inferred_can_be_taken_back() -> None:
    vocabulary = TOPICS.vocabulary
    found = TOPICS.recognise(Document.from_text(STORY))
    plain = without_broader(found)
    assert {finding.value: finding.role for finding in plain} == {"strikes": "about", "ferries": "about", "labour": "mentions"}
    assert {f.value: f.role for f in with_broader(vocabulary, plain)} == {f.value: f.role for f in found}
    circle = Vocabulary("c", "C", "topic", (Concept("a", "A", broader=("b",)), Concept("b", "B", broader=("a",))))
    one = Finding("topic", "about", "a", "A", 0.9, "rule", found[0].spans)
    assert [f.value for f in with_broader(circle, [one])] == ["a", "b"]


LAW = Vocabulary(
    "law", "Law and weather", "topic", (
        Concept("law", "Law", ("lawful",)),
        Concept("courts", "Courts", ("high court", "district court", "law court"), broader=("law",)),
        Concept("appeals", "Appeals", ("appeal hearing", "leave to appeal", "court of appeal"), broader=("courts",)),
        Concept("lawyers", "Lawyers", ("barrister", "solicitor", "advocate"), broader=("law",)),
        Concept("rain", "Rain", ("rainfall", "downpour", "drizzle", "cloudburst")),
    ),
)  # fmt: skip
SHARED = (
    "She came early. The high court had sent it back, and the barrister, who had hoped for leave to appeal and got none, went out "
    "to telephone. Somebody had left a hat on the bench. The solicitor put it on and was asked to take it off again."
)


def test_a_text_that_is_about_none_of_what_it_touches_is_about_what_that_has_in_common() -> None:
    topics = Topics(LAW)
    found = topics.recognise(Document.from_text(SHARED))
    assert {f.value: f.role for f in found} == {
        "law": "about",
        "courts": "mentions",
        "appeals": "mentions",
        "lawyers": "mentions",
    }
    law = found[0]
    assert {span.rule for span in law.spans} == {"topics/law/narrower"} and law.origin == "rule"
    assert {SHARED[span.start : span.end] for span in law.spans} == {"high court", "barrister", "leave to appeal", "solicitor"}
    assert roles(SHARED.replace("The solicitor", "A man"), topics=topics).get("law") is None  # three labels
    beside = SHARED + " A downpour, then drizzle, then a cloudburst."
    assert "law" not in {topic for topic, role in roles(beside, topics=topics).items() if role == "about"}  # a rival
    assert roles("The barrister. " + SHARED.replace("high court", "barrister"), topics=topics)["lawyers"] == "about"


def test_what_is_in_common_is_the_narrowest_that_has_nearly_all() -> None:
    courts = (
        "The high court sat. The district court did not, and leave to appeal was left to others. Next year the law court moves."
    )
    assert roles(SHARED, topics=Topics(LAW)).get("courts") == "mentions"
    assert roles(courts.replace("The district court", "An appeal hearing"), topics=Topics(LAW))["courts"] == "about"


def test_what_is_in_common_stays_where_a_model_finds_nothing_either() -> None:
    found = Topics(LAW).recognise(Document.from_text(SHARED))
    kept = told_anew(LAW, found, lambda plain: plain)
    assert {f.value: f.role for f in kept} == {f.value: f.role for f in found}
    assert {f.value for f in told_anew(LAW, found, lambda plain: []) if f.role == "about"} == {"law"}
    learned = Finding("topic", "about", "rain", "Rain", 0.9, "learned", found[0].spans)
    assert {f.value for f in told_anew(LAW, found, lambda plain: [*plain, learned]) if f.role == "about"} == {"rain"}
    story = TOPICS.recognise(Document.from_text(STORY))
    assert told_anew(TOPICS.vocabulary, story, lambda plain: []) == []  # what the rules were sure of, a model may take away


def test_in_a_large_vocabulary_less_makes_a_topic() -> None:
    many = tuple(Concept(f"c{n}", f"Subject {n}", (f"quirk{n}",)) for n in range(60))
    document = Document.from_text("A downpour. " + "They sat indoors and waited for the others. " * 40 + "Drizzle. A cloudburst.")
    small = Topics(LAW).explain(document, "rain")
    large = Topics(Vocabulary("large", "Large", "topic", (*LAW.concepts, *many))).explain(document, "rain")
    assert large.weight / large.reach == pytest.approx(small.weight / small.reach * FINE / ABOUT, rel=0.01)


def test_the_title_counts_more_than_the_end() -> None:
    filler = "It was a long and quiet afternoon by the river, and nobody said much. " * 12
    score = {
        name: TOPICS.recognise(Document.from_text(text, title=title))[0].score
        for name, text, title in (("title", filler, "Ferry delayed"), ("end", filler + "Ferry delayed.", ""))
    }
    assert score["title"] > score["end"]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("The Bread Riots of 1795", True),
        ("PARISH COUNCIL\nMinutes of 9 May", True),
        ("Is it worth a ferry?", True),
        ("Ferries\n=======", True),
        ("The ferry was late.", False),
        ("My dear Ellen,", False),
        ('It was late ("as ever").', False),
        ("", False),
        ("A ferry " * 20, False),
    ],
)
def test_what_stands_above_a_text_as_its_title(text: str, heading: bool) -> None:
    assert is_heading(text + "\n\nThen it came.", len(text)) is heading


def test_a_label_in_a_heading_that_comes_back_is_what_a_text_is_about() -> None:
    body = "It was a quiet afternoon by the river. We went to the harbour and the sailing was late, and so was the ferry."
    assert roles(f"The ferry\n\n{body}") == {"ferries": "about"}
    assert roles(f"The ferry.\n\n{body}") == roles(f"We set out.\n\nThe ferry, we said. {body}") == {"ferries": "mentions"}
    line = body.replace("\n", " ") + " Nobody said much, and we ate what we had. " * 3
    assert roles(f"The ferry\n{line}") == {"ferries": "about"} and roles(f"We went\n{line}") == {"ferries": "mentions"}
    why = TOPICS.explain(Document.from_text(f"The ferry\n\n{body}"), "ferries")
    assert why.labels == 1 and why.reach >= 1


def test_a_label_with_several_cues_beside_it_is_what_a_text_is_about() -> None:
    assert roles("So the walkout went on. The union put in a wage claim and came to the pay talks.")["strikes"] == "about"
    assert roles("So the walkout went on. The union put in a wage claim and came to the table.")["strikes"] == "mentions"


def test_the_tags_of_a_note_count_as_its_title_and_those_of_a_page_do_not() -> None:
    body = "It was a long and quiet afternoon by the river, and nobody left.\n"
    (note,) = from_bytes(f"---\ntags: [ferry, reading-list]\n---\n{body}".encode(), "a.md")
    (found,) = TOPICS.recognise(note)
    assert found.value == "ferries" and found.spans[0][:3] == ("tags@frontmatter", 0, 5)
    (page,) = from_bytes(
        f"<html><head><meta name='keywords' content='ferry'></head><body><p>{body}</p></body></html>".encode(), "a.html"
    )
    assert "ferry" in page.fields.values() and TOPICS.recognise(page) == []


SURNAMES = load("surnames.toml")
CAPITAL = re.compile(r"\b(?:Marsh|Gale|Brewer|Brewery|Banks|Police|Street)\b")


def _surnames(text: str) -> list[bool]:
    known: set[str] = set()
    return [is_surname(text, *match.span(), known) for match in CAPITAL.finditer(text)]


@pytest.mark.parametrize("text", SURNAMES["finds"])
def test_what_is_somebodys_name(text: str) -> None:
    assert _surnames(text) and all(_surnames(text))


@pytest.mark.parametrize("text", SURNAMES["ignores"])
def test_what_is_nobodys_name(text: str) -> None:
    assert _surnames(text) and not any(_surnames(text))


def test_a_surname_names_no_topic_unless_a_label_is_written_so() -> None:
    topics = Topics(
        Vocabulary("own", "Own", "topic", (Concept("storms", "Storms", ("gale",)), Concept("gale", "Ada Gale", ("Gale",))))
    )
    assert (
        roles(
            "Mr Gale was there, and Gale spoke.",
            topics=Topics(Vocabulary("x", "X", "topic", (Concept("storms", "Storms", ("gale",)),))),
        )
        == {}
    )
    assert set(roles("Mr Gale was there.", topics=topics)) == {"storms", "gale"}
    assert set(roles("A Gale blew.", topics=topics)) == {"storms", "gale"}


def test_capitals_and_misspellings() -> None:
    assert roles("The ai and the AI and AI again") == {"ai": "mentions"}
    assert roles("The crew of the stike") == {"strikes": "mentions"}


def test_no_topic_no_finding() -> None:
    for text in ("", " ", "\n\n", "Nothing of the kind.", "—", "🙂" * 50):
        assert roles(text) == {}
    assert Topics(Vocabulary("none", "None", "topic", ())).recognise(Document.from_text(STORY)) == []


def test_a_name_and_a_definition_are_enough_to_begin_with() -> None:
    few = Topics(
        Vocabulary(
            "few", "Few", "topic",
            (
                Concept("sport", "sport", definition="Football, tennis and other games."),
                Concept("business", "business", definition="Companies, markets and the economy."),
            ),
        )
    )  # fmt: skip
    text = "The striker scored twice before half-time and the goalkeeper was beaten by a penalty in the cup final."
    (first, *_) = few.recognise(Document.from_text(text))
    assert first.value == "sport" and {span.rule for span in first.spans} == {"topics/sport/field"}
    assert next(iter(roles("Companies fear for the economy as markets fall.", topics=few))) == "business"


RULES = tomllib.loads(files("tagger.data").joinpath("furniture.toml").read_text("utf-8"))["line"]


FIGURES = tomllib.loads(files("tagger.data").joinpath("figures.toml").read_text("utf-8"))["rule"]


def figure_examples(kind: str) -> list[Any]:
    return [pytest.param(rule, text, id=f"{rule['id']}-{n}") for rule in FIGURES for n, text in enumerate(rule[kind])]


def stands_so(rule: dict[str, Any], marked: str) -> bool:
    """Whether the word in square brackets is one of the rule's and stands as the rule says."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    known = figures()[text[start:end].lower()] if text[start:end].lower() in rule["words"].replace("_", " ") else ()
    own = Figure(rule.get("before", ""), rule.get("after", ""), rule.get("small", False), rule.get("great", False))
    return own in known and own.fits(text, start, end)


@pytest.mark.parametrize(("rule", "text"), figure_examples("finds"))
def test_a_word_that_means_another_thing(rule: dict[str, Any], text: str) -> None:
    assert stands_so(rule, text)


@pytest.mark.parametrize(("rule", "text"), figure_examples("ignores"))
def test_a_word_that_means_what_it_says(rule: dict[str, Any], text: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert not is_figure(text.replace("[", "").replace("]", ""), start, end)


def test_figures_name_no_topic() -> None:
    shaken = Topics(Vocabulary("shaken", "Shaken", "topic", (Concept("floods", "Floods"), Concept("quakes", "Earthquakes"))))
    assert roles("The bank had a flood of complaints. It was a political earthquake.", topics=shaken) == {}
    assert roles("A flood of the river drowned the mill. An earthquake shook the town.", topics=shaken).keys() == {
        "floods",
        "quakes",
    }


def test_a_figure_is_told_by_a_word_whose_stem_begins_otherwise() -> None:
    law = Topics(Vocabulary("law", "Law", "topic", (Concept("juries", "Jury"),)))
    assert roles("The jury is still out on the new bridge.", topics=law) == {}
    assert roles("The jury is sworn in on Monday.", topics=law).keys() == {"juries"}


def test_every_word_that_may_mean_another_thing_stands_in_a_rule_of_its_own_form() -> None:
    for rule in FIGURES:
        assert {"before", "after", "small", "great", "always"} & rule.keys(), rule["id"]
        assert rule["words"] == rule["words"].lower() and rule["finds"] and rule["ignores"], rule["id"]


@pytest.mark.parametrize("line", [line for rule in RULES for line in rule["finds"]], ids=lambda line: f"furniture.toml-{line}")
def test_furniture_is_blanked(line: str) -> None:
    text = f"One sentence.\n{line}\nAnother sentence."
    assert blanked(text) == f"One sentence.\n{' ' * len(line)}\nAnother sentence."


@pytest.mark.parametrize("line", [line for rule in RULES for line in rule["ignores"]], ids=lambda line: f"furniture.toml-{line}")
def test_what_is_no_furniture_stays(line: str) -> None:
    assert blanked(line) == line


@pytest.mark.parametrize(
    "text",
    [
        "See https://harbour.example/ferry/strike-ballot?x=walkout for more",
        "Write to ferry@strike.example today",
        "On strike-ballot.com and ferry.co.uk/walkout",
        "On strike-ballot.de, union-news.fr/inflation and ferry.ac.uk",
        "Home | Ferry | Strike | Garden | Contact",
        "Read more: Ferry strike enters third week",
    ],
)
def test_addresses_and_furniture_make_no_topics(text: str) -> None:
    assert roles(text) == {}
    assert len(blanked(text)) == len(text)


def test_why_a_topic_is_there_or_not() -> None:
    document = Document.from_text(STORY)
    why = TOPICS.explain(document, "strikes")
    assert why.role == "about" and why.reach >= why.threshold and why.labels >= why.labels_wanted
    assert why.clues[0].kind == "label" and why.clues[0].times >= 1
    assert {document.body[clue.span.start : clue.span.end] for clue in why.clues} >= {"union", "walkout"}
    absent = TOPICS.explain(document, "gardening")
    assert absent.role is None and absent.clues == () and absent.reach == 0 and "None of its labels" in absent.reason
    text = Document.from_text("The union met. " + "It rained all day long on the town. " * 20)
    cue = TOPICS.explain(text, "strikes")
    assert cue.role != "about" and "none of its labels" in cue.reason
    once = TOPICS.explain(Document.from_text("The walkout ended. " + "It rained all day. " * 20), "strikes")
    assert once.role == "mentions" and once.reason.startswith("Only 1 of its labels")
    with pytest.raises(KeyError):
        TOPICS.explain(document, "nothing")


def test_learning_starts_from_the_same_weights() -> None:
    document = Document.from_text(STORY)
    said = TOPICS.weights(document)
    assert said is not None
    weights = {name: (weight, reach) for name, weight, reach in zip(*said, strict=True)}
    assert weights["strikes"][1] >= 1 and weights["labour"][1] < 1
    assert 0 < weights["ferries"][0] < 1


def test_the_recogniser_can_be_sent_to_another_process() -> None:
    other = pickle.loads(pickle.dumps(TOPICS))
    assert other.recognise(Document.from_text(STORY)) == TOPICS.recognise(Document.from_text(STORY))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["ferry", "strike", "AI", "garden", "union", "\n\n", "Labour", "x", "“", "— ", "İ"]), max_size=40),
    st.text(max_size=20),
)
def test_every_finding_has_evidence_that_is_a_true_slice(words: list[str], title: str) -> None:
    document = Document.from_text(" ".join(words), title=title)
    for finding in TOPICS.recognise(document):
        assert 0 < finding.score < 1 and 1 <= len(finding.spans) <= 12
        for span in finding.spans:
            assert document.fields[span.field][span.start : span.end].strip()
