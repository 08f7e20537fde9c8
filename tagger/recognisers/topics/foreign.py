"""Whether a text is in another language than a vocabulary."""

from __future__ import annotations

from tagger.model import Document

_SAMPLE = 3000
_SMALL_WORDS = {"en": frozenset("the of and to in is that for it was with as on are be at this by not from have has".split())}
_SHARE, _FEW = 0.15, 12


def foreign(document: Document, language: str) -> bool:
    """True where the document says or seems to be in another language, and its small words do not contradict that.

    A reader's guess at the language of a list or a quotation can be wrong; small words are not. A text of few words is not judged.
    """
    said = document.language
    if not said or said == language or said.partition("-")[0] == language:
        return False
    words = document.fields["body"][:_SAMPLE].lower().split()
    known = _SMALL_WORDS.get(language)
    if known is None or len(words) < _FEW:
        return len(words) >= _FEW or not document.fields["body"].isascii()
    return sum(word in known for word in words) < _SHARE * len(words)
