"""Finds what a page shows of its date: microdata, time elements, and short texts near the headline that hold a date.

Sources: HTML Living Standard, section 4.5.14 (time) and chapter 5 (microdata); the hAtom classes `published` and `updated`.
What the dates mean to the day is for the date recogniser to say; here they are only gathered, in bounded number.
"""

from __future__ import annotations

import re
from typing import Any

from resiliparse.parse.html import NodeType

from tagger.readers.webpage.attributes import named
from tagger.readers.webpage.fields import Fields, tidy
from tagger.readers.webpage.maintext import OF_READERS

_WANTED = ",".join(
    (
        "h1,time,abbr[title],[itemprop],[datetime],[data-datetime],[data-date],[property]:is([property*=date i],[property*=created i])",
        named("date time publi posted byline meta author info datum fecha head data stand".split(), kinds=("class",)),
        named("date publi posted datum byline".split(), kinds=("id",)),
    )
)
_ASIDE = tuple(
    "comment related sidebar widget footer teaser recent popular recommend carousel latest ticker calendar weather".split()
)
_ASIDE_TAGS = frozenset(("aside", "nav", "footer", "form"))
_ASIDE_ROLES = frozenset(("complementary", "navigation", "contentinfo"))
_DATEISH = re.compile(
    r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)|(?<!\d)(?:\u0662\u0660|\u06f2\u06f0|\u09e8\u09e6|\u0968\u0966)\d\d(?!\d)"
)
"""A year, a date in numbers, or a year of this century in Arabic, Persian, Bengali or Devanagari digits."""
_MODIFIED = re.compile(
    r"\b(?:updat|modif|revis|last (?:edit|chang|review)|edited|aktualisi|geändert|bearbeitet|letzte änderung|mis[e]? à jour|actualiz|atualiz|aggiornat"
    r"|bijgewerkt|laatst gewijzigd|oppdatert|opdateret|uppdaterad|päivitetty|zaktualizowan|aktualizacja|güncelle|обновлен|изменен)"
)
"""Words of a change, in small letters."""
_PUBLISHED = re.compile(r"\b(?:publi|posted|erstellt|veröffentlicht|created|issued|posté|publicad|pubblicat)")
"""Words of an issue, in small letters."""
_DAYISH = re.compile(
    r"(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d\d)(?!\d)|(?<!\d)(?:1[89]|20)\d\d[-/.年년]\s?\d{1,2}[-/.月월]\s?\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}(?:\.|st|nd|rd|th|er)? (?:de |of )?[^\W\d_]{3,12}\.?,? (?:de |del )?(?:1[89]|20)\d\d(?!\d)"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:1[89]|20)\d\d(?!\d)"
)
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d\D*+\d\D*+\d")
"""As few digits as no day has less of."""
_SIGN = re.compile(r"[^\s\x00-\x1f\x7f\u00ad\u200b]")
"""What `tidy` leaves something of."""
_YEARISH = re.compile(r"\d(?:\d{3}|[./-]\s?\d)")
"""What any day has in it; found many times faster than a day is."""
_ENTRY = re.compile(
    r"(?:this|dieser?|cet|ce|esta|este|questo) (?:entry|post|article|artikel|beitrag|eintrag|billet|entrada|artículo|articolo)\b",
    re.I,
)
_STATUS = re.compile(r"\bStand\b|\bDate\b|\bDatum\b|revision", re.I)
_SCRIPTED = re.compile(
    r"[\"'\\](datePublished|publishedAt|published_at|publishDate|publish_date|publicationDate|publishedDate|firstPublished\w{0,8}|createdAt|created_at)"
    r"[\"'\\]{1,3}\s?:\s?[\"'\\]{1,3}((?:19|20)\d\d-\d\d-\d\d[T0-9:.+Z-]{0,24})"
)
_PARTS_OF_KEYS, _BEFORE_PART, _AFTER_PART = (re.compile("ubli(?:sh|cationDate)"), re.compile("created(?:At|_at)")), 10, 90
"""One of these is in each of the keys above, and is found many times faster, by its first letters; how far a match reaches from there."""
_ITEMS = {
    "datepublished": "published",
    "datemodified": "modified",
    "datecreated": "date",
    "uploaddate": "published",
    "dateupdated": "modified",
}
_FOREIGN = re.compile(r"comment|review|event|offer|rating|person|organization|answer", re.I)
_OF_REMARK = "time,abbr,[class*=date i],[class*=time i],[class*=meta i],a[href*='#c' i]"
_NO_LABEL = frozenset(("h1", "h2", "body"))
"""What is no short text with a date in it: headings, and the whole page, whose text is dear to gather."""
_MOST = 240
_MOST_DATED = 12
_LONGEST = 160
_BUDGET = 2_000_000


def read_dates(document: Any, fields: Fields, titles: tuple[str, ...]) -> str:
    """Adds the dates that the page shows, nearest to its headline first, to `fields`, and what its microdata says of author,
    publisher and headline. `titles` are the page's titles, by which the headline is known; -> the headline, or "".
    """
    found = document.query_selector_all(_WANTED)[:1200]
    tags = [element.tag for element in found]
    at, heading = _headline(found, tags, titles)
    for element, tag in zip(found, tags, strict=True):
        if tag not in ("h1", "h2") and element.hasattr("itemprop"):
            _microdata(element, element.getattr("itemprop").lower(), fields)
    near = sorted(range(len(found)), key=lambda i: i - at if i >= at else 2 * (at - i))[:_MOST]
    budget, dated = _BUDGET, 0
    beside: dict[Any, bool] = {}
    for index in near:
        element = found[index]
        if tags[index] in _NO_LABEL:
            continue
        text = element.text
        budget -= len(text)
        if len(text) <= 3 * _LONGEST:
            value = element.getattr("datetime") or element.getattr("data-datetime") or element.getattr("content")
            if not value or not _is_dateish(value):
                value = element.getattr("title") or ""
            if (_is_dateish(text) or (value and _is_dateish(value[:80]))) and not _aside(element, heading, beside):
                dated += 1
                if tags[index] == "time" and _is_foreign(element):
                    continue
                _visible(element, value, tidy(text), fields)
        if dated >= _MOST_DATED or budget <= 0:
            break
    return tidy(heading.text) if heading is not None else ""


def _headline(found: list[Any], tags: list[str], titles: tuple[str, ...]) -> tuple[int, Any]:
    """The place of the headline among the elements, and the headline: the heading that a title names, else the first h1."""
    whole = " ".join(titles)
    places = [i for i, tag in enumerate(tags) if tag == "h1"][:6] + [i for i, tag in enumerate(tags) if tag == "h2"][:12]
    for i in places:
        text = tidy(found[i].text)
        if len(text) > 8 and text in whole:
            return i, found[i]
    if places and tags[places[0]] == "h1":
        return places[0], found[places[0]]
    return 0, None


def _visible(element: Any, value: str, text: str, fields: Fields) -> None:
    """A time element, or a short text with a date in it, under the name that its label or class gives it."""
    kind = _kind(element, text)
    if value and _is_dateish(value) and len(value) <= 60:
        fields.add(kind, "time", value)
    elif element.tag == "time":
        fields.add(kind, "time", text)
        return
    if len(text) <= _LONGEST and _is_dateish(text):
        fields.add("published" if kind == "date" else kind, "text", text)


def _kind(element: Any, text: str) -> str:
    """`published` or `modified`: by the words in the text, the class, and the text just before."""
    label = f"{element.getattr('class') or ''} {element.getattr('id') or ''}".replace("-", " ").replace("_", " ").lower()
    text = text.lower()
    if _MODIFIED.search(text) and not _PUBLISHED.search(text):
        return "modified"
    if _PUBLISHED.search(text) or _PUBLISHED.search(label):
        return "published"
    if _MODIFIED.search(label):
        return "modified"
    before = element.previous_sibling
    if before is None and element.parent is not None and element.parent.tag not in ("body", "html"):
        before = element.parent.previous_sibling
    words = tidy(_text(before)[-200:])[-60:].lower()
    last = None
    for match in _MODIFIED.finditer(words):
        last = match
    return (
        "modified"
        if last and not _PUBLISHED.search(words, last.end()) and not _DATEISH.search(words, last.end())
        else "published"
    )


def _text(node: Any) -> str:
    """The text of a node, or ""; none of a document type: asked for that, the parser's library ends the process."""
    return "" if node is None or node.type == NodeType.DOCUMENT_TYPE else node.text or ""


def _aside(element: Any, heading: Any, known: dict[Any, bool]) -> bool:
    """Whether the element stands in a region beside the text, where the headline does not stand: comments, navigation, related
    articles. What is found out of the elements around it is `known` from then on."""
    path: list[Any] = []
    verdict = False
    region = element
    while region is not None and region not in known:
        path.append(region)
        tag = region.tag
        if tag in ("body", "html"):
            break
        if tag not in ("main", "article") and _is_beside(region, tag) and not (heading is not None and region.contains(heading)):
            verdict = True
            break
        region = region.parent_element
    else:
        verdict = region is not None and known[region]
    known.update(dict.fromkeys(path, verdict))
    return verdict


def _is_beside(region: Any, tag: str) -> bool:
    if tag in _ASIDE_TAGS or region.getattr("role") in _ASIDE_ROLES:
        return True
    named = f"{region.getattr('class') or ''} {region.getattr('id') or ''}".lower()
    return named != " " and any(word in named for word in _ASIDE)


def _is_foreign(element: Any) -> bool:
    """Whether the nearest thing around an element is a comment, an event or the like."""
    scope = element.closest("[itemscope]")
    return scope is not None and _FOREIGN.search(scope.getattr("itemtype") or "") is not None


def _microdata(element: Any, prop: str, fields: Fields) -> None:
    """Adds one item property, unless it belongs to a comment, an event or the like."""
    names = prop.split()
    if not any(n in _ITEMS or n in ("author", "creator", "publisher", "headline") for n in names):
        return
    if element.hasattr("itemscope"):
        outer = element.parent_element
        scope = outer.closest("[itemscope]") if outer is not None else None
    else:
        scope = element.closest("[itemscope]")
    if scope is not None and _FOREIGN.search(scope.getattr("itemtype") or ""):
        return
    for name in names:
        if name in _ITEMS:
            value = element.getattr("content") or element.getattr("datetime") or element.text
            if len(value) < 200:
                fields.add(_ITEMS[name], "microdata", value)
        elif name in ("author", "creator", "publisher"):
            inner = element.query_selector("[itemprop~=name]") if element.hasattr("itemscope") else None
            value = (inner.getattr("content") or inner.text) if inner is not None else element.getattr("content") or element.text
            if len(value) < 200:
                fields.add("publisher" if name == "publisher" else "author", "microdata", value)
        elif name == "headline":
            fields.add("title", "microdata", element.getattr("content") or element.text)


def _is_dateish(text: str) -> bool:
    """Whether a year or a date in numbers stands in a text."""
    digit = _DIGIT.search(text)
    return digit is not None and _DATEISH.search(text, digit.start()) is not None


def _has_day(text: str) -> bool:
    return _YEARISH.search(text) is not None and _DAYISH.search(text) is not None


def is_dated(values: dict[str, str]) -> bool:
    """Whether a field holds a day of issue, or what looks like one."""
    return any(name.startswith(("published@", "date@")) and _has_day(value) for name, value in values.items())


def read_lines(text: str, fields: Fields, title: str) -> None:
    """Adds the short lines of the whole visible text that hold a day as `published@page`, nearest to the headline first.

    For pages that mark their date in no way; `text` is the page as it is seen, line by line.
    """
    lines = [line for line in text[:400_000].split("\n") if line and (line[-1].isalnum() or _SIGN.search(line))]
    at = _place(lines, title) if title else 0
    dated = {
        i: line
        for i, shown in enumerate(lines)
        if _DIGITS.search(shown)
        and (len(line := tidy(shown)) <= _LONGEST or _DAYISH.match(line) or _ENTRY.match(line))
        and _has_day(line)
    }
    for i in sorted(dated, key=lambda i: i - at if i >= at else 2 * (at - i))[:8]:
        fields.add("published", "page", dated[i][:_LONGEST])
    for line in list(dated.values())[-40:]:
        small = line.lower()
        if _MODIFIED.search(small) or _PUBLISHED.search(small) or _STATUS.search(line) or _ENTRY.match(line):
            fields.add("published", "page", line)


def _place(lines: list[str], title: str) -> int:
    """The number of the first line that is the title, or that is short and holds it; 0 where there is none."""
    word = title.partition(" ")[0]
    for number, shown in enumerate(lines):
        if word not in shown and shown.isascii() and shown.isprintable():  # no sign in it would be taken out of the word's middle
            continue
        line = tidy(shown)
        if line == title or (len(title) > 12 and title in line and len(line) < 300):
            return number
    return 0


def read_remarks(document: Any, fields: Fields) -> None:
    """Adds the first lines with a day that readers' remarks are headed by as `commented@page`: by then the page was there.

    What the remarks themselves say is not looked at.
    """
    budget, dated = _BUDGET, 0
    for region in document.query_selector_all(OF_READERS)[:_MOST]:
        for element in region.query_selector_all(_OF_REMARK)[:_MOST]:
            text = element.getattr("datetime") or element.text
            budget -= len(text)
            if len(text) <= _LONGEST and _has_day(text):
                fields.add("commented", "page", tidy(text))
                dated += 1
            if budget < 0 or dated > _MOST_DATED:
                return


def read_scripts(source: str, fields: Fields) -> None:
    """Adds the first date of issue that data within a script names, as `published@script`."""
    found: list[re.Match[str]] = []
    for parts in _PARTS_OF_KEYS:
        for part in parts.finditer(source):
            at = part.start()
            match = _SCRIPTED.search(source, max(at - _BEFORE_PART, 0), at + _AFTER_PART)
            if match and match.start() <= at:
                found.append(match)
                break
    if found:
        fields.add("published", "script", min(found, key=re.Match.start)[2])
