"""The tables of a vocabulary file, each with its line.

A file of one value a line, as the built-in ones are, is read by a short way at several times the speed of tomllib;
anything else goes to tomllib, and its lines are found by looking over the text.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from tagger.errors import Problem, VocabularyError

TEXTS = ("id", "pref_label", "definition", "scope_note", "kind")
LISTS = ("alt_labels", "hidden_labels", "cues", "broader", "exact_match", "finds", "ignores", "domains", "handles")
SCHEME = ("id", "title", "facet", "language", "replace")
_PLAIN = frozenset((*TEXTS, *LISTS, *SCHEME))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\\]")
_OPAQUE = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*',
    re.DOTALL,
)
_HEAD = re.compile(r"[ \t]*\[(\[?)[ \t]*([\w.\"'-]+)[ \t]*\]")
_KEY = re.compile(r"[ \t]*[\"']?([\w-]+)[\"']?[ \t]*=")
_NO_DEEPER = "A vocabulary needs no lists within lists: take them out."
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


class Table(NamedTuple):
    """One table: its values, the line of its head and the lines of its keys, counted from 1."""

    values: dict[str, Any]
    line: int
    lines: dict[str, int]


class Tables(NamedTuple):
    """What a file holds: its scheme if any, its concepts in order, and whatever else stands at the top with its line."""

    scheme: Table | None
    concepts: list[Table]
    strange: dict[str, int]


def parse_tables(text: str, path: str = "") -> Tables:
    """The tables of a vocabulary file's text. Raises: VocabularyError where it is no TOML."""
    return plain_tables(text) or toml_tables(text, path)


def plain_tables(text: str) -> Tables | None:
    """The tables of a file of one plain value a line, or None where anything in it asks for a real parser.

    Such a value is written in JSON as in TOML, so that all of them are decoded at once.
    """
    if _CONTROL.search(text):
        return None
    heads, lines, written = list[tuple[bool, int]](), list[dict[str, int]](), list[list[str]]()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip(" \t")
        if not line or line[0] == "#":
            continue
        if line == "[[concept]]" or line == "[scheme]":
            heads.append((line == "[scheme]", number))
            lines.append({})
            written.append([])
            continue
        key, _, value = line.partition("=")
        key = key.rstrip(" \t")
        if not heads or key not in _PLAIN or key in lines[-1]:
            return None
        lines[-1][key] = number
        written[-1].append(f'"{key}":{value}')
    try:
        decoded = json.loads("[" + ",".join(["{" + ",".join(rows) + "}" for rows in written]) + "]")
    except (ValueError, RecursionError):
        return None
    if len(decoded) != len(heads) or sum(is_scheme for is_scheme, _ in heads) > 1:
        return None
    scheme, concepts = None, list[Table]()
    for (is_scheme, number), places, values in zip(heads, lines, decoded, strict=True):
        if list(values) != list(places) or not all(map(_is_plain, values.values())):
            return None
        if is_scheme:
            scheme = Table(values, number, places)
        else:
            concepts.append(Table(values, number, places))
    return Tables(scheme, concepts, {})


def _is_plain(value: Any) -> bool:
    """Whether a JSON value is what TOML would read too: a text, true or false, or a list of texts."""
    return isinstance(value, (str, bool)) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def toml_tables(text: str, path: str = "") -> Tables:
    """The same by tomllib, for any TOML. Raises: VocabularyError where it is none."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError((_syntax(str(error), text, path),)) from error
    except RecursionError as error:
        raise VocabularyError((Problem(path, 1, "lists or tables nested too deep.", _NO_DEEPER),)) from error
    heads = _heads(text)
    found = [head for head in heads if head[0] == "concept"]
    top = next((head for head in heads if head[0] == ""), ("", 0, {}))
    values = data.pop("concept", [])
    rows = [row for row in values if isinstance(row, dict)] if isinstance(values, list) else []
    if len(found) != len(rows):
        found = [("concept", top[2].get("concept", 1), {})] * len(rows)
    concepts = [Table(row, line, lines) for row, (_, line, lines) in zip(rows, found, strict=True)]
    _, line, lines = next((head for head in heads if head[0] == "scheme"), ("", top[2].get("scheme", 1), {}))
    scheme = data.pop("scheme", None)
    places = {name: place for name, place, _ in reversed(heads)} | top[2]
    strange = {name: places.get(name, 1) for name in data}
    if len(rows) != (len(values) if isinstance(values, list) else -1):
        strange["concept"] = places.get("concept", 1)
    if scheme is not None and not isinstance(scheme, dict):
        strange["scheme"], scheme = line, None
    return Tables(None if scheme is None else Table(scheme, line, lines), concepts, strange)


def _heads(text: str) -> list[tuple[str, int, dict[str, int]]]:
    """The heads of tables with their lines and the lines of their keys; the first, "", is the top of the file."""
    heads: list[tuple[str, int, dict[str, int]]] = [("", 1, {})]
    for number, line in enumerate(_OPAQUE.sub(_transparent, text).split("\n"), 1):
        head = _HEAD.match(line)
        if head:
            heads.append((head[2].strip("\"'").split(".")[0], number, {}))
        elif key := _KEY.match(line):
            heads[-1][2].setdefault(key[1], number)
    return heads


def _transparent(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith(('"""', "'''")):
        return "\n" * found.count("\n")
    return "" if found[0] == "#" else found


def _syntax(message: str, text: str, path: str) -> Problem:
    at = _AT.search(message)
    line = int(at[1]) if at else text.rstrip().count("\n") + 1
    what = message[: at.start()].strip() if at else message.replace(" (at end of document)", ", the file ends too soon")
    where = f" (column {at[2]})" if at else ""
    return Problem(path, line, f"not TOML: {what[:1].lower()}{what[1:]}{where}.", "Mend this line; texts stand in double quotes.")
