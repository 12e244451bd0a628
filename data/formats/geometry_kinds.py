"""Which kinds of geometry a layer may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.errors import Fault, InputError
from .record_faults import in_row_order, record_faults
from .table_spec import Found

POINT: Final = "Point"
POLYGONS: Final = frozenset({"Polygon", "MultiPolygon"})
_NOWHERE_DEG: Final = 1e-6
"""A tenth of a metre: a point nearer to longitude 0, latitude 0 is the place of what has none."""

LINES: Final = frozenset({"LineString", "MultiLineString", "LinearRing"})


@dataclass(frozen=True, kw_only=True)
class GeometryKinds:
    """The kinds of geometry that a layer may have; a step of a `TableSpec`.

    Parameters
    ----------
    allowed
        The kinds, as Shapely names them.
    or_all
        A kind that all records together may be of instead.
    cause, fix
        What is said of a record of another kind.
    """

    allowed: frozenset[str]
    or_all: str | None = None
    cause: str
    fix: str

    def __call__(self, table: gpd.GeoDataFrame, *, file: str, id_name: str) -> Found:
        """Return a fault for every record of another kind; whether each has one is told elsewhere."""
        return {}, self._faults(table, table.geometry.geom_type, file=file, id_name=id_name)

    def require(self, table: gpd.GeoDataFrame, missing: pd.Series, *, file: str) -> None:
        """Check a layer whose records have no ids.

        Parameters
        ----------
        table
            Index 0, 1, ... in the order of the file's records.
        missing
            Whether each record is one without a geometry, which is told too.
        file
            The file, for the faults.

        Raises
        ------
        InputError
            With every record that has another kind of geometry, or none.
        """
        faults = self._faults(table, table.geometry.geom_type.mask(missing), file=file)
        faults += record_faults(
            table,
            missing,
            file=file,
            id_name=None,
            column="geometry",
            cause="has no geometry",
            fix=self.fix,
        )
        if faults:
            raise InputError(*in_row_order(faults))

    def _faults(
        self, table: gpd.GeoDataFrame, kinds: pd.Series, *, file: str, id_name: str | None = None
    ) -> list[Fault]:
        if self.or_all is not None and bool((kinds.dropna() == self.or_all).all()):
            return []
        return record_faults(
            table,
            kinds.notna() & ~kinds.isin(self.allowed),
            file=file,
            id_name=id_name,
            column="geometry",
            cause=self.cause,
            fix=self.fix,
            values=kinds,
        )


PLACES: Final = GeometryKinds(
    allowed=POLYGONS | {POINT},
    cause="is neither a point nor an area",
    fix="give one record for each place, as a point or a polygon",
)
"""What people live in: of several points in a record none could be picked."""


def single_points(places: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return places of which those of one point in a collection of points are that point."""
    several = (places.geom_type == "MultiPoint").to_numpy()
    alone = several & (shapely.get_num_geometries(places.to_numpy()) == 1)
    if not alone.any():
        return places
    shapes = places.to_numpy().copy()
    shapes[alone] = shapely.get_geometry(shapes[alone], 0)
    return gpd.GeoSeries(shapes, index=places.index, crs=places.crs)


def known_place(table: gpd.GeoDataFrame, *, file: str, id_name: str) -> Found:
    """Return a fault for every point at longitude 0, latitude 0; a step of a `TableSpec`."""
    if not table.crs.is_geographic:
        return {}, []
    extent = table.geometry.bounds
    return {}, record_faults(
        table,
        nowhere := (extent.abs() < _NOWHERE_DEG).all(axis=1),
        file=file,
        id_name=id_name,
        column="x, y",
        cause="lies at longitude 0, latitude 0, in the sea, where what has no place is put",
        fix="give its place, or leave the record out",
        values=shown_places(extent["minx"], extent["miny"], nowhere),
    )


def shown_places(x: pd.Series, y: pd.Series, wrong: pd.Series | np.ndarray) -> pd.Series:
    """Return the places of wrong records as pairs of coordinates, for messages; None for all others."""
    shown = np.full(len(x), None, dtype=object)
    for at in np.flatnonzero(wrong):
        shown[at] = (round(float(x.iloc[at]), 6), round(float(y.iloc[at]), 6))
    return pd.Series(shown, index=x.index)
