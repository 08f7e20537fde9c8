"""Speakers by their line: "NAME: words", transcripts, headlines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from tagger.recognisers.sources.attribution.clauses import sentence_subject
from tagger.recognisers.sources.attribution.described import Phrase, described
from tagger.recognisers.sources.attribution.frames import Mention, kinds_of
from tagger.recognisers.sources.attribution.labels import Labels
from tagger.recognisers.sources.attribution.nouns import owner_of
from tagger.recognisers.sources.attribution.phrases import phrase_after, phrase_before
from tagger.recognisers.sources.attribution.propernames import is_person, name_in
from tagger.recognisers.sources.attribution.spellings import fuller, surface
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import (
    BREAK,
    CONJUNCTION,
    DASHES,
    FUNCTION,
    HEAD,
    MARK,
    PERSON,
    QUOTE,
    TIME,
    VERB,
    WORK,
    Verb,
    beside,
    body_words,
    is_given,
    outlet_words,
    word_list,
    words,
)

_FINAL = MARK | QUOTE
"""Classes of what ends a line that is no signature."""
SIGNATURE = 15
"""The most tokens of a name and what belongs to it at the end of a line."""
MOST = 40
"""How often a name is looked for before other colons."""
HEADLINE = 30
"""The tokens that a headline has not."""
_BEFORE_TIME = frozenset("[(0123456789")
_SET_OFF = frozenset("*[_")
"""Marks before a speaker's name."""
LONGEST_PREFIX = 7
"""The most tokens of a speaker's name at the start of a line."""


def by_prefix(text: Text) -> Iterator[Mention]:
    """The speakers that stand before a colon at the start of a line, and those of headlines."""
    start, colons, tokens, labels = 0, ":" in text.body, text.tokens, Labels(text)
    signed = text.quoted or "(@" in text.body
    for i in (*text.breaks, len(tokens)):
        near = (
            i - start < HEADLINE
            or tokens[start] in _SET_OFF
            or (colons and ":" in tokens[start : start + 2 * LONGEST_PREFIX + 1])
        )
        if (near and (found := _line(text, start, i, labels)) is not None) or (
            signed and i > start + 3 and not text.bits[i - 1] & _FINAL and (found := _signed(text, start, i)) is not None
        ):
            yield found
        start = i + 1
    if colons:
        yield from _before_quotes(text)


def outside(text: Text, spoken: list[Mention], mentions: Iterable[Mention]) -> Iterable[Mention]:
    """The mentions but for those within what a speaker of `spoken` says to the end of the line, of whom only whoever is named
    and given words counts: there another speaks."""
    lines = []
    for mention in spoken:
        colon = mention.trigger
        if mention.rule == "speaker-prefix" and text.tokens[colon] == ":" and not text.bits[colon + 1] & QUOTE:
            end = next((n for n in range(colon, len(text.tokens)) if text.bits[n] & BREAK), len(text.tokens))
            lines.append((colon, end))
    return _outside(lines, mentions) if lines else mentions


def _outside(lines: list[tuple[int, int]], mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions that do not lie within one of the stretches of tokens, and of those that do whose words are given by name."""
    starts = [colon for colon, _ in lines]
    for mention in mentions:
        n = bisect_right(starts, mention.phrase.first)
        named = mention.phrase.sort == "named" and mention.role == "quoted"
        if not n or named or mention.phrase.first >= lines[n - 1][1]:
            yield mention


def _before_quotes(text: Text) -> Iterator[Mention]:
    """ "NOBODY WON - Ana Reyes: “…”": a person's name within a line, after a dash or "from", before a colon and a quote."""
    for first in text.openings():
        colon = first - 1
        if colon < 2 or text.tokens[colon] != ":":
            continue
        phrase = phrase_before(text, colon - 1, text.sentence_start(colon))
        if phrase is None or phrase.sort != "named":
            owner = owner_of(text, colon - 1, 2) if text.tokens[colon - 1] in word_list("nouns") else None
            if owner is not None:
                yield Mention(owner, "quoted", "possessive", colon)
            elif (subject := _subject(text, colon)) is not None:
                yield Mention(subject, "quoted", "colon", colon)
            continue
        before = text.tokens[phrase.first - 1] if phrase.first else ""
        start, last = phrase.names[-1]
        known = is_person(text, start, last) or (before not in ("from", "by") and text.elsewhere(text.tokens[last]))
        if known and phrase.last == colon - 1 and (before in beside("leads") or text.opening(phrase.first - 1) > 0):
            yield Mention(phrase, "quoted", "speaker-prefix", colon)


def _signed(text: Text, start: int, end: int) -> Mention | None:
    """ "“Nobody won.” — Ana Reyes", "Nobody won. — Ana Reyes (@reyes)": the name after a quote or before a handle, and after a dash, that
    ends the line from token `start` to before `end`; or None."""
    dash = next((k for k in range(end - 2, max(start, end - SIGNATURE), -1) if text.tokens[k] in DASHES), 0)
    signs = dash and (text.opening(dash - 1) >= 0 or any(token[0] == "@" for token in text.tokens[dash:end]))
    phrase = phrase_after(text, dash + 1, end) if signs else None
    if phrase is None or phrase.sort != "named" or phrase.names[0][0] != dash + 1:
        return None
    after = phrase.last + 1
    return Mention(phrase, "quoted", "signature", dash) if after == end or text.tokens[after] in (",", "(") else None


def _subject(text: Text, colon: int) -> Phrase | None:
    """The named subject of a sentence that ends in quoted words after a colon: 'Ana Reyes was unmoved: "It leaks."'; or None."""
    if not text.tokens[colon + 2][0].isupper() or not all(text.inside[colon + 2 : colon + 5]):
        return None
    found = sentence_subject(text, colon)
    if found is None or found.sort != "named" or text.tokens[found.last + 1][0].isdigit():
        return None
    start, last = found.names[0]
    if start == last and text.starts_sentence(start) and not text.elsewhere(text.tokens[last]):
        return None
    for k in range(found.last + 1, colon):
        verb = words().verbs.get(text.tokens[k])
        another = bool(text.bits[k] & CONJUNCTION) and text.capital(k + 1)
        if another or text.tokens[k] in beside("other_subjects") or (verb is not None and kinds_of(text, k, verb)):
            return None
    thing = text.capital(colon - 1) or text.tokens[colon - 2] in ("the", "a", "an")
    return None if thing or found.last == colon - 1 else found


def _line(text: Text, first: int, end: int, labels: Labels) -> Mention | None:
    """The speaker of the line from token `first` to before token `end`, by a colon or as that of a headline; or None."""
    if end - first < 3:
        return None
    if text.tokens[first][0] in _BEFORE_TIME and (start := _after_time(text, first, end)) > first:
        return _line(text, start, end, labels) or _recorded(text, start, end)
    while first < end - 3 and text.tokens[first] in _SET_OFF:
        first += 1
    if first < end - 3 and text.tokens[first][0] == "Q" and text.tokens[first][1:].isdigit():
        first += 1
    screen = labels.screen_name(first, end)
    if 0 < screen < len(text.tokens) - 1:
        return Mention(_lone(first), "quoted", "speaker-prefix", screen)
    colon = _colon(text, first + 1, end - 1)
    if colon > 0:
        return _prefix(text, first, colon, end, labels)
    if end - first < HEADLINE and text.bits[end - 1] & (BREAK | MARK) | (not text.tokens[end - 1][0].islower()):
        return _headline(text, first, end)
    return None


def _after_time(text: Text, first: int, end: int) -> int:
    """The token after the time with which a line of a recording begins: "[01:12]", "00:01:12"; `first` where it begins with none, or with
    the hour of a plan."""
    opened = text.tokens[first] in ("[", "(")
    k = begin = first + opened
    while k < end - 4 and (text.tokens[k].isdigit() or text.tokens[k] == ":"):
        k += 1
    if text.tokens[begin:k].count(":") < 2 - opened:
        return first
    return k if not opened else k + 1 if text.tokens[k] in ("]", ")") else first


def _colon(text: Text, first: int, end: int) -> int:
    """The first colon from token `first` on that stands in no brackets and near enough to end a speaker's name, or -1."""
    near = text.tokens[first : min(end, first + 2 * LONGEST_PREFIX)]
    if ":" not in near:
        return -1
    if "(" in near:
        opened = near.index("(")
        closed = near.index(")") if ")" in near else len(near)
        if near[closed + 1 : closed + 2] == [":"] and opened < LONGEST_PREFIX:
            return first + closed + 1
    colon = near.index(":")
    return first + colon if colon < LONGEST_PREFIX else -1


def _name_end(text: Text, first: int, colon: int) -> int:
    """Where the name before a colon ends, without what stands in brackets after it and what sets it in bold."""
    while colon > first + 1 and text.tokens[colon - 1] in ("*", "_", "]"):
        colon -= 1
    if text.tokens[colon - 1] != ")":
        return colon
    return next((k for k in range(colon - 2, first, -1) if text.tokens[k] == "("), colon)


def _of_office(text: Text, first: int, colon: int) -> Phrase | None:
    """The speaker in "The Minister for Roads (Ms Reyes):", by office with the name in brackets; or None."""
    if text.tokens[colon - 1] != ")" or text.tokens[first] != "The":
        return None
    opened = next((k for k in range(first + 1, colon - 2) if text.tokens[k] == "("), colon)
    if opened == colon or text.tokens[opened + 1] not in beside("courtesy"):
        return None
    name = name_in(text, opened + 1, colon - 2)
    return Phrase("named", first, colon - 1, (name,), colon - 1) if name is not None else None


def _prefix(text: Text, first: int, colon: int, end: int, labels: Labels) -> Mention | None:
    """ "Ana Reyes: We will go on.": a name that the text has elsewhere too, or that is a person's, before words of some length."""
    office = _of_office(text, first, colon)
    if office is not None:
        return Mention(office, "quoted", "speaker-prefix", colon)
    stop = _name_end(text, first, colon)
    if labels.asks(first, stop):
        return None
    meant = labels.meant(first, stop)
    if meant is not None:
        lone = _lone(first)._replace(names=(meant,))
        return Mention(lone, "quoted", "speaker-prefix", colon) if not colon < meant[0] < end else None
    if (
        (not text.tokens[first][0].isupper() and text.tokens[first][0] != "@")
        or text.bits[first] & (FUNCTION | TIME)
        or end - colon < 4
    ):
        return None
    if not all(
        k == first or text.capital(k) or text.tokens[k] in (".", "(", ")", "-") or text.tokens[k].islower()
        for k in range(first, stop)
    ):
        return None
    verb = words().verbs.get(text.tokens[first].lower())
    if verb is not None and verb.form == "past" and ("any" in verb.frames or "quote" in verb.frames) and stop > first + 1:
        first += 1
    if any(text.bits[k] & VERB for k in range(first, stop)):
        return None
    phrase = described(text, first, stop - 1) if stop > first + 1 else _lone(first)
    if phrase is None or phrase.sort != "named" or len(phrase.names) != 1 or phrase.names[0][1] != phrase.head:
        return None
    start, last = phrase.names[0]
    quoted = bool(text.bits[colon + 1] & QUOTE)
    if len(text.tokens[start]) < 2 or text.tokens[colon + 1][0].isdigit() or text.tokens[start].lower() in word_list("headings"):
        return None
    if not quoted and first and end - colon < 9 and not text.tokens[last].isupper() and _lines(text, start, last) < 2:
        return None
    if _speaks(text, first, phrase.names[0], colon):
        whole = phrase._replace(last=colon - 1) if text.tokens[colon - 1] == ")" else phrase
        return Mention(whole, "quoted", "speaker-prefix", colon)
    return None


def _recorded(text: Text, first: int, end: int) -> Mention | None:
    """The speaker of a line of a recording, after its time: a name or two in capitals or with one."""
    colon = _colon(text, first + 1, end - 1)
    if not 0 < colon - first <= 3 or not all(text.tokens[k][0].isupper() for k in range(first, colon)):
        return None
    return Mention(Phrase("named", first, colon - 1, ((first, colon - 1),), colon - 1), "quoted", "speaker-prefix", colon)


def _lone(i: int) -> Phrase:
    """The token that is a name by itself."""
    return Phrase("named", i, i, ((i, i),), i)


def _speaks(text: Text, first: int, name: tuple[int, int], colon: int) -> bool:
    """Whether the name before the colon is that of somebody who can speak: a handle, a person, or one that the text has elsewhere."""
    start, last = name
    return (
        text.tokens[start][0] == "@"
        or is_person(text, start, last)
        or (start > first and text.tokens[first] in beside("courtesy"))
        or (text.tokens[last + 1] == "(" and text.tokens[last + 2][0] == "@")
        or _spoken(text, start, last, colon)
        or (bool(text.bits[colon + 1] & QUOTE) and text.elsewhere(text.tokens[last]))
    )


def _spoken(text: Text, first: int, last: int, colon: int) -> bool:
    """Whether the text has the name before a colon at the start of another line too, or inside a sentence where this is the title."""
    name = text.tokens[first : last + 1]
    if first == 0:
        word = name[-1].lower()
        before = len(name) - 1
        again = any(at > last and text.tokens[at - before : at + 1] == name for at in text.places(name[-1])[:MOST])
        if again and text.elsewhere(name[-1]) and not words().bits.get(word, 0) & (HEAD | VERB) and word not in outlet_words():
            full = fuller(text, surface(text, first, last)).split()
            if is_given(full[0].lower()) or name[-1].isupper() or any(part.lower() in body_words() for part in full):
                return True
    return _lines(text, first, last) > 1


def _lines(text: Text, first: int, last: int) -> int:
    """How many lines of the text begin with the name and a colon."""
    tokens, name = text.tokens, text.tokens[first : last + 1]
    seen = 0
    for at in text.places(name[0])[:MOST]:
        after = at + len(name)
        while tokens[after : after + 1] and tokens[after] in _SET_OFF:
            after += 1
        begins = at == 0 or text.bits[at - 1] & BREAK or tokens[at - 1] in ("[", "]") or tokens[at - 2 : at] == ["*", "*"]
        if begins and tokens[after : after + 1] == [":"] and tokens[at : at + len(name)] == name:
            seen += 1
    return seen


def _tells(text: Text, k: int, verb: Verb) -> bool:
    """Whether the verb at token k of a headline has what makes an utterance of it: "Says …", "Calls for …", "Slams Bligh"."""
    if text.bits[k + 1] & QUOTE:
        return False
    after = text.tokens[k + 1].lower()
    if verb.form == "past" and after in beside("told_of_subject"):
        return False
    return "any" in verb.frames or after in verb.frames or ("name" in verb.frames and text.tokens[k + 1][0].isupper())


def _headline(text: Text, first: int, end: int) -> Mention | None:
    """ "Gingrich Takes Talk Seriously", "Mayor Says …": a line in capitals or title case with a verb of attribution."""
    capitals = sum([token[0].isupper() for token in text.tokens[first:end]])
    if capitals * 3 < (end - first) * 2:
        return None
    verbs = words().verbs
    for k in range(max(first + 1, end - 6), end - 1):
        if text.tokens[k] in beside("headline_verbs") and text.tokens[k - 1] in (",", "?", "!"):
            phrase = described(text, k + 1, end - 2 if text.tokens[end - 1] == "." else end - 1)
            if phrase is not None and phrase.sort == "named":
                return Mention(phrase, "quoted", "headline", k)
    for k in range(first + 1, min(end - 1, first + 8)):
        token = text.tokens[k]
        verb = verbs.get(token.lower()) if token[0].isupper() else None
        if verb is not None and verb.form in ("s", "past") and _tells(text, k, verb):
            last = k - 1
            while last > first and text.tokens[last].lower() in beside("between"):
                last -= 1
            phrase = described(text, first, last) if text.tokens[last].lower() not in beside("passive") else None
            if phrase is not None and phrase.sort == "named" and phrase.names[0][1] == last:
                noun = words().bits.get(text.tokens[last].lower(), 0) & (PERSON | WORK) and not is_person(text, *phrase.names[0])
                names = () if noun else phrase.names
                return Mention(Phrase("nominal" if noun else "named", first, last, names, last), "quoted", "headline", k)
            return None
    return None
