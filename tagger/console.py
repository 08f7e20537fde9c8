"""How tags, evidence, progress and problems look on a terminal: plain lines, a few styles, no markup.

Names, titles and texts come from strangers: `clean` takes out of them whatever could steer a terminal.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO
from unicodedata import east_asian_width

_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_STYLE = re.compile("\x1b\\[[0-9;]*m")
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "mark": "1;33"}


def clean(text: str) -> str:
    """The text on one line, without control characters, escapes and marks that turn the direction of writing."""
    return " ".join(_STEERING.sub(" ", text).split()) if _STEERING.search(text) or "  " in text else text.strip()


def path_of(path: str) -> str:
    """A path as `clean` would show it, but with every blank that it has, so that it still names the file."""
    return _STEERING.sub(" ", path)


def width_of(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """The text, shortened with an ellipsis to that many columns."""
    if width_of(text) <= width:
        return text
    out, used = "", 0
    for character in text:
        used += width_of(character)
        if used > width - 1:
            break
        out += character
    return out.rstrip() + "…"


def wrapped(text: str, width: int, hang: int = 2) -> list[str]:
    """The text in lines of so many columns, broken at blanks; further lines stand `hang` columns deeper than the first.

    A word wider than that stays whole, so that a path can be copied. Styles take no room.
    """
    lead = text[: len(text) - len(text.lstrip(" "))]
    out, line, used = [], lead, len(lead)
    for word in text.strip(" ").split(" "):
        room = width_of(_STYLE.sub("", word))
        begun = bool(line.strip(" "))
        if begun and used + 1 + room > width:
            out.append(line.rstrip(" "))
            line, used, begun = lead + " " * hang, len(lead) + hang, False
        line, used = line + " " * begun + word, used + begun + room
    return [*out, line.rstrip(" ")]


class Console:
    """Writes to one stream; `color` is `auto`, `always` or `never`, and `auto` heeds NO_COLOR, TERM and the terminal."""

    def __init__(self, stream: TextIO, color: str = "auto") -> None:
        self.stream = stream
        self.terminal = stream.isatty()
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb" or not self.terminal
        self.color = color == "always" or (color == "auto" and not plain)
        self._progress = False

    @property
    def width(self) -> int:
        """Columns to fill: the terminal's, or 80 where there is none; 40 at least and 160 at most."""
        return max(40, min(160, shutil.get_terminal_size((80, 24)).columns))

    def style(self, text: str, name: str) -> str:
        """The text in a style, if this stream shows any."""
        return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if self.color and text else text

    def mark(self, before: str, words: str, after: str) -> str:
        """Words that prove something, between others: in a style, or in brackets where this stream shows none."""
        if self.color or not (before or after):
            return f"{before}{self.style(words, 'mark')}{after}"
        return f"{before}[{words}]{after}"

    def line(self, text: str = "") -> None:
        """Writes one line, after wiping what progress stands there."""
        if self._progress:
            self.stream.write("\r\x1b[K")
            self._progress = False
        self.stream.write(text + "\n")

    def prose(self, text: str = "") -> None:
        """Writes a sentence: on a terminal wrapped at words, its further lines indented; elsewhere as one line."""
        for line in wrapped(text, self.width) if self.terminal else (text,):
            self.line(line)

    def progress(self, done: int, total: int, what: str = "documents") -> None:
        """Shows how far the work is, on a terminal alone."""
        if not self.terminal or os.environ.get("TERM") == "dumb":
            return
        if done >= total:
            self.stream.write("\r\x1b[K")
            self._progress = False
        else:
            self.stream.write(f"\r\x1b[K{done:,} of {total:,} {what} ({100 * done // max(total, 1)} %)")
            self._progress = True
        self.stream.flush()


def number(count: int, one: str, many: str = "") -> str:
    """`1 document`, `1,234 documents`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def tag_lines(
    console: Console, row: dict[str, Any], contexts: Sequence[Sequence[tuple[str, str, str]]], most: int
) -> Iterable[str]:
    """The tags of a record with their evidence; `contexts` has before, quote and after for each evidence shown, tag by tag."""
    facet = ""
    for tag, around in zip(row["tags"], contexts, strict=True):
        if tag["facet"] != facet:
            facet = tag["facet"]
            yield console.style(facet, "bold")
        label, value = clean(tag["label"]), clean(tag["value"])
        name = value if facet == "date" else label
        extra = f" ({label if facet == 'date' else value})" if label != value else ""
        how = "" if tag["origin"] == "rule" else f" {tag['origin']}"
        yield f"  {tag['role']:<9} {console.style(name, 'green')}{console.style(extra, 'dim')}  {tag['score']:.2f}{how}"
        for evidence, (before, quote, after) in zip(tag["evidence"], around, strict=False):
            room = console.width - 18 - len(evidence["field"]) - width_of(quote)
            side = max(0, room // 2)
            left, right = _tail(clean(before), side), _head(clean(after), side)
            left += " " if before[-1:].isspace() and left else ""
            right = " " * (after[:1].isspace() and bool(right)) + right
            shown = console.mark(left, cut(clean(quote), console.width - 20), right)
            yield f"            {console.style(evidence['field'] + ':', 'dim')} {shown}"
        more = len(tag["evidence"]) - min(most, len(around))
        if more > 0:
            yield console.style(f"            and {more:,} more", "dim")


def _tail(text: str, width: int) -> str:
    """The end of a text that fits, from a whole word on."""
    if width_of(text) <= width:
        return text
    out = ""
    for character in reversed(text):
        if width_of(out) + width_of(character) > width - 1:
            break
        out = character + out
    _, blank, whole = out.partition(" ")
    return "…" + (whole if blank else out).lstrip(" …")


def _head(text: str, width: int) -> str:
    """The beginning of a text that fits, to a whole word."""
    if width_of(text) <= width:
        return text
    whole, blank, _ = cut(text, width).rstrip("…").rpartition(" ")
    return whole.rstrip() + "…" if blank else cut(text, width)


def differences(added: Mapping[tuple[str, str, str], int], removed: Mapping[tuple[str, str, str], int]) -> Iterable[str]:
    """Facet, role and value of each tag with how many documents got and lost it, a line each, the most frequent first."""
    for kind in sorted({*added, *removed}, key=lambda kind: (-added.get(kind, 0) - removed.get(kind, 0), kind)):
        facet, role, value = kind
        yield f"  +{added.get(kind, 0):<6,} -{removed.get(kind, 0):<6,} {facet} {role} {clean(value)}"


def table(
    console: Console, head: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int] = (), whole: Iterable[int] = ()
) -> Iterable[str]:
    """Rows in columns; the widest text column gives way where they do not fit. `right` numbers the columns set flush right, `whole`
    those that are never cut: commands to type."""
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(head, *cells, strict=True)]
    flush, firm = set(right), {*right, *whole}
    over = sum(widths) + 2 * (len(widths) - 1) - console.width
    soft = [n for n in range(len(widths)) if n not in firm]
    if over > 0 and soft:
        widest = max(soft, key=lambda n: widths[n])
        widths[widest] = max(8, widths[widest] - over)

    def line(row: Sequence[str]) -> str:
        out = []
        for n, cell in enumerate(row):
            text = cut(cell, widths[n])
            pad = " " * (widths[n] - width_of(text))
            out.append(pad + text if n in flush else text + pad)
        return "  ".join(out).rstrip()

    yield console.style(line(head), "bold")
    for row in cells:
        yield line(row)


def plain_streams() -> None:
    """Makes standard output UTF-8 with bare line feeds wherever it goes, and standard error unable to fail on a character."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors, newline="\n")
