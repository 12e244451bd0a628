"""Where results are written."""

from __future__ import annotations

from pathlib import Path

from ...common.errors import Fault, InputError


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
