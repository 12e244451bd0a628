"""Memory of this process and of the machine, read from the operating system."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

_MB: Final = 2.0**20
_CONTROL_GROUP: Final = Path("/sys/fs/cgroup")


def used_mb() -> float:
    """Return the memory that this process holds, in megabytes; on macOS the most that it has held."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / _MB
    if sys.platform == "win32":
        return _windows_used_mb()
    import resource  # noqa: PLC0415 - there is none on Windows

    # macOS counts in bytes, the other systems in kilobytes.
    unit = 1.0 if sys.platform == "darwin" else 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MB


def free_mb() -> float:
    """Return the memory that programs may still take without swapping, in megabytes.

    In a container it is what its limit leaves; on macOS half of the machine's memory stands for it.
    """
    if sys.platform == "linux":
        return min(_linux_free_mb(), _container_free_mb())
    if sys.platform == "win32":
        return _windows_free_mb()
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _MB / 2


def _linux_free_mb() -> float:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    sizes = {name: rest.split()[0] for name, _, rest in (line.partition(":") for line in lines)}
    return float(sizes["MemAvailable"]) / 1024


def _container_free_mb() -> float:
    """Return what the limit of the control group leaves; infinite without one."""
    try:
        limit = (_CONTROL_GROUP / "memory.max").read_text(encoding="ascii").strip()
        used = (_CONTROL_GROUP / "memory.current").read_text(encoding="ascii").strip()
    except OSError:
        return float("inf")
    return float("inf") if limit == "max" else max(0.0, float(limit) - float(used)) / _MB


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of Windows."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "free", "total_page", "free_page")),
        *((name, ctypes.c_uint64) for name in ("total_virtual", "free_virtual", "extended")),
    )


class _ProcessMemory(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of Windows."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("faults", ctypes.c_uint32),
        ("peak", ctypes.c_size_t),
        ("used", ctypes.c_size_t),
        *((f"pool{number}", ctypes.c_size_t) for number in range(4)),
        ("page_file", ctypes.c_size_t),
        ("peak_page_file", ctypes.c_size_t),
    )


def _windows_used_mb() -> float:
    kernel = ctypes.CDLL("kernel32.dll")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.K32GetProcessMemoryInfo.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)
    counters = _ProcessMemory(size=ctypes.sizeof(_ProcessMemory))
    kernel.K32GetProcessMemoryInfo(
        kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size
    )
    return float(counters.used) / _MB


def _windows_free_mb() -> float:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    ctypes.CDLL("kernel32.dll").GlobalMemoryStatusEx(ctypes.byref(status))
    return float(status.free) / _MB
