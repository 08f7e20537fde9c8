"""The outline of a page: its nodes, what they hold and what they lie in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resiliparse.parse.html import HTMLTree, NodeType

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


PIECES = (
    "<p>", "</p>", "<div class='a'>", "</div>", "<b>", "</b>", "<br>", "text ", " ", "\n", "5 &gt; 4", "<!-- <p>no</p> -->", "<img alt='<b>'>",
    "<script>a < b</script>", "<style>p > b</style>", "<template>", "</template>", "<li>", "<ul>", "</ul>", "<textarea></p></textarea>", "<table>", "<svg><title>x",
)  # fmt: skip


def walked(node: Any, up: int, out: list[tuple[str, int, str]]) -> None:
    """The nodes as a walk through the tree finds them: the tag, the number of the element around, the text in it."""
    for child in node.child_nodes.values():
        if child.tag == "#text":
            if child.value.strip():
                out.append((TEXT, up, child.value.strip()))
        elif child.type == NodeType.ELEMENT:
            number = len(out)
            out.append((child.tag, up, ""))
            if child.tag not in ("script", "style", "template"):
                walked(child, number, out)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_the_nodes_are_those_that_a_walk_finds(pieces: list[str]) -> None:
    tree = HTMLTree.parse("".join(pieces))
    expected: list[tuple[str, int, str]] = []
    walked(tree.document, -1, expected)
    outline = Outline.of(tree)
    texts = [outline.text(node).strip() if tag is TEXT else "" for node, tag in enumerate(outline.tags)]
    assert list(zip(outline.tags, outline.parents, texts, strict=True)) == expected
    for node, end in enumerate(outline.ends):
        assert all(node in outline.around(inner) for inner in range(node, end))
        assert end == len(outline) or node not in outline.around(end)
