"""Reads plain text: the whole file is the body."""

from __future__ import annotations

from tagger.errors import Problem
from tagger.model import Reading
from tagger.readers.encoding import Decoded, decode

NO_TEXT = Problem("", 0, "holds no text.", "There is nothing to tag.")


def read_plain(raw: bytes, media_type: str = "text/plain") -> Reading:
    """The text in `raw` as the one field `body`. One that is empty is a document of which nothing can be said, and a problem."""
    decoded = decode(raw)
    problems = guesses(decoded)
    if not decoded.text.strip():
        problems += (NO_TEXT,)
    return Reading(media_type, decoded.encoding, "", {"body": decoded.text}, problems)


def guesses(decoded: Decoded) -> tuple[Problem, ...]:
    """The problem to report where an encoding was guessed, and where characters were lost."""
    lost = decoded.text.count("\ufffd") if "\ufffd" in decoded.text else 0
    if not decoded.guessed and not lost:
        return ()
    said = f"the encoding is a guess ({decoded.encoding})" if decoded.guessed else f"not all of it is {decoded.encoding}"
    tail = f"; {lost} characters could not be read" if lost > 1 else "; 1 character could not be read" if lost else ""
    return (Problem("", 0, said + tail + ".", "Save the file as UTF-8 to be sure."),)
