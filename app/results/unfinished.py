"""Where results are written before they are put in place, and what is done with those of a killed run."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ...common.file_lock import is_held, locked, one_at_a_time
from .exchange import ASIDE
from .file_set import move_files, put_files_in_place, require_free_for
from .folder import put_in_place, take_out_results

_PREFIX: Final = ".halfhour-"
_OURS: Final = re.compile(re.escape(_PREFIX) + r"\w{8}")
_LOCK: Final = "lock"
_UNFINISHED: Final = "unfinished"
_FINISHED: Final = "finished"
"""What lies in a folder of a run: its lock, files that are being written, and the whole set of them."""


FILES: Final = "/"
"""Said in place of a folder's name where the results are files right in the folder for results."""


@contextmanager
def unfinished(out: Path, name: str) -> Iterator[Path]:
    """Give an empty folder for new results; without an error they are put in place at the end.

    First, what killed runs left behind is taken away.

    Parameters
    ----------
    out
        Folder for results; it exists.
    name
        The folder in `out` that the results are for, or `FILES`.

    Yields
    ------
    Path
        A folder on the same file system, which is gone afterwards.
    """
    with one_at_a_time(out):
        _take_away_leftovers(out)
        run = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=out))
        lock = os.open(run / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        # Where there are no locks, nobody takes this for the folder of a killed run either.
        with suppress(OSError):
            locked(lock)
    try:
        # Who comes after a kill reads from the lock whose files these are.
        os.write(lock, name.encode("utf-8"))
        files = run / _UNFINISHED
        files.mkdir()
        yield files
        with one_at_a_time(out):
            if name == FILES:
                require_free_for((path.name for path in files.iterdir()), out)
                put_files_in_place(files.rename(run / _FINISHED), out, run / ASIDE)
            else:
                files.chmod(0o755)
                put_in_place(files.rename(run / _FINISHED), out / name)
    finally:
        os.close(lock)
        with one_at_a_time(out), suppress(OSError):
            _take_away(run, name)


def take_away_leftovers(out: Path) -> None:
    """Take away what killed runs left in a folder for results; those of runs that go on stay.

    Where a run was killed while its results changed places with earlier ones, these are put back.
    What cannot be taken away stays.

    Parameters
    ----------
    out
        Folder for results; need not exist.
    """
    with suppress(OSError, ValueError):
        if out.is_dir():
            with one_at_a_time(out):
                _take_away_leftovers(out)


def _take_away_leftovers(out: Path) -> None:
    for run in sorted(out.glob(f"{_PREFIX}*")):
        if not _OURS.fullmatch(run.name) or run.is_symlink() or not run.is_dir():
            continue
        with suppress(OSError, ValueError):
            lock = run / _LOCK
            if not lock.exists():
                # Killed before there was a lock, or after there was one; never with anything in it.
                run.rmdir()
            elif not is_held(lock):
                _take_away(run, lock.read_text(encoding="utf-8"))


def _take_away(run: Path, name: str) -> None:
    """Take away the folder of a run that is over; what lies in it and is not ours goes to the results."""
    shutil.rmtree(run / _UNFINISHED, ignore_errors=True)
    if name == FILES:
        # Killed while its files were put in place: the set is whole once the rest of them is.
        if (run / _FINISHED).is_dir():
            move_files(run / _FINISHED, run.parent)
        shutil.rmtree(run / ASIDE, ignore_errors=True)
    elif name and Path(name).name == name:
        folder = run.parent / name
        aside = run / ASIDE
        if aside.is_dir() and not folder.exists():
            aside.rename(folder)
        for part in (aside, run / _FINISHED):
            if part.is_dir():
                take_out_results(part, folder)
    if [path.name for path in run.iterdir()] == [_LOCK]:
        (run / _LOCK).unlink()
        run.rmdir()
