"""The names in a byline: where each begins and ends, whether a person or a body, and how it is spelled.

A byline is cut at what parts names (commas, "and", line ends); each piece is read word by word until a word that no name
has: a job, a date, "in". What is left must look like a name, or there is none: better none than a wrong one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from tagger.datafiles import load

LONGEST = 3000
"""Characters of a string of names that are looked at."""
MOST = 60
"""Names of one string at most."""


class Name(NamedTuple):
    """A name in a string: its place, its spelling, whether it is that of an organisation or a team, and whether a word of a
    byline stands before it."""

    start: int
    end: int
    label: str
    body: bool
    opened: bool


class Words(NamedTuple):
    """The word classes of the data file, as sets and patterns."""

    opener: re.Pattern[str]
    other_work: re.Pattern[str]
    parting: re.Pattern[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    titles: frozenset[str]
    stops: frozenset[str]
    followers: frozenset[str]
    furniture: frozenset[str]
    begins: frozenset[str]
    bodies: frozenset[str]
    not_people: frozenset[str]
    agencies: frozenset[str]
    teams: frozenset[str]


@cache
def raw_words() -> dict[str, Any]:
    """The data file as it stands."""
    return load("provenance.names.toml")


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def words() -> Words:
    """The word classes, compiled once."""
    raw = raw_words()
    opener = rf"(?<!\w)(?:(?:{_any(raw['openers'])})(?:(?=\s)|\s*[:：])|(?:{_any(raw['labels'])})\s?[:：])[\s:：]*"
    parting = rf"[;|•·\n\t,、，|／]|\s[-–—/]+\s|(?-i:(?<=[a-zß-ÿ])/(?=[A-ZÄÖÜ]))|\s//\s|\s*&\s*|\s+(?:{_any(raw['joiners'])})\s+"
    other = rf"(?<!\w)(?:{_any(raw['other_work'])})(?!\w)"
    sets = (
        frozenset(raw[name])
        for name in (
            "particles",
            "suffixes",
            "titles",
            "stops",
            "followers",
            "furniture",
            "begins",
            "bodies",
            "not_people",
            "agencies",
            "teams",
        )
    )
    return Words(re.compile(opener, re.I), re.compile(other, re.I), re.compile(parting, re.I), *sets)


_TOKEN = re.compile(r"\S+")
_EDGE = " \u00a0\u200b\"'“”„«»‹›‘’()[]{}<>*_:.,;|/\\–—-·•~#+=!?"
_INITIAL = re.compile(r"(?:[^\W\d_]\.){1,4}|[^\W\d_]\.?-[^\W\d_]\.|[A-Z]")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々・　 ]{2,14}")
_NETWORK = re.compile(r"@|https?:|www\.|\.(?:com|org|net|de|at|ch|fr|uk|html|php|info)(?:/|$)|/", re.I)
_HANDLE = re.compile(r"[^\W_][\w.-]{1,24}")
_BODY_ENDS = ("zeitung", "nachrichten", "redaktion", "magazin", "verlag", "verband", "ministerium", "portal", "presse")
_MC = re.compile(r"\b(Mc|O['’]|D['’])([a-z])")


def names(text: str, *, lone: bool = False) -> tuple[Name, ...]:
    """The names in a string of names, in reading order, each a slice of `text` but for the case of its label.

    A single word (a handle, a first name) counts where `lone` is set or where a word of a byline stands before it.
    """
    return _names(text[:LONGEST], lone)


@lru_cache(maxsize=256)
def _names(text: str, lone: bool) -> tuple[Name, ...]:
    """The same, remembered, since several fields of a document give the same names."""
    found: list[Name] = []
    pieces = _pieces(text)
    for start, end, opened in pieces:
        name = _name(text, start, end, opened, lone or opened)
        if name is not None and all(name.label != one.label for one in found):
            found.append(name)
            if len(found) == MOST:
                break
    people = [one.start for one in found if " " in one.label and not one.body]
    if people:
        found = [one for one in found if _stands_beside(one, people[0])]
    return tuple(found)


def team(text: str) -> Name | None:
    """The words that a byline has instead of a name for those who work there ("Redaktion", "Tide News Staff"), or None."""
    for begin, end, opened in _pieces(text[:LONGEST])[:1]:
        label = text[begin:end].strip(_EDGE)
        begin = text.find(label, begin)
        if _is_team(label.replace("-", " ").split()):
            return Name(begin, begin + len(label), spelled(label), True, opened)
    return None


def _is_team(parts: list[str]) -> bool:
    """Whether words are those for a team, or end with them after the outlet's name: three capitalised words at most."""
    known = words()
    return any(
        " ".join(parts[at:]).casefold() in known.teams
        and all(part[0].isupper() for part in parts[:at])
        and (at == 0 or parts[at].casefold() not in known.begins)
        for at in range(min(len(parts), 4))
    )


def _stands_beside(name: Name, first: int) -> bool:
    """Whether a name stands in its own right beside people: not a place or an outlet behind them."""
    if name.body:
        return name.start < first and name.label.casefold() in words().agencies
    return " " in name.label or name.opened or bool(_EAST.search(name.label))


def _pieces(text: str) -> list[tuple[int, int, bool]]:
    """The pieces between what parts names; those before a "By" are dropped, so is what others did from "Photos" on."""
    known = words()
    other = next((m.start() for m in known.other_work.finditer(text) if not _within_opener(text, m.start())), len(text))
    limit = other
    openers = [m for m in known.opener.finditer(text, 0, limit) if not _inside_name(text, m)]
    start = openers[0].end() if openers else 0
    cuts = [(start, bool(openers))]
    ends: list[int] = []
    marks = [(m.start(), m.end(), False) for m in known.parting.finditer(text, start, limit)]
    marks += [(m.start(), m.end(), True) for m in openers[1:]]
    for begin, end, opened in sorted(marks):
        if begin >= cuts[-1][0]:
            ends.append(begin)
            cuts.append((end, opened))
    ends.append(limit)
    return [(begin, end, opened) for (begin, opened), end in zip(cuts, ends, strict=True) if end > begin]


def _within_opener(text: str, at: int) -> bool:
    """Whether "photos" at `at` belongs to "story and photos by"."""
    match = words().opener.search(text, max(0, at - 20), at + 20)
    return match is not None and match.start() <= at < match.end()


def _inside_name(text: str, match: re.Match[str]) -> bool:
    """Whether an opener is a particle of a name: the von of "Ana von Reyes"."""
    if match.start() == 0 or match[0].strip().casefold() not in words().particles | {"door", "par", "por"}:
        return False
    before = text[: match.start()].rstrip(" ").rpartition(" ")[2]
    return (
        bool(before)
        and before[0].isupper()
        and (before[-1].isalpha() or before[-1] == ".")
        and before.casefold() not in words().stops
    )


def _name(text: str, start: int, end: int, opened: bool, lone: bool) -> Name | None:
    """The name in one piece, or None."""
    piece = text[start:end]
    if not piece.strip(_EDGE) or _EAST.search(piece):
        return _eastern(text, start, end, opened) if lone else None
    tokens = [(start + m.start(), start + m.end(), m[0].strip(_EDGE)) for m in _TOKEN.finditer(piece)]
    tokens = [token for token in tokens if token[2] or token[1] - token[0] > 0]
    while tokens and _goes_before(tokens[0][2], len(tokens)):
        tokens = tokens[1:]
    if not tokens:
        return None
    taken = _taken(text, tokens, lone, lone and not opened)
    if not taken:
        return None
    begin, stop = taken[0][0], taken[-1][1]
    while begin < stop and text[begin] in _EDGE:
        begin += 1
    while stop > begin and text[stop - 1] in _EDGE and not _ends_short(text[begin:stop]):
        stop -= 1
    if (
        len(taken) == 1
        and len(tokens) == 2
        and tokens[1][2].casefold() in words().bodies
        and taken[0][2].casefold() not in words().furniture
    ):
        end = tokens[1][1] - (0 if text[tokens[1][1] - 1].isalpha() else 1)
        return Name(begin, end, spelled(text[begin:end]), True, opened)
    return _judged(text, begin, stop, opened, lone, tokens[len(taken)][2] if len(tokens) > len(taken) else "")


def _goes_before(word: str, left: int) -> bool:
    """Whether a word stands before a name and is no part of it: a title, or a job that at least two words follow."""
    low = word.casefold().rstrip(".")
    known = words()
    job = low in known.stops or low.rpartition("-")[2] in known.stops
    return low in known.titles or (left > 2 and len(low) > 4 and job and low not in known.followers and low not in known.bodies)


def _ends_short(name: str) -> bool:
    """Whether the point at the end belongs to the name: an initial, or "Jr."."""
    last = name.rpartition(" ")[2]
    return last.endswith(".") and (bool(_INITIAL.fullmatch(last)) or last[:-1].casefold() in words().suffixes)


def _taken(text: str, tokens: list[tuple[int, int, str]], lone: bool, marked: bool) -> list[tuple[int, int, str]]:
    """The first tokens that a name can have, without particles at the end."""
    known = words()
    out: list[tuple[int, int, str]] = []
    for token in tokens[:8]:
        begin, stop, word = token
        low = word.casefold()
        if out and (text[begin] in "([" or (low in known.stops and not (low in known.bodies and token is tokens[-1]))):
            break
        second = marked and len(out) == 1 and len(tokens) == 2
        if not word or not (
            word[0].isupper() or second or low in known.particles or (not out and lone) or word[:2] in ("d'", "d’", "al-")
        ):
            break
        if any(c.isdigit() for c in word) and (out or not lone):
            break
        out.append(token)
        if text[stop - 1] in ")]:" or (text[stop - 1] == "." and len(word) > 3 and low.rstrip(".") not in known.suffixes):
            break
    while len(out) > 1 and out[-1][2].casefold() in known.particles and not out[-1][2][0].isupper():
        out.pop()
    return out


def _judged(text: str, begin: int, stop: int, opened: bool, lone: bool, rest: str) -> Name | None:
    """The name between two places, where it looks like one; `rest` is the word that follows it in its piece."""
    known = words()
    name = text[begin:stop]
    parts = [part for part in name.split() if part.strip(_EDGE)]
    low = [part.casefold().strip("“”\"'()[],") for part in parts]
    whole = " ".join(low)
    if not 2 <= len(name) <= 60 or not parts or whole in known.not_people:
        return None
    if "/" in name and "//" not in name and any(half.strip() in known.agencies for half in whole.split("/")):
        return Name(begin, stop, name, True, opened)
    if whole in known.agencies:
        return Name(begin, stop, name, True, opened)
    if _NETWORK.search(name):
        return None
    quiet = (
        lone
        and len(parts) == 2
        and parts[0][0].isupper()
        and low[1].isalpha()
        and not rest
        and low[1] not in known.stops | known.begins
    )
    body = any(word in known.bodies or word.rpartition("-")[2] in known.bodies or word.endswith(_BODY_ENDS) for word in low)
    if len(parts) == 1:
        alone = lone and _may_follow(rest) and low[0] not in known.furniture | known.begins and low[0] not in known.stops
        fits = alone and not body and _HANDLE.fullmatch(name) and any(c.isalpha() for c in name) and not low[0].endswith("admin")
        return Name(begin, stop, name, False, opened) if fits else None
    if not body and (low[0] in known.begins or any(word in known.furniture for word in low)):
        return None
    if not body and not quiet and sum(part[0].isupper() for part in parts) < 2:
        return None
    if len(parts) > (7 if body else 6) or any(len(part) > 24 for part in parts):
        return None
    return Name(begin, stop, spelled(name), body, opened)


def _may_follow(rest: str) -> bool:
    """Whether a word may stand behind a handle; any other makes the handle the begin of a sentence."""
    low = rest.casefold()
    return not rest or low in words().followers or rest[0].isdigit()


def _eastern(text: str, start: int, end: int, opened: bool) -> Name | None:
    """A name in Chinese, Japanese or Korean script: few characters, no marks."""
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip(_EDGE + "　《》【】「」"))
    stop = end - (len(piece) - len(piece.rstrip(_EDGE + "　《》【】「」")))
    name = text[begin:stop]
    return Name(begin, stop, name, False, opened) if _EASTERN.fullmatch(name) and len(name.replace(" ", "")) <= 8 else None


def spelled(name: str) -> str:
    """A name in canonical spelling: blanks single, CAPITALS set down where two words or a longer one are all capitals."""
    parts = name.split()
    loud = [len(part) > 3 and part.isupper() and not part.endswith(".") for part in parts]
    everywhere = sum(part.isupper() for part in parts) == len(parts) and any(loud)
    out: list[str] = []
    for part, shout in zip(parts, loud, strict=True):
        if (shout or (everywhere and len(part.strip(".")) > 1)) and not _INITIAL.fullmatch(part):
            low = part.casefold()
            quiet = low in words().particles and out
            part = low if quiet else _MC.sub(lambda m: m[1] + m[2].upper(), _titled(low))
        out.append(part)
    return " ".join(out)


def _titled(word: str) -> str:
    return "-".join(half[:1].upper() + half[1:] for half in word.split("-"))
