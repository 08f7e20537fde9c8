"""show and find: what the texts are about, who put them out, when, and the words that prove it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagger.cli import completing
from tagger.cli.app import Command
from tagger.cli.shell import DONE, FAILED, Usage, query_of, shell
from tagger.console import clean, cut, number, path_of, tag_lines, width_of

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.model import Document, Finding
    from tagger.store import Stored

EVIDENCE_SHOWN = 3
AROUND = 60
Both = tuple["Document", "list[Finding]"]


def show(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE|-", help="A file, stored or not; - reads standard input.", autocompletion=completing.path),
    ],
    json: Annotated[bool, typer.Option("--json", help="The record as JSON.")] = False,
    reference: Annotated[str, typer.Option("--reference", metavar="DATE", help="The day that relative dates count from.")] = "",
    why_not: Annotated[
        str, typer.Option("--not", metavar="TOPIC", help="Say why a topic is absent.", autocompletion=completing.topic)
    ] = "",
) -> int:
    """Show one document's tags with the words that prove them."""
    library = _library_for(file)
    with library or nullcontext():
        both = _read(library, file, reference)
        if why_not:
            from tagger.cli.absence import explain

            return explain(library, both, why_not, a_file=file != "-")
        return _show(both, json)


def _show(both: list[Both], json: bool) -> int:
    from tagger.records import record_row

    for document, findings in both:
        row = record_row(document, findings)
        if json:
            shell.json(row)
        else:
            for line in described(document, findings, row):
                shell.line(line)
    return DONE


def _gone(library: Library | None, file: str) -> list[Both]:
    """What is stored of a file that is no longer there. Raises: ReadError where nothing is, with the names near it."""
    from tagger.cli.files import near_files
    from tagger.errors import ReadError

    stored: list[Stored] = []
    if library is not None and library.place.index.exists():
        one = library.get(file)
        stored = library.messages(file) or ([one] if one else [])
    if library is None or not stored:
        raise ReadError(f"{path_of(file)}: does not exist{near_files(file)}. Check the name.")
    shell.warn(f"{path_of(file)}: is no longer there; this is what was stored of it.")
    return [(document, findings) for _, document, findings in library.documents(one.id for one in stored)]


def _library_for(file: str) -> Library | None:
    """The library that a file lies in; None where there is none yet."""
    from tagger.errors import SettingsError

    try:
        library = shell.library("." if file == "-" else file)
        return library if library.place.state.is_dir() else None
    except SettingsError:
        if shell.library_name:
            raise
        return None


def _read(library: Library | None, file: str, reference: str) -> list[Both]:
    """The stored document where the file is unchanged, else what it says now."""
    from tagger.library.knowledge import Knowledge
    from tagger.library.live import tagged, tagged_bytes

    knowledge = library.knowledge if library else Knowledge(None)
    if file == "-":
        return tagged_bytes(knowledge, sys.stdin.buffer.read(), "standard-input.txt", reference)
    if library is not None and not reference and library.place.index.exists():
        stored = library.unchanged(file)
        if stored:
            return [(document, findings) for _, document, findings in library.documents(one.id for one in stored)]
    if not os.path.lexists(file) and not ("#" in file and os.path.lexists(file.rpartition("#")[0])):
        return _gone(library, file)
    if library is not None:
        return library.live(file, reference)
    return tagged(knowledge, None, file, Path(file).name, reference)


def described(document: Document, findings: Sequence[Finding], row: dict[str, Any], most: int = EVIDENCE_SHOWN) -> Iterable[str]:
    """The lines that tell a document and its tags."""
    from tagger.recognisers.sources.chain import ARROW, chain

    out = shell.out
    yield out.style(path_of(document.path), "bold")
    if row["title"]:
        yield clean(row["title"])
    about = [row["media_type"], row["encoding"], row["language"], number(row["characters"], "character")]
    yield out.style(" · ".join(clean(part) for part in about if part), "dim")
    came = chain(document, findings)
    if ARROW in came:
        yield out.style(clean(came), "dim")
    for problem in row["problems"]:
        yield out.style(clean(problem), "yellow")
    yield ""
    if not findings:
        yield "no tags"
    everything = 10**9 if shell.verbose else most
    yield from tag_lines(out, row, [_contexts(document, finding, everything) for finding in findings], everything)


def _contexts(document: Document, finding: Finding, most: int) -> list[tuple[str, str, str]]:
    """The words before, of and after each piece of evidence, masked as quotes are."""
    from tagger.masking import masked

    out = []
    for span in finding.spans[:most]:
        text = document.fields[span.field]
        before = masked(text, max(0, span.start - AROUND), span.start)
        if span.start > AROUND:
            before = "…" + before.partition(" ")[2]
        after = masked(text, span.end, min(len(text), span.end + AROUND))
        if span.end + AROUND < len(text):
            after = after.rpartition(" ")[0] + "…"
        out.append((before, masked(text, span.start, span.end), after))
    return out


def find(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY", help="Such as: topic:strikes date:2022 -topic:sport ferry", autocompletion=completing.query
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The records as one JSON list.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="The records, one a line.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="One tag a row.")] = False,
    count: Annotated[bool, typer.Option("--count", help="Only how many there are.")] = False,
    null: Annotated[bool, typer.Option("-0", "--null", help="Only the paths, each ended by NUL, for xargs -0.")] = False,
    paths: Annotated[bool, typer.Option("--paths", help="Only the paths, one a line.")] = False,
    most: Annotated[int, typer.Option("-n", "--limit", min=0, metavar="N", help="At most N documents; 0 for all.")] = 0,
) -> int:
    """Find stored documents by topic, source, date and words.

    Terms side by side must all hold; OR, a leading minus and parentheses are understood. Fields: topic: source: date:
    role: title: path: language: is: and each role itself (publisher: quoted: temporal: and so on). date:none, source:none and topic:none
    find what is undated, unsourced and untagged. Topics and sources are found by id or name, a topic with its narrower ones
    (topic:=labour is that very one); date:2022..2023 is a range.
    """
    if sum((json, jsonl, csv, count, null, paths)) > 1:
        raise Usage("--json, --jsonl, --csv, --count, --paths and -0 exclude one another. Choose one.")
    with shell.library() as library:
        ids = library.find(query_of(query))
        if count:
            shell.line(str(len(ids)))
            return DONE
        shown = ids[:most] if most else ids
        _write(library, shown, json=json, jsonl=jsonl, csv=csv, null=null, paths=paths)
        if not ids:
            shell.say("No document here fits. Type `tagger stats` to see what there is.")
        elif len(shown) < len(ids):
            shell.say(f"and {len(ids) - len(shown):,} more; -n 0 lists them all")
    return DONE


def _write(library: Library, ids: Sequence[int], *, json: bool, jsonl: bool, csv: bool, null: bool, paths: bool) -> None:
    stream = shell.out.stream
    if jsonl:
        for row in library.rows(ids):
            shell.json(row)
    elif json:
        _json_list(library, ids)
    elif csv:
        from tagger.export import export

        export(library.rows(ids), "csv", shell.binary)
    elif null:
        for stored in library.store.stored(ids):
            shell.binary.write(os.fsencode(relative(library, _real(library, stored))) + b"\0")
    elif paths:
        for stored in library.store.stored(ids):
            stream.write(f"{path_of(relative(library, stored.path))}\n")
    else:
        for line in _listed(library, ids):
            shell.line(line)


def _real(library: Library, stored: Stored) -> str:
    """The name of a document's file as the system has it, where it is shown with escapes; a message in a mailbox as it is."""
    if "\\" in stored.path:
        for place, file in library.store.lies(stored.id):
            state = library.store.file(file)
            if place == stored.path and state is not None and state.sha256 == stored.sha256:
                return file
    return stored.path


def _json_list(library: Library, ids: Sequence[int]) -> None:
    from tagger.cli.shell import compact

    stream = shell.out.stream
    stream.write("[")
    for n, row in enumerate(library.rows(ids)):
        stream.write((",\n " if n else "") + compact(row))
    stream.write("]\n")


def relative(library: Library, name: str) -> str:
    """A document's path as one may type it here."""
    full = library.place.path(name)
    try:
        near = os.path.relpath(full)
    except ValueError:
        return full
    return full if near.startswith(f"..{os.sep}..") else near


def _listed(library: Library, ids: Sequence[int]) -> Iterable[str]:
    """Two lines a document: date, title and publisher; path and topics; private details masked."""
    from tagger.masking import hidden, masked

    out = shell.out
    for stored, document, findings in library.documents(ids):
        best: dict[tuple[str, str], list[str]] = {}
        for finding in findings:
            text = finding.value if finding.facet == "date" else finding.label
            best.setdefault((finding.facet, finding.role), []).append(clean(hidden(text)))
        date = (best.get(("date", "issued")) or ["undated"])[0]
        title = clean(hidden(document.title)) or clean(masked(document.body, 0, min(200, len(document.body))))
        whose = (
            best.get(("source", "publisher")) or best.get(("source", "creator")) or best.get(("source", "platform")) or [""]
        )[0]
        whose = cut(whose, max(16, out.width // 3))
        head = cut(f"{date:<10}  {title}", out.width - width_of(whose) - 2 * bool(whose))
        yield head + (f"  {out.style(whose, 'green')}" if whose else "")
        path = path_of(relative(library, stored.path))
        room = out.width - 14 - width_of(path)
        topics = ", ".join((best.get(("topic", "about")) or best.get(("topic", "mentions")) or [])[:4])
        topics = cut(topics, room) if room >= 12 else ""
        yield "            " + out.style(path, "dim") + (f"  {topics}" if topics else "")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("show", cls=Command, epilog="Example: tagger show my-texts/ferry.html")(show)
    app.command("find", cls=Command, epilog='Example: tagger find topic:strikes date:2022 "pay talks"')(find)


__all__ = ["FAILED", "described", "find", "register", "show"]
