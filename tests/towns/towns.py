"""Made-up towns that several tests share."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from halfhour.geo.roads.network import RoadNetwork, build_network
from halfhour.geo.roads.road_lines import RoadLines

CRS = pyproj.CRS.from_epsg(4549)
WEST, SOUTH = 119.60, 39.90
STEP_DEG = 0.005
"""About 427 m east to west and 555 m north to south."""

LonLat = tuple[float, float]


def lines(ways: Sequence[tuple[Sequence[tuple[int, LonLat]], dict[str, str]]]) -> RoadLines:
    """Road lines from (vertex id, (lon, lat)) sequences with their tags."""
    vertices = [vertex for way, _ in ways for vertex in way]
    keys = sorted({"highway", "name", *(key for _, tags in ways for key in tags)})
    return RoadLines(
        vertex_id=np.array([v for v, _ in vertices], dtype=np.int64),
        lon=np.array([p[0] for _, p in vertices], dtype=np.float64),
        lat=np.array([p[1] for _, p in vertices], dtype=np.float64),
        offsets=np.cumsum([0, *(len(way) for way, _ in ways)]),
        tags=pd.DataFrame([{k: tags.get(k, "") for k in keys} for _, tags in ways]),
        source="town.osm",
    )


def place(column: float, row: float) -> LonLat:
    """Longitude and latitude of a grid position."""
    return WEST + column * STEP_DEG, SOUTH + row * STEP_DEG


def grid_town(size: int = 6) -> RoadNetwork:
    """Residential streets on a square grid of `size` junctions a side."""

    def vertex(column: int, row: int) -> tuple[int, LonLat]:
        return column * 1000 + row, place(column, row)

    rows = [([vertex(c, r) for c in range(size)], {"highway": "residential"}) for r in range(size)]
    columns = [
        ([vertex(c, r) for r in range(size)], {"highway": "residential"}) for c in range(size)
    ]
    return build_network(lines([*rows, *columns]), CRS)


def demand_at(
    places: Sequence[LonLat], people: Sequence[float], *, units: Sequence[str] | None = None
) -> gpd.GeoDataFrame:
    """A demand table of points; cells are named cell0, cell1 ..."""
    table = gpd.GeoDataFrame(
        {"residents": np.asarray(people, dtype=np.float64)},
        geometry=gpd.points_from_xy(*zip(*places, strict=True), crs="EPSG:4326"),
    ).to_crs(CRS)
    table.index = pd.Index([f"cell{i}" for i in range(len(places))], name="cell_id")
    if units is not None:
        table["county"] = list(units)
        table["county_name"] = [f"County {unit}" if unit else "" for unit in units]
    return table


def sites_at(
    existing: Sequence[LonLat], candidates: Sequence[LonLat] = (), *, service: str = "clinic"
) -> gpd.GeoDataFrame:
    """A site table: existing sites e0, e1 ..., then candidates p0, p1 ..."""
    places = [*existing, *candidates]
    table = gpd.GeoDataFrame(
        {
            "name": "",
            "service": service,
            "tier": "",
            "status": ["existing"] * len(existing) + ["candidate"] * len(candidates),
            "capacity": np.inf,
            "cost": 1.0,
        },
        geometry=gpd.points_from_xy(
            [p[0] for p in places], [p[1] for p in places], crs="EPSG:4326"
        ),
    ).to_crs(CRS)
    ids = [f"e{i}" for i in range(len(existing))] + [f"p{i}" for i in range(len(candidates))]
    table.index = pd.Index(ids, name="site_id")
    return table
