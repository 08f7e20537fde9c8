"""Made-up web pages as sites serve them: some 60 to 90 KB of furniture, and the day of issue in another place from page to page.

Every eighth page each: metadata of the head, JSON-LD, a time element, a line under the headline, a line of the byline, the
address, a stamp at the foot, nowhere. Comments, teasers and the year of the copyright bring days that are not the page's own.
"""

from __future__ import annotations

import random

PLACES = ("meta", "jsonld", "time", "visible", "byline", "address", "foot", "nowhere")
MONTHS = "January February March April May June July August September October November December".split()
NAMES = "Ana Reyes|Tom Hill|Lena Osei|Piet Wouda|Ruth Amadi|Marek Nowak|Ida Holm|Grace Obi".split("|")
TEASERS = (
    "Ferry line asks for more time|Mill opens its doors again|Two schools share one roof|The long road to a new bridge|"
    "Market hall gets its clock back|Why the harbour freezes less often|A choir without a leader|Bus drivers keep their stop"
).split("|")


def page(number: int, headline: str, body: str) -> str:
    """Page `number` around a text, the same for the same number."""
    draw = random.Random(-number)
    day = draw.randint(1, 28), draw.randint(1, 12), draw.randint(2003, 2025)
    where = dict.fromkeys(PLACES, "") | {PLACES[number % len(PLACES)]: "here"}
    author = draw.choice(NAMES)
    return (
        f"<!DOCTYPE html><html lang='en'><head>{_head(draw, headline, author, day, where)}</head><body class='post single'>"
        f"<header><a href='/'>Harbour Gazette</a>{_menu(draw)}</header><main>{_article(draw, headline, body, author, day, where)}"
        f"{_comments(draw, day[2])}</main><aside>{_teasers(draw, 24)}</aside>{_foot(day, where)}{_scripts(draw)}</body></html>"
    )


def _iso(day: tuple[int, int, int]) -> str:
    return f"{day[2]}-{day[1]:02}-{day[0]:02}"


def _long(day: tuple[int, int, int]) -> str:
    return f"{day[0]} {MONTHS[day[1] - 1]} {day[2]}"


def _head(draw: random.Random, headline: str, author: str, day: tuple[int, int, int], where: dict[str, str]) -> str:
    slug = headline.lower().replace(" ", "-")
    path = f"{day[2]}/{day[1]:02}/{day[0]:02}/{slug}" if where["address"] else f"stories/{slug}"
    parts = [
        "<meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>{headline} | Harbour Gazette</title><meta property='og:title' content='{headline}'>",
        f"<meta property='og:site_name' content='Harbour Gazette'><link rel='canonical' href='https://gazette.example/{path}'>",
        f"<style>{''.join(f'.c{n}-{draw.randrange(99)}{{margin:{n % 9}px;color:#{n * 7919 % 4096:03x}}}' for n in range(260))}</style>",
    ]
    if where["meta"]:
        parts.append(f"<meta property='article:published_time' content='{_iso(day)}T08:00:00Z'>")
    if where["jsonld"]:
        parts.append(
            '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
            f'"headline": "{headline}", "datePublished": "{_iso(day)}", "author": {{"@type": "Person", "name": "{author}"}}}}</script>'
        )
    return "".join(parts)


def _menu(draw: random.Random) -> str:
    items = (
        f"<li class='menu-item menu-item-{n}'><a class='menu-link' href='/section/{n}/{draw.randrange(10**6)}'>"
        f"<span>{draw.choice(TEASERS)}</span></a></li>"
        for n in range(120)
    )
    return f"<nav><ul>{''.join(items)}</ul></nav>"


def _article(draw: random.Random, headline: str, body: str, author: str, day: tuple[int, int, int], where: dict[str, str]) -> str:
    lines = [f"<h1 class='entry-title'>{headline}</h1>"]
    signed = f"By {author}, {_long(day)}" if where["byline"] else f"By {author}"
    lines.append(f"<p class='byline'>{signed}</p>")
    if where["time"]:
        lines.append(f"<time datetime='{_iso(day)}T07:30'>{_long(day)}</time>")
    if where["visible"]:
        lines.append(f"<div class='entry-meta'><span>Published {_long(day)}</span></div>")
    for paragraph in body.split("\n\n"):
        lines.append(f"<p class='wp-block-paragraph has-text'>{paragraph}</p>")
        lines.append(
            f"<figure class='wp-block-image'><img src='/media/{draw.randrange(10**6)}.jpg' alt='' loading='lazy'></figure>"
        )
    return f"<article class='post-{draw.randrange(10**5)} entry'>{''.join(lines)}</article>"


def _comments(draw: random.Random, year: int) -> str:
    items = (
        f"<li class='comment depth-1' id='comment-{n}'><div class='comment-author vcard'><b class='fn'>{draw.choice(NAMES)}</b></div>"
        f"<div class='comment-metadata'><a href='#comment-{n}'>{draw.randint(1, 28)} {draw.choice(MONTHS)} {year + 1}</a></div>"
        f"<div class='comment-content'><p>I remember it well. {draw.choice(TEASERS)}, as they said then.</p></div></li>"
        for n in range(draw.randrange(4, 20))
    )
    return f"<section id='comments'><ol>{''.join(items)}</ol></section>"


def _teasers(draw: random.Random, count: int) -> str:
    items = (
        f"<div class='teaser card'><a href='/stories/{draw.randrange(10**6)}'><img src='/thumb/{n}.jpg' alt=''>"
        f"<h3 class='teaser__title'>{draw.choice(TEASERS)}</h3></a><p class='teaser__text'>{draw.choice(TEASERS)}.</p></div>"
        for n in range(count)
    )
    return "".join(items)


def _foot(day: tuple[int, int, int], where: dict[str, str]) -> str:
    stamp = f"<p>Published on {_iso(day)}</p>" if where["foot"] else ""
    links = "".join(f"<li><a href='/about/{n}'>About us, part {n}</a></li>" for n in range(40))
    return f"<footer><ul>{links}</ul>{stamp}<p>© 1998-2025 Harbour Gazette</p></footer>"


def _scripts(draw: random.Random) -> str:
    rows = ",".join(f'{{"slot":"s{n}","size":[{draw.randrange(900)},{draw.randrange(600)}],"lazy":true}}' for n in range(500))
    return f"<script>window.slots=[{rows}];</script><script src='/static/site.{draw.randrange(10**8):x}.js' defer></script>"
