"""Travel times that services bring with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import geopandas as gpd
import pandas as pd

from ....data.tables.times import TimesTable, read_times_table
from ....geo.tables import CELL_ID, SITE_ID
from .people_in_units import PeopleInUnits
from .study_reading import StudyReading


def read_time_tables(
    reading: StudyReading, people: PeopleInUnits, sites: Mapping[str, gpd.GeoDataFrame]
) -> dict[str, TimesTable]:
    """Read the travel times of the services that bring them; they name cells, estates and sites.

    Parameters
    ----------
    reading
        The study; faults are added to those it has found.
    people
        Its people.
    sites
        Site table by service.
    """
    tables: dict[str, TimesTable] = {}
    cells = people.cells
    for service, entry in reading.file.services.items():
        if entry.times is None or cells is None or service not in sites:
            continue
        if reading.file.people.renames:
            # No table can name squares; that both are given is the study file's fault.
            continue
        # The table may speak of cells outside the area, too.
        everybody = pd.concat([cells.everybody, people.estates])
        known = gpd.GeoDataFrame(everybody, crs=cells.everybody.crs)
        read = partial(read_times_table, entry.times, known, sites[service])
        table = reading.found.tried(read)
        if table is not None:
            reading.rows[entry.times.file] = len(table.rows)
            counted = known.index.difference(cells.everybody.index.difference(cells.inside.index))
            inside = table.rows[CELL_ID].isin(counted)
            rows_inside = table.rows[inside].sort_values([CELL_ID, SITE_ID], kind="stable")
            tables[service] = replace(table, rows=rows_inside)
    return tables
