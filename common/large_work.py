"""Large work is announced before it begins, and refused where it cannot fit into the memory that is free."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from .errors import Fault, InputError
from .memory import free_mb
from .stage import Stage, named

Report = Callable[[str], None]
"""Is called with one line of text when a stage begins: a `Stage` where it is known how long it takes."""

SECONDS_SAID: Final = 60.0
MEMORY_SHARE_SAID: Final = 0.5
"""Stages that take more seconds, or more of the free memory, are announced."""

COARSER_FIX: Final = (
    "plan with coarser cells (`people:` with a `cell_m:`, such as 1000), or a part (`area:`)"
)
"""What to do where a study has more cells than can be planned."""


def say_nothing(_: str) -> None:
    """Report to nobody."""


def reports_of(name: str, report: Report) -> Report:
    """Return a report whose lines begin with a name, such as a service's or a scenario's."""

    def say(line: str) -> None:
        report(named(name, line))

    return say


@dataclass(frozen=True, kw_only=True)
class StageEstimate:
    """What a stage is expected to take, about.

    Parameters
    ----------
    stage
        What is done, such as ``"reading cells.csv"``.
    file
        The file, or the table, that makes it large.
    counts
        How many of what, such as ``{"cells": 2_000_000}``.
    memory_mb
        Megabytes that it takes besides what is held already.
    seconds
        Seconds that it takes.
    fix
        What to do where it does not fit.
    is_guess
        Whether the megabytes were never measured: then they are said, and refuse nothing.
    """

    stage: str
    file: str
    counts: Mapping[str, int]
    memory_mb: float
    seconds: float
    fix: str
    is_guess: bool = False

    @property
    def size(self) -> str:
        """The counts as text, such as ``2,000,000 cells, 500 sites``."""
        return ", ".join(f"{number:,} {what}" for what, number in self.counts.items())


def announce(estimate: StageEstimate, report: Report = say_nothing) -> None:
    """Say how large a stage is if it is large, and refuse it if it cannot fit.

    Parameters
    ----------
    estimate
        What the stage is expected to take.
    report
        Is told of a stage of more than `SECONDS_SAID`, or of more than `MEMORY_SHARE_SAID` of the free memory.

    Raises
    ------
    InputError
        If it needs more memory than is free, and this is no guess.
    """
    free = free_mb()
    need = (
        f"{estimate.size} need about {_about(estimate.memory_mb)} MB, and {free:,.0f} MB are free"
    )
    if estimate.memory_mb > free and not estimate.is_guess:
        raise InputError(
            Fault(
                file=estimate.file,
                cause=f"{estimate.stage} does not fit into memory: {need}",
                fix=f"{estimate.fix}, or use a machine with more memory",
            )
        )
    if estimate.seconds > SECONDS_SAID or estimate.memory_mb > MEMORY_SHARE_SAID * free:
        line = f"{estimate.stage}: {need}; it takes about {_duration(estimate.seconds)}"
        report(Stage(line, seconds=estimate.seconds))


def begin(estimate: StageEstimate, report: Report) -> None:
    """Report that a stage begins, with the seconds that it takes, and `announce` it."""
    report(Stage(estimate.stage, seconds=estimate.seconds))
    announce(estimate, report)


def _about(amount: float) -> str:
    """Return an amount with two digits, rounded up: an estimate has no more."""
    whole = max(1, math.ceil(amount))
    step = 10 ** max(0, len(str(whole)) - 2)
    return f"{-(-whole // step) * step:,}"


def _duration(seconds: float) -> str:
    return f"{_about(seconds)} s" if seconds < 100 else f"{_about(seconds / 60)} min"
