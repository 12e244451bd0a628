"""What is said where results cannot be written: a full disk, a folder that may not be changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyogrio.errors
import rasterio.errors
import xlsxwriter.exceptions

from ...common.errors import Fault, InputError, reason_of

_FAILURES = (
    OSError,
    sqlite3.Error,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.FeatureError,
    rasterio.errors.RasterioError,
    xlsxwriter.exceptions.FileCreateError,
)


@contextmanager
def told_if_unwritable(folder: Path) -> Iterator[None]:
    """Turn what libraries raise where a file cannot be written into one fault of the folder.

    Parameters
    ----------
    folder
        Where results go.

    Raises
    ------
    InputError
        If a file cannot be written; its cause is what the system said.
    """
    try:
        yield
    except _FAILURES as error:
        raise InputError(
            Fault(
                file=str(folder),
                cause=f"results cannot be written there: {reason_of(error)}",
                fix="free space or mend the permissions, or name another folder with --out",
            )
        ) from error
