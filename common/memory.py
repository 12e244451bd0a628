"""The memory that this process holds, and what the machine or its container still has."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import psutil

_MB: Final = 2.0**20
_CONTROL_GROUP: Final = Path("/sys/fs/cgroup")


def used_mb() -> float:
    """Return the memory that this process holds, in megabytes."""
    return float(psutil.Process().memory_info().rss) / _MB


def free_mb() -> float:
    """Return the memory that programs may still take without swapping, in megabytes.

    In a container it is what the container's limit leaves.
    """
    return min(float(psutil.virtual_memory().available) / _MB, _container_free_mb())


def _container_free_mb() -> float:
    """Return what the limit of the control group leaves; infinite without one."""
    try:
        limit = (_CONTROL_GROUP / "memory.max").read_text(encoding="ascii").strip()
        used = (_CONTROL_GROUP / "memory.current").read_text(encoding="ascii").strip()
    except OSError:
        return float("inf")
    return float("inf") if limit == "max" else max(0.0, float(limit) - float(used)) / _MB
