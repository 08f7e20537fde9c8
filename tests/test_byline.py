"""Bylines of pages by place and shape: what is shown near the headline, and what stands elsewhere."""

from __future__ import annotations

import re
import time
import tomllib
from importlib.resources import files

import pytest
from resiliparse.parse.html import HTMLTree

from tagger.readers.webpage.byline import MOST, find_bylines, find_seen
from tagger.readers.webpage.outline import Outline

TITLE = "Ferry strike enters third week"
WORDS = tomllib.loads(files("tagger.data").joinpath("provenance.bylines.toml").read_text("utf-8"))


def page(inside: str, **fields: str) -> dict[str, str]:
    html = f"<!doctype html><html><head><title>{TITLE}</title></head><body>{inside}</body></html>"
    return find_bylines(Outline.of(HTMLTree.parse(html)), {"page_title": TITLE, **fields})


def article(after: str, before: str = "") -> str:
    return (
        f"<article>{before}<h1>{TITLE}</h1>{after}<p>The ferries are at the quay, and there they will stay for now.</p></article>"
    )


SHOWN = {
    "a link with rel": ('<p class="meta"><a rel="author" href="/a/1">Ana Reyes</a> 14 March</p>', "rel", "Ana Reyes"),
    "microdata": ('<div itemprop="author" itemscope><span itemprop="name">Ana Reyes</span></div>', "microdata", "Ana Reyes"),
    "a class of byline": ('<div class="article-byline">By Ana Reyes</div>', "byline", "By Ana Reyes"),
    "a vcard": ('<span class="author vcard"><a class="url fn n" href="/author/ana/">Ana Reyes</a></span>', "link", "Ana Reyes"),
    "camel case": ('<div class="PostByline__name">Ana Reyes</div>', "byline", "Ana Reyes"),
    "a link to an author's page": ('<div><a href="/authors/ana-reyes">Ana Reyes</a></div>', "link", "Ana Reyes"),
    "a link that spells the name": ('<div><a href="/people/ana-reyes">Ana Reyes</a></div>', "link", "Ana Reyes"),
    "an accent in the name": ('<div><a href="/people/ana-reyes">Aná Reyés</a></div>', "link", "Aná Reyés"),
    "a plain line": ("<p>By Ana Reyes</p>", "text", "By Ana Reyes"),
    "a plain line in German": ("<div><span>Von <b>Ana Reyes</b></span></div>", "text", "Von Ana Reyes"),
    "a label": ("<p>Text: Ana Reyes</p>", "text", "Text: Ana Reyes"),
    "a word and a name in two elements": ('<div><span>By</span> <span>Ana Reyes</span></div>', "text", "By Ana Reyes"),
    "two names": ('<p class="byline">By <a href="/author/ana">Ana Reyes</a> and <a href="/author/tom">Tom Hill</a></p>', "text", "By Ana Reyes and Tom Hill"),
    "one linked, one not": ('<p class="byline">By <a href="/author/ana">Ana Reyes</a> and Tom Hill</p>', "byline", "By Ana Reyes and Tom Hill"),
    "a job below": ('<div class="author">Ana Reyes<div class="author-title">Staff Writer</div></div>', "byline", "Ana Reyes\nStaff Writer"),
    "an aside of the article": ('<aside><address><a rel="author" href="/a">Ana Reyes</a></address></aside>', "rel", "Ana Reyes"),
    "soft hyphens": ("<p>Von Ana Rey&shy;es</p>", "text", "Von Ana Reyes"),
}  # fmt: skip
ELSEWHERE = {
    "comments": '<div class="comments"><span class="author">Ana Reyes</span></div>',
    "a comment's author": '<ol class="commentlist"><li><cite class="author fn">Ana Reyes</cite></li></ol>',
    "the sidebar": '<div id="sidebar"><a rel="author" href="/a">Ana Reyes</a></div>',
    "an aside": '<aside><span class="author">Ana Reyes</span></aside>',
    "related stories": '<section class="related-posts"><p class="byline">By Ana Reyes</p></section>',
    "another article": '<article><h2>Other</h2><p class="byline">By Ana Reyes</p></article>',
    "a teaser": '<div class="teaser"><p>By Ana Reyes</p></div>',
    "the foot of the page": '<footer class="site-footer"><p>By Ana Reyes</p></footer>',
    "the navigation": '<nav><a href="/author/ana-reyes">Ana Reyes</a></nav>',
    "a caption": '<figure><figcaption class="author">Ana Reyes</figcaption></figure>',
    "a picture of the author": '<span class="author-image">Ana Reyes</span>',
    "the author's biography": '<p class="author-bio">Ana Reyes lives in Delft.</p>',
    "ways to write": '<span class="author-twitter">@anareyes</span>',
    "a name in a sentence": f'<p>As <a href="/author/ana-reyes">Ana Reyes</a> told {"this long-suffering newspaper of ours " * 4}.</p>',
    "an embedded tweet": '<blockquote class="twitter-tweet"><a rel="author" href="/a">Ana Reyes</a></blockquote>',
    "a link that leads elsewhere": '<p><a href="/people/">Ana Reyes</a></p>',
}  # fmt: skip


@pytest.mark.parametrize("what", SHOWN)
def test_a_byline_near_the_headline_is_found(what: str) -> None:
    inside, origin, text = SHOWN[what]
    got = page(article(inside))
    assert next(iter(got.items())) == (f"author@{origin}", text)


@pytest.mark.parametrize("what", ELSEWHERE)
def test_what_stands_elsewhere_is_no_byline(what: str) -> None:
    inside = ELSEWHERE[what]
    assert not page(article("") + inside)
    got = page(article('<p class="byline">By Tom Hill</p>') + inside)
    assert got == {"author@byline": "By Tom Hill"}


def test_the_nearest_comes_first() -> None:
    got = page(article('<p class="byline">By Ana Reyes</p>') + '<div><p class="byline">By Tom Hill</p></div>')
    assert list(got.items()) == [("author@byline", "By Ana Reyes"), ("author@byline#2", "By Tom Hill")]


def test_a_byline_above_the_headline_is_found() -> None:
    assert page(article("", '<div class="byline">By Ana Reyes</div>')) == {"author@byline": "By Ana Reyes"}


def test_the_headline_is_what_the_title_repeats() -> None:
    inside = f"<h1>Harbour Gazette, the paper</h1><div><p>By Tom Hill</p></div>{'<p>x</p>' * 300}<div><h2>{TITLE}</h2><p>By Ana Reyes</p></div>"
    assert next(iter(page(inside).values())) == "By Ana Reyes"


def test_an_author_of_the_head_that_the_page_shows_is_marked_as_seen() -> None:
    told = {"author@meta": "Ana Reyes", "author@jsonld": "Tom Hill"}
    seen = {"author@seen": "Ana Reyes"}
    assert find_seen(told, {"author@text": "By Ana  Reyes"}, "", lambda: "") == seen
    assert find_seen(told, {}, "The strike that Ana\nReyes saw", lambda: "Ana Reyes") == seen
    assert find_seen(told, {}, "The strike", lambda: "Ana Reyes\nThe strike") == seen
    assert find_seen({}, {}, "Ana Reyes", lambda: "Ana Reyes") == {}


def test_a_page_without_body_or_bylines_has_none() -> None:
    assert page("") == {} == page("<p>No ferry today.</p>")
    assert find_bylines(Outline(""), {}) == {}


def test_groups_are_few() -> None:
    inside = "".join(f'<div><p class="byline">By Ana Reyes{n}</p></div>' for n in range(50))
    assert len(page(article("") + inside)) <= MOST


def test_the_words_of_the_data_are_plain() -> None:
    for name, words in WORDS.items():
        assert words and len(words) == len(set(words)), name
        assert all(word == word.lower() and word.strip() == word for word in words), name
    for mark in WORDS["marks"]:
        assert re.fullmatch(r"[a-z-]+", mark)


def test_hostile_pages_take_linear_time() -> None:
    def cost(inside: str) -> float:
        tree = HTMLTree.parse(f"<h1>{TITLE}</h1>{inside}")
        begun = time.process_time()
        find_bylines(Outline.of(tree), {"page_title": TITLE})
        return time.process_time() - begun

    for unit in (
        '<p class="author">By Ana</p>',
        "<div>",
        '<div class="author">',
        '<a href="/author/x">Ana Reyes</a>',
        "<b>By Ana Reyes ",
    ):
        assert cost(unit * 4000) < 6 * cost(unit * 1000) + 0.3, unit
