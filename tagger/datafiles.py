"""The data files of the package: words and rules, each file as tomllib reads it, several times as fast.

They are plain TOML: a key and its value on a line, or a list that ends with a line `]`. JSON writes nearly all such values alike, so
that they are decoded at once; what it does not know goes to tomllib, value by value, and a file of another form as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pkgutil import get_data
from typing import Any

_HEAD = re.compile(r"(\[\[?)([\w-]+(?:\.[\w-]+)*)\]\]?")
_NAME = re.compile(r'(?<=[{,] )("?)([\w@-]+)\1 = ')
_STRING = re.compile(r"""\"(?:\\.|[^"\\])*"|'[^']*'""")
_KEY = re.compile(r'([\w-]+|"[^"\\]*")[ \t]*=[ \t]*')


@cache
def load(name: str) -> dict[str, Any]:
    """The data file of that name, parsed once; whoever reads it changes nothing in it."""
    raw = get_data("tagger", f"data/{name}")  # importlib.resources loads three times as much
    assert raw is not None
    text = raw.decode("utf-8").replace("\r\n", "\n")
    return plain(text) or _any(text)


def plain(text: str) -> dict[str, Any] | None:
    """The values of a file of the plain form, or None where it has another."""
    found: dict[str, Any] = {}
    table, places, written = found, list[tuple[dict[str, Any], str]](), list[str]()
    lines = iter(text.split("\n"))
    for line in lines:
        if not line or line[0] == "#":
            continue
        if head := _HEAD.fullmatch(line):
            table = _table(found, head[2].split("."), head[1] == "[[")
        elif key := _KEY.match(line):
            places.append((table, key[1].strip('"')))
            written.append(_whole(line[key.end() :], lines))
        else:
            return None
    try:
        values = _values(written)
    except ValueError:
        return None
    for (place, name), value in zip(places, values, strict=True):
        place[name] = value
    return found


def _table(found: dict[str, Any], path: list[str], new: bool) -> dict[str, Any]:
    """The table at a path, made where it is not there; with `new`, one more of its list."""
    *above, name = path
    for step in above:
        found = found.setdefault(step, {})
    if not new:
        table: dict[str, Any] = found.setdefault(name, {})
        return table
    found.setdefault(name, []).append(table := {})
    return table


def _whole(value: str, lines: Iterator[str]) -> str:
    """A value that begins on a line, with those after it as far as it goes: a list on one line, without comments and its last comma."""
    mark = value[:3]
    if mark in _LONG:
        while value.find(mark, 3) < 0 and (line := next(lines, None)) is not None:
            value += "\n" + line
    elif mark[:1] == "[" and value[-1] != "]":
        inside = [value[1:]]
        for line in lines:
            if line[-1:] == "]":
                inside.append(line[:-1])
                break
            if line.lstrip()[:1] != "#":
                inside.append(line)
        value = f"[{' '.join(inside).strip().rstrip(',')}]"
    return value


def _values(written: list[str]) -> list[Any]:
    """The values that are so written: all by JSON where it can, else each that it can."""
    strange = {
        at: _value(text) for at, text in enumerate(written) if text[:1] in _NO_JSON or text[:3] in _LONG or text[:2] == "[{"
    }
    rest = [text for at, text in enumerate(written) if at not in strange] if strange else written
    try:
        values = json.loads(f"[{','.join(rest)}]")
    except ValueError:
        values = []
    if len(values) != len(rest):
        values = [_value(text) for text in rest]
    others = iter(values)
    return [strange[at] if at in strange else next(others) for at in range(len(written))]


def _value(text: str) -> Any:
    mark = text[:3]
    if mark in _LONG and text.find(mark, 3) == len(text) - 3 and (mark[0] == "'" or "\\" not in text):
        return text[3:-3].removeprefix("\n")
    if text[:1] == "'" and text.find("'", 1) == len(text) - 1:
        return text[1:-1]
    written = _STRING.sub(_as_json, text)
    try:
        return json.loads(_NAME.sub(r'"\2": ', written) if text.startswith(("{", "[{")) else written)
    except ValueError:
        return _any(f"value = {text}")["value"]


def _as_json(string: re.Match[str]) -> str:
    return string[0] if string[0][0] == '"' else json.dumps(string[0][1:-1])


def _any(text: str) -> dict[str, Any]:
    """Any TOML; the parser is loaded only where a file needs it."""
    import tomllib

    return tomllib.loads(text)


_LONG = ('"""', "'''")
_NO_JSON = frozenset("{'")
