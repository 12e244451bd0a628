"""What the command line tells of the cache."""

from __future__ import annotations

from rich.table import Table

from ..common.kept.cache_folder import FOLDER_VARIABLE, cache_folder
from ..common.kept.kept_parts import clear_parts, kept_files
from ..maps.wording.messages import Lang, say

_BYTES_OF_MB = 1e6
_SECONDS_OF_DAY = 86_400


def cache_table(lang: Lang = "en") -> Table | str:
    """Return what earlier runs have kept, the most recently used first."""
    folder = cache_folder()
    if folder is None:
        return _disabled(lang)
    files = kept_files(folder)
    title = say(
        lang,
        "{folder}: {count:,} parts, {size:,.1f} MB",
        folder=str(folder),
        count=len(files),
        size=sum(file.size for file in files) / _BYTES_OF_MB,
    )
    table = Table(
        *(say(lang, "what"), "MB", say(lang, "days unused")), title=title, title_justify="left"
    )
    for file in reversed(files):
        days = file.unused_s / _SECONDS_OF_DAY
        table.add_row(file.what, f"{file.size / _BYTES_OF_MB:,.2f}", f"{days:,.1f}")
    return table


def cache_values() -> dict[str, object]:
    """Return the same as plain values: the folder, null where the cache is disabled, and its parts."""
    folder = cache_folder()
    files = [] if folder is None else kept_files(folder)
    return {
        "folder": None if folder is None else str(folder),
        "parts": [
            {"what": file.what, "size_bytes": file.size, "unused_s": file.unused_s}
            for file in reversed(files)
        ],
    }


def cleared(lang: Lang = "en") -> str:
    """Delete all parts, and say so."""
    folder = cache_folder()
    if folder is None:
        return _disabled(lang)
    count, size = clear_parts(folder)
    return say(
        lang,
        "{folder}: {count:,} parts deleted, {size:,.1f} MB",
        folder=str(folder),
        count=count,
        size=size / _BYTES_OF_MB,
    )


def _disabled(lang: Lang) -> str:
    return say(lang, "the cache is disabled: {variable} is off", variable=FOLDER_VARIABLE)
