"""One solve by HiGHS: begun from a choice, with progress, stopped or improved from outside."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np

from ...common.arrays import Floats, Ints
from .control import SolveControl

Progress = Callable[[float, float], None]
"""Told the best objective so far and the proven bound, either of which may be infinite."""

_WAIT_S: Final = 0.2
"""Seconds between two looks whether Ctrl-C was pressed."""

_STDOUT: Final = threading.Lock()
"""Held by the one who turns our output away."""


@dataclass(kw_only=True, eq=False)
class HighsRun:
    """What a solve begins with and whom it talks to.

    Parameters
    ----------
    sign
        1 where HiGHS's objective is the model's own, -1 where it is the negative.
    until
        Clock (`time.perf_counter`) at which HiGHS stops; infinite for no limit.
    start
        Feasible values to begin with, by the model's variables.
    progress
        Called when a better solution was found.
    control
        Through which other threads may end the solve or hand it better values.
    """

    sign: float
    until: float
    start: Floats | None = None
    progress: Progress | None = None
    control: SolveControl | None = None

    def __post_init__(self) -> None:
        self.handed = self.start is not None
        """Whether HiGHS was given values to go on from."""
        self._order: Ints = np.empty(0, dtype=np.int64)

    def run(self, highs: Any, order: Ints) -> None:  # noqa: ANN401 - highspy has no types
        """Solve a model that was passed to HiGHS, whose columns are these of the model's variables."""
        self._order = order
        if np.isfinite(self.until):
            # What it took to write the model down counts, too.
            highs.setOptionValue("time_limit", max(self.until - time.perf_counter(), 0.01))
        if self.start is not None:
            numbers = np.arange(len(order), dtype=np.int32)
            highs.setSolution(len(order), numbers, self.start[order])
        if self.progress is not None:
            highs.cbMipImprovingSolution += self._tell
        if self.control is not None:
            highs.cbSimplexInterrupt += self._end
            highs.cbMipImprovingSolution += self._heed
            highs.cbMipInterrupt += self._heed
            highs.cbMipInterrupt += self._end
            highs.cbMipUserSolution += self._hand_over
        if threading.current_thread() is not threading.main_thread():
            # highspy lets only one solve at a time be interrupted; Ctrl-C reaches the main thread alone.
            highs.run()
            return
        highs.HandleUserInterrupt = True
        highs.startSolve()
        ended = False
        while not ended:
            try:
                # Not the thread's join: interrupted, Python 3.11 takes a thread that runs for ended.
                ended, _ = highs.wait(_WAIT_S)
            except KeyboardInterrupt:
                highs.cancelSolve()

    def _end(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        if self.control is not None and self.control.stopped():
            event.interrupt()

    def _heed(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        if self.control is not None:
            out = event.data_out
            objective, bound = out.objective_function_value, out.mip_dual_bound
            self.control.tell(self.sign * objective, self.sign * bound)

    def _hand_over(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        values = None if self.control is None else self.control.taken()
        if values is not None:
            self.handed = True
            event.data_in.setSolution(values[self._order])

    def _tell(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        if self.progress is not None:
            out = event.data_out
            self.progress(self.sign * out.objective_function_value, self.sign * out.mip_dual_bound)


def silent_highs() -> Any:  # noqa: ANN401 - highspy has no types
    """Return a HiGHS that prints nothing, not even its banner."""
    with silent_stdout():
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - highspy's own
    return highs


@contextmanager
def silent_stdout() -> Iterator[None]:
    """Keep HiGHS's banner, printed by its constructor whatever is asked for, out of our output."""
    # Of two threads the second would take the first one's nowhere for the output, and leave it so.
    with _STDOUT:
        sys.stdout.flush()
        saved = os.dup(1)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 1)
            yield
        finally:
            os.dup2(saved, 1)
            os.close(saved)
            os.close(nowhere)
