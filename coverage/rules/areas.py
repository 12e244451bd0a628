"""The areas that a rule's figures are told by: the whole, the units of a level, the committees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...common.arrays import Bools
from .evidence import Evidence
from .header import COMMITTEE, WHOLE, StandardsHead


@dataclass(frozen=True, kw_only=True, eq=False)
class Area:
    """A part of a table that gets a row of its own.

    Parameters
    ----------
    level, unit, unit_name
        What it is.
    rows
        Which rows of the table lie in it.
    """

    level: str
    unit: str
    unit_name: str
    rows: Bools


def areas_of(
    table: pd.DataFrame, evidence: Evidence, standards: StandardsHead, levels: Sequence[str]
) -> list[Area]:
    """Return the whole, each unit of the levels, and each committee with what it reports for.

    Parameters
    ----------
    table
        With a column of unit ids for some levels; levels that it lacks give no areas.
    evidence, standards
        Where units and committees get their names from.
    levels
        Levels whose units are wanted.

    Returns
    -------
    list of Area
        What a committee reports for lies in a county too, so the areas overlap.
    """
    whole = Area(level=WHOLE, unit=WHOLE, unit_name=WHOLE, rows=np.ones(len(table), dtype=bool))
    return [
        whole,
        *(
            area
            for level in levels
            if level in evidence.units and level in table.columns
            for area in _units(table[level], level, evidence.units[level]["name"])
        ),
        *_committees(table, evidence, standards),
    ]


def _units(column: pd.Series, level: str, names: pd.Series) -> Iterator[Area]:
    for unit, name in names.items():
        rows = column.eq(str(unit)).to_numpy(dtype=bool)
        yield Area(level=level, unit=str(unit), unit_name=str(name), rows=rows)


def _committees(
    table: pd.DataFrame, evidence: Evidence, standards: StandardsHead
) -> Iterator[Area]:
    for level, units in evidence.units.items():
        reporters = reports_apart(units)
        if level not in table.columns or reporters.empty:
            continue
        reporter = table[level].map(reporters)
        for committee in sorted(reporters.unique()):
            title = standards.header.committees.get(committee)
            yield Area(
                level=COMMITTEE,
                unit=committee,
                unit_name=committee if title is None else title.zh,
                rows=reporter.eq(committee).to_numpy(dtype=bool),
            )


def reports_apart(units: pd.DataFrame) -> pd.Series:
    """Return whom the units report to that report to another than the unit they are part of."""
    reporter = units["reports_to"].fillna("").astype(str)
    apart = (reporter != "") & (reporter != units["part_of"].fillna("").astype(str))
    return reporter[apart]


def with_larger_units(units: pd.DataFrame, level: str, evidence: Evidence) -> pd.DataFrame:
    """Return units with a column for their own level and for each larger one that they are part of."""
    columns: dict[str, pd.Series] = {level: pd.Series(units.index, index=units.index)}
    parent = units["part_of"]
    for _ in evidence.units:
        larger = next(
            (
                name
                for name, table in evidence.units.items()
                if name not in columns and bool(parent.isin(table.index).any())
            ),
            None,
        )
        if larger is None:
            break
        columns[larger] = parent.where(parent.isin(evidence.units[larger].index), "")
        parent = parent.map(evidence.units[larger]["part_of"]).fillna("")
    return units.assign(**columns)
