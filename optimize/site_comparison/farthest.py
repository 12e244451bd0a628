"""The village that stays farthest from help with a proposed site, and its way to the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyproj
import shapely

from ...common.arrays import Floats, Ints
from ...coverage.assessment import Assessment
from ...geo.crs import to_degrees
from ...geo.tables import Unit
from ...geo.travel.paths import RoadPath, cheapest_path
from ...geo.travel.positions import SnappedPositions
from ...geo.travel.road_search import RoadSearch, points_xy
from .villages import Villages

DemandSearch = tuple[Ints, RoadSearch]
"""Rows of the demand table, and the search by the mode in which their people come to the site."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FarthestVillage:
    """The village that is farthest from its nearest site once the proposed one stands.

    Parameters
    ----------
    level, unit_id, name
        Which village; the level is ``"cell"`` where the study has no units.
    at
        Longitude and latitude of the inhabited cell that travel is computed from.
    people
        People of the group in this cell.
    unit
        Of all costs: ``"s"`` (seconds) or ``"m"`` (metres).
    cost_before, cost
        To the nearest site today, and with the proposed one.
    cost_to_site
        To the proposed site itself; infinite without a way.
    way
        A way to it (on WGS 84, in the direction of travel), None without one.
    by_class
        The same by road class in the order of travel: index ``road_class``, with ``access leg`` last; columns
        ``length_m`` and ``minutes``.
    without_way
        Villages that have no way to any site, nor to the proposed one; they are not compared.
    """

    level: str
    unit_id: str
    name: str
    at: tuple[float, float]
    people: float
    unit: Unit
    cost_before: float
    cost: float
    cost_to_site: float
    way: shapely.LineString | None
    by_class: pd.DataFrame
    without_way: int = 0

    @property
    def helped(self) -> bool:
        """Whether the proposed site brings help nearer to it."""
        return self.cost < self.cost_before


def farthest_village(
    today: Assessment,
    villages: Villages,
    searches: Sequence[DemandSearch],
    xy: Floats,
) -> FarthestVillage | None:
    """Return the village that stays farthest from help; None where no village has any.

    Parameters
    ----------
    today
        The assessment that the site would be added to.
    villages
        What `villages_of` returned of it.
    searches
        By class of the demand its rows, and the search by the mode in which it would come to the site.
    xy
        The site, metres in the network's CRS, shape (2,).
    """
    to_site, positions = _from_site(len(today.cells), searches, xy)
    before = today.cells["cost"].to_numpy(dtype=np.float64)
    # At the precision that travel times are kept in, so that equal times are equal.
    own = to_site.astype(np.float32).astype(np.float64)
    after = np.minimum(np.where(np.isnan(before), np.inf, before), own)
    of_village = after[villages.cell]
    known = np.isfinite(of_village)
    if not known.any():
        return None
    number = int(np.where(known, of_village, -1.0).argmax())
    row = int(villages.cell[number])
    path = _path(row, searches, positions)
    crs = today.times.demand.crs
    lon, lat = to_degrees(crs).transform(
        *points_xy(today.times.demand.geometry.to_numpy()[[row]])[0]
    )
    return FarthestVillage(
        level=villages.level,
        unit_id=villages.unit_id[number],
        name=villages.name[number],
        at=(float(lon), float(lat)),
        people=float(today.cells["people"].iloc[row]),
        unit=today.times.unit,
        cost_before=float(before[row]) if np.isfinite(before[row]) else float("inf"),
        cost=float(after[row]),
        cost_to_site=float(own[row]),
        way=None if path is None else _on_wgs84(path.geometry, crs),
        by_class=_NO_WAY if path is None else path.by_class,
        without_way=int((~known).sum()),
    )


_NO_WAY = pd.DataFrame({"length_m": [], "minutes": []}, index=pd.Index([], name="road_class"))


def _on_wgs84(line: shapely.LineString, crs: pyproj.CRS) -> shapely.LineString:
    xy = shapely.get_coordinates(line)
    return shapely.LineString(np.column_stack(to_degrees(crs).transform(xy[:, 0], xy[:, 1])))


def _from_site(
    cells: int, searches: Sequence[DemandSearch], xy: Floats
) -> tuple[Floats, list[SnappedPositions]]:
    """Return the cost to the site for each cell, without limit, and by class the site's position."""
    cost = np.full(cells, np.inf)
    positions = []
    for rows, search in searches:
        near, own, position = search.at(xy, search.sweeps.most)
        cost[rows[near]] = own
        positions.append(position)
    return cost, positions


def _path(
    row: int, searches: Sequence[DemandSearch], positions: Sequence[SnappedPositions]
) -> RoadPath | None:
    """Return the way of one cell to the site: of tables with these two places alone."""
    for (rows, search), position in zip(searches, positions, strict=True):
        at = int(np.searchsorted(rows, row))
        if at < len(rows) and rows[at] == row:
            cell = _only(search.cells, at)
            return cheapest_path(replace(search, cells=cell, sites=position), 0, 0)
    return None


def _only(positions: SnappedPositions, place: int) -> SnappedPositions:
    """Return the positions of one place, as its first."""
    second = positions.second.chosen(positions.second.place == place)
    return SnappedPositions(
        edge=positions.edge[[place]],
        fraction=positions.fraction[[place]],
        access_m=positions.access_m[[place]],
        nearest_road_m=positions.nearest_road_m[[place]],
        reason=positions.reason[[place]],
        second=second._replace(place=np.zeros(len(second.place), dtype=np.int64)),
    )
