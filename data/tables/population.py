"""Reading where people live: the demand table from a CSV, a vector layer or a raster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from pydantic import ValidationError

from ...common.errors import Fault, InputError
from ...common.large_work import Report, announce, say_nothing
from ...geo.tables import CELL_ID
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.geometry_kinds import PLACES, known_place
from ..formats.layer import Layer, Source, as_layer
from ..formats.places import open_places
from ..formats.projection import (
    metric_crs,
    point_coordinates,
    projected,
    projected_points,
    require_where_crs_holds,
)
from ..formats.raster import RASTER_SUFFIXES, read_raster
from ..formats.read_table import table_of_places
from ..formats.schemas import COUNTABLE, FINITE, NOT_NEGATIVE
from ..formats.table_spec import Column, Need, Number, TableSpec, Text
from ..people.no_data import without_data
from .reading_size import reading_estimate
from .sheet_rows import counting_rows

RESIDENTS: Final = "residents"
KNOWN_GROUPS: Final = (RESIDENTS, "elderly", "disabled")
_PEOPLE: Final = (NOT_NEGATIVE, FINITE, COUNTABLE)
_UNKNOWN: Final = "fill it in; write 0 only where nobody lives"
_OTHER: Final = frozenset({CELL_ID, "name", "geometry", *PLACE_COLUMNS})


@counting_rows("source")
def read_population(
    source: Source,
    *,
    crs: object = "auto",
    columns: Mapping[str, str] | None = None,
    groups: Mapping[str, float] | None = None,
    is_grid: bool = False,
    report: Report = say_nothing,
) -> gpd.GeoDataFrame:
    """Read a demand table.

    Parameters
    ----------
    source
        A CSV file or DataFrame with columns ``cell_id``, ``x``, ``y`` (or ``lon``, ``lat``) and people; a
        vector layer or GeoDataFrame of points or areas; or a GeoTIFF of people per pixel.
    crs
        Metric CRS of the result, or ``"auto"`` to choose one from the data.
    columns
        Our name -> the file's name, besides what the layer says. Every column mapped here counts people
        of the group that it is named after, except ``cell_id``, ``x``, ``y`` and ``name``. Columns named
        ``residents``, ``elderly`` and ``disabled`` need no mapping.
    groups
        Group -> its share of the residents of every cell, 0 to 1, besides what the layer says.
    is_grid
        Whether the file is a grid that was written as a table. Its records are called ``1``, ``2``, ... where
        it has no column ``cell_id``; those without any number of people are left out, as pixels without data
        are, and counted in a note.
    report
        Is told before much is read: how many records, and about how many megabytes and seconds they take.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``cell_id`` (text), the file's geometry, one float column of people per group. Cells
        without people stay; people are never rounded, moved or resampled.

    Raises
    ------
    InputError
        With every fault of the file; or if its records would not fit into the memory that is free.

    See Also
    --------
    Layer : How to read a file whose columns have other names.
    assign_units : In which unit each cell lies.
    read_entries : Read the places inside coarse cells where people live.
    travel_times : Compute travel times along the roads.

    Examples
    --------
    Three cells, of whose residents a fifth are elderly:

    >>> import pathlib
    >>> import tempfile
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> table = pd.DataFrame(
    ...     {
    ...         "cell_id": ["c1", "c2", "c3"],
    ...         "lon": [119.50, 119.51, 119.52],
    ...         "lat": [39.9, 39.9, 39.9],
    ...         "residents": [100, 250, 50],
    ...     }
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "cells.csv"
    ...     table.to_csv(file, index=False)
    ...     demand = hh.read_population(file, groups={"elderly": 0.2})
    >>> demand["residents"].tolist(), demand["elderly"].tolist()
    ([100.0, 250.0, 50.0], [20.0, 50.0, 10.0])
    >>> demand.crs.to_string()
    'EPSG:4549'
    """
    no_data = None
    layer = as_layer(source)
    layer = _with_options(layer, columns or {}, groups or {})
    name = layer.name
    if layer.held is None and layer.file.suffix.lower() in RASTER_SUFFIXES:
        table = read_raster(layer, report=report)
    else:
        if (estimate := reading_estimate(layer)) is not None:
            announce(estimate, report)
        raw = open_places(layer)
        if is_grid and CELL_ID not in layer.columns and CELL_ID not in raw:
            raw[CELL_ID] = np.arange(1, len(raw) + 1).astype(str)
        raw, no_data = without_data(raw, layer, _counted(layer, raw), blank=is_grid)
        table = table_of_places(raw, layer, _spec(layer))
    counted = [column for column in table.columns if column not in _OTHER]
    for group, share in layer.groups.items():
        if RESIDENTS not in counted or group in counted:
            raise InputError(_wrong_share(name, group, counted))
        table[group] = table[RESIDENTS] * share
    table = table[[*table.columns.drop(["geometry"]), "geometry"]]
    weights = table[RESIDENTS if RESIDENTS in counted else counted[0]]
    target = metric_crs(crs, table, files=[name], id_name=CELL_ID, weights=weights)
    if not isinstance(crs, str) or crs != "auto":
        require_where_crs_holds(target, table, file=name, id_name=CELL_ID, weights=weights)
    xy, keep = point_coordinates(table), None if no_data is None else ~no_data
    if xy is None:
        cells = projected(table, target, file=name, id_name=CELL_ID)
    else:
        table_crs = table.crs
        attributes = pd.DataFrame(table.drop(columns="geometry"))
        del table, weights  # its points are as large as all that is made of them
        cells = projected_points(attributes, xy, table_crs, target, file=name, id_name=CELL_ID)
    # Only now: messages count rows as the file has them.
    return cells if keep is None or keep.all() else cells[keep]


def _counted(layer: Layer, raw: pd.DataFrame) -> list[str]:
    """Return the file's names of the columns that count people."""
    mapped = [theirs for ours, theirs in layer.columns.items() if ours not in _OTHER]
    own = [group for group in KNOWN_GROUPS if group not in layer.columns]
    return [name for name in dict.fromkeys([*mapped, *own]) if name in raw]


def _spec(layer: Layer) -> TableSpec:
    mapped = [column for column in layer.columns if column not in _OTHER]
    columns: list[Column] = [
        Text("name", need="optional"),
        *(Number(column, checks=_PEOPLE, missing=_UNKNOWN) for column in mapped),
    ]
    for column in KNOWN_GROUPS:
        if column not in mapped:
            needed = column == RESIDENTS and not mapped
            need: Need = "required" if needed else "optional"
            columns.append(Number(column, need=need, checks=_PEOPLE, missing=_UNKNOWN))
    return TableSpec(id_name=CELL_ID, columns=tuple(columns), further=(PLACES, known_place))


def _with_options(layer: Layer, columns: Mapping[str, str], groups: Mapping[str, float]) -> Layer:
    merged = layer.model_dump(exclude_unset=True)
    merged["columns"] = {**layer.columns, **columns}
    merged["groups"] = {**layer.groups, **groups}
    merged["file"] = layer.file if layer.held is None else layer.held
    try:
        # A subclass may have keys of its own, which say nothing about reading.
        return Layer.model_validate({k: v for k, v in merged.items() if k in Layer.model_fields})
    except ValidationError as error:
        raise InputError(
            *(
                Fault(
                    file=layer.name,
                    column=".".join(str(part) for part in detail["loc"]),
                    value=detail["input"],
                    cause=detail["msg"][0].lower() + detail["msg"][1:],
                    fix="give shares of the residents from 0 to 1",
                )
                for detail in error.errors()
            )
        ) from error


def _wrong_share(file: str, group: str, counted: list[str]) -> Fault:
    if group in counted:
        return Fault(
            file=file,
            column=f"groups.{group}",
            cause="the file has a column of people for this group already",
            fix="leave the share or the column out",
        )
    return Fault(
        file=file,
        column=f"groups.{group}",
        cause="a share needs residents, which the file does not have",
        fix="map a column to residents: columns: {residents: ...}",
    )
