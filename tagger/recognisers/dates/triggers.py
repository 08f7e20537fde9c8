"""Where in a text a word may be the head of a date: one pass over its bytes, since in most texts few words are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from string import ascii_lowercase

from ahocorasick_rs import BytesAhoCorasick, Implementation

_SHAPE = bytes(
    ord("0") if chr(code).isdecimal() else ord(chr(code).lower()) if code < 128 and chr(code).isalpha() else ord(" ")
    for code in range(256)
)
"""Byte → the small letter, 0 for a digit, a space for anything else."""
_COMMON = bytes((*range(0xD9), 0xE2))
"""The bytes of UTF-8 below U+0640 and from U+2000 to U+2FFF, where no digits are but those of ASCII."""
_DIGIT = re.compile(r"\d")
_KELVIN = "\u212a"
"""The one sign beyond ASCII whose small letter is within."""


class Triggers:
    """Finds the words that have a digit, or a word of some by itself or joined to others by signs."""

    def __init__(self, words: Iterable[str], digits: bool = True) -> None:
        """`words` are in small letters; what is no letter or digit in them is any sign. `digits` finds those with a digit too."""
        wanted = {b" " + _shape(word) + b" " for word in words}
        if digits:
            wanted |= {f"{before}0".encode() for before in " " + ascii_lowercase}
        self.finder = BytesAhoCorasick(sorted(wanted), implementation=Implementation.DFA)

    def places(self, text: str) -> list[int]:
        """An offset within each such word or right after it, from left to right; a word may have several."""
        shape = b" " + _shape(text) + b" "
        return [end - 2 for _, _, end in self.finder.find_matches_as_indexes(shape, overlapping=True)]


def _shape(text: str) -> bytes:
    """A byte for each character: small letters of ASCII, 0 for a digit of any script, and spaces."""
    found = western(text)
    if found is None or _KELVIN in text:
        found = _DIGIT.sub("0", text.replace(_KELVIN, "k")).encode("ascii", "replace")
    return found.translate(_SHAPE)


@lru_cache(maxsize=2)
def western(text: str) -> bytes | None:
    """A byte for each character, ? for what is not ASCII; None where the text may have digits of another script. Of one document it
    is asked for more than once."""
    if not text.isascii() and text.encode("utf-8", "surrogatepass").translate(None, _COMMON):
        return None
    return text.encode("ascii", "replace")
