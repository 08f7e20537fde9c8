"""Mail is read by hand: headers decoded, the readable part chosen, replies kept apart, a mailbox message by message."""

from __future__ import annotations

import time

import pytest

from tagger.errors import ReadError
from tagger.model import Reading
from tagger.readers import from_bytes
from tagger.readers.mail import read_mail, read_mbox, split_quoted, words

HEAD = "From: Ana Reyes <ana@harbour.example>\nTo: list@harbour.example\nSubject: Ferry strike\nDate: Mon, 14 Mar 2022 10:00:00 +0000\n"


def mail(body: str | bytes, head: str = HEAD) -> Reading:
    return read_mail(head.encode() + b"\n" + (body.encode() if isinstance(body, str) else body))


def multipart(kind: str, *parts: str) -> str:
    lines = "".join(f"--b\n{part}\n" for part in parts)
    return f'{HEAD}MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b"\n\nPreamble.\n{lines}--b--\nEpilogue.\n'


def test_headers_become_fields() -> None:
    head = HEAD + "List-Id: Harbour talk <talk.harbour.example>\nReply-To: bo@harbour.example\nX-Other: no\n"
    fields = mail("Text.\n", head).fields
    assert list(fields) == ["body", "from", "to", "subject", "date", "list_id", "reply_to", "title"]
    assert fields["title"] == fields["subject"] == "Ferry strike"
    assert fields["from"] == "Ana Reyes <ana@harbour.example>" and fields["body"] == "Text.\n"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("=?utf-8?q?F=C3=A4hre?=", "Fähre"),
        ("=?UTF-8?B?RsOkaHJl?= strike", "Fähre strike"),
        ("=?utf-8?b?RsM=?= =?utf-8?b?pGhyZQ==?=", "Fähre"),
        ("=?iso-8859-1?q?F=E4hre_=26_Co?= <a@b>", "Fähre & Co <a@b>"),
        ("=?koi8-r?B?8M8=?=", "По"),
        ("=?utf-8*de?q?F=C3=A4hre?=", "Fähre"),
        ("=?x-none?q?abc?=", "abc"),
        ("=?utf-8?q?broken", "=?utf-8?q?broken"),
        ("=?utf-8?b?RsOkaHJ?=", "Fähr"),
        ("a =?utf-8?q?b?= c", "a b c"),
    ],
)
def test_encoded_words(raw: str, told: str) -> None:
    assert words(raw) == told


def test_a_folded_header_is_one_line_and_a_bare_8_bit_one_is_read() -> None:
    assert mail("x", HEAD.replace("Ferry strike", "Ferry\n\tstrike")).fields["subject"] == "Ferry strike"
    assert read_mail("Subject: Fähre\nFrom: a\n\nText".encode("latin-1")).fields["subject"] == "Fähre"


def test_transfer_encodings_and_charsets() -> None:
    head = HEAD + "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
    assert mail("F=E4hre=\n fort", head + "quoted-printable\n").fields["body"] == "Fähre fort"
    assert mail("RuRocmU=", head + "base64\n").fields["body"] == "Fähre"
    assert mail("RuRocmU", head + "BASE64\n").fields["body"] == "Fähre"
    assert mail(b"F\xe4hre", head + "8bit\n").encoding == "windows-1252"


def test_of_two_forms_the_plain_one_is_read() -> None:
    raw = multipart("alternative", "Content-Type: text/plain\n\nPlain text.", "Content-Type: text/html\n\n<p>Rich text.</p>")
    assert read_mail(raw.encode()).fields["body"].strip() == "Plain text."


def test_a_stub_gives_way_to_the_page_it_points_at() -> None:
    page = "<p>" + "A long letter about ferries. " * 40 + "</p>"
    raw = multipart("alternative", "Content-Type: text/plain\n\nView it in a browser.", f"Content-Type: text/html\n\n{page}")
    assert "letter about ferries" in read_mail(raw.encode()).fields["body"]


def test_html_becomes_text() -> None:
    reading = mail("<style>p{}</style><p>One</p><p>Two &amp; three</p><script>x()</script>", HEAD + "Content-Type: text/html\n")
    assert reading.fields["body"].split() == ["One", "Two", "&", "three"]


def test_attachments_are_told_and_not_read() -> None:
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\n\nText.",
        'Content-Type: application/pdf; name="report.pdf"\n\nAAAA',
        "Content-Type: text/plain\nContent-Disposition: attachment; filename*=UTF-8''F%C3%A4hre.txt\n\nNot this.",
    )
    reading = read_mail(raw.encode())
    assert reading.fields["body"].strip() == "Text."
    assert reading.problems[0].message == "2 attachments were not read: report.pdf, Fähre.txt."


def test_parts_without_headers_nested_and_unclosed() -> None:
    inner = (
        "Content-Type: multipart/alternative; boundary=c\n\n--c\n\nInner text.\n--c\nContent-Type: text/html\n\n<p>no</p>\n--c--"
    )
    assert read_mail(multipart("mixed", inner).encode()).fields["body"].strip() == "Inner text."
    cut = multipart("mixed", "\nText that is cut off").split("--b--")[0]
    assert read_mail(cut.encode()).fields["body"].strip() == "Text that is cut off"


def test_a_boundary_that_never_comes_leaves_the_text() -> None:
    assert mail("Text.", HEAD + "Content-Type: multipart/mixed; boundary=zz\n").fields["body"] == "Text."
    assert mail("Text.", HEAD + "Content-Type: multipart/mixed\n").fields["body"] == "Text."


def test_a_message_within_stays_in_the_body() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: Bo Lind <bo@harbour.example>\nSubject: Inner\n\nInner text."
    body = read_mail(multipart("mixed", "Content-Type: text/plain\n\nSee below.", inner).encode()).fields["body"]
    assert "From: Bo Lind" in body and "Inner text." in body and body.startswith("See below.")


QUOTED = "I agree.\n\nOn Mon, 14 Mar 2022 at 10:00, Bo Lind\n<bo@harbour.example> wrote:\n> The strike goes on.\n>\n>> Does it?\n\nAna\n"


def test_a_reply_that_is_quoted_is_kept_apart() -> None:
    fields = mail(QUOTED).fields
    assert fields["body"] == "I agree.\n\n\nAna\n"
    assert fields["quoted_reply"].startswith("On Mon, 14 Mar 2022") and fields["quoted_reply"].endswith(">> Does it?")


def test_answers_between_the_lines() -> None:
    body, quoted = split_quoted("Bo Lind schrieb:\n> Eins?\nJa.\n> Zwei?\nNein.\n")
    assert (body, quoted) == ("Bo Lind schrieb:\nJa.\nNein.\n", "> Eins?\n> Zwei?")


def test_all_below_an_original_message_is_quoted() -> None:
    body, quoted = split_quoted("Yes.\n\n-----Original Message-----\nFrom: Bo\n\nThe strike?\n")
    assert body == "Yes.\n" and quoted.startswith("-----Original")


@pytest.mark.parametrize("subject", ["Fwd: Ferry", "FW: Ferry", "WG: Ferry"])
def test_what_is_forwarded_stays(subject: str) -> None:
    fields = mail(QUOTED, HEAD.replace("Ferry strike", subject)).fields
    assert fields["body"] == QUOTED and "quoted_reply" not in fields


def test_below_a_forwarding_mark_nothing_is_taken() -> None:
    text = "Look.\n\n---------- Forwarded message ---------\nFrom: Bo\n\n> quoted there\n"
    assert split_quoted(text) == (text, "")


def test_a_mail_of_quotes_alone_is_kept() -> None:
    assert split_quoted("> One\n> Two\n") == ("> One\n> Two\n", "")


def test_a_mail_without_text() -> None:
    with pytest.raises(ReadError, match="only what is attached"):
        read_mail(b"From: a\nContent-Type: image/png; name=x.png\n\nAAAA")
    assert mail("").fields["body"] == ""


BOX = "From ana@harbour.example Mon Mar 14 10:00:00 2022\nSubject: One\n\nFirst.\n>From here on.\n\nFrom the harbour it went on.\n\n"
BOX += "From bo@harbour.example Mon Mar 14 11:00:00 2022\nSubject: Two\n\nSecond.\n"


def test_a_mailbox_is_its_messages() -> None:
    (one, first), (two, second) = read_mbox(BOX.encode())
    assert first.fields["body"] == "First.\nFrom here on.\n\nFrom the harbour it went on.\n"
    assert second.fields == {"body": "Second.\n", "subject": "Two", "title": "Two"}
    assert two == b"Subject: Two\n\nSecond.\n" and one.startswith(b"Subject: One")


def test_a_message_without_text_is_told_and_loses_no_other() -> None:
    raw = BOX + "\nFrom x@harbour.example Mon Mar 14 12:00:00 2022\nX-A: b\n\n\n"
    messages = read_mbox(raw.encode())
    assert len(messages) == 2 and "message 3 holds no text" in messages[0][1].problems[0].message


SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://harbour.example/ferry
Subject: Ferry
Date: Tue, 15 Mar 2022 08:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--b"

----b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://harbour.example/ferry

<html><head><meta charset=3D"utf-8"><title>F=C3=A4hre</title></head><body><article><p>{}</p></article></body></html>
----b
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://harbour.example/a.png

AAAA
----b--
""".format("The ferry strike goes on. " * 20)


def test_a_page_that_a_browser_saved_as_one_file() -> None:
    (document,) = from_bytes(SAVED.replace("\n", "\r\n").encode(), "ferry.mhtml")
    assert document.media_type == "multipart/related" and document.body.startswith("The ferry strike goes on.")
    assert document.fields["url"] == "https://harbour.example/ferry" and "15 Mar 2022" in document.fields["captured@header"]
    assert "Fähre" in (document.fields.get("page_title", "") + document.title)
    with pytest.raises(ReadError, match="holds no web page"):
        from_bytes(SAVED.replace("text/html", "text/css").encode(), "ferry.mht")
    assert from_bytes(b"No header at all, only text.", "a.mht")[0].media_type == "text/plain"
    assert from_bytes(b"<html><body><p>Text.</p></body></html>", "a.mht")[0].media_type == "text/html"


@pytest.mark.parametrize(
    "hostile",
    [
        HEAD + "\n" + "> a\n\n" * 40_000,
        HEAD + "\n" + "\n" * 100_000 + "> a\n" * 50_000,
        HEAD + "Subject: " + "=?utf-8?q?" * 40_000 + "\n\nx",
        "A:" * 200_000 + "\n\nx",
        "A: b\n" * 50_000 + "\nx",
        "A: b\n" + " c\n" * 50_000 + "\nx",
        HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n" * 100_000,
        HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 20_000,
        HEAD + "Content-Type: text/plain" + "; a=b" * 50_000 + "\n\nx",
        HEAD + "\n" + "On " * 100_000 + "\n> x",
    ],
    ids=range(10),
)
def test_hostile_mail_takes_linear_time(hostile: str) -> None:
    begun = time.process_time()
    read_mail(hostile.encode())
    assert time.process_time() - begun < 2
