"""demo, schema, about, and what the bare command says."""

from __future__ import annotations

import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree
from typing import Annotated

import typer

from tagger.cli import moves
from tagger.cli.app import Command
from tagger.cli.shell import DONE, shell
from tagger.console import clean, number, path_of, wrapped
from tagger.errors import SettingsError
from tagger.version import __version__

PURPOSE = """\
tagger puts one person's own saved texts in order: what a text is about, who put it out, and when, each answer with the words
that prove it. It is made for reading, study and writing.

What it does not do: it fetches nothing, watches nothing, runs no service and uses no network. It does not find, follow,
locate or profile people, units, vehicles or places; it draws no maps and stores no coordinates. Coordinates, telephone
numbers, street and e-mail addresses are masked in every quote. Dates are kept to the day, and never taken from a file's own
time. Counts describe the folder, not the world. Scores order the tags of one document; they are no probabilities.\
"""


def state() -> int:
    """Says how the library stands and what to do next; where there is none, what the tool is for."""
    try:
        with shell.library() as library:
            if not library.place.index.exists():
                raise SettingsError("no index yet")
            counts = library.store.counts()
            shell.tell(
                f"Library {clean(str(library.place.root))}: {number(counts['documents'], 'document')} in {number(counts['files'], 'file')}."
            )
            rows = (
                ("undated", "date:none"), ("unsourced", "source:none"), ("untagged", "topic:none"), ("ambiguous", "is:ambiguous"),
                ("corrected", "is:corrected"), ("gone", "is:gone"),
            )  # fmt: skip
            for name, query in rows:
                if counts[name]:
                    shell.tell(f"  {counts[name]:>7,} {name:<10} tagger find {query}")
            stale = len(library.store.stale(library.knowledge.number))
            if stale:
                shell.tell(
                    f"  {stale:>7,} tagged by older rules or vocabularies; `tagger tag {clean(str(library.place.root))}` brings them up to date"
                )
            moved = len(moves.pending(library))
            if moved:
                shell.tell(f"  {moved:>7,} moved and edited? Your decisions wait: tagger review")
            last = library.store.runs(1)
            if last:
                shell.tell(f"Last run: {last[0].id}, {clean(last[0].command)}, {last[0].at}, {last[0].state}.")
            shell.tell("Next: tagger find WORDS · tagger stats · tagger show FILE · tagger --help")
    except SettingsError:
        shell.tell("tagger tags your own text files by topic, source and date, and shows the words that prove it.")
        shell.tell()
        shell.tell("  tagger demo          see it work on a bundled sample")
        shell.tell("  tagger tag FOLDER    tag your own texts; nothing in the folder is changed")
        shell.tell("  tagger --help        all commands")
    return DONE


def demo() -> int:
    """Tag a bundled sample in a temporary folder, and show what to try next."""
    from tagger.cli.asking import described
    from tagger.cli.tagging import tag
    from tagger.records import record_row

    folder = Path(tempfile.mkdtemp(prefix="tagger-demo-"))
    with as_file(files("tagger") / "data" / "demo") as sample:
        copytree(sample, folder, dirs_exist_ok=True)
    shell.library_name = str(folder)  # not one that lies upwards of the temporary folders
    code = tag([str(folder)])
    with shell.library(str(folder)) as library:
        for _, document, findings in library.documents(library.find()[:1]):
            shell.line()
            for line in described(document, findings, record_row(document, findings), most=1):
                shell.line(line)
    shell.say()
    shell.say(f"The sample lies in {folder}; go there and try:")
    shell.say(f"  cd {folder}")
    shell.say("  tagger find topic:none · tagger find date:none · tagger stats · tagger show ferry.html")
    return code


def schema() -> int:
    """Print the JSON Schema of the record."""
    import json

    from tagger.records import Record

    shell.line(json.dumps(Record.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))
    return DONE


def about(json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> int:
    """Say what tagger is for, what it is not, its version, and where things lie."""
    from tagger.library import place_of

    try:
        place = place_of(".", shell.library_name)[0]
        where = {"library": str(place.root), "index": str(place.index), "decisions": str(place.decisions)}
        where |= {f"{facet}s": str(place.vocabulary(facet)) for facet in ("topic", "source")}
    except SettingsError:
        where = {"library": ""}
    if json:
        shell.json({"version": __version__, "purpose": PURPOSE, **where})
        return DONE
    shell.line(f"tagger {__version__}")
    shell.line()
    for paragraph in PURPOSE.split("\n\n"):
        for line in wrapped(" ".join(paragraph.split()), min(100, shell.out.width), 0):
            shell.line(line)
        shell.line()
    for name, path in where.items():
        shell.line(f"  {name:<10} {path_of(path) or 'none here; `tagger tag FOLDER` makes one'}")
    return DONE


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("demo", cls=Command, epilog="Example: tagger demo")(demo)
    app.command("schema", cls=Command, epilog="Example: tagger schema")(schema)
    app.command("about", cls=Command, epilog="Example: tagger about")(about)
