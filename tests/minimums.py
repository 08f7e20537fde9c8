"""The lowest version that pyproject.toml allows of every package that tagger runs on, as pins for pip.

Run: python tests/minimums.py [EXTRA ...] > minimums.txt; `make minimums` installs them into an environment of their own and runs tests.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
EXTRAS = ("daft", "documents", "parquet", "skos")


def minimums(extras: Iterable[str] = EXTRAS) -> list[str]:
    """A pin for each run-time dependency, and for each of the extras. Raises: ValueError where one has no lowest version."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]
    pins = {}
    for line in wanted:
        found = re.fullmatch(r"([\w.-]+)>=([\d.]+)(?:,<[\d.]+)?", line)
        if found is None:
            raise ValueError(f"{line!r} has no lowest version")
        pins[found[1].lower()] = f"{found[1]}=={found[2]}"
    return [pins[name] for name in sorted(pins)]


if __name__ == "__main__":
    print("\n".join(minimums(sys.argv[1:] or EXTRAS)))
