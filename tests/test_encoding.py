"""Bytes become text by mark, declaration, strict UTF-8 or a guess that says it is one; always NFC, always in linear time."""

from __future__ import annotations

import time
from unicodedata import is_normalized

import pytest

from tagger.readers.encoding import codec, composed, decode

WORDS = "Der Fährstreik geht in die dritte Woche – „größer“ als 2019."
RUSSIAN = "Паромная забастовка продолжается третью неделю, сообщил профсоюз моряков в понедельник. " * 4


@pytest.mark.parametrize("codec_name", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_decides(codec_name: str) -> None:
    found = decode(WORDS.encode(codec_name), "windows-1252")
    assert (found.text, found.guessed) == (WORDS, False)


@pytest.mark.parametrize("codec_name", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_a_guess(codec_name: str) -> None:
    found = decode(WORDS.encode(codec_name))
    assert (found.text, found.encoding, found.guessed) == (WORDS, codec_name, True)


@pytest.mark.parametrize(
    ("label", "codec_name", "shown"),
    [("ISO-8859-1", "cp1252", "windows-1252"), ("windows-1251", "cp1251", "windows-1251"), ("'KOI8-R'", "koi8-r", "koi8-r"), ("utf8", "utf-8", "utf-8")],
)  # fmt: skip
def test_what_is_declared_is_believed_where_it_fits(label: str, codec_name: str, shown: str) -> None:
    text = RUSSIAN if "125" in label or "KOI" in label else "Fähre"
    found = decode(text.encode(codec_name), label)
    assert found == (text, shown, False)


@pytest.mark.parametrize("label", ["x-unknown", "", "utf-16", "base64", "rot13", "idna", "undefined", "a" * 5000, "\x00"])
def test_a_label_that_means_nothing_does_no_harm(label: str) -> None:
    assert decode(WORDS.encode(), label) == (WORDS, "utf-8", False)


def test_a_false_declaration_gives_way_to_strict_utf_8() -> None:
    assert decode(WORDS.encode(), "us-ascii") == (WORDS, "utf-8", True)
    assert decode(WORDS.encode(), "iso-8859-1") == (WORDS, "utf-8", True)
    assert decode(WORDS.encode(), "shift_jis") == (WORDS, "utf-8", False)
    assert decode(WORDS.encode(), "euc-kr") == (WORDS, "utf-8", False)


@pytest.mark.parametrize(
    ("text", "name"), [(RUSSIAN, "cp1251"), ("Fähre über Öl, größer, süß. " * 4, "cp1252"), ("“Quoted” – don’t. " * 5, "cp1252")]
)
def test_what_is_not_declared_is_guessed_and_marked(text: str, name: str) -> None:
    found = decode(text.encode(name))
    assert (found.text, found.guessed) == (text, True)


def test_a_damaged_byte_does_not_spoil_the_rest() -> None:
    raw = ("Fähre und Öl. " * 20).encode() + b"\xff"
    found = decode(raw)
    assert (found.encoding, found.guessed, found.text.count("\ufffd")) == ("utf-8", True, 1)
    assert decode("Öl und Fähre, Öl und Fähre".encode()[:-1] + b"\xc3").encoding == "utf-8"


def test_line_ends_and_nuls() -> None:
    assert decode(b"a\r\nb\rc\nd").text == "a\nb\nc\nd"
    assert decode(b"a\0b" + b"c" * 50).text.startswith("a\ufffdb")


def test_text_is_composed() -> None:
    assert decode("Fa\u0308hre".encode()).text == "Fähre"
    assert decode(b"").text == ""


def test_heaps_of_marks_take_linear_time_and_stay() -> None:
    heap = "a" + "\u0315\u0300" * 60_000
    begun = time.process_time()
    text = composed(heap)
    assert time.process_time() - begun < 1
    assert is_normalized("NFC", text[:2000]) and text.replace("\u034f", "").count("\u0315") == 60_000
    assert composed("e\u0301" * 100) == "é" * 100
    assert composed("x" + "\u0301" * 20) == "x" + "\u0301" * 20


def test_labels() -> None:
    assert codec(" UTF-8 ") == "utf-8"
    assert codec("latin-1") == codec("us-ascii") == "cp1252"
    assert codec("gb2312") == "gb18030"
    assert codec("nonsense") == codec("zlib_codec") == ""
