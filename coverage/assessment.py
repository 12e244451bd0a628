"""Who is served by a set of open sites, who is not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..common.errors import Fault, InputError
from ..common.written.shares import share_text
from ..common.written.shown import Shown
from ..geo.tables import people
from ..geo.travel.travel_times import TravelTimes
from .assigned_people import CapacityRule
from .given_places import given_places

BEYOND_LIMIT = "beyond_limit"
NO_PLACE = "no_place"
NO_SITE = "no_site"
ISLAND = "island"
OUTSIDE_UNITS = "(outside every unit)"

DEFAULT_GROUPS = {"elderly_care": "elderly", "rehab": "disabled"}
"""Whom a service is for; residents where it is not listed."""

_SUMMARY = ["name", "people", "served", "share", "gap", "unreachable", "within_reach", "no_place"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Assessment(Shown):
    """The state of coverage of one service by a set of open sites.

    Parameters
    ----------
    times
        Travel times between cells and sites.
    open_sites
        Ids of the sites that are open.
    group
        The group of people who are counted.
    limit
        Travel cost up to which a cell is served: seconds, or metres where ``times.unit`` is ``"m"``.
    cells
        One row per cell, on the demand table's index: ``people``; ``site_id`` and ``cost`` of the nearest
        open site, without limit; ``within_reach``: whether an open site is within the limit;
        ``people_served``: those within reach who have a place too; ``served``: whether all have; ``reason``:
        ``""`` where all are served, else ``"no_place"`` (the sites within reach are full), ``"beyond_limit"``,
        ``"no_road"``, ``"island"`` (its roads lead to no open site), ``"no_time"`` (no travel time given) or
        ``"no_site"`` (none open).
    capacity
        How places are given where the service has capacities; None where everybody within reach is served.
    sites
        Where the service has capacities, one row per open site, index ``site_id``, with the columns of
        `site_loads`; else None.
    flows
        Where the service has capacities, people from cells to sites: index ``cell_id`` and ``site_id``, column
        ``people``; else None.

    See Also
    --------
    assess : Assess coverage by the open sites.
    catchments : Whom each open site serves.
    gap_clusters : Where the gap is.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Who has a clinic within 15 minutes, and why the others have not:

    >>> today = hh.assess(times, limit_min=15)
    >>> today
    <Assessment of 1 sites: 400 of 500 residents served (80.0%), 100 in the gap>
    >>> today.people_served, today.gap_people, today.share
    (400.0, 100.0, 0.8)
    >>> today.cells["reason"].tolist()
    ['', 'beyond_limit']
    >>> (today.cells["cost"] / 60).round(1).tolist()
    [12.0, 24.0]
    >>> today.summary()[["people", "served", "gap"]].loc["all"].tolist()
    [500.0, 400.0, 100.0]
    """

    times: TravelTimes
    open_sites: tuple[str, ...]
    group: str
    limit: float
    cells: pd.DataFrame
    capacity: CapacityRule | None = None
    sites: pd.DataFrame | None = None
    flows: pd.DataFrame | None = None

    def __repr__(self) -> str:
        without = (
            "" if self.capacity is None else f", {self.no_place_people:,.0f} for want of places"
        )
        return (
            f"<Assessment of {len(self.open_sites):,} sites: {self.people_served:,.0f} of "
            f"{self.people_total:,.0f} {self.group} served ({share_text(self.share)}), "
            f"{self.gap_people:,.0f} in the gap{without}>"
        )

    @property
    def limit_min(self) -> float | None:
        """The limit in minutes; None where distance is counted."""
        return self.limit / 60 if self.times.unit == "s" else None

    @property
    def people_total(self) -> float:
        """All people of the group."""
        return float(self.cells["people"].sum())

    @property
    def people_within_reach(self) -> float:
        """People whose cell reaches an open site within the limit, with a place there or not."""
        return float(self.cells["people"].to_numpy() @ self.cells["within_reach"].to_numpy())

    @property
    def people_served(self) -> float:
        """People within the limit of an open site and, where the service has capacities, with a place."""
        return float(self.cells["people_served"].sum())

    @property
    def gap_people(self) -> float:
        """People whom no open site serves: beyond the limit, or without a place."""
        return float((self.cells["people"] - self.cells["people_served"]).sum())

    @property
    def no_place_people(self) -> float:
        """The part of the gap within the limit of an open site, where no place is left."""
        cells = self.cells[self.cells["within_reach"]]
        return float((cells["people"] - cells["people_served"]).sum())

    @cached_property
    def unreachable(self) -> npt.NDArray[np.bool_]:
        """Which cells are on no usable road, or have no travel time: no further site would help them."""
        unreached = np.asarray(self.times.why_unreached(self.open_sites) != "")
        # Every summary counts by it.
        unreached.setflags(write=False)
        return unreached

    @property
    def unreachable_people(self) -> float:
        """The part of the gap with no usable road near, or without any travel time."""
        return float(self.cells["people"].to_numpy() @ self.unreachable)

    @property
    def share(self) -> float:
        """Share of the people who are served; NaN where there is nobody."""
        return self.people_served / self.people_total if self.people_total else float("nan")

    def at_upper_end(self) -> Assessment:
        """Return the same at the highest share of the group that may go by car.

        Where the share is known, it is this assessment itself.
        """
        upper = self.times.upper_demand
        if upper is None:
            return self
        return assess_within(
            replace(self.times, demand=upper, upper_demand=None),
            self.limit,
            group=self.group,
            open_sites=self.open_sites,
            capacity=self.capacity,
        )

    def summary(self, by: str | None = None) -> pd.DataFrame:
        """Return people, served, share and gap, in all or by unit.

        Parameters
        ----------
        by
            A level of units, such as ``"county"``; None for one row of totals.

        Returns
        -------
        pandas.DataFrame
            Index ``unit_id`` (``"all"`` for totals), columns ``name``, ``people``, ``served``, ``share``,
            ``gap``, ``unreachable``, ``within_reach``, ``no_place``. People outside every unit have a row of
            their own.

        Raises
        ------
        InputError
            If the demand table has no such level.
        """
        if by not in self._summaries:
            self._summaries[by] = self._summed(by)
        # Callers may change what they are given.
        return self._summaries[by].copy()

    @cached_property
    def _summaries(self) -> dict[str | None, pd.DataFrame]:
        """Summaries by level that were asked for: layers, tables and pages show the same ones."""
        return {}

    def _summed(self, by: str | None) -> pd.DataFrame:
        demand = self.times.demand
        if by is None:
            unit, name = np.full(len(demand), "all"), np.full(len(demand), "all")
        elif by in demand.columns and f"{by}_name" in demand.columns:
            unit = demand[by].to_numpy(dtype=object)
            name = (
                demand[f"{by}_name"].where(demand[by] != "", OUTSIDE_UNITS).to_numpy(dtype=object)
            )
        else:
            levels = [c[: -len("_name")] for c in demand.columns if c.endswith("_name")]
            raise InputError(
                Fault(
                    file="demand table",
                    column=by,
                    cause=f"there is no such level of units; it has {', '.join(levels) or 'none'}",
                    fix="name one of these, or give the study a `units:` layer of this level",
                )
            )
        table = pd.DataFrame(
            {
                "unit_id": unit,
                "name": name,
                "people": self.cells["people"].to_numpy(),
                "served": self.cells["people_served"].to_numpy(),
                "unreachable": self.cells["people"].to_numpy() * self.unreachable,
                "within_reach": (self.cells["people"] * self.cells["within_reach"]).to_numpy(),
            }
        )
        totals = table.groupby("unit_id").agg(
            name=("name", "first"),
            people=("people", "sum"),
            served=("served", "sum"),
            unreachable=("unreachable", "sum"),
            within_reach=("within_reach", "sum"),
        )
        totals["share"] = totals["served"] / totals["people"].where(totals["people"] > 0)
        totals["gap"] = totals["people"] - totals["served"]
        totals["no_place"] = totals["within_reach"] - totals["served"]
        return totals[_SUMMARY]


def assess(
    times: TravelTimes,
    *,
    group: str | None = None,
    limit_min: float | None = None,
    limit_m: float | None = None,
    open_sites: Sequence[str] | None = None,
    capacity: CapacityRule | None = None,
) -> Assessment:
    """Assess coverage by the open sites.

    Parameters
    ----------
    times
        Travel times between cells and sites.
    group
        Whom to count; by default whom the service is for: elderly for ``elderly_care``, disabled for
        ``rehab``, else residents.
    limit_min, limit_m
        Minutes (or metres, where distance is counted) up to which a cell is served; by default the widest
        that was computed.
    open_sites
        Which sites are open; by default the existing ones.
    capacity
        How places are given, a `ServiceCapacity`; by default everybody within the limit is served.

    Returns
    -------
    Assessment
        Who is served, who is not, and who can reach no site at all.

    Raises
    ------
    InputError
        If the group, a site or the limit is not in the travel times, or a capacity is not known.

    See Also
    --------
    Assessment : What is returned.
    travel_times : Compute travel times along the roads.
    check_site : What one more site would change.
    solve : Which sites to open.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Today within 30 and within 15 minutes, and with the candidate open:

    >>> hh.assess(times).share
    1.0
    >>> hh.assess(times, limit_min=15).share
    0.8
    >>> hh.assess(times, limit_min=15, open_sites=["first", "last"]).share
    1.0
    """
    limit = times.checked_limit(limit_min=limit_min, limit_m=limit_m)
    return assess_within(times, limit, group=group, open_sites=open_sites, capacity=capacity)


def assess_within(
    times: TravelTimes,
    limit: float,
    *,
    group: str | None = None,
    open_sites: Sequence[str] | None = None,
    capacity: CapacityRule | None = None,
) -> Assessment:
    """Assess coverage as `assess` does, with a limit in the unit of the times."""
    group = group or default_group(times)
    if open_sites is None:
        open_sites = list(times.sites.index[times.sites["status"] == "existing"])
    columns = times.positions(open_sites)
    reach = times.within_cost(limit)
    is_open = np.zeros(len(times.sites), dtype=bool)
    is_open[columns] = True
    within = np.asarray(reach @ is_open.astype(np.int32)).ravel() > 0
    nearest = times.nearest(open_sites)
    on_road = bool(times.road_parts) and bool((times.site_reason[columns] == "").any())
    reasons = _reasons(
        within,
        nearest["site_id"].isna().to_numpy(),
        times.why_unreached(open_sites),
        without_site=ISLAND if on_road else NO_SITE,
    )
    counted = people(times.demand, group)
    cells = pd.DataFrame(
        {
            "people": counted,
            "site_id": nearest["site_id"],
            "cost": nearest["cost"],
            "within_reach": within,
            "people_served": counted * within,
            "served": within,
            "reason": reasons,
        },
        index=times.demand.index,
    )
    reached = Assessment(
        times=times, open_sites=tuple(open_sites), group=group, limit=limit, cells=cells
    )
    if capacity is None:
        return reached
    given = given_places(
        times, open_sites, counted.to_numpy(np.float64), limit=limit, group=group, rule=capacity
    )
    full = given.without > 0
    return replace(
        reached,
        cells=cells.assign(
            people_served=np.where(within, counted - given.without, 0.0),
            served=within & ~full,
            reason=np.where(full, NO_PLACE, cells["reason"]),
        ),
        capacity=capacity,
        sites=given.sites,
        flows=given.flows,
    )


def _reasons(
    within: npt.NDArray[np.bool_],
    siteless: npt.NDArray[np.bool_],
    off_road: npt.NDArray[np.str_],
    *,
    without_site: str,
) -> pd.api.extensions.ExtensionArray:
    """Return why each cell is not served, as text of which each word is kept once while it is looked up."""
    words = ["", BEYOND_LIMIT, without_site]
    code = np.where(within, 0, 1 + siteless).astype(np.int8)
    rest = (off_road != "") & ~within
    while rest.any():
        word = off_road[rest.argmax()]
        same = rest & (off_road == word)
        code[same] = len(words)
        words.append(str(word))
        rest &= ~same
    return pd.Series(words).array.take(code)


def default_group(times: TravelTimes) -> str:
    """Return whom the service of the site table is for."""
    services = times.sites["service"].unique()
    return DEFAULT_GROUPS.get(services[0], "residents") if len(services) == 1 else "residents"
