"""What tagger stands on: what it imports is declared, what is declared has a lowest version, and what is tested is locked."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from minimums import EXTRAS, minimums

ROOT = Path(__file__).parent.parent
WITH_IT = {"pydantic-core"}
"""What comes with a package that is declared, in the one version that fits it."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def plain(name: str) -> str:
    """The name of a package, or that at the beginning of a requirement, in its normal form."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=\[; ]", name)[0]).lower()


def imported() -> set[str]:
    """The packages that some module of tagger imports, at its beginning or later."""
    names = set()
    for path in (ROOT / "tagger").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"tagger", "__future__"}


def test_what_is_imported_is_declared() -> None:
    declared = {
        plain(one) for one in (*PROJECT["dependencies"], *(o for e in EXTRAS for o in PROJECT["optional-dependencies"][e]))
    }
    known = packages_distributions()
    declared |= WITH_IT
    undeclared = {name for name in imported() if not declared & {plain(one) for one in known.get(name, [name])}}
    assert not undeclared


def test_every_package_has_a_lowest_version() -> None:
    assert len(minimums()) >= len(PROJECT["dependencies"])
    with pytest.raises(KeyError):
        minimums(["no such extra"])


def test_every_package_of_the_tests_is_locked() -> None:
    lines = (ROOT / "tests" / "constraints.txt").read_text("utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    locked = {plain(line) for line in lines}
    wanted = {plain(one) for one in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"])}
    assert wanted <= locked
