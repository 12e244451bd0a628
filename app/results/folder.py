"""Where results are written: under safe names, and never over what an earlier run did not write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError

RESULT_FILES: Final = frozenset(
    {
        *("plan.html", "plan.json", "results.gpkg", "tables.xlsx", "travel_time.tif", "units.csv"),
        *("frontier.csv", "build_order.csv", "frontier.png"),
    }
)
"""What a run writes into a scenario's folder, and so the next one may replace."""

_UNSAFE: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST: Final = 80
"""Characters of a folder's name: four bytes each still fit into a file system's 255 and a prefix."""


def require_folder(path: Path) -> None:
    """Make a folder for results, with those above it, if need be.

    Raises
    ------
    InputError
        If a file stands there.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InputError(
            Fault(
                file=str(path), cause="is a file, or lies in one", fix="name a folder for results"
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
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        safe = _UNSAFE.sub("_", name)[:_LONGEST].strip(". ") or "scenario"
        if _RESERVED.fullmatch(safe):
            safe = f"_{safe}"
        number, free = 1, safe
        # Some file systems do not tell capitals apart.
        while free.casefold() in taken:
            number += 1
            free = f"{safe}-{number}"
        taken.add(free.casefold())
        found[name] = free
    return found


def require_replaceable(folder: Path, inputs: Iterable[Path] = ()) -> None:
    """Check that a folder is absent, empty, or what an earlier run wrote, and holds no input.

    Raises
    ------
    InputError
        If it holds files but no plan of a run, or an input; or if a file or a link stands there.
    """
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
        Folder of finished files, on the same file system; empty afterwards, and removed.
    folder
        Where they belong; checked by `require_replaceable`.
    """
    require_replaceable(folder)
    if not folder.exists():
        beside.rename(folder)
        return
    new = {path.name for path in beside.iterdir()}
    for name in sorted(new):
        (beside / name).replace(folder / name)
    for name in RESULT_FILES - new:
        (folder / name).unlink(missing_ok=True)
    beside.rmdir()


def _is_of_a_run(folder: Path) -> bool:
    """Tell whether a folder holds a plan that a run of ours wrote."""
    try:
        plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(plan, dict) and {"scenario", "certificate", "version"} <= plan.keys()
