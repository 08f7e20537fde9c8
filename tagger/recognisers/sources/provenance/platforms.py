"""Where the words were posted: the platform by its address, by the layout of its posts, and by what the text says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, repeat
from typing import NamedTuple

from tagger.model import Document, Span
from tagger.recognisers.sources.provenance.fields import is_bare
from tagger.recognisers.sources.provenance.publishers import host
from tagger.recognisers.sources.provenance.triggers import at_line_start, line_starts, raw_platforms, triggers

MOST = 20
"""Mentions of one platform that are looked at."""
PEOPLE = 12
"""People of one chat that are given at most."""
_BEFORE, _AFTER = 110, 60
_FEW_LINES = 24
"""From so many characters a line, a rule for the starts of lines is held against these alone before all places."""
_HEAD = 300
"""Characters in which the first post of a document that is a post begins."""


class Rule(NamedTuple):
    """A rule of talk or layout: its pattern is compiled for one platform, or for the one it names."""

    id: str
    platform: str
    pattern: str
    fold: bool
    trigger: tuple[str, ...]
    repeat: int
    role: str
    where: str


class Platform(NamedTuple):
    """A platform's name, the words that people use for it, and its hosts."""

    name: str
    words: tuple[str, ...]
    hosts: tuple[str, ...]


class Posted(NamedTuple):
    """A platform, with the place that shows it."""

    platform: str
    span: Span
    score: float


class Poster(NamedTuple):
    """Who posted, by the layout of a post or the title of its page: `role` is creator or publisher."""

    role: str
    field: str
    start: int
    end: int
    rule: str
    first: bool
    """Whether the document is this post, or begins with it."""


@cache
def platforms() -> tuple[Platform, ...]:
    """The platforms that are known."""
    return tuple(Platform(row["name"], tuple(row["words"]), tuple(row["hosts"])) for row in raw_platforms()["platform"])


@cache
def rules(kind: str) -> tuple[Rule, ...]:
    """The rules of kind `talk`, `layout` or `title`, in file order."""
    return tuple(
        Rule(
            row["id"], row.get("platform", ""), row["pattern"], row.get("fold", False), tuple(row.get("trigger", ())),
            row.get("repeat", 1), row.get("role", "creator"), row.get("where", "any"),
        )
        for row in raw_platforms()[kind]
    )  # fmt: skip


def _any(words: list[str] | tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@cache
def compiled(rule: Rule, platform: str = "") -> re.Pattern[str]:
    """The pattern of a rule, for one platform where it is about any."""
    raw = raw_platforms()
    pattern = rule.pattern.replace("{posted}", _any(raw["posted"])).replace("{post}", _any(raw["post"]))
    if platform:
        words = next(one.words for one in platforms() if one.name == platform)
        pattern = pattern.replace("{platform}", _any(words))
    return re.compile(at_line_start(pattern), re.M | (re.I if rule.fold else 0))


@cache
def _refused() -> re.Pattern[str]:
    return re.compile(rf"\b{_any(raw_platforms()['refused'])}\b(?: \w+){{0,2}} (?:on|to|via|us)\b", re.I)


Layout = tuple[Rule, Span, list[re.Match[str]]]


def find_platforms(document: Document, found_layouts: list[Layout]) -> list[Posted]:
    """The platforms of a document, surest first: its address, its mailing list, the layouts in it, and its talk."""
    found: list[Posted] = []
    if not is_bare(document.fields):
        found += [*by_address(document), *by_list(document), *(posted for posted, _ in by_title(document))]
    for rule, span, matches in found_layouts:
        itself = matches[0].start() < _HEAD or rule.repeat > 1 or len(document.body) < 2 * _HEAD
        found.append(Posted(rule.platform, span, 0.9 if itself else 0.7))
    found += by_talk(document.body)
    return found


def by_address(document: Document) -> Iterator[Posted]:
    """The platform whose host the document's address has."""
    name, field, start = host(document)
    parts = name.split(".") if name else []
    found = {number for at in range(len(parts)) for number in _by_host().get(".".join(parts[at:]), ())}
    for number in sorted(found):
        yield Posted(platforms()[number].name, Span(field, start, start + len(name), "sources/platform/address"), 1.0)


@cache
def _by_host() -> dict[str, list[int]]:
    """The numbers of the platforms that have a host."""
    out: dict[str, list[int]] = {}
    for number, platform in enumerate(platforms()):
        for one in platform.hosts:
            out.setdefault(one, []).append(number)
    return out


def by_title(document: Document) -> Iterator[tuple[Posted, Poster | None]]:
    """The platform that the title of a saved page names, and who posted."""
    field = next((name for name in ("page_title", "title") if name in document.fields), "")
    text = document.fields.get(field, "")[:800]
    for rule in _roused("title", text):
        match = compiled(rule).search(text)
        if match:
            start, end = match.span("platform")
            start += len(text[start:end]) - len(text[start:end].lstrip(" /"))
            name = rule.platform or text[start:end]
            named = "name" in match.groupdict() and match["name"]
            poster = Poster(rule.role, field, *match.span("name"), rule.id, True) if named else None
            yield Posted(name, Span(field, start, end, rule.id), 0.9), poster


def by_list(document: Document) -> Iterator[Posted]:
    """The mailing list of a mail that has a List-Id or stands in a newsgroup."""
    for field, platform in (("list_id", "mailing list"), ("newsgroups", "Usenet")):
        text = document.fields.get(field, "")
        if text:
            yield Posted(platform, Span(field, 0, len(text), f"sources/platform/{field.replace('_', '-')}"), 0.95)


@cache
def _wakers(kind: str) -> frozenset[str]:
    return frozenset(trigger for rule in rules(kind) for trigger in rule.trigger)


def _roused(kind: str, text: str) -> list[Rule]:
    """The rules of a kind of which the text has a trigger, in file order."""
    heard = triggers().heard(text) if text else frozenset()
    return [rule for rule in rules(kind) if not heard.isdisjoint(rule.trigger)] if not heard.isdisjoint(_wakers(kind)) else []


def layouts(body: str) -> Iterator[Layout]:
    """The layout rules that match, each with the place that shows the platform and all its matches."""
    starts: list[int] | None = None
    for rule in _roused("layout", body):
        if rule.where != "foot" and rule.pattern.startswith("^"):
            if starts is None:
                starts = line_starts(body, 0, len(body)) if body.count("\n") * _FEW_LINES < len(body) else []
            if starts and not any(map(compiled(rule).match, repeat(body), starts)):
                continue
        begin = max(0, len(body) - 1500) if rule.where == "foot" else 0
        matches = list(islice(compiled(rule).finditer(body, begin), 200))
        if len(matches) >= rule.repeat:
            start, end = matches[0].span("platform")
            while start < end and body[start] in "\n ":
                start += 1
            yield rule, Span("body", start, end, rule.id), matches


def posters(body: str, found_layouts: list[Layout]) -> Iterator[Poster]:
    """Who posted, by the layouts in a body: the first of a thread, all the people of a chat, the channel of a forward."""
    for rule, _, matches in found_layouts:
        if "name" not in compiled(rule).groupindex:
            continue
        seen: dict[str, Poster] = {}
        for match in matches if rule.repeat > 1 or rule.id.endswith("-export") else matches[:1]:
            start, end = match.span("name")
            name = match["name"] or ""
            while start < end and body[start] in " ‎\u200e~•\ufeff":
                start += 1
            if name.strip() and name not in seen and len(seen) < PEOPLE:
                first = match.start() < _HEAD or rule.repeat > 1 or len(body) < 2 * _HEAD
                seen[name] = Poster(rule.role, "body", start, end, rule.id, first)
        yield from seen.values()


def by_talk(body: str) -> Iterator[Posted]:
    """The platforms that a text says things were posted on; not those it asks to share or follow it on."""
    for rule in _roused("talk", body):
        find = compiled(rule).finditer
        matches = (match for begin, end in _lines_with(body, rule.trigger) for match in find(body, begin, end))
        for match in islice(matches, MOST):
            yield Posted(rule.platform, Span("body", match.start(), match.end(), rule.id), 0.6)
    heard = triggers().heard(body)
    if heard.isdisjoint(_folded()):
        return
    for word, platform in [(word, platform) for small, word, platform in _spoken() if small in heard]:
        at = body.find(word)
        for _ in range(MOST):
            if at < 0:
                break
            yield from _said_near(body, at, at + len(word), platform)
            at = body.find(word, at + len(word))


def _lines_with(body: str, triggers: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The lines in which one of the triggers stands: talk has its trigger in it and goes over no end of a line."""
    at = 0
    for line in body.split("\n"):
        small = line.lower()
        for trigger in triggers:
            if trigger in small:
                yield at, at + len(line)
                break
        at += len(line) + 1


@cache
def _spoken() -> tuple[tuple[str, str, str], ...]:
    """The words for all platforms, each in small letters, as it is written, and with its platform."""
    return tuple((word.casefold(), word, platform.name) for platform in platforms() for word in platform.words)


@cache
def _folded() -> frozenset[str]:
    """The words for all platforms, in small letters."""
    return frozenset(folded for folded, _, _ in _spoken())


def _said_near(body: str, start: int, end: int, platform: str) -> Iterator[Posted]:
    """The talk of a platform around one place where its word stands: the first rule that covers it."""
    begin = max(0, body.rfind("\n", 0, start) + 1, start - _BEFORE)
    stop = min(len(body), end + _AFTER)
    if _refused().search(body, max(begin, start - 40), end):
        return
    for rule in rules("talk"):
        if rule.platform:
            continue
        for match in compiled(rule, platform).finditer(body, begin, stop):
            if match.start() <= start and end <= match.end():
                yield Posted(platform, Span("body", match.start(), match.end(), rule.id), 0.6)
                return
