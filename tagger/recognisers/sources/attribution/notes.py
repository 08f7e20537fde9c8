"""Works that a text sends its reader to, by their writers: "See X, “Title”", lists of works, numbered notes."""

from __future__ import annotations

from collections.abc import Iterator

from tagger.recognisers.sources.attribution.frames import Mention
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.propernames import is_person
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import BREAK, QUOTE, beside, given_names, word_list

_WORDS = 4
"""The fewest tokens of a quote that gives somebody's words."""
_FAR = 40
"""The tokens of a note in which its year or page stands."""
_BEFORE = frozenset(", ( [ ; - – — * •".split())
_BULLETS = frozenset("- – — * • [".split())


def see(text: Text, i: int) -> Mention | None:
    """'See Hadfield, "The Canals", p. 4', "cf. Jones & Mokyr (2012)": a name after the word, then a title or a year."""
    if not (text.starts_sentence(i) or text.tokens[i - 1] in _BEFORE):
        return None
    k = i + 1
    while k < len(text.tokens) and (
        text.tokens[k] in word_list("see_also") or (text.tokens[k] == "." and text.tokens[i] in beside("cf"))
    ):
        k += 1
    phrase = phrase_after(text, k)
    if phrase is not None and phrase.sort == "named" and phrase.first == k and _titled(text, phrase.last + 1):
        return Mention(phrase, "cited", "see", i)
    return None


def by_note(text: Text) -> Iterator[Mention]:
    """The writers of works that lines of a list or numbered notes begin with: "- Ana Reyes, *The Harbour*", "12. A. Reyes, The …"."""
    tokens, start = text.tokens, 0
    for end in (*text.breaks, len(tokens)):
        if start == end or not (tokens[start] in _BULLETS or tokens[start].isdigit()):
            start = end + 1
            continue
        first = start
        while first < end and tokens[first] in _BULLETS:
            first += 1
        numbered = first + 2 < end and len(tokens[first]) < 4 and tokens[first].isdigit()
        if numbered and tokens[first + 1] in (".", ")", "]"):
            first += 2
        if start < first < end - 4 and tokens[first][0].isupper():
            yield from _listed(text, start, first, end)
        start = end + 1


def _listed(text: Text, start: int, first: int, end: int) -> Iterator[Mention]:
    """The writer that the line from token `start` to before `end` names at token `first`, before a title."""
    phrase = phrase_after(text, first, end)
    if phrase is None or phrase.sort != "named" or phrase.names[0][0] != first or phrase.last + 3 >= end:
        return
    after = phrase.last + 1
    if text.tokens[after] != ",":
        return
    plain = _written(text, phrase.names[0]) and text.tokens[after + 1][0].isupper() and _paged(text, after, end)
    if plain or _titled(text, after):
        yield Mention(phrase, "cited", "listed-work", start)


def _written(text: Text, name: tuple[int, int]) -> bool:
    """Whether the name is one that writers go by in notes: with a given name or initials."""
    first, last = name
    initials = last > first and len(text.tokens[first].replace(".", "")) <= 2 and text.tokens[first].lower() not in given_names()
    return is_person(text, first, last) or initials


def _paged(text: Text, after: int, end: int) -> bool:
    """Whether a page or a year in brackets follows in the note."""
    tokens = text.tokens
    for k in range(after + 2, min(end - 1, after + _FAR)):
        if tokens[k] in word_list("pages") and tokens[k + 1] == "." and tokens[k + 2 : k + 3] and tokens[k + 2][0].isdigit():
            return True
        if tokens[k][:4].isdigit() and len(tokens[k]) == 4 and tokens[k + 1] == ")":
            return True
    return False


def _titled(text: Text, k: int) -> bool:
    """Whether a title in quotes or italics, after a comma, or a year in brackets, stands at token k."""
    after = text.tokens[k : k + 3]
    if len(after) < 3 or text.bits[k + 2] & BREAK:
        return False
    if after[0] == ",":
        return (text.bits[k + 1] & QUOTE > 0 or after[1] in ("*", "_")) and after[2][0].isupper()
    return after[0] == "(" and len(after[1]) in (4, 5) and after[1][:4].isdigit()


def closes_words(text: Text, close: int) -> bool:
    """Whether token `close` ends a quote of running words, not a title or a single term."""
    opened = text.opening(close)
    inner = text.tokens[opened + 1 : close] if opened >= 0 else []
    return len(inner) >= _WORDS and 2 * sum(token[0].islower() for token in inner) > len(inner)
