"""Where results are written: under safe names, and never over what an earlier run did not write."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError, reason_of
from ...common.written.output_names import FOLDER, output_names
from .exchange import exchange

RESULT_FILES: Final = frozenset(
    {
        *(
            "plan.html",
            "plan.pdf",
            "plan.json",
            "results.gpkg",
            "tables.xlsx",
            "travel_time.tif",
            "units.csv",
            "eligible.csv",
        ),
        *("map.svg", "map_today.svg"),
        *("frontier.csv", "build_order.csv", "frontier.png"),
    }
)
"""What a run writes into a scenario's folder, and so the next one may replace."""


INDEX: Final = "index.html"
"""The overview that lies beside the scenarios' folders."""


def require_folder(path: Path) -> None:
    """Make a folder for results, with those above it, if need be.

    Raises
    ------
    InputError
        If a file stands there, or it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InputError(
            Fault(
                file=str(path), cause="is a file, or lies in one", fix="name a folder for results"
            )
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            Fault(
                file=str(path),
                cause=f"the folder cannot be made: {reason_of(error)}",
                fix="name another folder for results with --out",
            )
        ) from error


def folder_names(names: Iterable[str]) -> dict[str, str]:
    """Return for each name a safe and different name of a folder.

    What no file system takes becomes an underscore; a name that is good is left as it is.

    Parameters
    ----------
    names
        Such as scenarios are called; each once.
    """
    return output_names(names, FOLDER, taken=[INDEX])


def require_replaceable(folder: Path, inputs: Iterable[Path] = ()) -> None:
    """Check that a folder is absent, empty, or what an earlier run wrote, and holds no input.

    Raises
    ------
    InputError
        If it holds files but no plan of a run, or an input; if a file or a link stands there; or if it
        cannot be looked into.
    """
    try:
        _require_replaceable(folder, inputs)
    except OSError as error:
        raise InputError(
            Fault(
                file=str(folder),
                cause=f"cannot be used for results: {reason_of(error)}",
                fix="name another folder for results with --out",
            )
        ) from error


def _require_replaceable(folder: Path, inputs: Iterable[Path]) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(
            Fault(
                file=str(folder),
                cause="is no folder of results, but a file or a link",
                fix="name another folder for results with --out, or take it away",
            )
        )
    if folder.is_dir() and any(folder.iterdir()) and not _is_of_a_run(folder):
        raise InputError(
            Fault(
                file=str(folder),
                cause="holds files that no earlier run wrote; they are left as they are",
                fix="name another folder for results with --out, or rename the scenario",
            )
        )
    for path in inputs:
        if path.resolve().is_relative_to(folder.resolve()):
            raise InputError(
                Fault(
                    file=str(folder),
                    value=path.name,
                    cause="holds an input of the study, which results might replace",
                    fix="name another folder for results with --out, or rename the scenario",
                )
            )


def put_in_place(beside: Path, folder: Path) -> None:
    """Move finished results to their folder: an earlier run's files are replaced, all others stay.

    Parameters
    ----------
    beside
        Folder of finished files, on the same file system; gone afterwards.
    folder
        Where they belong; checked by `require_replaceable`.

    Raises
    ------
    InputError
        If an earlier run's file is open in another program, or a folder stands where a file goes;
        the earlier results are as they were.
    """
    require_replaceable(folder)
    if not folder.exists():
        beside.rename(folder)
        return
    require_files(folder, sorted(path.name for path in beside.iterdir()))
    require_free(folder / name for name in sorted(RESULT_FILES))
    beside.chmod(stat.S_IMODE(folder.stat().st_mode))
    exchange(beside, folder)
    take_out_results(beside, folder)


def require_free(paths: Iterable[Path]) -> None:
    """Check that no other program holds a file that is to be replaced, before the first one is.

    Windows lets nobody rename, replace or delete a file that, say, Excel has open.

    Raises
    ------
    InputError
        If one is held; all are as they were.
    """
    for path in paths:
        try:
            if path.exists() and not path.is_dir():
                # By its own name: nothing happens to a file that is free.
                path.rename(path)
                path.replace(path)
        except PermissionError as error:
            raise InputError(
                Fault(
                    file=str(path),
                    cause="is open in another program, or may not be changed; "
                    "the earlier results stay as they are",
                    fix="close it there and run again, or name another folder for results with --out",
                )
            ) from error


def take_out_results(old: Path, folder: Path) -> None:
    """Delete the results in a folder that is no longer in use, and the folder; other files go to `folder`.

    Raises
    ------
    OSError
        If a file can neither be deleted nor moved; it stays where it is.
    """
    for path in sorted(old.iterdir()):
        if path.name in RESULT_FILES and (path.is_symlink() or not path.is_dir()):
            path.unlink()
        elif not os.path.lexists(folder / path.name):
            path.rename(folder / path.name)
    old.rmdir()


def require_files(folder: Path, names: Iterable[str]) -> None:
    """Check that nothing but files stands where files are to be, before the first is replaced.

    Raises
    ------
    InputError
        If a folder stands there.
    """
    for name in names:
        if (folder / name).is_dir():
            raise InputError(
                Fault(
                    file=str(folder / name),
                    cause="is a folder, where a file of the results belongs",
                    fix="rename it, or name another folder for results with --out",
                )
            )


def _is_of_a_run(folder: Path) -> bool:
    """Tell whether a folder holds a plan that a run of ours wrote."""
    try:
        plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(plan, dict) and {"scenario", "certificate", "version"} <= plan.keys()
