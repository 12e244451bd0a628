from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
import shapely
from halfhour.maps.basemap import roads as basemap_roads
from halfhour.maps.basemap.roads import line_steps, road_credit, road_groups
from halfhour.maps.document.packing import packed_steps
from page_fixtures import packed_text, roads

EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)


def numbers(array):
    return np.frombuffer(packed_text(array["data"]), dtype="<" + array["type"]).astype(int)


def steps(text):
    """Read the bytes one by one, as the format is described."""
    result, value, shift = [], 0, 0
    for byte in packed_text(text):
        value += (byte & 127) << shift
        shift += 7
        if byte < 128:
            result.append(-(value + 1) // 2 if value % 2 else value // 2)
            value, shift = 0, 0
    return result


def lines(group):
    """Lines in degrees again."""
    points = np.cumsum(np.array(steps(group["steps"])).reshape(-1, 2), axis=0) / 1e5
    return [
        shapely.LineString(part)
        for part in np.split(points, np.cumsum(numbers(group["sizes"]))[:-1])
    ]


def test_steps_lead_from_vertex_to_vertex_and_back_again():
    some = np.array(
        [shapely.LineString([(1, -2), (1.5, 3)]), shapely.LineString([(-170, 80), (0, 0)])]
    )
    sizes, moves = line_steps(some, 2)
    assert sizes.tolist() == [2, 2]
    back = np.cumsum(np.array(steps(packed_steps(moves))).reshape(-1, 2), axis=0) / 100
    assert back.tolist() == [[1, -2], [1.5, 3], [-170, 80], [0, 0]]


def test_groups_hold_the_roads_of_their_classes_as_simplified():
    network = roads(21, 11)
    groups = road_groups(network, EVERYWHERE)
    assert [group["zoom"] for group in groups] == [0, 12.5]
    major = np.isin(network.road_class, ["primary", "secondary"])
    for group, member in zip(groups, (major, ~major), strict=True):
        drawn = gpd.GeoSeries(lines(group), crs=4326).to_crs(network.crs)
        assert drawn.length.sum() == pytest.approx(
            shapely.length(network.geometry[member]).sum(), rel=2e-3
        )
        there = shapely.union_all(drawn.to_numpy())
        # Simplified by 12 m at most, and rounded to a metre.
        assert shapely.hausdorff_distance(shapely.union_all(network.geometry[member]), there) < 13


def test_the_highest_class_that_is_there_is_always_drawn():
    network = roads(6, 6)
    tracks = dataclasses.replace(network, road_class=np.full(len(network.road_class), "track"))
    assert [group["zoom"] for group in road_groups(tracks, EVERYWHERE)] == [0]


def test_strange_classes_come_last_and_barriers_not_at_all():
    network = roads(6, 6)
    classes = np.full(len(network.road_class), "residential", dtype="<U20")
    classes[:3], classes[3:6], classes[-1] = "runway", "primary_link", "barrier"
    groups = road_groups(dataclasses.replace(network, road_class=classes), EVERYWHERE)
    assert [group["zoom"] for group in groups] == [0, 12.5, 14.5]
    drawn = sum(shapely.length(lines(group)).sum() for group in groups)
    edges = gpd.GeoSeries(network.geometry[:-1], crs=network.crs).to_crs(4326)
    assert drawn == pytest.approx(shapely.length(edges.to_numpy()).sum(), rel=2e-3)


def test_a_frame_cuts_the_roads():
    network = roads(21, 11)
    west, south, east, north = network.bounds_m
    frame = (west, south, (west + east) / 2, north)
    parts = [line for group in road_groups(network, frame) for line in lines(group)]
    drawn = gpd.GeoSeries(parts, crs=4326).to_crs(network.crs)
    assert drawn.total_bounds[2] == pytest.approx(frame[2], abs=2)
    assert road_groups(network, (east + 1e5, south, east + 2e5, north)) == []


def test_lesser_roads_are_left_out_where_they_are_too_many(monkeypatch):
    monkeypatch.setattr(basemap_roads, "_VERTICES_MAX", 100)
    groups = road_groups(roads(21, 11), EVERYWHERE)
    assert [group["zoom"] for group in groups] == [0]


@pytest.mark.parametrize(
    ("source", "named"), [("a.osm.pbf", True), ("OpenStreetMap", True), ("roads.gpkg", False)]
)
def test_openstreetmap_is_named_where_its_data_are(source, named):
    assert ("OpenStreetMap" in road_credit(source)) is named
