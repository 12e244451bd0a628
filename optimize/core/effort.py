"""How long a search may take, on how many threads, and who hears of its progress."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

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

    def after(self, spent_s: float) -> Effort:
        """Return what is left after so many seconds: hardly any time, but some, where it is over."""
        if self.time_limit_s is None:
            return self
        return dataclasses.replace(self, time_limit_s=max(self.time_limit_s - spent_s, 0.01))
