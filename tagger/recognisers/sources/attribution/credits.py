"""Sources without a reporting verb: "according to X", "a study by X", "in the words of X", "via X", "Source: X"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from tagger.model import Role
from tagger.recognisers.sources.attribution.appositions import with_apposition
from tagger.recognisers.sources.attribution.citations import by_year, further
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.frames import Mention, near_quote, reported
from tagger.recognisers.sources.attribution.lists import made_by, named_work
from tagger.recognisers.sources.attribution.notes import see
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.subjects import subject_of
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.attribution.views import associated, backing, view_of, words_of
from tagger.recognisers.sources.words import (
    ADVERB,
    BE,
    BODIES,
    BREAK,
    CLAUSAL,
    CONJUNCTION,
    DETERMINER,
    HEAD,
    MARK,
    NAMING,
    PERSON,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    WORK,
    Verb,
    beside,
    word_list,
)

Rule = Callable[[Text, int], Mention | None]


def by_credit(text: Text) -> Iterator[Mention]:
    """The sources that a phrase of credit names."""
    rules, tokens = _rules(), text.tokens
    for i in text.credits:
        rule = rules.get(tokens[i])
        if rule is not None and (found := rule(text, i)) is not None:
            yield found
            if rule is by_year and found.rule == "year-note":
                yield from further(text, found)


@cache
def _rules() -> dict[str, Rule]:
    """The rule for each word that gives credit, as it may stand in a text."""
    rules: dict[str, Rule] = {}
    for name, rule in (("written_by", _written_by), ("made_by", _made_by)):
        for word in word_list(name):
            rules[word] = rules[word.capitalize()] = rule
    return rules | dict.fromkeys(word_list("minded"), _minded) | _RULES


def _next_is(text: Text, i: int, *words: str) -> bool:
    return tuple(text.tokens[i + 1 : i + 1 + len(words)]) == words


def _role(text: Text, i: int) -> Role:
    return "quoted" if near_quote(text, i) else "cited"


def _according(text: Text, i: int) -> Mention | None:
    if not _next_is(text, i, "to"):
        return None
    phrase = phrase_after(text, i + 2)
    if phrase is None or phrase.sort == "pronoun":
        return None
    if phrase.sort == "nominal":
        inner = (named_work(text, phrase) or made_by(text, phrase)) if text.bits[phrase.head] & WORK else None
        if inner is not None:
            return Mention(phrase._replace(names=inner), "cited", "according-to", i)
        first = text.bits[phrase.first] & DETERMINER
        if not first and not text.tokens[phrase.head].endswith("s") and not text.bits[phrase.head] & PERSON:
            return None
    described = with_apposition(text, phrase)
    if (
        i == text.sentence_start(i)
        and text.sentence_end(described.last) == described.last + 1
        and described.names == phrase.names
    ):
        described = phrase  # "According to X, the boats leak.": a sentence needs more than whom it goes by
    return Mention(described, _role(text, i), "according-to", i)


def _made_by(text: Text, i: int) -> Mention | None:
    """ "a study by X", "a statement from X"."""
    return _work_by(text, i, ("by", "from"))


def _written_by(text: Text, i: int) -> Mention | None:
    """ "a column by X"."""
    return _work_by(text, i, ("by",))


def _work_by(text: Text, i: int, joints: tuple[str, ...]) -> Mention | None:
    """A work with its maker after one of the `joints`."""
    k = _maker(text, i)
    if k + 1 >= len(text.tokens) or text.tokens[k] not in joints:
        return None
    maker = phrase_after(text, k + 1)
    if maker is not None and maker.sort == "named" and text.tokens[k + 1].lower() not in ("which",):
        return Mention(with_apposition(text, maker), _role(text, i), "work-by", i)
    return None


def _maker(text: Text, i: int) -> int:
    """The token after the work at token i and what is said of it: "released last week", "of 1,200 adults"."""
    k = i + 1
    if text.tokens[k : k + 1] in (["of"], ["on"], ["into"], ["about"], ["in"]):
        for n in range(k + 1, min(len(text.tokens), k + 8)):
            if text.tokens[n] == "by":
                return n if not text.tokens[n - 1].endswith(("ed", "en")) else i
            if text.bits[n] & (MARK | BREAK | CLAUSAL | PRONOUN | CONJUNCTION):
                break
        return i
    while k < len(text.tokens) and k < i + 5 and text.tokens[k] in beside("made"):
        k += 1
    return k + 1 if _next_is(text, k - 1, ",", "by") else k


def _per(text: Text, i: int) -> Mention | None:
    if i == 0 or text.tokens[i - 1] not in (",", "(", ".") or text.capital(i):
        return None
    phrase = phrase_after(text, i + 1)
    if phrase is not None and phrase.sort == "named":
        return Mention(phrase, "cited", "per", i)
    return None


def _this_by(text: Text, i: int) -> Mention | None:
    """ "Another analysis, this (one) by X"."""
    if i == 0 or text.tokens[i - 1] not in (",", "—", "–", "-", "("):
        return None
    k = i + 1
    while k < len(text.tokens) and text.tokens[k] in ("one", "time"):
        k += 1
    if text.tokens[k : k + 1] in (["by"], ["from"]):
        phrase = phrase_after(text, k + 1)
        if phrase is not None and phrase.sort == "named":
            return Mention(with_apposition(text, phrase), _role(text, i), "this-by", i)
    return None


def _via(text: Text, i: int) -> Mention | None:
    """ "via X", "h/t X", "hat tip to X", "Source: X": at the start of a line, after a mark, or in brackets."""
    token = text.tokens[i].lower()
    if token == "hat":
        if text.tokens[i + 1 : i + 2] not in (["tip"], ["Tip"]):
            return None
        i += 1
    elif (token in ("via", "ht") and not _apart(text, i)) or (
        token in beside("credit_labels") and not (_line_start(text, i) and text.tokens[i + 1 : i + 2] == [":"])
    ):
        return None
    k = i + 1
    while k < len(text.tokens) and text.tokens[k] in (":", "to", "[", "the", "-", "@"):
        k += 1
    if k < len(text.tokens) and text.tokens[k].lower() not in word_list("channels") and not text.bits[k] & BREAK:
        phrase = phrase_after(text, k)
        if (
            phrase is not None
            and phrase.sort == "named"
            and not (token in beside("credit_labels") and _headed(text, phrase.last + 1))
        ):
            return Mention(phrase, "cited", "credit-line", i)
    return None


def _headed(text: Text, i: int) -> bool:
    """Whether words that token i begins go on after the name, as in a headline: "Source: Bligh furious at vote"."""
    if i >= len(text.tokens) or text.bits[i] & (BREAK | MARK | PREPOSITION | CONJUNCTION | DETERMINER):
        return False
    return text.tokens[i][0].islower() or bool(text.bits[i] & QUOTE)


def _apart(text: Text, i: int) -> bool:
    return _line_start(text, i) or bool(text.bits[i - 1] & MARK)


def _line_start(text: Text, i: int) -> bool:
    return (
        i == 0
        or bool(text.bits[i - 1] & BREAK)
        or (text.tokens[i - 1] in ("(", "[", "*", "_", "-", "—") and (i == 1 or bool(text.bits[i - 2] & BREAK)))
    )


def _citing(text: Text, i: int) -> Mention | None:
    """ "…, citing X", "to quote X"."""
    if text.tokens[i] == "quote" and (i == 0 or text.tokens[i - 1] not in ("to", "To")):
        return None
    phrase = phrase_after(text, i + 1)
    if phrase is not None and (phrase.sort == "named" or (phrase.sort == "nominal" and text.bits[phrase.head] & PERSON)):
        return Mention(with_apposition(text, phrase), _role(text, i), "citing", i)
    return None


def _attributed(text: Text, i: int) -> Mention | None:
    """ "attributed to X", "credited to X"."""
    if _next_is(text, i, "to"):
        phrase = phrase_after(text, i + 2)
        if phrase is not None and phrase.sort == "named":
            return Mention(with_apposition(text, phrase), _role(text, i), "attributed-to", i)
    return None


def _puts_it(text: Text, i: int) -> Mention | None:
    """ "as X puts it", "X put it this way"; "X put the crowd at 400"."""
    if "at" in text.tokens[i + 1 : i + _FIGURE] and (figure := _puts_at(text, i)) is not None:
        return figure
    if _next_is(text, i, "it"):
        found = subject_of(text, i, _PUT)
        if found is not None and (found.sort != "nominal" or text.bits[found.head] & PERSON):
            return Mention(found, "quoted", "puts-it", i)
    return None


def _puts_at(text: Text, i: int) -> Mention | None:
    """ "X put the crowd at 400", "the toll was put at 400 by X"."""
    at = next((k for k in range(i + 1, i + _FIGURE) if text.tokens[k] == "at"), 0)
    if not _counts(text, at + 1) or any(text.bits[k] & (MARK | BREAK | QUOTE) for k in range(i, at)):
        return None
    if at == i + 1:
        by = next((k for k in range(at + 2, min(len(text.tokens), at + _FIGURE)) if text.tokens[k] == "by"), 0)
        agent = phrase_after(text, by + 1) if by and not any(text.stop(k) for k in range(at, by)) else None
        named = agent is not None and agent.sort == "named"
        return Mention(agent, "cited", "puts-at", i) if agent is not None and named else None
    if not _next_is(text, i, "it") and word_list("measures").isdisjoint(text.tokens[i + 1 : at]):
        return None
    found = subject_of(text, i, _PUT)
    if found is None or found.sort == "pronoun" or (found.sort == "nominal" and not text.bits[found.head] & HEAD):
        return None
    return Mention(found, "cited", "puts-at", i)


def _counted(text: Text, i: int) -> Mention | None:
    """ "The Harbour Gazette counted 400 ships": a body that gives a figure of its own."""
    found = subject_of(text, i, _COUNT) if _counts(text, i + 1) else None
    if found is None or found.sort != "named":
        return None
    last = text.tokens[found.names[0][1]]
    body = NAMING[last] & BODIES or last.isupper() or last in word_list("peoples")
    return Mention(found, "cited", "puts-at", i) if body else None


def _counts(text: Text, k: int) -> bool:
    """Whether a figure stands at token k, or after a few small words: "at more than 400", "at nine million"."""
    for n in range(k, min(len(text.tokens), k + 5)):
        token = text.tokens[n]
        if token[0].isdigit() or token in word_list("figures"):
            return True
        if not (token in word_list("about") or token in "$£€"):
            return False
    return False


def _minded(text: Text, i: int) -> Mention | None:
    """ "X is adamant that …", "X has been critical of …": the subject of a state of mind that is told with its object."""
    if not (
        _next_is(text, i, "that")
        or _next_is(text, i, "about")
        or (text.tokens[i] in beside("critical_of") and _next_is(text, i, "of"))
    ):
        return None
    k = i - 1
    while (
        k > 0
        and (text.bits[k] & ADVERB or text.tokens[k] in ("very", "more", "less", "highly"))
        and text.tokens[k] not in beside("never")
    ):
        k -= 1
    if not text.bits[k] & BE and text.tokens[k] not in ("seemed", "sounded", "remained", "remains", "sounds"):
        return None
    found = subject_of(text, k, _IS)
    if found is None or found.sort == "nominal" or text.tokens[found.first].lower() == "it":
        return None
    if not reported(text, found.first) and text.tokens[found.first - 1].lower() not in ("whether", "if"):
        return Mention(found, _role(text, i), "minded", i)
    return None


def _said(text: Text, i: int) -> Mention | None:
    """'Said Ana Reyes, a deckhand: "…"': a sentence that begins with the verb and goes on with the speaker and the words."""
    if not text.starts_sentence(i):
        return None
    if text.tokens[i] == "Asked" and _next_is(text, i, "by"):
        asking = phrase_after(text, i + 2)
        if asking is not None and asking.sort == "named":
            return Mention(with_apposition(text, asking), _role(text, i), "by", i)
        return None
    phrase = phrase_after(text, i + 1)
    if phrase is None or phrase.sort == "pronoun" or (phrase.sort == "nominal" and not text.bits[phrase.head] & PERSON):
        return None
    whole = with_apposition(text, phrase)
    for k in range(whole.last + 1, min(len(text.tokens), whole.last + 12)):
        if text.bits[k] & QUOTE:
            return Mention(whole, "quoted", "said", i)
        if text.bits[k] & (QUOTE | BREAK | CLAUSAL) or text.stop(k):
            return None
    return None


def _footnote(text: Text, i: int) -> Mention | None:
    """ "[3] Ana Reyes, …": a note at the start of a line that begins with a name and goes on with a comma, colon or year."""
    if not (i == 0 or text.bits[i - 1] & BREAK) or i + 4 >= len(text.tokens):
        return None
    if not text.tokens[i + 1].isdigit() or text.tokens[i + 2] != "]":
        return None
    phrase = phrase_after(text, i + 3)
    if (
        phrase is not None
        and phrase.sort == "named"
        and phrase.first == i + 3
        and text.tokens[phrase.last + 1 : phrase.last + 2] in ([","], [":"], ["("])
    ):
        return Mention(phrase, "cited", "footnote", i)
    return None


def _retweet(text: Text, i: int) -> Mention | None:
    """ "RT @name: …" at the start of a line."""
    if _line_start(text, i) and i + 1 < len(text.tokens) and text.tokens[i + 1][0] == "@" and len(text.tokens[i + 1]) > 1:
        return Mention(Phrase("named", i + 1, i + 1, ((i + 1, i + 1),), i + 1), "quoted", "retweet", i)
    return None


_PUT = Verb("put", {}, "past")
_COUNT = Verb("count", {}, "past")
_FIGURE = 10
"""The most tokens after "put" in which the "at" of its figure stands."""
_IS = Verb("be", {}, "past")
_RULES: dict[str, Rule] = {
    "according": _according, "According": _according, "per": _per, "Per": _per, "words": words_of, "this": _this_by,
    "endorsement": backing, "endorsements": backing, "backing": backing, "via": _via, "Via": _via, "h/t": _via, "H/T": _via, "HT": _via, "H/t": _via, "hat": _via, "Hat": _via,
    "Source": _via, "Sources": _via, "Credit": _via, "SOURCE": _via, "Credits": _via,
    "citing": _citing, "quoting": _citing, "quote": _citing, "attributed": _attributed, "credited": _attributed, "associated": associated,
    "See": see, "see": see, "Cf": see, "cf": see, "puts": _puts_it, "put": _puts_it, "counted": _counted, "[": _footnote, "(": by_year, "RT": _retweet,
    **dict.fromkeys("view opinion judgment judgement estimation reckoning telling account eyes".split(), view_of),
    **dict.fromkeys("Said Says Added Adds Asked Asks Wrote Writes Replied Recalled".split(), _said),
}  # fmt: skip

__all__ = ["by_credit"]
