"""python -m tagger, and the console script: answers `--version` before anything heavy is imported."""

from __future__ import annotations

import _thread
import gc
import sys


def main() -> None:
    """Runs the command line; never returns."""
    if sys.argv[1:] == ["--version"]:
        from tagger.version import __version__

        sys.stdout.write(f"tagger {__version__}\n")
        sys.exit(0)
    sys.unraisablehook = _unraisable
    gc.set_threshold(50_000)  # what is loaded stays; to look at all of it again and again took a third of a short run
    try:
        from tagger.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while it was being loaded, or a second time while it was ending
        code = 130
    sys.exit(code)


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Raises again an interruption that came while something was being put away, where Python would only print it."""
    if lost.exc_type is KeyboardInterrupt:
        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(lost)


if __name__ == "__main__":
    main()
