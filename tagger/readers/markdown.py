"""Reads a Markdown note: its front matter by line, as strings alone, and the text under it as it is.

Source: CommonMark 0.31 (headings, fenced code); YAML 1.2, of which only what notes use is read: keys, strings, lists and
block scalars. What is read as a number, a date or a truth value elsewhere stays the text that stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tagger.errors import Problem
from tagger.model import Reading
from tagger.readers.encoding import decode
from tagger.readers.plain import NO_TEXT, guesses

_NAMES = {
    "title": "title", "author": "author", "authors": "author", "byline": "author", "source": "source", "publisher": "publisher",
    "publication": "publisher", "site": "publisher", "url": "url", "link": "url", "canonical": "url", "canonical_url": "url",
    "date": "date", "published": "published", "publish_date": "published", "pubdate": "published", "date_published": "published",
    "updated": "modified", "modified": "modified", "lastmod": "modified", "last_modified": "modified",
    "date_created": "created", "created": "created", "created_at": "created", "date_modified": "modified", "updated_at": "modified", "saved": "captured", "clipped": "captured", "tags": "tags", "tag": "tags", "keywords": "tags",
    "description": "description", "summary": "description",
    "lang": "language", "language": "language",
}  # fmt: skip
_CLIPPED = frozenset(("source", "publisher", "url", "date", "published"))
"""Keys of a note that keeps somebody else's text, or has its day elsewhere: it was created when that was saved."""
_PLAIN = frozenset(("source", "url"))
"""What says where a text comes from, whatever kind of document it is: fields without an origin."""
_KEY = re.compile(r"([A-Za-z_][\w .-]{0,60}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+(.*)|[ \t]*)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{3,})[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINK = re.compile(r"!?\[([^\]\[]{0,300})\]\([^()\s]{0,1000}\)")
_LINKED = re.compile(r"\[([^\]\[]{0,300})\]\(((?:https?://|www\.)[^()\s]{1,1000})\)")
_ADDRESS = re.compile(r"<?((?:https?://|www\.)[^\s<>]+)")
_WIKI = re.compile(r"\[\[(?:[^\]\[|]{0,300}\|)?([^\]\[|]{0,300})\]\]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))")
_ESCAPES = {"n": "\n", "t": "\t", "r": " ", "0": "", "e": "", "b": "", "a": "", "f": " ", "v": " ", "_": " ", "N": " "}
_LINES = 400
_LONGEST = 20_000
_MOST = 500


def read_markdown(raw: bytes) -> Reading:
    """The note in `raw`: `body` is the text below the front matter. One without either is a document of which nothing can be said."""
    decoded = decode(raw)
    text = decoded.text
    problems = list(guesses(decoded))
    fields: dict[str, str] = {}
    language = ""
    if text.startswith("+++\n") and (end := text.find("\n+++", 3)) >= 0:
        values, faults = parse_toml(text[4 : end + 1])
        problems += faults
        language = _named(values, fields)
        text = text[_after(text, end + 1) :]
    elif text.startswith("---"):
        end, first = _front(text)
        if end:
            values, faults = parse(text[first:end].split("\n"))
            problems += faults
            language = _named(values, fields)
            text = text[_after(text, end) :]
        elif first:
            problems.append(
                Problem("", 1, "the front matter is not closed; it is read as text.", "End it with a line of three dashes.")
            )
    if not text.strip() and not fields:
        problems.append(NO_TEXT)
    if "title" not in fields and (heading := _heading(text)):
        fields["title"] = heading
    return Reading("text/markdown", decoded.encoding, language, {"body": text, **fields}, tuple(problems))


def _front(text: str) -> tuple[int, int]:
    """Where the closing line of the front matter begins (0: none) and where its first line does (0: no front matter at all).

    Two lines of dashes with nothing between them are front matter without a key, as other programs that read notes have it.
    """
    first = text.find("\n") + 1
    if not first or text[:first].rstrip() != "---":
        return 0, 0
    at = first
    for n in range(_LINES):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].rstrip()
        if line in ("---", "..."):
            return at, first
        if n == 0 and not _KEY.fullmatch(line) and not line.startswith("#"):
            return 0, 0  # a rule across the page, then prose
        if end < 0:
            break
        at = end + 1
    return 0, first


def _after(text: str, end: int) -> int:
    at = text.find("\n", end)
    return len(text) if at < 0 else at + 1


def parse(lines: list[str]) -> tuple[dict[str, list[str]], list[Problem]]:
    """The keys of front matter, in small letters, with their values as strings, and the lines that are no front matter.

    `lines` are those between the two lines of dashes; the numbers of problems count the first of them as line 2.
    """
    values: dict[str, list[str]] = {}
    problems: list[Problem] = []
    key, block = "", ""
    for number, line in enumerate(lines, 2):
        bare = line.strip()
        if block and (not bare or line[:1] in " \t"):
            values[key].append(bare)
            continue
        if not bare or bare.startswith("#"):
            continue
        item = _ITEM.fullmatch(line) if key else None
        found = None if item or line[:1] in " \t" else _KEY.fullmatch(line)
        if found is not None:
            key = found[1].lower().replace(" ", "_").replace("-", "_")
            text = (found[2] or "").strip()
            block = text[0] if text[:1] in ("|", ">") and len(text) <= 3 else ""
            values[key] = [] if block else _strings(text)
        elif item is not None:
            values[key] += _strings((item[1] or "").strip())
        elif key and line[:1] in " \t":
            _continue(values, key, bare)
        else:
            problems.append(Problem("", number, f"no front matter: {bare[:40]!r}.", 'Write it as "key: value".'))
    return values, problems


def parse_toml(text: str) -> tuple[dict[str, list[str]], list[Problem]]:
    """The same of front matter in TOML, as some makers of web sites have it: strings, days and lists of them."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        return {}, [Problem("", 1, f"the front matter is no TOML: {fault}.", "Mend it, or write it as YAML.")]
    values = {}
    for key, value in data.items():
        several = value if isinstance(value, list) else [value]
        strings = [one if isinstance(one, str) else f"{one:%Y-%m-%d}" for one in several if isinstance(one, str | date)]
        values[key.lower().replace("-", "_")] = [" ".join(string.split()) for string in strings]
    return values, []


def _continue(values: dict[str, list[str]], key: str, bare: str) -> None:
    """Takes in an indented line: a nested key (of which a name alone is wanted) or the rest of a long string."""
    nested = _KEY.fullmatch(bare)
    if nested is None and values[key] and len(values[key][-1]) < _LONGEST:
        values[key][-1] = f"{values[key][-1]} {bare}"
    elif nested is None:
        values[key] += _strings(bare) if not values[key] else []
    elif nested[1].lower() in ("name", "title", "url") and not values[key]:
        values[key] += _strings((nested[2] or "").strip())


def _strings(text: str) -> list[str]:
    """The strings in the text of a value: one, none where it is empty, several where it is a list in brackets."""
    if text[:1] == "[" and not text.startswith("[[") and text.rstrip().endswith("]"):
        return [value for part in _split(text.rstrip()[1:-1]) if (value := _string(part))]
    value = _string(text)
    return [value] if value else []


def _split(text: str) -> list[str]:
    """The parts of a list in brackets, split at commas outside quotes."""
    parts, start, quote = [], 0, ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and not text[start:at].strip():
            quote = character
        elif character == ",":
            parts.append(text[start:at].strip())
            start = at + 1
            if len(parts) >= _MOST:
                return parts
    return [*parts, text[start:].strip()]


def _string(text: str) -> str:
    """One string, without its quotes or the comment behind it; a link of a wiki is the words that it shows."""
    if text[:1] == '"' and (end := _closing(text, '"')):
        text = _ESCAPE.sub(_unescaped, text[1:end])
    elif text[:1] == "'" and (end := _closing(text, "'")):
        text = text[1:end].replace("''", "'")
    elif text.startswith("#"):
        return ""
    elif (at := text.find(" #")) >= 0:
        text = text[:at]
    text = _WIKI.sub(r"\1", text).strip()
    return "" if text in ("~", "null", "Null", "NULL") else text


def _closing(text: str, quote: str) -> int:
    at = 1
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 2
        elif text[at] != quote:
            at += 1
        elif quote == "'" and text[at + 1 : at + 2] == "'":
            at += 2
        else:
            return at
    return 0


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        character = chr(int(code, 16))
        return "\ufffd" if "\ud800" <= character <= "\udfff" or character == "\0" else character
    return _ESCAPES.get(match[3], match[3])


def _named(values: dict[str, list[str]], fields: dict[str, str]) -> str:
    """Puts the values that have a meaning into fields; returns the language, "" where none is named."""
    language = ""
    clipped = not _CLIPPED.isdisjoint(_NAMES.get(key, "") for key in values)
    for key, given in values.items():
        name, strings = _NAMES.get(key), [text for text in given if text]
        if name == "created":
            name = "captured" if clipped else "date"
        if name is None or not strings:
            continue
        if name == "language":
            language = strings[0].lower()[:2] if strings[0][:2].isalpha() else ""
        elif name in ("title", "description"):
            fields.setdefault("title" if name == "title" else "description@frontmatter", " ".join(strings))
        elif name == "tags":
            fields.setdefault("tags@frontmatter", ", ".join(strings))
        else:
            for text in strings:
                for field, value in _origin(name, text) if name in _PLAIN else ((name, text),):
                    _number(fields, field, value)
    return language


def _origin(name: str, text: str) -> Iterator[tuple[str, str]]:
    """What a source or an address says: of a link its address, and as a source its words too; an address is a url under either name."""
    if link := _LINKED.fullmatch(text):
        yield "url", link[2]
        if name == "source" and link[1].strip():
            yield "source", link[1].strip()
    elif address := _ADDRESS.match(text):
        yield "url", address[1].rstrip(",;")
    else:
        yield name, text


def _number(fields: dict[str, str], name: str, text: str) -> None:
    plain = name if name in _PLAIN else f"{name}@frontmatter"
    key, n = plain, 1
    while key in fields:
        n += 1
        key = f"{plain}#{n}"
    if n <= 50:
        fields[key] = text


def _heading(text: str) -> str:
    """The words of the first heading in the first lines, outside fenced code; "" where there is none."""
    before, fence = "", ""
    for line in text[:20_000].split("\n")[:_LINES]:
        mark = _FENCE.match(line)
        if mark is not None:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence:
            found = _HEADING.match(line)
            words = line[found.end() :].strip() if found else ""
            if words.strip("#"):
                closing = words.rstrip("#")
                return _plain(closing if closing.endswith((" ", "\t")) else words)
            if before and _UNDERLINE.fullmatch(line):
                return _plain(before)
            before = "" if line.lstrip().startswith((">", "-", "*", "|", "    ")) else line.strip()
            continue
        before = ""
    return ""


def _plain(text: str) -> str:
    """The words of a heading without the marks of links and emphasis."""
    text = _WIKI.sub(r"\1", _LINK.sub(r"\1", text[:500]))
    return text.replace("**", "").replace("__", "").replace("`", "").strip(" *_")
