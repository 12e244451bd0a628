"""A list of checks as a file: a workbook, a table of text, a GeoPackage or GeoJSON."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...data.register.database import NotARegisterError, reading
from ...maps.wording.messages import Lang
from ..results.table_files import Sheet, write_csv, write_workbook
from ..results.writing import told_if_unwritable
from .listing import HEADINGS, VALUES, plain_checks, said

_FORMATS: Final = {
    "newly_served": "#,##0",
    "people_in_reach": "#,##0",
    "share_before": "0.0%",
    "share_after": "0.0%",
}


def write_checks(
    checks: gpd.GeoDataFrame, out: Path, *, keep: Collection[Path], lang: Lang = "en"
) -> None:
    """Write checks to a file whose ending says how; it is replaced only once the new one is whole.

    In sheets and tables no text is taken for a formula.

    Parameters
    ----------
    checks
        As `read_register` returns them.
    out
        The file: ``.xlsx``, ``.csv``, ``.gpkg`` or ``.geojson``.
    keep
        Files that may not be replaced, such as those of the study. Nor may any register of checks.
    lang
        Language of a workbook's headings; the other formats have the names of the columns.

    Raises
    ------
    InputError
        If the ending is another one, the file is to be kept, or it cannot be written.
    """
    write = _WRITERS.get(out.suffix.lower())
    if write is None:
        raise InputError(
            Fault(
                file=str(out),
                value=out.suffix,
                cause="no list can be written with this ending",
                fix=f"end it with {', '.join(_WRITERS)}",
            )
        )
    if any(_same(out, one) for one in keep) or _is_register(out):
        raise InputError(
            Fault(
                file=str(out),
                cause="is a file of the study or a register of checks, which no list may replace",
                fix="name another file with --out",
            )
        )
    with told_if_unwritable(out.parent), tempfile.TemporaryDirectory(dir=out.parent) as folder:
        beside = Path(folder) / f"list{out.suffix.lower()}"
        write(checks, beside, lang)
        beside.replace(out)


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or (
        one.exists() and other.exists() and one.samefile(other)
    )


def _is_register(path: Path) -> bool:
    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return False
    try:
        with reading(path) as register:
            return register is not None
    except NotARegisterError:
        return False


def _write_xlsx(checks: gpd.GeoDataFrame, path: Path, lang: Lang) -> None:
    table = plain_checks(checks).replace(np.inf, np.nan)
    words = {value: said(word, lang) for value, word in VALUES.items()}
    table = table.assign(**{name: table[name].replace(words) for name in ("decision", "verdict")})
    headings = {name: said(HEADINGS[name], lang) for name in map(str, table)}
    formats = {headings[name]: pattern for name, pattern in _FORMATS.items()}
    write_workbook(path, {"checks": Sheet(table=table.rename(columns=headings), formats=formats)})


def _write_csv(checks: gpd.GeoDataFrame, path: Path, _lang: Lang) -> None:
    write_csv(plain_checks(checks), path)


def _write_gpkg(checks: gpd.GeoDataFrame, path: Path, _lang: Lang) -> None:
    points = gpd.GeoDataFrame(checks.drop(columns="parcel"))
    points.to_file(path, layer="checks", driver="GPKG", engine="pyogrio")
    given = checks[[one is not None for one in checks["parcel"]]]
    if len(given):
        parcels = gpd.GeoDataFrame(
            {"check_id": given["check_id"]}, geometry=[*given["parcel"]], crs=checks.crs
        )
        parcels.to_file(path, layer="parcels", driver="GPKG", engine="pyogrio")


def _write_geojson(checks: gpd.GeoDataFrame, path: Path, _lang: Lang) -> None:
    table: pd.DataFrame = plain_checks(checks).replace(np.inf, np.nan)
    features = gpd.GeoDataFrame(table, geometry=checks.geometry)
    features.to_file(path, driver="GeoJSON", engine="pyogrio")


_WRITERS: Final[dict[str, Callable[[gpd.GeoDataFrame, Path, Lang], None]]] = {
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
    ".gpkg": _write_gpkg,
    ".geojson": _write_geojson,
}
