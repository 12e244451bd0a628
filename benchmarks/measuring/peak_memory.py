"""How much memory a process takes at its peak, in all or for one piece of work."""

from __future__ import annotations

import ctypes
import gc
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from measuring.timing import touch

R = TypeVar("R")

_STATUS: Final = Path("/proc/self/status")
_RESET: Final = Path("/proc/self/clear_refs")

_READY_BYTES: Final = 500_000_000


def peak_bytes() -> int:
    """Return the peak of this process."""
    if _STATUS.exists():
        # getrusage would say what the parent came to: Linux hands its peak on to the new program.
        return _counted("VmHWM")
    # Linux counts KiB, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


def with_peak(call: Callable[[], R]) -> tuple[R, float | None]:
    """Run something; return its result and the peak in bytes above the start, None where nobody counts it.

    What other processes take, such as CBC's, does not count.
    """
    if not (_STATUS.exists() and _RESET.exists()):
        return call(), None
    gc.collect()
    # What was given back but is still held would hide as much of the peak; then, pages are made ready, lest
    # whoever runs next pays for their first touch.
    getattr(ctypes.CDLL(None), "malloc_trim", int)(0)
    touch(_READY_BYTES)
    # "5" sets the peak back to what is in use now (man 5 proc).
    _RESET.write_text("5")
    before = _counted("VmRSS")
    result = call()
    return result, float(_counted("VmHWM") - before)


def _counted(name: str) -> int:
    return int(_STATUS.read_text().split(f"{name}:", 1)[1].split()[0]) * 1024
