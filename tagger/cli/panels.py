"""The commands in their panels, each with its summary and its module: the help of the whole, told before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

PANELS: dict[str, dict[str, tuple[str, str]]] = {
    "Everyday": {
        "tag": ("tagging", "Read, tag and store texts; a folder is walked, and what is unchanged is skipped."),
        "show": ("asking", "Show one document's tags with the words that prove them."),
        "find": ("asking", "Find stored documents by topic, source, date and words."),
        "review": ("review", "Go through the doubtful tags one by one: accept, reject, another value, skip, undo, quit."),
        "set": ("deciding", "Give a document a tag; it holds against every later run."),
        "unset": ("deciding", "Take a tag from a document; it never comes back by itself."),
        "undo": ("deciding", "Take back what a run did; what a person decided stays."),
        "redo": ("deciding", "Do again what undo took back."),
        "log": ("log", "List the runs and what each changed, newest first; of one run, the tags that it gave and took."),
    },
    "Look": {
        "stats": (
            "stats",
            "Count documents by topic, source and year; the undated, unsourced, untagged and ambiguous in every table.",
        ),
        "duplicates": ("duplicates", "List copies and near-copies of one text, in groups, the earliest first."),
        "report": ("report", "Write one page to read and search the collection in a browser; no request leaves it."),
    },
    "Out": {
        "export": ("out", "Write the tags of stored documents in a format that other programs read."),
        "write": ("write", "Write tags into the front matter of notes, or into a file beside each document."),
    },
    "Vocabulary": {"vocab": ("vocab", "List, check, extend and exchange vocabularies.")},
    "Measure": {"eval": ("eval", "Measure precision, recall and F1 by facet and role, with 95 % intervals.")},
    "About": {
        "demo": ("about", "Tag a bundled sample in a temporary folder, and show what to try next."),
        "help": (
            "manual",
            "Print a page of the manual: query, dates, sources, topics, vocabulary, evidence, methods, safety and more.",
        ),
        "schema": ("about", "Print the JSON Schema of the record."),
        "about": ("about", "Say what tagger is for, what it is not, its version, and where things lie."),
    },
}
"""By panel and command: the module of this package that has `register(app)` for it, and its summary."""
EVERYWHERE = (
    ("--library DIR", "the library to use; else TAGGER_LIBRARY, else the nearest .tagger folder upwards"),
    ("--color WHEN", "auto, always or never; NO_COLOR is heeded"),
    ("-q, --quiet", "say only what went wrong"),
    ("-v, --verbose", "say more"),
    ("--install-completion", "let the tab key complete commands, topics and sources in this shell"),
    ("--version", "print the version"),
    ("-h, --help", "this help; of a command: tagger COMMAND --help"),
)


def modules(command: str = "") -> list[str]:
    """The module of a command; all of them where there is no such command."""
    homes = {name: home for rows in PANELS.values() for name, (home, _) in rows.items()}
    return [homes[command]] if command in homes else list(dict.fromkeys(homes.values()))


def help_text(width: int) -> str:
    """The help of the whole, to be shown in so many columns."""
    return "\n".join(_lines(min(width, 100))) + "\n"


def _lines(width: int) -> Iterator[str]:
    yield "Usage: tagger [OPTIONS] COMMAND [ARGS]..."
    yield ""
    yield from wrap(
        "Tags your own text files by topic, source and date, and shows the words that prove it.",
        width - 2,
        initial_indent="  ",
        subsequent_indent="  ",
    )
    for panel, rows in PANELS.items():
        yield from _section(panel, [(name, summary) for name, (_, summary) in rows.items()], 12, width)
    yield from _section("Everywhere", EVERYWHERE, 22, width)
    yield ""
    yield "  Example: tagger tag my-texts"


def _section(title: str, rows: object, indent: int, width: int) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    for name, text in rows:  # type: ignore[attr-defined]
        first = f"  {name:<{indent - 2}}  "
        yield from wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first))
