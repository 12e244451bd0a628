"""How many processor cores this process may use."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


def core_count() -> int:
    """Return how many cores this process may use: those it is bound to, and what a container's limit leaves."""
    bound = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if bound else os.cpu_count() or 1
    return max(1, min(cores, _container_cores(cores)))


def _container_cores(otherwise: int) -> int:
    """Return the whole cores of the control group's limit; without one the number given."""
    with suppress(OSError, ValueError):
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        if quota != "max":
            return round(int(quota) / int(period))
    return otherwise
