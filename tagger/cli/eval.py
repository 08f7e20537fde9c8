"""eval: how right the tags are, against records written by hand or a blind sample judged on the spot."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagger.cli import keys
from tagger.cli.app import Command
from tagger.cli.shell import DONE, WRONG, Usage, shell
from tagger.console import clean, cut, number, path_of, table, wrapped
from tagger.model import FACETS, ROLES

if TYPE_CHECKING:
    from tagger.library import Library
    from tagger.library.evaluation import Counts, Figure, Measure

JUDGEMENTS = "judgements.jsonl"
_SHOWN = 1200
_NAMED = 5
"""How many documents that are missing are named."""
_WIDE, _MIDDLE = 96, 78
"""The columns that the table of figures takes in full, and with short intervals."""


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="[GOLD.jsonl]", help="Records written by hand, one JSON object a line.")] = "",
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=0, help="Judge N documents, drawn blind, on the spot; resumable.")
    ] = 0,
    seed: Annotated[str, typer.Option("--seed", help="Draws another sample.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> int:
    """Measure precision, recall and F1 by facet and role, with 95 % intervals.

    Ends with a sentence for a methods section. Only the facets and roles that the gold speaks of are counted.
    """
    if bool(gold) == bool(sample):
        raise Usage("eval: name either a file of gold records or --sample N.")
    with shell.library() as library:
        if gold:
            documents, missing, faulty = _against(library, gold)
            judged, seen = "records written by hand", len(documents)
        else:
            documents, seen = _judged(library, sample, seed)
            judged, missing, faulty = "a blind sample", [], 0
        from tagger.library.evaluation import measures

        if documents or not gold:
            _tell(library, measures(documents), seen, judged, as_json)
    if missing:
        shell.warn(f"{number(len(missing), 'gold record')} of documents that this library does not have; tag them first:")
        for name in missing[:_NAMED]:
            shell.warn(f"  {path_of(name)}")
        if len(missing) > _NAMED:
            shell.warn(f"  and {len(missing) - _NAMED:,} more")
    return WRONG if faulty or (gold and not documents) else DONE


def _against(library: Library, path: str) -> tuple[list[Counts], list[str], int]:
    """What each record comes to, those of documents that are not in the library, and how many lines are no record."""
    from tagger.library.evaluation import answers, compared, judged_roles, read_gold

    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Usage(f"{path_of(path)}: cannot be read ({getattr(fault, 'strerror', None) or 'it is not UTF-8'}).") from fault
    rows, faults = read_gold(text, path)
    for problem in faults:
        shell.warn(clean(str(problem)))
    if not rows and not faults:
        raise Usage(f"{path_of(path)}: holds no record of a document. tagger help methods says what one looks like.")
    roles = judged_roles(rows)
    counts: list[Counts] = []
    missing: list[str] = []
    for row in rows:
        stored = library.store.by_hash(row["sha256"]) if row.get("sha256") else None
        stored = stored or (library.store.at(row["path"]) if row.get("path") else None)
        if stored is None:
            missing.append(row.get("path") or row["sha256"])
            continue
        (found,) = library.rows([stored.id])
        counts.append(compared(answers(row), answers(found), roles))
    return counts, missing, len(faults)


def _judged(library: Library, sample: int, seed: str) -> tuple[list[Counts], int]:
    """The counts of a blind sample, those judged before and those judged now."""
    from tagger.library.evaluation import drawn

    ids = {stored.sha256: stored.id for stored in library.store.stored(library.find(""))}
    path = library.place.state / JUDGEMENTS
    known = _known(path)
    wanted = drawn(ids, sample, seed)
    todo = [sha256 for sha256 in wanted if sha256 not in known]
    if todo:
        keys.needs_terminal("eval --sample", "Write records by hand and run: tagger eval GOLD.jsonl")
        for n, sha256 in enumerate(todo):
            (row,) = library.rows([ids[sha256]])
            _, document, _ = next(library.documents([ids[sha256]]))
            shell.say(
                f"\nDocument {len(wanted) - len(todo) + n + 1} of {len(wanted)}: {clean(row['title']) or clean(row['path'])}"
            )
            judgement = judge(row, document.body)
            if judgement is None:
                shell.say("Stopped; what was judged is kept. The same command goes on.")
                break
            _append(path, judgement)
            known[sha256] = judgement
    counts = [_counted(known[sha256]) for sha256 in wanted if sha256 in known]
    return counts, len(counts)


def judge(row: Mapping[str, Any], body: str) -> dict[str, Any] | None:
    """A person's judgement of one record: each tag right or wrong, and what is missing; None where they stop."""
    from tagger.library.evaluation import blind
    from tagger.masking import masked

    shown = masked(body, 0, min(len(body), _SHOWN))
    for paragraph in shown.splitlines():
        if paragraph.strip():
            shell.say(f"  {cut(clean(paragraph), 4 * shell.err.width)}")
    verdicts: list[list[str]] = []
    for tag in blind(row):
        quotes = "; ".join(f"“{clean(evidence['quote'])}”" for evidence in tag["evidence"][:3])
        shell.say(f"{tag['facet']} {tag['role']}: {clean(tag['label'])} ({clean(tag['value'])})  {cut(quotes, shell.err.width)}")
        pressed = keys.key("right? [y]es [n]o [q]uit ", "ynq")
        if pressed == "q":
            return None
        verdicts.append([tag["facet"], tag["role"], tag["value"], "right" if pressed == "y" else "wrong"])
    while answer := keys.line("missing? FACET/ROLE=VALUE, or nothing: "):
        place, _, value = answer.partition("=")
        facet, _, role = place.strip().partition("/")
        if facet in FACETS and role in ROLES[facet] and value.strip():
            verdicts.append([facet, role, value.strip(), "missing"])
        else:
            shell.say(f"Write it like topic/about=strikes or date/issued=2022-03-14, not {clean(answer)}.")
    return {"sha256": row["sha256"], "path": row["path"], "verdicts": verdicts}


def _counted(judgement: Mapping[str, Any]) -> Counts:
    from tagger.library.evaluation import Counts

    out: dict[tuple[str, str], tuple[int, int, int]] = {(facet, role): (0, 0, 0) for facet in FACETS for role in ROLES[facet]}
    for facet, role, _, verdict in judgement["verdicts"]:
        right, wrong, missing = out[facet, role]
        out[facet, role] = (right + (verdict == "right"), wrong + (verdict == "wrong"), missing + (verdict == "missing"))
    return Counts(out)


def _known(path: Path) -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return known
    for number_, text in enumerate(lines, 1):
        try:
            judgement = json.loads(text)
            _counted(judgement)
            known[judgement["sha256"]] = judgement
        except (ValueError, KeyError, TypeError, RecursionError):
            shell.warn(f"{clean(str(path))}:{number_}: is no judgement; it is passed by.")
    return known


def _append(path: Path, judgement: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(judgement, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _tell(library: Library, found: Sequence[Measure], documents: int, judged: str, as_json: bool) -> None:
    from tagger.library.evaluation import methods_sentence
    from tagger.version import __version__

    runs = library.store.runs()
    sentence = methods_sentence(
        found,
        documents,
        version=__version__,
        vocabulary=f"{library.knowledge.number:014x}",
        run=str(runs[0].id) if runs else "-",
        judged=judged,
    )
    if as_json:
        figures = [
            {**m._asdict(), **{k: f._asdict() if (f := getattr(m, k)) else None for k in ("precision", "recall", "f1")}}
            for m in found
        ]
        shell.json({"documents": documents, "measures": figures, "methods": sentence})
        return
    for text in _figures(found):
        shell.line(text)
    shell.line()
    for text in wrapped(sentence, shell.out.width) if shell.out.terminal else (sentence,):
        shell.line(text)


def _figures(found: Sequence[Measure]) -> Iterable[str]:
    """The table of figures; where it does not fit, the intervals are written short, and in the narrowest the counts left out."""
    room = shell.out.width
    spell, counts = (str if room >= _WIDE else _short), room >= _MIDDLE
    head = ["facet", "role", *(("right", "wrong", "missing") if counts else ()), "precision", "recall", "F1"]
    rows = []
    for m in found:
        tallies = [f"{count:,}" for count in (m.right, m.wrong, m.missing)] if counts else []
        rows.append([m.facet, m.role, *tallies, *(spell(one) if one else "-" for one in (m.precision, m.recall, m.f1))])
    return table(shell.out, head, rows, right=[2, 3, 4] if counts else [])


def _short(figure: Figure) -> str:
    """`.50 .09-.91`."""
    value, low, high = (f"{one:.2f}".removeprefix("0").removesuffix(".00") or "0" for one in figure)
    return f"{value} {low}-{high}"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("eval", cls=Command, epilog="Example: tagger eval gold.jsonl")(evaluate)
