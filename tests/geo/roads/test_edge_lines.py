"""A road of two vertices far apart lies on the parallel that joins them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.geo.roads.network import build_network
from halfhour.geo.roads.road_lines import RoadLines

UTM = pyproj.CRS.from_epsg(32633)


def roads(lon: list[float], lat: list[float], offsets: list[int]) -> RoadLines:
    return RoadLines(
        vertex_id=np.arange(len(lon)),
        lon=np.array(lon),
        lat=np.array(lat),
        offsets=np.array(offsets),
        tags=pd.DataFrame({"highway": ["primary"] * (len(offsets) - 1)}),
        source="roads.gpkg",
    )


def test_a_long_edge_is_bent_as_its_parallel_is() -> None:
    """The oracle is the parallel itself, moved point by point."""
    lon, lat = [16.0, 17.0, 17.001, 16.0, 16.2], [45.0, 45.0, 45.0, 45.1, 45.2]
    network = build_network(roads(lon, lat, [0, 3, 5]), UTM)
    to_utm = pyproj.Transformer.from_crs(4326, UTM, always_xy=True)
    along = np.linspace(16.0, 17.001, 2_001)
    parallel = np.column_stack(to_utm.transform(along, np.full(2_001, 45.0)))
    assert shapely.distance(network.geometry[0], shapely.points(parallel)).max() < 0.02
    for edge in range(2):
        ends = shapely.get_coordinates(network.geometry[edge])[[0, -1]]
        nodes = network.node_xy[[network.start[edge], network.end[edge]]]
        assert ends.tolist() == nodes.tolist()
    # Lengths stay those between vertices on the ellipsoid.
    geod = pyproj.Geod(ellps="WGS84")
    assert network.length_m == pytest.approx(
        [geod.line_length(lon[:3], lat[:3]), geod.line_length(lon[3:], lat[3:])], rel=1e-12
    )


def test_short_edges_have_their_own_vertices() -> None:
    network = build_network(roads([16.0, 16.004, 16.008], [45.0, 45.003, 45.0], [0, 3]), UTM)
    assert shapely.get_num_coordinates(network.geometry).tolist() == [3]
