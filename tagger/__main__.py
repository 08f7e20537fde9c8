"""python -m tagger, and the console script: answers `--version` before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; never returns."""
    if sys.argv[1:] == ["--version"]:
        from tagger.version import __version__

        sys.stdout.write(f"tagger {__version__}\n")
        sys.exit(0)
    try:
        from tagger.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while it was being loaded, or a second time while it was ending
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
