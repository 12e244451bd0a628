"""Assessments that are made once: cells, sites and flows of an earlier run, with this run's travel times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ..common.prepared import Prepared
from ..geo.travel.travel_times import TravelTimes
from .assessment import Assessment, assess
from .assigned_people import CapacityRule


def kept_assessment(
    times: TravelTimes,
    key: str,
    prepared: Prepared,
    *,
    group: str,
    capacity: CapacityRule | None = None,
    still: Callable[[], bool] = lambda: True,
) -> Assessment:
    """Return today's coverage, as `assess` does.

    Parameters
    ----------
    times
        Travel times between cells and sites.
    key
        What `content_key` makes of all that the travel times come from, and of the group and the capacity.
    prepared
        What was made before.
    group, capacity
        As of `assess`.
    still
        As of `Prepared.part`.

    Raises
    ------
    InputError
        As `assess` does.
    """

    def made() -> tuple[object, ...]:
        found = assess(times, group=group, capacity=capacity)
        flows = None if found.flows is None else found.flows.reset_index()
        return found.open_sites, found.limit, found.cells, found.sites, flows

    kept: tuple[Any, ...] = prepared.part(key, made, kinds=(), still=still)
    open_sites, limit, cells, sites, flows = kept
    return Assessment(
        times=times,
        open_sites=open_sites,
        group=group,
        limit=limit,
        cells=cells,
        capacity=capacity,
        sites=sites,
        flows=None if flows is None else _by_pair(flows),
    )


def _by_pair(flows: pd.DataFrame) -> pd.DataFrame:
    return flows.set_index(list(flows.columns[:2]))
