"""Who sent a mail, and for whom: the display name of From, the list's name, the host of the sender's address.

An address is never a name: where From has nothing else, the mail has no creator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tagger.recognisers.sources.names import Names
from tagger.recognisers.sources.provenance.bylines import names as names_in
from tagger.recognisers.sources.provenance.bylines import spelled, words
from tagger.recognisers.sources.provenance.fields import scores

_ADDRESS = re.compile(r"[\w.+=~!#$%&'*/-]{1,80}@([\w-]{1,60}(?:\.[\w-]{1,60}){0,8})")
_MAILBOX = re.compile(
    r"\s*(?:(?:\"(?P<quoted>[^\"<>]{1,200})\"|(?P<plain>[^\"<>,;]{1,200}(?:,[^\"<>,;@]{1,100})?))?\s*<[^<>]{0,200}>|[^\s<>,;()]{1,120}\s?\((?P<comment>[^()]{1,120})\)|(?P<bare>[^<>]{1,200}))\s*[,;]?"
)
_FOR = re.compile(r",? (?:via|from|at|for|of|bei|von|@|de) |\s[|–—-]\s|, | \(")
_LIST = re.compile(r"\s*+\"?(?P<name>[^\"<>@]{2,100}?)\"?\s*<[^<>]{1,200}>")
_SUBJECT_LIST = re.compile(r"(?:(?:re|fwd?|aw|wg):\s*){0,3}\[(?P<name>[A-Za-z][\w .-]{2,40})\]", re.I)


class Sent(NamedTuple):
    """A name of a mail's header with its place: `role` is creator or publisher."""

    role: str
    field: str
    start: int
    end: int
    label: str
    rule: str

    @property
    def score(self) -> float:
        """How much the rule is trusted."""
        return scores()[self.rule]


def senders(fields: Mapping[str, str], known: Names) -> Iterator[Sent]:
    """The people and outlets that the headers of a mail name."""
    text = fields.get("from", "")
    for match in list(_MAILBOX.finditer(text[:1000]))[:6]:
        group = next((name for name in ("quoted", "plain", "comment", "bare") if match[name]), "")
        if group and "@" not in match[group]:
            yield from _display(text, *match.span(group), known)
    for address in list(_ADDRESS.finditer(text[:1000]))[:3]:
        concept = known.by_domain(address[1])
        if concept is not None:
            yield Sent("publisher", "from", address.start(1), address.end(1), known.label(concept), "sources/mail/domain")
    yield from _lists(fields)


def _lists(fields: Mapping[str, str]) -> Iterator[Sent]:
    """The list that a mail came by: the name in List-Id, or that in brackets before the subject."""
    text = fields.get("list_id", "")
    match = _LIST.match(text) if text else None
    if match:
        yield Sent("publisher", "list_id", *match.span("name"), match["name"], "sources/mail/list-id")
        return
    subject = fields.get("subject", "")
    match = _SUBJECT_LIST.match(subject) if text else None
    if match:
        yield Sent("publisher", "subject", *match.span("name"), match["name"], "sources/mail/subject-list")


def _display(text: str, start: int, end: int, known: Names) -> Iterator[Sent]:
    """What a display name says: a person, an outlet, or one for the other."""
    while start < end and text[start] in " '\"":
        start += 1
    while end > start and text[end - 1] in " '\")":
        end -= 1
    whole = text[start:end]
    family, comma, given = whole.partition(", ")
    if (
        comma
        and " " not in family
        and given
        and len(given.split()) <= 2
        and not _is_outlet(whole, known)
        and not _is_outlet(given, known)
    ):
        label = spelled(f"{given} {family}")
        if names_in(label):
            yield Sent("creator", "from", start, end, label, "sources/mail/from")
        return
    if _is_outlet(whole, known) and not _FOR.search(whole):
        yield Sent("publisher", "from", start, end, _label(whole, known), "sources/mail/from")
        return
    split = _FOR.search(text, start, end)
    first = text[start : split.start() if split else end].rstrip(" '\"")
    if _is_outlet(first, known):
        yield Sent("publisher", "from", start, start + len(first), _label(first, known), "sources/mail/from")
    else:
        for name in names_in(first, lone=True)[:4]:
            yield Sent("creator", "from", start + name.start, start + name.end, name.label, "sources/mail/from")
    if split:
        rest = text[split.end() : end].strip(" '\")")
        if _is_outlet(rest, known) or (len(rest.split()) > 1 and rest[:1].isupper()):
            begin = split.end() + len(text[split.end() : end]) - len(text[split.end() : end].lstrip(" '\""))
            yield Sent("publisher", "from", begin, begin + len(rest), _label(rest, known), "sources/mail/from-for")


def _label(name: str, known: Names) -> str:
    concept = known.match(name)
    return known.label(concept) if concept is not None else " ".join(name.split())


def _is_outlet(name: str, known: Names) -> bool:
    """Whether a display name is that of an outlet: the vocabulary knows it, or one of its words says so."""
    concept = known.match(name)
    if concept is not None:
        found = known.vocabulary.get(concept)
        return found is not None and found.kind != "person"
    parts = [part.casefold().strip(".,'\"") for part in name.split()]
    return len(parts) > 1 and (any(part in words().bodies or part in _OUTLETS for part in parts) or parts[0] == "the")


_OUTLETS = frozenset(
    "newsletter digest dispatch bulletin letter notes briefing alert alerts updates notifications list announce announcements forum "
    "rundbrief brief mitteilungen service courier chronicle observer monitor gazette watch insider standard mail express globe star sun "
    "echo voice mirror telegraph record register sentinel examiner advertiser argus mercury".split()
)
