"""Reading where people live: the demand table from a CSV, a vector layer or a raster."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
from pydantic import ValidationError

from ...common.errors import Fault, InputError
from ...geo.tables import CELL_ID
from ..formats.layer import Layer, as_layer
from ..formats.places import COORDINATES, read_places
from ..formats.projection import metric_crs, require_projected
from ..formats.raster import RASTER_SUFFIXES, read_raster
from ..formats.record_faults import in_row_order
from ..formats.schemas import faults_of, people_schema
from ..formats.values import as_numbers, as_text

RESIDENTS: Final = "residents"
_KNOWN_GROUPS: Final = (RESIDENTS, "elderly", "disabled")
_TEXT_COLUMNS: Final = frozenset({CELL_ID, "name", *COORDINATES})


def read_population(
    source: str | Path | Layer,
    *,
    crs: object = "auto",
    columns: Mapping[str, str] | None = None,
    groups: Mapping[str, float] | None = None,
) -> gpd.GeoDataFrame:
    """Read a demand table.

    Parameters
    ----------
    source
        A CSV file with columns ``cell_id``, ``x``, ``y`` (or ``lon``, ``lat``) and people; a vector
        layer of points or areas; or a GeoTIFF of people per pixel.
    crs
        Metric CRS of the result, or ``"auto"`` to choose one from the data.
    columns
        Our name -> the file's name, besides what the layer says. Every column mapped here counts people
        of the group that it is named after, except ``cell_id``, ``x``, ``y`` and ``name``. Columns named
        ``residents``, ``elderly`` and ``disabled`` need no mapping.
    groups
        Group -> its share of the residents of every cell, 0 to 1, besides what the layer says.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``cell_id`` (text), the file's geometry, one float column of people per group. Cells
        without people stay; people are never rounded, moved or resampled.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    layer = as_layer(source)
    layer = _with_options(layer, columns or {}, groups or {})
    name = layer.file.name
    if layer.file.suffix.lower() in RASTER_SUFFIXES:
        table = read_raster(layer)
        counted = [RESIDENTS]
    else:
        table, counted = _read_cells(layer)
    for group, share in layer.groups.items():
        if RESIDENTS not in counted or group in counted:
            raise InputError(_wrong_share(name, group, counted))
        table[group] = table[RESIDENTS] * share
    target = metric_crs(crs, table, what=name)
    table = table.set_index(CELL_ID).to_crs(target)
    table = table[[*table.columns.drop(["geometry"]), "geometry"]]
    require_projected(table, name, id_name=CELL_ID)
    return table


def _with_options(layer: Layer, columns: Mapping[str, str], groups: Mapping[str, float]) -> Layer:
    merged = layer.model_dump(exclude_unset=True)
    merged["columns"] = {**layer.columns, **columns}
    merged["groups"] = {**layer.groups, **groups}
    try:
        # A subclass may have keys of its own, which say nothing about reading.
        return Layer.model_validate({k: v for k, v in merged.items() if k in Layer.model_fields})
    except ValidationError as error:
        raise InputError(
            *(
                Fault(
                    file=layer.file.name,
                    column=".".join(str(part) for part in detail["loc"]),
                    value=detail["input"],
                    cause=detail["msg"][0].lower() + detail["msg"][1:],
                    fix="give shares of the residents from 0 to 1",
                )
                for detail in error.errors()
            )
        ) from error


def _read_cells(layer: Layer) -> tuple[gpd.GeoDataFrame, list[str]]:
    name = layer.file.name
    mapped = [column for column in layer.columns if column not in _TEXT_COLUMNS]
    table, faults = read_places(
        layer,
        id_name=CELL_ID,
        required=() if mapped else (RESIDENTS,),
        optional=("name", *_KNOWN_GROUPS),
    )
    counted = [c for c in table.columns if c not in _TEXT_COLUMNS and c != "geometry"]
    for group in counted:
        table[group], wrong = as_numbers(table, group, file=name, id_name=CELL_ID)
        faults += wrong
    if "name" in table:
        table["name"] = as_text(table["name"])
    faults += faults_of(
        table.drop(columns="geometry"),
        people_schema(CELL_ID, counted),
        file=name,
        id_name=CELL_ID,
    )
    if faults:
        raise InputError(*in_row_order(faults))
    return table, counted


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
