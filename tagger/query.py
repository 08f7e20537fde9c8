"""A query such as `topic:x source:y date:2022..2023 "a phrase" -z`, parsed to a tree.

    query  = any*                     terms side by side must all hold
    any    = term ("OR" term)*        OR binds closer than side by side
    term   = "-" term | "(" query ")" | field ":" value | word | word* | "a phrase"

`role:R` narrows the terms of R's facet that stand beside it; a role may also be the field itself: `quoted:"Ana Reyes"`.
`source:` is a source in any role, `from:` one that put the document out: its creator, publisher or platform.
`language:de` is by the code that a record has.
`topic:labour` holds for narrower topics too, `topic:=labour` for that very one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tagger.edtf import Day, Edtf
from tagger.errors import EdtfError, QueryError
from tagger.model import FACETS, OR, ROLES, Facet

OWN: dict[Facet, tuple[str, ...]] = {
    "topic": ("about", "mentions"),
    "source": ("creator", "publisher", "platform"),
    "date": ("issued",),
}
"""The roles that say something of the document itself: where none of them is filled, `FACET:none` holds."""


def in_doubt(issued: str, label: str, count: int) -> bool:
    """Whether a document is `is:ambiguous`: it has several days of issue, or its best one, `issued`, is uncertain or has two readings."""
    return count > 1 or "?" in issued or "%" in issued or OR in label


_FACET_OF: dict[str, Facet] = {role: facet for facet in FACETS for role in ROLES[facet]}
_ALIASES = {"topics": "topic", "sources": "source", "dates": "date", "author": "creator", "in": "path", "lang": "language"}
FIELDS = (*FACETS, *_FACET_OF, "from", "role", "path", "title", "language", "is", "origin")
STATES = ("ambiguous", "corrected", "gone")
ORIGINS = ("rule", "learned", "person")
_DEPTH = 64


def may_be_words(field: str) -> bool:
    """Whether the value of a field may be several words, as a name, a title or a path may; a day, a role or a code is one."""
    name = _ALIASES.get(field.lower(), field.lower())
    return name not in ("role", "language", "is", "origin") and _FACET_OF.get(name, name) != "date"


class Words(NamedTuple):
    """Documents with these tokens side by side; the last may be the beginning of a word. `field` is "" or `title`."""

    text: str
    prefix: bool = False
    field: str = ""


class Has(NamedTuple):
    """Documents with a tag: of these roles and value (None for any); for dates, a range of days that the tag's may touch.

    `none` turns it round: documents with no tag of these roles. `position` is where the value stands in the query.
    `narrower` are ids of narrower topics that will do as well; none are looked for where the query is `exact`.
    """

    facet: Facet
    roles: tuple[str, ...]
    value: str | None = None
    first: Day | None = None
    last: Day | None = None
    none: bool = False
    position: int = 0
    prefix: bool = False
    origin: str = ""
    exact: bool = False
    narrower: tuple[str, ...] = ()


class Path(NamedTuple):
    """Documents whose path has this text, or fits it where it has `*`."""

    text: str


class Language(NamedTuple):
    """Documents in a language, by its code of two or three letters; "" where none was recognised."""

    code: str


class State(NamedTuple):
    """Documents that are `ambiguous` (their day of issue is), `corrected` (a person decided) or `gone` (no longer found)."""

    name: str


class Not(NamedTuple):
    """Documents that the part does not hold for."""

    part: Node


class All(NamedTuple):
    """Documents that every part holds for; all documents where there is none."""

    parts: tuple[Node, ...]


class Any(NamedTuple):
    """Documents that some part holds for."""

    parts: tuple[Node, ...]


Node = Words | Has | Path | Language | State | Not | All | Any


class _Token(NamedTuple):
    kind: str  # ( ) - or word phrase field end
    text: str
    position: int
    quoted: bool = False
    prefix: bool = False
    field: str = ""
    exact: bool = False


_CODE = re.compile(r"[a-z]{2,3}")
_FIELD = re.compile(r"([A-Za-z]+):")
_BARE = re.compile(r'[^\s()"]+')


def parse(text: str) -> Node:
    """The tree of a query; an empty one holds for every document. Raises: QueryError with the position at fault."""
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.next = 0

    def parse(self) -> Node:
        node = self._all(0)
        token = self._peek()
        if token.kind != "end":
            raise QueryError("this closing parenthesis opens nowhere", self.text, token.position)
        return node

    def _peek(self) -> _Token:
        return self.tokens[self.next]

    def _take(self) -> _Token:
        self.next += 1
        return self.tokens[self.next - 1]

    def _all(self, depth: int) -> Node:
        if depth > _DEPTH:
            raise QueryError("parentheses nested too deep", self.text, self._peek().position)
        parts: list[Node] = []
        roles: list[str] = []
        while self._peek().kind not in (")", "end"):
            token = self._peek()
            if token.kind == "field" and token.field == "role":
                self._take()
                roles.append(self._role(token))
            else:
                parts.append(self._any(depth))
        parts = _narrowed(parts, roles)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _any(self, depth: int) -> Node:
        parts = [self._term(depth)]
        while self._peek().kind == "or":
            token = self._take()
            if self._peek().kind in (")", "end", "or"):
                raise QueryError("OR wants a term on each side", self.text, token.position)
            parts.append(self._term(depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _term(self, depth: int) -> Node:
        token = self._take()
        if token.kind == "-":
            if depth > _DEPTH or self._peek().kind in (")", "end", "or"):
                raise QueryError("the minus wants a term after it", self.text, token.position)
            return Not(self._term(depth + 1))
        if token.kind == "(":
            node = self._all(depth + 1)
            if self._peek().kind != ")":
                raise QueryError("this parenthesis is not closed", self.text, token.position)
            self._take()
            return node
        if token.kind == "or":
            raise QueryError("OR wants a term on each side", self.text, token.position)
        if token.kind == "field":
            return self._field(token)
        return Words(token.text, token.prefix)

    def _role(self, token: _Token) -> str:
        role = _ALIASES.get(token.text.lower(), token.text.lower())
        if role not in _FACET_OF:
            raise QueryError(f"no role is called {token.text!r}{_near_or_all(role, _FACET_OF)}", self.text, token.position)
        return role

    def _field(self, token: _Token) -> Node:
        name, value = token.field, token.text
        if not value and not token.quoted:
            raise QueryError(f"{name}: wants a value after the colon", self.text, token.position)
        if name == "path":
            return Path(value + "*" if token.prefix else value)
        if name == "title":
            return Words(value, token.prefix, "title")
        if name == "language":
            return self._language(value.lower(), token.position)
        if name == "is":
            return self._state(value.lower(), token.position)
        if name == "role":
            role = self._role(token)
            return Has(_FACET_OF[role], (role,))
        if name == "origin":
            if value.lower() not in ORIGINS:
                raise QueryError(f"no origin is called {value!r}; there are {', '.join(ORIGINS)}", self.text, token.position)
            return Any(tuple(Has(facet, ROLES[facet], origin=value.lower()) for facet in FACETS))
        return self._has(name, token)

    def _language(self, value: str, position: int) -> Node:
        if value == "none":
            return Language("")
        if not _CODE.fullmatch(value):
            raise QueryError(f"{value!r} is no code of a language: write en, de, or none", self.text, position)
        return Language(value)

    def _state(self, value: str, position: int) -> Node:
        if value in STATES:
            return State(value)
        known = {"undated": "date", "unsourced": "source", "untagged": "topic"}
        if value in known:
            facet: Facet = known[value]  # type: ignore[assignment]
            return Has(facet, OWN[facet], none=True)
        raise QueryError(f"nothing is called {value!r}{_near_or_all(value, (*STATES, *known))}", self.text, position)

    def _has(self, name: str, token: _Token) -> Node:
        facet: Facet = "source" if name == "from" else _FACET_OF.get(name) or name  # type: ignore[assignment]
        roles: tuple[str, ...] = OWN["source"] if name == "from" else (name,) if name in _FACET_OF else ()
        value = token.text
        if not token.quoted:
            if value.lower() == "none":
                return Has(facet, roles or OWN[facet], none=True, position=token.position)
            if value.lower() in ("any", "*") or (not value and token.prefix):
                return Has(facet, roles or OWN[facet], position=token.position)
            if facet == "date" and value.lower() == "ambiguous":
                return State("ambiguous")
        if facet == "date":
            first, last = self._range(value, token.position)
            return Has(facet, roles or OWN[facet], value, first, last, position=token.position)
        return Has(facet, roles or ROLES[facet], value, position=token.position, prefix=token.prefix, exact=token.exact)

    def _range(self, value: str, position: int) -> tuple[Day | None, Day | None]:
        left, dots, right = value.partition("..")
        if dots and "/" not in value:
            if not left and not right:
                raise QueryError("a range wants a date before or after the dots", self.text, position)
            first = self._date(left, position).earliest if left else None
            last = self._date(right, position + len(left) + 2).latest if right else None
            if first and last and first > last:
                raise QueryError("this range ends before it begins", self.text, position)
            return first, last
        date = self._date(value, position)
        return date.earliest, date.latest

    def _date(self, value: str, position: int) -> Edtf:
        try:
            return Edtf(value)
        except EdtfError as fault:
            told = "write 2022, 2022-03, 2022-03-14, 2022..2023, or none"
            raise QueryError(f"{value!r} is not a date: {told}", self.text, position) from fault


def _narrowed(parts: list[Node], roles: list[str]) -> list[Node]:
    """The parts with each role pressed on the terms of its facet, or standing alone where there are none."""
    for facet in FACETS:
        own = tuple(role for role in roles if _FACET_OF[role] == facet)
        if not own:
            continue
        hits = 0
        narrowed = []
        for part in parts:
            new = _with_roles(part, facet, own)
            hits += new is not part
            narrowed.append(new)
        parts = narrowed if hits else [*parts, Has(facet, own)]
    return parts


def _with_roles(node: Node, facet: Facet, roles: tuple[str, ...]) -> Node:
    if isinstance(node, Has) and node.facet == facet:
        return node._replace(roles=roles)
    if isinstance(node, Not):
        part = _with_roles(node.part, facet, roles)
        return node if part is node.part else Not(part)
    if isinstance(node, Any):
        parts = tuple(_with_roles(part, facet, roles) for part in node.parts)
        return node if all(a is b for a, b in zip(parts, node.parts, strict=True)) else Any(parts)
    return node


def _tokens(text: str) -> list[_Token]:
    out: list[_Token] = []
    at, end = 0, len(text)
    while at < end:
        character = text[at]
        if character.isspace():
            at += 1
        elif character in "()":
            out.append(_Token(character, character, at))
            at += 1
        elif character == "-" and at + 1 < end and not text[at + 1].isspace():
            out.append(_Token("-", "-", at))
            at += 1
        elif character == '"':
            token, at = _phrase(text, at, at, "")
            out.append(token)
        else:
            token, at = _word(text, at)
            out.append(token)
    out.append(_Token("end", "", end))
    return out


def _phrase(text: str, at: int, start: int, field: str) -> tuple[_Token, int]:
    close = text.find('"', at + 1)
    if close < 0:
        raise QueryError("this quotation mark is not closed", text, at)
    inside = text[at + 1 : close]
    if not inside.strip():
        raise QueryError("nothing stands between these quotation marks", text, at)
    return _Token("field" if field else "phrase", inside, at if field else start, True, False, field), close + 1


def _word(text: str, at: int) -> tuple[_Token, int]:
    found = _FIELD.match(text, at)
    if found:
        field = _ALIASES.get(found[1].lower(), found[1].lower())
        if field not in FIELDS:
            if text[found.end() : found.end() + 2] == "//":  # a web address is words
                return _bare(text, at, at, "")
            raise QueryError(f"no field is called {found[1]!r}{near(field, FIELDS)}", text, at)
        start = found.end()
        exact = text[start : start + 1] == "=" and field in ("topic", *ROLES["topic"])
        start += exact
        quoted = text[start : start + 1] == '"'
        token, end = _phrase(text, start, at, field) if quoted else _bare(text, start, at, field)
        return token._replace(exact=exact), end
    return _bare(text, at, at, "")


def _bare(text: str, at: int, start: int, field: str) -> tuple[_Token, int]:
    found = _BARE.match(text, at)
    if not found:
        return _Token("field", "", at, False, False, field), at
    word = found[0]
    if not field and word == "OR":
        return _Token("or", word, at), found.end()
    prefix = word.endswith("*") and (len(word) > 1 or bool(field)) and field != "path"
    return _Token("field" if field else "word", word.removesuffix("*") if prefix else word, at, False, prefix, field), found.end()


def _near_or_all(name: str, names: Iterable[str]) -> str:
    """The names near one, or all of the few that there are."""
    known = list(names)
    return near(name, known) or f"; there are {', '.join(known)}"


def near(name: str, names: object, count: int = 3) -> str:
    """`; near it: a, b`, the names most like `name`, or "" where none is."""
    from difflib import get_close_matches

    known = {str(one).lower(): str(one) for one in names}  # type: ignore[attr-defined]
    close = get_close_matches(name.lower(), list(known), n=count, cutoff=0.6)
    return "; near it: " + ", ".join(known[one] for one in close) if close else ""
