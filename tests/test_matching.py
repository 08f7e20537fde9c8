"""Labels in texts: whole words, inflections, spelling, hyphens, capitals, misspelt words, overlaps."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from tagger.matching import Matcher, Words
from tagger.matching.index import Index
from tagger.matching.near import Near
from tagger.matching.words import Stems, american, english, stems

WORDS = Words("en")
ENGLISH = tomllib.loads(files("tagger.data").joinpath("english.toml").read_text("utf-8"))
RULES, INFLECTION = ENGLISH["spelling"]["rule"], ENGLISH["inflection"]


@pytest.mark.parametrize(
    ("british", "become"), [pair.split() for rule in RULES for pair in rule["finds"]], ids=lambda word: f"english.toml-{word}"
)
def test_british_spelling_becomes_american(british: str, become: str) -> None:
    assert american(british) == american(become)


@pytest.mark.parametrize(
    ("word", "other"), [pair.split() for rule in RULES for pair in rule["ignores"]], ids=lambda word: f"english.toml-{word}"
)
def test_what_a_spelling_rule_leaves_alone(word: str, other: str) -> None:
    assert american(word) != other


def test_the_word_lists_are_clean() -> None:
    known = english()
    assert all(
        word == word.strip().lower() for words in (known.stop, known.common, known.everyday, known.apart) for word in words
    )
    assert "the" in known.stop and "addition" in known.everyday


@pytest.mark.parametrize(
    ("label", "real", "slip"),
    [
        ("homeless", "hopeless", "homless"),
        ("fireman", "foreman", "firemann"),
        ("detective", "defective", "detecttive"),
        ("bullion", "billion", "bulllion"),
    ],
)
def test_a_word_of_its_own_is_no_misspelling_of_a_label(label: str, real: str, slip: str) -> None:
    matcher = Matcher([label], "en")
    assert matcher.hits(f"He was {real} that day.") == []
    assert [text_of[:2] for text_of in matcher.hits(f"He was {slip} that day.")] == [(7, 7 + len(slip))]


@pytest.mark.parametrize(
    ("label", "word", "agrees"),
    [
        ("strike", "strikes", True),
        ("strike", "striking", True),
        ("strike", "struck", True),
        ("labour", "labor", True),
        ("centre", "centers", True),
        ("import", "imported", True),
        ("import", "important", False),
        ("conservative", "conservatives", True),
        ("conservative", "conservation", False),
        ("organ", "organisation", False),
        ("university", "universities", True),
        ("university", "universe", False),
        ("training", "trainings", True),
        ("training", "trained", False),
        ("socialist", "socialism", False),
        ("rally", "rallies", True),
        ("woman", "women", True),
        ("nationalised", "nationalizing", True),
        ("accord", "accords", True),
        ("accord", "according", False),
        ("likes", "like", False),
        ("owned", "own", False),
        ("owned", "owning", True),
    ],
)
def test_inflections_agree_and_derivations_do_not(label: str, word: str, agrees: bool) -> None:
    assert WORDS.agree(label, word) is agrees


@pytest.mark.parametrize("pair", INFLECTION["finds"], ids=lambda pair: f"english.toml-{pair}")
def test_forms_of_one_word(pair: str) -> None:
    label, word = pair.split()
    assert WORDS.agree(label, word)


@pytest.mark.parametrize("pair", INFLECTION["ignores"], ids=lambda pair: f"english.toml-{pair}")
def test_words_of_one_stem_that_are_no_forms_of_one_another(pair: str) -> None:
    label, word = pair.split()
    assert WORDS.stem(label) == WORDS.stem(word)
    assert not WORDS.agree(label, word) and not WORDS.agree(word, label)


def found(labels: list[str], text: str) -> list[str]:
    return [text[match.start : match.end] for match in Matcher(labels).find(text)]


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("ceasefire", "The cease-fire, a cease fire: two ceasefires.", ["cease-fire", "cease fire", "ceasefires"]),
        ("cease-fire talks", "ceasefire talks and cease fire talk", ["ceasefire talks", "cease fire talk"]),
        ("website", "On the Web site of the town", ["Web site"]),
        ("therapist", "the rapist", []),
        ("workers' rights", "Workers’ rights, workers rights", ["Workers’ rights", "workers rights"]),
        ("mother", "My mother's house", ["mother"]),
        ("interest rate", "of interest. Rates rose", []),
        ("interest rate", "interest\nrates", ["interest\nrates"]),
        ("interest rate", "interest\n\nrates", []),
        ("trade union", "a trade/union card", ["trade/union"]),
        ("iran", "tirana", []),
        ("nato", "a senator", []),
        ("elections", "selections", []),
        ("x.com", "at v2ex.com, on x.com, x com", ["x.com"]),
        ("health, safety", "Health, safety and more; health safety", ["Health, safety", "health safety"]),
        ("C++", "C++ and C and c++", ["C"]),
        ("café", "The Cafe, the CAFÉ", ["Cafe", "CAFÉ"]),
        ("Übersee", "UBERSEE", ["UBERSEE"]),
        ("naïve", "naive", ["naive"]),
        ("in the arts", "He works in the arts, in arts; the arts", ["in the arts"]),
        ("the arts", "The arts and in the\n\narts, the art of arts", ["The arts", "the art"]),
        ("", "anything", []),
        ("—", "— — —", []),
    ],
)
def test_one_label(label: str, text: str, expected: list[str]) -> None:
    assert found([label], text) == expected


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("NATO", "nato Nato NATO", ["NATO"]),
        ("WHO", "who WHO Who", ["WHO"]),
        ("WHO", "WHO WILL WIN", []),
        ("US", "between us and the US", ["US"]),
        ("US", "the U.S. economy", ["U.S"]),
        ("U.N.", "UN and u.n.", ["UN"]),
        ("AI", "AI's, AIs, ai", ["AI", "AIs"]),
        ("UN Security Council", "the un security council", ["un security council"]),
    ],
)
def test_a_label_in_capitals_is_found_in_capitals_only(label: str, text: str, expected: list[str]) -> None:
    assert found([label], text) == expected


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("encryption", "encrytion"),
        ("encryption", "encrpytion"),
        ("infrastructure", "infrastucture"),
        ("referendum", "referrendum"),
        ("inflationary", "inflatoinary"),
    ],
)
def test_one_slip_of_the_pen_is_forgiven(label: str, word: str) -> None:
    (match,) = Matcher([label]).find(f"On {word} again")
    assert match.near and match.labels == (0,)
    assert not Matcher([label], fuzzy=False).find(f"On {word} again")


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("addiction", "addition"),
        ("contract", "contact"),
        ("immigration", "emigration"),
        ("socialist", "socialism"),
        ("terrorism", "terrorist"),
        ("martial", "marital"),
        ("planning", "planting"),
        ("banking", "barking"),
        ("strike", "stirke"),
        ("NASDAQX", "NASDAGX"),
        ("policies", "polices"),
        ("oman", "woman"),
    ],
)
def test_another_word_is_no_slip(label: str, word: str) -> None:
    assert not Matcher([label]).find(f"On {word} again")


def test_a_word_spelt_so_three_times_is_no_slip() -> None:
    matcher = Matcher(["encryption"])
    assert len(matcher.find("encrytion, encrytion")) == 2
    assert not matcher.find("encrytion, encrytion, encrytion")


def test_more_words_win_then_the_longer_then_the_earlier() -> None:
    assert found(["new york", "york times", "new york times", "times"], "The New York Times of York") == ["New York Times"]
    assert found(["oil", "oil price", "price rise"], "the oil price rise") == ["oil", "price rise"]
    assert found(["game", "video game"], "a game, a video game") == ["game", "video game"]


def test_labels_of_one_slice_come_together() -> None:
    (match,) = Matcher(["labour", "Labor", "labours"]).find("Labour")
    assert match.labels == (0, 1, 2)


def test_loose_labels_are_found_by_their_stems() -> None:
    assert Matcher(["politics"], loose=frozenset({0})).find("political")
    assert not Matcher(["politics"]).find("political")


def test_another_language_and_one_without_a_stemmer() -> None:
    assert Matcher(["Wahlen"], language="de").find("die Wahl")
    assert Matcher(["vaalit"], language="xx").find("Vaalit")
    assert not Matcher(["vaalit"], language="xx").find("vaali")


def test_a_hundred_thousand_labels() -> None:
    matcher = Matcher([f"united w{n} x{n % 317}" for n in range(100_000)])
    text = "The united w4321 x200 met. " * 20
    assert [match.labels for match in matcher.find(text)] == [(4321,)] * 20


def test_hostile_texts_take_linear_time() -> None:
    matcher = Matcher(["cease-fire", "new york times", "encryption"])
    for text in ("a" * 200_000, "a'" * 100_000, "a.b." * 50_000, "new york " * 20_000, "-" * 200_000, "cease-" * 30_000):
        matcher.find(text)


def test_every_slip_of_the_pen_is_found_by_one_half_of_the_word() -> None:
    known, letters, language = ["encrypt", "earthworm", "sharpshooter", "kilowatt"], "aez", Words("en")
    near = Near(known, language, stems("en"))
    tried = 0
    for word in known:
        for n in range(1, len(word)):
            before, after = word[:n], word[n:]
            slips = [before + after[1:], before + after[1:2] + after[:1] + after[2:]]
            slips += [before + letter + rest for letter in letters for rest in (after, after[1:])]
            for slip in slips:
                if slip != word and len(slip) > 6 and language.derived(slip) == language.derived(word):
                    assert near.meant(slip, language.stem(slip)) == (word,), slip
                    tried += 1
    assert tried > 200


def test_two_slips_or_another_first_letter_are_no_slip_of_the_pen() -> None:
    near = Near(["earthworm"], Words("en"), stems("en"))
    for word in ("eartwhrom", "arthworm", "aerthworm", "earthworming", "earthw0rm"):
        assert near.meant(word, word) == (), word


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_many_stems_at_once_are_those_of_each_word(language: str) -> None:
    words = ["strikes", "u.s.a", "minister's", "organised", "women", "x" * 90 + "s", "häuser", "", "strikes"]
    assert Stems(language).of(words) == list(map(Words(language).stem, words))


def test_labels_that_hang_on_a_later_word_are_found_from_it() -> None:
    labels = ["the arts", "after care", "being human", "others"]
    assert [match.labels for match in Matcher(labels).find("The arts, aftercare, after-care; being human.")] == [
        (0,),
        (1,),
        (1,),
        (2,),
    ]


def test_every_form_of_a_label_hangs_on_the_stem_that_it_is_looked_up_by() -> None:
    labels = [
        "cease fire",
        "the cease fire talks",
        "with in reach",
        "the with out end",
        "a bout face",
        "on to the road",
        "pay talks",
        "big air-strike",
    ]
    index, stop = Index(labels, stems("en")), english().stop
    stem_of = stems("en").__getitem__
    for place, label in enumerate(labels):
        words = label.lower().replace(".", "").replace("-", " ").split()
        forms = [words] + [
            [*words[:n], words[n] + words[n + 1], *words[n + 2 :]]
            for n in range(len(words) - 1)
            if len(words[n] + words[n + 1]) > 4
        ]
        for form in forms:
            later = len(form) > 1 and form[0] in stop and form[1] not in stop
            hanging = index.group(stem_of(form[later])).labels
            assert place in [one.place for one in hanging[tuple(map(stem_of, form))]]
