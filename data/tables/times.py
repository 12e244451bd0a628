"""Reading travel times that another engine computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError, reason_of
from ...geo.tables import CELL_ID, SITE_ID, Unit
from ..formats.files import PARQUET_SUFFIXES, no_records, require_file
from ..formats.layer import Layer, Source, as_layer
from ..formats.read_table import table_of_records
from ..formats.schemas import FINITE, NOT_EMPTY, NOT_NEGATIVE
from ..formats.table_spec import Found, Number, TableSpec, Text
from ..formats.text_tables import read_text_table
from ..input_records.facts import ROWS, tell_fact, tell_opened
from .records import repeat_faults
from .sheet_rows import counting_rows

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


@counting_rows("source")
def read_times_table(
    source: Source, demand: gpd.GeoDataFrame, sites: gpd.GeoDataFrame
) -> TimesTable:
    """Read a table of travel times or distances.

    Parameters
    ----------
    source
        CSV, Parquet or DataFrame with columns ``cell_id``, ``site_id`` and one of ``minutes``, ``seconds`` and
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
    raw = _read(layer)
    cost = _cost_column(layer, raw)
    unit, factor = _COSTS[cost]
    spec = TableSpec(
        id_name=CELL_ID,
        unique_ids=False,
        columns=(
            Text(CELL_ID, need="required", checks=(NOT_EMPTY,)),
            Text(SITE_ID, need="required", checks=(NOT_EMPTY,)),
            Number(
                cost,
                need="required",
                checks=(NOT_NEGATIVE, FINITE),
                factor=factor,
                becomes="cost",
                missing="leave the row out: a pair without a row has no way; 0 would put the two in one place",
            ),
        ),
        further=(
            _repeated,
            partial(_unknown, column=CELL_ID, known=demand.index, what="the demand table"),
            partial(_unknown, column=SITE_ID, known=sites.index, what="the site table"),
        ),
    )
    rows = table_of_records(raw, layer, spec)[[CELL_ID, SITE_ID, "cost"]]
    return TimesTable(rows=rows, unit=unit, source=layer.name)


def _read(layer: Layer) -> pd.DataFrame:
    if layer.held is not None or layer.file.suffix.lower() not in PARQUET_SUFFIXES:
        return read_text_table(layer)
    require_file(layer.file)
    try:
        table = pd.read_parquet(layer.file)
    except Exception as error:
        # Of a damaged file pyarrow and pandas raise whatever their code stumbles over.
        raise InputError(
            Fault(
                file=layer.file.name,
                cause=f"cannot be read: {reason_of(error)}",
                fix="check that the file is whole, or write it again",
            )
        ) from error
    if table.empty:
        raise InputError(no_records(layer.file.name))
    tell_opened(layer.file)
    tell_fact(layer.file, ROWS, len(table))
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


def _repeated(
    table: pd.DataFrame,
    *,
    file: str,
    id_name: str,  # noqa: ARG001 - a pair has two
) -> Found:
    return {}, repeat_faults(
        table,
        (CELL_ID, SITE_ID),
        file=file,
        cause="this pair occurs more than once",
        fix="give every pair one cost",
    )


def _unknown(
    table: pd.DataFrame,
    *,
    file: str,
    id_name: str,  # noqa: ARG001 - told once for all records
    column: str,
    known: Iterable[object],
    what: str,
) -> Found:
    ids = table[column]
    strange = ids[(ids != "") & ~ids.isin(pd.Index(known))].unique()
    if not len(strange):
        return {}, []
    shown = ", ".join(strange[:_IDS_SHOWN]) + (", ..." if len(strange) > _IDS_SHOWN else "")
    fault = Fault(
        file=file,
        column=column,
        value=shown,
        cause=f"{len(strange):,} ids are not in {what}",
        fix="check that both files write ids alike; take rows of other places out of the table",
    )
    return {}, [fault]
