"""Jobs that do not depend on each other, answered by several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, Final

from ...common.errors import HalfhourError
from ...common.stage import Stage
from .relay import Relay
from .same_objects import unpickled
from .worker import ANSWER, ERROR, INTERRUPTED, LINE, Job, serve

_END_S: Final = 5.0
"""Seconds that a worker has to clean up before it is killed."""

_AGAIN_S: Final = 10.0
"""Seconds after Ctrl-C until which searches have their time to end; later another one ends the program."""

_INTERRUPTED_S: Final = 1.0
"""Seconds that workers have to clean up after Ctrl-C before they are told to end: those that search do not."""


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    number: int | None = None
    """The job that it works at."""


def answers_of(
    jobs: Sequence[Job], *, processes: int, relay: Relay, same: Sequence[object] = ()
) -> list[Any]:
    """Return the answers of jobs in their order.

    With one process they are answered here, one after the other. With more, workers are made by fork, so that
    all that is in memory is theirs too, without a copy; answers come back through pipes.
    If jobs fail, the error of the first of them in their order is raised, as if they had been answered one
    after the other; later ones are ended.

    Parameters
    ----------
    jobs
        The jobs.
    processes
        How many processes may run: see `worker_count`.
    relay
        What the jobs report to.
    same
        Objects that answers may hold and that stay this process's own: see `parts_of`.

    Raises
    ------
    HalfhourError
        If a worker is killed, or what a job raises.
    KeyboardInterrupt
        If Ctrl-C comes while a job writes. Searches end with what they have found, and their jobs go on; ten
        seconds later another one is raised in any case.
    """
    run = _Run(jobs, relay, same)
    if processes < 2 or len(jobs) < 2 or not run.start(min(processes, len(jobs))):
        return [job.work() for job in jobs]
    return run.answers()


class _Run:
    def __init__(self, jobs: Sequence[Job], relay: Relay, same: Sequence[object]) -> None:
        self._jobs, self._relay, self._same = jobs, relay, same
        self._waiting = deque(range(len(jobs)))
        self._found: dict[int, Any] = {}
        self._failed: dict[int, BaseException] = {}
        self._workers: list[_Worker] = []

    def start(self, count: int) -> bool:
        """Start workers; where the system refuses some there are fewer, and False says that there is none."""
        context = multiprocessing.get_context("fork")
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=serve,
                args=(theirs, self._jobs, self._relay, self._same, count),
                name="halfhour worker",
            )
            try:
                with warnings.catch_warnings():
                    # Other threads only draw progress: no lock of theirs is taken in a worker.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    process.start()
            except OSError:
                ours.close()
                break
            except BaseException:
                self._end()
                raise
            finally:
                theirs.close()
            self._workers.append(_Worker(process, ours))
        return bool(self._workers)

    def answers(self) -> list[Any]:
        """Hand the jobs out until all are answered, or one fails."""
        try:
            with self._interrupts():
                for worker in list(self._workers):
                    self._hand_out(worker)
                while self._workers:
                    self._listen()
        except KeyboardInterrupt:
            until_s = time.monotonic() + _INTERRUPTED_S
            for worker in self._workers:
                worker.process.join(max(0.0, until_s - time.monotonic()))
            raise
        finally:
            self._end()
        if self._failed:
            raise self._failed[min(self._failed)]
        return [self._found[number] for number in range(len(self._jobs))]

    def _hand_out(self, worker: _Worker) -> None:
        """Give a worker its next job; without one it is done."""
        if self._waiting and not self._failed:
            worker.number = self._waiting.popleft()
            # A worker that was killed is noticed by its end of the pipe.
            with suppress(OSError):
                worker.connection.send(worker.number)
            return
        worker.number = None
        with suppress(OSError):
            worker.connection.send(None)
        self._workers.remove(worker)
        _wait_for(worker)

    def _listen(self) -> None:
        """Wait for messages, and act on those that have come."""
        ready = wait([worker.connection for worker in self._workers])
        for worker in [one for one in self._workers if one.connection in ready]:
            if worker not in self._workers:
                # Ended, since another one's job has failed.
                continue
            try:
                kind, content = worker.connection.recv()
            except (EOFError, OSError):
                self._fail(worker, _killed(worker, self._jobs))
                continue
            self._take(worker, kind, content)

    def _take(self, worker: _Worker, kind: str, content: Any) -> None:  # noqa: ANN401 - as its kind says
        if kind == INTERRUPTED:
            raise KeyboardInterrupt
        assert worker.number is not None  # noqa: S101 - only who works has anything to say
        name = self._jobs[worker.number].name
        if kind == LINE:
            text, seconds = content
            begun = text if text.startswith(f"{name}: ") else f"{name}: {text}"
            self._relay(Stage(begun, seconds=seconds, job=name))
        elif kind == ERROR:
            self._fail(worker, pickle.loads(content))  # noqa: S301 - of our own worker
        elif kind == ANSWER:
            self._found[worker.number] = unpickled(content, self._same)
            self._relay(Stage(f"{name}: written", job=name, is_last=True))
            self._hand_out(worker)

    def _fail(self, worker: _Worker, error: BaseException) -> None:
        """Keep an error; jobs before it go on, since one of them may fail as well, and later ones end."""
        number = -1 if worker.number is None else worker.number
        self._failed[number] = error
        later = [one for one in self._workers if one.number is None or one.number >= number]
        _end(later)
        self._workers = [one for one in self._workers if one not in later]

    def _end(self) -> None:
        """End all workers that are left."""
        _end(self._workers)
        self._workers = []

    @contextmanager
    def _interrupts(self) -> Iterator[None]:
        """Pass Ctrl-C on to the workers, which know whether they search or write."""
        before = signal.getsignal(signal.SIGINT)
        if threading.current_thread() is not threading.main_thread() or not callable(before):
            yield
            return
        asked = before
        pressed: list[float] = []

        def press(number: int, frame: FrameType | None) -> None:
            try:
                asked(number, frame)
            except KeyboardInterrupt:
                if pressed and time.monotonic() - pressed[0] > _AGAIN_S:
                    raise
                pressed.append(time.monotonic())
                for worker in self._workers:
                    _signal(worker.process, signal.SIGINT)

        signal.signal(signal.SIGINT, press)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def _end(workers: Sequence[_Worker]) -> None:
    for worker in workers:
        _signal(worker.process, signal.SIGTERM)
    for worker in workers:
        _wait_for(worker)


def _wait_for(worker: _Worker) -> None:
    # Who is about to send would wait for ever to be read.
    worker.connection.close()
    worker.process.join(_END_S)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _signal(process: BaseProcess, number: int) -> None:
    if process.pid is not None and process.is_alive():
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _killed(worker: _Worker, jobs: Sequence[Job]) -> HalfhourError:
    worker.process.join(_END_S)
    code = worker.process.exitcode
    how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
    name = "" if worker.number is None else f"{jobs[worker.number].name}: "
    return HalfhourError(
        f"{name}its process was ended {how} before it had an answer, perhaps for want of memory. "
        "Answer one scenario after the other: --jobs 1 (in Python jobs=1)."
    )
