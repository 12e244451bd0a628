"""What ends a search beside its time limit: Ctrl-C, memory, or an error of the caller's progress report."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Literal

from .memory import SHARERS, free_mb, used_mb

Stop = Literal["stopped by user", "stopped by memory"]

HEARTBEAT_S: Final = 2.0
"""A search that goes on reports at least this often, in seconds."""

_MEMORY_S: Final = 0.1
"""Seconds between two looks at the memory in use."""

_FREE_SHARE: Final = 0.5
"""Share of the free memory that a search may take where the caller gives no limit."""


class Guard:
    """Ends a search, and passes its progress on; safe to use from any thread.

    A search asks often whether it is to end; that is also when memory is looked at, and when a line is
    repeated that would otherwise leave the caller without news.

    Parameters
    ----------
    report
        The caller's progress report.
    now_s
        The clock.
    memory_limit_mb
        Megabytes that the search may take beyond what the process holds now; None for half of what is free.
    """

    def __init__(
        self,
        report: Callable[[str], None],
        now_s: Callable[[], float],
        memory_limit_mb: float | None = None,
    ) -> None:
        """Start with nothing that ends the search."""
        if memory_limit_mb is None:
            memory_limit_mb = _FREE_SHARE * free_mb() / SHARERS.get()
        self._report, self._now_s = report, now_s
        self._most_mb = used_mb() + memory_limit_mb
        self._lock = threading.RLock()
        self._phase, self._line = "", "no plan yet, no bound yet"
        self._told_s = self._looked_s = now_s()
        self._telling = False
        self.stopped: Stop | None = None
        """Why the search is to end; None while it may go on."""
        self.error: BaseException | None = None
        """What the caller's report raised; the search ends, and this is raised from it."""

    def stop(self, why: Stop) -> None:
        """End the search; the first reason stays."""
        self.stopped = self.stopped or why

    def enter(self, phase: str) -> None:
        """Set the phase that lines are reported with."""
        self._phase = phase
        self.check()

    def report(self, line: str) -> None:
        """Pass a line with best and bound on.

        Ctrl-C in the caller's report ends the search. So does any other exception, which `raise_error` raises
        at its end: a solver would swallow it, or take it for its own.
        """
        with self._lock:
            self._line = line
            self._tell()

    def check(self) -> Stop | None:
        """Return why the search is to end, after a look at memory and at the time of the last line."""
        now_s = self._now_s()
        if now_s - self._looked_s >= _MEMORY_S:
            self._looked_s = now_s
            if used_mb() > self._most_mb:
                self.stop("stopped by memory")
        if now_s - self._told_s >= HEARTBEAT_S and self._lock.acquire(blocking=False):
            try:
                self._tell()
            finally:
                self._lock.release()
        return self.stopped

    def raise_error(self) -> None:
        """Raise what the caller's report raised, if anything."""
        if self.error is not None:
            raise self.error

    def _tell(self) -> None:
        """Call the caller's report with phase and line, unless it is being called."""
        self._told_s = self._now_s()
        if self._telling or self.error is not None:
            return
        self._telling = True
        try:
            self._report(f"{self._phase}: {self._line}" if self._phase else self._line)
        except KeyboardInterrupt:
            self.stop("stopped by user")
        except BaseException as error:  # noqa: BLE001 - raised again by `raise_error`
            self.error = error
            self.stop("stopped by user")
        finally:
            self._telling = False
