"""What it takes to read records that have a place."""

from __future__ import annotations

from typing import Final

from .large_work import StageEstimate

_MB: Final = 2.0**20
_BYTES_PER_RECORD: Final = 650
_SECONDS_PER_RECORD: Final = 1e-5
_FIX: Final = "sum it up to a coarser grid, or clip it to the area that is planned"


def records_estimate(
    name: str, records: int, *, what: str = "records", more_mb: float = 0.0
) -> StageEstimate:
    """Return what it takes to make a table of so many records with a place.

    Parameters
    ----------
    name
        The file.
    records
        How many.
    what
        What they are called.
    more_mb
        Megabytes that are taken besides, such as for the file's text.
    """
    return StageEstimate(
        stage=f"reading {name}",
        file=name,
        counts={what: records},
        memory_mb=records * _BYTES_PER_RECORD / _MB + more_mb,
        seconds=records * _SECONDS_PER_RECORD,
        fix=_FIX,
    )
