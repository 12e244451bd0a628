"""Reading entry points: the places inside coarse cells where people live."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from ...geo.entry_points import SHARE, WEIGHT
from ...geo.tables import CELL_ID
from ..formats.layer import Layer, as_layer
from ..formats.places import open_places
from ..formats.projection import metric_crs, projected
from ..formats.read_table import table_of_places
from ..formats.table_spec import Number, TableSpec, Text

_NAME: Final = "name"
_COLUMNS: Final = (
    Text(_NAME, need="optional"),
    Number(SHARE, need="optional"),
    Number(WEIGHT, need="optional"),
)


def read_entries(source: str | Path | Layer, *, crs: object) -> gpd.GeoDataFrame:
    """Read entry points, for `split_demand`.

    Parameters
    ----------
    source
        A CSV file with columns ``x`` and ``y`` (or ``lon``, ``lat``), or a vector layer; with a column
        ``cell_id`` or, where places go to the cell that they lie in, at least ``name``; and perhaps ``share``
        or ``weight``.
    crs
        Metric CRS of the result: the demand table's.

    Returns
    -------
    geopandas.GeoDataFrame
        Index 0, 1, ... in the file's order; ``cell_id`` and ``name`` (text), ``share`` or ``weight`` (float,
        NaN where empty), as far as the file has them, and the geometry. Whether shares add up and cells exist
        is for `split_demand` to say.

    Raises
    ------
    InputError
        With every fault of the file's places and numbers.
    """
    layer = as_layer(source)
    raw = open_places(layer)
    has = {*layer.columns, *raw.columns}
    id_name = _NAME if CELL_ID not in has and _NAME in has else CELL_ID
    spec = TableSpec(id_name=id_name, unique_ids=False, columns=_COLUMNS)
    table = table_of_places(raw, layer, spec)
    target = metric_crs(crs, table, what=layer.name)
    return projected(table, target, file=layer.name, id_name=id_name).reset_index()
