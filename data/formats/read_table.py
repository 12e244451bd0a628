"""The one way from a file to a valid table: find and rename columns, read, check, tell all faults."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError
from .columns import missing_columns, repeated_columns, their_names
from .layer import Layer
from .places import open_places, places_in
from .record_faults import in_row_order
from .table_spec import TableSpec
from .values import as_text


def read_table(layer: Layer, spec: TableSpec) -> gpd.GeoDataFrame:
    """Read records that have a place.

    Parameters
    ----------
    layer
        A CSV file with columns x and y (or lon and lat, which mean EPSG:4326), or a vector layer.
    spec
        What the table holds.

    Returns
    -------
    geopandas.GeoDataFrame
        Index 0, 1, ... in the order of the file's records; our column names, every column that the layer
        maps among them, and the geometry in the file's CRS.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column or a CRS, or has x and y exchanged; else with every
        fault of its records, in their order.
    """
    return table_of_places(open_places(layer), layer, spec)


def table_of_places(raw: pd.DataFrame, layer: Layer, spec: TableSpec) -> gpd.GeoDataFrame:
    """Do the same as `read_table` with what `open_places` has read."""
    table, faults = places_in(
        raw,
        layer,
        id_name=spec.id_name,
        required=spec.names("required"),
        optional=spec.names("optional"),
    )
    return _checked(table, faults, spec, file=layer.name)


def table_of_records(raw: pd.DataFrame, layer: Layer, spec: TableSpec) -> pd.DataFrame:
    """Return records that have no place in our column names, read and checked.

    Parameters
    ----------
    raw
        The file as it is; index 0, 1, ...
    layer
        Where it comes from.
    spec
        What the table holds; no other columns are taken.

    Raises
    ------
    InputError
        If a column is missing; else with every fault of the records, in their order.
    """
    needed = dict.fromkeys([*spec.names("required"), spec.id_name])
    mapped = [name for name in spec.names("optional", "mapped") if name in layer.columns]
    wanted = their_names(layer, [*needed, *mapped])
    there = [name for name in spec.names("optional") if name in raw.columns]
    faults = missing_columns(layer.name, wanted, raw.columns)
    faults += repeated_columns(layer.name, [n for n in there if n not in wanted], raw.columns)
    if faults:
        raise InputError(*faults)
    wanted |= {name: name for name in there if name not in wanted}
    table = pd.DataFrame({ours: raw[theirs] for ours, theirs in wanted.items()})
    table[spec.id_name] = as_text(table[spec.id_name])
    return _checked(table, [], spec, file=layer.name)


def _checked(
    table: pd.DataFrame, faults: list[Fault], spec: TableSpec, *, file: str
) -> pd.DataFrame:
    """Take every step of a spec with a table that nobody else has, and raise what is wrong with it."""
    for step in spec.steps:
        columns, wrong = step(table, file=file, id_name=spec.id_name)
        for name, values in columns.items():
            table[name] = values
        faults = faults + wrong
    if faults:
        raise InputError(*in_row_order(faults))
    return table
