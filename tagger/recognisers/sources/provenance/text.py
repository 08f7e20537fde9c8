"""Who wrote a text and who put it out, as the text itself says: bylines, datelines, signatures, footers, forwards.

The rules are data (`provenance.text.toml`); each looks only where it belongs, at the head or the foot, and only where one
of its triggers stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tagger.datafiles import compiled
from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance.bylines import names as names_in
from tagger.recognisers.sources.provenance.bylines import raw_words, words
from tagger.recognisers.sources.provenance.publishers import is_domain
from tagger.recognisers.sources.provenance.triggers import at_ends, at_line_start, folded, raw_rules, triggers
from tagger.recognisers.sources.words import given_names

_HEAD_LINES, _HEAD, _FOOT, _END = 14, 1600, 1500, 160
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_REST = r"[\w&’'-]*(?:\.(?=\w)[\w&’'-]+)*"
_MONTHS = (
    "january february march april may june july august september october november december januar februar märz mai juni juli oktober "
    "dezember janvier février mars avril juin juillet août septembre octobre novembre décembre monday tuesday wednesday thursday friday "
    "saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag permission error part english german french spanish "
    "http https www this that these those it there here our your my his her their a an one two three"
).split()


class Rule(NamedTuple):
    """One rule of the data file, its pattern with the words put in."""

    id: str
    role: str
    kind: str
    where: str
    trigger: tuple[str, ...]
    pattern: str
    given: bool
    near: bool
    """Whether the rule is held only against the starts of lines at the ends of the text, or its last characters."""


class Told(NamedTuple):
    """A name that the text gives, with its place in the body."""

    role: str
    start: int
    end: int
    label: str
    rule: str
    body: bool


def _any(items: list[str]) -> str:
    """One of the items, the longest that fits, as a pattern that looks at those alone that begin with the letter there."""
    first: dict[str, list[str]] = {}
    for item in sorted(items, key=len, reverse=True):
        first.setdefault(item[0], []).append(re.escape(item[1:]))
    return "(?:" + "|".join(re.escape(letter) + "(?:" + "|".join(rest) + ")" for letter, rest in first.items()) + ")"


@cache
def text_rules() -> tuple[Rule, ...]:
    """The rules, in file order."""
    raw = raw_rules()
    particles = _any([word for word in raw_words()["particles"] if word.isalpha()])
    agencies = raw_words()["agencies"]
    spellings = {
        s
        for a in agencies
        for s in (a.upper() if len(a) <= 5 else a.title(), a if a in ("dpa", "epd", "kna", "sid", "ots", "sda") else "")
    }
    spellings |= {"Reuters", "Xinhua", "Kyodo", "Interfax", "Belga", "Bloomberg", "kathpress", "Agence France-Presse"}
    months = (
        "|".join(word.title() for word in _MONTHS[:12])
        + "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
    )
    parts = {
        "{name}": rf"{_CAPITAL}[\w’'.-]*+(?: (?:{particles} ){{0,2}}{_CAPITAL}[\w’'.-]*){{1,4}}",
        "{outlet}": rf"(?:[Tt]he )?{_CAPITAL}{_REST}(?: (?:(?:of|the|and|for|&|de|la|le|del|des|der|die|für|und) ){{0,2}}(?:{_CAPITAL}|(?!(?:19|20)\d\d)\d){_REST}){{0,6}}",
        "{capital}": _CAPITAL,
        "{agency}": _any([s for s in spellings if s]) + r"(?!\w)",
        "{day}": rf"(?:\d{{1,2}}\.? (?:{months})\.? \d{{4}}|(?:{months})\.? \d{{1,2}}, \d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})",
        **{f"{{{name}}}": _any(raw[name]) for name in ("jobs", "openers", "labels", "closings", "talks", "wires")},
    }  # fmt: skip
    out = []
    for row in raw["rule"]:
        pattern = row["pattern"]
        for name, text in parts.items():
            pattern = pattern.replace(name, text)
        where, trigger, near = row["where"], tuple(row["trigger"]), at_ends(row)
        out.append(
            Rule(row["id"], row["role"], row["kind"], where, trigger, at_line_start(pattern), row.get("given", False), near)
        )
    return tuple(out)


def find_told(body: str, known: Names, role: str = "", only: str = "") -> list[Told]:
    """What the text says of its creators and publishers; of each role only what the first rule that speaks gives.

    `role` narrows it to the rules of one role, `only` to one rule. Agencies, which mark a text that an outlet put out, and lists stand beside other publishers.
    """
    head, foot = _ends(body)
    roused = _roused(body, head, foot)
    out: list[Told] = []
    for rule in roused:
        if (role and rule.role != role) or (only and rule.id != only):
            continue
        if rule.role == "creator" and any(told.role == "creator" for told in out):
            continue
        for begin, end in _places(rule.where, head, foot, len(body)):
            found = list(_matches(rule, body, begin, end, known))
            out += [told for told in found if all(told.label != one.label or told.role != one.role for one in out)]
            if found:
                break
    return out


def _roused(body: str, head: int, foot: int) -> list[Rule]:
    """The rules that may find something in the body, whose head and foot end and begin there, in file order."""
    heard = triggers().heard(body)
    near = _near(body, head, foot)
    if not near and heard.isdisjoint(_far_triggers()):
        return []
    ends = folded(body if foot <= head else body[:head] + "\n" + body[foot:])
    return [
        rule
        for rule in text_rules()
        if (rule.id in near if rule.near else not heard.isdisjoint(rule.trigger))
        and (rule.where == "any" or any(trigger in ends for trigger in rule.trigger))
    ]


@cache
def _far_triggers() -> frozenset[str]:
    return frozenset(trigger for rule in text_rules() if not rule.near for trigger in rule.trigger)


def _near(body: str, head: int, foot: int) -> frozenset[str]:
    """The rules, by id, of those for the ends of the body that match there."""
    size = len(body)
    last = max(0, size - _END)
    tail = body[last:].lower()
    found = [rule for trigger, rule in _ending() if trigger in tail and compiled(rule.pattern, re.M).search(body, last, size)]
    if head == size:
        found += [rule for rule, at in _begun(body, 0, size, "head", "foot", "ends") if rule.where != "foot" or at >= foot]
    else:
        found += [rule for rule, _ in _begun(body, 0, head, "head", "ends")]
        found += [rule for rule, _ in _begun(body, foot, size, "foot", "ends")]
    return frozenset(rule.id for rule in found)


@cache
def _ending() -> tuple[tuple[str, Rule], ...]:
    """The rules for the last characters, each with every one of its triggers."""
    return tuple((trigger, rule) for rule in _bound("end") for trigger in rule.trigger)


@cache
def _bound(*places: str) -> tuple[Rule, ...]:
    """The rules that are held only against the starts of lines at these places, or against the last characters."""
    return tuple(rule for rule in text_rules() if rule.near and rule.where in places)


def _begun(body: str, begin: int, end: int, *places: str) -> Iterator[tuple[Rule, int]]:
    """The rules bound to these places that match at the start of a line between `begin`, where one starts, and `end`; with that start."""
    search, text = _gate(*places).search, "\n" + body[begin:end]
    line = search(text)
    while line is not None:
        at = begin + line.start()
        for rule in _bound(*places):
            if compiled(rule.pattern, re.M).match(body, at, end):
                yield rule, at
        line = search(text, line.start() + 1)


@cache
def _gate(*places: str) -> re.Pattern[str]:
    """One pattern that matches a line end and what follows it wherever a rule bound to one of these places does: no empty line."""
    patterns = [rule.pattern.replace("?P<name>", "?:") for rule in _bound(*places)]
    return re.compile("\n(?!\n)(?:" + "|".join(patterns) + ")", re.M)


def _ends(body: str) -> tuple[int, int]:
    """Where the head ends and the foot begins, at the ends of lines."""
    head = min(len(body), _HEAD)
    if body.count("\n", 0, _HEAD) >= _HEAD_LINES:
        head = -1
        for _ in range(_HEAD_LINES):
            head = body.find("\n", head + 1)
    return head, body.rfind("\n", 0, max(0, len(body) - _FOOT)) + 1


def _places(where: str, head: int, foot: int, length: int) -> list[tuple[int, int]]:
    if where == "head":
        return [(0, head)]
    if where == "foot":
        return [(foot, length)]
    if where == "end":
        return [(max(0, length - _END), length)]
    return [(0, head), (foot, length)] if where == "ends" else [(0, length)]


def _matches(rule: Rule, body: str, begin: int, end: int, known: Names) -> Iterator[Told]:
    """The names that one rule finds in one place: those of its first match that holds any."""
    for count, match in enumerate(compiled(rule.pattern, re.M).finditer(body, begin, end)):
        if count == 12:
            return
        found = list(_of_match(rule, body, match, known))
        if found:
            yield from found
            return


def _of_match(rule: Rule, body: str, match: re.Match[str], known: Names) -> Iterator[Told]:
    start, end = match.span("name")
    if rule.kind == "names":
        text = body[start:end]
        found = names_in(text)
        if not found or not _closed(text[found[-1].end :]):
            return
        for name in found:
            person = not name.body and " " in name.label
            if (person and (not rule.given or name.label.split()[0].casefold() in given_names())) or (
                name.body and rule.id.endswith("/byline")
            ):
                yield Told(rule.role, start + name.start, start + name.end, name.label, rule.id, name.body)
        return
    if rule.kind == "handle":
        for name in names_in(body[start:end], lone=True):
            yield Told(rule.role, start + name.start, start + name.end, name.label, rule.id, False)
        return
    if rule.kind == "signature":
        label = body[start:end].rstrip(".")
        if " " in label or label.casefold() in given_names():
            yield Told(rule.role, start, start + len(label), label, rule.id, False)
        return
    start += 4 if body.startswith("the ", start, end) else 0
    label = body[start:end].rstrip(" .,-'’&")
    end = start + len(label)
    if rule.kind == "agency" or _is_outlet(label, body[:start][-6:], known):
        yield Told(rule.role, start, end, label, rule.id, True)


def _closed(rest: str) -> bool:
    """Whether what follows the names of a byline is no sentence: nothing, a mark, a job, a date, a place."""
    rest = rest.strip()
    if not rest or not (rest[0].isalnum() or rest[0] in "'’"):
        return len(rest) < 70
    first = rest.split()[0].strip(".,:;)").casefold()
    fits = (
        first in words().stops
        or first in words().followers
        or first in ("for", "in", "and", "y", "et", "und", "with", "mit")
        or first[0].isdigit()
    )
    return fits and len(rest) < 60 and not rest.endswith((".", "!", "?"))


def _is_outlet(label: str, before: str, known: Names) -> bool:
    """Whether a run of capitalised words names an outlet: more than a day, a place or a single common word."""
    parts = label.split()
    bare = [part.casefold() for part in parts if part.casefold() != "the"]
    if not bare or bare[0] in _MONTHS or is_domain(label) or len(label) < 3 or len(label) > 60:
        return False
    if len(bare) > 1 or known.match(label) is not None:
        return True
    return before.rstrip().endswith((" at", " on", " by", "bei", "rom")) and len(bare[0]) > 3
