"""New estates: places where people will live from some year on."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError
from ...geo.tables import CELL_ID, groups
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.geometry_kinds import PLACES, known_place
from ..formats.layer import Source, as_layer
from ..formats.places import open_places
from ..formats.projection import projected
from ..formats.read_table import table_of_places
from ..formats.schemas import COUNTABLE, FINITE, NOT_NEGATIVE
from ..formats.table_spec import Number, TableSpec
from .growth import require_years
from .population import KNOWN_GROUPS
from .sheet_rows import counting_rows

YEAR = "year"
_OTHER = frozenset({CELL_ID, YEAR, "name", "homes", *PLACE_COLUMNS})


@counting_rows("source")
def read_estates(source: Source, *, crs: object) -> gpd.GeoDataFrame:
    """Read new estates.

    Parameters
    ----------
    source
        A CSV file or vector layer with a place, ``cell_id``, the ``year`` from which people live there, and,
        like a population layer, a column of people for every other name that the layer maps; where it maps
        none, columns called ``residents``, ``elderly`` and ``disabled`` count.
    crs
        Metric CRS of the result: that of the demand table.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``cell_id`` (text), ``year`` (int), one float column of people per group, the places.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    layer = as_layer(source)
    counted = [column for column in layer.columns if column not in _OTHER]
    raw = open_places(layer)
    if not counted:
        counted = [group for group in KNOWN_GROUPS if group in raw]
    if not counted:
        raise InputError(
            Fault(
                file=layer.name,
                column="columns.residents",
                cause="no column says how many people will live there",
                fix="map one: columns: {residents: ...}",
            )
        )
    spec = TableSpec(
        id_name=CELL_ID,
        columns=(
            Number(YEAR, need="required"),
            *(
                Number(column, need="required", checks=(NOT_NEGATIVE, FINITE, COUNTABLE))
                for column in counted
            ),
        ),
        further=(PLACES, known_place),
    )
    table = table_of_places(raw, layer, spec)
    require_years(table, file=layer.name, id_name=CELL_ID)
    table = table[[CELL_ID, YEAR, *counted, "geometry"]].astype({YEAR: "int64"})
    return projected(table, crs, file=layer.name, id_name=CELL_ID)


def with_estates(
    demand: gpd.GeoDataFrame, estates: gpd.GeoDataFrame, *, what: str
) -> gpd.GeoDataFrame:
    """Return a demand table with the estates as further cells, where nobody lives yet.

    Parameters
    ----------
    demand, estates
        In one CRS.
    what
        The estates' file, for messages.

    Raises
    ------
    InputError
        If an estate has the id of a cell, or people of a group that the demand table does not have.
    """
    faults = [
        Fault(
            file=what,
            key=f"{CELL_ID} {cell}",
            cause="a cell of the population has this id",
            fix="give the estate another",
        )
        for cell in estates.index[estates.index.isin(demand.index)]
    ]
    known = groups(demand)
    faults += [
        Fault(
            file=what,
            column=f"columns.{column}",
            cause=f"the population has no such group; it has {', '.join(known)}",
            fix="leave the column out, or map it in the population layer too",
        )
        for column in estates.columns
        if column not in {YEAR, *known, estates.geometry.name}
    ]
    if faults:
        raise InputError(*faults)
    nobody = gpd.GeoDataFrame(
        dict.fromkeys(known, 0.0), index=estates.index, geometry=estates.geometry
    )
    return gpd.GeoDataFrame(pd.concat([demand, nobody]), crs=demand.crs)
