"""Words: where they stand in a folded text, their spelling made American, their stem, and how they were derived."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from tagger.datafiles import load
from tagger.folding import beyond_ascii, fold

Known = TypeVar("Known")

WORD = r"(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])|[^\W_]+(?:'[^\W_]+)*"
"""A word: letters and digits with apostrophes inside, or an acronym with dots (u.s.a)."""

_whole = re.compile(f"({WORD})").split
_simple = re.compile(r"([^\W_]+(?:'[^\W_]+)*)").split
_ascii = re.compile(r"([a-z0-9]+(?:'[a-z0-9]+)*)").split
_dotted = re.compile(r"\.[^\W\d_]").search


def split(folded: str) -> list[str]:
    """A folded text taken apart: what stands between the words at even places, the words at odd ones."""
    if _dotted(folded):
        return _whole(folded)
    return _ascii(folded) if folded.isascii() else _simple(folded)


def simple(text: str) -> list[str]:
    """The words of a text of ASCII letters with single spaces between them, folded, as most labels are; none of any other."""
    words = text.lower().split(" ")
    return words if text.isascii() and all(words) and "".join(words).isalpha() else []


class Spaced(NamedTuple):
    """A folded text, the same with a space for each character that is in no word, and its words."""

    folded: str
    plain: str
    words: list[str]


def spaced(text: str) -> Spaced:
    """The text folded and taken apart, remembered for the last texts that are not very long, since several ask; not to be changed."""
    return _kept(text) if len(text) < 65_536 else _spaced(text)


class _Spaces(dict[int, str]):
    """What stands for each folded character where words are told apart: itself in a word, else a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        stands = self[code] = character if character.isalnum() or character == "'" else " "
        return stands


_SPACES = _Spaces()
_ASCII_SPACES = "".join(map(_SPACES.__getitem__, range(128))).encode().ljust(256)
_dots = re.compile(r"\.[^\W\d_]").finditer
_acronym = re.compile(r"(?<![^\W_])(?<![^\W_]')(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])").match
_owning = re.compile(r"\.[^\W\d_]'[^\W_]").search
_DOT = "D"
"""Stands for the dot of an acronym for a while: a folded text has no capitals."""


def _spaced(text: str) -> Spaced:
    folded = fold(text)
    if not folded:
        return Spaced("", "", [])
    dotted = _dotted(folded) is not None
    if dotted and _owning(folded):  # u.s.'s and the like, where an acronym may end before an apostrophe
        parts = split(folded)
        parts[::2] = [" " * len(gap) for gap in parts[::2]]
        return Spaced(folded, "".join(parts), parts[1::2])
    plain = _undotted(folded) if dotted else folded
    if not plain.isascii():
        for other in beyond_ascii(plain):
            if not other.isalnum():
                plain = plain.replace(other, " ")
    if plain.isascii():
        plain = plain.encode().translate(_ASCII_SPACES).decode()  # ten times as quick
    else:
        plain = plain.translate(_SPACES)
    if dotted:
        plain = plain.replace(_DOT, ".")
    if "'" in plain:  # one that stands within a word belongs to it
        plain = f" {plain} ".replace("''", "  ").replace(" '", "  ").replace("' ", "  ")[1:-1]
    return Spaced(folded, plain, plain.split())


_kept = lru_cache(maxsize=2)(_spaced)


def _undotted(folded: str) -> str:
    """The text with `_DOT` for the dots of its acronyms, each of which is looked for from its first dot on."""
    parts: list[str] = []
    done = 0
    for dot in _dots(folded):
        start = dot.start() - 1
        found = _acronym(folded, start) if start >= done else None
        if found is not None:
            parts += folded[done:start], found[0].replace(".", _DOT)
            done = found.end()
    return "".join((*parts, folded[done:]))


def each(words: Sequence[str], known: Mapping[str, Known]) -> tuple[Known, ...]:
    """What is known of each of some words, and last of all of "": at half the cost of asking one by one."""
    found: tuple[Known, ...] = itemgetter(*words, "")(known) if words else (known[""],)
    return found


LONGEST = 40
"""Longer runs of letters and digits are no words: they stand for themselves."""

_ALGORITHMS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip

_DERIVED = re.compile(
    r"(?:(ation|ition|ativ|itiv|iv|anc|enc|ant|ent|ment|it(?=y|ies)|al|ism|ist|ness|ous|ful|abl|ibl|iz(?=e|in)|er|or|ic|ary|aries|ory|ories|l(?=y|ie))"
    r"(?:e|es|ed|ing|ings|s|y|ies|ied)?|(ing)s?)$"
)


class _Change(NamedTuple):
    """A beginning or an end that becomes another, in words of `shortest` letters or more but for some."""

    was: str
    becomes: str
    shortest: int
    but: frozenset[str]


class English(NamedTuple):
    """The word lists and spelling rules of `data/english.toml`; the rules by the three letters that they begin or end with.

    `endings` are those of inflected words with what stands in their place in the plain one, `deeds` those of nouns made of
    verbs, but for the nouns in `undone`.
    """

    stop: frozenset[str]
    unbent: frozenset[str]
    common: frozenset[str]
    everyday: frozenset[str]
    apart: frozenset[str]
    spelling: dict[str, str]
    starts: dict[str, list[_Change]]
    ends: dict[str, list[_Change]]
    endings: dict[str, list[str]]
    deeds: dict[str, list[str]]
    undone: frozenset[str]


@cache
def english() -> English:
    """English words and spelling, read from the package once."""
    data: dict[str, Any] = load("english.toml")
    words, spelling = data["words"], data["spelling"]
    starts: dict[str, list[_Change]] = {}
    ends: dict[str, list[_Change]] = {}
    for row in spelling["rule"]:
        but = frozenset(row["but"].split())
        for kind, out, pick in (("starts", starts, slice(3)), ("ends", ends, slice(-3, None))):
            for was, becomes in zip(row.get(kind, "").split(), row["become"].split(), strict=False):
                out.setdefault(was[pick], []).append(_Change(was, becomes, row["shortest"], but))
    for changes in (*starts.values(), *ends.values()):
        changes.sort(key=lambda change: -len(change.was))
    stop, unbent, common, everyday, apart = (
        frozenset(words[name].split()) for name in ("stop", "unbent", "common", "everyday", "apart")
    )
    inflection = data["inflection"]
    endings: dict[str, list[str]] = {}
    deeds: dict[str, list[str]] = {}
    for name, changed in (("endings", endings), ("deeds", deeds)):
        for was, _, becomes in (pair.partition("-") for pair in inflection[name].split()):
            changed.setdefault(was, []).append(becomes)
    irregular = {**data["irregular"], **spelling["words"]}
    return English(
        stop, unbent, common, everyday, apart, irregular, starts, ends, endings, deeds, frozenset(inflection["apart"].split())
    )


def american(word: str) -> str:
    """A folded word in American spelling; an irregular form as its plain one (women: woman)."""
    if not 2 < len(word) <= LONGEST:
        return word
    known = english()
    if word[-3:] not in known.ends and word not in known.spelling and word[:3] not in known.starts:  # as most words are not
        return word
    plain = known.spelling.get(word)
    if plain is not None:
        return plain
    for change in known.starts.get(word[:3], ()):
        if word.startswith(change.was) and len(word) >= change.shortest and word not in change.but:
            word = change.becomes + word[len(change.was) :]
            break
    for change in known.ends.get(word[-3:], ()):
        if word.endswith(change.was) and len(word) >= change.shortest and word not in change.but:
            return word[: -len(change.was)] + change.becomes
    return word


@lru_cache(maxsize=32_768)
def _origins(word: str) -> frozenset[str]:
    """The words that a folded word may be a form of, itself among them."""
    known = english()
    out = _before(word, known.endings) | {word}
    if known.undone.isdisjoint(out):
        out |= _before(word, known.deeds)
    return frozenset(out)


def _before(word: str, endings: Mapping[str, Sequence[str]]) -> set[str]:
    """The word with each of the endings undone, where it has it."""
    out = set[str]()
    for size in range(1, min(len(word), max(map(len, endings))) + 1):
        for becomes in endings.get(word[-size:], ()):
            plain = word[:-size]
            out.add(plain + becomes)
            if plain[-1:] == plain[-2:-1]:
                out.add(plain[:-1])
    return out


def bare(word: str) -> str:
    """A folded word without the possessive, other apostrophes and the dots of an acronym."""
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    return word.replace(".", "") if "." in word else word


class Words:
    """What the words of one language are to matching and learning; `language` is a code such as `en`.

    A language that has no stemmer has each word stand for itself.
    """

    def __init__(self, language: str = "en") -> None:
        import Stemmer

        self.language = language[:2].lower()
        algorithm = _ALGORITHMS.get(self.language)
        stemmer = Stemmer.Stemmer(algorithm, 0) if algorithm else None
        self._stem = stemmer.stemWord if stemmer else str
        self._stems = stemmer.stemWords if stemmer else list[str]
        self._english = self.language == "en"
        self.derived = lru_cache(maxsize=50_000)(self._derived)

    def plain(self, word: str) -> str:
        """A folded word without apostrophes; where the language is English, regular and in American spelling."""
        if not word.isalnum():
            word = bare(word)
        return american(word) if self._english else word

    def stem(self, word: str) -> str:
        """The stem that all inflections of a folded word share."""
        word = self.plain(word)
        return self._stem(word) if len(word) <= LONGEST else word

    def stem_all(self, words: Sequence[str]) -> list[str]:
        """`stem` of each of many words at once."""
        plain = [word if word.isalnum() else bare(word) for word in words]
        if self._english:
            plain = list(map(american, plain))
        return [stem if len(word) <= LONGEST else word for word, stem in zip(plain, self._stems(plain), strict=True)]

    def _derived(self, word: str) -> str:
        """How a folded word was made from its stem: `ism` for capitalism, `ist` for capitalists, empty for capital or words short."""
        if not self._english:
            return ""
        word = self.plain(word)
        if not 4 < len(word) <= LONGEST:
            return ""
        found = _DERIVED.search(word, 2)
        return (found[1] or found[2]).replace("ies", "y") if found else ""

    def agree(self, label: str, word: str) -> bool:
        """Whether a word of the text is an inflection of a label's word: strikes of strike, but not important of import,
        nor according of accord."""
        return self.stem(label) == self.stem(word) and self.bends(label, word)

    def bends(self, label: str, word: str) -> bool:
        """`agree` for words that are known to have one stem."""
        if label == word:
            return True
        if self._english and word in english().unbent:
            return False
        ours, theirs = self.derived(label), self.derived(word)
        if ours != theirs and (theirs != "ing" or ours):
            return False
        return not self._english or not _origins(self.plain(label)).isdisjoint(_origins(self.plain(word)))


class Stems(dict[str, str]):
    """The stem of each folded word of a language, worked out when it is first met."""

    def __init__(self, language: str) -> None:
        super().__init__()
        words = Words(language)
        self._stem, self._all = words.stem, words.stem_all

    def __missing__(self, word: str) -> str:
        if len(self) > 400_000:
            self.clear()
        stem = self[word] = self._stem(word)
        return stem

    def of(self, words: Iterable[str]) -> list[str]:
        """The stems of many words, in their order: at a third of the cost of one by one where they are new."""
        words = list(words)
        fresh = [word for word in dict.fromkeys(words) if word not in self]
        self.update(zip(fresh, self._all(fresh), strict=True))
        return list(map(self.__getitem__, words))


_shared = lru_cache(maxsize=8)(Stems)


def stems(language: str) -> Stems:
    """The stems of a language, which all who ask share."""
    return _shared(language[:2].lower())
