"""The outline of a page: its nodes, what they hold and what they lie in."""

from __future__ import annotations

import pytest
from resiliparse.parse.html import HTMLTree

from tagger.readers.webpage.outline import TEXT, Marks, Outline

PAGE = """<!doctype html><html lang=en><head><title>Ferries &amp; ports</title>
<script>if (a < b) { document.write("<p class='byline'>x</p>") }</script></head>
<body><!-- <p class="byline">never shown</p> --><p CLASS='Lead By-line' title='5 > 4 "sure"'>No <b>ferry</b>
today &lt;once more&gt;<p>Next<template><p class=byline>hidden <b>twice</b></p></template> week<br> too
<textarea></p></textarea></body></html>"""


@pytest.fixture
def outline() -> Outline:
    return Outline.of(HTMLTree.parse(PAGE))


def test_every_element_lies_in_the_one_around_it(outline: Outline) -> None:
    elements = [tag for tag in outline.tags if tag is not TEXT]
    assert elements == ["html", "head", "title", "script", "body", "p", "b", "p", "template", "br", "textarea"]
    bold = outline.tags.index("b")
    assert [outline.tags[node] for node in outline.around(bold)] == ["b", "p", "body", "html"]
    assert outline.ends[0] == len(outline) and outline.tags[outline.before(bold)] is TEXT


def test_texts_are_those_that_the_page_shows_in_their_place(outline: Outline) -> None:
    first, second = outline.with_tag("p")
    assert " ".join(outline.text(first).split()) == "No ferry today <once more>"
    assert " ".join(outline.text(second).split()) == "Next week too </p>"
    assert outline.text(outline.tags.index("script")) == ""
    assert "never" not in outline.shown() and "hidden" not in outline.shown()


def test_attributes_are_found_however_they_are_written(outline: Outline) -> None:
    first = next(outline.with_tag("p"))
    assert outline.get(first, "class") == "Lead By-line" and outline.get(first, "title") == '5 > 4 "sure"'
    assert outline.get(first, "id") is None and not outline.has(first, "id")
    assert outline.marked(Marks({"class": ("by-line", "lead"), "title": ("lead",)})) == {"class": {first}, "title": set()}
    assert outline.marked(Marks({"class": ("byline", "class", "cla"), "title": ("5",)})) == {"class": set(), "title": {first}}
    assert outline.marked(Marks({"class": ("lead",)}, ("lang", "title"))) == {"class": {first}, "lang": {0}, "title": {first}}


def test_a_text_that_is_cut_has_its_first_parts(outline: Outline) -> None:
    assert outline.text(0, 2).split() == "Ferries & ports No".split() and list(outline.with_tag("main")) == []
