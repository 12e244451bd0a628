"""Candidates on a triangular lattice that is fixed to the origin of the CRS."""

from __future__ import annotations

import math
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from ...common.arrays import Bools, Floats
from ...common.errors import Fault, InputError
from ...geo.crs import require_same_crs
from ...geo.tables import groups, require_demand
from .table import Geometries, candidate_table, is_near, no_candidate

MOST_POINTS: Final = 2_000_000
"""Above this the spacing is taken for a mistake."""


def candidates_on_lattice(
    demand: gpd.GeoDataFrame,
    *,
    spacing_m: float,
    service: str,
    near_m: float | None = None,
    within: gpd.GeoDataFrame | None = None,
    forbidden: gpd.GeoDataFrame | None = None,
    cost: float = 1.0,
) -> gpd.GeoDataFrame:
    """Return candidates on a triangular lattice over the demand.

    Of all lattices the triangular one covers an area with the fewest points [1]_.

    Parameters
    ----------
    demand
        The demand table.
    spacing_m
        Metres between neighbouring candidates.
    service
        Service of the candidates.
    near_m
        Only points within this many metres of a cell with people; by default the spacing, and any distance
        where `within` is given.
    within
        Only points in these polygons, or on their boundary.
    forbidden
        No point in these polygons, or on their boundary: water, farmland, slopes.
    cost
        Opening cost of each.

    Returns
    -------
    geopandas.GeoDataFrame
        A site table of candidates, to be joined to the existing sites with `pandas.concat`. The ids are made of
        the coordinates, ``clinic@x607500y4416800``, so that a place has the same id in every study.
        In the demand table's CRS.

    Raises
    ------
    InputError
        If a table, a CRS or a number is not valid, or there is no such point.

    See Also
    --------
    candidates_from_hosts : Candidates in existing facilities of another service.
    candidates_from_unserved : Candidates where unserved people live.

    References
    ----------
    .. [1] Kershner, R. (1939). The number of circles covering a set. American Journal of Mathematics 61,
       665-671.

    Examples
    --------
    Points every 1,000 m that are within 100 m of a cell of a street of 5 km:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> demand = street_times().demand
    >>> candidates = hh.candidates_on_lattice(demand, spacing_m=1000, service="clinic", near_m=100)
    >>> len(candidates), candidates.index[0]
    (6, 'clinic@x500000y0')
    """
    crs = require_demand(demand)
    _require_metres("spacing_m", spacing_m)
    if near_m is not None:
        _require_metres("near_m", near_m)
    for land, what in ((within, "within"), (forbidden, "forbidden")):
        if land is not None:
            require_same_crs(land, crs, what=what)
    inhabited = demand[groups(demand)].gt(0).any(axis=1).to_numpy()
    if not inhabited.any():
        raise no_candidate("nobody lives in any cell", "check the columns of people")
    homes = demand.geometry.to_numpy()[inhabited]
    reach_m = spacing_m if near_m is None and within is None else near_m
    west, south, east, north = (
        shapely.total_bounds(homes) if within is None else within.total_bounds
    )
    margin_m = reach_m if within is None and reach_m is not None else 0.0
    xy = lattice_xy(
        (west - margin_m, south - margin_m, east + margin_m, north + margin_m), spacing_m
    )
    kept = np.ones(len(xy), dtype=bool)
    points: Geometries = np.asarray(shapely.points(xy))
    if reach_m is not None:
        kept &= is_near(points, homes, reach_m)
    if within is not None:
        kept &= _inside(points, within)
    wanted = int(kept.sum())
    if forbidden is not None:
        kept &= ~_inside(points, forbidden)
    if not kept.any():
        raise no_candidate(
            f"of {len(xy):,} points of the lattice {wanted:,} are where they may be"
            + (", all of these on forbidden land" if wanted else ""),
            "give a smaller spacing_m, a larger near_m, or other polygons",
        )
    xy = xy[kept]
    ids = [f"{service}@x{x:.0f}y{y:.0f}" for x, y in xy.tolist()]
    return candidate_table(ids, xy, crs=demand.crs, service=service, cost=cost)


def lattice_xy(bounds_m: tuple[float, float, float, float], spacing_m: float) -> Floats:
    """Return the points of the triangular lattice within an extent, south to north and west to east.

    Of all lattices this one needs the fewest points so that no place is farther than a given distance from
    one (Kershner, R. 1939, The number of circles covering a set, American Journal of Mathematics 61,
    665-671): 23 % fewer than a square one. It is fixed to the origin of the CRS, not to the extent: a larger
    extent adds points and moves none.

    Parameters
    ----------
    bounds_m
        West, south, east, north in metres.
    spacing_m
        Between neighbours: no place is farther than 0.577 times this from a point.

    Returns
    -------
    numpy.ndarray
        Shape (points, 2).

    Raises
    ------
    InputError
        If there were more than `MOST_POINTS`.
    """
    west, south, east, north = bounds_m
    row_m = spacing_m * math.sqrt(3) / 2
    expected = ((east - west) / spacing_m + 1) * ((north - south) / row_m + 1)
    if expected > MOST_POINTS:
        raise InputError(
            Fault(
                file="candidates on a lattice",
                column="spacing_m",
                value=spacing_m,
                cause=f"makes about {expected:,.0f} points of {(east - west) / 1000:,.0f} km x "
                f"{(north - south) / 1000:,.0f} km, more than {MOST_POINTS:,}",
                fix=f"give {spacing_m * math.sqrt(expected / MOST_POINTS) * 1.1:,.0f} m or more, "
                "or name a smaller area with within",
            )
        )
    rows = np.arange(math.ceil(south / row_m), math.floor(north / row_m) + 1)
    # Every second row is shifted by half the spacing.
    columns = np.arange(math.floor(west / spacing_m) - 1, math.ceil(east / spacing_m) + 1)
    x = (columns[None, :] + 0.5 * (rows[:, None] % 2)) * spacing_m
    y = np.broadcast_to(rows[:, None] * row_m, x.shape)
    inside = (west <= x) & (x <= east)
    return np.column_stack([x[inside], y[inside]])


def _inside(points: Geometries, land: gpd.GeoDataFrame) -> Bools:
    """Return which points are in polygons, or on their boundary."""
    # Queried by polygon: each is prepared once for all of its points.
    inside = shapely.STRtree(points).query(land.geometry.to_numpy(), predicate="intersects")[1]
    return np.asarray(np.isin(np.arange(len(points)), inside))


def _require_metres(column: str, value: float) -> None:
    if not (np.isfinite(value) and value > 0):
        raise InputError(
            Fault(
                file="candidates on a lattice",
                column=column,
                value=value,
                cause="is not a number of metres above 0",
                fix="give metres, for example 500",
            )
        )
