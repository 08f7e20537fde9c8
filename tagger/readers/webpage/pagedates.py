"""Finds what a page shows of its date: microdata, time elements, and short texts near the headline that hold a date.

Sources: HTML Living Standard, section 4.5.14 (time) and chapter 5 (microdata); the hAtom classes `published` and `updated`.
What the dates mean to the day is for the date recogniser to say; here they are only gathered, in bounded number.
"""

from __future__ import annotations

import re
from typing import Any

from tagger.readers.webpage.fields import Fields, tidy

_WANTED = ",".join(
    [
        "h1",
        "time",
        "abbr[title]",
        "[itemprop]",
        "[datetime]",
        "[data-datetime]",
        "[data-date]",
        "[property*=date i]",
        "[property*=created i]",
    ]
    + [
        f"[class*={word} i]"
        for word in (
            "date",
            "time",
            "publi",
            "posted",
            "byline",
            "meta",
            "author",
            "info",
            "datum",
            "fecha",
            "head",
            "data",
            "stand",
        )
    ]
    + [f"[id*={word} i]" for word in ("date", "publi", "posted", "datum", "byline")]
)
_ASIDE = ",".join(
    ["aside", "nav", "footer", "form", "[role=complementary]", "[role=navigation]", "[role=contentinfo]"]
    + [
        f"[{kind}*={word} i]"
        for word in (
            "comment",
            "related",
            "sidebar",
            "widget",
            "footer",
            "teaser",
            "recent",
            "popular",
            "recommend",
            "carousel",
            "latest",
            "ticker",
            "calendar",
            "weather",
        )
        for kind in ("class", "id")
    ]
)
_DATEISH = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")
_MODIFIED = re.compile(
    r"\b(?:updat|modif|revis|last (?:edit|chang|review)|edited|aktualisi|geändert|bearbeitet|letzte änderung|mis[e]? à jour|actualiz|atualiz|aggiornat"
    r"|bijgewerkt|laatst gewijzigd|oppdatert|opdateret|uppdaterad|päivitetty|zaktualizowan|aktualizacja|güncelle|обновлен|изменен)",
    re.I,
)
_PUBLISHED = re.compile(r"\b(?:publi|posted|erstellt|veröffentlicht|created|issued|posté|publicad|pubblicat)", re.I)
_ITEMS = {
    "datepublished": "published",
    "datemodified": "modified",
    "datecreated": "date",
    "uploaddate": "published",
    "dateupdated": "modified",
}
_FOREIGN = re.compile(r"comment|review|event|offer|rating|person|organization|answer", re.I)
_MOST = 240
_MOST_DATED = 30
_LONGEST = 160
_BUDGET = 2_000_000


def read_dates(document: Any, fields: Fields) -> None:
    """Adds the dates that the page shows, and what its microdata says of author, publisher and headline, to `fields`."""
    found = document.query_selector_all(_WANTED)[:1200]
    heading = document.query_selector("h1")
    tags = [element.tag for element in found]
    at = tags.index("h1") if "h1" in tags else 0
    near = found[max(at - _MOST // 4, 0) : at + _MOST] if len(found) > _MOST else found
    budget, dated = _BUDGET, 0
    for element in near:
        prop = (element.getattr("itemprop") or "").lower() if element.hasattr("itemprop") else ""
        if prop and not _microdata(element, prop, fields):
            continue
        if element.tag == "h1" or dated >= _MOST_DATED or budget <= 0:
            continue
        text = element.text
        budget -= len(text)
        value = element.getattr("datetime") or element.getattr("data-datetime") or ""
        if not value and element.tag == "abbr":
            value = element.getattr("title") or ""
        if len(text) > 3 * _LONGEST or not _DATEISH.search(value + " " + text):
            continue
        if _aside(element, heading):
            continue
        dated += 1
        _visible(element, value, tidy(text), fields)


def _visible(element: Any, value: str, text: str, fields: Fields) -> None:
    """A time element, or a short text with a date in it, under the name that its label or class gives it."""
    kind = _kind(element, text)
    if value and _DATEISH.search(value) and len(value) <= 60:
        fields.add(kind, "time", value)
    elif element.tag == "time":
        fields.add(kind, "time", text)
    if len(text) <= _LONGEST and _DATEISH.search(text):
        fields.add("published" if kind == "date" else kind, "text", text)


def _kind(element: Any, text: str) -> str:
    """`published` or `modified`: by the words in the text, the class, and the text just before."""
    label = f"{element.getattr('class') or ''} {element.getattr('id') or ''}".replace("-", " ").replace("_", " ")
    if _MODIFIED.search(text) and not _PUBLISHED.search(text):
        return "modified"
    if _PUBLISHED.search(text) or _PUBLISHED.search(label):
        return "published"
    if _MODIFIED.search(label):
        return "modified"
    before = element.previous_sibling
    if before is None and element.parent is not None and element.parent.tag not in ("body", "html"):
        before = element.parent.previous_sibling
    words = tidy(before.text[-200:])[-60:] if before is not None and before.text else ""
    last = None
    for match in _MODIFIED.finditer(words):
        last = match
    return (
        "modified"
        if last and not _PUBLISHED.search(words, last.end()) and not _DATEISH.search(words, last.end())
        else "published"
    )


def _aside(element: Any, heading: Any) -> bool:
    """Whether the element stands in a region beside the text: comments, navigation, related articles."""
    region = element.closest(_ASIDE)
    while region is not None and (
        region.tag in ("body", "html", "main", "article") or (heading is not None and region.contains(heading))
    ):
        above = region.parent_element
        region = above.closest(_ASIDE) if above is not None else None
    return region is not None


def _microdata(element: Any, prop: str, fields: Fields) -> bool:
    """Adds one item property; -> whether the element may yet hold a visible date."""
    names = prop.split()
    if not any(n in _ITEMS or n in ("author", "creator", "publisher", "headline") for n in names):
        return True
    if element.hasattr("itemscope"):
        outer = element.parent_element
        scope = outer.closest("[itemscope]") if outer is not None else None
    else:
        scope = element.closest("[itemscope]")
    if scope is not None and _FOREIGN.search(scope.getattr("itemtype") or ""):
        return False
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
    return not any(name in _ITEMS for name in names) or bool(element.text.strip())
