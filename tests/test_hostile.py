"""Whoever wrote a document can choose its words and nothing more: no steering, no running, no long waits."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pumping import of_groups, pumped
from shelves import Said, call

from tagger import Tagger, readers
from tagger.errors import ReadError
from tagger.model import Document
from tagger.readers import from_bytes, office

ROOT = Path(__file__).parent.parent

# Time grows as the length does ------------------------------------------------------------------------------------------

UNIT = 20_000
"""Characters of the short text; the long one has four times as many."""
CEILING = 6.0
"""CPU seconds that no long text may take, on a machine of any speed."""
REPEATED: dict[str, str] = {
    "one long line": "The strike at the port goes on and on ", "quotes": "“", "pairs of quotes": "“a” ", "straight quotes": '" ', "apostrophes": "' ", "commas": ", ",
    "brackets": "(", "pairs of brackets": "() ", "square brackets": "[", "said": "said ", "said by nobody": '"a," said ', "months": "March ", "months and numbers": "May 12 ",
    "digits": "7", "digits apart": "7 ", "years": "1999 ", "ranges": "1939-45 ", "dots": ".", "dashes": "-", "spaces": " ", "short lines": "a\n", "empty lines": "\n",
    "a long word": "a", "capitals": "Z", "names": "Ana Reyes ", "names and commas": "Ana Reyes, ", "initials": "A. ", "titles": "Mr. ", "according": "according to ", "speakers": "ANA: ",
    "last": "last ", "of the": "of the ", "addresses": "a@b.example ", "links": "https://a.example/b ", "handles": "@a ", "hashes": "# ", "tabs": "\t", "quoted lines": "> a\n", "accents": "e\u0301",
    "Chinese": "中文", "slashes": "1/2/", "colons": "12:", "and": "Ana and ", "who": "Ana, who ", "the day after": "the day after ", "emoji": "🚢", "zero width": "\u200b", "strikes": "strike ",
}  # fmt: skip
MARKUP: dict[str, str] = {
    "open divisions": "<div>", "closed divisions": "<div>a</div>", "angles": "<", "attributes": "<a b='c' ", "comments": "<!--", "links": "<a href='b'>c</a> ", "tables": "<table><tr><td>",
    "scripts": "<script>", "entities": "&amp;", "cut entities": "&#", "metas": "<meta name='author' content='Ana Reyes'>", "bylines": "<p class='byline'>By Ana Reyes</p>",
    "times": "<time datetime='2022-03-14'>a</time>", "JSON": '<script type="application/ld+json">{"@type":"NewsArticle"}</script>', "headings": "<h1>a</h1>", "spans": "<span>",
}  # fmt: skip
LINES: dict[str, dict[str, str]] = {
    "a.md": {"quotes": "> ", "brackets": "[", "links": "[a](b) ", "stars": "*", "backticks": "`", "fences": "```\n", "headings": "# a\n", "lists": "- a\n", "tables": "|a|b|\n", "keys": "---\na: b\n"},
    "a.eml": {"headers": "X-A: b\n", "folds": "Subject: a\n b\n", "words": "=?utf-8?q?a?=", "parts": "\n--b\nContent-Type: multipart/mixed; boundary=b\n", "quotes": "> ", "signatures": "-- \n", "dashes": "-"},
    "a.mbox": {"messages": "From a@b.example Mon Mar 14 10:00:00 2022\nSubject: a\n\nb\n\n", "stuffed": ">From ", "lines": "From a\n"},
    "a.mht": {"parts": "\n--b\nContent-Type: text/html\n\n<p>a</p>\n", "headers": "Content-Type: text/html\n"},
    "a.txt": {"lines": "a\n", "returns": "\r", "zeros and letters": "a\0", "high bytes": "é", "blanks": " "},
}  # fmt: skip
HEADS = {"a.eml": b"From: Ana <ana@harbour.example>\nSubject: Ferry\nContent-Type: multipart/mixed; boundary=b\n\n", "a.mht": b"Content-Type: multipart/related; boundary=b\n\n", "a.md": b"---\n"}  # fmt: skip


def spent(work: Callable[[], object], times: int) -> float:
    """The least CPU time that the work took."""
    out = []
    for _ in range(times):
        started = time.process_time()
        work()
        out.append(time.process_time() - started)
    return min(out)


def grows_as_it_should(work: Callable[[str], object], unit: str, size: int = UNIT) -> None:
    """Holds the time for four times the text against that for the text; what is quick at either length is not looked at."""

    def text(length: int) -> str:
        return unit * (length // len(unit))

    long = spent(lambda: work(text(4 * size)), 1)
    if long < 0.15:
        return
    short, long = spent(lambda: work(text(size)), 2), min(long, spent(lambda: work(text(4 * size)), 1))
    if long / max(short, 0.01) >= 8:  # a busy machine: look once more
        short, long = max(short, spent(lambda: work(text(size)), 1)), min(long, spent(lambda: work(text(4 * size)), 2))
    assert long / max(short, 0.01) < 8 and long < CEILING, f"{short:.2f} s, and {long:.2f} s for four times as much"


@pytest.fixture(scope="module")
def engines() -> dict[str, Tagger]:
    made = {facet: Tagger(facets=(facet,)) for facet in ("topic", "source", "date")}
    for engine in made.values():
        engine.findings(Document.from_text("The strike goes on, said Ana Reyes on Monday.", reference="2022-03-14"))
    return made


@pytest.mark.parametrize("what", REPEATED)
@pytest.mark.parametrize("facet", ["topic", "source", "date"])
def test_a_recogniser_takes_time_in_proportion(facet: str, what: str, engines: dict[str, Tagger]) -> None:
    grows_as_it_should(
        lambda text: engines[facet].findings(Document.from_text(text + " end.", reference="2022-03-14")), REPEATED[what]
    )


@pytest.mark.parametrize("what", MARKUP)
def test_a_page_takes_time_in_proportion(what: str) -> None:
    def read(text: str) -> None:
        page = f"<!doctype html><html><head><title>a</title></head><body><p>The strike goes on.</p>{text}</body></html>"
        try_read(page.encode(), "a.html")

    grows_as_it_should(read, MARKUP[what])


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, kinds in LINES.items() for what in kinds])
def test_a_reader_takes_time_in_proportion(name: str, what: str) -> None:
    grows_as_it_should(lambda text: try_read(HEADS.get(name, b"") + text.encode() + b"\nThe strike.\n", name), LINES[name][what])


def try_read(raw: bytes, name: str) -> None:
    """Reads, or is refused."""
    try:
        from_bytes(raw, name)
    except ReadError:
        return


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "ul", "blockquote", "a"])
def test_tags_nested_fifty_thousand_deep(tag: str) -> None:
    page = b"<html><body>" + f"<{tag}>".encode() * 50_000 + b"The strike goes on, said Bo Lind. " * 9
    assert spent(lambda: try_read(page, "a.html"), 1) < CEILING


def test_a_root_that_calls_itself_a_byline_ends_no_process() -> None:
    (document,) = from_bytes(b'<!DOCTYPE html><html class="byline"><p>The ferry sails again. 14 March 2022</p>', "a.html")
    assert "The ferry sails again." in document.body


PATTERNS = """
import re, re._compiler as compiler, sys, time
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
real, seen = compiler.compile, {}
def compile(pattern, flags=0):
    made = real(pattern, flags)
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename.endswith(("re/__init__.py", "re.py", "functools.py")):
        frame = frame.f_back
    if frame and "/tagger/" in frame.f_code.co_filename.replace("\\\\", "/"):
        seen[made] = frame.f_code.co_filename.replace("\\\\", "/").split("/tagger/")[-1] + ":" + str(frame.f_lineno)
    return made
compiler.compile = compile
import importlib, pkgutil, pathlib, tagger
for module in pkgutil.walk_packages(tagger.__path__, "tagger."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from tagger import Tagger
from tagger.errors import ReadError
from tagger.readers import from_bytes
from pumping import of_groups, pumped
engine = Tagger()
for path in sorted(pathlib.Path(tagger.__path__[0], "data", "demo").rglob("*.*")):
    for document in from_bytes(path.read_bytes(), path.name):
        engine.findings(document)
from tagger.datafiles import compiled
from tagger.masking import masks
from tagger.recognisers.dates.datelines import _line_rules
from tagger.recognisers.dates.temporal import knowledge
from tagger.recognisers.dates.tokens import token_pattern
from tagger.recognisers.sources.provenance.text import text_rules
token_pattern("en")
late = [(rule.pattern, re.M) for rule in text_rules()] + [(line.before, re.NOFLAG) for line in _line_rules()]
late += [(pattern, re.NOFLAG) for pattern in knowledge().bearings if isinstance(pattern, str)]
late += [(pattern, re.NOFLAG) for mask in masks() for pattern in (mask.pattern, mask.unless)]
for pattern, flags in late:
    seen.setdefault(compiled(pattern, flags), "made when first asked for")
compiler.compile = real
print(len(seen), "patterns")
for pattern, place in seen.items():
    if of_groups(pattern):
        print(f"{place}: repeats a group possessively: {pattern.pattern[:200]!r}")
    for text in pumped(pattern, 300):
        given = text.encode() if isinstance(pattern.pattern, bytes) else text
        best = 9.0
        for _ in range(3):
            started = time.process_time()
            pattern.search(given)
            best = min(best, time.process_time() - started)
            if best < 0.05:
                break
        if best >= 0.05:
            print(f"{place}: {best:.2f} s for {text[:60]!r}: {pattern.pattern[:200]!r}")
"""


def test_no_pattern_takes_long_for_a_text_made_to_stall_it_nor_differs_between_versions() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PATTERNS, str(ROOT)], capture_output=True, text=True, check=True, timeout=300
    )
    first, *bad = done.stdout.splitlines()
    assert int(first.split()[0]) > 200
    assert not bad, "\n".join(bad)


def test_a_group_that_is_repeated_possessively_is_noticed() -> None:
    assert [of_groups(re.compile(one)) for one in ("(?:ab?)*+", "x(?:y|(?:a|bc)++)")] == [True, True]
    assert not any(of_groups(re.compile(one)) for one in ("[ab]*+", "(?>(?:ab?)*)", "(?:a+?b)*", r"\d++(?:-\d++)*"))


def test_the_texts_made_to_stall_do_stall_a_bad_pattern() -> None:
    bad = re.compile(r"by (?:[A-Z][a-z]*[.]?[a-z]* ?){1,4}[A-Z]*(?:[a-z]+)*$")

    def search() -> None:
        for text in pumped(bad, 22):
            bad.search(text)

    assert spent(search, 1) > 0.05


# Archives that unpack to more than they should ----------------------------------------------------------------------------


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


WORDS = b"<d><body><p><r><t>The strike goes on.</t></r></p></body></d>"
ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d><body><p><t>&b;</t></p></body></d>'
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d><body><p><t>&a;</t></p></body></d>'
BOX = b'<container><rootfiles><rootfile full-path="%b"/></rootfiles></container>'
BOOK = b'<package><manifest><item id="a" href="%b" media-type="text/html"/></manifest><spine>%b</spine></package>'
EPUB = {"mimetype": b"application/epub+zip"}
ARCHIVES: dict[str, tuple[str, bytes]] = {
    "a bomb": ("a.docx", archive({"word/document.xml": b"<d>" + b" " * 40_000_000 + b"</d>"})),
    "entities": ("a.docx", archive({"word/document.xml": ENTITIES})),
    "an outer entity": ("a.docx", archive({"word/document.xml": OUTSIDE})),
    "nesting": ("a.docx", archive({"word/document.xml": b"<a>" * 100_000})),
    "a bomb in a book": ("a.epub", archive(EPUB | {"META-INF/container.xml": BOX % b"b", "b": BOOK % (b"c", b'<itemref idref="a"/>'), "c": b" " * 40_000_000})),
    "paths out of a book": ("a.epub", archive(EPUB | {"META-INF/container.xml": BOX % b"../../etc/passwd"})),
    "chapters out of a book": ("a.epub", archive(EPUB | {"META-INF/container.xml": BOX % b"b", "b": BOOK % (b"../../../etc/passwd", b'<itemref idref="a"/>')})),
    "many parts": ("a.docx", archive({"word/document.xml": WORDS} | {f"{n}": b"" for n in range(20_001)})),
}  # fmt: skip


@pytest.mark.parametrize("what", ARCHIVES)
def test_an_archive_with_tricks_is_refused_at_once(what: str) -> None:
    name, raw = ARCHIVES[what]

    def refuse() -> None:
        with pytest.raises(ReadError) as refused:
            from_bytes(raw, name)
        assert "root:" not in str(refused.value) and "\n" not in str(refused.value)

    assert spent(refuse, 1) < 3


def test_a_chapter_named_a_thousand_times_is_read_once() -> None:
    book = BOOK % (b"c", b'<itemref idref="a"/>' * 1000)
    raw = archive(EPUB | {"META-INF/container.xml": BOX % b"b", "b": book, "c": b"<p>The strike goes on.</p>"})
    assert from_bytes(raw, "a.epub")[0].body.count("strike") == 1
    assert office.LARGEST <= 64 * 1024 * 1024


# What leaves the process cannot steer, run or break out --------------------------------------------------------------------

STEERING = "\x1b[31m\x1b]0;gone\x07\u202e\u2066\x9b2J\r"
MARKED = "[bold red]loud[/] [link=file:///etc/passwd]a[/link]"
FORMULA = '=HYPERLINK("http://evil.example","a")'
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)></title>"
LATEX = "\\input{/etc/passwd} } @book{x, $\\write18{id}$ %"
NASTY = {"steering": STEERING, "marks": MARKED, "formula": FORMULA, "script": SCRIPT, "latex": LATEX}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
COMMANDS = (
    ("tag", "."), ("tag", ".", "-n", "-v"), ("find",), ("find", "strike", "-v"), ("stats",), ("log",), ("duplicates",), ("vocab", "suggest"), ("review", "--json"),
    ("write", "-n", "--to", "frontmatter"), ("find", "source:none"), ("export", "--to", "markdown"), ("export", "--to", "ris"),
)  # fmt: skip


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of documents whose titles, authors, outlets and words are all meant to do harm."""
    folder = tmp_path_factory.mktemp("nasty")
    for name, bad in NASTY.items():
        line = bad.replace("\r", "")
        (folder / f"{name}.md").write_text(
            f"---\ntitle: {json.dumps(line)}\nauthor: {json.dumps(line)}\nsource: {json.dumps(line)}\ndate: 2022-03-14\n---\n{bad} The strike goes on, said Bo {line}.\n", "utf-8"
        )  # fmt: skip
        header = line.replace("\n", " ")
        (folder / f"{name}.eml").write_text(
            f'From: "{header}" <a@harbour.example>\nSubject: {header}\nDate: Mon, 14 Mar 2022 10:00:00 +0000\n\n{bad}\n"The strike goes on," said {line} Lind.\n', "utf-8"
        )  # fmt: skip
        text = line.replace("<", "&lt;")
        (folder / f"{name}.html").write_text(
            f'<html><head><title>{text}</title><meta name="author" content="{text.replace(chr(34), "&quot;")}"><meta property="og:site_name" content="{text.replace(chr(34), "&quot;")}">'
            f"</head><body><p>{text} The strike goes on for a third week, said Bo Lind of {text}.</p></body></html>", "utf-8"
        )  # fmt: skip
    if sys.platform != "win32":
        (folder / "=1+2\x1b[31m\u202etxt.md").write_text("The strike goes on.\n")
    assert call(folder, "tag", ".", "-q", "-j", "1").code == 0
    return folder


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_nothing_steers_a_terminal(arguments: tuple[str, ...], nasty: Path) -> None:
    done = call(nasty, *arguments)
    done = done._replace(out=done.out.replace("\r\n", "\n"))  # RIS wants its lines so
    assert not CONTROL.search(done.out + done.err), CONTROL.search(done.out + done.err)
    assert "unexpected" not in done.err and "Traceback" not in done.err, done.err


@pytest.mark.parametrize("name", [f"{name}{suffix}" for name in NASTY for suffix in (".md", ".eml", ".html")])
def test_a_shown_document_steers_nothing_and_its_marks_are_words(name: str, nasty: Path) -> None:
    done = call(nasty, "show", name, "--color", "always")
    styled = re.sub(r"\x1b\[[0-9;]*m", "", done.out)
    assert done.code == 0 and not CONTROL.search(styled + done.err)
    if name.startswith("marks"):
        assert "[bold red]loud[/]" in styled


def test_a_spreadsheet_finds_no_formula(nasty: Path) -> None:
    for arguments in (("find", "--csv"), ("export", "--to", "csv"), ("stats", "--csv")):
        done = call(nasty, *arguments)
        if done.code == 2:  # no such form of this command
            continue
        for row in csv.reader(io.StringIO(done.out)):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-[^0-9]", cell)], row
            assert not CONTROL.search("".join(row))


def test_a_browser_finds_no_markup_in_the_report(nasty: Path) -> None:
    assert call(nasty, "report", "-o", "report.html", "-q") == Said(0, "", "")
    page = (nasty / "report.html").read_text("utf-8")
    (nasty / "report.html").unlink()
    assert "<script>alert" not in page and "<img src=x" not in page and "</title></title>" not in page
    assert "file:///etc/passwd" not in re.findall(r'(?:href|src)="([^"]*)"', page)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", page)


def test_markdown_and_latex_find_no_markup(nasty: Path) -> None:
    notes = call(nasty, "export", "--to", "markdown").out
    assert not re.search(r"(?<!\\)<(?:script|img)", notes)
    entries = call(nasty, "export", "--to", "bibtex").out
    assert not re.search(r"\\(?:input|write18)\b", entries)
    assert len(re.findall(r"^@\w+\{", entries, re.M)) == len(call(nasty, "find", "--jsonl").out.splitlines())


def test_records_are_whole_lines_of_json(nasty: Path) -> None:
    lines = call(nasty, "find", "--jsonl").out.splitlines()
    assert len(lines) >= 15
    for line in lines:
        json.loads(line)
        assert not re.search("[\x00-\x1f]", line)


def test_nothing_but_the_library_was_written(nasty: Path) -> None:
    names = {path.suffix for path in nasty.iterdir() if path.is_file()}
    assert names == {".md", ".eml", ".html"}


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.eml", "a.mbox"])
def test_too_long_a_text_is_refused_with_the_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b"From: Ana <ana@harbour.example>\nSubject: Ferry\n\n" + b"The strike goes on. " * 60
    raw = b"From a@b.example Mon Mar 14 10:00:00 2022\n" + raw if name == "a.mbox" else raw
    assert from_bytes(raw, name)
    monkeypatch.setattr(readers, "LONGEST", 1000)
    with pytest.raises(ReadError, match=r"^a\.\w+: is too long a text \(the limit is 0 million characters\)\. Split it"):
        from_bytes(raw, name)


@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=b", "message/rfc822"])
def test_mail_nested_fifty_thousand_deep(kind: str) -> None:
    part = b"Content-Type: " + kind.encode() + b"\n\n" + (b"--b\n" if "boundary" in kind else b"")
    raw = b"From: Ana <ana@harbour.example>\nSubject: Ferry\n" + part * 50_000 + b"Content-Type: text/plain\n\nThe strike.\n"
    assert spent(lambda: try_read(raw, "a.eml"), 1) < CEILING


# Memory ------------------------------------------------------------------------------------------------------------------------


MOST = """
import pathlib, re, resource, sys
from tagger.cli import run
run(["tag", sys.argv[1], "-q", "-j", "1", "--no-learn"])
status = pathlib.Path("/proc/self/status")  # where there is none, the count begins with what the process had that began this one
print(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1] if status.exists() else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such count of memory there")
def test_a_text_of_two_megabytes_and_two_thousand_tiny_ones_in_bounded_memory(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"Nothing of note was seen on the quay. \n" * 50_000)
    for n in range(2000):
        (tmp_path / f"{n}.txt").write_text(f"Text {n}.")
    done = subprocess.run([sys.executable, "-c", MOST, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT)
    most = int(done.stdout.splitlines()[-1]) / (1024 * 1024 if sys.platform == "darwin" else 1024)
    assert 50 < most < 250, f"{most:.0f} MB"
