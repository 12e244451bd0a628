"""What the page needs to give the places of open sites itself, as `hh.assess` does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from ...common.arrays import Ints
from ...common.errors import InputError
from ...coverage.assessment import Assessment
from ...coverage.assigned_people import CapacityRule
from ...geo.tables import groups, people
from ...geo.travel.travel_times import TravelTimes
from ...optimize.capacity.successive_paths import countable, ticks_of, whole_parts
from ..document.packing import packed
from .reach import pairs_kept


def places_table(
    today: Assessment, after: Assessment, times: TravelTimes, *, cells: Ints, sites: Ints
) -> Any:  # noqa: ANN401 - JSON
    """Return the places of sites and the order of pairs by travel; None where places do not count.

    Parameters
    ----------
    today, after
        Coverage today and with the plan.
    times
        The plan's travel times.
    cells, sites
        Rows and columns that the page has, in its order.

    Returns
    -------
    dict
        ``assignment``; ``need`` by group, those groups without one left out; ``capacity`` by site in places,
        null where it has no limit; ``parts`` of a person by group; ``now`` and ``then``, people with a place
        today and with the plan by cell; ``rows``, the cells' positions in the demand table; and ``order``, for
        each pair of `reach_table` its cost in ticks, or under closest assignment its rank among the costs of
        its cell. ``order`` is null where there are more pairs than the rule for ties is for.
    """
    rule = today.capacity
    if rule is None:
        return None
    capacity = times.sites["capacity"].to_numpy(dtype=np.float64)[sites]
    need = _needs(rule, groups(times.demand))
    cell, cost = pairs_kept(times, cells=cells, sites=sites)
    order = None
    if countable(len(cell), times.limit, len(sites)):
        order = ticks_of(cost) if rule.assignment == "system" else _ranks(cell, cost)
    return {
        "assignment": rule.assignment,
        "need": need,
        "capacity": [float(one) if math.isfinite(one) else None for one in capacity],
        "parts": {name: whole_parts(float(people(times.demand, name).sum())) for name in need},
        "now": packed(today.cells["people_served"].to_numpy(dtype=np.float64)[cells]),
        "then": packed(after.cells["people_served"].to_numpy(dtype=np.float64)[cells]),
        "rows": packed(cells),
        "order": None if order is None else packed(order),
    }


def _needs(rule: CapacityRule, names: list[str]) -> dict[str, float]:
    needs = {}
    for name in names:
        try:
            needs[name] = rule.need_of(name)
        except InputError:
            continue
    return needs


def _ranks(cell: Ints, cost: npt.NDArray[np.float32]) -> Ints:
    """Return by pair how many different costs of its cell are lower."""
    order = np.lexsort((cost, cell))
    fresh = np.zeros(len(cell), dtype=np.int64)
    new_cell = np.diff(cell[order]) != 0
    fresh[1:] = (np.diff(cost[order]) != 0) & ~new_cell
    total = np.cumsum(fresh)
    start = np.concatenate([[True], new_cell]) if len(cell) else np.zeros(0, dtype=bool)
    result = np.zeros(len(cell), dtype=np.int64)
    result[order] = total - np.maximum.accumulate(np.where(start, total, 0))
    return result
