"""What the command line tells of the cache."""

from __future__ import annotations

from rich.table import Table

from ..common.kept.cache_folder import FOLDER_VARIABLE, cache_folder
from ..common.kept.kept_parts import clear_parts, kept_files

_BYTES_OF_MB = 1e6
_SECONDS_OF_DAY = 86_400


def cache_table() -> Table | str:
    """Return what earlier runs have kept, the most recently used first."""
    folder = cache_folder()
    if folder is None:
        return f"the cache is disabled: {FOLDER_VARIABLE} is off"
    files = kept_files(folder)
    size_mb = sum(file.size for file in files) / _BYTES_OF_MB
    table = Table(
        *("what", "MB", "days unused"),
        title=f"{folder}: {len(files):,} parts, {size_mb:,.1f} MB",
        title_justify="left",
    )
    for file in reversed(files):
        days = file.unused_s / _SECONDS_OF_DAY
        table.add_row(file.what, f"{file.size / _BYTES_OF_MB:,.2f}", f"{days:,.1f}")
    return table


def cleared() -> str:
    """Delete all parts, and say so."""
    folder = cache_folder()
    if folder is None:
        return f"the cache is disabled: {FOLDER_VARIABLE} is off"
    count, size = clear_parts(folder)
    return f"{folder}: {count:,} parts deleted, {size / _BYTES_OF_MB:,.1f} MB"
