"""Cell by cell, what one more site changes: who is within reach, who has a place, whose time falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...common.arrays import Bools, Floats, Ints
from ...common.errors import Fault, InputError
from ...geo.tables import mode_text
from ...geo.travel.positions import SnappedPositions
from ...geo.travel.road_search import RoadSearch
from ...geo.travel.travel_times import TravelTimes
from ..assessment import Assessment
from .with_places import with_places


@dataclass(frozen=True, kw_only=True, eq=False)
class Effect:
    """What one more site changes, each of shape (cells,), on the rows of the assessment.

    Parameters
    ----------
    cost
        The cost of travel to the site, infinite beyond the limit.
    cells
        The cells with the site: ``people``, ``cost`` to the nearest open site (as far as near the limit),
        ``within_reach`` and ``people_served``.
    new
        People newly served; fewer where the site takes their place from them.
    newly_within
        Whether the site is the first within the limit.
    fall
        By how much the cost to the nearest open site falls, in the unit of the times; 0 where it does not,
        infinite where no site could be reached.
    used
        Places taken at the site; None where places do not count.
    without
        People within reach who have no place; None where places do not count.
    position
        Where the site is reached, as the first class of the demand reaches it.
    """

    cost: Floats
    cells: pd.DataFrame
    new: Floats
    newly_within: Bools
    fall: Floats
    used: float | None
    without: Floats | None
    position: SnappedPositions


class Spot:
    """A place that several searches start from: it is attached to the roads once for each way of travel.

    Parameters
    ----------
    xy
        The place, metres in the network's CRS.
    """

    def __init__(self, xy: Floats) -> None:
        self.xy = xy
        self._kept: dict[tuple[int, str, str], SnappedPositions] = {}

    def position(self, search: RoadSearch) -> SnappedPositions:
        """Return where the place is attached to the roads of a search."""
        key = (id(search.network), search.graph.mode, search.direction)
        if key not in self._kept:
            self._kept[key] = search.position(self.xy)
        return self._kept[key]


def site_effect(
    today: Assessment,
    searches: list[tuple[Ints, RoadSearch]],
    spot: Spot,
    capacity: float | None,
    *,
    farthest: float = 0.0,
) -> Effect:
    """Search from a place, and compare with today cell by cell.

    Parameters
    ----------
    today
        The assessment that the site would be added to.
    searches
        By class of the demand its rows and its search (`searches_of`).
    spot
        The place.
    capacity
        Its places; None where they do not count.
    farthest
        Up to which cost the cells with the site are to be known, where that is beyond the limit.
    """
    cells = today.cells
    cost = np.full(len(cells), np.inf)
    beyond = np.full(len(cells), np.inf)
    positions = []
    for rows, search in searches:
        place = spot.position(search)
        near, near_cost = search.from_position(place, today.limit)
        cost[rows[near]] = near_cost
        if farthest > today.limit:
            near, near_cost = search.from_position(place, farthest)
        beyond[rows[near]] = near_cost
        positions.append(place)
    before = cells["cost"].to_numpy(dtype=np.float64)
    reached = np.isfinite(cost)
    was_within = cells["within_reach"].to_numpy()
    within = reached | was_within
    people = cells["people"].to_numpy(dtype=np.float64)
    served = cells["people_served"].to_numpy(dtype=np.float64)
    with_site = with_places(today, cost, capacity)
    if with_site is None:
        new = people * (reached & ~cells["served"].to_numpy())
    else:
        new = np.where(within, people - with_site.without - served, 0.0)
    # Compare at the precision that the matrix keeps, so that equal times are equal.
    sooner = reached & (cost < before.astype(np.float32))
    return Effect(
        cost=cost,
        cells=cells.assign(
            cost=np.minimum(before, beyond),
            within_reach=within,
            people_served=served + new,
        ),
        new=new,
        newly_within=reached & ~was_within,
        fall=np.subtract(before, cost, out=np.zeros(len(cost)), where=sooner),
        used=None if with_site is None else with_site.used,
        without=None if with_site is None else with_site.without,
        position=positions[0],
    )


def searches_of(times: TravelTimes, tier: str | None) -> list[tuple[Ints, RoadSearch]]:
    """Return by class of the demand its rows, and the search by the mode in which it would come to the site.

    Parameters
    ----------
    times
        The travel times.
    tier
        The site's tier; None for a site without one.

    Raises
    ------
    InputError
        If the times came from a table, or the tier does not say how people come.
    """
    if not times.road_parts:
        raise InputError(
            Fault(
                file="travel times",
                cause="were read from a table, which says nothing of other places",
                fix="give the study `roads:` and leave `times:` out of this service",
            )
        )
    by_tier = "" if tier is None else tier
    found = []
    for one in times.demand_classes:
        mode = one.mode if isinstance(one.mode, str) else one.mode.get(by_tier)
        found += [(one.rows, part.search) for part in one.parts if part.search.graph.mode == mode][
            :1
        ]
    if isinstance(times.mode, str) or len(found) == len(times.demand_classes):
        return found
    mode = times.mode.get(by_tier)
    searched = {part.search.graph.mode for one in times.demand_classes for part in one.parts}
    known = [one for one, way in times.mode.items() if one and way in searched]
    cause = f"does not say how people come there: {times.mode_text}"
    if mode is not None:
        said = repr(mode_text(mode))
        cause = f"is reached in the mode {said}, in which no site or candidate of the service is reached"
    fix = f"name one of {', '.join(known)}" if known else "leave it out"
    if mode is not None:
        fix += ", or give the service a candidate of this tier"
    raise InputError(Fault(file="tier", value=tier, cause=cause, fix=fix))
