"""What the fuzzers found stays mended, and each of their targets holds for texts drawn at random: no exception but our own."""

from __future__ import annotations

import importlib.util
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tagger.errors import TaggerError

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "tests" / "corpus"


def _fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_targets", ROOT / "benchmarks" / "fuzz.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_targets"] = made
    spec.loader.exec_module(made)
    return made


fuzz = _fuzz()
FOUND = [pytest.param(path.parent.name, path, id=f"{path.parent.name}/{path.name}") for path in sorted(CORPUS.glob("*/*"))]
PIECES = (
    "The strike goes on, said Bo Lind. ", "“", "”", '"', "'", "(", ")", "[", "]", "<div>", "</p>", "<script>", "&#0;", "&lt;", "---\n", "tagger-topics: [x]\n",
    "\ntitle: a\n", ": ", "- ", "|\n", "\n\n", "\r", "\t", "\0", "\ufeff", "\u202e", "\x1b[2J", "=?utf-8?b?", "?=", "From a@b.c Mon Mar 14 10:00:00 2022\n", "Subject: x\n",
    "Content-Type: multipart/mixed; boundary=b\n", "--b\n", "2022-03-14", "14 March 2022", "last Monday", "the 1990s", "1939-45", "03/04/05", "Mr.", "A. B. ", "ZZZZZZZZZZZZ",
    "according to", "https://x.example/2022/03/14/a", "@a", "é", "中", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), ",,,,", "topic:", "-(", "..", "~", "%",
    "id,pref_label\n", "[[concept]]\n", 'id = "a"\n', '{"sha256": ', "{", "}", "\n> ", "* ", "# ", "`", "](http://",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map(
    lambda parts: "".join(parts).encode("utf-8", "replace")
)


def held(target: str, data: bytes) -> None:
    """Runs a target once to load what it needs, then with the promises held against it."""
    if target not in _LOADED:
        with suppress(TaggerError):
            fuzz.TARGETS[target](b"\0The strike goes on, said Bo Lind on 14 March 2022.")
        _LOADED.add(target)
    fuzz.guarded(fuzz.TARGETS[target])(data)


_LOADED: set[str] = set()


def test_what_is_slow_at_first_use_alone_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "SLOWEST", (0.01, 0.0))
    used = set[bytes]()

    def target(data: bytes) -> None:
        until = time.process_time() + (0.02 if data not in used or data == b"slow" else 0.0)
        used.add(data)
        while time.process_time() < until:
            pass

    fuzz.guarded(target)(b"slow at first")
    with pytest.raises(AssertionError, match=r"0\.02 s for 4 bytes"):
        fuzz.guarded(target)(b"slow")


@pytest.mark.parametrize(("target", "path"), FOUND)
def test_what_was_found_stays_mended(target: str, path: Path) -> None:
    held(target, path.read_bytes())


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.glob("*/*")) < 200_000


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_seeds_hold(target: str) -> None:
    for seed in fuzz.SEEDS.get(target, [b"The strike goes on, said Bo Lind on 14 March 2022."]):
        held(target, seed)


@pytest.mark.parametrize("target", fuzz.TARGETS)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(first=st.integers(0, 11), text=TEXTS, noise=st.binary(max_size=20))
@example(first=0, text=b"", noise=b"")
def test_drawn_texts_hold(target: str, first: int, text: bytes, noise: bytes) -> None:
    middle = len(text) // 2
    held(target, bytes([first]) + text[:middle] + noise + text[middle:])
