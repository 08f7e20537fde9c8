"""Whether a text is in another language than a vocabulary."""

from __future__ import annotations

from tagger.model import Document

_SAMPLE = 3000
_SMALL_WORDS = {"en": frozenset("the of and to in is that for it was with as on are be at this by not from have has".split())}
_SHARE, _FEW = 0.15, 12
_HARDLY, _MANY = 0.015, 100
"""The share of small words under which a text of so many words is in another language, whatever it says of itself."""
_PLAIN = {"en": (" the ", " and ", " of ")}
_ENOUGH = 3
"""How many of the plainest small words tell without counting that a text is in the language."""


def foreign(document: Document, language: str) -> bool:
    """True where the document says or seems to be in another language, and its small words do not contradict that.

    A reader's guess at the language of a list or a quotation can be wrong, and so can what a page made from a template says;
    small words are not. A text of few words is not judged.
    """
    said = document.language
    if not said or said == language or said.partition("-")[0] == language:
        return _hardly(document.fields["body"], language)
    words = document.fields["body"][:_SAMPLE].lower().split()
    known = _SMALL_WORDS.get(language)
    if known is None or len(words) < _FEW:
        return len(words) >= _FEW or not document.fields["body"].isascii()
    return sum(word in known for word in words) < _SHARE * len(words)


def _hardly(body: str, language: str) -> bool:
    """Whether a long text has hardly any small words of the language."""
    if language not in _PLAIN:
        return False
    plain = 0
    for word in _PLAIN[language]:
        plain += body.count(word, 0, _SAMPLE)
        if plain >= _ENOUGH:
            return False
    words, known = body[:_SAMPLE].lower().split(), _SMALL_WORDS[language]
    return len(words) >= _MANY and sum(word in known for word in words) < _HARDLY * len(words)
