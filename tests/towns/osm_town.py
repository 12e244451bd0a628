"""A made-up town that the local OpenStreetMap server answers from."""

from __future__ import annotations

import shapely
from osm_server import OsmData

# The town: a square of 0.02 degrees, at the equator, where 0.01 degrees are about 1.1 km.
TOWN = shapely.box(10.0, 0.0, 10.02, 0.02)


def osm_town() -> OsmData:
    """Return its places, roads and facilities."""
    data = OsmData()
    data.add_place("Town", TOWN, osm_id=77)
    data.add_place("Peak", shapely.Point(10.01, 0.01))
    for row in range(3):
        for column in range(3):
            data.add_node(10 * row + column + 1, 10.001 + 0.009 * column, 0.001 + 0.009 * row)
    data.add_way(100, [1, 2, 3], {"highway": "residential", "name": "Two Ways", "maxspeed": "30"})
    data.add_way(101, [11, 12, 13], {"highway": "primary", "oneway": "yes"})
    data.add_way(102, [21, 22, 23], {"highway": "primary", "oneway": "-1"})
    data.add_way(103, [1, 11, 21], {"highway": "footway", "foot": "designated", "oneway": "no"})
    data.add_way(104, [2, 12, 22, 21, 11, 1], {"highway": "service", "service": "driveway"})
    data.add_way(105, [1, 2, 12, 11, 1], {"highway": "tertiary", "junction": "roundabout"})
    data.add_way(106, [3, 13, 12, 3], {"highway": "pedestrian", "area": "yes"})
    # 2 km and 8 km east of the boundary, and one way out of the town that goes on for long
    for number, lon in enumerate((10.04, 10.041, 10.09, 10.091)):
        data.add_node(50 + number, lon, 0.01)
    data.add_way(110, [50, 51], {"highway": "track"})
    data.add_way(111, [52, 53], {"highway": "track"})
    data.add_way(112, [13, 50], {"highway": "secondary"})
    data.add_node(60, 10.005, 0.005, {"amenity": "hospital", "name": "医院", "capacity": "12 cars"})
    data.add_node(61, 10.006, 0.006, {"amenity": "doctors"})
    data.add_node(62, 10.041, 0.01, {"healthcare": "centre", "name": "Outside"})
    data.add_node(63, 10.09, 0.01, {"amenity": "clinic", "name": "Too far"})
    data.add_node(
        64, 10.01, 0.01, {"amenity": "social_facility", "social_facility:for": "senior;disabled"}
    )
    data.add_node(65, 10.01, 0.01, {"amenity": "social_facility", "social_facility:for": "child"})
    data.add_node(66, 10.01, 0.01, {"amenity": "cafe"})
    data.add_node(67, 10.012, 0.01, {"amenity": "shelter"})
    for number, (x, y) in enumerate([(0, 0), (2, 0), (2, 2), (0, 2)]):
        data.add_node(70 + number, 10.002 + 0.001 * x, 0.012 + 0.001 * y)
    tags = {"amenity": "hospital", "healthcare:speciality": "orthopaedics;rehabilitation"}
    data.add_way(120, [70, 71, 72, 73, 70], tags | {"building": "yes"})
    return data
