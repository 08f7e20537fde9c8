"""Worker processes that may die at any moment, and their parent too, without anybody waiting for them.

The standard library's pool waits for ever where a worker ends while it sends a large result: all its workers share one pipe, so
the rest of the message never comes and neither does its end. Here each worker has a pipe of its own, which ends with it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Lost(Exception):
    """The process that did a piece of work ended without a word."""


class Task(Generic[Result]):
    """A piece of work and what became of it."""

    def __init__(self, work: Callable[[Any], Result], part: Any) -> None:
        self.work, self.part = work, part
        self.done = threading.Event()
        self.value: Result | None = None
        self.fault: BaseException | None = None

    def end(self, value: Result | None, fault: BaseException | None) -> None:
        """Tells whoever waits for it."""
        self.value, self.fault = value, fault
        self.done.set()


class Pool:
    """That many processes, each begun with `begin(*given)`; `method` as in `multiprocessing`, None for the usual one."""

    def __init__(self, begin: Callable[..., None], given: tuple[Any, ...], processes: int, method: str | None) -> None:
        if method is None and "fork" in multiprocessing.get_all_start_methods() and os.uname().sysname == "Linux":
            method = "fork"  # elsewhere threads of the system's own libraries make it unsafe
        self._begin, self._given, self._wanted = begin, given, processes
        self._context: Any = multiprocessing.get_context(method)
        self._tasks: SimpleQueue[Task[Any] | None] = SimpleQueue()
        self._workers: list[tuple[BaseProcess, Connection, threading.Thread]] = []

    def submit(self, work: Callable[[Any], Result], part: Any) -> Task[Result]:
        """Has a piece of work done by the next process that is free."""
        task = Task(work, part)
        self._tasks.put(task)
        self._fill()
        return task

    def result(self, task: Task[Result]) -> Result:
        """What the work gave, once it is done. Raises: Lost; whatever the work raised."""
        while not task.done.wait(0.1):
            self._fill()
        if task.fault is not None:
            raise task.fault
        return task.value  # type: ignore[return-value]

    def close(self) -> None:
        """Ends the workers at once; what they were doing is lost. A milder signal could be lost in a worker that is just starting."""
        with _undisturbed():
            for process, _, _ in self._workers:
                process.kill()
                self._tasks.put(None)
            for process, _, thread in self._workers:
                process.join()
                thread.join()
            for _, connection, _ in self._workers:
                connection.close()
            self._workers.clear()

    def _fill(self) -> None:
        """Starts what processes are missing: at first all, later those that died. It is done by this thread alone, since it may fork."""
        with _undisturbed():
            self._workers = [worker for worker in self._workers if worker[2].is_alive()]
            while len(self._workers) < self._wanted:
                ours, theirs = self._context.Pipe()
                process = self._context.Process(target=_work, args=(theirs, self._begin, self._given), daemon=True)
                process.start()
                theirs.close()  # so that the pipe ends with the process, which alone holds this end of it
                thread = threading.Thread(target=_serve, args=(ours, self._tasks), daemon=True)
                self._workers.append((process, ours, thread))
                thread.start()


def _serve(connection: Connection, tasks: SimpleQueue[Task[Any] | None]) -> None:
    """Gives one process its work and takes what comes of it, until the process has died or there is no more work."""
    while (task := tasks.get()) is not None:
        try:
            connection.send((task.work, task.part))
            answer = connection.recv()
        except (EOFError, OSError):
            task.end(None, Lost())
            return
        except BaseException as fault:  # what cannot be sent or unpacked
            task.end(None, fault)
            return
        task.end(*answer)


def _work(connection: Connection, begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    """The life of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    begin(*given)
    gc.set_threshold(50_000)  # as the commands have it: a spawned process begins with the usual one
    gc.freeze()  # what the parent loaded is not looked at, and so stays shared with it
    with suppress(EOFError, OSError):
        while True:
            work, part = connection.recv()
            try:
                answer: tuple[Any, Exception | None] = work(part), None
            except Exception as fault:
                answer = None, fault
            connection.send(answer)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Puts off Ctrl-C and the wish to end until processes are all known, or all gone."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
