"""What a worker process does: it answers the jobs whose numbers it is told, and passes progress on."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, Final

from ...common.errors import HalfhourError
from ...common.memory import SHARERS
from ...common.stage import Stage
from .relay import Relay
from .same_objects import pickled

LINE: Final = "line"
ANSWER: Final = "answer"
ERROR: Final = "error"
INTERRUPTED: Final = "interrupted"
"""What a message is: a line of progress, a job's answer, what it raised, or that Ctrl-C ended it."""

_PARENT_DIED: Final = 1
"""Linux's PR_SET_PDEATHSIG."""

_AGAIN_S: Final = 1.0
"""A terminal interrupts workers and the process that started them, which passes it on: it counts once."""


@dataclass(frozen=True)
class Job:
    """A piece of work that depends on no other.

    Parameters
    ----------
    name
        What its lines of progress begin with.
    work
        Does it.
    """

    name: str
    work: Callable[[], Any]


def serve(
    connection: Connection, jobs: Sequence[Job], relay: Relay, same: Sequence[object], sharers: int
) -> None:
    """Answer jobs until None comes instead of a number.

    Parameters
    ----------
    connection
        To the process that started this one.
    jobs, relay, same
        That process's own, which this one has a copy of.
    sharers
        How many processes share the memory.
    """
    _end_with(os.getppid())
    _keep_to_one_thread()
    SHARERS.set(sharers)
    messages = _Messages(connection)
    messages.set_signals()
    relay.report = lambda line: messages.send(LINE, (str(line), _seconds(line)))
    try:
        while (number := connection.recv()) is not None:
            kind, content = _answer(jobs[number], same)
            messages.send(kind, content)
            if kind == INTERRUPTED:
                return
    except KeyboardInterrupt:
        # Between two jobs.
        messages.send(INTERRUPTED, None)
    except (EOFError, OSError):
        # Nobody is there any more who waits for an answer.
        return


class _Messages:
    """Sends whole messages: a signal that comes while one is sent waits for its end.

    Parameters
    ----------
    connection
        To the process that started this one.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self._sending = False
        self._held: BaseException | None = None
        self._interrupted_s = -_AGAIN_S

    def send(self, kind: str, content: object) -> None:
        """Send a message; safe to call from any thread."""
        with self._lock:
            # Signals are handled by the main thread alone.
            self._sending = threading.current_thread() is threading.main_thread()
            try:
                self._connection.send((kind, content))
            finally:
                self._sending = False
        held, self._held = self._held, None
        if held is not None:
            raise held

    def set_signals(self) -> None:
        """Let Ctrl-C raise KeyboardInterrupt, and let the end of this process clean up."""
        signal.signal(signal.SIGINT, self._interrupt)
        signal.signal(signal.SIGTERM, self._end)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        now_s = time.monotonic()
        if now_s - self._interrupted_s >= _AGAIN_S:
            self._interrupted_s = now_s
            self._raise(KeyboardInterrupt())

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._raise(SystemExit(1))

    def _raise(self, error: BaseException) -> None:
        if not self._sending:
            raise error
        self._held = error


def _answer(job: Job, same: Sequence[object]) -> tuple[str, object]:
    """Return a job's answer or its error as a message."""
    try:
        return ANSWER, pickled(job.work(), same)
    except KeyboardInterrupt:
        return INTERRUPTED, None
    except Exception as error:  # noqa: BLE001 - raised again by the process that waits
        return ERROR, _pickled_error(error)


def _pickled_error(error: Exception) -> bytes:
    if not isinstance(error, HalfhourError):
        # Where it was raised is not seen from the process that raises it again.
        error.add_note("".join(traceback.format_exception(error)))
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301 - made a line above
    except Exception:  # noqa: BLE001 - errors of other libraries may hold anything
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.__notes__ = list(getattr(error, "__notes__", []))
        data = pickle.dumps(told)
    return data


def _seconds(line: str) -> float | None:
    return line.seconds if isinstance(line, Stage) else None


def _keep_to_one_thread() -> None:
    """Let OpenMP start no threads: after a fork it would wait for ever for those of the first process.

    Of what Halfhour uses scikit-learn alone has it. Where that is not loaded yet, there is nothing to wait for.
    """
    threads = sys.modules.get("threadpoolctl")
    if threads is not None:
        threads.threadpool_limits(1, user_api="openmp")


def _end_with(parent: int) -> None:
    """Let the system end this process when the one that started it ends, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DIED, int(signal.SIGTERM))
        if os.getppid() != parent:
            raise SystemExit(1)
