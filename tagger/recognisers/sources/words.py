"""The words that attribution is read by, from the files `attribution.en*.toml` of the package's data.

Every word has a number whose bits are its classes: one look in a dict says all that the rules ask of a token.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any, Literal, NamedTuple, TypeVar

from tagger.datafiles import load

ADVERB, BE, HAVE, DO, MODAL, NEGATED, PRONOUN, DETERMINER, PREPOSITION, CONJUNCTION, TITLE, TIME, FINITE, LINK = (
    1 << n for n in range(14)
)
VERB, NOUNISH, PERSON, BODY, WORK, VOICE, QUOTE, OPENER, BREAK, MARK, PHRASE, END, IDIOM = (1 << n for n in range(14, 27))
CREDIT = PHRASE | IDIOM
AUXILIARY = BE | HAVE | DO | MODAL | NEGATED
CLAUSAL = AUXILIARY | FINITE
FUNCTION = ADVERB | AUXILIARY | PRONOUN | DETERMINER | PREPOSITION | CONJUNCTION | MARK | QUOTE | BREAK
HEAD = PERSON | BODY | WORK

OPENING = "“„«‹‘"
CLOSING = "”»›’"
QUOTES = (*OPENING, *CLOSING, '"', "''", "``", "'", "‟", "‚")
DASHES = frozenset(("—", "–", "-", "--", "―"))
MARKS = tuple(".,;:!?()[]{}…—–―-/*|<>=+~^•·")
ASIDE = DASHES | {","}
"""What may stand around words in apposition."""

Kind = Literal["speech", "claim", "stance", "mind", "work", "data"]
Form = Literal["base", "s", "past", "participle", "ing"]


class Verb(NamedTuple):
    """One form of a verb of attribution: for each frame that may follow it, the kinds it then has, "any" for all other frames;
    `kinds` are all of them, `traits` what more is asked of it than what follows. With one of `unsaid` right after it, or one of `deeds` for
    its object, it is no utterance.

    A form that is past and participle alike has the form `past`.
    """

    lemma: str
    frames: dict[str, frozenset[Kind]]
    form: Form
    kinds: frozenset[Kind] = frozenset()
    unsaid: frozenset[str] = frozenset()
    deeds: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()


class Words(NamedTuple):
    """The lexicon: the classes of each word as bits, and the verbs by form."""

    bits: dict[str, int]
    verbs: dict[str, Verb]


@cache
def table(name: str) -> dict[str, Any]:
    """One of the package's word tables, by its file name."""
    return load(name)


@cache
def men() -> frozenset[str]:
    """Given names of men, in lower case."""
    return frozenset(table("attribution.en-names.toml")["male"].split())


@cache
def women() -> frozenset[str]:
    """Given names of women, in lower case."""
    return frozenset(table("attribution.en-names.toml")["female"].split())


@cache
def given_names() -> frozenset[str]:
    """All given names, in lower case."""
    return men() | women()


def is_given(word: str) -> bool:
    """Whether the word, in lower case, is a given name, or two joined by a hyphen of which the first is one."""
    return word in given_names() or ("-" in word and word.partition("-")[0] in given_names())


GIVEN, BODIES, OFFICE, HONOUR, CALLED, POSSESSED = (1 << n for n in range(6))
"""What a word can be in a name: a given name, a word of a body's name, an office, a title that goes with a name, another word
that goes before one, a word with a possessive."""


MOST, LONGEST = 100_000, 60
"""The most words of texts that are kept with what is known of them, and the most characters of one: at one more all are dropped,
and those that the texts at hand need are soon there again."""


class Naming(dict[str, int]):
    """Word, as a text has it → what it can be in a name, as bits; one not seen before is looked at once."""

    def __missing__(self, token: str) -> int:
        word = token.lower()
        possessed = word[-2:] in ("'s", "’s")
        found = (
            GIVEN * is_given(word)
            | BODIES * (word in body_words())
            | OFFICE * ((word[:-2] if possessed else word) in word_list("offices"))
            | HONOUR * (word in word_list("honours"))
            | CALLED * (word in word_list("before_names"))
            | POSSESSED * possessed
        )
        if len(token) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[token] = found
        return found


NAMING = Naming()


@cache
def outlet_words() -> frozenset[str]:
    """Words that tell one outlet or body from another, in lower case."""
    return frozenset(table("attribution.en-names.toml")["outlet"].split())


@cache
def body_words() -> frozenset[str]:
    """Words that an organisation's name is made of, in lower case."""
    return outlet_words() | word_list("joined") | frozenset(table("attribution.en.toml")["nouns"]["bodies"].split())


T = TypeVar("T")


class _Made(dict[str, T]):
    """Name → what is made of it at first need; a look in it is cheaper than a cached function."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> T:
        found = self[name] = self._make(name)
        return found


def _word_list(name: str) -> frozenset[str]:
    data = table("attribution.en.toml")
    return frozenset(data["lists"].get(name, data["attribution"].get(name, "")).split())


word_list: Callable[[str], frozenset[str]] = _Made(_word_list).__getitem__
"""One of the short word lists of `[lists]` or `[attribution]`."""
beside: Callable[[str], frozenset[str]] = _Made(
    lambda name: frozenset(table("attribution.en-beside.toml")["words"][name].split())
).__getitem__
"""One of the small sets of words that single rules look for beside what they found."""
ordered: Callable[[str], tuple[str, ...]] = _Made(
    lambda name: tuple(table("attribution.en-beside.toml")["ordered"][name].split())
).__getitem__
"""One of those of words that stand one after the other, or of what words begin or end with."""


def inflected(lemma: str, irregular: dict[str, str]) -> list[tuple[str, Form]]:
    """The forms of a verb, each with what it is."""
    also: list[str] = []
    if lemma in irregular:
        s, past, participle, ing, *also = irregular[lemma].split()
    else:
        stem = lemma[:-1] if lemma.endswith("e") else lemma
        soft = lemma.endswith("y") and lemma[-2] not in "aeiou"
        sibilant = lemma.endswith(("s", "sh", "ch", "x", "z", "o"))
        s = lemma[:-1] + "ies" if soft else lemma + ("es" if sibilant else "s")
        past = participle = lemma[:-1] + "ied" if soft else stem + "ed"
        ing = stem + "ing"
    forms: list[tuple[str, Form]] = [(lemma, "base"), (s, "s"), (ing, "ing"), (participle, "participle"), (past, "past")]
    return [*forms, *((form, "ing") for form in also)]


@cache
def words() -> Words:
    """The lexicon, made at first need."""
    bits: dict[str, int] = {}
    _grammar(bits)
    verbs = _verbs()
    nouns = frozenset(table("attribution.en-verbs.toml")["forms"]["nouns"].split())
    for form in verbs:
        bits[form] = bits.get(form, 0) | VERB | (NOUNISH if form in nouns else 0)
    listed = table("attribution.en.toml")["attribution"]
    for name in ("light", "owned", "owned_works", "credits"):
        for word in listed[name].split():
            bits[word] = bits.get(word, 0) | PHRASE
    for word in word_list("minded"):
        bits[word] = bits.get(word, 0) | PHRASE
    for word in idioms():
        bits[word] = bits.get(word, 0) | IDIOM
    for word in word_list("made_by") | word_list("written_by"):
        for form in (word, word.capitalize()):
            bits[form] = bits.get(form, 0) | PHRASE
    return Words(bits, verbs)


@cache
def idioms() -> dict[str, tuple[Verb, dict[str, list[list[str]]]]]:
    """The forms of verbs that are utterances only with certain words after them, each with those words by the first: "took", "issue with"."""
    data = table("attribution.en-verbs.toml")
    out: dict[str, tuple[Verb, dict[str, list[list[str]]]]] = {}
    for lemma, after in data["idioms"].items():
        by_first: dict[str, list[list[str]]] = {}
        for first, *rest in (words.split("_") for words in after.split()):
            by_first.setdefault(first, []).append(rest)
        verb = Verb(lemma, {}, "past", deeds=_deeds(lemma))
        out.update((form, (verb._replace(form=what), by_first)) for form, what in inflected(lemma, data["irregular"]))
    return out


def _deeds(lemma: str) -> frozenset[str]:
    """The objects with which the verb tells of a deed: things, and what it alone is done to."""
    data = table("attribution.en-verbs.toml")["deeds"]
    return (
        frozenset((data["things"] + " " + data["of"].get(lemma, "")).split()) if lemma in data["handle"].split() else frozenset()
    )


def _verbs() -> dict[str, Verb]:
    data = table("attribution.en-verbs.toml")
    frames: dict[str, dict[str, frozenset[Kind]]] = {}
    unsaid = {lemma: frozenset(after.split()) for lemma, after in data["unsaid"].items()}
    for group in data["group"]:
        for lemma in group["verbs"].split():
            own = frames.setdefault(lemma, {})
            for frame in group["frames"].split():
                own[frame] = own.get(frame, frozenset()) | {group["kind"]}
    for own in frames.values():
        own.update({frame: kinds | own.get("any", kinds) for frame, kinds in own.items()})
    none, traits = frozenset[str](), defaultdict[str, frozenset[str]](frozenset)
    for name, lemmas in data["traits"].items():
        for lemma in lemmas.split():
            traits[lemma] |= {name}
    verbs = {
        form: Verb(
            lemma, own, what, frozenset(chain.from_iterable(own.values())), unsaid.get(lemma, none), _deeds(lemma), traits[lemma]
        )
        for lemma, own in frames.items()
        for form, what in inflected(lemma, data["irregular"])
    }
    for form in data["forms"]["rare"].split():
        del verbs[form]
    return verbs


def _grammar(bits: dict[str, int]) -> None:
    data = table("attribution.en.toml")
    grammar, nouns = data["grammar"], data["nouns"]
    classes = {
        "adverb": ADVERB, "be": BE, "have": HAVE, "do": DO, "modal": MODAL, "negated": NEGATED, "pronoun": PRONOUN,
        "determiner": DETERMINER, "preposition": PREPOSITION, "conjunction": CONJUNCTION, "title": TITLE, "time": TIME,
        "finite": FINITE, "link": LINK,
    }  # fmt: skip
    for name, bit in classes.items():
        for word in grammar[name].split():
            bits[word] = bits.get(word, 0) | bit
            if name not in ("link", "finite", "modal") or word in ("would", "could", "should"):
                upper = word[:1].upper() + word[1:]
                bits[upper] = bits.get(upper, 0) | bit
    for name, bit in {"people": PERSON, "bodies": BODY, "works": WORK, "voices": VOICE}.items():
        for word in nouns[name].split():
            for form in (word, word.capitalize()):
                bits[form] = bits.get(form, 0) | bit
    bits["%"] = PERSON
    for mark in MARKS:
        bits[mark] = MARK
    for mark in QUOTES:
        bits[mark] = QUOTE
    for mark in ".!?…":
        bits[mark] |= END
    for lines in ("\n", "\n\n", "\n\n\n"):
        bits[lines] = BREAK
