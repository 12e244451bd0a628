"""Fitting a study's people to the official counts that it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ....common.arrays import Bools
from ....data.counts.known_units import unit_level
from ....data.counts.official_counts import read_official_counts
from ....data.kept_reading import KeptReading
from ....data.tables.units import assign_units
from ....geo.people.calibration import Calibrated, OfficialCounts, calibrated
from ..entries.people_entry import CountsEntry
from ..schema import StudyFile

AREA = "area"
"""What the whole area is called among levels of units."""


def fitted_people(
    file: StudyFile,
    demand: gpd.GeoDataFrame,
    units: Mapping[str, gpd.GeoDataFrame],
    inside: Bools,
    rows: dict[Path, int],
    kept: KeptReading,
) -> Calibrated:
    """Fit people to official counts.

    Parameters
    ----------
    file
        The study; its people have ``calibrate:``.
    demand
        All cells, those outside the area among them: an official count is of a whole unit.
    units
        Areas by level.
    inside
        Which cells lie in the area.
    rows
        How many records each file has; those that are read are added.
    kept
        Reads what no run has read yet.

    Raises
    ------
    InputError
        If a table has faults, its units are those of no level, or the people cannot be fitted.
    """
    places = demand[[demand.geometry.name]]
    counts = []
    for entry in file.people.calibrate:
        if isinstance(entry, CountsEntry):
            table = kept.read("official counts", [entry], partial(read_official_counts, entry))
            rows[entry.file] = len(table)
            level, ids = unit_level(table.index, units, file=entry.name)
            unit = assign_units(places, units[level], level=level)[level]
            names = units[level]["name"].to_dict()
            table, what = table.set_axis(ids), entry.name
        else:
            level, what = AREA, "people.calibrate.total"
            unit = pd.Series(np.where(inside, AREA, ""), index=demand.index)
            table, names = pd.DataFrame(entry.total, index=[AREA], dtype="float64"), {AREA: AREA}
        counts.append(OfficialCounts(table=table, unit=unit, names=names, level=level, file=what))
    return calibrated(demand, counts, inside=inside)
