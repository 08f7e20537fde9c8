"""Web pages: main text, fields of every kind, hostile pages; all pages are of our own writing."""

from __future__ import annotations

import json
import time

import pytest

from tagger.errors import ReadError
from tagger.model import Reading
from tagger.readers.webpage import read_webpage
from tagger.readers.webpage.maintext import tamed

PARAGRAPH = "<p>The ferries of Lund stood still for a third week, and the harbour was as quiet as in winter.</p>"
ARTICLE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Ferry strike enters third week | Harbour Gazette</title>
%s</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div id="cookie-banner">We use cookies. <button>Accept</button></div>
<main><article><h1>Ferry strike enters third week</h1>%s{PARAGRAPH * 3}%s</article></main>
<aside class="related"><h3>Related articles</h3><ul><li><a href="/x">Crane falls</a> <time datetime="2019-01-02">2 January 2019</time></li></ul></aside>
<footer>© 2023 Harbour Gazette</footer></body></html>"""


def page(head: str = "", byline: str = "", tail: str = "") -> Reading:
    return read_webpage((ARTICLE % (head, byline, tail)).encode())


def fields(head: str = "", byline: str = "", tail: str = "") -> dict[str, str]:
    return page(head, byline, tail).fields


def script(value: object) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


def test_main_text_is_the_article_alone() -> None:
    reading = page()
    body = reading.fields["body"]
    assert body.count("ferries of Lund") == 3
    for furniture in ("cookies", "Home", "Related", "Crane falls", "© 2023"):
        assert furniture not in body
    assert reading.fields["title"] == "Ferry strike enters third week"
    assert reading.fields["page_title"] == "Ferry strike enters third week | Harbour Gazette"
    assert (reading.media_type, reading.encoding, reading.language) == ("text/html", "utf-8", "en")


SENTENCES = {
    "an author in a sentence": (
        '<p>The talks, as our colleague <a rel="author" href="/a">Ana Reyes</a> saw them, broke down late at night.</p>',
        "The talks, as our colleague Ana Reyes saw them, broke down late at night.",
    ),
    "a tag in a sentence": (
        '<p>The walkout began when the <a rel="tag" href="/t">dockers</a> of the old harbour refused a shift.</p>',
        "The walkout began when the dockers of the old harbour refused a shift.",
    ),
    "a time in a sentence": (
        "<p>The last strike on this route began on <time>3 March 2015</time> and ended eleven days later.</p>",
        "The last strike on this route began on 3 March 2015 and ended eleven days later.",
    ),
}
LEFT_OVER = {
    "a byline": '<p class="meta">By <a rel="author" href="/a">Ana Reyes</a></p>',
    "a German byline": '<div>Von <span itemprop="author">Ana Reyes</span></div>',
    "tags": '<p>Tags: <a rel="tag" href="/t">ferries</a>, <a rel="tag" href="/u">strikes</a></p>',
    "a day": "<div>Published: <time>14 March 2022</time> | Updated: <time>15 March 2022</time></div>",
    "a bar": "<div>|</div>",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_words_of_a_sentence_that_are_marked_stay_in_it(name: str) -> None:
    html, sentence = SENTENCES[name]
    assert sentence in fields(tail=html)["body"].split("\n")


@pytest.mark.parametrize("name", LEFT_OVER)
def test_a_line_without_its_name_or_day_goes_whole(name: str) -> None:
    assert fields(byline=LEFT_OVER[name])["body"] == fields()["body"]


def test_the_headline_the_byline_and_the_paragraphs_are_lines_of_their_own() -> None:
    body = fields(byline='<p class="byline">By <a rel="author" href="/a">Ana Reyes</a></p>')["body"]
    assert [line for line in body.split("\n") if line][:2] == ["Ferry strike enters third week", PARAGRAPH[3:-4]]


def test_paragraphs_lists_and_quotes_keep_their_lines() -> None:
    tail = "<ul><li>first point of the union</li><li>second point of the union</li></ul><blockquote><p>We shall not move.</p><p>Ana Reyes</p></blockquote><p>After the quote the text goes on as it did before.</p>"
    lines = fields(tail=tail)["body"].split("\n")
    assert "first point of the union" in lines and "second point of the union" in lines
    assert "    We shall not move." in lines and "    Ana Reyes" in lines
    assert "After the quote the text goes on as it did before." in lines
    assert not any("\ufdd0" in line or "\ufdd1" in line for line in lines)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (b"<p>hi there", "hi there"),
        (b"just words", "just words"),
        (b"<form><select><option>Only an option</select></form>", "Only an option"),
        (b"<html><body><nav>Only a menu</nav></body></html>", "Only a menu"),
        (b"<html><head><title>Only a title</title></head><body></body></html>", "Only a title"),
        (b"<div>" * 400 + b"deep words", "deep words"),
        (b"<html><body><article><p>cut off in the mid", "cut off in the mid"),
        (
            "<?xml version='1.0' encoding='iso-8859-1'?><html><body><p>Köln liegt am Rhein</p>".encode("latin-1"),
            "Köln liegt am Rhein",
        ),
        (
            '<meta http-equiv="content-type" content="text/html; charset=windows-1251"><p>Паромы стоят'.encode("cp1251"),
            "Паромы стоят",
        ),
    ],
)
def test_body_is_never_empty_where_the_page_has_text(html: bytes, words: str) -> None:
    assert words in read_webpage(html).fields["body"]


def test_text_that_only_the_data_of_the_page_holds() -> None:
    body = "The ferries of Lund stood still for a third week. " * 8
    html = script({"@type": "Article", "articleBody": body}) + "<body><div id='app'>Loading</div></body>"
    assert read_webpage(html.encode()).fields["body"] == body.strip()


@pytest.mark.parametrize("html", [b"", b"<html></html>", b"<script>var x = 1</script>", b"<!-- nothing -->", b"<img src=x>"])
def test_page_without_text_is_refused(html: bytes) -> None:
    with pytest.raises(ReadError, match="holds no text"):
        read_webpage(html)


def test_page_without_text_whose_head_says_when_it_was_put_out_is_a_document() -> None:
    reading = read_webpage(b'<html><meta property="article:published_time" content="2022-03-14"><script>draw()</script></html>')
    assert reading.fields == {"body": "", "published@meta": "2022-03-14"}


JSONLD = [
    {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry strike", "datePublished": "2022-03-14T10:33:00Z",
     "dateModified": "2022-03-15", "author": [{"@type": "Person", "name": "Ana Reyes"}, {"name": "Bo Lind"}], "publisher": {"name": "Harbour Gazette"}},
    {"@graph": [{"@type": "WebSite", "name": "Harbour Gazette"}, {"@type": ["Article", "NewsArticle"], "datePublished": "2022-03-14T10:33:00Z",
     "dateModified": "2022-03-15", "author": [{"@id": "#a"}, "Bo Lind"], "publisher": {"@id": "#p"}},
     {"@id": "#a", "@type": "Person", "name": "Ana Reyes"}, {"@id": "#p", "@type": "Organization", "name": "Harbour Gazette"}]},
    [None, 3, "x", {"@type": 5}, {"@type": "BlogPosting", "datePublished": ["2022-03-14T10:33:00Z", None, {}], "dateModified": "2022-03-15",
     "author": {"@type": "Person", "name": ["Ana Reyes", "Bo Lind"]}, "publisher": [{"name": "Harbour Gazette"}], "image": 7}],
    {"@type": "WebPage", "mainEntity": {"@type": "http://schema.org/Article", "datePublished": "2022-03-14T10:33:00Z", "dateModified": "2022-03-15",
     "author": ["Ana Reyes", {"givenName": "Bo", "familyName": "Lind"}], "publisher": "Harbour Gazette"}},
]  # fmt: skip


@pytest.mark.parametrize("value", JSONLD)
def test_jsonld_in_every_shape(value: object) -> None:
    found = fields(script(value))
    assert found["published@jsonld"] == "2022-03-14T10:33:00Z"
    assert found["modified@jsonld"] == "2022-03-15"
    assert (found["author@jsonld"], found["author@jsonld#2"]) == ("Ana Reyes", "Bo Lind")
    assert found["publisher@jsonld"] == "Harbour Gazette"


BROKEN = [
    '{"@type":"Article","datePublished":"2022-03-14","author":{"name":"Ana Reyes"},}',
    '<!-- {"@type":"Article","datePublished":"2022-03-14","author":{"name":"Ana Reyes"}} -->',
    '//<![CDATA[\n{"@type":"Article","datePublished":"2022-03-14","author":{"name":"Ana Reyes"}}\n//]]>',
    '{"@type":"Article","datePublished":"2022-03-14","author":{"name":"Ana Reyes"},"description":"a "quoted" word"}',
    '{"@type":"Article","datePublished":"2022-03-14",\n"author":{"name":"Ana Reyes"},"articleBody":"line\none"}',
    '{"@type":"Article","datePublished":"2022-03-14","author":{"name":"Ana Reyes"}}{"@type":"Thing"}',
    '{"@type":"Article","datePublished":"2022-03-14","author":{"name":"Ana Reyes"',
]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_jsonld_still_speaks(text: str) -> None:
    found = fields(script(text))
    assert found["published@jsonld"] == "2022-03-14"
    assert found["author@jsonld"] == "Ana Reyes"


def test_one_odd_object_loses_nothing_of_the_rest() -> None:
    good = {"@type": "Article", "datePublished": "2022-03-14"}
    found = fields(script("{{{") + script({"@type": "Article", "author": {"@id": "#gone"}}) + script(good))
    assert found["published@jsonld"] == "2022-03-14"


def test_comments_and_other_articles_are_not_the_page() -> None:
    value = {"@type": "Article", "headline": "Ferry strike", "datePublished": "2022-03-14", "comment": [{"@type": "Comment", "author": "Troll"}],
             "hasPart": {"@type": "Article", "datePublished": "1999-01-01"}}  # fmt: skip
    found = fields(
        script(value),
        tail='<div itemscope itemtype="http://schema.org/Comment"><time itemprop="datePublished" datetime="2022-04-01">x</time></div>',
    )
    assert [v for k, v in found.items() if k.startswith("published@")] == ["2022-03-14"]
    assert not [v for k, v in found.items() if v == "Troll"]


@pytest.mark.parametrize(
    ("tag", "field", "value"),
    [
        ('<meta property="article:published_time" content="2022-03-14">', "published@meta", "2022-03-14"),
        ('<meta name="DC.date.issued" content="2022-03-14">', "published@meta", "2022-03-14"),
        ('<meta name="dcterms.modified" content="2022-03-14">', "modified@meta", "2022-03-14"),
        ('<meta name="date" content="2022-03-14">', "date@meta", "2022-03-14"),
        ('<meta name="parsely-pub-date" content="2022-03-14">', "published@meta", "2022-03-14"),
        ('<meta name="sailthru.date" content="2022-03-14">', "published@meta", "2022-03-14"),
        ('<meta name="citation_publication_date" content="2022/03/14">', "published@meta", "2022/03/14"),
        ('<meta itemprop="datePublished" content="2022-03-14">', "published@meta", "2022-03-14"),
        ('<meta http-equiv="last-modified" content="2022-03-14">', "modified@meta", "2022-03-14"),
        ('<meta name="author" content="Ana &amp;amp; Bo">', "author@meta", "Ana & Bo"),
        ('<meta name="citation_author" content="Reyes, Ana">', "author@citation", "Reyes, Ana"),
        ('<meta property="og:site_name" content="Harbour  Gazette">', "site_name@meta", "Harbour Gazette"),
        ('<meta name="application-name" content="Gazette">', "site_name@meta", "Gazette"),
        ('<meta name="dc.publisher" content="Gazette Press">', "publisher@meta", "Gazette Press"),
        ('<meta name="keywords" content="ferry, strike">', "tags", "ferry, strike"),
        ('<meta property="og:description" content="A third week.">', "description", "A third week."),
        ('<link rel="canonical" href="https://gazette.example/ferry">', "url", "https://gazette.example/ferry"),
        ('<meta property="og:url" content="https://gazette.example/ferry">', "url", "https://gazette.example/ferry"),
        ('<!-- saved from url=(0030)https://gazette.example/ferry -->', "url", "https://gazette.example/ferry"),
        ('<base href="https://gazette.example/a/"><link rel="canonical" href="../ferry">', "url", "https://gazette.example/ferry"),
        ('<link rel="canonical" href="https://web.archive.org/web/20220320010203/https://gazette.example/ferry">', "url", "https://gazette.example/ferry"),
        ('<script src="https://web.archive.org/web/20220320010203js_/https://gazette.example/x.js"></script>', "captured@archive", "2022-03-20"),
        ("<!-- FILE ARCHIVED ON 01:02:03 Mar 20, 2022 AND RETRIEVED FROM THE INTERNET ARCHIVE -->", "captured@archive", "01:02:03 Mar 20, 2022"),
        ("<!--\n Page saved with SingleFile \n url: https://gazette.example/ferry \n saved date: Sun Mar 20 2022 01:02:03 GMT+0100 -->", "captured@comment", "Sun Mar 20 2022 01:02:03 GMT+0100"),
    ],
)  # fmt: skip
def test_head_of_every_kind(tag: str, field: str, value: str) -> None:
    assert fields(tag)[field] == value


@pytest.mark.parametrize(
    ("byline", "field", "value"),
    [
        ('<time datetime="2022-03-14T10:33">today</time>', "published@time", "2022-03-14T10:33"),
        ('<time class="updated" datetime="2022-03-14">14 March</time>', "modified@time", "2022-03-14"),
        ('<p>Updated: <time datetime="2022-03-14">14 March</time></p>', "modified@time", "2022-03-14"),
        ('<p class="date">Published 14 March 2022</p>', "published@text", "Published 14 March 2022"),
        ('<p class="byline">By Ana Reyes, 14 March 2022</p>', "published@text", "By Ana Reyes, 14 March 2022"),
        ('<p class="meta">Last updated 14 March 2022</p>', "modified@text", "Last updated 14 March 2022"),
        ('<span itemprop="datePublished" content="2022-03-14">Monday</span>', "published@microdata", "2022-03-14"),
        ('<abbr class="published" title="2022-03-14T10:33">Monday</abbr>', "published@time", "2022-03-14T10:33"),
        ("<p>14. März 2022 | Hafen</p>", "published@page", "14. März 2022 | Hafen"),
    ],
)
def test_dates_that_the_page_shows(byline: str, field: str, value: str) -> None:
    found = fields(byline=byline)
    assert found[field] == value
    assert not any("2019" in v for k, v in found.items() if k.startswith(("published", "modified")) and "@page" not in k)


REMARKS = "<ol><li%s><b>Tom Hill</b> <a href='#c1'>3 March 2016</a><p>I remember the old ferry well.</p></li></ol>"


@pytest.mark.parametrize("mark", [" class='comment even'", " id='comment-17'"])
def test_the_day_of_a_readers_comment_is_not_the_page_s_own(mark: str) -> None:
    found = page(tail=REMARKS % mark)
    assert not any(name.startswith("published") for name in found.fields)
    assert found.late["commented"]() == {"commented@page": "3 March 2016"}
    assert fields(tail=REMARKS % " class='note'")["published@page"] == "Tom Hill 3 March 2016"


def test_values_are_composed_and_on_one_line() -> None:
    found = fields('<meta name="author" content="Zoe&#x308;\n  Lind">')
    assert found["author@meta"] == "Zoë Lind"
    assert all("\n" not in value for name, value in found.items() if name != "body")


def test_hyphens_that_only_may_break_and_controls_are_left_out() -> None:
    assert fields('<meta name="author" content="Ana\u00ad Rey\u200bes\u0007">')["author@meta"] == "Ana Reyes"


HOSTILE = {
    "deep": b"<div>" * 30_000 + b"words",
    "deep quotes": b"<blockquote>" * 280 + b"<p>words</p>" * 50,
    "unclosed tags": b"<" * 300_000 + b" words",
    "unclosed comments": b"words" + b"<!--" * 100_000,
    "many attributes": b"<div " + b" ".join(b"a%d=1" % n for n in range(30_000)) + b">words</div>",
    "many dates": b'<time datetime="2022-03-14">words</time>' * 5_000,
    "nested brackets": script("[" * 50_000).encode() + b"words",
    "nested objects": script('{"author":' * 50_000).encode() + b"words",
    "many objects": script([{"@type": "Article", "datePublished": "2022-03-14"}] * 5_000).encode() + b"words",
    "spaces": b"words" + b" " * 300_000 + b"words",
    "digits": b"<p>words " + b"1" * 300_000,
    "many bylines": b"<h1>words and words</h1>" + b"<p>By <a rel=author>Ana</a> on 3 May by Tom</p>" * 5_000,
    "bylines without tags": b"<h1>words and words</h1>" + b">By Ana" * 40_000,
    "nested authors": b"<ul><li>words <a rel=author>Ana</a>" * 130 + b"<p>words" * 10_000,
    "classes without quotes": b"<p class=a class =b CLASS='c>words</p>" * 10_000,
    "many headings": b"<h1>words</h1>" * 3_000,
    "long title": b"<title>" + b"a | " * 50_000 + b"</title><h1>words</h1>",
    "binary": b"\x00\xff<p>words\x01\x80" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_bounded_time_and_raise_nothing(name: str) -> None:
    start = time.process_time()
    reading = read_webpage(HOSTILE[name])
    assert "words" in reading.fields["body"] or name == "unclosed tags"
    assert time.process_time() - start < 5


@pytest.mark.parametrize("cut", range(40, 1200, 97))
def test_truncated_pages_are_read(cut: int) -> None:
    whole = (ARTICLE % (script(JSONLD[0]), "", "")).encode()
    try:
        assert read_webpage(whole[: len(whole) * cut // 1200]).fields["body"]
    except ReadError as error:
        assert "holds no text" in str(error)


@pytest.mark.parametrize("name", ["a%d", "a%d='>'", "a<%d"])
def test_attributes_in_crowds_are_left_out(name: str) -> None:
    crowd = "<p " + " ".join(name % n for n in range(5000)) + ">"
    source = f"<html><body><p class=lead>{'<i>word</i>' * 3000}{crowd}shown</p>"
    assert len(tamed(source)) < len(source) - 20_000
    assert tamed(source).replace("<p>", crowd) == source


def test_attributes_in_crowds_are_left_out_whatever_their_values_hold() -> None:
    crowd = "<p " + " ".join(f'a{n}="<>"' for n in range(25_000)) + ">"
    assert tamed(f"<html><body><p class='lead'>words</p>{crowd}shown") == "<html><body><p class='lead'>words</p><p>shown"


def test_a_long_script_is_no_crowd_of_attributes() -> None:
    source = f"<html><body><script>{'if (a <b && c) d = 1; ' * 3000}</script><p>words"
    assert tamed(source) == source
