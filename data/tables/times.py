"""Reading travel times that another engine computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from ...common.errors import Fault, InputError
from ...geo.tables import CELL_ID, SITE_ID, Unit
from ..formats.files import (
    PARQUET_SUFFIXES,
    missing_column,
    no_records,
    read_text_table,
    require_file,
)
from ..formats.layer import Layer, as_layer
from ..formats.record_faults import in_row_order
from ..formats.schemas import faults_of, times_schema
from ..formats.values import as_numbers, as_text

_COSTS: Final[dict[str, tuple[Unit, float]]] = {
    "minutes": ("s", 60.0),
    "seconds": ("s", 1.0),
    "metres": ("m", 1.0),
}
"""Column -> the unit that its values become, and what to multiply them with."""

_IDS_SHOWN: Final = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class TimesTable:
    """Travel costs by pair.

    Parameters
    ----------
    rows
        Columns ``cell_id``, ``site_id`` (text) and ``cost`` (float); each pair at most once. A pair that
        is absent cannot be travelled.
    unit
        ``"s"`` where costs are seconds, ``"m"`` where they are metres.
    source
        The file's name.
    """

    rows: pd.DataFrame
    unit: Unit
    source: str


def read_times_table(
    source: str | Path | Layer, demand: gpd.GeoDataFrame, sites: gpd.GeoDataFrame
) -> TimesTable:
    """Read a table of travel times or distances.

    Parameters
    ----------
    source
        CSV or Parquet with columns ``cell_id``, ``site_id`` and one of ``minutes``, ``seconds`` and
        ``metres``, or with others mapped to these.
    demand, sites
        The tables that the ids belong to.

    Raises
    ------
    InputError
        With every fault: ids that the tables do not have, costs missing, negative or infinite, a pair
        given twice.
    """
    layer = as_layer(source)
    name = layer.file.name
    raw = _read(layer)
    cost = _cost_column(layer, raw)
    wanted = {ours: layer.columns.get(ours, ours) for ours in (CELL_ID, SITE_ID, cost)}
    faults = [
        missing_column(name, ours, theirs, raw.columns)
        for ours, theirs in wanted.items()
        if theirs not in raw.columns
    ]
    if faults:
        raise InputError(*faults)
    rows = pd.DataFrame({ours: raw[theirs].to_numpy() for ours, theirs in wanted.items()})
    for column in (CELL_ID, SITE_ID):
        rows[column] = as_text(rows[column])
    numbers, faults = as_numbers(rows, cost, file=name, id_name=CELL_ID)
    unit, factor = _COSTS[cost]
    rows = rows[[CELL_ID, SITE_ID]].assign(cost=numbers * factor)
    faults += faults_of(rows, times_schema(CELL_ID, SITE_ID), file=name, id_name=CELL_ID)
    faults += _repeated(name, rows)
    for column, known, what in (
        (CELL_ID, demand.index, "the demand table"),
        (SITE_ID, sites.index, "the site table"),
    ):
        faults += _unknown(name, column, rows[column], known, what)
    if faults:
        raise InputError(*in_row_order(faults))
    return TimesTable(rows=rows, unit=unit, source=name)


def _read(layer: Layer) -> pd.DataFrame:
    if layer.file.suffix.lower() not in PARQUET_SUFFIXES:
        return read_text_table(layer)
    require_file(layer.file)
    try:
        table = pd.read_parquet(layer.file)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            Fault(
                file=layer.file.name,
                cause=f"cannot be read: {error}".rstrip("."),
                fix="check that the file is whole, or write it again",
            )
        ) from error
    if table.empty:
        raise InputError(no_records(layer.file.name))
    return table.reset_index(drop=True)


def _cost_column(layer: Layer, raw: pd.DataFrame) -> str:
    # What is mapped decides; without a mapping, the file's own columns.
    found = [cost for cost in _COSTS if cost in layer.columns] or [
        cost for cost in _COSTS if cost in raw.columns
    ]
    if len(found) == 1:
        return found[0]
    columns = ", ".join(str(column) for column in raw.columns)
    raise InputError(
        Fault(
            file=layer.file.name,
            column="columns",
            value=", ".join(found) or None,
            cause="more than one cost is mapped"
            if found
            else f"nothing says which column holds the cost; the file has {columns}",
            fix="map exactly one of minutes, seconds and metres to a column",
        )
    )


def _repeated(file: str, rows: pd.DataFrame) -> list[Fault]:
    again = np.flatnonzero(rows.duplicated([CELL_ID, SITE_ID]))
    return [
        Fault(
            file=file,
            row=int(index) + 1,
            key=f"{CELL_ID} {rows[CELL_ID].iloc[index]}, {SITE_ID} {rows[SITE_ID].iloc[index]}",
            cause="this pair occurs more than once",
            fix="give every pair one cost",
        )
        for index in again
    ]


def _unknown(
    file: str, column: str, ids: pd.Series, known: Iterable[object], what: str
) -> list[Fault]:
    strange = ids[(ids != "") & ~ids.isin(pd.Index(known))].unique()
    if not len(strange):
        return []
    shown = ", ".join(strange[:_IDS_SHOWN]) + (", ..." if len(strange) > _IDS_SHOWN else "")
    return [
        Fault(
            file=file,
            column=column,
            value=shown,
            cause=f"{len(strange):,} ids are not in {what}",
            fix="check that both files write ids alike; take rows of other places out of the table",
        )
    ]
