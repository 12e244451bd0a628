"""What one proposed site would do to coverage, before anybody approves it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj

from ..common.arrays import Ints
from ..common.errors import Fault, InputError
from ..geo.crs import from_degrees
from ..geo.travel.road_search import RoadSearch
from ..geo.travel.travel_times import TravelTimes
from .assessment import Assessment
from .limit_sensitivity import LimitSensitivity, limit_sensitivity
from .site_places import site_capacity_faults, with_places


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteCheck:
    """The effect of one more site.

    Parameters
    ----------
    at
        Longitude and latitude of the proposed site, degrees on WGS 84.
    group
        Whom the people are counted of.
    people_in_reach
        People within the limit of the proposed site, served already or not.
    newly_served
        People whom no open site serves today and this one would. Where places count, people are assigned anew,
        and this is how many more have a place then; fewer, if under closest assignment the site takes people
        from one with more places.
    time_falls
        People within the limit of the proposed site who would get there sooner than to their nearest one.
    share_before, share_after
        Share served of all people.
    near_before, near_after
        Who is near the limit, without the site and with it.
    units
        Index ``unit_id``; columns ``level``, ``name``, ``people``, ``share_before``, ``share_after``.
    overlaps
        Index ``site_id`` of the open sites that serve some of the same people; columns ``name``, ``people``
        (served by both), most first.
    road_m
        Metres to the road where the site would be reached; NaN where none is near enough.
    nearest_road_m
        Metres to the nearest usable road, be it beyond water; infinite where none is near.
    reason
        ``""``, or why the place cannot be reached: ``"no_road"``.
    year
        The year that the people are of; None where it is not known.
    places, used
        Places of the proposed site, and those that would be taken; None where places do not count.
    no_place_before, no_place_after
        People within the limit of an open site who have no place; 0 where places do not count.

    See Also
    --------
    check_site : Work out what a site at a place would change.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    A clinic at the east end, where there is none within 15 minutes:

    >>> at = tuple(demand.geometry.to_crs("EPSG:4326")["east"].coords[0])
    >>> check = hh.check_site(hh.assess(times, limit_min=15), at=at)
    >>> check.people_in_reach, check.newly_served, check.time_falls
    (100.0, 100.0, 100.0)
    >>> check.share_before, check.share_after
    (0.8, 1.0)
    >>> check.to_dict()["reason"], len(check.overlaps)
    ('', 0)
    """

    at: tuple[float, float]
    group: str
    people_in_reach: float
    newly_served: float
    time_falls: float
    share_before: float
    share_after: float
    near_before: LimitSensitivity
    near_after: LimitSensitivity
    units: pd.DataFrame
    overlaps: pd.DataFrame
    road_m: float
    nearest_road_m: float
    reason: str
    year: int | None = None
    places: float | None = None
    used: float | None = None
    no_place_before: float = 0.0
    no_place_after: float = 0.0

    def to_dict(self) -> dict[str, object]:
        """Return the figures as plain values for JSON; infinite and missing numbers become None."""
        plain = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name not in {"units", "overlaps", "at", "near_before", "near_after"}
        }
        numbers = {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in plain.items()
        }
        return {
            "at": list(self.at),
            **numbers,
            "near_before": self.near_before.to_dict(),
            "near_after": self.near_after.to_dict(),
            "units": _records(self.units, "unit_id"),
            "overlaps": _records(self.overlaps, "site_id"),
        }


def _records(table: pd.DataFrame, key: str) -> list[dict[str, object]]:
    named = table.rename_axis(key).reset_index().astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in named.where(named.notna(), None).to_dict("records")
    ]


def check_site(
    today: Assessment,
    *,
    at: tuple[float, float],
    tier: str | None = None,
    capacity: float | None = None,
) -> SiteCheck:
    """Work out what a site at a place would change, by one bounded search.

    Parameters
    ----------
    today
        The assessment that the site would be added to.
    at
        Longitude and latitude in degrees (WGS 84).
    tier
        The site's tier; needed where tiers are reached by different modes.
    capacity
        Its places, infinite for any number; needed where the service counts places.

    Returns
    -------
    SiteCheck
        Its figures equal those of a full assessment with the site added.

    Raises
    ------
    InputError
        If the place is not on Earth, its mode is not clear, or the travel times came from a table; or if its
        places are not given though they count, or given though they do not.

    See Also
    --------
    SiteCheck : What is returned.
    assess : Assess coverage by the open sites.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    A clinic in the middle of the street, halfway between the cells:

    >>> middle = gpd.GeoSeries.from_xy([501_500], [0], crs=roads.crs).to_crs("EPSG:4326")
    >>> today = hh.assess(times, limit_min=20)
    >>> check = hh.check_site(today, at=(middle.x[0], middle.y[0]))
    >>> check.newly_served, check.share_before, check.share_after
    (100.0, 0.8, 1.0)
    >>> check.overlaps["people"].to_dict()
    {'first': 400.0}

    Where places count, it has so many itself:

    >>> few = hh.travel_times(demand, sites.assign(capacity=300.0), roads, mode="walk", limit_min=30)
    >>> today = hh.assess(few, limit_min=20, capacity=hh.ServiceCapacity())
    >>> check = hh.check_site(today, at=(middle.x[0], middle.y[0]), capacity=150)
    >>> check.newly_served, check.used, check.no_place_before, check.no_place_after
    (150.0, 150.0, 100.0, 50.0)
    """
    times = today.times
    faults = list(site_capacity_faults(today, capacity))
    if faults:
        raise InputError(*faults)
    searches = _searches(times, tier)
    xy = _project(at, searches[0][1].network.crs)
    near_before = limit_sensitivity(today)
    cost = np.full(len(times.demand), np.inf)
    after_cost = today.cells["cost"].to_numpy(dtype=np.float64, copy=True)
    positions = []
    for rows, search in searches:
        near, near_cost, place = search.at(xy, today.limit)
        cost[rows[near]] = near_cost
        farther, farther_cost = search.from_position(place, near_before.limits[-1])
        after_cost[rows[farther]] = np.minimum(after_cost[rows[farther]], farther_cost)
        positions.append(place)
    position = positions[0]
    cells = today.cells
    weight = cells["people"].to_numpy(dtype=np.float64)
    reached = np.isfinite(cost)
    within = reached | cells["within_reach"].to_numpy()
    # People newly served by cell; fewer where the site takes their place from them.
    with_site = with_places(today, cost, capacity)
    if with_site is None:
        new = weight * (reached & ~cells["served"].to_numpy())
    else:
        new = weight - with_site.without - cells["people_served"].to_numpy(dtype=np.float64)
        new = np.where(within, new, 0.0)
    # Compare at the precision that the matrix keeps, so that equal times are equal.
    sooner = reached & (cost < cells["cost"].to_numpy().astype(np.float32))
    total = today.people_total
    after = cells.assign(cost=after_cost, within_reach=within)
    return SiteCheck(
        at=at,
        group=today.group,
        people_in_reach=float(weight @ reached),
        newly_served=float(new.sum()),
        time_falls=float(weight @ sooner),
        share_before=today.share,
        share_after=(today.people_served + float(new.sum())) / total if total else float("nan"),
        near_before=near_before,
        near_after=limit_sensitivity(dataclasses.replace(today, cells=after)),
        units=_units(today, new),
        overlaps=_overlaps(today, weight * reached),
        road_m=float(position.access_m[0]),
        nearest_road_m=float(position.nearest_road_m[0]),
        reason=str(position.reason[0]),
        year=times.year,
        places=None if today.capacity is None else capacity,
        used=None if with_site is None else with_site.used,
        no_place_before=0.0 if today.capacity is None else today.no_place_people,
        no_place_after=0.0 if with_site is None else float(with_site.without.sum()),
    )


def _searches(times: TravelTimes, tier: str | None) -> list[tuple[Ints, RoadSearch]]:
    """Return by class of the demand its rows, and the search by the mode in which it would come to the site."""
    if not times.road_parts:
        raise InputError(
            Fault(
                file="travel times",
                cause="were read from a table, which says nothing of other places",
                fix="give the study `roads:` and leave `times:` out of this service",
            )
        )
    found = []
    for one in times.demand_classes:
        mode = one.mode if isinstance(one.mode, str) else one.mode.get("" if tier is None else tier)
        found += [(one.rows, part.search) for part in one.parts if part.search.graph.mode == mode][
            :1
        ]
    if isinstance(times.mode, str) or len(found) == len(times.demand_classes):
        return found
    raise InputError(
        Fault(
            file="tier",
            value=tier,
            cause=f"does not say how people come there: {times.mode_text}",
            fix=f"name one of {', '.join(times.mode)}",
        )
    )


def _project(
    at: tuple[float, float], crs: pyproj.CRS
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    lon, lat = at
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        swapped = -180 <= lat <= 180 and -90 <= lon <= 90
        raise InputError(
            Fault(
                file="at",
                value=f"{lon},{lat}",
                cause="is not a longitude and a latitude in degrees",
                fix=f"write {lat},{lon}" if swapped else "write longitude, then latitude",
            )
        )
    x, y = from_degrees(crs).transform(lon, lat)
    return np.array([x, y], dtype=np.float64)


def _units(today: Assessment, new: np.ndarray[tuple[int], np.dtype[np.float64]]) -> pd.DataFrame:
    demand = today.times.demand
    tables = []
    for level in [c[: -len("_name")] for c in demand.columns if c.endswith("_name")]:
        table = today.summary(by=level)
        added = pd.Series(new, index=demand[level].to_numpy(dtype=object)).groupby(level=0).sum()
        served = table["served"] + added.reindex(table.index)
        tables.append(
            pd.DataFrame(
                {
                    "level": level,
                    "name": table["name"],
                    "people": table["people"],
                    "share_before": table["share"],
                    "share_after": served / table["people"].where(table["people"] > 0),
                }
            )
        )
    columns = ["level", "name", "people", "share_before", "share_after"]
    return pd.concat(tables) if tables else pd.DataFrame(columns=columns)


def _overlaps(
    today: Assessment, reached: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> pd.DataFrame:
    times = today.times
    both = np.asarray(times.within_cost(today.limit).T.astype(np.float64) @ reached).ravel()
    table = pd.DataFrame({"name": times.sites["name"], "people": both}, index=times.sites.index)
    table = table.loc[list(today.open_sites)]
    return table[table["people"] > 0].sort_values("people", ascending=False, kind="stable")
