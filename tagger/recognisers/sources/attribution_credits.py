"""Sources without a reporting verb: "according to X", "a study by X", "in the words of X", "via X", "Source: X"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tagger.model import Role
from tagger.recognisers.sources.attribution_phrases import Phrase, phrase_after
from tagger.recognisers.sources.attribution_text import Text
from tagger.recognisers.sources.attribution_verbs import Mention, near_quote, with_apposition
from tagger.recognisers.sources.attribution_words import DETERMINER, WORK, word_list

Rule = Callable[[Text, int], Iterator[Mention]]


def by_credit(text: Text) -> Iterator[Mention]:
    """The sources that a phrase of credit names."""
    rules, made = _RULES, word_list("made_by")
    for i, token in enumerate(text.tokens):
        rule = rules.get(token)
        if rule is not None and not text.inside[i]:
            yield from rule(text, i)
        elif text.bits[i] & WORK and not text.inside[i] and token in made:
            yield from _work_by(text, i)


def _next_is(text: Text, i: int, *words: str) -> bool:
    return tuple(text.tokens[i + 1 : i + 1 + len(words)]) == words


def _role(text: Text, i: int) -> Role:
    return "quoted" if near_quote(text, i) else "cited"


def _according(text: Text, i: int) -> Iterator[Mention]:
    if not _next_is(text, i, "to"):
        return
    phrase = phrase_after(text, i + 2)
    if phrase is None or phrase.sort == "pronoun":
        return
    if phrase.sort == "nominal":
        inner = _made_by(text, phrase)
        if inner is not None:
            yield Mention(phrase._replace(names=inner), "cited", "according-to", i)
            return
    yield Mention(with_apposition(text, phrase), _role(text, i), "according-to", i)


def _made_by(text: Text, phrase: Phrase) -> tuple[tuple[int, int], ...] | None:
    """The names in "a study by X": who made the work that the phrase names."""
    if not text.bits[phrase.head] & WORK:
        return None
    k = phrase.head + 1
    while k < len(text.tokens) and k < phrase.head + 6 and text.tokens[k] in _MADE:
        k += 1
    if k >= len(text.tokens) or text.tokens[k] not in ("by", "from"):
        return None
    maker = phrase_after(text, k + 1)
    return maker.names if maker is not None and maker.sort == "named" else None


def _work_by(text: Text, i: int) -> Iterator[Mention]:
    """ "a study by X", "a statement from X"."""
    k = i + 1
    while k < len(text.tokens) and k < i + 5 and text.tokens[k] in _MADE:
        k += 1
    if k + 1 >= len(text.tokens) or text.tokens[k] not in ("by", "from"):
        return
    maker = phrase_after(text, k + 1)
    if maker is not None and maker.sort == "named" and text.tokens[k + 1].lower() not in ("which",):
        yield Mention(with_apposition(text, maker), _role(text, i), "work-by", i)


def _per(text: Text, i: int) -> Iterator[Mention]:
    if i == 0 or text.tokens[i - 1] not in (",", "(", "."):
        return
    phrase = phrase_after(text, i + 1)
    if phrase is not None and phrase.sort == "named":
        yield Mention(phrase, "cited", "per", i)


def _words_of(text: Text, i: int) -> Iterator[Mention]:
    """ "in the words of X"."""
    if _next_is(text, i, "of") and i and text.bits[i - 1] & DETERMINER:
        phrase = phrase_after(text, i + 2)
        if phrase is not None and phrase.sort == "named":
            yield Mention(with_apposition(text, phrase), _role(text, i), "words-of", i)


_MADE = frozenset(
    "released published conducted commissioned issued written compiled prepared done posted filed produced authored".split()
)
_RULES: dict[str, Rule] = {"according": _according, "According": _according, "per": _per, "Per": _per, "words": _words_of}

__all__ = ["by_credit"]
