"""Reading the register of checks as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from .database import reading
from .entry import FIELDS
from .geopackage import CHECKS, DECISIONS, PARCELS, geometry_of

_OF_DECISION: Final = ("decision", "reason", "date", "opens_year", "decisions")
_TEXTS: Final = ("tier", "verdict", "obstacles", "applicant", "note", "decision", "reason", "date")
_CRS: Final = "EPSG:4326"

_ALL: Final = f"""
    SELECT checks.fid, checks.geom, {", ".join(f'checks."{name}"' for name in FIELDS)},
        last.decision, last.reason, last.date, last.opens_year, coalesce(told.decisions, 0), parcels.geom
    FROM {CHECKS} AS checks
    LEFT JOIN (
        SELECT check_id, max(fid) AS fid, count(*) AS decisions FROM {DECISIONS} GROUP BY check_id
    ) AS told ON told.check_id = checks.check_id
    LEFT JOIN {DECISIONS} AS last ON last.fid = told.fid
    LEFT JOIN {PARCELS} AS parcels ON parcels.check_fid = checks.fid
    WHERE ?1 IS NULL OR coalesce(last.decision, '') = ?1
    ORDER BY checks.fid"""  # noqa: S608 - ours
_HISTORY: Final = (
    f"SELECT fid, check_id, decision, reason, date, opens_year, time FROM {DECISIONS} ORDER BY fid"  # noqa: S608
)


def read_register(path: str | Path, *, decision: str | None = None) -> gpd.GeoDataFrame:
    """Read a register: a row for each check, in the order in which they were appended.

    Parameters
    ----------
    path
        The register; where there is none, the table is empty.
    decision
        Only checks whose decision is this one, empty for those that nobody has decided on; None for all.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``fid``; the fields of `RegisterEntry`; of the decision that holds ``decision`` (``"approved"``,
        ``"refused"`` or empty), ``reason``, ``date`` and ``opens_year``; ``decisions``, how many there are;
        ``parcel`` (a geometry or None); points in WGS 84.

    Raises
    ------
    InputError
        If the file is no register, is of another format, or cannot be read.
    """
    with reading(Path(path)) as database:
        rows = [] if database is None else database.execute(_ALL, [decision]).fetchall()
    names = ["fid", "geometry", *FIELDS, *_OF_DECISION, "parcel"]
    table = pd.DataFrame(rows, columns=names).set_index("fid")
    shapes = {name: [geometry_of(one) for one in table[name]] for name in ("geometry", "parcel")}
    years = {name: table[name].astype("Int64") for name in ("year", "opens_year", "decisions")}
    texts = {name: table[name].fillna("").astype(str) for name in _TEXTS}
    amounts = (
        "capacity",
        "limit",
        "newly_served",
        "people_in_reach",
        "share_before",
        "share_after",
    )
    numbers = {name: table[name].astype("float64") for name in ("lon", "lat", *amounts)}
    typed = table.assign(
        **years, **texts, **numbers, parcel=pd.Series(shapes["parcel"], table.index, dtype=object)
    )
    return gpd.GeoDataFrame(
        typed.drop(columns="geometry"),
        geometry=gpd.GeoSeries(shapes["geometry"], table.index, crs=_CRS),
    )


def read_decisions(path: str | Path) -> pd.DataFrame:
    """Read all decisions of a register, in the order in which they were appended.

    Parameters
    ----------
    path
        The register; where there is none, the table is empty.

    Returns
    -------
    pandas.DataFrame
        Index ``fid``; ``check_id``, ``decision``, ``reason``, ``date``, ``opens_year`` and ``time`` (when
        it was appended, in UTC).

    Raises
    ------
    InputError
        As of `read_register`.
    """
    with reading(Path(path)) as database:
        rows = [] if database is None else database.execute(_HISTORY).fetchall()
    names = ["fid", "check_id", "decision", "reason", "date", "opens_year", "time"]
    table = pd.DataFrame(rows, columns=names).set_index("fid")
    return table.assign(opens_year=table["opens_year"].astype("Int64"))
