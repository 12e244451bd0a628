"""Locks that the system itself takes back when a process ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def locked(handle: int) -> bool:
    """Lock an open file for this process until the handle is closed; False if another one holds it.

    Parameters
    ----------
    handle
        Of a file that is open for writing.

    Raises
    ------
    OSError
        If the file system knows no locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def is_held(path: Path) -> bool:
    """Tell whether a process that still runs may hold a file's lock; True where that cannot be known."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return True
    try:
        return not locked(handle)
    except OSError:
        return True
    finally:
        os.close(handle)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other process is in this context for the same folder.

    Where a folder cannot be locked, as on Windows and some network drives, nobody waits: what is done inside
    has to be safe without, too.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
