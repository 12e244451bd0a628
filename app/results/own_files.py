"""Files of a fixed name right in the folder for results: only those of an earlier run are replaced."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from ...common.errors import Fault, InputError


def require_own_files(out: Path, names: Collection[str], *, marks: Collection[str]) -> None:
    """Check that no file of somebody else stands where results go.

    Parameters
    ----------
    out
        The folder.
    names
        The files, a JSON file first.
    marks
        Keys by which that JSON file is known as ours.

    Raises
    ------
    InputError
        If there is such a file, and no JSON file of an earlier run beside it.
    """
    there = [name for name in names if (out / name).exists() or (out / name).is_symlink()]
    if not there or _is_ours(out / next(iter(names)), marks):
        return
    raise InputError(
        Fault(
            file=str(out / there[0]),
            cause="is not of an earlier check, and is left as it is",
            fix="rename it, or name another folder for results with --out",
        )
    )


def require_no_input(out: Path, names: Iterable[str], inputs: Iterable[Path]) -> None:
    """Check that no file of the study would be replaced.

    Raises
    ------
    InputError
        If one would be.
    """
    places = {(out / name).resolve() for name in names}
    for path in inputs:
        if path.resolve() in places:
            raise InputError(
                Fault(
                    file=str(path),
                    cause="is an input of the study, which the check's files would replace",
                    fix="name another folder for results with --out",
                )
            )


def _is_ours(path: Path, marks: Collection[str]) -> bool:
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(written, dict) and set(marks) <= written.keys()
