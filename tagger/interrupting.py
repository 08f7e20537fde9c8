"""Ctrl-C and SIGTERM: both come up as KeyboardInterrupt, never in the middle of an import, and no other error hides them."""

from __future__ import annotations

import _thread
import signal
import sys
import time
from types import FrameType

_AGAIN = 0.02
"""How many seconds an interruption waits where it comes at a bad time, and until it is tried once more."""

_AT_ONCE = 1.0
"""Interruptions that come within so many seconds of one another are one: whoever began the program often passes on what came to
it as well, and what is being put in order at the end is not to be disturbed."""

_came = False
_owed = False
"""Whether an interruption has come that is still to be raised, for which a thread cares."""
_deaf_until = 0.0


def begin() -> None:
    """Has this process's interruptions come up as they should; Ctrl-C stays ignored where it was, as behind `nohup`."""
    sys.unraisablehook = _unraisable
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _arrived)
    signal.signal(signal.SIGTERM, _arrived)


def end() -> None:
    """Nothing interrupts this process any more: all is done but that Python puts its things away, which it would tell with a trace."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def let_through(fault: BaseException) -> None:
    """Raises: KeyboardInterrupt, where an interruption lies behind a fault.

    Python up to 3.11 wraps what comes up while a class is made, and what is written in C may put an error of its own in its place.
    For whoever makes something of an error of any kind.
    """
    if lies_behind(fault):
        raise KeyboardInterrupt from fault


def lies_behind(fault: BaseException | None) -> bool:
    """Whether a fault came of an interruption."""
    while fault is not None and not isinstance(fault, KeyboardInterrupt):
        fault = fault.__cause__ or fault.__context__
    return _came or fault is not None


def _arrived(number: int, frame: FrameType | None) -> None:
    global _came, _owed, _deaf_until
    if time.monotonic() < _deaf_until:
        return
    if _untimely(frame):  # what is half imported may be left so, or its makers take the interruption for a fault of their own
        _owe(signal.Signals(number))
        return
    _came, _owed, _deaf_until = True, False, time.monotonic() + _AT_ONCE
    raise KeyboardInterrupt


def _untimely(frame: FrameType | None) -> bool:
    """Whether something is being imported, or an interruption that was lost is about to be raised again and would be lost anew."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>" or frame.f_code is _unraisable.__code__:
            return True
        frame = frame.f_back
    return False


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Has an interruption raised again that came while something was being put away, where Python would only print it."""
    global _deaf_until
    if lost.exc_type is KeyboardInterrupt:
        _deaf_until = 0.0
        _owe(signal.SIGINT if callable(signal.getsignal(signal.SIGINT)) else signal.SIGTERM)
    else:
        sys.__unraisablehook__(lost)


def _owe(number: signal.Signals) -> None:
    """Has this thread interrupted in a moment, by a thread of its own: raised here, it would come up within whoever called this."""
    global _owed
    if not _owed:
        _owed = True
        _thread.start_new_thread(_interrupt, (_thread.get_ident(), number))


def _interrupt(thread: int, number: signal.Signals) -> None:
    """Interrupts a thread until it hears, also where it waits for the system: a signal right before a wait does not end that."""
    while True:
        time.sleep(_AGAIN)
        if not _owed:
            return
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(thread, number)
        else:
            _thread.interrupt_main(number)
