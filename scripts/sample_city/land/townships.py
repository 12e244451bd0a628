"""Township outlines: weighted cells around township seats, inside the county on whose land they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from facts import POOR_COUNTY, County, Township, yes
from land.counties import Grid, one_piece_each, outlines
from land.settlements import Settlement, Urban
from land.terrain import SEED, Floats

_CENTRE_PULL = 0.9  # as in people.py: the middle of an urban area is denser, its parts are smaller
_ROUNDS = 12


def draw_townships(
    grid: Grid,
    facts: tuple[Sequence[County], Sequence[Township]],
    urban: Mapping[str, Urban],
    places: Sequence[Settlement],
) -> gpd.GeoDataFrame:
    """Draw the townships.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, columns ``code``, ``name``, ``class``, ``part_of``, ``reports_to``, ``urban``,
        ``poor``; polygons that share their borders and cover the counties of the grid.
    """
    rng = np.random.default_rng([SEED, 20])
    counties, townships = facts
    town_at = {(place.adcode, place.name): place.xy_m for place in places if place.town}
    number = {township.code: i for i, township in enumerate(townships)}
    labels = np.full(grid.county.shape, -1)
    for i, county in enumerate(counties):
        area = urban[county.adcode]
        own = grid.county == i
        in_town = own & _inside(grid, area.shape)
        streets = [t for t in townships if t.adcode == county.adcode and t.urban]
        members = [*streets, *(t for t in townships if t.adcode == county.adcode and not t.urban)]
        rural = members[len(streets) :]
        seats = [town_at.get((t.adcode, t.name), tuple(area.centre_m)) for t in rural]
        local = np.full(labels.shape, -1)
        local[own & ~in_town] = len(streets) + _rural_parts(grid, own & ~in_town, seats, rng)
        # Without subdistricts the urban area belongs to the township that is seated in it.
        local[in_town] = _urban_parts(grid, in_town, area, len(streets), rng) if streets else 0
        local = one_piece_each(local, len(members))
        numbers = np.array([number[township.code] for township in members])
        labels[own] = numbers[local[own]]
    return gpd.GeoDataFrame(
        {
            "code": [t.code for t in townships],
            "name": [t.name for t in townships],
            "class": ["subdistrict" if t.urban else "township" for t in townships],
            "part_of": [t.adcode for t in townships],
            "reports_to": [t.reports_to for t in townships],
            "urban": [yes(t.urban) for t in townships],
            "poor": [yes(t.adcode == POOR_COUNTY) for t in townships],
        },
        geometry=list(outlines(grid, labels, len(townships))),
        crs=4326,
    )


def township_of(townships: gpd.GeoDataFrame, lon_lat: npt.ArrayLike) -> list[str]:
    """Return the code of the township at each place (degrees); on a border, the first."""
    points = shapely.points(np.asarray(lon_lat, dtype="float64"))
    point, shape = townships.sindex.query(points, predicate="intersects")
    order = np.lexsort((shape, point))
    found, first = np.unique(point[order], return_index=True)
    codes = np.array([""] * len(np.atleast_1d(points)), dtype=object)
    codes[found] = townships["code"].to_numpy(dtype=object)[shape[order][first]]
    return codes.tolist()


def _inside(grid: Grid, shape: shapely.Polygon) -> npt.NDArray[np.bool_]:
    return shapely.contains_xy(shape, *np.meshgrid(grid.x_m, grid.y_m))


def _urban_parts(
    grid: Grid, inside: npt.NDArray[np.bool_], area: Urban, number: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Share an urban area out: parts around centres that settle where people are dense (Lloyd)."""
    row, column = np.nonzero(inside)
    places = np.column_stack([grid.x_m[column], grid.y_m[row]])
    reach_m = np.sqrt(area.shape.area / np.pi)
    away = np.linalg.norm(places - area.centre_m, axis=1) / reach_m
    dense = np.exp(-_CENTRE_PULL * away**2)
    centres = places[rng.choice(len(places), size=number, replace=False, p=dense / dense.sum())]
    for _ in range(_ROUNDS):
        owner = _nearest(places, centres)
        centres = np.array(
            [
                np.average(places[owner == i], axis=0, weights=dense[owner == i])
                for i in range(number)
            ]
        )
    return _nearest(places, centres)


def _rural_parts(
    grid: Grid,
    inside: npt.NDArray[np.bool_],
    seats: Sequence[tuple[float, float]],
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """Give each square to the seat that is nearest in warped space, some seats reaching farther."""
    warped = np.array([grid.warped_m[grid.square_of(seat)] for seat in seats])
    reach = rng.uniform(0.85, 1.15, size=len(seats))
    return _nearest(grid.warped_m[inside], warped, reach)


def _nearest(places: Floats, centres: Floats, reach: Floats | float = 1.0) -> npt.NDArray[np.int64]:
    away = np.linalg.norm(places[:, None] - centres[None], axis=2)
    found: npt.NDArray[np.int64] = (away / reach).argmin(axis=1)
    return found
