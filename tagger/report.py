"""The self-contained HTML page: documents with their tags and the words that prove them, search, facets and a chart.

Everything stands in the one file; its content security policy forbids every request. With scripts off it can be read,
with scripts on it can be searched. Titles, labels and quotations are text and cannot act as markup (Jinja2, autoescape).

Source: W3C, Content Security Policy level 3 (script hashes); WAI-ARIA 1.2; Okabe and Ito (2008), colours for all readers.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from tagger.edtf import Edtf
from tagger.errors import EdtfError
from tagger.folding import visible
from tagger.masking import masked
from tagger.model import ROLES
from tagger.query import OWN, in_doubt
from tagger.vocabulary import Vocabulary

Row = Mapping[str, Any]
NO_SUBJECT = "about none, mentions at most"
"""How the chart calls documents that are about no topic."""
CONTEXT = 90
"""How many code points are shown on each side of an evidence."""
_QUOTES, _TAGS, _SERIES, _BARS, _SOURCES = 2, 24, 6, 60, 12


class Item(NamedTuple):
    """One tag as the page shows it."""

    facet: str
    role: str
    value: str
    label: str
    origin: str
    quotes: tuple[tuple[str, str, str, str], ...]
    more: int


class Card(NamedTuple):
    """One document as the page shows it. `under` are the topics that it is found by: its own, also in passing, and those above."""

    path: str
    title: str
    day: str
    year: str
    publisher: str
    creators: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    under: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    states: tuple[str, ...]
    items: tuple[Item, ...]
    hidden: int
    problems: tuple[str, ...]


def report(
    documents: Iterable[tuple[Row, Mapping[str, str]]], *, title: str, subtitle: str = "", vocabulary: Vocabulary | None = None
) -> Iterator[str]:
    """The page in pieces of text, in the order given; a document is its record row with the fields it was read to.

    With a vocabulary a topic finds the documents of its narrower topics too, as `find` has it.
    """
    from jinja2 import Environment, StrictUndefined

    cards = [_card(row, fields, vocabulary) for row, fields in documents]
    home = files("tagger") / "data" / "report"
    style, script = ((home / name).read_text("utf-8") for name in ("page.css", "page.js"))
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, finalize=_shown)
    template = environment.from_string((home / "page.html").read_text("utf-8"))
    return template.generate(
        title=title,
        subtitle=subtitle,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        cards=cards,
        chart=_chart(cards),
        topics=_counted(topic for card in cards for topic in card.under),
        publishers=_counted((name, name) for card in cards for name in card.sources),
        years=sorted({card.year for card in cards if card.year}),
        roles=_by_role(cards),
        states=[(name, said, sum(name in card.states for card in cards)) for name, said in STATES.items()],
    )


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) else value


STATES = {
    "undated": "no day of issue",
    "bounded": "dated by bounds",
    "ambiguous": "an uncertain date",
    "unsourced": "no source",
    "untagged": "no topic",
}


def _hash(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _card(row: Row, fields: Mapping[str, str], vocabulary: Vocabulary | None) -> Card:
    tags = row["tags"]
    dates = [tag["value"] for role in ("issued", "created") for tag in tags if tag["role"] == role]
    shown = [_item(tag, fields) for tag in tags[:_TAGS]]
    return Card(
        row["path"],
        row["title"] or row["path"].rpartition("/")[2],
        dates[0] if dates else "",
        _year(tags),
        next((tag["label"] for tag in tags if tag["role"] == "publisher"), ""),
        tuple(tag["label"] for tag in tags if tag["role"] == "creator"),
        tuple((tag["value"], tag["label"]) for tag in tags if tag["role"] == "about"),
        _under(tags, vocabulary),
        tuple(dict.fromkeys(tag["label"] for tag in tags if tag["facet"] == "source" and tag["value"] != "unnamed")),
        _states(tags),
        tuple(shown),
        max(0, len(tags) - _TAGS),
        tuple(row["problems"]),
    )


def _under(tags: Iterable[Row], vocabulary: Vocabulary | None) -> tuple[tuple[str, str], ...]:
    """The topics of a document and those above them, each once, with the label that the vocabulary has for it."""
    out: dict[str, str] = {}
    for tag in tags:
        if tag["facet"] == "topic":
            known = vocabulary.ancestors(tag["value"]) if vocabulary else ()
            for concept in (tag["value"], *known):
                found = vocabulary.get(concept) if vocabulary else None
                out.setdefault(concept, found.pref_label if found else tag["label"])
    return tuple(out.items())


def _states(tags: Iterable[Row]) -> tuple[str, ...]:
    """What holds of a document, as `find` and `stats` have it."""
    roles = {tag["role"] for tag in tags}
    issued = [tag for tag in tags if tag["role"] == "issued"]
    return tuple(
        name
        for name, holds in (
            ("undated", roles.isdisjoint(OWN["date"])),
            ("bounded", "created" in roles),
            ("ambiguous", bool(issued) and in_doubt(issued[0]["value"], issued[0]["label"], len(issued))),
            ("unsourced", roles.isdisjoint(OWN["source"])),
            ("untagged", roles.isdisjoint(OWN["topic"])),
        )
        if holds
    )


def _year(tags: Iterable[Row]) -> str:
    for tag in tags:
        if tag["role"] == "issued":
            try:
                first = Edtf(tag["value"]).earliest
            except EdtfError:
                return ""
            return f"{first.year:04}" if first and first.year > 0 else ""
    return ""


def _item(tag: Row, fields: Mapping[str, str]) -> Item:
    evidence = tag["evidence"]
    quotes = tuple(_quote(span, fields) for span in evidence[:_QUOTES])
    return Item(tag["facet"], tag["role"], tag["value"], tag["label"], tag["origin"], quotes, max(0, len(evidence) - _QUOTES))


def _quote(span: Row, fields: Mapping[str, str]) -> tuple[str, str, str, str]:
    """The field, the words before, the evidence and the words after; all masked."""
    text = fields.get(span["field"])
    if text is None or span["end"] > len(text):
        return span["field"], "", span["quote"], ""
    first, last = max(0, span["start"] - CONTEXT), min(len(text), span["end"] + CONTEXT)
    shown = masked(text, first, last)
    start, end = span["start"] - first, span["end"] - first
    before, after = " ".join(shown[:start].split()), " ".join(shown[end:].split())
    glue = " " if start and shown[start - 1].isspace() else ""
    tail = " " if shown[end : end + 1].isspace() else ""
    return (
        span["field"],
        ("… " if first and before else "") + before + glue,
        " ".join(shown[start:end].split()),
        tail + after + (" …" if last < len(text) and after else ""),
    )


def _counted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    counts = Counter(pairs)
    return [(value, label, count) for (value, label), count in sorted(counts.items(), key=lambda p: (-p[1], p[0]))]


class Bar(NamedTuple):
    year: str
    x: float
    total: int
    parts: tuple[tuple[int, str, int, float, float], ...]


class Chart(NamedTuple):
    """Documents by year, stacked by topic: a document counts for the first of its topics."""

    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    peak: int
    width: float
    step: float
    left_out: int


def _chart(cards: list[Card]) -> Chart:
    dated = [card for card in cards if card.year]
    first = Counter(card.topics[0][1] for card in dated if card.topics)
    series = (*(label for label, _ in sorted(first.items(), key=lambda p: (-p[1], p[0]))[:_SERIES]), "other topics", NO_SUBJECT)
    counts: dict[str, Counter[str]] = {}
    for card in dated:
        label = card.topics[0][1] if card.topics else NO_SUBJECT
        counts.setdefault(card.year, Counter())[label if label in series else "other topics"] += 1
    if not counts:
        return Chart(series, (), 0, 0, 0, len(cards))
    lowest, highest = int(min(counts)), int(max(counts))
    spread = highest - lowest < _BARS
    years = [f"{year:04}" for year in range(lowest, highest + 1)] if spread else sorted(counts)[-_BARS:]
    peak = max(sum(counts[year].values()) for year in years if year in counts)
    step = max(12.0, min(60.0, 720 / len(years)))
    bars = []
    for number, year in enumerate(years):
        parts, height = [], 0.0
        for n, label in enumerate(series):
            count = counts.get(year, Counter())[label]
            if count:
                size = round(160 * count / peak, 2)
                parts.append((n, label, count, round(180 - height - size, 2), size))
                height += size
        bars.append(Bar(year, round(40 + number * step, 2), sum(part[2] for part in parts), tuple(parts)))
    drawn = sum(bar.total for bar in bars)
    return Chart(series, tuple(bars), peak, 60 + step * len(years), step, len(cards) - drawn)


def _by_role(cards: list[Card]) -> list[tuple[str, list[tuple[str, int]], int]]:
    """For each source role its commonest names with the number of documents, and how many names more there are."""
    out: list[tuple[str, list[tuple[str, int]], int]] = []
    for role in ROLES["source"]:
        counts: Counter[str] = Counter()
        for card in cards:
            counts.update({item.label for item in card.items if item.role == role and item.value != "unnamed"})
            if any(item.role == role and item.value == "unnamed" for item in card.items):
                counts["(unnamed)"] += 1
        best = sorted(counts.items(), key=lambda p: (-p[1], p[0]))
        if best:
            out.append((role, best[:_SOURCES], max(0, len(best) - _SOURCES)))
    return out
