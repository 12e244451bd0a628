"""Reading water: the lakes and rivers that access zones do not cross."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import shapely

from ..formats.files import read_features
from ..formats.geometry_kinds import POLYGONS, GeometryKinds
from ..formats.layer import Source, as_layer
from ..formats.projection import moved

_SURFACES: Final = GeometryKinds(
    allowed=POLYGONS,
    cause="is no surface",
    fix="give a layer of polygons: rivers as their banks, not as their middle lines",
)


def read_water(source: Source, *, crs: object) -> gpd.GeoDataFrame:
    """Read a layer of water surfaces.

    Parameters
    ----------
    source
        A vector layer of polygons; no columns are needed.
    crs
        Metric CRS of the result, that of the demand table.

    Returns
    -------
    geopandas.GeoDataFrame
        One valid polygon per row, index 0, 1, ...; a surface in several parts, or one whose ring crosses
        itself, has a row for each part.

    Raises
    ------
    InputError
        If the file cannot be read, or holds records that are not polygons; all of them are listed.

    See Also
    --------
    access_zones : Zones that do not cross water.
    travel_surface : The travel time pixel by pixel.
    plan_map : Draw a plan as a page.

    Examples
    --------
    A lake in two parts:

    >>> import pathlib
    >>> import tempfile
    >>> import geopandas as gpd
    >>> import shapely
    >>> import halfhour as hh
    >>> lake = shapely.MultiPolygon(
    ...     [shapely.box(119.50, 39.9, 119.51, 39.91), shapely.box(119.52, 39.9, 119.53, 39.91)]
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "water.geojson"
    ...     gpd.GeoSeries([lake], crs="EPSG:4326").to_file(file)
    ...     water = hh.read_water(file, crs="EPSG:32650")
    >>> water.geometry.geom_type.tolist()
    ['Polygon', 'Polygon']
    >>> (water.area / 1e6).round(2).tolist()
    [0.95, 0.95]
    """
    layer = as_layer(source)
    table = read_features(layer)
    missing = table.geometry.isna() | table.geometry.is_empty
    _SURFACES.require(table, missing, file=layer.name)
    surfaces = shapely.make_valid(moved(table, crs, file=layer.name).geometry.to_numpy())
    parts = shapely.get_parts(shapely.get_parts(surfaces))
    return gpd.GeoDataFrame(geometry=parts[shapely.get_dimensions(parts) == 2], crs=crs)
