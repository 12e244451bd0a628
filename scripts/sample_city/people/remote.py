"""People beyond the roads: hamlets far from any, and two valleys whose own road leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from land.terrain import SEED, Floats, Terrain
from roads.sheet import Sheet
from scipy.spatial import cKDTree

_FAR_M = 2600.0
_ISLANDS = 2
_HAMLETS = 14


@dataclass(frozen=True)
class Remote:
    """A remote place in metres with its people."""

    xy_m: tuple[float, float]
    people: float


def settle_remote(sheet: Sheet, terrain: Terrain, shape: shapely.Polygon) -> list[Remote]:
    """Place remote people in `shape` (metres) and draw the two detached roads on the sheet."""
    rng = np.random.default_rng([SEED, 7])
    west, south, east, north = shape.bounds
    spots = rng.uniform((west, south), (east, north), size=(12_000, 2))
    spots = spots[shapely.contains_xy(shape.buffer(-1500), *spots.T)]
    roads = _densify(sheet)
    away_m, _ = cKDTree(roads).query(spots)
    spots, away_m = spots[away_m > _FAR_M], away_m[away_m > _FAR_M]
    taken: list[Remote] = []
    # Islands go where most room is, for their streets; hamlets anywhere far from roads.
    farthest_first = spots[np.argsort(-away_m, kind="stable")]
    for spot in _apart(farthest_first, _ISLANDS, 6000):
        taken.append(Remote(tuple(spot), 260.0))
        _valley_road(sheet, terrain, spot, rng)
    lonely = [s for s in spots if all(np.hypot(*(s - np.array(t.xy_m))) > 3000 for t in taken)]
    taken += [
        Remote(tuple(spot), float(rng.uniform(20, 70))) for spot in _apart(lonely, _HAMLETS, 2500)
    ]
    return taken


def _apart(spots: Iterable[Floats], number: int, apart_m: float) -> list[Floats]:
    """Take the first `number` spots that are at least `apart_m` from each other."""
    taken: list[Floats] = []
    for spot in spots:
        if len(taken) < number and all(np.hypot(*(spot - other)) > apart_m for other in taken):
            taken.append(spot)
    return taken


def _valley_road(sheet: Sheet, terrain: Terrain, spot: Floats, rng: np.random.Generator) -> None:
    angles = np.linspace(0, np.pi, 8, endpoint=False)
    along = np.column_stack([np.cos(angles), np.sin(angles)])
    fall = terrain.height_m(spot + 500 * along) + terrain.height_m(spot - 500 * along)
    ahead = along[fall.argmin()]
    centre = sheet.point(spot)
    steps = np.arange(1, 6)
    for side in (1, -1):
        line = spot + np.outer(side * steps * 110, ahead) + rng.normal(0, 18, size=(5, 2))
        sheet.way([centre, *(sheet.point(xy) for xy in line)], "unclassified")
    across = np.array([-ahead[1], ahead[0]])
    sheet.way(
        [sheet.point(spot + 120 * across), centre, sheet.point(spot - 120 * across)],
        "residential",
    )


def _densify(sheet: Sheet) -> Floats:
    points = sheet.vertices_m()
    lines = [shapely.LineString(points[way]) for way, _ in sheet.ways]
    return shapely.get_coordinates(shapely.segmentize(np.array(lines), 150.0))
