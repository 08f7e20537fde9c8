"""Selectors of elements by the words in their classes and ids."""

from __future__ import annotations

from collections.abc import Iterable


def named(words: Iterable[str], tags: Iterable[str] = ("",), kinds: Iterable[str] = ("class", "id")) -> str:
    """The selector of elements that have one of the words, in large or small letters, within their class or id.

    One look for the attribute stands before those for the words, since most elements have no id, and one for what several words
    begin with before those.
    """
    beginnings: dict[str, list[str]] = {}
    for word in words:
        beginnings.setdefault(word[:3], []).append(word)
    words_of = {kind: ",".join(_within(kind, begin, some) for begin, some in beginnings.items()) for kind in kinds}
    return ",".join(f"{tag}[{kind}]:is({listed})" for tag in tags for kind, listed in words_of.items())


def _within(kind: str, begin: str, words: list[str]) -> str:
    """The selector of elements that have one of the words, which begin alike, within their class or id."""
    one_of = [f'[{kind}*="{word}" i]' for word in words]
    return one_of[0] if len(one_of) == 1 else f'[{kind}*="{begin}" i]:is({",".join(one_of)})'
