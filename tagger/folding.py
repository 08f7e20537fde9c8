"""Folds case, accents, quotes, dashes and spaces one character to one character, so that offsets never move."""

from __future__ import annotations

from unicodedata import category, combining, normalize

_QUOTES = "‘’‚‛ʹʻʼʽˈ′‵´`＇"
_DOUBLE_QUOTES = "“”„‟″‶«»＂"
_PLAIN = {
    **dict.fromkeys(_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
    **dict(zip("øłđħŧıſ", "oldhtis", strict=True)),
}


class _Folds(dict[int, str]):
    """The fold of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    lower = character.lower()
    if len(lower) > 1:
        lower = lower[0]
    plain = _PLAIN.get(lower)
    if plain is not None:
        return plain
    kind = category(lower)
    if kind == "Zs":
        return " "
    base = normalize("NFD", lower)
    if len(base) > 1 and all(map(combining, base[1:])) and base[0].isalpha():
        return _PLAIN.get(base[0], base[0])
    wide = normalize("NFKC", lower) if "\uff00" <= lower <= "\uffef" else lower
    return wide.lower() if len(wide) == 1 else lower


_FOLDS = _Folds()


def fold(text: str) -> str:
    """`text` with each character folded on its own, always of the same length; line ends and tabs stay as they are."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)
