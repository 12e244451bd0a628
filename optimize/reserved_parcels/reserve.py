"""Which eligible parcels new housing needs, and what is lost if one of them is given away."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.arrays import Floats
from ...coverage.assessment import Assessment
from ...coverage.new_housing.need import NOBODY, HousingNeed
from ...geo.crs import to_degrees
from ..site_comparison.candidate_gains import candidate_gains, eligible
from .fewest import FewestSites, fewest_sites, most_placed
from .housing_problem import costs_from_housing, housing_problem

TIME_LIMIT_S: Final = 10.0
"""Seconds after which the best choice found counts, with its bound; of each question."""

PARCEL_COLUMNS: Final = (
    *("name", "tier", "capacity", "cost", "alone", "lon", "lat", "needed", "proven"),
    *("sites_without", "sites_without_bound", "lost", "lost_bound", "instead"),
)


_NUMBERS: Final = ("sites_without", "sites_without_bound", "lost", "lost_bound")


@dataclass(frozen=True, kw_only=True, eq=False)
class ReservedParcels:
    """The eligible parcels that a plan for new housing uses, and what is lost without each.

    Parameters
    ----------
    group
        Whom people are counted of.
    short
        People who are short of the service if nothing is opened.
    of
        Eligible candidates there are.
    sites
        The fewest of them that leave as few people short as can be; 0 where none helps, or none is needed.
    sites_bound
        Proven: no fewer do.
    placed
        People whom these sites serve of those who are short.
    placed_bound
        Proven: no choice of candidates serves more of them.
    opened
        Ids of the parcels that the plan uses.
    parcels
        Index ``site_id`` of these; the columns of `candidates`, and ``needed``: whether every choice of so few
        sites uses it; ``proven``: whether that is proven, either way; ``sites_without``: the fewest sites
        without it (infinite where no choice serves as many), of which ``sites_without_bound`` is proven;
        ``lost``: people who stay short if it is given away and no more sites are opened in its place, of which
        ``lost_bound`` is proven; ``instead``: ids of parcels that would stand in for it.
    candidates
        Index ``site_id`` of the candidates within the limit of the housing and of others that help, the nearest
        first; columns ``name``, ``tier``, ``capacity`` (places), ``cost`` (from the housing, seconds or metres;
        infinite beyond the limit), ``alone`` (people of those who are short whom it would serve if it alone
        were opened), ``lon``, ``lat``.

    See Also
    --------
    reserved_parcels : Make one.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; 60 people move to its east end, where only a candidate stands:

    >>> import numpy as np
    >>> import halfhour as hh
    >>> from halfhour.coverage.new_housing.need import housing_need
    >>> from halfhour.geo.example_street import walked_street
    >>> from halfhour.optimize.reserved_parcels.reserve import reserved_parcels
    >>> roads, demand, sites = walked_street()
    >>> today = hh.assess(hh.travel_times(demand, sites, roads, mode="walk", limit_min=15))
    >>> found = reserved_parcels(housing_need(today, np.array([503_000.0, 0.0]), {"residents": 60}))
    >>> found.opened, found.placed, found.proven
    (('last',), 60.0, True)
    >>> found.parcels["needed"].tolist(), found.parcels["lost_bound"].tolist()
    ([True], [60.0])
    """

    group: str
    short: float
    of: int
    sites: int
    sites_bound: float
    placed: float
    placed_bound: float
    opened: tuple[str, ...]
    parcels: pd.DataFrame
    candidates: pd.DataFrame

    @property
    def proven(self) -> bool:
        """Whether it is proven that no fewer sites serve as many, and no choice serves more."""
        return self.sites_bound >= self.sites - NOBODY and self.placed_bound <= self.placed + NOBODY

    @property
    def alone_enough(self) -> tuple[str, ...]:
        """Ids of the candidates of which any one alone serves all who are short, the nearest first."""
        if not self.short:
            return ()
        enough = self.candidates["alone"] >= self.short - NOBODY
        return tuple(map(str, self.candidates.index[enough]))

    @property
    def still_short(self) -> float:
        """People who stay short with the plan."""
        left = self.short - self.placed
        return left if left > NOBODY else 0.0


def reserved_parcels(
    need: HousingNeed, *, time_limit_s: float | None = TIME_LIMIT_S
) -> ReservedParcels:
    """Return the parcels that are to be reserved for new housing.

    The plan of the year in which people move in is made first; then each of its parcels is given away in turn.

    Parameters
    ----------
    need
        What the new people need of the service.
    time_limit_s
        Seconds after which the best choice found is taken, with its proven bound; of each question. None for no
        limit.
    """
    state = housing_problem(need)
    gains = candidate_gains(state)
    table = _candidates(need, gains)
    if need.enough or table.empty or not len(gains):
        return _nothing(need, table)
    # Of equally good parcels the nearest.
    gains = gains.loc[table.index]
    found = fewest_sites(state, gains, target=need.short, time_limit_s=time_limit_s)
    rows = [_without(state, gains, site, found, time_limit_s) for site in found.opened]
    known = [name for name in PARCEL_COLUMNS if name in table]
    parcels = table.loc[list(found.opened), known]
    for name in PARCEL_COLUMNS[len(known) :]:
        parcels[name] = pd.Series([row[name] for row in rows], index=parcels.index, dtype=object)
    typed = dict.fromkeys(("needed", "proven"), bool) | dict.fromkeys(_NUMBERS, float)
    return ReservedParcels(
        group=need.group,
        short=need.short,
        of=int(eligible(need.after).sum()),
        sites=len(found.opened),
        sites_bound=found.bound,
        placed=found.placed,
        placed_bound=found.placed_bound,
        opened=found.opened,
        parcels=parcels.astype(typed),
        candidates=table,
    )


def _without(
    state: Assessment,
    gains: pd.DataFrame,
    site: str,
    plan: FewestSites,
    time_limit_s: float | None,
) -> dict[str, object]:
    """Return what is lost if a parcel of the plan is given away."""
    rest = gains.drop(index=site)
    count = len(plan.opened)
    other = fewest_sites(
        state, rest, target=plan.placed, time_limit_s=time_limit_s, all_or_nothing=True
    )
    fewest = float(len(other.opened)) if other.placed >= plan.placed - NOBODY else inf
    if fewest <= count:
        # As few sites serve as many: the parcel can be given away.
        lost, lost_bound = 0.0, 0.0
    else:
        most = most_placed(state, rest, sites=count, time_limit_s=time_limit_s)
        lost = max(plan.placed - most.placed, 0.0)
        lost_bound = max(plan.placed - most.placed_bound, 0.0)
    needed = fewest > count
    return {
        "needed": needed,
        "proven": other.bound > count + NOBODY
        if needed
        else len(plan.opened) <= plan.bound + NOBODY,
        "sites_without": fewest,
        "sites_without_bound": other.bound,
        "lost": lost if lost > NOBODY else 0.0,
        "lost_bound": lost_bound if lost_bound > NOBODY else 0.0,
        "instead": tuple(one for one in other.opened if one not in plan.opened)
        if fewest < inf
        else (),
    }


def _candidates(need: HousingNeed, gains: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates within the limit of the housing, the nearest first, then others that help."""
    times = need.after.times
    sites = times.sites.loc[gains.index]
    cost = costs_from_housing(need).loc[gains.index].to_numpy()
    lon, lat = to_degrees(times.demand.crs).transform(*_xy(sites))
    table = pd.DataFrame(
        {
            "name": gains["name"],
            "tier": gains["tier"],
            "capacity": gains["capacity"],
            "cost": cost,
            "alone": np.minimum(gains["newly_served"], need.short),
            "lon": lon,
            "lat": lat,
        },
        index=pd.Index(gains.index.astype(str), name="site_id"),
    )
    # Who brings nothing alone, and is out of reach of the housing, brings nothing beside others.
    helps = np.isfinite(table["cost"]) | (table["alone"] > 0)
    shown: pd.DataFrame = table[helps].sort_values("cost", kind="stable")
    return shown


def _xy(sites: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    inside = sites.geometry.representative_point()
    return inside.x.to_numpy(), inside.y.to_numpy()


def _nothing(need: HousingNeed, table: pd.DataFrame) -> ReservedParcels:
    """Return that no parcel is needed, or none helps."""
    return ReservedParcels(
        group=need.group,
        short=need.short,
        of=int(eligible(need.after).sum()),
        sites=0,
        sites_bound=0.0,
        placed=0.0,
        placed_bound=0.0,
        opened=(),
        parcels=pd.DataFrame(columns=list(PARCEL_COLUMNS)).rename_axis("site_id"),
        candidates=table,
    )
