"""Whatever a rule can match is read without a fault, and comes to EDTF: words are drawn for its pattern, the odd ones among them."""

from __future__ import annotations

import random
import re

import pytest

from tagger.edtf import Edtf
from tagger.model import Document
from tagger.recognisers.dates.lexicon import ITEM, Rule, base, lexicon
from tagger.recognisers.dates.temporal import find_temporal

KNOWN = lexicon("en")
SHAPED = {
    "year": "1990 2022 1066 1000 2199", "round": "1900", "day": "1 31 12", "monthnum": "3", "nth": "0th 1st 5th 31st 99th", "yy": "00 22 99",
    "num": "0 2 5000 99999", "any": "1 480 9999", "decade": "1980s 990s", "shortdecade": "80s 00s", "iso": "2022-02-28 1000-01-01",
    "isomonth": "2022-03", "dmy": "3/4/2022 31.12.99 29/2/2021", "monthyear": "03/2021 12-2015", "compact": "20220314",
    "daymonth": "3/25 29/2 11/12 4/5", "quartercode": "Q3 1Q", "halfcode": "H1 2H", "weekcode": "W53 W1",
}  # fmt: skip
REFERENCES = ["2022-03-14", None, "0001-01-01", "9999-12-31", "2000-02-29", "2022", "1582-10-10"]
OPENINGS, ENDINGS = ["", "They met in ", "By ", "He came on 5 May 1940. It will open "], ["", ".", ", he said.", " and left"]


class Drawn:
    """Words that a pattern matches, drawn by chance."""

    def __init__(self, pattern: str, chance: random.Random) -> None:
        self.items, self.at, self.chance = ITEM.findall(pattern), 0, chance
        self.words = self.choice()

    def choice(self) -> list[str]:
        branches = [self.sequence()]
        while self.at < len(self.items) and self.items[self.at][1] == "|":
            self.at += 1
            branches.append(self.sequence())
        return self.chance.choice(branches)

    def sequence(self) -> list[str]:
        out = list[str]()
        while self.at < len(self.items) and self.items[self.at][1] not in ("|", ")", ">"):
            words = self.atom()
            if self.at < len(self.items) and self.items[self.at][1] == "?":
                self.at += 1
                words = self.chance.choice([words, []])
            out += words
        return out

    def atom(self) -> list[str]:
        capture, _, word = self.items[self.at]
        self.at += 1
        if capture:
            name = base(capture)
            word = self.chance.choice([*KNOWN.words.get(name, ()), *SHAPED.get(name, "").split()])
            return [self.chance.choice([word, word.title()])]
        if word:
            return [word]
        words = self.choice()
        self.at += 1
        return words


@pytest.mark.parametrize("rule", KNOWN.rules, ids=lambda rule: f"{rule.order}-{rule.id}")
def test_whatever_a_rule_matches_is_read_without_a_fault(rule: Rule) -> None:
    chance = random.Random(rule.order)
    for _ in range(12):
        words = " ".join(Drawn(rule.pattern, chance).words)
        words = re.sub(r" (-|/|,|'s|') ?", lambda sign: chance.choice([sign[0], sign[1], sign[1] + " "]), words)
        text = chance.choice(OPENINGS) + words + chance.choice(ENDINGS)
        document = Document.from_text(text, reference=chance.choice(REFERENCES))
        for finding in find_temporal(document, document.reference):
            assert Edtf(finding.value)


@pytest.mark.parametrize("text", ["It is a first-dec.", "He left on the first-may and won.", "The second-mar is here."])
def test_an_expression_of_one_word_has_nothing_to_leave_out(text: str) -> None:
    document = Document.from_text(text, reference="2022-03-14")
    assert find_temporal(document, document.reference) == []
