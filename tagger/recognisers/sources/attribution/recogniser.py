"""Whose words a document gives (`quoted`) and on whose statement, report or work it relies (`cited`)."""

from __future__ import annotations

from itertools import chain

from tagger.model import Document, Finding
from tagger.recognisers.sources.attribution.blocks import by_block
from tagger.recognisers.sources.attribution.credits import by_credit
from tagger.recognisers.sources.attribution.notes import by_note
from tagger.recognisers.sources.attribution.nouns import by_noun
from tagger.recognisers.sources.attribution.people import gather
from tagger.recognisers.sources.attribution.posts import by_post
from tagger.recognisers.sources.attribution.speakers import by_prefix, outside
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.attribution.verbs import by_verb
from tagger.recognisers.sources.names import Names


def find_attributions(document: Document, names: Names) -> list[Finding]:
    """The sources that the body of a document quotes or cites, each with the words that prove it."""
    body = document.body
    if not body:
        return []
    text = Text(body)
    spoken = list(by_prefix(text))
    told = chain(by_verb(text), by_credit(text), by_noun(text), by_note(text), by_block(text), by_post(text))
    return gather(text, names, chain(outside(text, spoken, told), spoken))
