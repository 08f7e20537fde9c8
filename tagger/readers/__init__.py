"""Reads a file into a Document: suffix or content chooses the reader. The only place here that opens a file."""

from __future__ import annotations

from os import PathLike

from tagger.model import Document


def read(path: str | PathLike[str]) -> Document:
    """The document in a file. Raises: ReadError with one line that says what, where and what to do."""
    raise NotImplementedError
