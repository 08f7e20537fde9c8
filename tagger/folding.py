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
_ASCII = bytes(range(128))
_FEW = 32
"""So many different characters are replaced one by one, which is quicker than to look at every place of the text."""


def beyond_ascii(text: str) -> set[str]:
    """The different characters of a text that are not ASCII."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def fold(text: str) -> str:
    """`text` with each character folded on its own, always of the same length; line ends and tabs stay as they are."""
    if text.isascii():
        return text.lower()
    others = beyond_ascii(text)
    if len(others) > _FEW:
        return text.translate(_FOLDS)
    for other in others:
        folded = _FOLDS[ord(other)]
        if folded != other:
            text = text.replace(other, folded)
    return text.replace("`", "'").lower()  # a folded character stays as it is


_UNSEEN = dict.fromkeys(
    (*range(9), *range(11, 32), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " "
)
"""Control characters but tab and line feed, and the marks that turn the direction of writing."""


def visible(text: str) -> str:
    """`text` with a space for each character that cannot be seen and can steer whoever shows it."""
    return text if text.isascii() and text.isprintable() else text.translate(_UNSEEN)
