"""The one place where columns, layers, sheets and folders of results get their names, without collisions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

from ..sentences import Sentence


@dataclass(frozen=True, kw_only=True)
class NameRules:
    """What a format takes as a name.

    Parameters
    ----------
    unsafe
        Signs that become an underscore.
    stripped
        Signs that may not stand at either end.
    instead
        The name of what has none.
    reserved
        Names that the format keeps for itself, as a pattern; they get an underscore in front.
    joint
        What stands before the number of a name that is taken.
    longest, longest_bytes
        Letters, and bytes in UTF-8, that a name may have.
    """

    unsafe: re.Pattern[str]
    stripped: str
    instead: str
    reserved: re.Pattern[str]
    joint: str
    longest: int
    longest_bytes: int


# A folder's name leaves room for the prefix and suffix of one beside it in a file system's 255 bytes.
FOLDER: Final = NameRules(
    unsafe=re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]+'),
    stripped=". ",
    instead="scenario",
    reserved=re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?"),
    joint="-",
    longest=80,
    longest_bytes=240,
)

COLUMN: Final = NameRules(
    unsafe=re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+"),
    stripped=" ",
    instead="column",
    # GeoPackage's own columns as GDAL names them, and names by which SQLite knows a row.
    reserved=re.compile(r"(?i)fid|geom|geometry|rowid|oid|_rowid_"),
    joint="_",
    longest=200,
    longest_bytes=600,
)

LAYER: Final = NameRules(
    unsafe=COLUMN.unsafe,
    stripped=" ",
    instead="layer",
    reserved=re.compile(r"(?i)(gpkg_|rtree_|sqlite_).*|layer_styles"),
    joint="_",
    longest=200,
    longest_bytes=600,
)

DATABASE_COLUMN: Final = NameRules(
    unsafe=COLUMN.unsafe,
    stripped=" ",
    instead="column",
    # Names that PostgreSQL keeps for itself, and those of the columns that results have besides their layers'.
    reserved=re.compile(r"(?i)scenario|row_id|geom|tableoid|[cx]m(?:in|ax)|ctid"),
    joint="_",
    longest=63,
    longest_bytes=60,
)

SHEET: Final = NameRules(
    unsafe=re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff]+"),
    stripped="' ",
    instead="sheet",
    reserved=re.compile(r"(?i)history"),
    joint="_",
    longest=31,
    longest_bytes=31 * 4,
)


def output_names(
    names: Iterable[str], rules: NameRules, *, taken: Iterable[str] = ()
) -> dict[str, str]:
    """Return for each name one that a format takes, different from all others.

    A name that is good is left as it is; of several that the format cannot tell apart, such as those that
    differ in capitals only, the later ones get a number.

    Parameters
    ----------
    names
        As the user, or we, call things; each once.
    rules
        What the format takes.
    taken
        Names that are given already.
    """
    every = list(names)
    return dict(zip(every, distinct_names(every, rules, taken=taken), strict=True))


def distinct_names(
    names: Iterable[str], rules: NameRules, *, taken: Iterable[str] = ()
) -> list[str]:
    """Do the same as `output_names` where several things may be called the same.

    Parameters
    ----------
    names
        What each would be called.
    rules, taken
        As of `output_names`.
    """
    found = []
    known = {_same(name) for name in taken}
    for name in names:
        safe = _cut(rules.unsafe.sub("_", name), rules).strip(rules.stripped) or rules.instead
        if rules.reserved.fullmatch(safe):
            safe = f"_{safe}"
        number, free = 1, safe
        while _same(free) in known:
            number += 1
            ending = f"{rules.joint}{number}"
            free = safe[: rules.longest - len(ending)] + ending
        known.add(_same(free))
        found.append(free)
    return found


def with_own_columns(
    table: gpd.GeoDataFrame, own: Mapping[str, pd.Series], *, kept: Iterable[str]
) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Add our columns to a table that has columns of the user's, which give way where names collide.

    Parameters
    ----------
    table
        A table; its index becomes a column of the result's file, too.
    own
        Columns to be added.
    kept
        Columns of the table that are ours already, and keep their names.

    Returns
    -------
    table
        With the columns of both.
    renamed : dict
        Old name -> new name of the user's columns that were renamed.
    """
    ours = {*kept, *own, table.geometry.name, str(table.index.name)}
    theirs = [name for name in table.columns if name not in {*kept, table.geometry.name}]
    names = output_names(theirs, COLUMN, taken=ours)
    renamed = {old: new for old, new in names.items() if old != new}
    return table.rename(columns=renamed).assign(**own), renamed


def renamed_notes(where: str, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return a note for each name that results had to change."""
    return tuple(
        Sentence(
            "{where}: {old} is called {new}, since the file cannot have its own name for it",
            where=Sentence(where),
            old=old,
            new=new,
        )
        for old, new in renamed.items()
    )


def _cut(name: str, rules: NameRules) -> str:
    """Return a name that is short enough, whole letters only."""
    cut = name[: rules.longest].encode("utf-8", "ignore")[: rules.longest_bytes]
    return cut.decode("utf-8", "ignore")


def _same(name: str) -> str:
    """Return what names have in common that some format or file system does not tell apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
