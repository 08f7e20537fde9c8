"""`tagger write` on the command line: the diff first, the files then, and undo."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from shelves import call

TEXT = b"---\ntitle: Ferry strike # c\n---\nThe strike goes on, said Bo Lind.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.md").write_bytes(TEXT)
    (tmp_path / "plain.txt").write_bytes(b"Another strike, said Cleo Marsh.\n")
    assert call(tmp_path, "tag", ".", "-j", "1", "--no-learn")[0] == 0
    return tmp_path


def test_a_dry_run_shows_a_diff_and_changes_nothing(folder: Path) -> None:
    code, out, err = call(folder, "write", "-n", "--to", "frontmatter")
    assert code == 0 and out.startswith("--- a/ferry.md\n+++ b/ferry.md\n@@")
    assert '\n+tagger-quoted: ["Bo Lind"]\n' in out and "-" not in {line[:1] for line in out.splitlines()[3:]}
    assert "Would write 1 file; 0 unchanged, 1 passed by" in err and "Nothing was changed" in err
    assert (folder / "ferry.md").read_bytes() == TEXT and not (folder / ".tagger" / "backups").exists()


def test_writing_and_taking_it_back(folder: Path) -> None:
    code, out, err = call(folder, "write", "--to", "frontmatter")
    assert (code, out) == (0, "") and "1 file written" in err and "tagger undo 2" in err
    assert (
        b"title: Ferry strike # c\n" in (folder / "ferry.md").read_bytes()
        and b"tagger-quoted" in (folder / "ferry.md").read_bytes()
    )
    assert call(folder, "undo")[0] == 0 and (folder / "ferry.md").read_bytes() == TEXT
    assert call(folder, "redo")[0] == 0 and b"tagger-quoted" in (folder / "ferry.md").read_bytes()


def test_a_query_narrows_and_sidecars_serve_every_file(folder: Path) -> None:
    assert call(folder, "write", "--to", "sidecar", "path:plain.txt")[0] == 0
    assert sorted(path.name for path in folder.glob("*.json")) == ["plain.txt.tagger.json"]
    assert call(folder, "find", "--count")[1] == "2\n"


@pytest.mark.skipif(sys.platform == "win32", reason="names are as long as paths there")
def test_a_name_too_long_for_a_sidecar_keeps_no_other_file_from_its_own(folder: Path) -> None:
    (folder / f"{'l' * 250}.txt").write_bytes(b"A strike at last, said Cleo Marsh.\n")
    call(folder, "tag", ".", "-j", "1", "--no-learn")
    code, _, err = call(folder, "write", "--to", "sidecar")
    assert code == 3 and "cannot be written (File name too long)" in err and "2 files written" in err


def test_what_cannot_be_written_is_listed_and_ends_with_3(folder: Path) -> None:
    (folder / "bad.md").write_bytes(b"---\ntitle: a: b\n---\nThe strike goes on there.\n")
    call(folder, "tag", ".", "-j", "1", "--no-learn")
    code, _, err = call(folder, "write", "--to", "frontmatter")
    assert code == 3 and "bad.md: line 2: a colon stands within the value" in err and "1 file written" in err


def test_a_way_that_is_none_is_refused(folder: Path) -> None:
    code, _, err = call(folder, "write", "--to", "xattr")
    assert code == 2 and err == "tagger: --to: 'xattr' is none of frontmatter, sidecar.\n"
    assert call(folder, "write")[0] == 2
