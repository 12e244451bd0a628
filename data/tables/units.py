"""Reading administrative units, and telling which cell lies in which."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.arrays import Ints
from ...common.sentences import Sentence
from ...geo.crs import require_same_crs
from ...geo.tables import UNIT_ID, groups
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.files import read_features
from ..formats.geometry_kinds import POINT, POLYGONS, GeometryKinds
from ..formats.layer import Source, as_layer
from ..formats.projection import metric_crs, moved, projected
from ..formats.read_table import read_table
from ..formats.table_spec import Column, Mark, Number, TableSpec, Text
from .population import RESIDENTS
from .sheet_rows import counting_rows

_MARKS: Final = frozenset({"urban", "poor", "hosts_centre"})
_NO_ATTRIBUTES: Final = frozenset({UNIT_ID, "name", *PLACE_COLUMNS})
_AREAS: Final = GeometryKinds(
    allowed=POLYGONS, cause="is not an area", fix="give a layer of polygons"
)
_AREAS_OR_POINTS: Final = replace(_AREAS, or_all=POINT)


@counting_rows("source")
def read_units(source: Source, *, level: str, crs: object) -> gpd.GeoDataFrame:
    """Read a boundary layer: one level of administrative units.

    Parameters
    ----------
    source
        A vector layer of areas with a column ``unit_id`` and perhaps ``name``, or others mapped to these; or
        places of points, such as a CSV of villages.
    level
        What a unit of this level is called, for example ``"county"``.
    crs
        Metric CRS of the result, or ``"auto"`` to choose one from the data.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``unit_id`` (text), columns ``name`` (the id where the file has none), ``level``, the other
        columns that the layer maps, and valid areas or points. Of these other columns ``urban``, ``poor`` and
        ``hosts_centre`` are marks, ``residents`` a number (NaN where empty), all others text.

    Raises
    ------
    InputError
        With every fault of the file.

    See Also
    --------
    assign_units : In which unit each cell lies.
    Assessment.summary : Coverage by unit.

    Examples
    --------
    Two counties side by side:

    >>> import pathlib
    >>> import tempfile
    >>> import geopandas as gpd
    >>> import shapely
    >>> import halfhour as hh
    >>> counties = gpd.GeoDataFrame(
    ...     {"unit_id": ["W", "E"], "name": ["West county", "East county"]},
    ...     geometry=[shapely.box(119.0, 39.0, 119.5, 39.5), shapely.box(119.5, 39.0, 120.0, 39.5)],
    ...     crs="EPSG:4326",
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "counties.geojson"
    ...     counties.to_file(file)
    ...     units = hh.read_units(file, level="county", crs="EPSG:32650")
    >>> units["name"].to_dict()
    {'W': 'West county', 'E': 'East county'}
    >>> units["level"].tolist(), units.crs.to_string()
    (['county', 'county'], 'EPSG:32650')
    """
    layer = as_layer(source)
    spec = TableSpec(
        id_name=UNIT_ID,
        columns=(Text("name", need="optional"),),
        further=(
            _AREAS_OR_POINTS,
            *(_attribute(name) for name in layer.columns if name not in _NO_ATTRIBUTES),
        ),
    )
    table = read_table(layer, spec)
    if "name" not in table:
        table["name"] = table[UNIT_ID]
    table["level"] = level
    # Repaired before projecting too: the extent of a broken ring is still its extent.
    target = metric_crs(crs, table, files=[layer.name], id_name=UNIT_ID)
    units = projected(table, target, file=layer.name, id_name=UNIT_ID)
    if are_areas(units):
        units = units.set_geometry(_valid_areas(units.geometry.to_numpy()), crs=target)
    others = [c for c in units.columns if c not in {"name", "level", "geometry"}]
    return units[["name", "level", *others, "geometry"]]


def are_areas(units: gpd.GeoDataFrame) -> bool:
    """Tell whether units are areas, in which cells and sites lie, and not points."""
    return bool(units.geometry.geom_type.isin(POLYGONS).all())


def _attribute(name: str) -> Column:
    """Return how a column that the layer maps is read: as a mark, a number or text."""
    if name in _MARKS:
        return Mark(name, default=False)
    return Number(name) if name == RESIDENTS else Text(name)


def assign_units(
    demand: gpd.GeoDataFrame, units: gpd.GeoDataFrame, *, level: str
) -> gpd.GeoDataFrame:
    """Tell in which unit each cell lies.

    Parameters
    ----------
    demand
        A demand table.
    units
        Units of one level, in the demand table's CRS.
    level
        The name of the level, and so of the column.

    Returns
    -------
    geopandas.GeoDataFrame
        The demand table with columns ``<level>`` (unit id, empty outside every unit) and ``<level>_name``.
        A cell lies where a point inside it lies; on a border, in the unit that comes first.

    Raises
    ------
    InputError
        If the two tables differ in CRS.

    See Also
    --------
    read_units : Read administrative units.
    Assessment.summary : Coverage by unit.

    Examples
    --------
    Two counties side by side, and a cell that is in neither:

    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import shapely
    >>> import halfhour as hh
    >>> units = gpd.GeoDataFrame(
    ...     {"name": ["West county", "East county"]},
    ...     geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)],
    ...     index=pd.Index(["W", "E"], name="unit_id"),
    ...     crs="EPSG:32650",
    ... )
    >>> demand = gpd.GeoDataFrame(
    ...     {"residents": [400.0, 100.0, 50.0]},
    ...     geometry=gpd.points_from_xy([500, 1500, 2500], [500, 500, 500], crs="EPSG:32650"),
    ...     index=pd.Index(["c1", "c2", "c3"], name="cell_id"),
    ... )
    >>> table = hh.assign_units(demand, units, level="county")
    >>> table["county"].tolist()
    ['W', 'E', '']
    >>> table["county_name"].tolist()
    ['West county', 'East county', '']
    """
    return assigned_units(demand, units, level=level)[0]


def assigned_units(
    demand: gpd.GeoDataFrame, units: gpd.GeoDataFrame, *, level: str
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return what `assign_units` does, and where units overlap.

    Returns
    -------
    demand : geopandas.GeoDataFrame
        As of `assign_units`.
    others : pandas.DataFrame
        Of cells that lie inside several units, index ``cell_id``, the names of the one where they count
        (``unit``) and of the next one (``other``). Borders that two units share are inside neither.
    """
    require_same_crs(units, demand.crs, what=f"{level} units")
    points = demand.geometry.representative_point()
    cell, unit = units.sindex.query(points, predicate="intersects")
    order = np.lexsort((unit, cell))
    cell, unit = cell[order], unit[order]
    inside, first = np.unique(cell, return_index=True)
    ids = np.full(len(demand), "", dtype=object)
    names = ids.copy()
    ids[inside] = units.index.to_numpy(dtype=object)[unit[first]]
    names[inside] = units["name"].to_numpy(dtype=object)[unit[first]]
    others = _others(points, units, cell, unit)
    return demand.assign(**{level: ids.astype(str), f"{level}_name": names.astype(str)}), others


def overlap_notes(
    demand: gpd.GeoDataFrame, others: pd.DataFrame, *, level: str, file: str
) -> list[Sentence]:
    """Return what is to be said of units that overlap: how many people count in the first one alone.

    Parameters
    ----------
    demand, others
        As `assigned_units` returns them.
    level
        What the units are called.
    file
        Where they come from.
    """
    if others.empty:
        return []
    counted = groups(demand)
    group = RESIDENTS if RESIDENTS in counted else counted[0]
    return [
        Sentence(
            "{file}: units of level {level} overlap; {count:,} cells with {people:,.0f} people ({group}) lie "
            "inside several and count in the first one alone, such as in {unit} and not in {other}.",
            file=file,
            level=level,
            count=len(others),
            people=float(demand.loc[others.index, group].sum()),
            group=group,
            unit=others["unit"].iloc[0],
            other=others["other"].iloc[0],
        )
    ]


def _others(points: gpd.GeoSeries, units: gpd.GeoDataFrame, cell: Ints, unit: Ints) -> pd.DataFrame:
    """Return the cells that several units hold, of pairs in the order of cells and units."""
    several = np.flatnonzero(np.bincount(cell, minlength=len(points))[cell] > 1)
    areas, places = units.geometry.to_numpy(), points.to_numpy()
    several = several[shapely.contains(areas[unit[several]], places[cell[several]])]
    found, first, count = np.unique(cell[several], return_index=True, return_counts=True)
    first, found = first[count > 1], found[count > 1]
    names = units["name"].to_numpy(dtype=object)
    return pd.DataFrame(
        {"unit": names[unit[several[first]]], "other": names[unit[several[first + 1]]]},
        index=points.index[found],
    )


def area_shape(area: Source, *, crs: object) -> shapely.Geometry:
    """Return an area as one shape.

    Parameters
    ----------
    area
        A vector layer of one or more areas.
    crs
        CRS of the result.

    Raises
    ------
    InputError
        If the area cannot be read or holds something else than areas.
    """
    layer = as_layer(area, "area")
    table = read_features(layer)
    _AREAS.require(table, table.geometry.isna(), file=layer.name)
    areas = moved(table, crs, file=layer.name).geometry.to_numpy()
    shape = shapely.union_all(_valid_areas(areas))
    shapely.prepare(shape)
    return shape


def _valid_areas(areas: np.ndarray) -> np.ndarray:
    """Repair rings that cross themselves; lines and points that this leaves over have no inside."""
    valid = shapely.make_valid(areas)
    mixed = shapely.get_type_id(valid) == shapely.GeometryType.GEOMETRYCOLLECTION
    for index in np.flatnonzero(mixed):
        parts = shapely.get_parts(valid[index])
        valid[index] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return valid
