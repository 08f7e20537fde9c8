"""Makes collections of any size: news-like texts of about 1.4 KB and pages around them (`webpages`), the same for the same number.

`text` is dense, some thirty tags on 1,400 characters, so that it tries every part; `prose` has a dozen, as news has.

Run: python -m benchmarks.collection FOLDER [--documents N] [--html]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.webpages import MONTHS, page

FIRST = "Ana Tom Lena Piet Ruth Marek Ida Grace Paul Nadia Omar Sofia Henrik Clara Ivo Marta Jonas Leila Dario Edith".split()
LAST = "Reyes Hill Osei Wouda Amadi Nowak Holm Obi Eriksen Farouk Haddad Lindqvist Brandt Moreau Petrov Silva Weber Kaya Conti Moss".split()
OFFICES = (
    "the transport minister|the union's secretary|a spokeswoman for the board|the bank's governor|the mayor|an analyst".split("|")
)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SUBJECTS = {
    "strikes": "The strike at the port went on|Pay talks with the union broke down|Dockers walked out again|The picket line held".split(
        "|"
    ),
    "inflation": "Inflation rose again|The central bank left interest rates unchanged|Consumer prices fell a little|The price index surprised".split(
        "|"
    ),
    "elections": "Voters went to the polls|The election campaign opened|Turnout was low|The opposition won the by-election".split(
        "|"
    ),
    "floods": "The flood reached the lower town|Rivers burst their banks|Dykes held this time|Flooding closed the road".split(
        "|"
    ),
    "courts": "The supreme court ruled on the appeal|Judges heard the case|The trial was adjourned|Prosecutors dropped the charge".split(
        "|"
    ),
    "health": "Hospitals ran short of beds|The vaccination campaign began|Measles cases rose|Nurses warned of waiting lists".split(
        "|"
    ),
    "energy": "Gas prices doubled|The power station was shut|Solar farms fed the grid|The regulator capped electricity bills".split(
        "|"
    ),
    "ceasefire": "The ceasefire held overnight|Peace talks resumed|Both sides accused each other|The truce was extended".split(
        "|"
    ),
}
FILLERS = (
    "Nobody expected it to last.|The figures were published without comment.|It was not the first time.|People in the street shrugged.|"
    "The committee will look at it again.|Much depends on the weather, as it always does there.|A second meeting was put off."
).split("|")


def text(number: int, size: int = 1400) -> tuple[str, str]:
    """The headline and the text of document `number`, about `size` characters long."""
    draw = random.Random(number)
    subject = draw.choice(sorted(SUBJECTS))
    year = draw.randint(1995, 2025)
    sentences: list[str] = []
    length = 0
    while length < size:
        sentence = _sentence(draw, subject if draw.random() < 0.7 else draw.choice(sorted(SUBJECTS)), year)
        sentences.append(sentence)
        length += len(sentence) + 1
    paragraphs = [" ".join(sentences[n : n + 4]) for n in range(0, len(sentences), 4)]
    return draw.choice(SUBJECTS[subject]), "\n\n".join(paragraphs) + "\n"


def _sentence(draw: random.Random, subject: str, year: int) -> str:
    name = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    clause = draw.choice(SUBJECTS[subject])
    low = clause[0].lower() + clause[1:]
    shape = draw.randrange(8)
    if shape == 0:
        return f"{clause} on {draw.randint(1, 28)} {draw.choice(MONTHS)} {year}."
    if shape == 1:
        return f"“{clause} and nobody asked us,” said {name}, {draw.choice(OFFICES)}."
    if shape == 2:
        return f"According to {name}, {low} last {draw.choice(WEEKDAYS)}."
    if shape == 3:
        return f"{name} said that {low} for the {draw.choice(('first', 'second', 'third'))} time since {draw.choice(MONTHS)} {year - 1}."
    if shape == 4:
        return f"{clause}, officials said on {draw.choice(WEEKDAYS)}."
    return draw.choice(FILLERS) if shape > 5 else f"{clause}. {draw.choice(FILLERS)}"


THINGS = (
    "plan letter road bridge garden office meeting window list number answer idea house street morning story picture door river train school "
    "shop kitchen field corner question voice table change place reason room square wall yard crowd game song book hall path family friend "
    "neighbour driver teacher clerk builder baker visitor child evening season summer winter"
).split()
KINDS = (
    "old small quiet long new large early late narrow simple strange heavy bright open empty local careful common distant familiar final gentle "
    "hidden modest odd patient plain slow sudden tall thin useful wide young"
).split()
DONE = (
    "opened closed moved changed shown kept left built painted repaired forgotten promised found lost carried finished begun mentioned noticed "
    "ordered planned praised refused remembered sold watched written"
).split()
TELLING = (
    "The {kind} {thing} by the {other} had been {done}, though hardly anyone in the {place} seemed to notice.|"
    "Most of those who came to see the {thing} stayed for the {other}, and a few went home with a {kind} {place}.|"
    "It took longer than expected before the {thing} was {done}, and the {other} was left as it was.|"
    "There was talk of a {kind} {thing} beside the {place}, but nobody could say who would look after the {other}.|"
    "Some thought the {thing} too {kind}; others liked it better than the {other} they had {done} before.|"
    "Behind the {place} stood a {kind} {thing} that was once {done} and then left to the {other}."
).split("|")


def prose(number: int, size: int = 1400) -> tuple[str, str]:
    """The headline and an ordinary text of document `number`: mostly plain telling, one sentence in four as in `text`."""
    draw = random.Random(number)
    subject = draw.choice(sorted(SUBJECTS))
    year = draw.randint(1995, 2025)
    sentences = [f"{draw.choice(SUBJECTS[subject])}."]
    length = len(sentences[0])
    while length < size:
        if draw.random() < 0.25:
            sentence = _sentence(draw, subject, year)
        else:
            words = {"thing": THINGS, "other": THINGS, "place": THINGS, "kind": KINDS, "done": DONE}
            sentence = draw.choice(TELLING).format(**{slot: draw.choice(some) for slot, some in words.items()})
        sentences.append(sentence)
        length += len(sentence) + 1
    paragraphs = [" ".join(sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
    return draw.choice(SUBJECTS[subject]), "\n\n".join(paragraphs) + "\n"


def make(folder: Path, documents: int, html: bool = False, size: int = 1400) -> Iterator[Path]:
    """Writes the documents into folders of 1,000 and yields their paths; what is there already is left alone.

    Short texts begin with their number, so that no two are alike.
    """
    for number in range(documents):
        home = folder / f"{number // 1000:04}"
        path = home / f"{number:07}.{'html' if html else 'txt'}"
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            words = page(number, *text(number)) if html else "\n\n".join(text(number, size))
            path.write_text(f"No. {number}. {words}" if size < 400 and not html else words, "utf-8")
        yield path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--html", action="store_true")
    given = parser.parse_args()
    count = sum(1 for _ in make(given.folder, given.documents, given.html))
    print(f"{count} documents in {given.folder}")


if __name__ == "__main__":
    main()
