"""Reading entry points: the places inside coarse cells where people live."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np

from ...geo.entry_points import SHARE, WEIGHT
from ...geo.tables import CELL_ID
from ..formats.geometry_kinds import PLACES, known_place
from ..formats.layer import Source, as_layer
from ..formats.places import open_places
from ..formats.projection import metric_crs, projected
from ..formats.read_table import table_of_places
from ..formats.table_spec import Number, TableSpec, Text
from .sheet_rows import counting_rows

_NAME: Final = "name"
_COLUMNS: Final = (
    Text(_NAME, need="optional"),
    Number(SHARE, need="optional"),
    Number(WEIGHT, need="optional"),
)


@counting_rows("source")
def read_entries(source: Source, *, crs: object) -> gpd.GeoDataFrame:
    """Read entry points, for `split_demand`.

    Parameters
    ----------
    source
        A CSV file with columns ``x`` and ``y`` (or ``lon``, ``lat``), or a vector layer; with a column
        ``cell_id`` or, where places go to the cell that they lie in, at least ``name``, which a vector layer
        need not have; and perhaps ``share`` or ``weight``.
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

    See Also
    --------
    split_demand : Split cells into their entry points.
    read_population : Read where people live.

    Examples
    --------
    Two villages in one coarse cell, with three quarters and one quarter of its people:

    >>> import pathlib
    >>> import tempfile
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> table = pd.DataFrame(
    ...     {
    ...         "cell_id": ["c1", "c1"],
    ...         "name": ["Upper village", "Lower village"],
    ...         "lon": [119.50, 119.51],
    ...         "lat": [39.9, 39.9],
    ...         "share": [0.75, 0.25],
    ...     }
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "entries.csv"
    ...     table.to_csv(file, index=False)
    ...     entries = hh.read_entries(file, crs="EPSG:32650")
    >>> entries["cell_id"].tolist(), entries["share"].tolist()
    (['c1', 'c1'], [0.75, 0.25])
    """
    layer = as_layer(source)
    raw = open_places(layer)
    has = {*layer.columns, *raw.columns}
    if isinstance(raw, gpd.GeoDataFrame) and not has & {CELL_ID, _NAME}:
        # Footprints of buildings have neither; messages then count them.
        raw[_NAME] = np.arange(1, len(raw) + 1).astype(str)
        has.add(_NAME)
    id_name = _NAME if CELL_ID not in has and _NAME in has else CELL_ID
    spec = TableSpec(
        id_name=id_name, unique_ids=False, columns=_COLUMNS, further=(PLACES, known_place)
    )
    table = table_of_places(raw, layer, spec)
    target = metric_crs(crs, table, files=[layer.name], id_name=id_name)
    return projected(table, target, file=layer.name, id_name=id_name).reset_index()
