"""Bytes to text: byte order mark, declared encoding, strict UTF-8, and last a guess that says it is one.

Source: Unicode Standard, sections 2.13 and 3.10 (byte order marks); Unicode Standard Annex 15 (NFC); Encoding Standard,
WHATWG, section 4.2 (labels: what is called ASCII or Latin-1 is read as windows-1252).
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple
from unicodedata import combining, is_normalized, normalize

_BOMS = (  # the longer ones first: UTF-32 little-endian begins like UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LATIN_1 = {"ascii", "iso8859-1", "cp1252"}
_PLAUSIBLE = re.compile(
    r"utf-(8|16|32)(-[bl]e)?|cp(125\d|437|8[5-6]\d|874|932|936|949|950)|iso8859-\d+|koi8-[rtu]|gb2312|gbk|gb18030|big5(hkscs)?"
    r"|euc_(jp|kr|jis_2004|jisx0213)|shift_jis\w*|iso2022_\w+|johab|tis-620|mac-\w+|hp-roman8|ptcp154|kz1048"
)
_SINGLE_BYTE = re.compile("cp125|iso8859|koi8|mac")
_SAMPLE = 32 * 1024
_WESTERN = frozenset("€‚ƒ„…‘’“”•–—™Šš›‹ŒœŽžŸ\u00a0¡£§©ª«®°·º»¼½¾¿") | frozenset(map(chr, range(0xC0, 0x100))) - frozenset(
    "ÐÞþð×÷Ý"
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_NO_WORD = re.compile(r"[^\w\x00-\x7f]{31,}")


class Decoded(NamedTuple):
    """The text in NFC with LF line ends, the encoding it was read by, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """The text of `raw`; `declared` is what a header or a tag calls its encoding. Never fails: what fits nothing becomes U+FFFD."""
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return Decoded(_tidy(raw[len(mark) :].decode(name, "replace")), name.removesuffix("-le").removesuffix("-be"), False)
    wide = _wide(raw)
    if wide:
        return Decoded(_tidy(raw.decode(wide, "replace")), wide, True)
    name = codec(declared) if declared else ""
    if name and name != "utf-8" and not (raw.isascii() and not name.startswith(("iso2022", "utf-7", "hz"))):
        if _SINGLE_BYTE.match(name) and _is_utf_8(raw):
            return Decoded(_tidy(raw.decode("utf-8")), "utf-8", True)
        try:
            return Decoded(_tidy(raw.decode(name)), _shown(name), False)
        except UnicodeDecodeError:
            pass  # declared, yet untrue
    try:
        return Decoded(_tidy(raw.decode("utf-8")), "utf-8", False)
    except UnicodeDecodeError:
        return _guess(raw)


def _is_utf_8(raw: bytes) -> bool:
    """Whether it is UTF-8 beyond ASCII: no text in an encoding of one byte a character looks like that by chance."""
    try:
        return not raw.isascii() and bool(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def codec(label: str) -> str:
    """The name of the codec behind a label, "" where it is unknown or no encoding that a single byte stream declares."""
    try:
        name = codecs.lookup(label.strip().strip("\"'").lower()).name
    except (LookupError, ValueError):
        return ""
    if name in _LATIN_1:
        return "cp1252"
    if name.startswith(("utf-16", "utf-32")):  # a label that could be read in ASCII was not written in UTF-16
        return "utf-8"
    if name == "gb2312":
        return "gb18030"
    return name if _PLAUSIBLE.fullmatch(name) else ""


def _shown(name: str) -> str:
    return f"windows-{name[2:]}" if name.startswith("cp125") else name.replace("iso8859", "iso-8859").replace("_", "-")


def _tidy(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return composed(text)


def composed(text: str) -> str:
    """The text in NFC, in linear time: heaps of combining marks, which no script has, are split by U+034F.

    Source: Unicode Standard Annex 15, section 13 (stream-safe text). Without it, sorting a heap of marks is quadratic.
    """
    if text.isascii():
        return text
    if any(map(combining, set(text[::16]))):  # a run of 32 marks cannot fall between the samples
        text = _NO_WORD.sub(_split_marks, text)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _split_marks(run: re.Match[str]) -> str:
    out, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if combining(character) else 0
        if marks > 30:
            out.append("\u034f")
            marks = 1
        out.append(character)
    return "".join(out)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark, told by zeros in every other byte of mostly Latin text; else ""."""
    head = raw[:4096]
    if len(raw) % 2 or head.count(0) * 5 < len(head) * 2 or len(head) < 4:
        return ""
    if b"\0\0" in head:  # in UTF-16 only a NUL character has two zeros side by side
        pairs = sum(1 for i in range(0, len(head) - 1, 2) if not head[i] and not head[i + 1])
        if pairs:
            return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else ""


def _guess(raw: bytes) -> Decoded:
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text[: 4 * _SAMPLE] if character > "\x7f" and character != "\ufffd")
    if whole >= 3 * broken:  # UTF-8 with a few damaged bytes, or cut off within a character
        return Decoded(_tidy(text), "utf-8", True)
    name = "cp1252" if _western(raw) else _detected(raw)
    return Decoded(_tidy(raw.decode(name, "replace")), _shown(name), True)


def _western(raw: bytes) -> bool:
    """Whether the bytes beyond ASCII read as sparse accents and typographic marks of a western language."""
    runs = _HIGH.findall(raw[: 8 * _SAMPLE])
    if not runs or max(map(len, runs)) > 3:
        return False
    letters = b"".join(runs)
    return len(letters) * 5 < len(raw) and set(letters.decode("cp1252", "replace")) <= _WESTERN


def _detected(raw: bytes) -> str:
    import logging  # the detector tells its steps to a logger at level 5; nobody listens

    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").propagate = False
    lines = [line for line in raw[: 64 * _SAMPLE].split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    best = from_bytes(sample).best()
    name = codec(best.encoding) if best else ""
    return name if name and name != "utf-8" else "cp1252"
