"""Groups of whom a table tells the share of the residents by unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ....common.errors import Fault, InputError
from ....common.sentences import Sentence
from ....data.counts.known_units import unit_level
from ....data.counts.official_counts import SHARE, UNIT, read_group_shares
from ....data.formats.layer import Layer
from ....data.formats.places import open_places
from ....data.formats.raster import RASTER_SUFFIXES
from ....data.tables.units import assign_units
from ....geo.people.steps import RESIDENTS
from ....geo.tables import UNIT_ID, groups
from ..entries.people_entry import GroupLayerEntry, GroupOfUnitsEntry
from ..schema import StudyFile


def has_shares(layer: Layer) -> bool:
    """Tell whether a group's layer is a table of shares by unit, and none of people."""
    if layer.file.suffix.lower() in RASTER_SUFFIXES:
        return False
    return SHARE in layer.columns or SHARE in open_places(layer)


def with_shares_by_unit(
    file: StudyFile,
    demand: gpd.GeoDataFrame,
    units: Mapping[str, gpd.GeoDataFrame],
    rows: dict[Path, int],
) -> tuple[gpd.GeoDataFrame, tuple[Sentence, ...]]:
    """Add the groups whose shares a study tells by unit.

    Parameters
    ----------
    file
        The study.
    demand
        The cells.
    units
        Areas by level.
    rows
        How many records each file has; those that are read are added.

    Returns
    -------
    demand : geopandas.GeoDataFrame
        With the groups; the same table where the study has none.
    notes : tuple of Sentence
        Which cells have no share, and so nobody of the group.

    Raises
    ------
    InputError
        If a table has faults, its units are those of no level, or the cells have no residents.
    """
    notes: list[Sentence] = []
    for group, source in file.people.groups.items():
        layer = _layer(file, source)
        if layer is None:
            continue
        if RESIDENTS not in groups(demand):
            raise InputError(
                Fault(
                    file=file.people.name,
                    column=f"groups.{group}",
                    cause="a share needs residents, which the file does not have",
                    fix="map a column to residents: columns: {residents: ...}",
                )
            )
        shares = read_group_shares(layer)
        rows.setdefault(layer.file, len(shares))
        level, ids = unit_level(shares.index, _asked(source, units), file=layer.name)
        unit = assign_units(demand[[demand.geometry.name]], units[level], level=level)[level]
        share = unit.map(pd.Series(shares.to_numpy(), index=ids)).to_numpy(dtype=np.float64)
        residents = demand[RESIDENTS].to_numpy(dtype=np.float64)
        untold = np.isnan(share)
        geometry = demand.geometry.name
        demand = demand.assign(**{group: residents * np.where(untold, 0.0, share)})
        demand = demand[[*demand.columns.drop([geometry]), geometry]]
        if residents[untold].sum() > 0:
            notes.append(
                Sentence(
                    "{cells:,} cells with {people:,.0f} residents lie in no unit with a share of {group} "
                    "in {file}; nobody of this group is counted there",
                    cells=int(untold.sum()),
                    people=float(residents[untold].sum()),
                    group=Sentence(group),
                    file=layer.name,
                )
            )
    return demand, tuple(notes)


def _layer(file: StudyFile, source: object) -> Layer | None:
    """Return the table of a group's shares; None where the group is told otherwise."""
    if isinstance(source, GroupLayerEntry):
        return source if has_shares(source) else None
    if not isinstance(source, GroupOfUnitsEntry):
        return None
    own = next(one for one in file.units if one.level == source.level)
    columns = {UNIT: own.columns.get(UNIT_ID, UNIT_ID), SHARE: source.column}
    plain = {
        name: getattr(own, name) for name in own.model_fields_set if name in Layer.model_fields
    }
    return Layer.model_validate({**plain, "columns": columns})


def _asked(source: object, units: Mapping[str, gpd.GeoDataFrame]) -> Mapping[str, gpd.GeoDataFrame]:
    if isinstance(source, GroupOfUnitsEntry):
        return {name: table for name, table in units.items() if name == source.level}
    return units
