"""vocab list, show, check, suggest, import, export: the vocabularies in force, and a person's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagger.cli.app import SETTINGS, Command, Group
from tagger.cli.files import write_whole
from tagger.cli.shell import DONE, FAILED, Usage, shell
from tagger.console import clean, number, path_of, table, wrapped

if TYPE_CHECKING:
    from tagger.errors import Problem
    from tagger.settings import Place
    from tagger.vocabulary import Concept, Vocabulary

File = Annotated[str, typer.Argument(metavar="[FILE]", help="A vocabulary file; else the vocabulary in force here.")]
Facet = Annotated[str, typer.Option("--facet", metavar="FACET", help="topic or source, where no file says it.")]
Json = Annotated[bool, typer.Option("--json", help="The same as JSON.")]


def list_(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]", help="Only those with these words in a label.")] = None,
    file: Annotated[str, typer.Option("--file", metavar="FILE", help="A vocabulary file, in place of the one in force.")] = "",
    facet: Facet = "topic",
    as_json: Json = False,
) -> int:
    """List the topics or sources that are known."""
    vocabulary = _in_force(file, facet)
    wanted = [word.casefold() for word in words or ()]
    found = [concept for concept in vocabulary if all(_has(concept, word) for word in wanted)]
    if as_json:
        shell.json([as_row(concept) for concept in found])
        return DONE
    if vocabulary.facet == "source":
        rows = [
            [concept.id, clean(concept.pref_label), concept.kind or "", clean(" ".join(concept.domains))] for concept in found
        ]
        lines: Iterable[str] = table(shell.out, ["id", "name", "kind", "domains"], rows)
    else:
        lines = _tree(vocabulary, {concept.id for concept in found})
    for line in lines:
        shell.line(line)
    shell.say(f"{number(len(found), vocabulary.facet)} of {clean(vocabulary.title)}.")
    return DONE


def show(
    concept: Annotated[str, typer.Argument(metavar="ID", help="The id or a label of a topic or source.")],
    file: Annotated[str, typer.Option("--file", metavar="FILE", help="A vocabulary file, in place of the one in force.")] = "",
    facet: Annotated[str, typer.Option("--facet", metavar="FACET", help="topic or source; else both are asked.")] = "",
    as_json: Json = False,
) -> int:
    """Show one topic or source with its labels and examples."""
    asked = [_in_force(file, facet or "topic")] if file or facet else [_in_force("", "topic"), _in_force("", "source")]
    found = next(((known, vocabulary) for vocabulary in asked if (known := _named(vocabulary, concept))), None)
    if found is None:
        from tagger.vocabfile.concepts import near_names

        names = [name for vocabulary in asked for each in vocabulary for name in (each.id, each.pref_label)]
        raise Usage(f"no topic or source is called {clean(concept)!r}. {near_names(concept, names, 'See tagger vocab list.')}")
    known, vocabulary = found
    if as_json:
        shell.json({**as_row(known), "narrower": _narrower(vocabulary, known.id)})
        return DONE
    shell.line(f"{clean(known.pref_label)}  ({known.id})")
    rows = {**as_row(known), "broader": known.broader, "narrower": _narrower(vocabulary, known.id)}
    for name, value in rows.items():
        if value and name not in ("id", "pref_label"):
            shown = value if isinstance(value, str) else (" · " if name in ("finds", "ignores") else ", ").join(value)
            first, *rest = wrapped(clean(shown), shell.out.width - 17, 0)
            shell.line(f"  {name.replace('_', ' '):14} {first}")
            for line in rest:
                shell.line(f"{'':17}{line}")
    return DONE


def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]", help="Vocabulary files; else those in force here.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Name every fault with its line, and run every example.

    Without a FILE it checks the library's own files, or, where there are none, the built-in vocabularies.
    Exit code 2: a file is faulty; 4: an example does not hold.
    """
    from tagger.vocabfile import load_vocabulary

    place = _place()
    own = files or [str(path) for facet in ("topic", "source") if place and (path := place.vocabulary(facet)).exists()]
    faults: list[Problem] = []
    for vocabulary in _loaded(own, load_vocabulary) if own else _builtin():
        found = _faults(vocabulary)
        examples = sum(len(concept.finds) + len(concept.ignores) for concept in vocabulary)
        name = path_of(vocabulary.path) if own else f"built-in {vocabulary.facet}s"
        held = f"{len(found)} at fault" if found else "all hold" if examples else "none to run"
        shell.say(f"{name}: {number(len(vocabulary), 'concept')}, {number(examples, 'example')}, {held}.")
        faults += found
    if as_json:
        shell.json([{"path": fault.path, "line": fault.line, "message": fault.message, "hint": fault.hint} for fault in faults])
    else:
        for fault in faults:
            shell.line(clean(str(fault)))
    return FAILED if faults else DONE


def suggest(
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]", help="Only from the documents it holds for.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="How many terms.")] = 20,
    as_json: Json = False,
) -> int:
    """Propose terms from the texts that no topic has yet.

    Texts in another language than the topics are passed by. Nothing is added by itself: put what you want into .tagger/topics.toml.
    """
    from tagger.cli.shell import query_of
    from tagger.library.suggest import suggest as terms_of
    from tagger.recognisers.topics import foreign

    with shell.library() as library:
        vocabulary = library.knowledge.vocabulary("topic")
        texts = (
            (document.path, f"{document.title}\n\n{document.body}")
            for _, document, _ in library.documents(library.find(query_of(query)))
            if not foreign(document, vocabulary.language)
        )
        found = terms_of(texts, vocabulary, limit)
        own = library.place.vocabulary("topic")
    if as_json:
        shell.json([suggestion._asdict() for suggestion in found])
        return DONE
    many = 2 if shell.out.width >= 100 else 1
    rows = [
        [clean(each.term), str(each.occurrences), str(each.in_documents), ", ".join(each.near[:many]), path_of(each.documents[0])]
        for each in found
    ]
    for line in table(shell.out, ["term", "times", "documents", "near", "for example"], rows, right=[1, 2]) if rows else ():
        shell.line(line)
    shell.say(f"Put those that name a subject into {clean(str(own))}." if rows else "No term recurs that the vocabulary lacks.")
    return DONE


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="SKOS (.ttl, .rdf, .jsonld) or CSV (.csv).")],
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="Write here; it must not exist yet.")] = "",
    form: Annotated[str, typer.Option("--from", metavar="FORMAT", help="ttl, rdf, jsonld or csv; else by the file's name.")] = "",
    facet: Annotated[str, typer.Option("--facet", metavar="FACET", help="topic or source, where the file does not say.")] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="The language to take from a file of several.")
    ] = "",
) -> int:
    """Turn a SKOS or CSV vocabulary into a vocabulary file."""
    from tagger.vocabfile.tomlfile import toml_text

    vocabulary = _read(file, _form(form, file, "--from"), _facet(facet) if facet else "", language)
    _put(toml_text(vocabulary), output, keep=True)
    shell.say(f"{number(len(vocabulary), 'concept')} from {clean(file)}{f' to {clean(output)}' if output else ''}.")
    return DONE


def export(
    file: File = "",
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", help="ttl, rdf, jsonld, csv or toml; else by the file's name.")
    ] = "",
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="Write here, not to standard output.")] = "",
    facet: Facet = "topic",
) -> int:
    """Write a vocabulary as SKOS, CSV or TOML."""
    form = _form(to, output, "--to") if to or output else "ttl"
    vocabulary = _in_force(file, facet)
    if form == "toml":
        from tagger.vocabfile.tomlfile import toml_text

        _put(toml_text(vocabulary), output, keep=True)
    elif form == "csv":
        from tagger.vocabfile.csvfile import csv_text

        _put(csv_text(vocabulary), output)
    else:
        from tagger.vocabfile.skosfile import skos_text

        _put(skos_text(vocabulary, form), output)
    if output:
        shell.say(f"{number(len(vocabulary), 'concept')} to {clean(output)}.")
    return DONE


def as_row(concept: Concept) -> dict[str, Any]:
    """A concept as plain data: its fields in file order, the empty ones left out but for `id` and `pref_label`."""
    from tagger.vocabfile.tomlfile import FIELDS

    return {name: value for name in FIELDS if (value := getattr(concept, name)) or name in ("id", "pref_label")}


def _place() -> Place | None:
    """The library of this folder or the one named; None where there is none. Raises: SettingsError where the named one is none."""
    from tagger.errors import SettingsError
    from tagger.library import place_of

    try:
        return place_of(".", shell.library_name)[0]
    except SettingsError:
        if shell.library_name:
            raise
        return None


def _facet(facet: str) -> str:
    if facet not in ("topic", "source"):
        raise Usage(f"no vocabulary of facet {clean(facet)!r}. Type --facet topic or --facet source.")
    return facet


def _in_force(file: str, facet: str) -> Vocabulary:
    """The vocabulary of a file, else the one in force here: the person's and the built-in one, or that alone."""
    from tagger.library.knowledge import Knowledge
    from tagger.vocabfile import load_vocabulary

    facet = _facet(facet)
    return load_vocabulary(file) if file else Knowledge(_place()).vocabulary(facet)


def _has(concept: Concept, word: str) -> bool:
    return any(word in text.casefold() for text in (concept.id, concept.pref_label, *concept.alt_labels, *concept.domains))


def _named(vocabulary: Vocabulary, name: str) -> Concept | None:
    """The concept of that id, else of that label."""
    folded = name.casefold()
    by_label = (each for each in vocabulary if folded in (label.casefold() for label in (each.pref_label, *each.alt_labels)))
    return vocabulary.get(name) or next(by_label, None)


def _narrower(vocabulary: Vocabulary, concept: str) -> list[str]:
    return [each.id for each in vocabulary if concept in each.broader]


def _tree(vocabulary: Vocabulary, shown: set[str]) -> Iterable[str]:
    """The topics shown, each under its first broader topic that is shown too."""
    children: dict[str, list[Concept]] = {}
    for concept in vocabulary:
        if concept.id in shown:
            parent = next((parent for parent in concept.broader if parent in shown), "")
            children.setdefault(parent, []).append(concept)
    todo = [(concept, 0) for concept in reversed(children.get("", ()))]
    while todo:
        concept, depth = todo.pop()
        yield f"{'  ' * depth}{concept.id}  {clean(concept.pref_label)}"
        todo += [(child, depth + 1) for child in reversed(children.get(concept.id, ()))]


def _builtin() -> Iterable[Vocabulary]:
    from tagger.vocabfile import builtin_vocabulary

    return (builtin_vocabulary("topic"), builtin_vocabulary("source"))


def _loaded(paths: Iterable[str], load: Any) -> Iterable[Vocabulary]:
    """The vocabularies of files. Raises: VocabularyError with the faults of all of them."""
    from tagger.errors import VocabularyError

    found: list[Vocabulary] = []
    faults: list[Problem] = []
    for path in paths:
        try:
            found.append(load(path))
        except VocabularyError as error:
            faults += error.problems
    if faults:
        raise VocabularyError(tuple(faults))
    return found


def _faults(vocabulary: Vocabulary) -> list[Problem]:
    """The examples of a vocabulary that do not hold, run as it is used; of the built-in topics also what is no subject."""
    from tagger.vocabfile import builtin_vocabulary, merge
    from tagger.vocabfile.builtin import builtin_file
    from tagger.vocabfile.examples import failures, no_subjects

    builtin = builtin_vocabulary(vocabulary.facet)
    own = vocabulary is not builtin
    if not any(concept.finds or concept.ignores for concept in vocabulary):
        return []
    in_force = merge(builtin, vocabulary) if own else vocabulary
    found = []
    for failure in failures(vocabulary, _recogniser(in_force)):
        found.append(failure.problem(vocabulary.path if own else builtin_file(vocabulary.facet, failure.concept.id)))
    return found if own or vocabulary.facet == "source" else found + no_subjects(vocabulary)


def _recogniser(vocabulary: Vocabulary) -> Any:
    if vocabulary.facet == "topic":
        from tagger.recognisers.topics import Topics

        return Topics(vocabulary)
    from tagger.recognisers.sources import Sources

    return Sources(vocabulary)


def _form(form: str, file: str, option: str) -> str:
    """The form that an option names, else the one of a file's suffix. Raises: Usage."""
    from tagger.vocabfile import FORMS

    found = form or FORMS.get(Path(file).suffix.lower(), "")
    forms = list(dict.fromkeys(FORMS.values()))
    if found not in forms:
        said = (
            f"{clean(form)!r} is no form of a vocabulary"
            if form
            else f"the form of {clean(file)!r} is not to be told by its name"
        )
        raise Usage(f"{said}. Type {option} with one of {', '.join(forms)}.")
    return found


def _read(file: str, form: str, facet: str, language: str) -> Vocabulary:
    from tagger.errors import Problem, VocabularyError
    from tagger.vocabfile import decoded, load_vocabulary

    if form == "toml":
        return load_vocabulary(file)
    try:
        raw = Path(file).read_bytes()
    except OSError as error:
        raise VocabularyError((Problem(file, 0, f"{error.strerror}.", "Name a file that can be read."),)) from error
    text = decoded(raw, file)
    if form == "csv":
        from tagger.vocabfile.csvfile import parse_csv

        return parse_csv(text, path=file, facet=facet)
    from tagger.vocabfile.skosfile import parse_skos

    return parse_skos(text, form, path=file, facet=facet, language=language)


def _put(text: str, output: str, *, keep: bool = False) -> None:
    """Writes to a file or standard output; with `keep` never over a file that is there, which may be a person's. Raises: Usage."""
    if not output:
        shell.binary.write(text.encode("utf-8", "surrogatepass"))
        return
    try:
        write_whole(output, lambda part: part.write_bytes(text.encode("utf-8")), new=keep)
    except FileExistsError:
        raise Usage(
            f"{clean(output)} is there already, and a vocabulary file is never written over. Name another file."
        ) from None


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    vocab = typer.Typer(cls=Group, rich_markup_mode=None, context_settings=SETTINGS)

    @vocab.callback(invoke_without_command=True)
    def help_(ctx: typer.Context) -> int:
        """List, check, extend and exchange vocabularies."""
        if ctx.invoked_subcommand is None:
            shell.line(ctx.get_help())
        return DONE

    vocab.command("list", cls=Command, epilog="Example: tagger vocab list energy")(list_)
    vocab.command("show", cls=Command, epilog="Example: tagger vocab show strikes")(show)
    vocab.command("check", cls=Command, epilog="Example: tagger vocab check .tagger/topics.toml")(check)
    vocab.command("suggest", cls=Command, epilog="Example: tagger vocab suggest --limit 10 topic:none")(suggest)
    vocab.command("import", cls=Command, epilog="Example: tagger vocab import thesaurus.ttl -o .tagger/topics.toml")(import_)
    vocab.command("export", cls=Command, epilog="Example: tagger vocab export --to csv -o topics.csv")(export)
    app.add_typer(
        vocab, name="vocab", help="List, check, extend and exchange vocabularies.", epilog="Example: tagger vocab list energy"
    )
