"""Applications as the candidates of a service: what each adds after others, and which together serve most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csc_array, hstack

from ...common.arrays import Floats, Ints
from ...coverage.assessment import Assessment, assess_within
from ...geo.tables import SITE_COLUMNS, SITE_ID
from ...geo.travel.times_table import TableSearch
from ..core.result import Status
from .best_plan import TIME_LIMIT_S, best_plan
from .candidate_gains import NOBODY
from .places_of_sites import PlacesOfSites

_PREFIX: Final = "application "


@dataclass(frozen=True, kw_only=True)
class BestTogether:
    """Which applications together serve the most people.

    Parameters
    ----------
    most
        How many might be approved; None for any number.
    of
        How many applications there were to choose from.
    chosen
        Ids of the applications, the one that adds most first.
    adds
        People whom each newly serves after the ones before it.
    newly_served
        People whom they newly serve together, recounted by an assessment with all of them open.
    bound
        Proven: no choice of so many newly serves more.
    status
        ``"optimal"``, or what stopped the search.

    See Also
    --------
    rank_applications : Ranks applications, and finds it.

    Examples
    --------
    >>> import halfhour as hh
    >>> best = hh.BestTogether(
    ...     most=2, of=9, chosen=("a",), adds=(40.0,), newly_served=40.0, bound=40.0, status="optimal"
    ... )
    >>> best.proven
    True
    """

    most: int | None
    of: int
    chosen: tuple[str, ...]
    adds: tuple[float, ...]
    newly_served: float
    bound: float
    status: Status

    @property
    def proven(self) -> bool:
        """Whether it is proven that no choice of so many applications newly serves more."""
        return self.status == "optimal"


class Applied:
    """A service with applications in place of its candidates.

    Parameters
    ----------
    today
        The assessment that applications would be added to.
    sites
        The applications as a site table, in the CRS of the cells: index their ids, ``capacity`` infinite where
        places do not count.
    costs
        Costs of travel to them up to the assessment's limit, shape (cells, applications).
    """

    def __init__(self, today: Assessment, sites: gpd.GeoDataFrame, costs: csc_array) -> None:
        self.today = _with_candidates(today, sites, costs)
        self._opened = len(today.open_sites)
        self._ids = [str(one) for one in sites.index]

    @property
    def _open_now(self) -> Ints:
        return np.arange(self._opened)

    def assessed(self, chosen: Sequence[str]) -> Assessment:
        """Return the coverage with some applications open."""
        now, sites = self.today, self.today.times.sites.index
        return assess_within(
            now.times,
            now.limit,
            group=now.group,
            open_sites=[*now.open_sites, *(str(sites[one]) for one in self._columns(chosen))],
            capacity=now.capacity,
        )

    def site_ids(self, chosen: Sequence[str]) -> list[str]:
        """Return what applications are called in the site table of `today`."""
        return [str(self.today.times.sites.index[one]) for one in self._columns(chosen)]

    def adds(self, order: Sequence[str]) -> Floats:
        """Return how many people each application newly serves after those before it.

        Parameters
        ----------
        order
            Ids of applications. Under closest assignment one may leave fewer with a place.
        """
        today, columns = self.today, self._columns(order)
        if today.capacity is not None:
            places = PlacesOfSites(today, today.capacity, np.concatenate([self._open_now, columns]))
            open_after = (
                np.concatenate([self._open_now, columns[:count]])
                for count in range(len(columns) + 1)
            )
            return _whole(np.diff([places.served(one) for one in open_after]))
        left = today.cells["people"].to_numpy(dtype=np.float64) * ~today.cells["served"].to_numpy()
        costs, added = today.times.costs, []
        for column in columns:
            cells = costs.indices[costs.indptr[column] : costs.indptr[column + 1]]
            added.append(left[cells].sum())
            left[cells] = 0.0
        return np.array(added, dtype=np.float64)

    def best(self, most: int | None, *, time_limit_s: float | None = TIME_LIMIT_S) -> BestTogether:
        """Return which applications together serve the most.

        Parameters
        ----------
        most
            How many may be approved; None for any number. Those that add nobody are left out.
        time_limit_s
            Seconds after which the best choice found is returned, with its proven bound; None for no limit.
        """
        of = len(self._ids)
        sites = min(of, of if most is None else most)
        found = None
        if sites:
            found = best_plan(self.today, sites=sites, time_limit_s=time_limit_s)
        if found is None:
            return BestTogether(
                most=most, of=of, chosen=(), adds=(), newly_served=0.0, bound=0.0, status="optimal"
            )
        chosen = self._ids_of(found.opened)
        adds = self.adds(chosen)
        # In build order those that add nobody come last.
        helping = int(np.flatnonzero(adds)[-1]) + 1 if adds.any() else 0
        chosen, adds = chosen[:helping], adds[:helping]
        served = self.assessed(chosen).people_served - self.today.people_served
        newly = float(_whole(np.array([served]))[0])
        return BestTogether(
            most=most,
            of=of,
            chosen=tuple(chosen),
            adds=tuple(adds.tolist()),
            newly_served=newly,
            bound=max(found.bound, newly),
            status=found.status,
        )

    def _columns(self, chosen: Sequence[str]) -> Ints:
        return self._opened + pd.Index(self._ids, dtype=object).get_indexer(pd.Index(chosen, dtype=object))

    def _ids_of(self, opened: Sequence[str]) -> list[str]:
        at = self.today.times.sites.index.get_indexer(list(opened))
        return [self._ids[one - self._opened] for one in at]


def _whole(people: Floats) -> Floats:
    return np.where(np.abs(people) < NOBODY, 0.0, people)


def _with_candidates(today: Assessment, sites: gpd.GeoDataFrame, costs: csc_array) -> Assessment:
    """Return the assessment in which the open sites stand, and the applications are the candidates."""
    times = today.times
    opened = times.positions(list(today.open_sites))
    standing = times.sites.iloc[opened]
    prefix = _PREFIX
    while any(str(one).startswith(prefix) for one in standing.index):
        prefix += "_"
    ids = [*map(str, standing.index), *(f"{prefix}{one}" for one in sites.index)]
    columns = {
        name: [*standing[name].tolist(), *sites[name].tolist()]
        for name in SITE_COLUMNS
        if name != "status"
    }
    status = ["existing"] * len(standing) + ["candidate"] * len(sites)
    table = gpd.GeoDataFrame(
        {**columns, "status": status},
        geometry=[*standing.geometry, *sites.geometry],
        crs=times.sites.crs,
        index=pd.Index(ids, name=SITE_ID, dtype=object),
    )[[*SITE_COLUMNS, "geometry"]].astype({"capacity": float, "cost": float})
    search = _table_search(csc_array(hstack([times.costs[:, opened], costs])), today.limit)
    held = replace(
        times,
        sites=table,
        costs=search.matrix_of(np.arange(len(table)), today.limit),
        limit=today.limit,
        search=search,
        site_reason=np.full(len(table), "", dtype=np.str_),
        network=None,
        upper_demand=None,
        known_up_to=today.limit,
    )
    return replace(today, times=held, open_sites=tuple(ids[: len(standing)]))


def _table_search(costs: csc_array, limit: float) -> TableSearch:
    """Return a search among the pairs of a matrix up to a limit."""
    site = np.repeat(np.arange(costs.shape[1]), np.diff(costs.indptr))
    cell, cost = costs.indices.astype(np.int64), costs.data.astype(np.float64)
    near = np.flatnonzero(cost <= limit)
    order = near[np.lexsort((site[near], cost[near]))]
    return TableSearch(cell[order], site[order], cost[order], costs.shape[0])
