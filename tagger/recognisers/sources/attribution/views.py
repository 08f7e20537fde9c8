"""Sources by what they hold: "in the words of X", "in X's view", "the view associated with X", "won the endorsement of X"."""

from __future__ import annotations

from tagger.recognisers.sources.attribution.appositions import with_apposition
from tagger.recognisers.sources.attribution.frames import Mention, near_quote
from tagger.recognisers.sources.attribution.nouns import owner_of
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import DETERMINER, HONOUR, NAMING, beside, word_list

_BY = {"account": "by", "reckoning": "by", "telling": "on"}


def _of_words(text: Text, i: int) -> Mention | None:
    """ "in the words of X"."""
    if text.tokens[i + 1 : i + 2] == ["of"] and i and text.bits[i - 1] & DETERMINER:
        phrase = phrase_after(text, i + 2)
        if phrase is not None and phrase.sort == "named":
            return Mention(with_apposition(text, phrase), ("quoted" if near_quote(text, i) else "cited"), "words-of", i)
    return None


def backing(text: Text, i: int) -> Mention | None:
    """ "won the endorsement of X"."""
    won = any(token in beside("winning") for token in text.tokens[max(text.sentence_start(i), i - 4) : i])
    phrase = phrase_after(text, i + 2) if won and text.tokens[i + 1 : i + 2] == ["of"] else None
    if phrase is None or phrase.sort != "named":
        return None
    return Mention(with_apposition(text, phrase), "cited", "endorsement", i)


def associated(text: Text, i: int) -> Mention | None:
    """ "the view (most often) associated with X"."""
    joint = next((k for k in range(i + 1, min(i + 5, len(text.tokens))) if text.tokens[k] == "with"), 0)
    phrase = phrase_after(text, joint + 1) if joint else None
    if phrase is None or phrase.sort != "named" or word_list("nouns").isdisjoint(text.tokens[max(0, i - 7) : i]):
        return None
    return Mention(with_apposition(text, phrase), "cited", "associated", i)


def words_of(text: Text, i: int) -> Mention | None:
    """ "the words of X", "in X's words"."""
    return _of_words(text, i) if text.tokens[i + 1 : i + 2] == ["of"] else view_of(text, i)


def view_of(text: Text, i: int) -> Mention | None:
    """ "in the view of X", "in X's (own) opinion", "by X's account"."""
    if text.tokens[i + 1 : i + 2] == ["of"] and i > 1 and text.tokens[i - 1] == "the" and text.tokens[i - 2] in ("in", "In"):
        phrase = phrase_after(text, i + 2)
        if phrase is not None and phrase.sort == "named":
            return Mention(with_apposition(text, phrase), ("quoted" if near_quote(text, i) else "cited"), "words-of", i)
        return None
    owner = owner_of(text, i, 2)
    if owner is None:
        return None
    before = owner.first - 1
    while before > 0 and (NAMING[text.tokens[before]] & HONOUR or text.tokens[before] == "."):
        before -= 1
    if before >= 0 and text.tokens[before].lower() == _BY.get(text.tokens[i], "in"):
        return Mention(owner, ("quoted" if near_quote(text, i) else "cited"), "words-of", i)
    return None
