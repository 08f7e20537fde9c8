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
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Given = TypeVar("Given")
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
                process = self._context.Process(
                    target=_work, args=(theirs, self._begin, self._given, gc.get_threshold()), daemon=True
                )
                process.start()
                theirs.close()  # so that the pipe ends with the process, which alone holds this end of it
                thread = threading.Thread(target=_serve, args=(ours, self._tasks), daemon=True)
                self._workers.append((process, ours, thread))
                thread.start()


class Crew:
    """What does work on many parts, a list each: that many processes, each begun with `begin(*given)`, or this one where one is enough."""

    def __init__(self, begin: Callable[..., None], given: tuple[Any, ...], processes: int, method: str | None = None) -> None:
        begin(*given)
        self._begin, self._given, self._method = begin, given, method
        self._pool = self._new(processes) if processes > 1 else None
        self._ahead = 2 * processes

    def _new(self, processes: int) -> Pool:
        return Pool(self._begin, self._given, processes, self._method)

    def close(self) -> None:
        """Ends the processes at once."""
        if self._pool is not None:
            self._pool.close()

    def each(
        self, work: Callable[[list[Item]], Result], parts: Iterable[list[Item]]
    ) -> Iterator[tuple[list[Item], Result | None]]:
        """Each part with the result of `work` on it, in order.

        A part that ends its process is done again item by item; an item that ends its process alone has the result None.
        """
        if self._pool is None:
            for part in parts:
                yield part, work(part)
            return
        waiting: deque[tuple[list[Item], Task[Result]]] = deque()
        source = iter(parts)
        while True:
            for later in islice(source, max(0, self._ahead - len(waiting))):
                waiting.append((later, self._pool.submit(work, later)))
            if not waiting:
                return
            part, task = waiting.popleft()
            try:
                yield part, self._pool.result(task)
            except Lost:
                yield from self._one_by_one(work, part)

    def _one_by_one(self, work: Callable[[list[Item]], Result], part: list[Item]) -> Iterator[tuple[list[Item], Result | None]]:
        pool = self._new(1)
        try:
            for item in part:
                try:
                    yield [item], pool.result(pool.submit(work, [item]))
                except Lost:
                    yield [item], None
        finally:
            pool.close()


@contextmanager
def errands() -> Iterator[Callable[[Callable[[Given], Result], Given], Callable[[], Result]]]:
    """Gives what has a piece of work done in a process of its own, and itself gives what waits for the result.

    Where that process is killed, the work is done here. What is not done at the end is not done at all.
    """
    pools: list[Pool] = []

    def begun(work: Callable[[Given], Result], given: Given) -> Callable[[], Result]:
        pool = Pool(_keep, (given,), 1, None)
        pools.append(pool)
        task: Task[Result] = pool.submit(_do, work)

        def result() -> Result:
            try:
                return pool.result(task)
            except Lost:
                return work(given)

        return result

    try:
        yield begun
    finally:
        for pool in pools:
            pool.close()


_kept: Any = None


def _keep(given: Any) -> None:
    """Keeps in this process what its errand is about: where it was forked, that need not be sent."""
    global _kept
    _kept = given


def _do(work: Callable[[Any], Result]) -> Result:
    """The errand of this process."""
    return work(_kept)


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


def _work(connection: Connection, begin: Callable[..., None], given: tuple[Any, ...], thresholds: tuple[int, int, int]) -> None:
    """The life of a worker process; `thresholds` are those of the parent's garbage collection."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    gc.set_threshold(*thresholds)  # a spawned process begins with the usual ones
    begin(*given)
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
