"""Which CRS the coordinates of a table are in, by its SRID."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyproj

from ...common.errors import Fault, InputError

if TYPE_CHECKING:
    from psycopg import Connection


def crs_of(
    connection: Connection[Any], srids: Mapping[int, int], *, crs: str | None, what: str
) -> pyproj.CRS | None:
    """Return what the database says that coordinates are in; None where it says nothing and the layer does.

    Parameters
    ----------
    connection
        The database.
    srids
        How many rows have each SRID.
    crs
        What the layer itself says.
    what
        The layer's name, for the faults.

    Raises
    ------
    InputError
        If there are several SRIDs, none and the layer names no CRS either, or one that nobody knows.
    """
    if len(srids) > 1:
        counted = ", ".join(f"{srid} ({count:,} rows)" for srid, count in sorted(srids.items()))
        raise InputError(
            Fault(
                file=what,
                column="geometry",
                value=counted,
                cause="rows have different SRIDs, so that no CRS is that of all",
                fix="bring them into one with `query: SELECT ..., ST_Transform(geom, 4326) AS geom ...`, "
                "or correct those that are wrong with ST_SetSRID",
            )
        )
    [srid] = srids or [0]
    if srid == 0:
        if srids and crs is None:
            raise InputError(
                Fault(
                    file=what,
                    column="crs",
                    value="SRID 0",
                    cause="has no CRS: the database does not say what its coordinates mean",
                    fix="write crs: EPSG:4326 or the code of its projection, or set it with UpdateGeometrySRID",
                )
            )
        return None
    row = connection.execute(
        "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s", [srid]
    ).fetchone()
    written = () if row is None else (f"{row[0]}:{row[1]}", row[2])
    for text in written:
        try:
            return pyproj.CRS.from_user_input(text)
        except pyproj.exceptions.CRSError:
            continue
    raise InputError(
        Fault(
            file=what,
            column="geometry",
            value=f"SRID {srid}",
            cause="the database has no CRS of this number that PROJ knows (table spatial_ref_sys)",
            fix="write crs: with its code and read ST_SetSRID(geom, 0) by a `query:`, or mend spatial_ref_sys",
        )
    )
