"""Planned sites in a plan over years: each counts from its opening year on.

Facilities of a layer are in all years of such a plan those of the people layer's year.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ....data.tables.site_columns import YEARS
from ....geo.travel.travel_times import TravelTimes
from .sites import PLANNED

_OPENED = YEARS[0]


def with_planned_until(times: TravelTimes, last: int) -> TravelTimes:
    """Return travel times whose planned sites are open if they open by the last year of a plan."""
    sites = times.sites
    if not have_years(sites):
        return times
    planned = sites[PLANNED].astype(bool)
    by_then = planned & ~(sites[_OPENED] > last)
    status = sites["status"].mask(planned & ~by_then, "closed").mask(by_then, "existing")
    return replace(times, sites=sites.assign(status=status))


def unopened_in(sites: pd.DataFrame, year: int) -> tuple[str, ...]:
    """Return the planned sites that are open by the last year of a plan, but not yet in this one."""
    if not have_years(sites):
        return ()
    later = sites[PLANNED].astype(bool) & (sites[_OPENED] > year)
    return tuple(map(str, sites.index[later & (sites["status"] == "existing")]))


def have_years(sites: pd.DataFrame) -> bool:
    """Whether some planned site may open in a later year than others."""
    return PLANNED in sites and _OPENED in sites
