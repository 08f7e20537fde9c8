"""python -m tagger, and the console script: answers `--version` before anything heavy is imported."""

from __future__ import annotations

import _thread
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
    sys.unraisablehook = _unraisable
    gc.set_threshold(SELDOM)
    for name, value in _AT_START.items():
        os.environ.setdefault(name, value)
    try:
        from tagger.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while it was being loaded, or a second time while it was ending
        code = 130
    sys.exit(code)


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Raises again an interruption that came while something was being put away, where Python would only print it.

    From a thread of its own: raised here at once, it would come up within this very function, and be lost like the first.
    """
    if lost.exc_type is KeyboardInterrupt:
        _thread.start_new_thread(_interrupt, (_thread.get_ident(),))
    else:
        sys.__unraisablehook__(lost)


def _interrupt(thread: int) -> None:
    """Interrupts a thread, also where it waits for the system; by SIGTERM where SIGINT is ignored, as behind `nohup`."""
    import signal

    number = signal.SIGINT if callable(signal.getsignal(signal.SIGINT)) else signal.SIGTERM
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, number)
    else:
        _thread.interrupt_main(number)


if __name__ == "__main__":
    main()
