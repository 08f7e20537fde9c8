"""Reads a web page: its main text, and every field of it that speaks of title, author, outlet and date."""

from __future__ import annotations

from tagger.model import Reading


def read_webpage(raw: bytes) -> Reading:
    """The page in `raw` bytes. Raises: ReadError where nothing of it is text."""
    raise NotImplementedError
