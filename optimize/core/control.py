"""What others may tell a solve that goes on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from ...common.arrays import Floats

Enough = Callable[[float, float], bool]
"""Told objective and proven bound of a solve that goes on, either of which may be infinite; True ends it."""


class SolveControl:
    """Ends a solve on another thread, or hands it better values; any thread may."""

    def __init__(self, enough: Enough | None = None) -> None:
        self._enough = enough
        self._stopped = threading.Event()
        # Appending and popping are atomic: an offer made meanwhile is not lost.
        self._offered: deque[Floats] = deque(maxlen=1)

    def stop(self) -> None:
        """Let the solve end with what it has."""
        self._stopped.set()

    def offer(self, values: Floats) -> None:
        """Let the solve go on from these values, by variable, if they are better than its own."""
        self._offered.append(values)

    def tell(self, objective: float, bound: float) -> None:
        """Take in how far the solve is, and let it end if that is enough."""
        if self._enough is not None and self._enough(objective, bound):
            self.stop()

    def stopped(self, timeout_s: float = 0.0) -> bool:
        """Tell whether the solve is to end; wait for it so many seconds at most."""
        return self._stopped.wait(timeout_s)

    def taken(self) -> Floats | None:
        """Return the newest values that were offered and not yet taken; None if there are none."""
        try:
            return self._offered.pop()
        except IndexError:
            return None
