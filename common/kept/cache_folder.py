"""The user's cache folder, and how files are put there: whole or not at all, even if a process is killed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from ..file_lock import is_held, locked

FOLDER_VARIABLE: Final = "HALFHOUR_CACHE"
"""Environment variable that names another cache folder; ``off`` disables the cache."""

_PART: Final = "halfhour-"
"""Beginning of the names of files that are being written."""


def cache_folder() -> Path | None:
    """Return the cache folder, or None where the cache is disabled."""
    named = os.environ.get(FOLDER_VARIABLE, "")
    if named.lower() == "off":
        return None
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415 - where the folder is named, nobody waits for it

    return Path(platformdirs.user_cache_dir("halfhour", appauthor=False))


def write_whole(file: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file beside and rename it; take away what killed processes left there.

    Parameters
    ----------
    file
        Where it is to stand; the folder is made, for its user alone, if need be.
    write
        Writes the content.

    Raises
    ------
    OSError
        If the file system refuses.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in file.parent.glob(f"{_PART}*.part"):
        if not is_held(part):
            part.unlink(missing_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=_PART, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            # The next run takes away what no process holds any more.
            with suppress(OSError):
                locked(handle)
            write(stream)
        Path(temporary).replace(file)
    finally:
        Path(temporary).unlink(missing_ok=True)
