"""EDTF dates: parse, print, first and last day.

Source: Extended Date/Time Format specification, Library of Congress, levels 0 and 1, and the level 2 codes
33-36 (quarters), 40-41 (halves).
"""

from __future__ import annotations

from typing import NamedTuple


class Day(NamedTuple):
    """A day of the proleptic Gregorian calendar; year 0 is 1 BC. Days compare as tuples do."""

    year: int
    month: int
    day: int


class Edtf:
    """An EDTF date never finer than a day: parses in its constructor, prints canonically, compares by meaning.

    `earliest` and `latest` are the first and last `Day` it may mean, None where an interval is open or unknown.

    Raises: EdtfError.
    """

    __slots__ = ("earliest", "latest", "text")

    text: str
    earliest: Day | None
    latest: Day | None

    def __init__(self, text: str) -> None:
        self.text = text
        self.earliest = self.latest = None

    def __str__(self) -> str:
        return self.text
