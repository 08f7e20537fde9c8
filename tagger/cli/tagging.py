"""tag and demo: texts go in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagger.cli import moves
from tagger.cli.app import Command
from tagger.cli.files import near_files
from tagger.cli.shell import DONE, UNEXPECTED, UNREADABLE, Usage, compact, shell
from tagger.console import clean, differences, number, path_of
from tagger.errors import Problem

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.library.tagrun import Summary
    from tagger.settings import Place


def tag(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, and folders to walk.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Store nothing; say what would change.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Write the record of every document named to standard output.")] = False,
    processes: Annotated[
        int, typer.Option("-j", "--jobs", min=0, metavar="N", show_default=False, help="Processes; by default as many as pay.")
    ] = 0,
    no_learn: Annotated[bool, typer.Option("--no-learn", help="Rules alone: learn no topics from the folder.")] = False,
    model: Annotated[str, typer.Option("--model", metavar="FILE", help="Use this learned model, and learn nothing new.")] = "",
    facet: Annotated[
        list[str] | None, typer.Option("--facet", metavar="FACET", help="Only topic, source or date; repeatable.")
    ] = None,
) -> int:
    """Read, tag and store texts; a folder is walked, and what is unchanged is skipped.

    The texts themselves are never changed. What is found goes into the folder .tagger beside them.
    """
    from tagger.library import Library
    from tagger.model import FACETS

    for name in facet or ():
        if name not in FACETS:
            raise Usage(f"--facet: {name!r} is none of {', '.join(FACETS)}.")
    groups, absent = _by_library(paths)
    code = DONE
    for place, new, some in groups:
        with Library(place, write=not dry_run, say=shell.warn) as library:
            if new and not dry_run:
                shell.say(f"New library: {clean(str(place.state))} (it may be deleted at any time, but for your own files in it)")
            code = _worse(code, _tag(library, some, dry_run, jsonl, processes or None, not no_learn, model, facet or ()))
    problems(absent)
    return _worse(code, UNREADABLE if absent else DONE)


def _by_library(paths: Sequence[str]) -> tuple[list[tuple[Place, bool, list[str]]], list[Problem]]:
    """The libraries that the paths belong to, whether each is to be made, and its paths; and the paths that would make one but are not there.

    Raises: Usage, if nothing is there of all that was named; where something is, the rest goes on without it.
    """
    from tagger.library import place_of

    if not any(map(os.path.lexists, paths)):
        raise Usage(str(_absent(paths[0])))
    groups: dict[tuple[str, str], tuple[Place, bool, list[str]]] = {}
    absent = []
    for path in paths:
        place, new = place_of(path, shell.library_name, make=True)
        if new and not os.path.lexists(path):
            absent.append(_absent(path))
        else:
            groups.setdefault((str(place.root), str(place.state)), (place, new, []))[2].append(path)
    return list(groups.values()), absent


def _absent(path: str) -> Problem:
    return Problem(path_of(path), 0, f"no such file or folder{near_files(path)}.", "Check the name.")


def _worse(one: int, other: int) -> int:
    """The exit code that says more: an unexpected error before unreadable files before none."""
    return next(code for code in (UNEXPECTED, UNREADABLE, DONE) if code in (one, other))


def _tag(
    library: Library,
    paths: Sequence[str],
    dry: bool,
    jsonl: bool,
    processes: int | None,
    learn: bool,
    model: str,
    facets: Sequence[str],
) -> int:
    from tagger.library.knowledge import Knowledge, load_model

    knowledge = library.knowledge
    if facets or model:
        from tagger.model import FACETS

        knowledge = Knowledge(library.place, facets or FACETS, load_model(model) if model else None)
    see = (lambda packed: shell.json(library.packed_row(packed))) if jsonl and dry else None
    try:
        summary = library.tag(
            paths, processes=processes, learn=learn and not model, dry=dry, progress=shell.err.progress, see=see,
            command=_command(paths, learn, model, facets), knowledge=knowledge, keep_names=jsonl,
        )  # fmt: skip
    except KeyboardInterrupt:
        kept = "Nothing was stored." if dry else "All up to the last batch is stored; the same command carries on."
        shell.say(f"Interrupted. {kept}")
        raise
    if jsonl and not dry:
        for row in library.rows_of(summary.names):
            shell.out.stream.write(compact(row) + "\n")
    _summarise(library, summary, paths, dry)
    if facets and not dry:
        shell.say(f"Looked for {' and '.join(facets)} alone; tag without --facet to have the rest again.")
    from tagger.library.work import UNEXPECTED as FAULT

    if any(problem.message.startswith(FAULT) for problem in summary.problems):
        return UNEXPECTED
    return UNREADABLE if summary.problems else DONE


def _command(paths: Sequence[str], learn: bool, model: str, facets: Sequence[str]) -> str:
    """What the log says was done: the options that decide tags, and the paths."""
    options = [f"--facet {facet}" for facet in facets] + ([f"--model {model}"] if model else [] if learn else ["--no-learn"])
    return " ".join(["tag", *options, *paths])


def _summarise(library: Library, summary: Summary, paths: Sequence[str], dry: bool) -> None:
    """Tells what a run did, what is unknown, and what to do next."""
    say = shell.say
    done = summary.new + summary.changed
    would = "Would tag" if dry else "Tagged"
    parts = [f"{summary.new:,} new", f"{summary.changed:,} changed", f"{summary.unchanged:,} unchanged"]
    if summary.retagged:
        parts.append(f"{number(summary.retagged, 'old one')} tagged differently by newer rules")
    if summary.learned:
        parts.append(f"{summary.learned:,} with topics weighed by what the folder teaches")
    if summary.moved:
        parts.append(f"{summary.moved:,} moved")
    if summary.vanished:
        parts.append(f"{summary.vanished:,} no longer there")
    say(f"{would} {number(done, 'document')}: {', '.join(parts)}.")
    counts = {} if dry else library.store.counts()
    if dry:
        _differences(summary)
    else:
        say(
            f"The library has {number(counts['documents'], 'document')}: {counts['undated']:,} undated, {counts['unsourced']:,} unsourced, "
            f"{counts['untagged']:,} without a topic, {counts['ambiguous']:,} of ambiguous date."
        )
        if counts["untagged"]:
            _foreign(library)
    if summary.carried:
        say(f"Your decisions on {number(summary.carried, 'edited text')} hold for the new version too.")
    if not dry:
        moves.tell(library)
    if summary.others:
        say(f"{number(summary.others, 'file')} of other kinds left alone.")
    if summary.within:
        more = f" and {len(summary.within) - 3:,} more" if len(summary.within) > 3 else ""
        has = "has a library of its own; its" if len(summary.within) == 1 else "have libraries of their own; their"
        say(f"{', '.join(map(path_of, summary.within[:3]))}{more} {has} decisions and vocabularies do not count in this one.")
    if summary.unread:
        say(f"{number(summary.unread, 'PDF document')} left alone. To read PDF: pip install 'tagger[documents]'")
    if summary.empty:
        more = f" and {len(summary.empty) - 5:,} more" if len(summary.empty) > 5 else ""
        shell.warn(f"{number(len(summary.empty), 'file')} held no text: {', '.join(map(clean, summary.empty[:5]))}{more}")
    problems(summary.problems)
    say(f"Nothing in {_where(paths)} was changed.")
    if not dry and counts["documents"]:
        _next(library, counts)
    if not summary.files and not summary.problems:
        say("No text was found there: text, Markdown, web pages, mail, Word, OpenDocument and EPUB are read.")


def _foreign(library: Library) -> None:
    """Tells how many texts have no topic since they are in another language than the topics."""
    spoken = library.knowledge.vocabulary("topic").language or "en"
    query = f"topic:none -language:{spoken} -language:none"
    if found := len(library.store.found(library.tree(query))):
        shell.say(
            f"{found:,} of those without a topic {'is' if found == 1 else 'are'} in another language than the topics ({spoken}): tagger find {query}"
        )


def _where(paths: Sequence[str]) -> str:
    """The places that were read, for people."""
    if len(paths) > 1 or not Path(paths[0]).exists():
        return "these places" if len(paths) > 1 else "the library's folder"
    return "this folder" if paths[0] == "." else path_of(paths[0])


def problems(found: Sequence[Problem]) -> None:
    """Lists what could not be read, each with its reason."""
    if found:
        shell.warn(f"{number(len(found), 'file')} could not be read:")
        for problem in found:
            shell.warn(f"  {clean(str(problem))}")


def _differences(summary: Summary) -> None:
    lines = list(differences(summary.added, summary.removed))
    for line in lines[: None if shell.verbose else 12]:
        shell.say(line)
    if len(lines) > 12 and not shell.verbose:
        shell.say(f"  and {len(lines) - 12:,} more; -v lists them all")


def _next(library: Library, counts: dict[str, int]) -> None:
    topic = library.store.commonest("topic", "about")
    tips = [f"tagger find topic:{topic}"] if topic else ["tagger find WORDS"]
    if counts["undated"]:
        tips.append("tagger find date:none")
    tips.append("tagger stats")
    shell.say("Next: " + " · ".join(tips))


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("tag", cls=Command, epilog="Example: tagger tag my-texts")(tag)
