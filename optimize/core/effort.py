"""How long a search may take and has taken, on how many threads, and who hears of its progress."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

DIAGNOSIS_S: Final = 10.0
"""Seconds that each question of a diagnosis may take; what is proven by then is said."""

Report = Callable[[str], None]


def say_nothing(_: str) -> None:
    """Report to nobody."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long a question may take, and who hears of its progress.

    Parameters
    ----------
    time_limit_s
        Seconds after which the best plan found is given with its bound; None for no limit.
    threads
        How many cores may be used; None for all.
    report
        Called with one line of text when there is progress.
    """

    time_limit_s: float | None = None
    threads: int | None = None
    report: Report = say_nothing

    def until(self, deadline: Deadline, *, at_least_s: float = 0.01) -> Effort:
        """Return the same for what is left until a deadline: hardly any time, but some, where it is over."""
        return dataclasses.replace(
            self, time_limit_s=deadline.solver_limit_s(at_least_s=at_least_s)
        )

    def share(self, part: float) -> Effort:
        """Return the same with a part of the time limit."""
        if self.time_limit_s is None:
            return self
        return dataclasses.replace(self, time_limit_s=part * self.time_limit_s)


@dataclass(frozen=True)
class Deadline:
    """When a search began, and how long it may take: the one place where the clock is read.

    Parameters
    ----------
    began_s
        When it began, as the clock tells it.
    limit_s
        Seconds that it may take from then on; None for no limit.
    """

    began_s: float
    limit_s: float | None = None

    @classmethod
    def of(cls, effort: Effort | None = None, *, spent_s: float = 0.0) -> Deadline:
        """Begin now, or so many seconds ago; without an effort there is no limit."""
        limit_s = None if effort is None else effort.time_limit_s
        return cls(time.perf_counter() - spent_s, limit_s)

    @property
    def spent_s(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.began_s

    @property
    def left_s(self) -> float:
        """Seconds left, negative when it is over; infinite without a limit."""
        return np.inf if self.limit_s is None else self.limit_s - self.spent_s

    @property
    def over(self) -> bool:
        """Whether more time has passed than the limit allows."""
        return self.left_s < 0

    def share(self, part: float) -> Deadline:
        """Return the end of the first part of the whole limit; none without a limit."""
        if self.limit_s is None:
            return self
        return dataclasses.replace(self, limit_s=part * self.limit_s)

    def ending_in(self, seconds: float) -> Deadline:
        """Return another end, so many seconds from now."""
        return dataclasses.replace(self, limit_s=self.spent_s + seconds)

    def solver_limit_s(self, *, at_least_s: float = 0.01) -> float | None:
        """Return how long a solver may still take: a moment where it is over; None without a limit."""
        return None if self.limit_s is None else max(self.left_s, at_least_s)


NO_DEADLINE: Final = Deadline(began_s=0.0)
"""For what ends by itself."""
