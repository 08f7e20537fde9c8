"""The visible bylines of a page, by place and shape: near the headline first, never those of comments and other pages.

What is marked (rel, itemprop, class names, links to a page of the author) and what opens with a word of a byline
("By", "Von", "Text:") near the headline becomes a group of names; the groups are given best first. Whether their
words are a name is for the recogniser to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple
from unicodedata import combining, normalize

from tagger.datafiles import load
from tagger.readers.webpage.bylinetree import BLOCKS, LONGEST, SILENT, Words, texts_around
from tagger.readers.webpage.bylinewords import Ends, Opener
from tagger.readers.webpage.outline import Marks, Outline

MOST = 6
"""Groups that are given at most."""
_ELEMENTS, _CANDIDATES = 1000, 300
_DEPTH = 60
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_NO_WORD = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")


_DATED = re.compile(r"[^\n]{0,30}?\d[^\n]{0,12}?[\s,|•·](?:by|von|par|por)\s+[^\W\d_a-z]", re.S)
"""A line that opens with a date before a byline's word; a digit is among its first thirty-one signs."""


class _Rules(NamedTuple):
    words: Marks
    marks: tuple[str, ...]
    not_names: frozenset[str]
    paths: tuple[str, ...]
    elsewhere: Ends
    here: tuple[str, ...]
    elsewhere_tags: frozenset[str]
    opener: Opener


class _Found(NamedTuple):
    """A candidate: its element, its place in the page, how far up it meets the headline's line, its origin and text."""

    element: int
    order: int
    level: int
    origin: str
    text: str


@cache
def _rules() -> _Rules:
    """What the data file says, compiled."""
    raw = load("provenance.bylines.toml")
    return _Rules(
        Marks(
            {
                "class": _stems(raw["marks"]),
                "id": raw["id_marks"],
                "rel": ("author",),
                "itemprop": ("author", "creator"),
                "href": _stems([*raw["paths"], *raw["loose_paths"]]),
            },
            ("data-author",),
        ),
        tuple(_stems(raw["marks"])),
        frozenset(raw["not_names"]),
        tuple(raw["paths"]),
        Ends(raw["elsewhere"]),
        tuple(raw["here"]),
        frozenset(raw["elsewhere_tags"]),
        Opener(raw["openers"]),
    )


def _stems(words: list[str]) -> list[str]:
    """The words without those that hold another of them, and without slashes behind: what finds all of them costs less."""
    bare = {word.rstrip("/.") if len(word) > 5 else word for word in words}
    return sorted(word for word in bare if not any(other in word for other in bare if other != word))


def find_bylines(outline: Outline, fields: Mapping[str, str]) -> dict[str, str]:
    """The bylines that a page shows, as fields `author@ORIGIN`, best first; a further one as `author@ORIGIN#2`.

    `fields` are those the reader found before; the titles among them help to find the headline. In a value, names of one
    byline that stand in elements of their own are parted by "; ", other parts by line ends. ORIGIN is `rel`, `microdata`,
    `byline` (a class name), `link` (a link to an author's page) or `text` (a line that opens with "By"). The order of the
    fields is the order of trust.
    """
    if "body" not in outline.tags:
        return {}
    headline = _headline(outline, fields)
    page = _Page(outline, headline)
    found = list(_innermost(outline, _marked(page)))
    if headline >= 0:
        found += _lines_near(page)
    out: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for origin, text in _groups(page, found):
        if text in out.values():
            continue
        numbers[origin] = number = numbers.get(origin, 0) + 1
        out[f"author@{origin}" if number == 1 else f"author@{origin}#{number}"] = text
        if len(out) == MOST:
            break
    return out


def find_seen(fields: Mapping[str, str], bylines: Mapping[str, str], body: str, visible: Callable[[], str]) -> dict[str, str]:
    """The authors of the page's head, among `fields`, that its visible words name too, as fields `author@seen`.

    Looked for in the bylines and the main text first; `visible` gives all that the page shows, at some cost.
    """
    told = list(dict.fromkeys(v for k, v in fields.items() if k.startswith("author@") and 3 <= len(v) <= 80))
    if not told:
        return {}
    text = _flat("\n".join([*bylines.values(), body]))
    if not all(value.casefold() in text for value in told):
        text += "\n" + _flat(visible())
    seen = [value for value in told if value.casefold() in text]
    return {"author@seen" if number == 1 else f"author@seen#{number}": value for number, value in enumerate(seen[:MOST], 1)}


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _headline(outline: Outline, fields: Mapping[str, str]) -> int:
    """The headline: the longest h1, h2 or h3 that a title field repeats, else the first h1 with words, else -1."""
    titles = " ".join(_squeezed(text) for name, text in fields.items() if name.startswith(("title", "page_title")))
    best, longest, first = -1, 7, -1
    for tag in ("h1", "h2", "h3"):
        for element in islice(outline.with_tag(tag), 40):
            text = _squeezed(outline.text(element, 400))
            if len(text) > longest and text in titles:
                best, longest = element, len(text)
            if first < 0 and tag == "h1" and len(text) >= 12:
                first = element
        if best >= 0 and tag == "h1":
            break
    return best if best >= 0 else first


def _squeezed(text: str) -> str:
    return _NO_WORD.sub("", text[:400].casefold())


class _Page:
    """A page while its bylines are looked for: its outline, its headline or -1, the `line` of the headline (the elements that it
    lies in, with their distance), and the words of its elements."""

    def __init__(self, outline: Outline, headline: int) -> None:
        self.outline, self.headline = outline, headline
        self.line = {element: number for number, element in zip(range(_DEPTH), outline.around(headline), strict=False)}
        self.words = Words(outline)
        self._alone = any(outline.tags[above] == "article" for above in self.line)
        self._elsewhere: dict[str, bool] = {}

    def level(self, element: int, sure: bool = False) -> int | None:
        """How far up the headline's line the element hangs; None where a container on the way holds other people's words.

        Where the headline lies in an article, another article is another text; an aside of that article counts where the
        element is `sure` to name an author.
        """
        tags, values, parents, line, told = (
            self.outline.tags,
            self.outline.values,
            self.outline.parents,
            self.line,
            self._elsewhere,
        )
        elsewhere_tags, aside, above = _rules().elsewhere_tags, False, element
        for _ in range(_DEPTH):
            if above < 0:
                return None
            tag = tags[above]
            if tag in ("body", "html"):
                return None if aside else line.get(above, len(line) or 1)
            if above in line:
                return line[above] if not aside or self._in_article(above) else None
            if tag == "aside" and sure:
                aside = True
            elif tag in elsewhere_tags or (tag == "article" and self._alone):
                return None
            known = told.get(values[above])
            if known is None:
                known = told[values[above]] = self._is_elsewhere(above)
            if known:
                return None
            above = parents[above]
        return None

    def _in_article(self, element: int) -> bool:
        return any(self.outline.tags[above] in ("article", "main") for above in self.outline.around(element))

    def _is_elsewhere(self, element: int) -> bool:
        """Whether the class or the id of an element says that it holds other people's words."""
        rules, named = _rules(), self.outline.named(element).lower()
        return named != " " and rules.elsewhere.within(named) and not _holds(named, rules.here)


def _origin(page: _Page, element: int) -> str | None:
    """By what the element is marked as an author's; None where its class says that it holds no name."""
    rules, outline = _rules(), page.outline
    if "author" in (outline.get(element, "rel") or "").lower().split():
        return "rel"
    if {"author", "creator"} & set((outline.get(element, "itemprop") or "").split()):
        return "microdata"
    named = outline.named(element)
    if _holds(named.lower(), rules.marks):
        marked = [token for token in named.split() if _holds(token.lower(), rules.marks)]
        last = [word.lower() for token in marked for word in _WORDS.findall(token)[-1:]]
        if any(word in rules.not_names for word in last):
            return None
        return "byline"
    href = (outline.get(element, "href") or "").lower()
    if href:
        return "link" if _leads_to_author(href, outline.text(element, 80)[:80]) else None
    return "byline" if outline.has(element, "data-author") else None


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _leads_to_author(href: str, text: str) -> bool:
    """Whether an address is that of an author's page: by its path, or since it spells the name that it is under."""
    if _holds(href, _rules().paths):
        return True
    slug = _NO_WORD.sub("", _bare(href))
    words = [w for w in re.findall(r"\w+", _bare(text.casefold())) if len(w) > 2]
    least = 1 if any(part in href for part in ("/u/", "/user/", "/users/", "/@")) else 2
    return len(text.split()) >= least and bool(words) and all(_NO_WORD.sub("", w) in slug for w in words)


def _bare(text: str) -> str:
    """The text without accents, as addresses spell it."""
    return text if text.isascii() else "".join(c for c in normalize("NFKD", text) if not combining(c))


def _candidates(outline: Outline) -> list[int]:
    """The elements that may be marked as an author's, in the order of the page."""
    marked = outline.marked(_rules().words)
    links = {node for node in marked.pop("href") if outline.tags[node] == "a"}
    return sorted(links.union(*marked.values()))[:_ELEMENTS]


def _marked(page: _Page) -> list[_Found]:
    """The marked elements of the page's own article, both the innermost names and the boxes they stand in."""
    outline, line, words, opener = page.outline, page.line, page.words, _rules().opener
    raw: list[_Found] = []
    for marked in _candidates(outline):
        element = marked
        if outline.tags[element] in _NO_BYLINES or len(raw) >= _CANDIDATES:
            continue
        origin = _origin(page, element)
        if origin is None or element in line:
            continue
        text = words.of(element)
        if origin == "byline" and opener.is_all_of(text) and outline.parents[element] >= 0:
            element = outline.parents[element]
            if element in line:
                continue
            text = words.of(element)
        if not 2 <= len(text) <= 2 * LONGEST or (origin == "link" and (_CALLS.match(text) or _in_sentence(page, element, text))):
            continue
        level = page.level(element, origin in ("rel", "microdata"))
        if level is not None:
            raw.append(_Found(element, marked if marked > page.headline else marked - len(outline), level, origin, text))
    return raw


_NO_BYLINES = frozenset(("h1", "body", "html", "meta", "link", "input", "textarea"))


def _in_sentence(page: _Page, link: int, text: str) -> bool:
    """Whether a link stands within a sentence: a name that a text mentions."""
    above = page.outline.parents[link]
    return (
        above >= 0
        and page.outline.tags[above] in ("p", "li", "td", "span", "em", "i", "b", "strong")
        and len(page.words.of(above)) > len(text) + 90
    )


_CALLS = re.compile(r"(?:@|https?:|www\.)|.{0,40}[…→»]$")


def _innermost(outline: Outline, raw: list[_Found]) -> Iterator[_Found]:
    """Without the boxes whose names stand in marked elements within, and without what such a box says better."""
    places = {found.element: number for number, found in enumerate(raw)}
    inner: dict[int, list[int]] = {}
    for number, found in enumerate(raw):
        for _, above in zip(range(6), outline.around(outline.parents[found.element]), strict=False):
            if above in places:
                inner.setdefault(places[above], []).append(number)
                break
    dropped: set[int] = set()
    for number in inner:
        if number in dropped:
            continue
        below = _below(number, inner)
        if _says_more(raw[number].text, [raw[n].text for n in below]):
            dropped.update(below)
        else:
            dropped.add(number)
    yield from (found for number, found in enumerate(raw) if number not in dropped and len(found.text) <= LONGEST)


def _below(number: int, inner: dict[int, list[int]]) -> list[int]:
    out: list[int] = []
    todo = list(inner.get(number, ()))
    while todo:
        one = todo.pop()
        out.append(one)
        todo += inner.get(one, ())
    return sorted(out)


_ANOTHER = re.compile(r"(?:,|&|;|\b(?:and|und|et|y|e|og|och|en))\s+[^\W\d_][\w'’.-]*\s[^\W\d_]\w", re.I)


def _says_more(box: str, names: list[str]) -> bool:
    """Whether a short byline names somebody beside those who stand in elements of their own."""
    if len(box) > LONGEST or not _rules().opener.begins(box):
        return False
    rest = box
    for name in sorted(names, key=len, reverse=True):
        rest = rest.replace(name, "\n", 1)
    return bool(_ANOTHER.search(rest))


def _opens(text: str) -> bool:
    """Whether a text opens with a word of a byline, or with a date and then such a word."""
    if _rules().opener.begins(text):
        return True
    return _DIGIT.search(text, 0, 31) is not None and _DATED.match(text) is not None


def _lines_near(page: _Page) -> Iterator[_Found]:
    """The short lines near the headline that open with a word of a byline."""
    outline, line, words, opener = page.outline, page.line, page.words, _rules().opener
    seen: set[int] = set()
    for order, node in enumerate(texts_around(outline, page.headline)):
        text = outline.text(node).strip()
        if not text or len(text) > LONGEST or not _opens(text):
            continue
        element = outline.parents[node]
        if element < 0 or outline.tags[element] in SILENT:
            continue
        for _ in range(4):
            if outline.tags[element] in BLOCKS or outline.parents[element] < 0 or element in line:
                break
            element = outline.parents[element]
        if element in line or element in seen:
            continue
        seen.add(element)
        whole = words.of(element)
        if opener.is_all_of(whole) and outline.parents[element] >= 0 and outline.parents[element] not in line:
            element = outline.parents[element]
            whole = words.of(element)
        level = page.level(element) if 4 <= len(whole) <= LONGEST and _opens(whole) else None
        if level is not None:
            yield _Found(element, order, level, "text", whole)


def _groups(page: _Page, found: list[_Found]) -> Iterator[tuple[str, str]]:
    """The candidates as groups (origin, text), nearest to the headline first; names that stand side by side are one."""
    rank = {"rel": 0, "microdata": 0, "byline": 1, "text": 1.2, "link": 2}
    groups: dict[tuple[str, int, int], list[_Found]] = {}
    for one in found:
        groups.setdefault((one.origin, one.level, _box(page, one)), []).append(one)
    ordered = sorted(
        groups.values(), key=lambda group: (group[0].level + rank[group[0].origin], group[0].order < 0, group[0].order)
    )
    for group in ordered:
        texts = list(dict.fromkeys(one.text for one in group))
        if len(texts) <= (4 if group[0].origin == "link" else 60):
            yield group[0].origin, "; ".join(texts)


def _box(page: _Page, found: _Found) -> int:
    """The element that holds a candidate and those beside it: the highest that holds little else, and the one above that."""
    element = found.element
    for _ in range(4):
        above = page.outline.parents[element]
        if above < 0 or page.outline.tags[above] in ("body", "article", "main", "section", "html"):
            return element
        if len(page.words.of(above)) > len(found.text) + 40:
            return above
        element = above
    return element
