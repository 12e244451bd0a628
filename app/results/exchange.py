"""Two folders change places, at once where the system can do so."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Final

_HERE: Final = -100
_EXCHANGE: Final = 2
"""Linux's AT_FDCWD and RENAME_EXCHANGE, of renameat2(2)."""

ASIDE: Final = "old"
"""Name of what is away from its place while two folders change places one after the other."""


def exchange(one: Path, other: Path) -> None:
    """Let two folders of one file system change places.

    On Linux this is one step, so that both places always hold one of the two.
    Elsewhere it takes three: a process that is killed in between leaves the second one as `ASIDE` beside the
    first.

    Raises
    ------
    OSError
        If they cannot be moved; both are where they were.
    """
    if _exchanged_at_once(one, other):
        return
    aside = one.with_name(ASIDE)
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)


def _exchanged_at_once(one: Path, other: Path) -> bool:
    """Return False where the system, or the file system, has no such step."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    failed = ctypes.get_errno()
    if failed in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(failed, os.strerror(failed), str(other))
