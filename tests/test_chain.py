"""The chain of a document in a line."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from tagger.model import Document, Finding, Role, Span
from tagger.recognisers.sources.chain import chain


def document(body: str = "No ferry.", media: str = "text/plain", **fields: str) -> Document:
    return Document("x", "0" * 64, media, "utf-8", "en", MappingProxyType({"body": body, **fields}))


def one(
    role: Role, label: str, score: float = 0.9, rule: str = "sources/x", at: tuple[int, int] = (0, 1), times: int = 1
) -> Finding:
    value = "unnamed" if label == "officials" else label
    return Finding("source", role, value, label, score, "rule", (Span("body", *at, rule),) * times)


TALK = "I saw a thread on Twitter by an analyst."


@pytest.mark.parametrize(
    ("made", "findings", "wanted"),
    [
        (document(), [], "text"),
        (document(media="text/html"), [one("publisher", "Harbour Gazette")], "article in Harbour Gazette"),
        (
            document(TALK, "text/html", url="https://blog.harbour.example/1"),
            [one("creator", "Tom Hill"), one("platform", "Twitter", 0.6, at=(8, 25)), one("quoted", "Ana Reyes")],
            "blog post by Tom Hill ← thread on Twitter ← Ana Reyes",
        ),
        (document(TALK, url="https://harbour.example/blog/1"), [one("platform", "Twitter", 0.6, at=(8, 25))], "blog post ← thread on Twitter"),
        (
            document(),
            [one("publisher", "Harbour Gazette", 0.9), one("publisher", "Reuters", 0.5, "sources/agency/dateline"), one("quoted", "Ana Reyes")],
            "article in Harbour Gazette ← Reuters ← Ana Reyes",
        ),
        (document(**{"from": "Ana Reyes"}), [one("creator", "Ana Reyes")], "mail by Ana Reyes"),
        (document(**{"from": "x"}), [one("publisher", "Harbour Talk"), one("quoted", "Tom Hill")], "mail of Harbour Talk ← Tom Hill"),
        (document(), [one("platform", "Twitter", 0.9), one("creator", "Ana Reyes")], "post on Twitter by Ana Reyes"),
        (document("A reader of this blog wrote."), [one("quoted", "Ana Reyes")], "blog post ← Ana Reyes"),
        (document(), [one("platform", "WhatsApp", 0.9), one("creator", "Ana Reyes"), one("creator", "Tom Hill")], "chat on WhatsApp"),
        (document(), [one("platform", "Telegram", 0.9), one("publisher", "Harbour Watch")], "post on Telegram of Harbour Watch"),
        (document(), [one("platform", "forum", 0.9), one("creator", "flussreiter")], "post on a forum by flussreiter"),
        (document(), [one("quoted", "Ana Reyes"), one("quoted", "Tom Hill", times=2), one("cited", "officials")], "text ← Tom Hill and 2 others"),
        (document(), [one("quoted", "officials", times=2)], "text ← unnamed sources"),
        (document(), [one("creator", "Ana Reyes"), one("quoted", "Ana Reyes")], "text by Ana Reyes"),
        (document(), [one("creator", "ana@harbour.example")], "text by ███@███████████████"),
    ],
)  # fmt: skip
def test_the_chain_in_a_line(made: Document, findings: list[Finding], wanted: str) -> None:
    got = chain(made, findings)
    assert (got == wanted) or ("@" in wanted and "harbour" not in got)


def test_other_facets_are_no_links() -> None:
    topic = Finding("topic", "about", "strikes", "Strikes", 0.9, "rule", ())
    assert chain(document(), [topic]) == "text"
