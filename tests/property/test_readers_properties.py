"""Whatever the bytes, a reader gives text or refuses in one line."""

from __future__ import annotations

from unicodedata import is_normalized

from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.errors import ReadError
from tagger.readers import from_bytes
from tagger.readers.encoding import decode
from tagger.readers.markdown import read_markdown

NAMES = st.sampled_from(["a.txt", "a.md", "a.eml", "a.mbox", "a.log", "a"])
LINES = st.lists(
    st.one_of(
        st.sampled_from([b"---", b"title: x", b"- a", b"From a@b.example Mon", b"From: a@b.example", b"Subject: =?utf-8?q?=C3?=", b"", b"> quoted", b"# H",
                         b"Content-Type: multipart/mixed; boundary=b", b"--b", b"--b--", b"Content-Transfer-Encoding: base64", b"On x wrote:", b"\xff\xfe", b"[x", b'a: "']),
        st.binary(max_size=20),
    ),
    max_size=20,
).map(b"\n".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(NAMES, st.one_of(LINES, st.binary(max_size=300)))
def test_bytes_become_nfc_text_or_are_refused_in_one_line(name: str, raw: bytes) -> None:
    try:
        documents = from_bytes(raw, name)
    except ReadError as error:
        assert "\n" not in str(error) and str(error).startswith(f"{name}: ") and str(error).endswith(".")
        return
    for document in documents:
        assert {"body", "path"} <= set(document.fields)
        for text in document.fields.values():
            text.encode()
            assert is_normalized("NFC", text)
        assert all("\n" not in str(problem) for problem in document.problems)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_utf_8_survives(text: str) -> None:
    whole = decode(text.encode()).text
    assert decode(whole.encode()).text == whole


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"), max_size=40))
def test_any_string_in_quotes_is_read_back(text: str) -> None:
    quoted = text.replace("'", "''")
    expected = decode(text.encode()).text.strip()
    fields = read_markdown(f"---\npublisher: '{quoted}'\n---\nText.\n".encode()).fields
    if expected and "[[" not in text and not text.startswith("http") and expected.lower() not in ("~", "null"):
        assert fields["publisher@frontmatter"] == expected
