"""Front matter is read by line and as strings alone; the body stays as it is."""

from __future__ import annotations

import time

import pytest

from tagger.model import Reading
from tagger.readers import from_bytes
from tagger.readers.markdown import read_markdown
from tagger.tagging import Tagger


def note(front: str, body: str = "Text.\n") -> Reading:
    return read_markdown(f"---\n{front}\n---\n{body}".encode())


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("title: Ferry strike", "title", "Ferry strike"),
        ('title: "Ferry: a \\"strike\\" \\u2013 \\n on"', "title", 'Ferry: a "strike" – \n on'),
        ("title: 'It''s on'", "title", "It's on"),
        ("title: Ferry # the second", "title", "Ferry"),
        ("title: Ferry #2", "title", "Ferry"),
        ("title: C#", "title", "C#"),
        ("Title: Ferry", "title", "Ferry"),
        ("title: >\n  Ferry\n  strike", "title", "Ferry strike"),
        ("title: |-\n  Ferry\n  strike\n\nauthor: X", "title", "Ferry strike"),
        ("title: Ferry\n  strike", "title", "Ferry strike"),
        ("author: Ana Reyes", "author@frontmatter", "Ana Reyes"),
        ("author:\n  - Ana Reyes\n  - Bo Lind", "author@frontmatter#2", "Bo Lind"),
        ("authors:\n- Ana Reyes\n- Bo Lind", "author@frontmatter#2", "Bo Lind"),
        ('authors: [Ana Reyes, "Lind, Bo"]', "author@frontmatter#2", "Lind, Bo"),
        ("author:\n  name: Ana Reyes\n  email: x", "author@frontmatter", "Ana Reyes"),
        ('author:\n  - "[[Ana Reyes]]"', "author@frontmatter", "Ana Reyes"),
        ("author: '[[people/ana|Ana Reyes]]'", "author@frontmatter", "Ana Reyes"),
        ("source: Harbour Gazette", "source", "Harbour Gazette"),
        ("source: https://harbour.example/a", "url", "https://harbour.example/a"),
        ("url: https://harbour.example/a#b", "url", "https://harbour.example/a#b"),
        ("date: 2022-03-14", "date@frontmatter", "2022-03-14"),
        ("date: 2022-03-14 # or so", "date@frontmatter", "2022-03-14"),
        ("date: 12:30", "date@frontmatter", "12:30"),
        ("published: 007", "published@frontmatter", "007"),
        ("updated: no", "modified@frontmatter", "no"),
        ("created: 2022-03-15", "date@frontmatter", "2022-03-15"),
        ("date created: 2022-03-15", "date@frontmatter", "2022-03-15"),
        ("created: 2022-03-15\nurl: https://harbour.example/a", "captured@frontmatter", "2022-03-15"),
        ("published: 2022-03-14\ncreated: 2022-03-15", "captured@frontmatter", "2022-03-15"),
        ("saved: 2022-03-15", "captured@frontmatter", "2022-03-15"),
        ("tags: [strike, 'pay, talks']", "tags@frontmatter", "strike, pay, talks"),
        ("tags:\n  - strike\n  - pay", "tags@frontmatter", "strike, pay"),
        ("tags: strike pay", "tags@frontmatter", "strike pay"),
        ("publisher: Harbour Gazette", "publisher@frontmatter", "Harbour Gazette"),
        ("description: >-\n  About\n  it", "description@frontmatter", "About it"),
    ],
)
def test_a_key_becomes_a_field(front: str, field: str, value: str) -> None:
    reading = note(front)
    assert reading.fields[field] == value
    assert reading.fields["body"] == "Text.\n"
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("source: Harbour Gazette", {("publisher", "Harbour Gazette")}),
        ("url: https://www.reuters.com/world/2022/03/14/ferry", {("publisher", "reuters"), ("issued", "2022-03-14")}),
        ("source: https://www.reuters.com/world/ferry", {("publisher", "reuters")}),
        ("source: <https://www.reuters.com/world/ferry>", {("publisher", "reuters")}),
        ('url: "[read](https://www.reuters.com/world/ferry)"', {("publisher", "reuters")}),
        (
            'source: "[Harbour Gazette](https://gazette.example/2022/03/14/ferry)"',
            {("publisher", "Harbour Gazette"), ("issued", "2022-03-14")},
        ),
        ("source: www.gazette.example/ferry", set()),
        ("source: https://t.me/harbourwatch/14", {("platform", "telegram")}),
        ("author: Ana Reyes\ndate: 2022-03-14", {("creator", "Ana Reyes"), ("issued", "2022-03-14")}),
    ],
)
def test_what_a_note_says_of_its_origin_tags_it(front: str, expected: set[tuple[str, str]]) -> None:
    (document,) = from_bytes(f"---\n{front}\n---\nThe ferries lie still.\n".encode(), "a.md")
    assert {(tag.role, tag.value) for tag in Tagger(facets=("source", "date")).tag(document)} == expected


@pytest.mark.parametrize(
    "front", ["title:", "title: ~", "title: null", "title: ''", "title: # none", "other: x", "# title: x", "tags: []"]
)
def test_what_says_nothing_is_no_field(front: str) -> None:
    assert set(note(front).fields) == {"body"}


@pytest.mark.parametrize(
    "front", ["title: Ferry\n\tx: [", "a: {b: c}", "a: &x y\nb: *x", "a: !!python/object:os.system x", "a: [1,\n  2]"]
)  # fmt: skip
def test_what_is_stranger_than_notes_are_does_no_harm(front: str) -> None:
    assert note(front).fields["body"] == "Text.\n"


def test_a_broken_line_is_a_problem_with_its_number() -> None:
    (problem,) = note("title: Ferry\nnonsense here\nauthor: Ana").problems
    assert (problem.line, "nonsense here" in problem.message) == (3, True)


def test_front_matter_that_is_not_closed_is_text_and_a_problem() -> None:
    raw = b"---\ntitle: Ferry\n\nText without end.\n"
    reading = read_markdown(raw)
    assert reading.fields["body"] == raw.decode()
    assert reading.problems[0].line == 1


def test_front_matter_may_be_empty() -> None:
    reading = read_markdown(b"---\n---\nText.\n")
    assert reading.fields == {"body": "Text.\n"} and reading.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA rule above.\n\n---\n",
        "--- \nProse, not keys.\n---\n",
        "text\n---\ntitle: x\n---\n",
        "----\na: b\n----\n",
        "---\n? a\n: b\n---\n",
    ],
)
def test_a_rule_is_no_front_matter(text: str) -> None:
    reading = read_markdown(text.encode())
    assert reading.fields["body"] == text and reading.problems == ()


def test_windows_lines_a_mark_and_dots_at_the_end() -> None:
    reading = read_markdown(b"\xef\xbb\xbf---\r\ntitle: Ferry\r\n...\r\nText.\r\n")
    assert reading.fields == {"body": "Text.\n", "title": "Ferry"}


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# Ferry *strike* ##\n", "Ferry *strike"),
        ("Intro\n\n## Ferry strike\n", "Ferry strike"),
        ("Ferry strike\n===\n", "Ferry strike"),
        ("Ferry strike\n---\ntext", "Ferry strike"),
        ("# [Ferry](https://harbour.example) **strike**\n", "Ferry strike"),
        ("```\n# no\n```\n# Yes\n", "Yes"),
        ("#hashtag\ntext", None),
        ("- item\n---\n", None),
        ("text\n\n---\ntext", None),
        ("# \n", None),
        ("# C#\n", "C#"),
    ],
)
def test_the_first_heading_is_the_title(body: str, title: str | None) -> None:
    assert read_markdown(body.encode()).fields.get("title") == title


def test_front_matter_in_toml() -> None:
    raw = '+++\ntitle = "Ferry"\nauthors = ["Ana Reyes", "Bo Lind"]\ndate = 2022-03-14T10:37:45Z\nlastmod = 2022-03-15\ndraft = true\n[params]\nx = 1\n+++\nText.\n'
    reading = read_markdown(raw.encode())
    assert reading.fields == {
        "body": "Text.\n", "title": "Ferry", "author@frontmatter": "Ana Reyes", "author@frontmatter#2": "Bo Lind", "date@frontmatter": "2022-03-14",
        "modified@frontmatter": "2022-03-15",
    }  # fmt: skip
    broken = read_markdown(b"+++\ntitle = \n+++\nText.\n")
    assert (
        broken.fields == {"body": "Text.\n"}
        and "is no TOML" in broken.problems[0].message
        and "\n" not in str(broken.problems[0])
    )
    assert read_markdown(b"+++\nnot closed\n").fields["body"] == "+++\nnot closed\n"


def test_front_matter_names_the_language() -> None:
    assert note("lang: de-AT").language == "de"


@pytest.mark.parametrize("raw", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_note_is_a_document_and_a_problem(raw: bytes) -> None:
    (document,) = from_bytes(raw, "daily/2022-03-14.md")
    assert document.media_type == "text/markdown" and [str(one) for one in document.problems] == [
        "daily/2022-03-14.md: holds no text. There is nothing to tag."
    ]


def test_front_matter_alone_is_enough() -> None:
    assert note("title: Ferry", "").fields == {"body": "", "title": "Ferry"}


@pytest.mark.parametrize(
    "hostile",
    [
        "author: [" + "'x'," * 500_000 + "]",
        "a: [" + "[[" * 400_000 + "]",
        'a: "' + "\\" * 1_000_000,
        "a:\n" + ("  " + "y " * 20_000 + "\n") * 380,
        "a b " * 200_000 + ": 1",
    ],
    ids=lambda text: text[:8],
)
def test_hostile_front_matter_takes_linear_time(hostile: str) -> None:
    begun = time.process_time()
    note(hostile)
    assert time.process_time() - begun < 2
