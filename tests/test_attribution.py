"""Who is quoted and cited: the rules' own examples, a table of constructions, and what no text may do."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tagger.model import UNNAMED, Document, Finding
from tagger.recognisers.sources.attribution import tokens as attribution_tokens
from tagger.recognisers.sources.attribution.posts import heads, post_rules
from tagger.recognisers.sources.attribution.recogniser import find_attributions
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.attribution.tokens import (
    AS,
    BARS,
    BEGINS,
    BREAKS,
    BY,
    CAPITAL,
    COMMA,
    CREDITS,
    ENDS,
    FOLLOWS,
    GRAMMAR,
    QUOTED,
    SAID,
    SAYING,
    SAYS,
    SHORT,
    STOP,
    cut,
    shortened,
)
from tagger.recognisers.sources.attribution.verbs import by_verb
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.words import BE, CREDIT, DETERMINER, LONGEST, MODAL, PHRASE, PREPOSITION, VERB, idioms, words
from tagger.vocabulary import Concept, Vocabulary

RULES_FILE = "attribution.en-rules.toml"
RULES = tomllib.loads((resources.files("tagger") / "data" / RULES_FILE).read_text(encoding="utf-8"))["rule"]
TABLES = [
    tomllib.loads((Path(__file__).parent / "cases" / name).read_text(encoding="utf-8"))
    for name in (
        "attribution.toml",
        "attribution-forms.toml",
        "attribution-registers.toml",
        "attribution-kept.toml",
        "attribution-genres.toml",
        "attribution-clauses.toml",
    )
]
CASES: dict[str, list[Any]] = {kind: [case for table in TABLES for case in table[kind]] for kind in ("positive", "negative")}
NOBODY = Names(Vocabulary("none", "None", "source", ()))


def found(text: str, names: Names = NOBODY) -> list[Finding]:
    return find_attributions(Document.from_text(text), names)


def rules(text: str) -> set[str]:
    return {span.rule for finding in found(text) for span in finding.spans}


def examples(kind: str) -> list[Any]:
    return [
        pytest.param(rule["id"], text, id=f"{RULES_FILE}:{rule['id']}:{kind}{n}")
        for rule in RULES
        for n, text in enumerate(rule[kind])
    ]


@pytest.mark.parametrize(("rule", "text"), examples("finds"))
def test_the_rule_finds(rule: str, text: str) -> None:
    assert "sources/en/" + rule in rules(text)


@pytest.mark.parametrize(("rule", "text"), examples("ignores"))
def test_the_rule_ignores(rule: str, text: str) -> None:
    assert "sources/en/" + rule not in rules(text)


def as_rows(text: str) -> list[tuple[str, str, str]]:
    return [(f.role, f.value, text[span.start : span.end]) for f in found(text) for span in f.spans]


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case[0][:40])
def test_construction(case: list[str]) -> None:
    text, role, value, words = case
    assert (role, value, words) in as_rows(text)


@pytest.mark.parametrize("text", CASES["negative"], ids=lambda text: text[:40])
def test_no_attribution(text: str) -> None:
    assert as_rows(text) == []


def test_a_text_may_break_off_or_begin_anywhere() -> None:
    texts = [case[0] for case in CASES["positive"]] + [text for rule in RULES for text in rule["finds"]]
    for text in texts:
        for at in [n for n, sign in enumerate(text) if not sign.isalnum()]:
            found(text[: at + 1])
            found(text[at:])


def with_every_verb(text: Text) -> Text:
    """The text with all verbs of attribution that do not stand in quotes, whatever stands before them."""
    text.verbs = [i for i, bit in enumerate(text.bits) if bit & VERB and not text.inside[i]]
    return text


def test_what_is_passed_by_could_have_had_no_subject() -> None:
    texts = (
        [case[0] for case in CASES["positive"]]
        + CASES["negative"]
        + [text for rule in RULES for text in rule["finds"] + rule["ignores"]]
        + ["They met there to quote Ana Reyes as saying that it leaks."]
    )
    for text in texts:
        assert list(by_verb(Text(text))) == list(by_verb(with_every_verb(Text(text)))), text


def test_the_words_of_credit_are_those_outside_quotes_and_the_idioms_those_whose_second_word_follows() -> None:
    for text in [case[0] for case in CASES["positive"]] + CASES["negative"]:
        seen, second = Text(text), {word for _, after in idioms().values() for word in after}
        told = [i for i, bit in enumerate(seen.bits) if bit & CREDIT and not seen.inside[i]]
        credits = [i for i in told if seen.bits[i] & PHRASE or not second.isdisjoint(seen.tokens[i + 1 : i + 2])]
        assert [i for i in seen.credits if seen.bits[i] & PHRASE or seen.tokens[i + 1] in second] == credits


def test_the_table_is_large_and_balanced() -> None:
    positive, negative = ({str(case) for case in CASES[kind]} for kind in ("positive", "negative"))
    assert len(positive) == len(CASES["positive"]) == len(CASES["negative"]) == len(negative) >= 300


BLOG = """So there was this long thread about the guns around the capital. I don;t buy half of it, but “the other half is worth reading.

The thread says the launchers were moved at night.

A reader saw it differently:

    Old_Gunner

    They did not move anything, they only swapped the radar trucks. I served there for six years and
    nobody moves a gun in that weather.

Another reader answered him:

    If the officers had wanted a coup they would have had one in March. The rest is talk from people who have
    never seen a barracks from the inside.

    Marta W.

Another analysis, this by Jonas Feld, points to the quarrel between the ministry and the palace guard. I can;t say who is right.
"""


def test_a_blog_post_with_readers_and_an_analyst() -> None:
    rows = as_rows(BLOG)
    assert ("quoted", "Old_Gunner", "Old_Gunner") in rows
    assert ("quoted", "Marta W.", "Marta W.") in rows
    assert ("cited", "Jonas Feld", "Jonas Feld") in rows
    assert {value for role, value, _ in rows} == {"Old_Gunner", "Marta W.", "Jonas Feld", UNNAMED}


KNOWN = Names(
    Vocabulary(
        "known",
        "Known",
        "source",
        (
            Concept("harbour-gazette", "Harbour Gazette", ("The Gazette",), kind="periodical"),
            Concept("port-authority", "Harbour Port Authority", ("HPA",), kind="organization"),
        ),
    )
)


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("The Harbour Gazette reported that the strike was over.", "harbour-gazette", "Harbour Gazette"),
        ("The strike is over, according to the Harbuor Gazette.", "harbour-gazette", "Harbuor Gazette"),
        ("HPA said that two ships were held.", "port-authority", "HPA"),
        ("The Valley Gazette reported that the strike was over.", "Valley Gazette", "Valley Gazette"),
    ],
)
def test_names_of_the_vocabulary(text: str, value: str, label: str) -> None:
    assert {(f.value, f.label) for f in found(text, KNOWN)} == {(value, label)}


def test_one_spelling_for_one_person() -> None:
    text = "“No,” said Bligh. Mr. Bligh added that Tom Bligh the elder was dead. Bligh said he was tired."
    (finding,) = found(text)
    assert finding.value == "Tom Bligh"
    assert len(finding.spans) == 3


def test_an_acronym_and_an_initial_join_the_longer_form() -> None:
    text = "The Coast Watch Institute (CWI) counts wrecks. CWI said there were four. Ana M. Reyes came. Ana Reyes said no."
    assert {f.value for f in found(text)} == {"Coast Watch Institute", "Ana M. Reyes"}


def test_a_given_name_that_no_list_has() -> None:
    assert {f.value for f in found("Quorvan Bligh came late. Bligh said no.")} == {"Quorvan Bligh"}


def test_a_surname_with_two_owners_goes_with_the_title() -> None:
    text = "Ada Lund and Ivo Lund came. Mrs. Lund said no. Mr. Lund said yes."
    assert {f.value for f in found(text)} == {"Ada Lund", "Ivo Lund"}


def test_unnamed_sources_are_one_finding_with_a_span_each() -> None:
    (finding,) = found("Officials said no. Two ships were held, a senior official said.")
    assert (finding.value, finding.label, len(finding.spans)) == (UNNAMED, "Officials", 2)


def test_evidence_of_one_place_is_ordered_by_its_rule() -> None:
    text = "Ana Reyes wrote a long letter. “No,” said Ana Reyes."
    (finding,) = found(text)
    assert [(span.start, span.rule.rpartition("/")[2]) for span in finding.spans] == [
        (0, "light-verb"),
        (0, "verb-after"),
        (42, "verb-before"),
    ]


def test_evidence_is_a_true_slice_and_names_stand_in_the_text() -> None:
    for case in CASES["positive"]:
        for finding in found(case[0]):
            assert finding.spans
            assert all(0 <= s.start < s.end <= len(case[0]) and case[0][s.start : s.end].strip() for s in finding.spans)
            if finding.value != UNNAMED:
                assert all(part.strip(".").casefold() in case[0].casefold() for part in finding.label.split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        '"' * 5000,
        "said " * 20000,
        "Ana said " * 20000,
        "A, " * 20000 + "said Bo.",
        "(" * 5000 + ")" * 5000 + " said Bo.",
        "“" * 5000 + "Bo said ” ",
        "x" * 200000,
        "Bo Li said a. " * 8000,
        "".join(f"Bo{n} said yes. " for n in range(8000)),
        "".join(f"Name{n}: words of some length here\n" for n in range(4000)),
        "    indented line of many words for a passage\n" * 4000,
        "On " * 3000 + "wrote:\n",
        "\ufeff\u202e said \u0000 Bo.",
        "according to " * 10000,
        "[1] " * 10000,
        "’" * 3000 + "s report " * 3000,
    ],
    ids=range(18),
)
def test_hostile_text_is_harmless(text: str) -> None:
    for finding in found(text):
        assert all(0 <= span.start < span.end <= len(text) for span in finding.spans)


@pytest.mark.parametrize(
    "text",
    [
        "“Ana  Reyes” said,\n\nthe U.S. (and\tMr. Hill,\u00a0Jr.) “no”.\n  Then ''yes''--so. @ana a@b.example 1,200.5",
        "\nOne\nTwo \n \n\nThree\n",
        "  \n“a”“b”\n\n\n\n'c'",
        "A line that is wrapped where it is full, as in a mail, and\n" * 5
        + "\nand the next paragraph of the mail, which is wrapped as well\n",
        "\n\r\nA line that is wrapped where it is full, as in a mail, and \t \n" * 5,
        "漢字、“かな”。" * 3,
        "word " * 30_000 + "x" * 70_000 + " last words",
        "",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_tokens_lie_where_they_say_and_leave_out_only_blanks(text: str) -> None:
    seen = Text(text)
    assert len(seen.tokens) == len(seen.bits) == len(seen.at) == len(seen.inside)
    assert all(text[seen.at[i] : seen.end(i)] == token for i, token in enumerate(seen.tokens))
    assert all(seen.end(i) <= after for i, after in enumerate(seen.at[1:]))
    assert "".join("".join(seen.tokens).split()) == "".join(text.split())


BARRING = (
    "Ana Reyes {} {} that it leaks.",
    "It leaks, {} {} Reyes.",
    "Reyes did not want {} {} “no” to us.",
    "“No,” {} {} by Bligh.",
    "Ana Reyes refused {} {} that it leaks.",
    "Ana Reyes went on {} {} that it leaks.",
    "Ana Reyes used the dinner {} {} that it leaks.",
)


@pytest.mark.parametrize("form", ["report", "reports", "reported", "reporting", "said", "saying", "claims", "told"])
def test_a_verb_is_barred_only_where_it_would_have_no_subject(form: str) -> None:
    before = [word for word, bit in words().bits.items() if bit & (DETERMINER | PREPOSITION | BE | MODAL)]
    texts = {line: Text(line) for word in before for line in (text.format(word, form) for text in BARRING)}
    short = {line: list(by_verb(text)) for line, text in texts.items()}
    assert short == {line: list(by_verb(with_every_verb(Text(line)))) for line in texts}
    assert any(len(with_every_verb(Text(line)).verbs) > len(text.verbs) for line, text in texts.items()) or form in (
        "reporting",
        "saying",
    )
    assert any(short.values()) and not all(short.values())


def test_no_word_that_a_full_stop_may_belong_to_is_a_verb_of_attribution_or_gives_credit() -> None:
    assert [word for word, bit in words().bits.items() if bit & (VERB | CREDIT) and word.isalpha() and shortened(word)] == []


def test_the_kinds_of_tokens() -> None:
    text = "said says saying U.S Mr a . , “\nHarbour @ana ! The Monday May According the as by took issue"
    assert list(cut(text, False).kinds) == [
        *(
            SAID,
            SAYS,
            SAYING,
            SHORT | CAPITAL,
            SHORT | CAPITAL,
            BARS | FOLLOWS,
            STOP,
            COMMA,
            QUOTED,
            BREAKS,
            CAPITAL,
            CAPITAL,
            ENDS,
        ),
        *(GRAMMAR, GRAMMAR, CAPITAL, CAPITAL | CREDITS, BARS | FOLLOWS, AS, BY, BEGINS, CREDITS | FOLLOWS),
    ]


def test_the_rows_that_are_kept_are_few_and_those_of_the_last_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution_tokens, "MOST", 20)
    kept = attribution_tokens.Rows()
    for n in range(90):
        assert kept[f"w{n},"] == (f"w{n}", 0, 0, len(f"w{n}"), ",", words().bits[","], COMMA, 2)
        assert len(kept) <= 20 and f"w{n}," in kept


def test_a_word_is_cut_the_same_with_its_row_remembered_and_without() -> None:
    text = "“We, Mr. O'Neill,” said 1,000 of a@b.example--no. " + "x" * (LONGEST + 1) + ",  end.\n"
    assert cut(text, False) == cut(text, False)
    assert all(cut(token, False).tokens == [token] for token in cut(text, False).tokens)


POSTS = tomllib.loads((resources.files("tagger") / "data" / "attribution.en-posts.toml").read_text(encoding="utf-8"))["post"]


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row["id"])
def test_a_head_of_a_post_names_its_poster(row: dict[str, Any]) -> None:
    rule = next(one for one in post_rules() if one.id == row["id"])
    for text, *names in row["finds"]:
        assert any(trigger in text for trigger in rule.triggers)
        assert [post["name"] for post in heads(text, rule)] == names
        assert len(names) >= rule.repeat
    for text in row["ignores"]:
        assert len(heads(text, rule)) < rule.repeat


THREAD = """What paint? I have an old boat.

u/oldplumber • 5 mo. ago

seawolf
• 5mo ago

Anything with copper in it will do.

u/oldplumber · 4 mo. ago

Is that allowed?
"""


def test_who_began_a_thread_is_not_quoted_in_it() -> None:
    assert {(role, value) for role, value, _ in as_rows(THREAD)} == {("quoted", "seawolf")}
    assert {value for _, value, _ in as_rows("The boat is old. " * 20 + "\n" + THREAD)} == {"seawolf", "oldplumber"}
