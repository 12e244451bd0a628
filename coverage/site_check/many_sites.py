"""Many proposed sites at once: attached to the roads together, and routed in sweeps that they share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csc_array

from ...common.arrays import Floats, Ints
from ...common.large_work import Report, announce, say_nothing
from ...geo.travel.matrix_size import matrix_estimate
from ...geo.travel.mixed_search import SearchPart
from ...geo.travel.positions import SnappedPositions
from ...geo.travel.road_search import RoadSearch
from ...geo.travel.snapping import snap
from ..assessment import Assessment


@dataclass(frozen=True, kw_only=True, eq=False)
class ManySites:
    """Proposed sites that are reached in one mode, and the way of the people to each.

    Parameters
    ----------
    costs
        Costs of travel up to the assessment's limit, shape (cells, sites), float32: those that a search from
        each site alone finds.
    positions
        Where the first class of the demand reaches the sites.
    """

    costs: csc_array
    positions: SnappedPositions

    def position(self, site: int) -> SnappedPositions:
        """Return the position of one site, as its own search would have it."""
        return one_position(self.positions, site)


def many_sites(
    today: Assessment,
    searches: list[tuple[Ints, RoadSearch]],
    xy: Floats,
    *,
    report: Report = say_nothing,
) -> ManySites:
    """Attach sites to the roads, and search from all of them.

    Parameters
    ----------
    today
        The assessment that each site would be added to.
    searches
        By class of the demand its rows and its search (`searches_of`).
    xy
        The sites, metres in the network's CRS, shape (sites, 2).
    report
        Is told before much is computed.

    Raises
    ------
    InputError
        If the pairs of cells and sites would not fit into the memory that is free.
    """
    attached: dict[tuple[int, str, str], SnappedPositions] = {}
    parts, first = [], None
    for rows, search in searches:
        key = (id(search.network), search.graph.mode, search.direction)
        if key not in attached:
            attached[key] = snap(
                xy,
                search.network,
                search.graph,
                snap_max_m=search.snap_max_m,
                leaving=search.direction == "from_site",
                water=search.water,
            )
        positions = attached[key]
        first = positions if first is None else first
        parts.append((rows, replace(search, sites=positions)))
    every = np.arange(len(xy))
    estimate = matrix_estimate(
        [SearchPart(search=search, sites=every) for _, search in parts],
        cells=len(today.cells),
        sites=len(xy),
        limit=today.limit,
    )
    if estimate is not None:
        announce(estimate, report)
    found = [(rows, search.matrix(today.limit)) for rows, search in parts]
    assert first is not None  # noqa: S101 - a service has a class of demand at least
    return ManySites(costs=_stacked(found, (len(today.cells), len(xy))), positions=first)


def one_position(positions: SnappedPositions, site: int) -> SnappedPositions:
    """Return the position of one of several places as that of a single one."""
    row = slice(site, site + 1)
    second = positions.second.chosen(positions.second.place == site)
    return SnappedPositions(
        edge=positions.edge[row],
        fraction=positions.fraction[row],
        access_m=positions.access_m[row],
        nearest_road_m=positions.nearest_road_m[row],
        reason=positions.reason[row],
        second=second._replace(place=np.zeros_like(second.place)),
    )


def columns_of(costs: csc_array) -> Iterator[tuple[Ints, Floats]]:
    """Yield for each site the cells that reach it, and their costs."""
    for begin, end in zip(costs.indptr[:-1], costs.indptr[1:], strict=True):
        yield costs.indices[begin:end].astype(np.int64), costs.data[begin:end].astype(np.float64)


def _stacked(parts: list[tuple[Ints, csc_array]], shape: tuple[int, int]) -> csc_array:
    """Return the matrices of classes of the demand as one."""
    rows, columns, data = [], [], []
    for of_class, costs in parts:
        rows.append(of_class[costs.indices])
        columns.append(np.repeat(np.arange(shape[1]), np.diff(costs.indptr)))
        data.append(costs.data)
    at = np.concatenate(rows), np.concatenate(columns)
    return csc_array(coo_array((np.concatenate(data), at), shape=shape))
