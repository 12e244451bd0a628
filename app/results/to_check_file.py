"""``to_check.csv``: each record of the study's lists that somebody should look at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError
from ...data.office_lists.listed_notes import listed_records
from .file_set import TO_CHECK
from .unfinished import FILES, unfinished
from .writing import told_if_unwritable

_COLUMNS: Final = (
    "file",
    "finding",
    "row",
    "id",
    "name",
    "address",
    "column",
    "value",
    "count",
    "other_row",
    "other_id",
    "other_name",
    "distance_m",
    "lon",
    "lat",
)


def require_list_replaceable(out: Path) -> None:
    """Check that no ``to_check.csv`` of somebody else stands in a folder.

    Raises
    ------
    InputError
        If one does, or something that is no file.
    """
    path = out / TO_CHECK
    if not os.path.lexists(path):
        return
    head = ""
    if path.is_file() and not path.is_symlink():
        with told_if_unwritable(path), path.open(encoding="utf-8-sig", errors="replace") as file:
            head = file.readline().strip()
    if head != ",".join(_COLUMNS):
        raise InputError(
            Fault(
                file=str(path),
                cause="is not of an earlier run, so that the list of what to check cannot be written there",
                fix="rename it, or name another folder",
            )
        )


def write_to_check(out: Path, notes: Iterable[str]) -> Path | None:
    """Write the records that notes carry; an earlier list goes where there are none.

    Parameters
    ----------
    out
        The folder.
    notes
        What was told while files were read.

    Returns
    -------
    Path or None
        The file; None where nothing is to be checked.

    Raises
    ------
    InputError
        If it cannot be written, or somebody else's stands there.
    """
    require_list_replaceable(out)
    path = out / TO_CHECK
    records = listed_records(notes)
    if not records:
        with told_if_unwritable(path):
            path.unlink(missing_ok=True)
        return None
    # Loads pandas, which no command that lists nothing need wait for.
    import pandas as pd  # noqa: PLC0415

    from .table_files import write_csv  # noqa: PLC0415

    table = pd.DataFrame(records).reindex(columns=list(_COLUMNS)).convert_dtypes()
    with told_if_unwritable(path), unfinished(out, FILES) as beside:
        write_csv(table, beside / TO_CHECK)
    return path
