"""Reading people by unit as an office counted them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ..formats.layer import Layer, as_layer
from ..formats.places import open_places
from ..formats.read_table import table_of_records
from ..formats.record_faults import in_row_order, record_faults
from ..formats.schemas import PEOPLE_MAX
from ..formats.table_spec import Number, TableSpec, Text
from ..tables.population import KNOWN_GROUPS
from ..tables.records import repeat_faults
from ..tables.sheet_rows import counting_rows

UNIT: Final = "unit"
SHARE: Final = "share"


@counting_rows("source")
def read_official_counts(source: str | Path | Layer) -> pd.DataFrame:
    """Read official counts of people.

    Parameters
    ----------
    source
        A table or a vector layer with a column ``unit`` and one of people for each group: ``residents``,
        ``elderly``, ``disabled`` by these names, and every other that the layer maps.

    Returns
    -------
    pandas.DataFrame
        Index ``unit`` (text: an id or a name), one float column per group; NaN where a unit has no count.

    Raises
    ------
    InputError
        With every fault: units missing or given twice, counts that are negative, infinite or no numbers; or if
        no column counts people.
    """
    layer = as_layer(source)
    named = [name for name in layer.columns if name != UNIT]
    counted = [*named, *(group for group in KNOWN_GROUPS if group not in named)]
    columns = [Number(group, need="optional") for group in counted]
    table = _by_unit(layer, columns)
    there = [group for group in counted if group in table]
    if not there:
        raise InputError(
            Fault(
                file=layer.name,
                column="columns",
                cause="no column counts people",
                fix="map one: columns: {residents: ...}, or another group",
            )
        )
    faults = [
        fault
        for group in there
        for fault in _outside(table, group, PEOPLE_MAX, layer.name, "is no count of people")
    ]
    _raise(faults, table, layer)
    return table.set_index(UNIT)[there]


@counting_rows("source")
def read_group_shares(source: str | Path | Layer) -> pd.Series:
    """Read by unit the share of the residents that a group has.

    Parameters
    ----------
    source
        A table or a vector layer with columns ``unit`` and ``share``, 0 to 1.

    Returns
    -------
    pandas.Series
        Index ``unit`` (text: an id or a name); floats.

    Raises
    ------
    InputError
        With every fault: units missing or given twice, shares missing, outside 0 to 1 or no numbers.
    """
    layer = as_layer(source)
    table = _by_unit(layer, [Number(SHARE, need="required")])
    faults = record_faults(
        table,
        table[SHARE].isna(),
        file=layer.name,
        id_name=UNIT,
        column=SHARE,
        cause="is missing",
        fix="fill it in, or leave the record out",
    )
    faults += _outside(table, SHARE, 1.0, layer.name, "is no share of the residents from 0 to 1")
    _raise(faults, table, layer)
    return table.set_index(UNIT)[SHARE]


def _by_unit(layer: Layer, columns: list[Number]) -> pd.DataFrame:
    spec = TableSpec(
        id_name=UNIT,
        unique_ids=False,
        columns=(Text(UNIT, need="required"), *columns),
    )
    return table_of_records(pd.DataFrame(open_places(layer)), layer, spec)


def _outside(table: pd.DataFrame, column: str, most: float, file: str, cause: str) -> list[Fault]:
    value = table[column]
    percent = most == 1.0 and bool(value.max() > 1)
    return record_faults(
        table,
        np.asarray(value.notna() & ~value.between(0, most)),
        file=file,
        id_name=UNIT,
        column=column,
        cause=cause,
        fix="write 0.186 for 18.6 %"
        if percent
        else "correct it; leave it empty where it is not known",
        values=value,
    )


def _raise(faults: list[Fault], table: pd.DataFrame, layer: Layer) -> None:
    """Raise the faults together with those of the units."""
    missing = partial(record_faults, table, file=layer.name, id_name=UNIT, column=UNIT)
    faults = [
        *faults,
        *missing(
            table[UNIT] == "", cause="is missing", fix="name the unit, or leave the record out"
        ),
        *repeat_faults(
            table[table[UNIT] != ""],
            [UNIT],
            file=layer.name,
            cause="this unit is given twice",
            fix="keep one of the records",
        ),
    ]
    if faults:
        raise InputError(*in_row_order(faults))
