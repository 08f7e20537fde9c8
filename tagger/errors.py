"""The errors a caller may meet, and the problem: an error that is a value."""

from __future__ import annotations

from typing import NamedTuple


class TaggerError(Exception):
    """Anything the package refuses; its text is one line: what, where, what to do."""


class ReadError(TaggerError):
    """A file that cannot be read as a document."""


class EdtfError(TaggerError, ValueError):
    """A text that is no EDTF date of the levels that are supported."""


class VocabularyError(TaggerError):
    """A vocabulary with faults; `problems` holds each with its file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[VocabularyError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class QueryError(TaggerError):
    """A query that cannot be parsed; `position` is the code point at fault."""

    def __init__(self, message: str, query: str, position: int) -> None:
        super().__init__(message)
        self.query, self.position = query, position


class SettingsError(TaggerError):
    """A setting or a library folder that cannot be used."""


class StoreError(TaggerError):
    """An index that cannot be opened, read or written."""


class Problem(NamedTuple):
    """A fault that bulk work gathers and passes on; `line` counts from 1, 0 where there is none."""

    path: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} {self.hint}".rstrip()
