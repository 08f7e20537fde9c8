"""The visible bylines of a page, by place and shape: near the headline first, never those of comments and other pages.

What is marked (rel, itemprop, class names, links to a page of the author) and what opens with a word of a byline
("By", "Von", "Text:") near the headline becomes a group of names; the groups are given best first. Whether their
words are a name is for the recogniser to say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from unicodedata import combining, normalize

from tagger.readers.webpage.attributes import Attributes, Rule, named_rules
from tagger.readers.webpage.bylinereach import DATED, reach
from tagger.readers.webpage.bylinetree import BLOCKS, LONGEST, SILENT, Words, texts_around

MOST = 6
"""Groups that are given at most."""
_ELEMENTS, _CANDIDATES = 1000, 300
_DEPTH = 60
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


class _Rules(NamedTuple):
    query: list[Rule]
    marks: re.Pattern[str]
    not_names: frozenset[str]
    paths: tuple[str, ...]
    elsewhere: re.Pattern[str]
    here: re.Pattern[str]
    elsewhere_tags: frozenset[str]
    opener: re.Pattern[str]
    firsts: frozenset[str]


class _Found(NamedTuple):
    """A candidate: its element, its place in the page, how far up it meets the headline's line, its origin and text."""

    element: Any
    order: int
    level: int
    origin: str
    text: str


@cache
def _rules() -> _Rules:
    """What the data file says, compiled."""
    raw = tomllib.loads(files("tagger.data").joinpath("provenance.bylines.toml").read_text("utf-8"))
    marks = raw["marks"]
    query = [Rule("h1"), Rule("[rel~=author]"), Rule("[itemprop~=author]"), Rule("[itemprop~=creator]"), Rule("[data-author]")]
    query += [*named_rules(_stems(marks), kinds=("class",))]
    query += named_rules(raw["id_marks"], kinds=("id",))
    query += [Rule(f'a[href*="{path}" i]', path, "href") for path in _stems([*raw["paths"], *raw["loose_paths"]])]
    words = "|".join(map(re.escape, raw["elsewhere"]))
    openers = sorted(raw["openers"], key=len, reverse=True)
    return _Rules(
        query,
        re.compile("|".join(map(re.escape, marks)), re.I),
        frozenset(raw["not_names"]),
        tuple(raw["paths"]),
        re.compile(rf"(?<!\S)(?:{words})(?![^\W_])|(?<![^\W_])(?:{words})(?!\S)", re.I),
        re.compile("|".join(map(re.escape, raw["here"])), re.I),
        frozenset(raw["elsewhere_tags"]),
        re.compile(r"(?:" + "|".join(map(re.escape, openers)) + r")(?:\s*[:：]|\s|$)", re.I),
        frozenset(opener.split()[0] for opener in openers),
    )


def _stems(words: list[str]) -> list[str]:
    """The words without those that hold another of them, and without slashes behind: what finds all of them costs less."""
    bare = {word.rstrip("/.") if len(word) > 5 else word for word in words}
    return sorted(word for word in bare if not any(other in word for other in bare if other != word))


def find_bylines(
    tree: Any, fields: Mapping[str, str], source: str | None = None, attributes: Attributes | None = None
) -> dict[str, str]:
    """The bylines that a resiliparse tree shows, as fields `author@ORIGIN`, best first; a further one as `author@ORIGIN#2`.

    `fields` are those the reader found before; the titles among them help to find the headline. In a value, names of one
    byline that stand in elements of their own are parted by "; ", other parts by line ends. ORIGIN is `rel`, `microdata`,
    `byline` (a class name), `link` (a link to an author's page) or `text` (a line that opens with "By"). The order of the
    fields is the order of trust. `source` is what the tree was made of, `attributes` those of it.
    """

    if tree is None or tree.body is None:
        return {}
    source = tree.document.html if source is None else source
    attributes = attributes or Attributes(source)
    elements = tree.document.query_selector_all(attributes.query(_rules().query))[
        :_ELEMENTS
    ]  # iterating the list itself is quadratic
    headline, tag, number = _headline(tree, fields)
    line = _line(headline)
    words = Words()
    found = list(_marked(elements, headline, line, words))
    if headline is not None:
        after, before = reach(source, (tag, number, headline.text or ""), _rules().opener, _rules().firsts)
        found += _lines_near(headline, line, words, texts_around(headline, after, before))
    out: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for origin, text in _groups(found, words):
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


def _headline(tree: Any, fields: Mapping[str, str]) -> tuple[Any, str, int]:
    """The element of the headline: the longest h1, h2 or h3 that a title field repeats, else the first h1 with words, else None.

    With it its tag, and how many elements of that tag stand before it.
    """
    titles = " ".join(_squeezed(text) for name, text in fields.items() if name.startswith(("title", "page_title")))
    best: tuple[Any, str, int] | None = None
    longest, first = 7, None
    for tag in ("h1", "h2", "h3"):
        for number, element in enumerate(tree.document.get_elements_by_tag_name(tag)[:40]):
            text = _squeezed(element.text or "")
            if len(text) > longest and text in titles:
                best, longest = (element, tag, number), len(text)
            if first is None and tag == "h1" and len(text) >= 12:
                first = element, tag, number
        if best is not None and tag == "h1":
            break
    return best or first or (None, "", 0)


def _squeezed(text: str) -> str:
    return _NO_WORD.sub("", text[:400].casefold())


_NO_WORD = re.compile(r"[\W_]+")


def _line(element: Any) -> dict[Any, int]:
    """The element and those it lies in, with their distance."""
    out: dict[Any, int] = {}
    while element is not None and len(out) < _DEPTH and hasattr(element, "getattr"):
        out[element] = len(out)
        element = element.parent
    return out


def _level(element: Any, line: dict[Any, int], sure: bool = False) -> int | None:
    """How far up the headline's line the element hangs; None where a container on the way holds other people's words.

    Where the headline lies in an article, another article is another text; an aside of that article counts where the
    element is `sure` to name an author.
    """
    rules = _rules()
    alone = any(above.tag == "article" for above in line)
    aside = False
    for _ in range(_DEPTH):
        if element is None or not hasattr(element, "getattr") or element.tag in ("body", "html"):
            return None if aside else line.get(element, len(line) or 1)
        if element in line:
            return line[element] if not aside or _in_article(element) else None
        if element.tag == "aside" and sure:
            aside = True
        elif element.tag in rules.elsewhere_tags or (element.tag == "article" and alone):
            return None
        named = f"{element.getattr('class') or ''} {element.getattr('id') or ''}"
        if named != " " and rules.elsewhere.search(named) and not rules.here.search(named):
            return None
        element = element.parent
    return None


def _in_article(element: Any) -> bool:
    for _ in range(_DEPTH):
        if element is None or not hasattr(element, "getattr"):
            return False
        if element.tag in ("article", "main"):
            return True
        element = element.parent
    return False


def _origin(element: Any, rules: _Rules) -> str | None:
    """By what the element is marked as an author's; None where its class says that it holds no name."""
    named = f"{element.getattr('class') or ''} {element.getattr('id') or ''}"
    rel = (element.getattr("rel") or "").lower().split()
    if "author" in rel:
        return "rel"
    if {"author", "creator"} & set((element.getattr("itemprop") or "").split()):
        return "microdata"
    if rules.marks.search(named):
        last = [word.lower() for token in named.split() if rules.marks.search(token) for word in _WORDS.findall(token)[-1:]]
        if any(word in rules.not_names for word in last):
            return None
        return "byline"
    href = (element.getattr("href") or "").lower()
    if href:
        return "link" if _leads_to_author(href, element, rules) else None
    return "byline" if element.hasattr("data-author") else None


def _leads_to_author(href: str, element: Any, rules: _Rules) -> bool:
    """Whether an address is that of an author's page: by its path, or since it spells the name that it is under."""
    if any(path in href for path in rules.paths):
        return True
    slug = "".join(c for c in _bare(href) if c.isalnum())
    words = [w for w in re.findall(r"\w+", _bare((element.text or "")[:80].casefold())) if len(w) > 2]
    least = 1 if any(part in href for part in ("/u/", "/user/", "/users/", "/@")) else 2
    return (
        len((element.text or "").split()) >= least
        and bool(words)
        and all("".join(c for c in w if c.isalnum()) in slug for w in words)
    )


def _bare(text: str) -> str:
    """The text without accents, as addresses spell it."""
    return text if text.isascii() else "".join(c for c in normalize("NFKD", text) if not combining(c))


def _marked(elements: Any, headline: Any, line: dict[Any, int], words: Words) -> Iterator[_Found]:
    """The marked elements of the page's own article, innermost names before the boxes they stand in."""
    rules = _rules()
    raw: list[_Found] = []
    after = headline is None
    for order, element in enumerate(elements):
        if element == headline:
            after = True
        if element.tag in ("h1", "body", "html", "meta", "link", "input", "textarea") or len(raw) >= _CANDIDATES:
            continue
        origin = _origin(element, rules)
        if origin is None or element in line:
            continue
        text = words.of(element)
        if origin == "byline" and rules.opener.fullmatch(text) and element.parent is not None:
            element = element.parent
            if element in line:
                continue
            text = words.of(element)
        if not 2 <= len(text) <= 2 * LONGEST or (origin == "link" and (_CALLS.match(text) or _in_sentence(element, text, words))):
            continue
        level = _level(element, line, origin in ("rel", "microdata"))
        if level is not None:
            raw.append(_Found(element, order if after else order - 10_000, level, origin, text))
    yield from _innermost(raw)


def _in_sentence(link: Any, text: str, words: Words) -> bool:
    """Whether a link stands within a sentence: a name that a text mentions."""
    parent = link.parent
    return (
        parent is not None
        and parent.tag in ("p", "li", "td", "span", "em", "i", "b", "strong")
        and len(words.of(parent)) > len(text) + 90
    )


_CALLS = re.compile(r"(?:@|https?:|www\.)|.{0,40}[…→»]$")


def _innermost(raw: list[_Found]) -> Iterator[_Found]:
    """Without the boxes whose names stand in marked elements within, and without what such a box says better."""
    places = {found.element: number for number, found in enumerate(raw)}
    inner: dict[int, list[int]] = {}
    for number, found in enumerate(raw):
        parent = found.element.parent
        for _ in range(6):
            if parent is None:
                break
            if parent in places:
                inner.setdefault(places[parent], []).append(number)
                break
            parent = parent.parent
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
    if len(box) > LONGEST or not _rules().opener.match(box):
        return False
    rest = box
    for name in sorted(names, key=len, reverse=True):
        rest = rest.replace(name, "\n", 1)
    return bool(_ANOTHER.search(rest))


def _lines_near(headline: Any, line: dict[Any, int], words: Words, texts: Iterator[Any]) -> Iterator[_Found]:
    """The short lines near the headline that open with a word of a byline."""
    opener = _rules().opener
    seen: set[Any] = set()
    for order, node in enumerate(texts):
        text = (node.value or "").strip()
        if not text or len(text) > LONGEST or not (opener.match(text) or DATED.match(text)):
            continue
        element = node.parent
        if element is None or element.tag in SILENT:
            continue
        for _ in range(4):
            if element.tag in BLOCKS or element.parent is None or element in line:
                break
            element = element.parent
        if element in line or element in seen:
            continue
        seen.add(element)
        whole = words.of(element)
        if opener.fullmatch(whole) and element.parent is not None and element.parent not in line:
            element = element.parent
            whole = words.of(element)
        level = _level(element, line) if 4 <= len(whole) <= LONGEST and (opener.match(whole) or DATED.match(whole)) else None
        if level is not None:
            yield _Found(element, order, level, "text", whole)


def _groups(found: list[_Found], words: Words) -> Iterator[tuple[str, str]]:
    """The candidates as groups (origin, text), nearest to the headline first; names that stand side by side are one."""
    rank = {"rel": 0, "microdata": 0, "byline": 1, "text": 1.2, "link": 2}
    groups: dict[Any, list[_Found]] = {}
    for one in found:
        groups.setdefault((one.origin, one.level, _box(one, words)), []).append(one)
    ordered = sorted(
        groups.values(), key=lambda group: (group[0].level + rank[group[0].origin], group[0].order < 0, group[0].order)
    )
    for group in ordered:
        texts = list(dict.fromkeys(one.text for one in group))
        if len(texts) <= (4 if group[0].origin == "link" else 60):
            yield group[0].origin, "; ".join(texts)


def _box(found: _Found, words: Words) -> Any:
    """The element that holds a candidate and those beside it: the highest that holds little else, and the one above that."""
    element = found.element
    for _ in range(4):
        parent = element.parent
        if parent is None or not hasattr(parent, "getattr") or parent.tag in ("body", "article", "main", "section", "html"):
            return element
        if len(words.of(parent)) > len(found.text) + 40:
            return parent
        element = parent
    return element
