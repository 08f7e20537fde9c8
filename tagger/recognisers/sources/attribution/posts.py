"""Posters of saved threads, by the line above or below their post: "seawolf · 2 yr. ago", "by seawolf » Mon May 03, 2021"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import repeat
from typing import NamedTuple

from tagger.datafiles import compiled
from tagger.recognisers.sources.attribution.described import Phrase
from tagger.recognisers.sources.attribution.frames import Mention
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.provenance.triggers import line_starts
from tagger.recognisers.sources.words import is_given, table, words

FEWEST = 2
"""The least number of lines without a mark at their end that a thread has: the heads of two posts."""
HEAD = 300
"""Characters in which the first post of a thread begins."""
MOST = 200
"""The most posts of a text that are looked at."""
_HANDLE = re.compile(r"(?:/?u/|@).+|.*[\d_].*|[^\W\d_]*[a-zß-ÿ][A-ZÀ-Þ]\w*|[a-zß-ÿ][\w.-]+")


class Rule(NamedTuple):
    """How the head of a post looks."""

    id: str
    triggers: tuple[str, ...]
    pattern: str
    repeat: int
    opens: bool


@cache
def post_rules() -> tuple[Rule, ...]:
    """The rules of the data file, in file order, their patterns with the words put in."""
    raw = table("attribution.en-posts.toml")
    out = []
    for row in raw["post"]:
        pattern = row["pattern"]
        for name in ("who", "handle", "ago", "age", "day", "clock"):
            pattern = pattern.replace("{" + name + "}", raw[name])
        out.append(Rule(row["id"], tuple(row["triggers"]), pattern, row.get("repeat", 1), row.get("opens", False)))
    return tuple(out)


def by_post(text: Text) -> Iterator[Mention]:
    """The posters of the thread that the body is; not who began it, whose text it is."""
    if text.unfinished() < FEWEST:
        return
    rules = [rule for rule in post_rules() if any(trigger in text.body for trigger in rule.triggers)]
    found = [(rule, heads(text.body, rule)) for rule in rules]
    opening = min((posts[0] for rule, posts in found if rule.opens and posts), key=re.Match.start, default=None)
    began = opening["name"] if opening is not None and opening.start() < HEAD else ""
    for rule, posts in found:
        for post in posts if len(posts) >= rule.repeat else ():
            start, end = post.span("name")
            first, last = bisect_left(text.at, start), bisect_left(text.at, end) - 1
            if post["name"] != began and first <= last:
                yield Mention(Phrase("named", first, last, ((first, last),), last), "quoted", "post-head", first)


def heads(body: str, rule: Rule) -> list[re.Match[str]]:
    """The heads of posts that one rule finds, each with the name of its poster; one of them may be a word where another is none."""
    pattern = compiled(rule.pattern, re.M)
    matches = (
        map(pattern.match, repeat(body), line_starts(body, 0, len(body))) if rule.pattern[0] == "^" else pattern.finditer(body)
    )
    found = [match for match in matches if match is not None and match["name"].lower() not in _nobody()][:MOST]
    sure = [match for match in found if _is_name(match["name"])]
    return [match for match in found if match in sure or _may_be_name(match["name"])] if sure else []


def _is_name(name: str) -> bool:
    """Whether what stands above a post names its poster: a screen name, or a person's name that begins with a given name."""
    bare = name.removeprefix("/").removeprefix("u/").lstrip("@")
    parts = bare.split()
    if parts[0].lower() in _nobody():
        return False
    if len(parts) == 1:
        return is_given(bare.lower()) or (_HANDLE.fullmatch(name) is not None and not words().bits.get(bare, 0))
    return is_given(parts[0].lower())


def _may_be_name(name: str) -> bool:
    """Whether a single word with a capital may be a screen name, beside others that surely are: no word that is known."""
    return name.isalpha() and name.istitle() and not words().bits.get(name.lower(), 0)


@cache
def _nobody() -> frozenset[str]:
    return frozenset(table("attribution.en-posts.toml")["nobody"].split())
