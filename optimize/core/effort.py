"""Time limit, number of threads and progress report of a search."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

DIAGNOSIS_S: Final = 10.0
"""Time limit in seconds of each solve of an infeasibility diagnosis; what is proven by then is reported."""

Report = Callable[[str], None]


def say_nothing(_: str) -> None:
    """Discard a progress report."""


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
        Called with one line of text when there is progress.
    """

    time_limit_s: float | None = None
    threads: int | None = None
    report: Report = say_nothing

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


@dataclass(frozen=True)
class Deadline:
    """Start and time limit of a search: the one place where the clock is read.

    Parameters
    ----------
    began_s
        Start, in seconds of `time.perf_counter`.
    limit_s
        Time limit in seconds from the start; None for no limit.
    """

    began_s: float
    limit_s: float | None = None

    @classmethod
    def of(cls, effort: Effort | None = None, *, spent_s: float = 0.0) -> Deadline:
        """Start now, or `spent_s` seconds ago; without an effort there is no limit."""
        limit_s = None if effort is None else effort.time_limit_s
        return cls(time.perf_counter() - spent_s, limit_s)

    @property
    def spent_s(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began_s

    @property
    def left_s(self) -> float:
        """Seconds until the deadline, negative after it; infinite without a limit."""
        return np.inf if self.limit_s is None else self.limit_s - self.spent_s

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return self.left_s < 0

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
