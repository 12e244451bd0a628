"""Makes the large files that are read: points, a raster, an extract of OpenStreetMap."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import osmium
import rasterio

_CRS: Final = "EPSG:32650"
_WEST_M, _NORTH_M = 300_000.0, 4_500_000.0
_LON, _LAT = 119.0, 40.0
_BLOCK_DEG: Final = 0.0018


def write_points(file: Path, count: int) -> None:
    """Write people at random points as GeoParquet."""
    random = np.random.default_rng(0)
    x, y = random.uniform(0, 100_000, size=(2, count))
    points = gpd.GeoDataFrame(
        {
            "cell_id": np.arange(count).astype(str),
            "residents": random.integers(0, 90, size=count).astype(float),
        },
        geometry=gpd.points_from_xy(_WEST_M + x, _NORTH_M - y),
        crs=_CRS,
    )
    points.to_parquet(file)


def write_raster(file: Path, side: int, *, inhabited: float) -> None:
    """Write people per pixel of 100 m, with a share of the pixels inhabited."""
    random = np.random.default_rng(0)
    people = random.gamma(1.0, 20.0, size=(side, side)).astype(np.float32)
    people[random.random((side, side)) >= inhabited] = 0
    with rasterio.open(
        file,
        "w",
        driver="GTiff",
        height=side,
        width=side,
        count=1,
        dtype="float32",
        crs=_CRS,
        transform=rasterio.Affine(100.0, 0, _WEST_M, 0, -100.0, _NORTH_M),
        nodata=-1,
        tiled=True,
        compress="deflate",
    ) as raster:
        raster.write(people, 1)


def write_extract(file: Path, crossings: int) -> int:
    """Write a town of streets whose every block has two or three further nodes; return how many nodes it has.

    Extracts of towns have about as many nodes between crossings.
    """
    nodes = crossings**2
    with osmium.SimpleWriter(str(file), overwrite=True) as writer:
        at = np.arange(crossings) * _BLOCK_DEG
        for row, south in enumerate(at):
            for column, east in enumerate(at):
                writer.add_node(
                    osmium.osm.mutable.Node(
                        id=row * crossings + column + 1, location=(_LON + east, _LAT - south)
                    )
                )
        ways = []
        for row in range(crossings):
            for column in range(crossings):
                start = row * crossings + column
                for end, on in ((start + 1, column), (start + crossings, row)):
                    if on + 1 == crossings:
                        continue
                    between = 2 + (row + column) % 2
                    way = [start + 1]
                    for number in range(between):
                        share = (number + 1) / (between + 1)
                        nodes += 1
                        way.append(nodes)
                        across = end == start + 1
                        writer.add_node(
                            osmium.osm.mutable.Node(
                                id=nodes,
                                location=(
                                    _LON + at[column] + share * _BLOCK_DEG * across,
                                    _LAT - at[row] - share * _BLOCK_DEG * (not across),
                                ),
                            )
                        )
                    ways.append([*way, end + 1])
        for number, way in enumerate(ways):
            writer.add_way(
                osmium.osm.mutable.Way(id=number + 1, nodes=way, tags={"highway": "residential"})
            )
    return nodes
