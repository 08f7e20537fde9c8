"""Selectors of elements by the words in their classes and ids."""

from __future__ import annotations

from collections.abc import Iterable


def named(words: Iterable[str], tags: Iterable[str] = ("",), kinds: Iterable[str] = ("class", "id")) -> str:
    """The selector of elements that have one of the words, in large or small letters, within their class or id.

    One look for the attribute stands before those for the words, since most elements have no id.
    """
    some = list(words)
    words_of = {kind: ",".join(f'[{kind}*="{word}" i]' for word in some) for kind in kinds}
    return ",".join(f"{tag}[{kind}]:is({listed})" for tag in tags for kind, listed in words_of.items())
