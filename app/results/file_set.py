"""Results that are files beside others' in one folder: put in place as one set."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from .folder import INDEX, require_files, require_free

CHECK_FILES: Final = ("check.json", "check.xlsx", "check.html", "check.pdf")
"""The files of the check of a proposed site."""

APPLICATION_FILES: Final = (
    "applications.json",
    "applications.xlsx",
    "applications.html",
    "applications.pdf",
)
"""The files of the ranking of applications."""

HOUSING_FILES: Final = ("housing.json", "housing.xlsx")
"""The files of the check of new housing."""

TO_CHECK: Final = "to_check.csv"
"""The list of records that somebody should look at."""

COMPARE_FILES: Final = ("compare.json", "compare.csv", "compare.html")
"""The files of two results side by side."""

SET_FILES: Final = frozenset(
    {
        *("compliance.csv", "compliance.xlsx", "compliance.html", "compliance.pdf"),
        "compliance.json",
        *CHECK_FILES,
        *APPLICATION_FILES,
        *HOUSING_FILES,
        *COMPARE_FILES,
        INDEX,
        TO_CHECK,
    }
)
"""The files of such sets: of `halfhour evaluate`, `halfhour check`, rankings, comparisons, overviews."""


def mark_absent(files: Path, name: str) -> None:
    """Say in a set of new files that an earlier run's file of a name has no successor."""
    (files / name).mkdir()


def require_free_for(names: Iterable[str], out: Path) -> None:
    """Check that files of some names can be put into a folder.

    Raises
    ------
    InputError
        If a folder stands there, or an earlier file is open in another program.
    """
    names = sorted(names)
    require_files(out, names)
    require_free(out / name for name in names)


def put_files_in_place(finished: Path, out: Path, aside: Path) -> None:
    """Move a set of finished files to their folder; where one cannot be moved, all are as they were.

    A process that is killed in between leaves the rest of the set in `finished`: `move_files` goes on with it.

    Parameters
    ----------
    finished
        The set, on the same file system; gone afterwards.
    out
        Where the files belong.
    aside
        A folder that does not exist, for copies of the earlier files; gone afterwards.

    Raises
    ------
    OSError
        If a file cannot be moved.
    """
    names = sorted(path.name for path in finished.iterdir())
    aside.mkdir()
    earlier = [name for name in names if (out / name).is_file()]
    for name in earlier:
        shutil.copy2(out / name, aside / name)
    try:
        move_files(finished, out)
    except OSError:
        # What is left of the set must not be moved later.
        shutil.rmtree(finished, ignore_errors=True)
        for name in names:
            with suppress(OSError):
                if name in earlier:
                    (aside / name).replace(out / name)
                elif (out / name).is_file():
                    (out / name).unlink()
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def move_files(finished: Path, out: Path) -> None:
    """Move what is left of a set of finished files to their folder; what is not of `SET_FILES` stays.

    Raises
    ------
    OSError
        If a file cannot be moved.
    """
    for path in sorted(path for path in finished.iterdir() if path.name in SET_FILES):
        if path.is_dir():
            (out / path.name).unlink(missing_ok=True)
            path.rmdir()
        else:
            path.replace(out / path.name)
    finished.rmdir()
