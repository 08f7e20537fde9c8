"""What stands beside the text of a page: out of the way while days and bylines are looked for, and there again for the main text."""

from __future__ import annotations

import pytest
from resiliparse.parse.html import HTMLTree

from tagger.readers.webpage import read_webpage
from tagger.readers.webpage.beside import put_back, set_apart, take_out
from tagger.readers.webpage.elements import elements

TITLE = "Ferry strike enters third week"
MENU = "<nav><ul>" + "<li><a href='/s'>Harbour news</a></li>" * 120 + "</ul></nav>"
TEXT = "<p>The ferries are at the quay, and there they will stay for now, as the union has it.</p>" * 5


def page(inside: str) -> bytes:
    return f"<!doctype html><html><head><title>{TITLE}</title></head><body>{inside}{TEXT}</body></html>".encode()


@pytest.mark.parametrize(
    ("inside", "apart"),
    [
        ("<nav>Home</nav><aside>More</aside><h1>Ferry</h1>", 2),
        ("<nav>Home<nav>Harbour</nav> and <aside>More</aside></nav>", 3),
        ("<nav><h1>Ferry</h1></nav><nav><p>Text</p></nav>", 0),
        ("<aside><p>More</p></aside>", 1),
        ("<aside><time>3 May 2020</time></aside><aside><b itemprop=author>Ana</b></aside>", 0),
    ],
)
def test_what_is_set_apart_is_put_back_as_it_was(inside: str, apart: int) -> None:
    tree = HTMLTree.parse(inside)
    before = tree.document.html
    out = set_apart(tree, elements(tree.document).beside)
    assert len(out) == apart and (tree.document.html == before) is (not apart)
    put_back(out)
    assert tree.document.html == before


def test_a_day_in_a_menu_is_not_the_day_of_a_page() -> None:
    day = "<span class=date>Today: 14 March 2022</span>"
    assert not [name for name in read_webpage(page(f"<nav>{day}</nav><h1>{TITLE}</h1>")).fields if name.startswith("published")]
    assert [name for name in read_webpage(page(f"<h1>{TITLE}</h1><div>{day}</div>")).fields if name.startswith("published")]


def test_a_menu_between_headline_and_byline_hides_no_byline() -> None:
    late = read_webpage(page(f"<h1>{TITLE}</h1>{MENU}<div>By Ana Reyes</div>")).late["author"]()
    assert late == {"author@text": "By Ana Reyes"}


def test_a_byline_in_a_form_around_the_page_is_looked_at_as_before() -> None:
    tree = HTMLTree.parse(
        f"<form><h1>{TITLE}</h1><svg><text>By Ida</text></svg><select><option>By Tom</select></form><form>x</form>"
    )
    take_out(tree.document)
    assert [element.tag for element in tree.document.query_selector_all("form,svg,select,h1")[:9]] == ["form", "h1"]


def test_remarks_are_looked_for_when_they_are_asked_for() -> None:
    reading = read_webpage(page(f"<h1>{TITLE}</h1><div id=comments><time>3 May 2020</time></div>"))
    assert "commented@page" not in reading.fields
    assert reading.late["commented"]() == {"commented@page": "3 May 2020"}
