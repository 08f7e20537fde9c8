"""Five hundred notes whose front matter has an oddity each, or several: every key of it a person's own.

A note is put together from a front matter of `front_matter_cases` or of here, a way in which its lines end, a fence, a mark,
and a body, in turn, so that every one of them meets many of the others. What each comes to is told with it: `edited` where tags
can be written into it, else why not.
"""

from __future__ import annotations

from typing import NamedTuple

from front_matter_cases import INVALID, VALID

MORE = [
    "aliases:\n  - The ferry\n  - \"Ferry: strike\"\ntags:\n  - news/local\n  - todo\ncssclasses: [wide, cards]", "publish: false\npermalink: ferry",
    "related: \"[[Other note]]\"\nup:\n  - \"[[Index|the index]]\"", "status: 🟢 open\nrating: 4/5", "due: 2022-03-14T09:00\nreviewed: false",
    "isbn: 0-306-40615-2\nzip: 00123\noctal: 0o17\nold: 017\nhex: 0xff\nbig: 1_000", "sexagesimal: 190:20:30\nnan: .NaN\nplus: +12", "yes: yes\nno: No\non: ON\nnull: Null\ntilde: ~",
    "base: &base\n  a: 1\n  b: 2\nderived: *base", "layout: post\ncategories: [a, b]\nexcerpt_separator: <!--more-->", "title:    spaced   out   \nend: x  ", "bibliography: refs.bib\ncsl: apa.csl\nnocite: \"@*\"",
    "header-includes: |\n  \\usepackage{x}\n  ---\n  not the end", "abstract: >\n  One\n  two\n\n  three\nkeywords: a, b", "x: \"a # b\" # c", "x: 'don''t'  # it''s", "params:\n  toc: true\n  nested: {deep: [1, {er: 2}]}",
    "weight: 10\ndraft: true\ndate: 2022-03-14 10:00:00 +0100", "author:\n  - name: Ana Reyes\n    url: https://harbour.example/ana\n  - name: Bo Lind", "# one\n\n# two\nkey: value\n\n# three", "x: !custom {a: b}", "x: !!binary |\n  R0lGODlhDAAMAIQAAP",
    "emoji_🚢: 1\nкирилл: да", "a:\n  - b:\n      - c:\n          - d", "empty1:\nempty2: \nempty3: \"\"", "x: a\\tb\ny: \"a\\tb\\n\"", "lang: de\nuntertitel: Über die Fähre", "x: '---'\ny: \"...\"", "longest: " + "word " * 400 + "end",
]  # fmt: skip
BODIES = [
    "The strike goes on, said Bo Lind.\n", "\nThe strike goes on.", "\n\n# Ferry\n\nThe strike.\n\n---\n\ntitle: no front matter\n---\n", "The strike.\n\n```yaml\n---\ntagger-topics: [not ours]\n---\n```\n",
    "\tThe strike \ttabs and blanks  \n  \n", "The strike {{ date }} <% tp.file.title %> ${x}\n", "The strike\x0c\u2028 and \u0085 odd ends\n", "> The strike\n>\n> tagger-topics: [x]\n", "The strike in a table.\n\n| a | b |\n|---|---|\n| c | d |\n", "+++\nThe strike\n+++\n",
]  # fmt: skip
ENDS = ["\n", "\r\n"]
FENCES = [("---", "---"), ("--- ", "---"), ("---", "..."), ("---", "---   ")]
MARKS = ["", "", "\ufeff"]
LOST = [
    b"---\ntitle: caf\xe9\n---\nThe strike, Windows-1252.\n", b"---\rtitle: a\r---\rThe strike, CR alone.\r", b"---\ntitle: a\r---\nThe strike, CR within.\n",
    b"+++\ntitle = 'Ferry'\n+++\nThe strike, TOML.\n", b"---\ntitle: never closed\nThe strike.\n", b"\xff\xfe-\x00-\x00-\x00\n\x00", b"---\ntitle: a: b\n---\nThe strike.\n", b"---\n- a\n- b\n---\nThe strike.\n",
    b"---\ntitle: a\ntitle: b\n---\nThe strike, a key twice.\n", b"---\n{\"title\": \"a\"}\n---\nThe strike, JSON in a fence.\n", b"---\ntitle: {{ title }} x\n---\nThe strike, a template.\n", b"---\n\ttitle: a\n---\nThe strike, a tab.\n",
]  # fmt: skip
"""Notes that cannot be edited, and must not be."""
BARE = [b"{\n  \"title\": \"JSON before the text\"\n}\n\nThe strike.\n", b"The strike without any.", b"", b"\n\n", b"----\nfour dashes\n----\nThe strike.\n", b"\n---\ntitle: too late\n---\nThe strike.\n", b" ---\ntitle: indented\n ---\nThe strike.\n"]  # fmt: skip
"""Notes without front matter: they get one, and nothing else of them changes."""


class Note(NamedTuple):
    """The bytes of a note, and whether tags can be written into it."""

    raw: bytes
    writable: bool


def notes() -> list[Note]:
    """All of them, always the same."""
    out = [Note(raw, False) for raw in LOST] + [Note(raw, True) for raw in BARE]
    fronts = [(front, True) for front in (*VALID, *MORE)] + [(front, False) for front in INVALID]
    number = 0
    while len(out) < 540:
        front, valid = fronts[number % len(fronts)]
        turn = number // len(fronts)
        end, (opened, closed) = ENDS[(number + turn) % 2], FENCES[(number + 3 * turn) % 4]
        mark, body = MARKS[(number + turn) % 3], BODIES[(number * 7 + turn) % len(BODIES)]
        lines = front.split("\n") if front else []
        head = "".join(line + end for line in (opened, *lines, closed))
        out.append(Note((mark + head + body.replace("\n", end)).encode("utf-8"), valid))
        number += 1
    return out
