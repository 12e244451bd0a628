"""Reading land on which nothing, or alone something, may be built, and what it says of candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from ...common.errors import Fault, InputError
from ...geo.land import INELIGIBLE_BY, LandLayer
from ..formats.files import read_features
from ..formats.geometry_kinds import POLYGONS, GeometryKinds
from ..formats.layer import Source, as_layer
from ..formats.projection import moved
from ..formats.values import as_text

_AREAS: Final = GeometryKinds(
    allowed=POLYGONS, cause="is not an area", fix="give a layer of polygons"
)
_COLUMNS: Final = ("name",)


def read_land(source: Source, *, crs: object) -> gpd.GeoDataFrame:
    """Read a layer of land that a clause speaks of.

    Parameters
    ----------
    source
        A vector layer of polygons, in any CRS; perhaps with a column ``name``.
    crs
        Metric CRS of the result, that of the demand table.

    Returns
    -------
    geopandas.GeoDataFrame
        One valid polygon, of one or several parts, per record; index 0, 1, ...; columns ``name`` (empty where
        the file has none) and ``mended`` (whether its ring crossed itself and was mended).

    Raises
    ------
    InputError
        If the file cannot be read, holds records that are not polygons (all of them are listed), or has no
        column that the layer maps.
    """
    layer = as_layer(source)
    table = read_features(layer)
    _AREAS.require(table, table.geometry.isna() | table.geometry.is_empty, file=layer.name)
    faults = [
        Fault(
            file=layer.name,
            column=ours if ours not in _COLUMNS else theirs,
            cause="is no column of land" if ours not in _COLUMNS else "the file has no such column",
            fix="map `name` alone"
            if ours not in _COLUMNS
            else f"name one of {', '.join(map(str, table.columns.drop(table.geometry.name)))}",
        )
        for ours, theirs in layer.columns.items()
        if ours not in _COLUMNS or theirs not in table
    ]
    if faults:
        raise InputError(*faults)
    named = layer.columns.get("name", "name")
    names = as_text(table[named]).to_numpy() if named in table else ""
    areas = moved(table, crs, file=layer.name).geometry.to_numpy()
    return gpd.GeoDataFrame(
        {"name": names, "mended": ~shapely.is_valid(areas)}, geometry=_valid(areas), crs=crs
    )


def _valid(areas: np.ndarray) -> np.ndarray:
    """Mend rings that cross themselves; lines and points that this leaves over have no inside."""
    valid = shapely.make_valid(areas)
    for row in np.flatnonzero(
        shapely.get_type_id(valid) == shapely.GeometryType.GEOMETRYCOLLECTION
    ):
        parts = shapely.get_parts(valid[row])
        valid[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return valid


def with_land(sites: gpd.GeoDataFrame, layers: Sequence[LandLayer]) -> gpd.GeoDataFrame:
    """Return sites of which candidates on forbidden land, or off all allowed land, are not eligible.

    Parameters
    ----------
    sites
        A site table; a candidate is where its point lies.
    layers
        Land, in the CRS of the sites.

    Returns
    -------
    geopandas.GeoDataFrame
        With a column `INELIGIBLE_BY` that names the land and its clause, empty for all others; the table as it
        is where this concerns none.
    """
    points = sites.geometry.to_numpy()
    by = np.full(len(sites), "", dtype=object)
    allowed = [layer for layer in layers if layer.use == "allow"]
    if allowed:
        off = ~np.any([_on(layer, points) for layer in allowed], axis=0)
        by[off] = "; ".join(layer.said("en") for layer in allowed)
    for layer in reversed(layers):
        if layer.use == "forbid":
            by[_on(layer, points)] = layer.said("en")
    concerned = (by != "") & (sites["status"] == "candidate").to_numpy()
    if not concerned.any():
        return sites
    return sites.assign(
        status=sites["status"].mask(concerned, "ineligible"),
        **{INELIGIBLE_BY: np.where(concerned, by, "")},
    )


def _on(layer: LandLayer, points: np.ndarray) -> np.ndarray:
    found = np.zeros(len(points), dtype=bool)
    found[layer.areas.sindex.query(points, predicate="intersects")[0]] = True
    return found
