"""python -m tagger, and the console script: answers `--version` before anything heavy is imported."""

from __future__ import annotations

import gc
import os
import sys

SELDOM = 50_000
"""How many new objects have garbage looked for: what is loaded stays, and to look at all of it took an eighth of a run and more."""

_AT_START = {"OPENBLAS_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""What libraries read when they are loaded: numpy begins no threads, which cost a third of its start and are never needed, and
pydantic does not look through all that is installed for plug-ins."""


def main() -> None:
    """Runs the command line; never returns."""
    if sys.argv[1:] == ["--version"]:
        from tagger.version import __version__

        sys.stdout.write(f"tagger {__version__}\n")
        sys.exit(0)
    try:
        from tagger.interrupting import begin

        begin()
        code = _run()
    except KeyboardInterrupt:  # while it was being loaded, or a second time while it was ending
        code = 130
    from tagger.interrupting import end

    end()
    sys.exit(code)


def _run() -> int:
    gc.set_threshold(SELDOM)
    for name, value in _AT_START.items():
        os.environ.setdefault(name, value)
    from tagger.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    main()
