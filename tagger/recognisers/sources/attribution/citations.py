"""Works cited by writer and year: "(Okafor, 2003; Lund 2011)", "as Reyes & Lund (2011, p. 4) have it", "Reyes, A. (2011). Title."."""

from __future__ import annotations

from collections.abc import Iterator

from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.frames import Mention
from tagger.recognisers.sources.attribution.notes import closes_words
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.propernames import is_year, name_in, possessive, written_together
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import BREAK, CONJUNCTION, LINK, VERB, beside, ordered, word_list

Range = tuple[int, int]

_FAR = 14
"""The most tokens between a bracket or semicolon and the year."""
_MOST = 30
"""The most works of one bracket."""
_LISTED = 60
"""The most tokens of the writers at the start of an entry of a list of works."""


def by_year(text: Text, i: int) -> Mention | None:
    """The writers of the work whose year stands in the bracket that token i opens, before it or in it."""
    if i and is_year(text, i + 1):
        return _reference(text, i) or _before(text, i)
    return _within(text, i)


def further(text: Text, mention: Mention) -> Iterator[Mention]:
    """The writers of the other works in the bracket that the mention opens: "(Okafor, 2003; Lund 2011)"."""
    k = mention.phrase.last
    for _ in range(_MOST):
        k = next((n for n in range(k + 1, min(len(text.tokens), k + _FAR)) if text.tokens[n] in (";", ")")), 0)
        found = _noted(text, k) if k and text.tokens[k] == ";" else None
        if found is None:
            return
        yield Mention(found, mention.role, mention.rule, k)
        k = found.last


def _within(text: Text, i: int) -> Mention | None:
    """ "(Okafor, 2003)", "(see Okafor et al. 2003: 12)" after a word in small letters; two writers or more after any word."""
    found = _noted(text, i) if i else None
    if found is None:
        return None
    before = text.tokens[i - 1]
    follows = before[0].islower() or before in (".", "”", '"')
    if not follows and len(found.names) < 2 and ordered("others")[-1] not in text.tokens[found.last : found.last + 3]:
        return None
    return Mention(found, "quoted" if closes_words(text, i - 1) else "cited", "year-note", i)


def _noted(text: Text, i: int) -> Phrase | None:
    """The writers after the bracket or semicolon at token i, where a year follows them."""
    tokens, first = text.tokens, i + 1
    while first < len(tokens) and (tokens[first] in beside("see") or tokens[first] in word_list("see_also")):
        first += 1
    year, end = first, min(len(tokens), i + _FAR)
    while year < end and _part(text, year):
        year += 1
    if year == first or not is_year(text, year) or tokens[year + 1 : year + 2] not in ([")"], [":"], [","], [";"]):
        return None
    names = _names(text, first, year)
    if tokens[year + 1] == ":" and tokens[year + 2 : year + 3] and tokens[year + 2][0].isupper():
        return None  # where a book came out: "(Leeds, 1998: Quay Press)"
    return Phrase("named", first, names[-1][1], names, names[-1][1]) if names and names[0][0] == first else None


def _part(text: Text, k: int) -> bool:
    """Whether token k may stand between the bracket and the year."""
    return (
        text.capital(k)
        or text.tokens[k] in beside("writers_joined")
        or text.tokens[k] in beside("writers_within")
        or bool(text.bits[k] & LINK)
    )


def _names(text: Text, first: int, end: int) -> tuple[Range, ...]:
    """The names of a list of writers, which ends before token `end`; initials alone are none."""
    names: list[Range] = []
    while first < end:
        phrase = phrase_after(text, first, end)
        if phrase is None or phrase.sort != "named" or phrase.first != first:
            break
        names += [name for name in written_together(text, phrase.names) if _is_word(text, name)]
        first = phrase.last + 1
        while first < end and text.tokens[first] in beside("writers_joined"):
            first += 1
    return tuple(names)


def _is_word(text: Text, name: Range) -> bool:
    return any(len(token) > 1 for token in text.tokens[name[0] : name[1] + 1])


def _before(text: Text, i: int) -> Mention | None:
    """ "Lund (2011, p. 4)", "Okafor et al. (2003)", "by Lund (2011)": writers before the year, where the words around it show that
    a work is meant and no film."""
    tokens, k = text.tokens, i - 1
    others = _others(text, k)
    last = k - others
    if last < 0 or not text.capital(last):
        return None
    first = last
    while first > 0 and (text.capital(first - 1) or _joins(text, first - 1)):
        first -= 1
    first += _joins(text, first)
    if not (others or _paged(text, i) or possessive(tokens[last]) or _referred(text, first) or _cites(text)):
        return None
    if possessive(tokens[last]):
        name = name_in(text, first, last, owner=True)
        names: tuple[Range, ...] = (name,) if name is not None else ()
    else:
        names = _names(text, first, last + 1)
    if not names or names[-1][1] != last or (first and tokens[first - 1] in beside("the")) or any(b - a > 2 for a, b in names):
        return None
    return Mention(Phrase("named", first, last, names, last), "cited", "dated-work", i)


def _others(text: Text, k: int) -> int:
    """How many tokens "et al." has that ends at token k, or none."""
    dot = text.tokens[k] == "."
    al = k - dot
    return 2 + dot if al > 1 and tuple(text.tokens[al - 1 : al + 1]) == ordered("others") else 0


def _joins(text: Text, k: int) -> bool:
    """Whether token k joins two writers, or two parts of a name."""
    if text.tokens[k] in beside("joined_by"):
        return k > 0 and text.capital(k - 1)
    return text.tokens[k] == "." and text.abbreviation(k)


def _paged(text: Text, i: int) -> bool:
    """Whether a page stands after the year in the bracket: "(2011, p. 4)", "(2011: 4)"."""
    after = text.tokens[i + 2 : i + 4]
    return len(after) == 2 and after[0] in (",", ":") and (after[1] in word_list("pages") or after[1].isdigit())


def _referred(text: Text, first: int) -> bool:
    """Whether the words before token `first` lead to a writer: "by Lund (2011)", "as shown in Lund (2011)"."""
    before = text.tokens[max(0, first - 2) : first]
    if not before or text.tokens[first - 1] in beside("written_in"):
        return bool(before)
    return (
        before[-1] in beside("shown_in")
        and len(before) == 2
        and (before[0] in beside("shown_as") or bool(text.bits[first - 2] & VERB))
    )


def _cites(text: Text) -> bool:
    """Whether the text cites works so elsewhere."""
    return all(map(text.has, ordered("others")))


def _reference(text: Text, i: int) -> Mention | None:
    """ "Reyes, A., & Lund, T. B. (2011). Title.": the writers of an entry of a list of works, which begins the line."""
    tokens = text.tokens
    if tokens[i - 1] != "." or tokens[i + 2 : i + 3] != [")"]:
        return None
    start = next((n for n in range(i - 1, max(0, i - _LISTED), -1) if "\n" in text.body[text.at[n - 1] : text.at[n]]), 0)
    start += text.bits[start] & BREAK > 0
    names: list[Range] = []
    k = start
    while k < i:
        comma = next((n for n in range(k, min(i, k + 5)) if tokens[n] == ","), k)
        if comma == k or not tokens[k][0].isupper() or not _initial(tokens[comma + 1]):
            return None
        names.append((k, comma - 1))
        k = comma + 1
        while k < i and (_initial(tokens[k]) or tokens[k] in ".,&-" or text.bits[k] & CONJUNCTION):
            k += 1
    return Mention(Phrase("named", start, i - 1, tuple(names), start), "cited", "listed-work", i) if names else None


def _initial(token: str) -> bool:
    return token[0].isupper() and len(token.replace(".", "").replace("-", "")) <= 2 and (len(token) == 1 or not token.isalpha())


__all__ = ["by_year", "further"]
