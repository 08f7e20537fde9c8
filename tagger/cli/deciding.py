"""set, unset, undo, redo: a person's word, and what can be taken back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from tagger.cli import completing
from tagger.cli.app import Command
from tagger.cli.files import near_files
from tagger.cli.shell import DONE, Usage, shell
from tagger.console import clean, number, path_of
from tagger.model import ROLES, Decision, Facet, Role

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.store import Stored

FIRST: dict[str, tuple[Facet, Role]] = {
    "topic": ("topic", "about"),
    "source": ("source", "publisher"),
    "date": ("date", "issued"),
}
"""What `topic=`, `source=` and `date=` set."""
_KINDS: dict[str, tuple[Facet, Role]] = {role: (facet, role) for facet, roles in ROLES.items() for role in roles}


def set_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A stored document.", autocompletion=completing.path)],
    tags: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TAG...",
            help="topic=strikes, publisher=NAME, quoted=NAME, date=2022-03-14, ...",
            autocompletion=completing.tag,
        ),
    ] = None,
    like: Annotated[
        str, typer.Option("--from", metavar="OLD", help="Let your decisions on this text, also one that is gone, hold for FILE.")
    ] = "",
) -> int:
    """Give a document a tag; it holds against every later run.

    topic= sets what it is about, source= its publisher, date= its day of issue; every role may be named itself: mentions=,
    creator=, platform=, quoted=, cited=, modified=, temporal=. A text that was moved and edited takes over what you decided on
    the old one: tagger set new.txt --from old.txt
    """
    if bool(tags) == bool(like):
        raise Usage("set wants tags such as topic=strikes, or --from OLD.")
    return _decide(file, tags, "set") if tags else _carry(file, like)


def _carry(file: str, like: str) -> int:
    from tagger.library.moved import carry

    with shell.library(file, write=True) as library:
        stored, old = _stored(library, file), _stored(library, like)
        run = carry(library, old, stored, f"set {stored.path} --from {old.path}")
    if run:
        shell.say(
            f"{path_of(stored.path)}: your decisions on {path_of(old.path)} hold for it. To take it back: tagger undo {run}"
        )
    else:
        shell.say(f"There is no decision on {path_of(old.path)} that {path_of(stored.path)} has none on.")
    return DONE


def unset(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A stored document.", autocompletion=completing.path)],
    tags: Annotated[
        list[str],
        typer.Argument(metavar="TAG...", help="topic=strikes, quoted=NAME, date=2022-03-14, ...", autocompletion=completing.tag),
    ],
) -> int:
    """Take a tag from a document; it never comes back by itself.

    topic=, source= and date= take the value away in every role; a role named itself only there.
    """
    return _decide(file, tags, "unset")


def _decide(file: str, tags: list[str], verdict: str) -> int:
    with shell.library(file, write=True) as library:
        stored = _stored(library, file)
        told = {tag: decisions_of(library, stored, tag, verdict) for tag in tags}
        decisions = [decision for own in told.values() for decision in own]
        run = library.decide(stored, decisions, f"{verdict} {stored.path} {' '.join(tags)}")
    for tag, own in told.items():
        shell.say(f"{path_of(stored.path)}: {verdict} {tag.partition('=')[0].strip().lower()} {clean(own[0].value)}")
    shell.say(f"To take it back: tagger undo {run}")
    return DONE


def _stored(library: Library, file: str) -> Stored:
    stored = library.get(file)
    if stored is None and not os.path.lexists(file):
        raise Usage(f"{path_of(file)}: does not exist{near_files(file)}. Check the name.")
    if stored is None and (messages := library.messages(file)):
        raise Usage(f"{path_of(file)}: holds {number(len(messages), 'message')}. Name one of them: {path_of(file)}#1")
    if stored is None:
        raise Usage(f"{clean(file)}: is not in the library {clean(str(library.place.root))}. Type: tagger tag {clean(file)}")
    return stored


def decisions_of(library: Library, stored: Stored, tag: str, verdict: str) -> list[Decision]:
    """The decisions that `topic=strikes` and the like stand for. Raises: Usage."""
    name, equals, value = tag.partition("=")
    name, value = name.strip().lower(), " ".join(value.split())
    if not equals or not value:
        raise Usage(f"{clean(tag)!r} is no tag. Write it as topic=strikes, publisher=NAME or date=2022-03-14.")
    if name not in FIRST and name not in _KINDS:
        from tagger.query import near

        raise Usage(f"no facet or role is called {clean(name)!r}{near(name, (*FIRST, *_KINDS))}. Type: tagger set --help")
    facet, role = FIRST.get(name) or _KINDS[name]
    value = value_of(library, facet, value, known=verdict == "unset")
    roles: tuple[Role, ...] = ROLES[facet] if verdict == "unset" and name in FIRST else (role,)
    return [Decision(stored.sha256, facet, one, value, verdict) for one in roles]  # type: ignore[arg-type]


def _meant(value: str) -> str:
    """` Did you mean 2022-10-12?` of a date in words or in another order, "" of anything else."""
    from tagger.recognisers.dates.written import dates_in

    found = dates_in(value, "", months=True)
    if len(found) != 1:
        return ""
    return f" Did you mean {' or '.join(found[0].other.split()) or found[0].value}?"


def value_of(library: Library, facet: str, value: str, *, known: bool) -> str:
    """The value as records have it: a concept's id, a date in its canonical form, a name as it stands. Raises: Usage."""
    if facet == "date":
        from tagger.edtf import Edtf
        from tagger.errors import EdtfError

        try:
            return str(Edtf(value))
        except EdtfError as fault:
            told = "write 2022-03-14, 2022-03, 2022, 2022~ or 2022-03-01/2022-03-05"
            raise Usage(f"{value!r} is no date: {told}.{_meant(value)}") from fault
    vocabulary = library.knowledge.vocabulary(facet)
    if vocabulary.get(value):
        return value
    from tagger.store.termids import key

    wanted = key(value)
    for concept in vocabulary:
        if wanted in (concept.id, key(concept.pref_label), *map(key, concept.alt_labels)):
            return concept.id
    if facet == "topic" and not (known and library.store.knows("topic", wanted)):
        from tagger.query import near

        close = near(wanted, [concept.id for concept in vocabulary])
        own = library.place.vocabulary("topic")
        raise Usage(f"no topic is called {clean(value)!r}{close}. See tagger vocab list, or add it to {clean(str(own))}.")
    return value


def undo(
    run: Annotated[int, typer.Argument(metavar="RUN", help="Its number in the log; by default the last that stands.")] = 0,
) -> int:
    """Take back what a run did; what a person decided stays."""
    return _turn(run, redo=False)


def redo(
    run: Annotated[int, typer.Argument(metavar="RUN", help="Its number in the log; by default the one taken back last.")] = 0,
) -> int:
    """Do again what undo took back."""
    return _turn(run, redo=True)


def _turn(run: int, *, redo: bool) -> int:
    from tagger.library.write import is_written

    with shell.library(write=True) as library:
        chosen, changed = library.undo(run or None, redo=redo)
        what = "file" if is_written(library.place.state, chosen.id) else "document"
    done, back = ("Done again", "undo") if redo else ("Taken back", "redo")
    shell.say(
        f"{done}: run {chosen.id}, {clean(chosen.command)}; {number(changed, what)} changed. The other way: tagger {back} {chosen.id}"
    )
    return DONE


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("set", cls=Command, epilog="Example: tagger set my-texts/ferry.html topic=strikes")(set_)
    app.command("unset", cls=Command, epilog="Example: tagger unset my-texts/ferry.html topic=strikes")(unset)
    app.command("undo", cls=Command, epilog="Example: tagger undo 1")(undo)
    app.command("redo", cls=Command, epilog="Example: tagger redo 1")(redo)
