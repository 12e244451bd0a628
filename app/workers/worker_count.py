"""How many processes answer a study's scenarios at once."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from typing import Final

from ...common.cores import core_count
from ...common.errors import Fault, InputError
from ...common.memory import free_mb

JOBS_VARIABLE: Final = "HALFHOUR_JOBS"
"""Environment variable: how many scenarios are answered at once."""

_FREE_SHARE: Final = 0.6
"""Share of the free memory that all may take: estimates are rough, and others take memory meanwhile."""

_PROCESS_MB: Final = 150.0
"""What a worker takes by itself: pages of memory are copied when it first writes to them."""


def asked_jobs(jobs: int | None) -> int:
    """Return how many scenarios are to be answered at once: a number, the environment's, or that of cores.

    Raises
    ------
    InputError
        If it is no whole number, 1 or more.
    """
    if jobs is None:
        text = os.environ.get(JOBS_VARIABLE, "").strip()
        if not text:
            return core_count()
        if text.isdecimal() and int(text) >= 1:
            return int(text)
    elif isinstance(jobs, int) and not isinstance(jobs, bool) and jobs >= 1:
        return jobs
    raise InputError(
        Fault(
            file="jobs" if jobs is not None else JOBS_VARIABLE,
            value=text if jobs is None else jobs,
            cause="is no number of scenarios at once",
            fix="write a whole number, 1 or more, or leave it out for the number of cores",
        )
    )


def worker_count(needs_mb: Sequence[float], most: int) -> int:
    """Return how many processes answer jobs at once; 1 where they are answered here, one after the other.

    Parameters
    ----------
    needs_mb
        Megabytes that each job takes beyond what is in memory already.
    most
        How many may run at once.
    """
    count = min(most, len(needs_mb))
    if count < 2 or not _can_fork():
        return 1
    left_mb = _FREE_SHARE * free_mb()
    largest = sorted(needs_mb, reverse=True)
    while count > 1 and sum(largest[:count]) + count * _PROCESS_MB > left_mb:
        count -= 1
    return count


def _can_fork() -> bool:
    """Return whether processes can be made that have what this one has.

    On macOS system libraries do not bear it, and Windows has no such thing: there a new process would have to
    read everything again. Daemons of `multiprocessing` may not start processes.
    """
    return sys.platform == "linux" and not multiprocessing.current_process().daemon
