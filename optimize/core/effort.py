"""Time limit, number of threads and progress report of a search."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from ...common.amounts import as_numbers
from ...common.compiled import compiling_s
from ...common.guard import Guard
from .control import SolveControl

DIAGNOSIS_S: Final = 10.0
"""Time limit in seconds of each solve of an infeasibility diagnosis; what is proven by then is reported."""

Report = Callable[[str], None]
Ended = Literal["stopped by time", "stopped by memory", "stopped by user"]


def say_nothing(_: str) -> None:
    """Discard a progress report."""


def now_s() -> float:
    """Return the seconds of the clock: the one place where it is read.

    It stands still while loops are compiled, once on each machine: a time limit is for the search.
    """
    return time.perf_counter() - compiling_s()


@dataclass(frozen=True, kw_only=True)
class Effort:
    """Time limit, threads and progress report of a solve.

    Parameters
    ----------
    time_limit_s
        Seconds after which the incumbent is returned with its bound; None for no limit.
    threads
        Maximum number of threads; None for all cores.
    report
        Called with one line of text when there is progress, and at least every two seconds.
    memory_limit_mb
        Megabytes that a search may take beyond what the process holds when it begins; then the incumbent is
        returned with its bound. None for half of what is free.
    guard
        What ends the search before its time; made where a solve begins, see `watched`.
    """

    time_limit_s: float | None = None
    threads: int | None = None
    report: Report = say_nothing
    memory_limit_mb: float | None = None
    guard: Guard | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        as_numbers(self, whole=["threads"], real=["time_limit_s", "memory_limit_mb"])

    def until(self, deadline: Deadline, *, at_least_s: float = 0.01) -> Effort:
        """Return the same with the time left until a deadline as its limit: at least `at_least_s` seconds."""
        return dataclasses.replace(
            self, time_limit_s=deadline.solver_limit_s(at_least_s=at_least_s)
        )

    def share(self, fraction: float) -> Effort:
        """Return the same with this share of the time limit."""
        if self.time_limit_s is None:
            return self
        return dataclasses.replace(self, time_limit_s=fraction * self.time_limit_s)

    def diagnosing(self) -> Effort:
        """Return the same with the time limit of one solve of a diagnosis, at most this one's."""
        least = DIAGNOSIS_S if self.time_limit_s is None else min(DIAGNOSIS_S, self.time_limit_s)
        return dataclasses.replace(self, time_limit_s=least)

    def control(self) -> SolveControl:
        """Return a control of one solve, which the guard ends."""
        return SolveControl(guard=self.guard)

    def enter(self, phase: str) -> None:
        """Say which phase of the search begins."""
        if self.guard is not None:
            self.guard.enter(phase)


@dataclass(frozen=True)
class Deadline:
    """When a search ends: its time limit from its start on, and what ends it before.

    Parameters
    ----------
    began_s
        Start, in seconds of `time.perf_counter`.
    limit_s
        Time limit in seconds from the start; None for no limit.
    guard
        What ends the search before its time.
    """

    began_s: float
    limit_s: float | None = None
    guard: Guard | None = field(default=None, repr=False)

    @classmethod
    def of(cls, effort: Effort | None = None, *, spent_s: float = 0.0) -> Deadline:
        """Start now, or `spent_s` seconds ago; without an effort there is no limit."""
        effort = effort or Effort()
        return cls(now_s() - spent_s, effort.time_limit_s, effort.guard)

    @property
    def spent_s(self) -> float:
        """Seconds since the start, to the nanosecond."""
        return round(now_s() - self.began_s, 9)

    @property
    def left_s(self) -> float:
        """Seconds until the deadline, negative after it; infinite without a limit."""
        return np.inf if self.limit_s is None else self.limit_s - self.spent_s

    @property
    def over(self) -> bool:
        """Whether the deadline has passed, or the search is stopped."""
        return self.ended is not None

    @property
    def ended(self) -> Ended | None:
        """Why the search is to end; None while it may go on."""
        stopped = None if self.guard is None else self.guard.check()
        return stopped or ("stopped by time" if self.left_s < 0 else None)

    def share(self, fraction: float) -> Deadline:
        """Return the deadline after this share of the time limit; none without a limit."""
        if self.limit_s is None:
            return self
        return dataclasses.replace(self, limit_s=fraction * self.limit_s)

    def ending_in(self, seconds: float) -> Deadline:
        """Return a deadline this many seconds from now."""
        return dataclasses.replace(self, limit_s=self.spent_s + seconds)

    def solver_limit_s(self, *, at_least_s: float = 0.01) -> float | None:
        """Return a solver's time limit: the seconds left, at least `at_least_s`; None without a limit."""
        return None if self.limit_s is None else max(self.left_s, at_least_s)


NO_DEADLINE: Final = Deadline(began_s=0.0)
"""No time limit."""
