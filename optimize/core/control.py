"""Control of a running solve from other threads: stop it, or give it a better solution."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from ...common.arrays import Floats
from ...common.guard import Guard

Enough = Callable[[float, float], bool]
"""Stopping criterion: takes objective and proven bound, each of which may be infinite; True ends the solve."""


class SolveControl:
    """Stops a solve on another thread, or gives it better solutions; safe to call from any thread."""

    def __init__(self, enough: Enough | None = None, *, guard: Guard | None = None) -> None:
        """Set the stopping criterion; without one the solve ends only by `stop`, or by the guard."""
        self._enough, self.guard = enough, guard
        self._stopped = threading.Event()
        # Appending and popping are atomic: a solution offered concurrently is not lost.
        self._offered: deque[Floats] = deque(maxlen=1)

    def stop(self) -> None:
        """End the solve with its current incumbent."""
        self._stopped.set()

    def offer(self, values: Floats) -> None:
        """Offer a feasible solution, by variable; the solve takes it if it is better than its incumbent."""
        self._offered.append(values)

    def check(self, objective: float, bound: float) -> None:
        """Check the stopping criterion against objective and bound, and stop the solve if it holds."""
        if self._enough is not None and self._enough(objective, bound):
            self.stop()

    def stopped(self, timeout_s: float = 0.0) -> bool:
        """Return whether the solve is to end; wait for that up to `timeout_s` seconds."""
        if self.guard is not None and self.guard.check() is not None:
            self._stopped.set()
        return self._stopped.wait(timeout_s) if timeout_s else self._stopped.is_set()

    def taken(self) -> Floats | None:
        """Return and remove the latest offered solution; None if there is none."""
        try:
            return self._offered.pop()
        except IndexError:
            return None
