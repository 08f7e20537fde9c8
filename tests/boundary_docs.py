"""Documents full of what must not leave the process, and a line for every command that is there."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE = (
    "48.8584, 2.2945", "48.8584,2.2945", "48°51'30\"N", "31U DQ 48251 11932", "+44 20 7946 0958", "020 7946 0958", "(212) 555-0123", "ana.reyes@harbour.example",
    "bo@harbour.example", "12 Harbour Street", "8FW4V75V+8Q", "geo:48.85", "maps.app.goo.gl/AbCdEfGhIj",
)  # fmt: skip
"""Details as the documents have them; none may be shown by any command."""
CLOCK = ("10:37", "10.37", "T10", "1037", "09:37", "11:37")
"""The time of day at which every document says it was published, as any output might write it; no text speaks of it."""

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Ferry strike at 12 Harbour Street enters third week - Harbour Gazette</title>
<meta property="og:title" content="Ferry strike at 12 Harbour Street enters third week">
<meta property="og:site_name" content="Harbour Gazette"><meta name="author" content="Ana Reyes">
<meta name="geo.position" content="48.8584;2.2945"><meta name="ICBM" content="48.8584, 2.2945"><meta name="geo.placename" content="Varnhaven">
<meta property="place:location:latitude" content="48.8584"><meta property="article:published_time" content="2022-03-14T10:37:45Z">
<meta property="article:modified_time" content="2022-03-15T10:37:45+00:00">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry strike enters third week",
"datePublished": "2022-03-14T10:37:45Z", "dateModified": "2022-03-15T10:37:45Z", "author": {"@type": "Person", "name": "Ana Reyes", "email": "ana.reyes@harbour.example"},
"publisher": {"@type": "Organization", "name": "Harbour Gazette", "telephone": "+44 20 7946 0958"},
"contentLocation": {"@type": "Place", "name": "Pier", "geo": {"@type": "GeoCoordinates", "latitude": 48.8584, "longitude": 2.2945}}}</script>
</head><body><article><h1>Ferry strike at 12 Harbour Street enters third week</h1>
<p class="byline">By Ana Reyes, ana.reyes@harbour.example, <time datetime="2022-03-14T10:37:45Z">14 March 2022</time></p>
<p>The strike at 12 Harbour Street entered its third week on Monday, said Bo Lind, bo@harbour.example, the union's secretary.
Ferry crews walked out on 1 March 2022 over pay talks. The picket line stands at 48.8584, 2.2945 near the pier, the union said in a statement.</p>
<p>"We will strike until they listen," Bo Lind of 12 Harbour Street told reporters on 13 March 2022. Call +44 20 7946 0958, or (212) 555-0123 abroad.</p>
<p>According to Cleo Marsh (48°51'30"N 2°17'40"E), head of the port at 31U DQ 48251 11932, talks over wages failed on 12 March 2022.
The protest is at 8FW4V75V+8Q, see https://maps.app.goo.gl/AbCdEfGhIj or geo:48.85,2.29 for the way.</p>
<p>Strikes and lockouts have closed the harbour twice since 2019, and the union's leaders expect industrial action to go on through April 2022.</p>
</article></body></html>"""
_NOTE = """---
title: "Strike: call +44 20 7946 0958"
author: Ana Reyes, ana.reyes@harbour.example
source: Harbour Gazette, 12 Harbour Street
date: 2022-03-14T10:37:45Z
location: "48.8584, 2.2945"
url: https://harbour.example/@48.8584,2.2945,15z/strike?to=ana.reyes@harbour.example
tags: [strikes]
---
The strike went on, said Cleo Marsh of 12 Harbour Street on 13 March 2022. The union called the walkout over pay talks.
"""
_MAIL = """From: Ana Reyes <ana.reyes@harbour.example>
To: bo@harbour.example
Subject: The strike at 12 Harbour Street
Date: Mon, 14 Mar 2022 10:37:45 +0000
List-Id: Harbour talk <talk.harbour.example>
Message-ID: <20220314103745.1@harbour.example>

The strike goes on, the union said on Sunday. Pay talks failed, according to Cleo Marsh, +44 20 7946 0958.
--\x20
Ana Reyes, 12 Harbour Street, 020 7946 0958
"""
_BLOG = """They write that the coup failed and that the war goes on.

    Bo Lind, bo@harbour.example

    The missiles over the capital were shot down by air defence on 13 March 2022, near 48.8584, 2.2945.

Another analysis, this one by Cleo Marsh of 12 Harbour Street, says the strike on the harbour failed.
"""
DOCUMENTS = {
    "ferry.html": _PAGE.encode(),
    "note.md": _NOTE.encode(),
    "letter.eml": _MAIL.encode(),
    "blog.txt": _BLOG.encode(),
    "copy.txt": (_BLOG + "\nPosted again.\n").encode(),
}

COMMANDS: dict[str, tuple[str, ...]] = {
    "tag --dry-run": ("tag", "-n", "."),
    "tag": ("tag", "."),
    "tag --jsonl": ("tag", "--jsonl", "-j", "2", "-v", "."),
    "show": ("show", "ferry.html"),
    "show --json": ("show", "--json", "note.md"),
    "show --not": ("show", "--not", "elections", "blog.txt"),
    "show --stdin": ("show", "-"),
    "find": ("find", "topic:strikes"),
    "find --words": ("find", "strike"),
    "find --json": ("find", "--json", "date:2022"),
    "find --jsonl": ("find", "--jsonl"),
    "find --csv": ("find", "--csv"),
    "set": ("set", "blog.txt", "topic=coups"),
    "unset": ("unset", "blog.txt", "topic=coups"),
    "log": ("log",),
    "undo": ("undo",),
    "redo": ("redo",),
    "review": ("review",),
    "stats": ("stats",),
    "duplicates": ("duplicates",),
    "report": ("report", "-o", "out.html"),
    "export": ("export", "--to", "jsonl"),
    "export --csv": ("export", "--to", "csv", "-o", "out.csv"),
    "export --csl": ("export", "--to", "csl-json", "-o", "out.json"),
    "export --bibtex": ("export", "--to", "bibtex"),
    "export --ris": ("export", "--to", "ris"),
    "export --markdown": ("export", "--to", "markdown"),
    "export --sqlite": ("export", "--to", "sqlite", "-o", "out.db"),
    "write": ("write", "-n", "--to", "frontmatter"),
    "write --sidecar": ("write", "-n", "--to", "sidecar"),
    "vocab list": ("vocab", "list"),
    "vocab show": ("vocab", "show", "strikes"),
    "vocab check": ("vocab", "check"),
    "vocab suggest": ("vocab", "suggest"),
    "vocab export": ("vocab", "export", "--to", "csv"),
    "vocab import": ("vocab", "import", "none.ttl"),
    "eval": ("eval", "none.jsonl"),
    "demo": ("demo",),
    "help": ("help",),
    "schema": ("schema",),
    "about": ("about",),
}
"""A line for every command, by its name, and some by what else they do; run in this order in a folder with the documents."""


def plant(folder: Path) -> None:
    """Writes the documents into a folder, each with a file time of its own that says nothing."""
    for name, raw in DOCUMENTS.items():
        (folder / name).write_bytes(raw)
        os.utime(folder / name, (549_864_182, 549_864_182))  # a day in June 1987
