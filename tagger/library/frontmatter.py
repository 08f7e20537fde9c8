"""Edits the front matter of a note line by line: the tool's own keys come and go, every other byte stays.

Before anything is edited the front matter must read as YAML: a block of keys whose values are strings, lists, maps or
block scalars, nested or not. What does not is refused with its line, since adding to it could only make it worse.
Source: YAML 1.2, chapters 6 to 8.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tagger.errors import TaggerError

OWN = "tagger-"
"""What the tool's own keys begin with; no other key is ever touched."""
_BOM = b"\xef\xbb\xbf"
_MOST_LINES = 400
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_WORDS = frozenset("y n yes no on off true false null".split())
_KEY = re.compile(r"""((?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#\-?:,\[\]{}&*!|>'"%@`](?:[^:#]|:(?=\S)|(?<=\S)\#)*?|[-?:](?=[^\s,\[\]{}])(?:[^:#]|:(?=\S)|(?<=\S)\#)*?))\s*:(?=\s|$)""")  # fmt: skip
_BLOCK = re.compile(r"[|>](?:[1-9]?[+-]?|[+-][1-9])(?:\s+#.*|\s*)")
_PREFIX = re.compile(r"(?:[!&][^\s,\[\]{}]*(?:\s+|$))+")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class Unwritable(TaggerError):
    """A document that may not be written; its text says where and why, without the document's name."""


class Entry(NamedTuple):
    """One key at the top: its name, and its lines as a half-open range."""

    key: str
    start: int
    end: int


def edited(raw: bytes, keys: Mapping[str, Sequence[str] | str]) -> bytes:
    """The note with the tool's own keys set to `keys` (an empty value takes one away), all else byte for byte the same.

    Raises: Unwritable where the front matter is no YAML, is not closed, or the note is not UTF-8.
    """
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Unwritable("is not UTF-8. Save it as UTF-8 first.") from None
    mark = _BOM if raw.startswith(_BOM) else b""
    lines = raw[len(mark) :].splitlines(keepends=True) if b"\r" not in raw.replace(b"\r\n", b"") else _lone_returns()
    end = b"\r\n" if lines and lines[0].endswith(b"\r\n") else b"\n"
    new = [f"{OWN}{key}: {_rendered(value)}".encode() + end for key, value in keys.items() if value]
    close = _close(lines)
    if not close:
        return mark + b"".join((b"---" + end, *new, b"---" + end, *lines)) if new else raw
    entries = parsed([line.decode("utf-8").rstrip("\r\n") for line in lines[1:close]])
    own = [(entry.start + 1, entry.end + 1) for entry in entries if entry.key.startswith(OWN)]
    gone = {at for first, last in own for at in range(first, last)}
    if not new and gone and gone == set(range(1, close)):
        return mark + b"".join(lines[close + 1 :])
    place = own[0][0] if own else close
    return mark + b"".join(
        (*(line for at, line in enumerate(lines[:place]) if at not in gone), *new,
         *(line for at, line in enumerate(lines[place:], place) if at not in gone))
    )  # fmt: skip


def head(raw: bytes) -> int:
    """How many of a note's bytes are its front matter, the lines of dashes and a byte order mark among them."""
    mark = len(_BOM) if raw.startswith(_BOM) else 0
    lines = raw[mark:].splitlines(keepends=True)
    close = _close(lines)
    return mark + sum(map(len, lines[: close + 1])) if close else mark


def _lone_returns() -> list[bytes]:
    raise Unwritable("has line ends that are no longer in use (CR alone). Save it with LF or CRLF first.")


def _close(lines: Sequence[bytes]) -> int:
    """The number of the line that closes the front matter, 0 where there is none. Raises: Unwritable where it is missing."""
    if lines and lines[0].rstrip() == b"+++":
        raise Unwritable("line 1: the front matter is TOML, which is not written to. Write a sidecar instead.")
    if not lines or lines[0].rstrip() != b"---":
        return 0
    for number, line in enumerate(lines[1 : _MOST_LINES + 2], 1):
        if line.rstrip() in (b"---", b"..."):
            return number
    raise Unwritable("line 1: the front matter is not closed. End it with a line of three dashes.")


def _rendered(value: Sequence[str] | str) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return f"[{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    """A YAML string: bare where it can be nothing else, else in double quotes with the escapes of JSON."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return _UNSAFE.sub(lambda unsafe: f"\\u{ord(unsafe[0]):04x}", json.dumps(text, ensure_ascii=False))


def parsed(lines: Sequence[str]) -> list[Entry]:
    """The keys at the top of front matter. Raises: Unwritable with the line where it is no YAML (the first is line 2)."""
    parser = _Parser(lines)
    at = parser.content(0)
    if at == len(lines):
        return []
    if parser.indent(at) or parser.is_item(at):
        parser.fail(at, "this is no list of keys")
    parser.block(at, 0, parser.top)
    return parser.top


class _Parser:
    """Walks through the lines of a block of YAML and fails where they are none."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        self.top: list[Entry] = []
        self.anchors: set[str] = set()

    def fail(self, at: int, what: str) -> None:
        raise Unwritable(f"line {at + 2}: {what}. Mend the front matter first.")

    def content(self, at: int) -> int:
        """The next line from `at` that is neither blank nor a comment; the number of lines where there is none."""
        while at < len(self.lines) and (not self.lines[at].strip() or self.lines[at].lstrip().startswith("#")):
            at += 1
        return at

    def indent(self, at: int) -> int:
        line = self.lines[at]
        width = len(line) - len(line.lstrip(" "))
        if line[width : width + 1] == "\t":
            self.fail(at, "a tab stands where blanks must")
        return width

    def is_item(self, at: int) -> bool:
        rest = self.lines[at].lstrip(" ")
        return rest == "-" or rest.startswith(("- ", "-\t"))

    def block(self, at: int, indent: int, top: list[Entry] | None = None, depth: int = 0) -> int:
        """Reads the list or map that begins at `at`; returns the line after it."""
        if depth > 50:
            self.fail(at, "this is nested too deeply")
        items = self.is_item(at)
        keys: set[str] = set()
        last = at
        while at < len(self.lines) and self.indent(at) == indent and self.is_item(at) == items:
            start = at
            if items:
                at = self.item(at, indent, depth)
            else:
                key, at = self.pair(at, indent, keys, depth)
                if top is not None:
                    top.append(Entry(key, start, at))
            last, at = at, self.content(at)
        if at < len(self.lines) and (self.indent(at) > indent or (self.indent(at) == indent and top is not None)):
            self.fail(at, "the indentation does not fit")
        if at < len(self.lines) and top is not None:
            self.fail(at, "this belongs to no key")
        return last

    def item(self, at: int, indent: int, depth: int) -> int:
        line = self.lines[at]
        rest = line[indent + 1 :].lstrip(" ")
        inner = len(line) - len(rest)
        if not rest or rest.startswith("#"):
            return self.below(at + 1, indent, depth, items=False)
        if rest == "-" or rest.startswith("- ") or _KEY.match(rest):
            self.lines[at] = " " * inner + rest
            return self.block(at, inner, None, depth + 1)
        return self.value(rest, at, indent)

    def pair(self, at: int, indent: int, keys: set[str], depth: int) -> tuple[str, int]:
        line = self.lines[at][indent:]
        found = _KEY.match(line)
        if found is None:
            self.fail(at, "this is no key with a value")
        assert found is not None
        key = found[1].strip("\"'") if found[1][:1] in "\"'" else found[1].rstrip()
        if key in keys:
            self.fail(at, f"the key {key[:40]} stands there twice")
        keys.add(key)
        rest = line[found.end() :].lstrip()
        if prefix := _PREFIX.match(rest):
            self.anchors.update(re.findall(r"&(\S+)", prefix[0]))
            rest = rest[prefix.end() :]
        if not rest or rest.startswith("#"):
            return key, self.below(at + 1, indent, depth, items=True)
        return key, self.value(rest, at, indent)

    def below(self, at: int, indent: int, depth: int, *, items: bool) -> int:
        """What stands under a key or a dash that has nothing beside it; nothing is a value too."""
        following = self.content(at)
        if following == len(self.lines):
            return at
        deeper = self.indent(following)
        if deeper > indent:
            if self.is_item(following) or _KEY.match(self.lines[following][deeper:]):
                return self.block(following, deeper, None, depth + 1)
            return self.value(self.lines[following][deeper:], following, indent)
        if items and deeper == indent and self.is_item(following):
            return self.block(following, indent, None, depth + 1)
        return at

    def value(self, rest: str, at: int, indent: int) -> int:
        """Reads a scalar or a list or map in brackets that begins with `rest` on line `at`; returns the line after it."""
        if rest[0] in "|>":
            return self.literal(rest, at, indent)
        if rest[0] in "\"'[{":
            return self.enclosed(rest, at, indent)
        if rest[0] == "*":
            if re.split(r"\s#", rest[1:], maxsplit=1)[0].strip() not in self.anchors:
                self.fail(at, "this stands for nothing that was named before it")
            return at + 1
        if rest[0] in "@`%,]}" or rest.startswith(("- ", "? ")) or rest in ("-", "?"):
            self.fail(at, f"a value cannot begin with {rest[0]}")
        while True:
            bare = re.split(r"\s#", rest, maxsplit=1)[0]
            if re.search(r":(?:\s|$)", bare):
                self.fail(at, "a colon stands within the value. Put the value in quotes")
            at += 1
            following = at
            while following < len(self.lines) and not self.lines[following].strip():
                following += 1
            if len(bare) < len(rest) or following == len(self.lines) or self.indent(following) <= indent:
                return at
            if self.lines[following].lstrip().startswith("#"):
                return at
            at, rest = following, self.lines[following].strip()

    def literal(self, rest: str, at: int, indent: int) -> int:
        if not _BLOCK.fullmatch(rest):
            self.fail(at, "this is no head of a block of text")
        at += 1
        given = re.search("[1-9]", rest.partition("#")[0])
        inner = indent + int(given[0]) if given else 0
        while at < len(self.lines) and (not self.lines[at].strip() or self._width(at) > indent):
            if self.lines[at].strip():
                inner = inner or self._width(at)
                if self._width(at) < inner:
                    self.fail(at, "the indentation does not fit")
            at += 1
        while not self.lines[at - 1].strip():
            at -= 1
        return at

    def _width(self, at: int) -> int:
        return len(self.lines[at]) - len(self.lines[at].lstrip(" "))

    def enclosed(self, rest: str, at: int, indent: int) -> int:
        """Reads what stands in quotes or brackets, over several lines where need be."""
        open_: list[str] = []
        quote = ""
        while True:
            n = 0
            while n < len(rest):
                character = rest[n]
                if (quote == '"' and character == "\\") or (quote == "'" and character == "'" and rest[n + 1 : n + 2] == "'"):
                    n += 1
                elif quote:
                    quote = "" if character == quote else quote
                elif character in "\"'" and (n == 0 or rest[n - 1] in " \t[{,:"):
                    quote = character
                elif character in "[{":
                    open_.append("]" if character == "[" else "}")
                elif character in "]}":
                    if not open_ or open_.pop() != character:
                        self.fail(at, f"a {character} closes nothing")
                elif character == "#" and (n == 0 or rest[n - 1] in " \t"):
                    break
                n += 1
                if not quote and not open_:
                    break
            at += 1
            if not quote and not open_:
                after = rest[n:]
                if after.strip() and not re.match(r"\s+#", after):
                    self.fail(at - 1, "something stands behind the end of the value")
                return at
            while at < len(self.lines) and not self.lines[at].strip():
                at += 1
            if at == len(self.lines) or (self._width(at) <= indent and self.lines[at].strip()[:1] not in ("]", "}")):
                self.fail(at - 1, f"a {quote or open_[-1]} is missing")
            rest = self.lines[at].strip()
