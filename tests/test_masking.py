"""What leaves the process hides where people are and how to reach them, and hides nothing else."""

from __future__ import annotations

import re
import time

import pytest

from tagger.masking import MASK, hidden, masked, masks, private, rules

FINDS = [(rule["id"], example) for rule in rules()["rule"] for example in rule["finds"]]
IGNORES = [(rule["id"], example) for rule in rules()["rule"] for example in rule["ignores"]]


def whole(text: str) -> str:
    return masked(text, 0, len(text))


@pytest.mark.parametrize(("rule", "example"), FINDS, ids=[f"masks.toml:{rule}" for rule, _ in FINDS])
def test_what_a_rule_finds_is_hidden_and_nothing_round_it(rule: str, example: str) -> None:
    text = example.replace("«", "").replace("»", "")
    assert whole(text) == re.sub("«(.*?)»", lambda found: MASK * len(found[1]), example)
    assert hidden(text) == whole(text)


@pytest.mark.parametrize(("rule", "example"), FINDS, ids=[f"masks.toml:{rule}" for rule, _ in FINDS])
def test_the_rule_itself_finds_it(rule: str, example: str) -> None:
    text = example.replace("«", "").replace("»", "")
    mask = next(mask for mask in masks() if mask.id == rule)
    assert re.search(mask.pattern, text)


@pytest.mark.parametrize(("rule", "example"), IGNORES, ids=[f"masks.toml:{rule}" for rule, _ in IGNORES])
def test_what_a_rule_ignores_stays(rule: str, example: str) -> None:
    assert whole(example) == example


def test_every_rule_has_an_id_of_its_own_and_examples_for_and_against() -> None:
    ids = [rule["id"] for rule in rules()["rule"]]
    assert len(set(ids)) == len(ids)
    assert all(rule["finds"] and rule["ignores"] for rule in rules()["rule"])


DATES_PRICES_COUNTS = """
14 March 2022 | 2022-03-14 | 03/14/2022 | 14.03.2022 | 14. 3. 2022 | 1914-1918 | 1939–45 | 2022/03/14 | March 14, 2022 | 2022-W11 | the 1990s
Monday, 14 March 2022, 10:30 | 10:30:45 | 10.30 a.m. | in 2022 and 2023 | 480 BC | 2021/22 | FY2021-22
20220314 | 12/2022 | 3-5 March | 1 January 2020 - 31 December 2021 | May 4, 1970 | 11 September 2001 | 9/11 | 24/7 | June 6, 1944 | 44 BC-14 AD
$1,200.50 | €3.5 million | £12,000 | 1 200 000 euros | 1.200.000 Euro | CHF 12'500.00 | ¥10,000 | 99.99 | 0.0525 percent | 12.5% | 3 1/2
12,345 people | 250 000 000 | 1,234,567,890 | 100 to 200 | 15 of 20 | 2:1 | 104-98 | 3-2-1 | 10x | 5 000 | 1.5 °C | 451 °F | 90 degrees | 12 km | 300 m
ISBN 978-3-16-148410-0 | RFC 2822 | section 3.2.1 | Boeing 737-800 | Covid-19 | G20 | 5G | MH17 | 1080p | A4 | F-16 | B-52 | Apollo 11 | Article 5 | UN Resolution 2334
100 metres | 4x4 | 50-50 | 6ft 2in | Psalm 119:105 | pp. 123-145 | vol. 12, no. 3 | Route 66 | Catch-22 | 19 out of 20 | @reuters | #2022 | No. 10 | 10,000 BC
""".replace("\n", " | ").split(" | ")


@pytest.mark.parametrize("text", [text.strip() for text in DATES_PRICES_COUNTS if text.strip()])
def test_dates_years_prices_and_counts_stay(text: str) -> None:
    assert whole(text) == text
    sentence = f"It was said of {text}, and of nothing else."
    assert whole(sentence) == sentence


@pytest.mark.parametrize(
    "detail",
    ["48.8566, 2.3522", "48°51'24\"N 2°21'03\"E", "31U DQ 48251 11932", "+44 20 7946 0958", "ana.reyes@harbour.example", "12 Harbour Street",
     "https://www.google.com/maps/@48.8566,2.3522,15z", "8FW4V75V+8Q", "geo:48.8566,2.3522", "448251mE 5411932mN"],
)  # fmt: skip
def test_a_slice_that_cuts_through_a_detail_shows_nothing_of_it(detail: str) -> None:
    text = f"The note says {detail} and no more."
    start = text.index(detail)
    for cut in range(1, len(detail)):
        assert masked(text, start + cut, start + len(detail)) == MASK * (len(detail) - cut)
        assert masked(text, start, start + cut) == MASK * cut
        assert masked(text, 0, start + cut) == text[:start] + MASK * cut


def test_digits_of_other_scripts_are_digits() -> None:
    assert MASK in whole("Call +٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨ now")


def test_a_detail_far_from_the_slice_does_not_matter() -> None:
    text = "A strike. " + "x " * 400 + "ana@harbour.example"
    assert masked(text, 0, 9) == "A strike."
    assert private(text, 0, 9) == []


def test_a_long_link_is_hidden_from_within() -> None:
    link = "https://www.google.com/maps/place/" + "a" * 900 + "/2022/03/14"
    text = f"See {link} there"
    at = text.index("2022/03/14")
    assert masked(text, at, at + 10) == MASK * 10


def test_an_empty_slice_and_the_ends_of_a_text() -> None:
    assert masked("", 0, 0) == ""
    assert masked("ana@harbour.example", 3, 3) == ""
    assert masked("ana@harbour.example", 0, 19) == MASK * 19


@pytest.mark.parametrize(
    "hostile",
    ["a@" * 20_000, "1 " * 40_000, "+1" * 20_000, "1.2345" * 10_000, "12 A " * 16_000, "0" * 80_000, "°" * 40_000, "1°" * 20_000, "a" * 80_000 + "@",
     "maps." * 16_000, "https://maps.google.com/" * 3_000, "calle A " * 10_000, "www.a-" * 13_000, "A1 2BC" * 13_000, "call 1-" * 10_000, "at) dot " * 10_000,
     "48 " * 25_000, "((((0" * 16_000, "Street " * 11_000, "12 St " * 13_000, "1 A A A A " * 8_000, "a.b@c." * 13_000, "///a.b." * 10_000, "A Str. " * 10_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    begun = time.process_time()
    private(hostile, 0, len(hostile))
    assert time.process_time() - begun < 2.0
