"""Where people of the sample city live: urban areas, towns and villages, placed by chance in valleys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from facts import County, Township, urban_townships
from land.terrain import CRS, SEED, Floats, Terrain, to_metres
from scipy.spatial import cKDTree

# Half-axes of each urban area in metres, and the direction of its long axis (degrees from east).
_URBAN = {
    "130302": (7000, 3300, 28),
    "130303": (2400, 1800, 20),
    "130304": (2600, 1700, 15),
    "130306": (2200, 1700, 80),
    "130321": (1900, 900, 95),
    "130322": (2300, 1900, 10),
    "130324": (1800, 1500, 60),
}
VILLAGES_PER_TOWN = 3
_VILLAGE_SPACING_M = {"130303": 700.0, "130321": 1500.0, "130324": 900.0}  # elsewhere 1000
_TOO_HIGH_M = 620.0


@dataclass(frozen=True)
class Urban:
    """The urban area around a county's seat."""

    adcode: str
    centre_m: Floats
    turn_deg: float
    shape: shapely.Polygon


@dataclass(frozen=True)
class Settlement:
    """A town or a village at a node of the mesh, in metres; `people` is a weight.

    A town is called after its township; villages get their names in `villages.py`.
    """

    node: int
    xy_m: tuple[float, float]
    name: str
    adcode: str
    town: bool
    people: float


def urban_areas(
    terrain: Terrain, counties: Sequence[County], borders: gpd.GeoDataFrame
) -> dict[str, Urban]:
    """Return the urban area of every county, by adcode."""
    shapes = borders.to_crs(CRS).geometry
    found = {}
    for county, border in zip(counties, shapes, strict=True):
        centre = to_metres([(county.seat_lon, county.seat_lat)])[0]
        long_m, short_m, turn_deg = _URBAN[county.adcode]
        disc = shapely.Point(0, 0).buffer(1, quad_segs=24)
        angle = np.radians(turn_deg)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        scale = np.array([long_m, short_m])
        ellipse = shapely.transform(
            disc,
            lambda xy, turn=turn, scale=scale, centre=centre: (xy * scale) @ turn + centre,
        )
        shape = ellipse & border.buffer(-200) & terrain.land.buffer(-250)
        if shape.geom_type != "Polygon":
            shape = max(shape.geoms, key=lambda part: part.area)
        found[county.adcode] = Urban(county.adcode, centre, turn_deg, shape)
    return found


def place_settlements(
    nodes_m: Floats,
    terrain: Terrain,
    facts: tuple[Sequence[County], Sequence[Township]],
    borders: gpd.GeoDataFrame,
    urban: dict[str, Urban],
) -> list[Settlement]:
    """Place towns, then villages, at nodes of the mesh (metres, shape (n, 2)) outside urban areas.

    A town holds `VILLAGES_PER_TOWN` of its county's villages; a settlement that is no town is one.
    """
    counties, townships = facts
    rng = np.random.default_rng([SEED, 3])
    tree = cKDTree(nodes_m)
    height_m = terrain.height_m(nodes_m)
    town_area = shapely.union_all([area.shape for area in urban.values()]).buffer(500)
    free = ~shapely.contains_xy(town_area, nodes_m[:, 0], nodes_m[:, 1])
    river_m = shapely.distance(
        shapely.MultiLineString(list(terrain.rivers.values())), shapely.points(nodes_m)
    )
    free &= (height_m < _TOO_HIGH_M) & (river_m > 350)
    # Low ground is chosen first, the more so the rougher the country.
    wish = -height_m / 110 + rng.gumbel(size=len(nodes_m))
    taken: list[Settlement] = []
    for fact, border in zip(counties, borders.to_crs(CRS).geometry, strict=True):
        county = fact.adcode
        inner = border.buffer(-500)
        inside = free & shapely.contains_xy(inner, nodes_m[:, 0], nodes_m[:, 1])
        order = np.flatnonzero(inside)
        order = order[np.argsort(-wish[order], kind="stable")]
        in_town = urban_townships(county, townships)
        names = [t.name for t in townships if t.adcode == county and t not in in_town]
        apart_m = 0.62 * np.sqrt(border.area / (len(names) + 1))
        towns = _spread(order, nodes_m, tree, apart_m=apart_m, number=len(names))
        if len(towns) < len(names):
            raise ValueError(f"{county} has room for {len(towns)} towns, not for {len(names)}")
        # The first of the county's list is nearest to its seat.
        away_m = np.linalg.norm(nodes_m[towns] - urban[county].centre_m, axis=1)
        towns.insert(0, towns.pop(int(away_m.argmin())))
        blocked = np.zeros(len(nodes_m), dtype=bool)
        for node in towns:
            blocked[tree.query_ball_point(nodes_m[node], 1300)] = True
        rest = order[~blocked[order]]
        villages = _spread(
            rest, nodes_m, tree,
            apart_m=_VILLAGE_SPACING_M.get(county, 1000.0),
            number=fact.villages - VILLAGES_PER_TOWN * len(towns),
        )  # fmt: skip
        taken += [
            Settlement(
                node=node,
                xy_m=tuple(nodes_m[node]),
                name=name,
                adcode=county,
                town=True,
                people=5500 * rng.lognormal(0, 0.4),
            )
            for node, name in zip(towns, names, strict=True)
        ]
        size = 250 if county == "130321" else 420
        taken += [
            Settlement(
                node=node,
                xy_m=tuple(nodes_m[node]),
                name="",
                adcode=county,
                town=False,
                people=size * rng.lognormal(0, 0.6),
            )
            for node in villages
        ]
    return taken


def _spread(
    order: np.ndarray, nodes_m: Floats, tree: cKDTree, *, apart_m: float, number: int
) -> list[int]:
    """Take nodes in order, each at least `apart_m` from those taken, until there are `number`."""
    blocked = np.zeros(len(nodes_m), dtype=bool)
    taken: list[int] = []
    for node in order:
        if len(taken) == number:
            break
        if not blocked[node]:
            taken.append(int(node))
            blocked[tree.query_ball_point(nodes_m[node], apart_m)] = True
    return taken
