"""The travel-time matrix between demand and sites, from which coverage and plans are computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csc_array

from ...common.errors import Fault, InputError
from ...common.written.shown import Shown
from ..roads.network import RoadNetwork
from ..spacing import usual_spacing_m
from ..study_context import NO_STUDY, StudyContext
from ..tables import Direction, Mode, ModeByTier, Unit, mode_text
from .class_search import ClassSearch
from .classes_on_roads import ClassOnRoads, NearestSearch, classes_on_roads
from .demand_classes import GroupTravel
from .limits import limit_in
from .mixed_search import MixedSearch, SearchPart
from .pairs_within import pairs_within
from .paths import RoadPath, cheapest_path
from .road_search import points_xy

NO_TIME = "no_time"
"""Reason of a cell that no pair of a travel-time table names."""

TRAVEL_UNCERTAINTY: Final = 0.1
"""By how much speeds are taken to be uncertain where nobody says otherwise."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelTimes(Shown):
    """The travel-time matrix between cells and sites, beside the tables it was computed from.

    `travel_times` computes it; `Study.times` has one for each service of a study.

    Parameters
    ----------
    demand, sites
        Demand table and site table, in one projected CRS in metres; rows and columns of `costs` follow them.
    costs
        The matrix, sparse of shape (cells, sites), float32: seconds or metres up to `limit`. An absent entry is
        beyond the limit or unreachable, a stored 0 is a real 0: compare by the methods, not on the raw array.
    limit
        The bound of `costs`, in `unit`.
    unit
        Of the impedance: ``"s"`` (seconds) or ``"m"`` (metres).
    mode
        How people travel, or a mode for each tier of sites.
    direction
        ``"to_site"`` or ``"from_site"``.
    search
        The search behind `nearest` and `nearest_k`, which have no limit.
    cell_reason, site_reason
        Why a cell or site is not snapped: ``"no_road"``, ``"no_time"``, or ``""``; shape (cells,) and
        (sites,).
    network
        The road network; None for times computed elsewhere.
    groups
        How the people of some groups travel, where cells are demand classes.
    upper_demand
        Where it is not known how many people of a group go by car, the demand table at the highest share;
        `demand` is at the lowest. Else None.
    year
        The year that the people of `demand` are of; None where it is not known.
    travel_uncertainty
        By how much all speeds may be lower or higher, as a share: 0.1 asks who is within 90 % and within 110 %
        of a limit. 0 where nobody asks. Where distance is counted, the limit itself is this much shorter or
        longer.
    known_up_to
        The cost up to which `search` knows every pair: infinite along roads, the largest cost of a table.
    study
        What maps and tables show of the study that this comes from.

    See Also
    --------
    travel_times : Compute travel times along the roads.
    assess : Who is served within a limit.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, one clinic after 1 km and one at the end:

    >>> import geopandas as gpd
    >>> import numpy as np
    >>> import pandas as pd
    >>> import pyproj
    >>> import shapely
    >>> import halfhour as hh
    >>> roads = hh.RoadNetwork(
    ...     crs=pyproj.CRS.from_epsg(32650),
    ...     node_xy=np.array([[500_000.0, 0.0], [503_000.0, 0.0]]),
    ...     start=np.array([0]),
    ...     end=np.array([1]),
    ...     geometry=np.array([shapely.LineString([(500_000, 0), (503_000, 0)])]),
    ...     length_m=np.array([3000.0]),
    ...     road_class=np.array(["residential"]),
    ...     forward_s={"walk": np.array([2160.0])},
    ...     backward_s={"walk": np.array([2160.0])},
    ...     source="street",
    ... )
    >>> demand = gpd.GeoDataFrame(
    ...     {"residents": [400.0, 100.0]},
    ...     geometry=gpd.points_from_xy([500_000, 503_000], [0, 0], crs=roads.crs),
    ...     index=pd.Index(["west", "east"], name="cell_id"),
    ... )
    >>> attributes = {"name": "", "service": "clinic", "tier": "", "status": "existing"}
    >>> sites = gpd.GeoDataFrame(
    ...     {**attributes, "capacity": np.inf, "cost": 1.0},
    ...     geometry=gpd.points_from_xy([501_000, 503_000], [0, 0], crs=roads.crs),
    ...     index=pd.Index(["first", "last"], name="site_id"),
    ... )
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Which sites are within 30 minutes, and within 15:

    >>> times.within().toarray().tolist()
    [[True, False], [True, True]]
    >>> times.within(limit_min=15).toarray().tolist()
    [[True, False], [False, True]]

    The nearest sites, in seconds, also beyond the limit:

    >>> times.nearest(["last"])["cost"].round(1).tolist()
    [2160.0, 0.0]
    >>> times.nearest_k(["first", "last"], 2)["site_id"].loc["west"].tolist()
    ['first', 'last']

    The minutes of the shortest path by road class:

    >>> times.path("west", "last").by_class["minutes"].to_dict()
    {'residential': 36.0, 'access leg': 0.0}
    """

    demand: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    costs: csc_array
    limit: float
    unit: Unit
    mode: Mode | ModeByTier
    direction: Direction
    search: NearestSearch
    cell_reason: npt.NDArray[np.str_]
    site_reason: npt.NDArray[np.str_]
    network: RoadNetwork | None = None
    groups: Mapping[str, GroupTravel] = field(default_factory=dict)
    upper_demand: gpd.GeoDataFrame | None = None
    year: int | None = None
    travel_uncertainty: float = TRAVEL_UNCERTAINTY
    known_up_to: float = np.inf
    study: StudyContext = NO_STUDY

    def __repr__(self) -> str:
        """Return the size of the matrix, mode, direction and limit as text."""
        limit = f"{self.limit / 60:g} min" if self.unit == "s" else f"{self.limit:g} m"
        return (
            f"<TravelTimes {len(self.demand):,} cells x {len(self.sites):,} sites, {self.mode_text}, "
            f"{self.direction}, {self.costs.nnz:,} pairs within {limit}>"
        )

    @property
    def mode_text(self) -> str:
        """Return how people travel, as text: ``walk``, or ``drive (township), walk (village)``."""
        return mode_text(self.mode)

    @property
    def road_parts(self) -> tuple[SearchPart, ...]:
        """Return the searches on roads behind this, one for each mode; none for times computed elsewhere.

        Of demand classes they are those of the first, the people of whose group nothing is said.
        """
        return self.demand_classes[0].parts

    @property
    def demand_classes(self) -> tuple[ClassOnRoads, ...]:
        """Return each class of the demand: its rows, its mode and its searches; one where there are none."""
        return classes_on_roads(self.search, len(self.demand), len(self.sites), self.mode)

    @cached_property
    def cell_spacing_m(self) -> float | None:
        """Return the median distance from a cell to the nearest other one; None where there is none."""
        return usual_spacing_m(points_xy(self.demand.geometry.to_numpy()))

    def within(self, *, limit_min: float | None = None, limit_m: float | None = None) -> csc_array:
        """Return which sites reach which cells: a sparse boolean (cells, sites), True where stored.

        Parameters
        ----------
        limit_min, limit_m
            Minutes, or metres where distance is counted; by default the widest that was computed.

        Returns
        -------
        scipy.sparse.csc_array
            Boolean, shape (cells, sites), True where stored.

        Raises
        ------
        InputError
            If the limit is of the other unit, or above what was computed.
        """
        return self.within_cost(self.checked_limit(limit_min=limit_min, limit_m=limit_m))

    def within_cost(self, limit: float) -> csc_array:
        """Return the same for a limit in `unit`, at most `self.limit`."""
        self._require_computed(limit)
        return pairs_within(self.costs, limit)

    def nearest(self, open_sites: Sequence[str]) -> pd.DataFrame:
        """Return the nearest of `open_sites` for each cell, without limit.

        Parameters
        ----------
        open_sites
            Ids of sites.

        Returns
        -------
        pandas.DataFrame
            On the demand table's index: ``site_id`` (None where there is none) and ``cost`` in seconds
            or metres (infinite where there is none). Of equally near sites the first in the site table counts.

        Raises
        ------
        InputError
            If a site is not in the site table.
        """
        position, cost = self.search.nearest(self.positions(open_sites))
        ids = np.array([*self.sites.index, None], dtype=object)
        nearest = pd.Series(ids[position], index=self.demand.index, dtype=object)
        return pd.DataFrame({"site_id": nearest, "cost": cost}, index=self.demand.index)

    def nearest_k(self, open_sites: Sequence[str], k: int) -> pd.DataFrame:
        """Return the k nearest of `open_sites` for each cell, without limit.

        Parameters
        ----------
        open_sites
            Ids of sites.
        k
            How many, 1 or more.

        Returns
        -------
        pandas.DataFrame
            Index ``cell_id`` and ``nth`` (1 is the nearest), columns ``site_id`` and ``cost`` (seconds or
            metres); cells that reach fewer sites have fewer rows.

        Raises
        ------
        InputError
            If a site is not in the site table.
        ValueError
            If `k` is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; ask for 1 site or more")
        position, cost = self.search.nearest_k(self.positions(open_sites), k)
        row, nth = np.nonzero(position >= 0)
        index = pd.MultiIndex.from_arrays(
            [self.demand.index[row], nth + 1], names=[self.demand.index.name, "nth"]
        )
        return pd.DataFrame(
            {"site_id": self.sites.index[position[row, nth]], "cost": cost[row, nth]}, index=index
        )

    def why_unreached(self, open_sites: Sequence[str]) -> npt.NDArray[np.str_]:
        """Return why each cell is not snapped in any mode by which one of `open_sites` is reached.

        Parameters
        ----------
        open_sites
            Ids of sites.

        Returns
        -------
        numpy.ndarray
            Shape (cells,): ``"no_road"``, ``"no_time"``, or ``""`` where the cell is snapped.

        Raises
        ------
        InputError
            If a site is not in the site table.
        """
        if isinstance(self.search, (MixedSearch, ClassSearch)):
            return self.search.cell_reason(self.positions(open_sites))
        return self.cell_reason

    def path(self, cell_id: str, site_id: str) -> RoadPath | None:
        """Return a shortest path between a cell and a site, without limit.

        Parameters
        ----------
        cell_id, site_id
            Ids of the demand table and the site table.

        Returns
        -------
        RoadPath or None
            Its edges, geometry in the network's CRS, metres and minutes, also by road class; None if there is
            none.

        Raises
        ------
        InputError
            If there is no such cell or site, or the travel times came from a table.
        """
        row, sites = self._cell(cell_id), self.positions([site_id])
        for one in self.demand_classes:
            for part in one.parts if row in one.rows else ():
                own = part.among(sites)
                if len(own):
                    cell = int(np.searchsorted(one.rows, row))
                    return cheapest_path(part.search, cell, int(own[0]))
        raise InputError(
            Fault(
                file="travel times",
                cause="were read from a table, which says nothing of the way",
                fix="give the study `roads:` and leave `times:` out of this service",
            )
        )

    def _cell(self, cell_id: str) -> int:
        """Return the position of a cell in the demand table."""
        if cell_id not in self.demand.index:
            raise InputError(
                Fault(
                    file="demand table",
                    key=f"cell_id {cell_id}",
                    cause="there is no such cell",
                    fix="use an id of the demand table that the travel times were computed from",
                )
            )
        return int(self.demand.index.get_indexer([cell_id])[0])

    def positions(self, site_ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the columns of `costs` that belong to `site_ids`.

        Parameters
        ----------
        site_ids
            Ids of sites.

        Returns
        -------
        numpy.ndarray
            Positions in the site table, in the order of `site_ids`.

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

    def checked_limit(
        self, *, limit_min: float | None = None, limit_m: float | None = None
    ) -> float:
        """Return a limit in `unit`, the widest one where none is given; refuse one that was not computed."""
        limit = limit_in(self.unit, limit_min=limit_min, limit_m=limit_m)
        if limit is None:
            return self.limit
        self._require_computed(limit)
        return min(limit, self.limit)

    def _require_computed(self, limit: float) -> None:
        # A limit that was computed is not lost to the rounding of minutes.
        if limit > self.limit * (1 + 1e-9):
            in_minutes = self.unit == "s"
            most = f"{self.limit / 60:g} min" if in_minutes else f"{self.limit:g} m"
            raise InputError(
                Fault(
                    file="travel times",
                    column="limit_min" if in_minutes else "limit_m",
                    value=limit / 60 if in_minutes else limit,
                    cause=f"must be at most {most}, which was computed",
                    fix="compute the travel times with a higher limit first",
                )
            )
