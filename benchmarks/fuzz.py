"""Coverage-guided fuzzing of whatever reads what strangers wrote. Needs: pip install atheris (Linux, macOS).

Run: python -m benchmarks.fuzz TARGET [--seconds 60] [--corpus DIR]; without TARGET the targets are listed.

A finding is any exception but our own, evidence that is no slice of its field, or an input that takes longer than its length
explains. It is written to the corpus folder and the run ends with it.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tagger.errors import TaggerError

NAMES = ("a.txt", "a.md", "a.html", "a.eml", "a.mbox", "a.mht")
SLOWEST = 0.5, 2e-4
"""Seconds that any input may take, and seconds more a byte (under the tracer, which slows all by about a hundred)."""


def readers(data: bytes) -> None:
    from tagger.readers import from_bytes

    name = NAMES[data[0] % len(NAMES)] if data else NAMES[0]
    for document in from_bytes(data[1:], name):
        assert document.body is not None
        assert all(isinstance(value, str) for value in document.fields.values())


def whole(data: bytes) -> None:
    from tagger import Tagger, record
    from tagger.readers import from_bytes

    engine = _once("tagger", Tagger)
    name = NAMES[data[0] % len(NAMES)] if data else NAMES[0]
    for document in from_bytes(data[1:], name):
        tags = engine.tag(document)
        for tag in tags:
            for evidence in tag.evidence:
                text = document.fields[evidence.field][evidence.start : evidence.end]
                assert text and len(text) == len(evidence.quote), (tag, text)
                assert all(a == b or b == "█" for a, b in zip(text, evidence.quote, strict=True)), (tag, text)
        record(document, tags)


def text(facet: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from tagger import Tagger
        from tagger.model import Document

        engine = _once(facet, lambda: Tagger(facets=(facet,)))
        document = Document.from_text(data.decode("utf-8", "replace"), reference="2022-03-14")
        for finding in engine.findings(document):
            assert finding.spans
            assert all(0 <= span.start < span.end <= len(document.fields[span.field]) for span in finding.spans)

    return run


def documents(data: bytes) -> None:
    """The bytes as a part of a Word, OpenDocument or EPUB file, or as a whole archive or PDF document; the first says which."""
    from tagger.readers import from_bytes

    name, parts = PARTS[data[0] % len(PARTS)] if data else PARTS[0]
    raw = archive({part: data[1:] if text is None else text for part, text in parts.items()}) if parts else data[1:]
    for document in from_bytes(raw, name):
        assert document.body.strip()
        "".join(document.fields.values()).encode()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of these parts, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def pdf(content: bytes) -> bytes:
    """A PDF document of one page with this content."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 99 99]>>"
    stream = b"<</Length %d>>stream\n%b\nendstream" % (len(content), content)
    objects = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, font
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, one)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n" % (lines, len(out))


_BOOK = b'<package><manifest><item id="a" href="a.xhtml" media-type="text/html"/></manifest><spine><itemref idref="a"/></spine></package>'
_BOX = b'<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
_WORDS = b"<d><body><p><r><t>The strike goes on.</t></r></p></body></d>"
_EPUB = {"mimetype": b"application/epub+zip", "META-INF/container.xml": _BOX, "b.opf": _BOOK, "a.xhtml": b"<p>The strike.</p>"}
PARTS: tuple[tuple[str, Mapping[str, bytes | None]], ...] = (
    ("a.docx", {"word/document.xml": None}),
    ("a.docx", {"word/document.xml": _WORDS, "docProps/core.xml": None, "word/footnotes.xml": b"<footnotes/>"}),
    ("a.odt", {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": None}),
    ("a.epub", _EPUB | {"b.opf": None}),
    ("a.epub", _EPUB | {"a.xhtml": None}),
    ("a.epub", _EPUB | {"META-INF/container.xml": None}),
    ("a.docx", {}),
    ("a.pdf", {}),
)


def write(data: bytes) -> None:
    """A note's front matter edited and taken back: every byte that is not the tool's own stays."""
    from tagger.library.frontmatter import edited, head

    keys = {"topics": ["strikes", "no"], "quoted": ['A "B": #C'], "issued": "2022-03-14"}
    out = edited(data, keys)
    assert edited(out, keys) == out
    assert out[head(out) :] == data[head(data) :]
    if b"tagger-" not in data and data[head(data) - 8 : head(data)].count(b"---") < 2:
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        back = edited(out, {})
        assert back in (data, mark + data[head(data) :]), (data, back)


def decisions(data: bytes) -> None:
    from tagger.library.decisions import Decisions

    path = _once("decisions", lambda: Path(tempfile.mkdtemp()) / "decisions.jsonl")
    path.write_bytes(data)
    found = Decisions(path)
    assert len(found) + len(found.problems) <= data.count(b"\n") + 1


def table(data: bytes) -> None:
    from tagger.vocabfile.csvfile import csv_text, parse_csv

    written = csv_text(parse_csv(data.decode("utf-8", "replace")))
    assert csv_text(parse_csv(written)) == written


def query(data: bytes) -> None:
    from tagger.query import parse

    parse(data.decode("utf-8", "replace"))


def vocabulary(data: bytes) -> None:
    from tagger.vocabfile import load_vocabulary

    path = _once("path", lambda: Path(tempfile.mkdtemp()) / "topics.toml")
    path.write_bytes(data)
    load_vocabulary(path)


def edtf(data: bytes) -> None:
    from tagger.edtf import Edtf

    made = Edtf(data.decode("utf-8", "replace"))
    assert Edtf(str(made)) == made


def masking(data: bytes) -> None:
    from tagger.masking import masked

    given = data[2:].decode("utf-8", "replace")
    start = min(len(given), data[0]) if data else 0
    end = min(len(given), start + (data[1] if len(data) > 1 else 0))
    assert len(masked(given, start, end)) == end - start


TARGETS: dict[str, Callable[[bytes], None]] = {
    "readers": readers, "whole": whole, "dates": text("date"), "sources": text("source"), "topics": text("topic"),
    "query": query, "vocabulary": vocabulary, "edtf": edtf, "masking": masking, "documents": documents, "write": write,
    "decisions": decisions, "table": table,
}  # fmt: skip
SEEDS = {
    "query": [b'topic:strikes -source:"Harbour Gazette" date:2022-03..2023 (role:quoted OR words) "a phrase"'],
    "documents": [
        b"\0" + _WORDS,
        b"\1<c><title>T</title><creator>Ana</creator><created>2022-03-14T10:00:00Z</created></c>",
        b"\2<d><body><text><h>T</h><p>The strike<s c='2'/>goes on.</p></text></body></d>",
        b"\3" + _BOOK,
        b"\4<html><body><h1>One</h1><p>The strike goes on.</p></body></html>",
        b"\5" + _BOX,
        b"\6" + archive({"word/document.xml": _WORDS}),
        b"\7" + pdf(b"BT /F1 9 Tf (The strike goes on.) Tj ET"),
    ],
    "write": [
        b"---\ntitle: Ferry\ntags:\n  - a\n  - {b: c}\ntagger-topics: [x]\ntext: |\n  two\n  lines\n---\nBody.\n",
        b"\xef\xbb\xbf---\r\na: 'b'\r\n...\r\n",
    ],
    "decisions": [b'{"sha256": "aa", "facet": "topic", "role": "about", "value": "x", "verdict": "set", "at": "2022"}\n{"sha'],
    "table": [b"id,pref_label,alt_labels,broader\nstrikes,Strikes,strike|walkout,labour\nlabour,Labour,,\n"],
    "edtf": [b"2022-03-14", b"2022~/..", b"-0479", b"202X", b"2022-21?"],
    "vocabulary": [
        b'[scheme]\nid = "x"\ntitle = "X"\nfacet = "topic"\n\n[[concept]]\nid = "a"\npref_label = "A"\nbroader = ["b"]\n'
    ],
}
_MADE: dict[str, object] = {}


def _once(name: str, make: Callable[[], object]):  # type: ignore[no-untyped-def]
    if name not in _MADE:
        _MADE[name] = make()
    return _MADE[name]


def guarded(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target with the two promises: no exception but our own, and time in proportion to length."""

    def spent(data: bytes) -> float:
        started = time.process_time()
        with suppress(TaggerError):
            target(data)
        return time.process_time() - started

    def run(data: bytes) -> None:
        most = SLOWEST[0] + SLOWEST[1] * len(data)
        if spent(data) > most:  # it may be the first to need a pattern or a label, which are made then
            again = spent(data)
            assert again < most, f"{again:.2f} s for {len(data)} bytes"

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("target", nargs="?", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path)
    given = parser.parse_args()
    if not given.target:
        print("\n".join(TARGETS))
        return
    import atheris

    corpus = given.corpus or Path(tempfile.mkdtemp())
    corpus.mkdir(parents=True, exist_ok=True)
    demo = Path(__file__).parent.parent / "tagger" / "data" / "demo"
    seeds = SEEDS.get(given.target) or [path.read_bytes() for path in sorted(demo.rglob("*.*"))]
    for number, seed in enumerate(seeds):
        prefix = bytes([number % len(NAMES)]) if given.target in ("readers", "whole") else b""
        (corpus / f"seed-{number}").write_bytes(prefix + seed)
    run = guarded(TARGETS[given.target])
    with atheris.instrument_imports(include=["tagger"], enable_loader_override=False):
        for seed in seeds:  # what is imported and compiled at first use is there before the clock runs
            with suppress(TaggerError):
                TARGETS[given.target](b"\0" + seed)
    options = [
        f"-max_total_time={given.seconds}",
        "-max_len=8192",
        "-timeout=60",
        f"-artifact_prefix={corpus}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
