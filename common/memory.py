"""The memory that this process holds, and what the machine or its container still has."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Final

import psutil

SHARERS: ContextVar[int] = ContextVar("sharers", default=1)
"""How many processes of one run share the free memory."""

_MB: Final = 2.0**20
_CONTROL_GROUP: Final = Path("/sys/fs/cgroup")
_FILES: Final = ("active_file", "inactive_file")


def used_mb() -> float:
    """Return the memory that this process holds, in megabytes."""
    return float(psutil.Process().memory_info().rss) / _MB


def free_mb() -> float:
    """Return the memory that programs may still take without swapping, in megabytes.

    In a container it is what the container's limit leaves.
    """
    return min(float(psutil.virtual_memory().available) / _MB, _container_free_mb())


def _container_free_mb() -> float:
    """Return what the limit of the control group leaves; infinite without one.

    Files that the system keeps in memory count as used there, though it gives their room back when asked.
    """
    try:
        limit = _said("memory.max").strip()
        if limit == "max":
            return float("inf")
        used = float(_said("memory.current"))
        lines = (line.split() for line in _said("memory.stat").splitlines())
        files = sum(float(size) for name, size in lines if name in _FILES)
    except (OSError, ValueError):
        return float("inf")
    return max(0.0, float(limit) - max(0.0, used - files)) / _MB


def _said(name: str) -> str:
    return (_CONTROL_GROUP / name).read_text(encoding="ascii")
