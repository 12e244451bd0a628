"""Reading entry points: the places inside coarse cells where people live."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from ...common.errors import InputError
from ...geo.entry_points import SHARE, WEIGHT
from ...geo.tables import CELL_ID
from ..formats.files import CSV_SUFFIXES, read_features, read_text_table
from ..formats.layer import Layer, as_layer
from ..formats.places import read_places
from ..formats.projection import metric_crs, require_projected
from ..formats.record_faults import in_row_order
from ..formats.values import as_numbers, as_text

_NAME: Final = "name"


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
    file = layer.file.name
    id_name = CELL_ID
    if not _has(layer, CELL_ID) and _has(layer, _NAME):
        id_name = _NAME
    table, faults = read_places(layer, id_name=id_name, optional=(_NAME, SHARE, WEIGHT))
    for column in (SHARE, WEIGHT):
        if column in table:
            table[column], wrong = as_numbers(table, column, file=file, id_name=id_name)
            faults += wrong
    if faults:
        raise InputError(*in_row_order(faults))
    if _NAME in table:
        table[_NAME] = as_text(table[_NAME])
    entries = table.to_crs(metric_crs(crs, table, what=file))
    require_projected(entries.set_index(id_name), file, id_name=id_name)
    return entries


def _has(layer: Layer, column: str) -> bool:
    is_text = layer.file.suffix.lower() in CSV_SUFFIXES
    columns = (read_text_table(layer) if is_text else read_features(layer)).columns
    return column in layer.columns or column in columns
