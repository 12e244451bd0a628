"""How far a stage is, from what it was expected to take and how fast the stages before it were."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ...common.stage import Stage

Clock = Callable[[], float]

_FULL: Final = 0.99
"""A stage that takes longer than expected stays below its end: only the next one tells that it is over."""

_KNOWN_S: Final = 2.0
"""Shorter stages say little about a machine's speed."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """The stage that runs.

    Parameters
    ----------
    text
        Its name.
    began_s
        When it began, in seconds since the first one.
    expected_s
        What it takes on this machine, about; None where nobody knows.
    job
        What it belongs to, where several jobs go on at once; empty where there is one alone.
    """

    text: str
    began_s: float
    expected_s: float | None
    job: str = ""

    def share(self, now_s: float) -> float | None:
        """Return which part of it is done, about; None where nobody knows."""
        if not self.expected_s:
            return None
        return min(_FULL, max(0.0, now_s - self.began_s) / self.expected_s)

    def left(self, now_s: float) -> str:
        """Return what is left as text; nothing where nobody knows."""
        if not self.expected_s:
            return ""
        left_s = self.expected_s - (now_s - self.began_s)
        if left_s < 0:
            return "longer than expected"
        return f"about {max(1.0, left_s):.0f} s left"


class StageClock:
    """Times stages one after the other, and learns from each how fast the machine is.

    Of jobs that go on at once each has a stage of its own; a stage of no job ends them all.

    Parameters
    ----------
    clock
        Tells seconds.
    """

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self._first_s = clock()
        self._running: dict[str, tuple[Running, float]] = {}
        """By job the stage that runs, and the seconds that it usually takes."""
        self._expected_s = self._taken_s = 0.0

    @property
    def now_s(self) -> float:
        """Seconds since the first stage."""
        return self._clock() - self._first_s

    def begin(self, line: str) -> Running:
        """End the stage before, of the same job, and return the one that begins."""
        now_s = self.now_s
        stage = line if isinstance(line, Stage) else Stage(line)
        before, usual_s = self._running.pop(stage.job, (None, 0.0))
        if before is not None and usual_s >= _KNOWN_S:
            self._expected_s += usual_s
            self._taken_s += now_s - before.began_s
        expected_s = None if stage.seconds is None else stage.seconds * self._pace
        begun = Running(text=str(line), began_s=now_s, expected_s=expected_s, job=stage.job)
        if not stage.job:
            self._running.clear()
        self._running.pop("", None)
        if not stage.is_last:
            self._running[stage.job] = begun, stage.seconds or 0.0
        return begun

    @property
    def running(self) -> list[Running]:
        """The stages that run: one, or one for each job."""
        return [stage for stage, _ in self._running.values()]

    @property
    def _pace(self) -> float:
        """How many times as long as usual stages take here."""
        return self._taken_s / self._expected_s if self._expected_s else 1.0
