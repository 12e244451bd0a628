"""One HiGHS solve: warm start, progress callbacks, and control from other threads."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.guard import HEARTBEAT_S
from .control import SolveControl
from .effort import Deadline

Progress = Callable[[float, float], None]
"""Takes the incumbent's objective and the proven bound, either of which may be infinite."""

_WAIT_S: Final = 0.2
"""Seconds between two checks for Ctrl-C."""

_STDOUT: Final = threading.Lock()
"""Held by the thread that redirects standard output."""


@dataclass(kw_only=True, eq=False)
class HighsRun:
    """Start solution, deadline and callbacks of a solve.

    Parameters
    ----------
    sign
        1 where HiGHS's objective is the model's own, -1 where it is the negative.
    deadline
        When to end; the time spent on building the model counts.
    start
        Feasible solution to start from, by variable of the model.
    progress
        Called when the incumbent improves, and at least every two seconds while there is one.
    control
        Lets other threads end the solve or give it better solutions.
    """

    sign: float
    deadline: Deadline
    start: Floats | None = None
    progress: Progress | None = None
    control: SolveControl | None = None

    def __post_init__(self) -> None:
        """Set the state that changes while the solve runs."""
        self.had_start = self.start is not None
        """Whether HiGHS was given a start solution."""
        self.error: BaseException | None = None
        """What `progress` raised."""
        self._order: Ints = np.empty(0, dtype=np.int64)
        self._told_s = self.deadline.spent_s

    def run(self, highs: Any, order: Ints) -> None:  # noqa: ANN401 - highspy has no types
        """Solve a model that was passed to HiGHS; `order` is the model's variable by HiGHS column."""
        self._order = order
        if self.deadline.limit_s is not None:
            highs.setOptionValue("time_limit", max(self.deadline.left_s, 0.01))
        if self.start is not None:
            numbers = np.arange(len(order), dtype=np.int32)
            highs.setSolution(len(order), numbers, self.start[order])
        if self.progress is not None:
            highs.cbMipImprovingSolution += self._report
            highs.cbMipInterrupt += self._repeat
        if self.control is not None:
            highs.cbSimplexInterrupt += self._end
            highs.cbIpmInterrupt += self._end
            highs.cbMipImprovingSolution += self._check
            highs.cbMipInterrupt += self._check
            highs.cbMipInterrupt += self._end
            highs.cbMipUserSolution += self._give_solution
        if threading.current_thread() is not threading.main_thread():
            # highspy lets only one solve at a time be interrupted; Ctrl-C reaches the main thread alone.
            highs.run()
            return
        highs.HandleUserInterrupt = True
        highs.startSolve()
        ended = False
        while not ended:
            try:
                # Not Thread.join: after an interrupt, Python 3.11 regards a running thread as finished.
                ended, _ = highs.wait(_WAIT_S)
                if self._is_over():
                    highs.cancelSolve()
            except KeyboardInterrupt:
                highs.cancelSolve()

    def raise_error(self) -> None:
        """Raise what `progress` raised, if anything; Ctrl-C has ended the solve, with its incumbent."""
        if self.error is not None and not isinstance(self.error, KeyboardInterrupt):
            raise self.error

    def _is_over(self) -> bool:
        """Return whether another thread, the deadline or an error ends the solve."""
        stopped = self.control is not None and self.control.stopped()
        return stopped or self.error is not None or self.deadline.over

    def _end(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        """Interrupt the solve once it is over."""
        if self._is_over():
            event.interrupt()

    def _check(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        """Check the stopping criterion against objective and bound."""
        if self.control is not None:
            out = event.data_out
            objective, bound = out.objective_function_value, out.mip_dual_bound
            self.control.check(self.sign * objective, self.sign * bound)

    def _give_solution(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        """Pass an offered solution to HiGHS."""
        values = None if self.control is None else self.control.taken()
        if values is not None:
            self.had_start = True
            event.data_in.setSolution(values[self._order])

    def _report(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        """Report objective and bound of an incumbent."""
        self._told_s = self.deadline.spent_s
        if self.progress is None or self.error is not None:
            return
        out = event.data_out
        try:
            self.progress(self.sign * out.objective_function_value, self.sign * out.mip_dual_bound)
        except BaseException as error:  # noqa: BLE001 - HiGHS would take it for its own
            self.error = error

    def _repeat(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        """Report the bound where there was no better incumbent for long."""
        late = self.deadline.spent_s - self._told_s >= HEARTBEAT_S
        if late and np.isfinite(event.data_out.objective_function_value):
            self._report(event)


def silent_highs() -> Any:  # noqa: ANN401 - highspy has no types
    """Return a HiGHS instance that prints nothing, not even its banner."""
    import highspy  # noqa: PLC0415 - not before a model is solved

    with silent_stdout():
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - highspy's own
    return highs


@contextmanager
def silent_stdout() -> Iterator[None]:
    """Suppress HiGHS's banner, which its constructor prints regardless of options."""
    # Without the lock a second thread would save the first one's null device as the output, and restore that.
    with _STDOUT:
        sys.stdout.flush()
        stdout = os.dup(1)
        null_device = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(null_device, 1)
            yield
        finally:
            os.dup2(stdout, 1)
            os.close(stdout)
            os.close(null_device)
