"""What every command shares: the options that stand anywhere, the two streams, the library, and how faults are told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from tagger.console import Console
from tagger.errors import QueryError, TaggerError

if TYPE_CHECKING:
    from tagger.library import Library

DONE, UNEXPECTED, WRONG, UNREADABLE, FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""The exit codes of the contract."""


class Usage(TaggerError):
    """A command line that cannot be meant; its text says what to type instead."""


class Shell:
    """The state of one command line."""

    def __init__(self) -> None:
        self.quiet = self.verbose = False
        self.color = "auto"
        self.library_name: str | None = None
        self.out = Console(sys.stdout)
        self.err = Console(sys.stderr)

    def begin(self) -> None:
        """Takes up the streams as they are now."""
        self.out, self.err = Console(sys.stdout, self.color), Console(sys.stderr, self.color)

    def say(self, text: str = "") -> None:
        """A line for the person, on standard error; silent with `-q`."""
        if not self.quiet:
            self.err.prose(text)

    def warn(self, text: str) -> None:
        """A line that must be seen also with `-q`, on standard error."""
        self.err.prose(text)

    def tell(self, text: str = "") -> None:
        """A sentence for the person that is what the command was asked for, on standard output."""
        self.out.prose(text)

    def line(self, text: str = "") -> None:
        """A line of data, on standard output."""
        self.out.line(text)

    def json(self, data: Any) -> None:
        """Data as one line of JSON, on standard output."""
        self.out.stream.write(compact(data) + "\n")

    @property
    def binary(self) -> BinaryIO:
        """Standard output for bytes."""
        self.out.stream.flush()
        return self.out.stream.buffer

    def library(self, path: str = ".", *, write: bool = False) -> Library:
        """The library of a path, open. Raises: SettingsError where there is none."""
        from tagger.library import Library

        return Library.at(path, self.library_name, write=write, say=self.warn)


shell = Shell()

compact: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def told(fault: TaggerError) -> list[str]:
    """The lines that tell a fault; for a query with a caret under the place."""
    if isinstance(fault, QueryError):
        from tagger.console import width_of

        query = fault.query.replace("\t", " ").replace("\n", " ")
        return [f"tagger: {fault}", f"  {query}", f"  {' ' * width_of(query[: fault.position])}^"]
    return [f"tagger: {line}" if number == 0 else line for number, line in enumerate(str(fault).split("\n"))]


def query_of(words: Iterable[str] | None) -> str:
    """The query that the words of a command line make; a word with a blank in it that came quoted stays one phrase."""
    out = []
    for word in words or ():
        bare = word.removeprefix(MINUS)
        minus = "-" if word.startswith(MINUS) else ""
        out.append(minus + _quoted(bare.removeprefix("-") if minus else bare))
    return " ".join(out)


MINUS = "\x1f"
"""Stands before an argument such as `-topic:sport`, so that it is not taken for options."""


def _quoted(word: str) -> str:
    """`source:Harbour Gazette` from a shell that took the quotes away, as `source:"Harbour Gazette"`."""
    from tagger.query import may_be_words

    field, colon, value = word.partition(":")
    if colon and field.isalpha() and " " in value and may_be_words(field) and not any(sign in value for sign in '":('):
        return f'{field}:"{value}"'
    return word
