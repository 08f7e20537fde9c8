"""Coverage-guided fuzzing of whatever reads what strangers wrote. Needs: pip install atheris (Linux, macOS).

Run: python -m benchmarks.fuzz TARGET [--seconds 60] [--corpus DIR]; without TARGET the targets are listed.

A finding is any exception but our own, evidence that is no slice of its field, or an input that takes longer than its length
explains. It is written to the corpus folder and the run ends with it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tagger.errors import TaggerError

NAMES = ("a.txt", "a.md", "a.html", "a.eml", "a.mbox")
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
    "query": query, "vocabulary": vocabulary, "edtf": edtf, "masking": masking,
}  # fmt: skip
SEEDS = {
    "query": [b'topic:strikes -source:"Harbour Gazette" date:2022-03..2023 (role:quoted OR words) "a phrase"'],
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

    def run(data: bytes) -> None:
        started = time.process_time()
        with suppress(TaggerError):
            target(data)
        spent = time.process_time() - started
        assert spent < SLOWEST[0] + SLOWEST[1] * len(data), f"{spent:.2f} s for {len(data)} bytes"

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
