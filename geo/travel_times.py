"""Travel times between demand and sites: the one relation that everything later stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from .crs import require_same_crs
from .errors import Fault, InputError
from .mode_graph import mode_graph
from .network import RoadNetwork
from .road_search import RoadSearch, points_xy
from .snapping import SNAP_MAX_M, snap
from .tables import Direction, Mode, Unit, require_demand, require_sites

LIMIT_MIN = 30.0
"""The limit in minutes where nobody names another."""

NO_TIME = "no_time"
"""Reason of a cell for which a table of travel times holds no time at all."""


class NearestSearch(Protocol):
    """What can name the nearest of some sites for every cell, without limit."""

    def nearest(
        self, sites: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return site position (-1 if none) and cost (inf if none) by cell."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelTimes:
    """What it costs to travel between cells and sites, and the tables it was computed from.

    Parameters
    ----------
    demand, sites
        The tables; rows and columns of `costs` follow their order.
    costs
        Sparse (cells, sites), float32: seconds or metres up to `limit`. Absent means beyond the limit or
        unreachable, a stored 0 is a real 0: compare through the methods, never on the raw array.
    limit
        How far `costs` reaches, in `unit`.
    unit
        ``"s"`` or ``"m"``.
    mode, direction
        How and which way people travel.
    search
        What finds the nearest site beyond the limit.
    cell_reason, site_reason
        Why a cell or site is on no road: ``"no_road"``, ``"island"``, ``"no_time"``, or ``""``.
    network
        The roads; None for times computed elsewhere.
    """

    demand: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    costs: csr_array
    limit: float
    unit: Unit
    mode: Mode
    direction: Direction
    search: NearestSearch
    cell_reason: npt.NDArray[np.str_]
    site_reason: npt.NDArray[np.str_]
    network: RoadNetwork | None = None

    def __repr__(self) -> str:
        limit = f"{self.limit / 60:g} min" if self.unit == "s" else f"{self.limit:g} m"
        return (
            f"<TravelTimes {len(self.demand):,} cells x {len(self.sites):,} sites, {self.mode}, "
            f"{self.direction}, {self.costs.nnz:,} pairs within {limit}>"
        )

    def within(self, limit: float | None = None) -> csr_array:
        """Return which sites reach which cells: a sparse boolean (cells, sites), True where stored.

        Parameters
        ----------
        limit
            Seconds or metres, at most `self.limit`, which is the default.

        Raises
        ------
        InputError
            If the limit is above what was computed.
        """
        bound = self.checked_limit(limit)
        near = self.costs.data <= np.float32(bound)
        kept = np.concatenate([[0], np.cumsum(near)])[self.costs.indptr]
        return csr_array(
            (np.ones(int(near.sum()), dtype=bool), self.costs.indices[near], kept),
            shape=self.costs.shape,
        )

    def nearest(self, open_sites: Sequence[str]) -> pd.DataFrame:
        """Return the nearest of `open_sites` for each cell, without limit.

        Returns
        -------
        pandas.DataFrame
            On the demand table's index: ``site_id`` (None where there is none) and ``cost`` in seconds
            or metres (infinite where there is none).
        """
        position, cost = self.search.nearest(self.positions(open_sites))
        ids = np.array([*self.sites.index, None], dtype=object)
        nearest = pd.Series(ids[position], index=self.demand.index, dtype=object)
        return pd.DataFrame({"site_id": nearest, "cost": cost}, index=self.demand.index)

    def positions(self, site_ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the columns of `site_ids`.

        Raises
        ------
        InputError
            If a site is not in the site table.
        """
        position = self.sites.index.get_indexer(pd.Index(site_ids, dtype=self.sites.index.dtype))
        unknown = [site for site, at in zip(site_ids, position, strict=True) if at < 0]
        if unknown:
            raise InputError(
                *(
                    Fault(
                        file="site table",
                        key=f"site_id {site}",
                        cause="there is no such site",
                        fix="use ids of the site table that the travel times were computed from",
                    )
                    for site in unknown
                )
            )
        return np.asarray(position, dtype=np.int64)

    def checked_limit(self, limit: float | None) -> float:
        """Return `limit`, or the widest one for None; refuse one that was not computed."""
        if limit is None:
            return self.limit
        if not 0 < limit <= self.limit:
            raise InputError(
                Fault(
                    file="travel times",
                    column="limit",
                    value=limit,
                    cause=f"must be above 0 and at most {self.limit:g} {self.unit}, which was computed",
                    fix="compute the travel times with a higher limit first",
                )
            )
        return limit


def travel_times(
    demand: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    roads: RoadNetwork,
    *,
    mode: Mode = "walk",
    limit_min: float = LIMIT_MIN,
    limit_m: float | None = None,
    snap_max_m: float = SNAP_MAX_M,
    direction: Direction = "to_site",
) -> TravelTimes:
    """Compute travel times along the roads between all cells and sites.

    Parameters
    ----------
    demand, sites
        Tables in the network's CRS.
    roads
        The road network.
    mode
        Who travels: walk, cycle, ebike or drive. Access legs between places and roads are walked.
    limit_min
        Times up to this many minutes are kept.
    limit_m
        If given, distance along the shortest road is computed instead of time, up to this many metres,
        access legs included.
    snap_max_m
        A cell or site farther than this from every usable road is unreachable.
    direction
        ``"to_site"``: residents travel to the site; ``"from_site"``: vehicles go out to them.

    Raises
    ------
    InputError
        If a table or a limit is not valid, or the CRS differ.
    """
    require_demand(demand)
    require_sites(sites)
    require_same_crs(demand, roads.crs, what="demand table")
    require_same_crs(sites, roads.crs, what="site table")
    require_positive("limit_min", limit_min)
    require_positive("snap_max_m", snap_max_m)
    if limit_m is not None:
        require_positive("limit_m", limit_m)
    unit: Unit = "s" if limit_m is None else "m"
    limit = limit_min * 60 if limit_m is None else limit_m
    graph = mode_graph(roads, mode, unit)
    search = RoadSearch(
        network=roads,
        graph=graph,
        cells=snap(points_xy(demand.geometry.to_numpy()), roads, graph, snap_max_m=snap_max_m),
        sites=snap(points_xy(sites.geometry.to_numpy()), roads, graph, snap_max_m=snap_max_m),
        direction=direction,
        snap_max_m=snap_max_m,
    )
    return TravelTimes(
        demand=demand,
        sites=sites,
        costs=search.matrix(limit),
        limit=limit,
        unit=unit,
        mode=mode,
        direction=direction,
        search=search,
        cell_reason=search.cells.reason,
        site_reason=search.sites.reason,
        network=roads,
    )


def require_positive(name: str, value: float) -> None:
    """Raise an InputError unless `value` is a finite number above 0."""
    if not (np.isfinite(value) and value > 0):
        raise InputError(
            Fault(
                file="travel times",
                column=name,
                value=value,
                cause="must be a number above 0",
                fix=f"give {name} as minutes or metres above 0, for example 30 or 2000",
            )
        )
