"""Edges in another CRS, against borders made of very many corners and the ellipsoid itself."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from halfhour.geo.moved_shapes import moved_shapes, moved_table, split_edges, split_for

WGS84 = pyproj.CRS.from_epsg(4326)
GEOD = pyproj.Geod(ellps="WGS84")
UTM = pyproj.CRS.from_epsg(32633)
"""Central meridian 15 degrees E."""


def walked(ring: np.ndarray, crs: pyproj.CRS, source: pyproj.CRS = WGS84) -> np.ndarray:
    """The oracle: a closed ring with 4,000 corners on each edge, all of them moved."""
    steps = np.linspace(0, 1, 4_000, endpoint=False)[:, None]
    dense = [a + (b - a) * steps for a, b in itertools.pairwise(ring)]
    x, y = np.concatenate([*dense, ring[-1:]]).T
    move = pyproj.Transformer.from_crs(source, crs, always_xy=True)
    return np.column_stack(move.transform(x, y))


def off_m(shape: shapely.Geometry, corners: np.ndarray) -> float:
    border = shapely.boundary(shape)
    shapely.prepare(border)
    return float(shapely.distance(border, shapely.points(corners)).max())


def test_a_box_of_one_degree_holds_what_its_latitudes_and_longitudes_hold() -> None:
    west, south, east, north = 15.4, 44.5, 16.4, 45.5
    [area] = moved_shapes([shapely.box(west, south, east, north)], WGS84, UTM)
    # 0.2 m on either side of each border, and a lattice across all.
    beside = np.array([-2e-6, 2e-6])
    lon = np.concatenate([west + beside, east + beside, np.linspace(15.3, 16.5, 131)])
    lat = np.concatenate([south + beside, north + beside, np.linspace(44.4, 45.6, 131)])
    lon, lat = (each.ravel() for each in np.meshgrid(lon, lat))
    inside = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    x, y = pyproj.Transformer.from_crs(WGS84, UTM, always_xy=True).transform(lon, lat)
    assert (shapely.contains_xy(area, x, y) == inside).all()
    # On corners alone the box has other cells.
    chords = shapely.Polygon(
        walked(shapely.get_coordinates(shapely.box(west, south, east, north)), UTM)[::4_000]
    )
    assert (shapely.contains_xy(chords, x, y) != inside).sum() > 100


@pytest.mark.parametrize("seed", range(6))
def test_any_border_lies_on_its_curve_and_has_its_area(seed: int) -> None:
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 9)))
    middle = np.array([15 + rng.uniform(-4, 4), rng.uniform(-75, 75)])
    ring = middle + np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(0.02, 2)
    ring = np.concatenate([ring, ring[:1]])
    [area] = moved_shapes([shapely.Polygon(ring)], WGS84, UTM)
    curve = walked(ring, UTM)
    assert off_m(area, curve) < 0.02
    assert area.area == pytest.approx(shapely.Polygon(curve).area, rel=1e-6, abs=10)
    equal_area = pyproj.CRS.from_user_input(f"+proj=laea +lon_0={middle[0]} +lat_0={middle[1]}")
    [true] = moved_shapes([shapely.Polygon(ring)], WGS84, equal_area)
    dense = shapely.get_coordinates(shapely.segmentize(shapely.Polygon(ring), 1e-3))
    on_ellipsoid, _ = GEOD.polygon_area_perimeter(*dense.T)
    assert true.area == pytest.approx(abs(on_ellipsoid), rel=1e-6, abs=10)


def test_a_curve_like_an_s_is_seen() -> None:
    """Through the origin of the projection: in the middle the straight line lies on the curve."""
    line = shapely.LineString([(14.2, -0.8), (15.8, 0.8)])
    [moved] = moved_shapes([line], WGS84, UTM)
    curve = walked(shapely.get_coordinates(line), UTM)
    assert shapely.distance(moved, shapely.points(curve)).max() < 0.02
    chord = shapely.LineString(curve[[0, -1]])
    assert shapely.distance(chord, shapely.points(curve)).max() > 1


def test_neighbours_share_the_corners_of_their_border() -> None:
    """Walked the other way the border is split at the very same places."""
    rng = np.random.default_rng(3)
    middle = np.column_stack([16 + rng.uniform(-0.3, 0.3, 9), np.linspace(44, 46, 9)])
    west = shapely.Polygon([*middle, (14, 46), (14, 44)])
    east = shapely.Polygon([*middle[::-1], (18, 44), (18, 46)])
    one, other = moved_shapes([west, east], WGS84, UTM)
    assert shapely.coverage_is_valid([one, other])
    assert shapely.get_num_interior_rings(shapely.union(one, other)) == 0
    shared = set(map(tuple, shapely.get_coordinates(one))) & set(
        map(tuple, shapely.get_coordinates(other))
    )
    assert len(shared) > 50


def test_only_edges_that_need_it_are_split() -> None:
    dense = shapely.segmentize(shapely.box(15.4, 44.5, 15.5, 44.6), 0.005)
    shapes = np.array([dense, None, shapely.Polygon(), shapely.Point(15, 45)], dtype=object)
    assert split_for(shapes, WGS84, UTM) is shapes
    # The meridian in the middle of the zone is straight in it; from degrees to degrees nothing is bent.
    straight = np.array([shapely.LineString([(15, 44), (15, 46)])], dtype=object)
    assert split_for(straight, WGS84, UTM) is straight
    box = np.array([shapely.box(15.4, 44.5, 16.4, 45.5)], dtype=object)
    assert split_for(box, WGS84, pyproj.CRS.from_epsg(4490)) is box
    # An edge of 5 km is 0.4 m off: a few corners are enough.
    few = split_for(np.array([shapely.LineString([(16, 45), (16.063, 45)])]), WGS84, UTM)
    assert 4 <= shapely.get_num_coordinates(few[0]) <= 10


def test_every_kind_of_shape_keeps_its_corners_and_its_third_coordinate() -> None:
    hole = shapely.Polygon(
        shapely.box(15, 44, 17, 46).exterior, [shapely.box(15.5, 44.5, 16.5, 45.5).exterior]
    )
    island = shapely.box(18, 44, 18.001, 44.001)
    line = shapely.LineString([(15, 44, 0), (17, 44, 100)])
    shapes = np.array(
        [
            hole,
            shapely.MultiPolygon([island, hole]),
            line,
            shapely.MultiLineString([line, [(15, 44, 7), (15.001, 44, 8)]]),
            None,
            shapely.Point(16, 45),
        ],
        dtype=object,
    )
    split = split_for(shapes, WGS84, UTM)
    assert (shapely.get_type_id(split) == shapely.get_type_id(shapes)).all()
    for before, after in zip(shapes, split, strict=True):
        corners = [tuple(c) for c in shapely.get_coordinates(before, include_z=True).tolist()]
        kept = iter(
            str(c) for c in map(tuple, shapely.get_coordinates(after, include_z=True).tolist())
        )
        assert all(str(corner) in kept for corner in corners), "in their order"
    assert shapely.equals(split[0], hole) or shapely.area(split[0]) == pytest.approx(hole.area)
    assert shapely.get_num_geometries(split[1]) == 2
    assert shapely.get_parts(split[1])[0].equals_exact(island, 0)
    heights = shapely.get_coordinates(split[2], include_z=True)[:, 2]
    assert heights == pytest.approx(np.linspace(0, 100, len(heights)))


def test_a_box_in_web_mercator_is_bounded_by_parallels_too() -> None:
    mercator = pyproj.CRS.from_epsg(3857)
    to_mercator = pyproj.Transformer.from_crs(WGS84, mercator, always_xy=True)
    corners = np.column_stack(to_mercator.transform([15.4, 16.4], [44.5, 45.5])).ravel()
    [there] = moved_shapes([shapely.box(*corners)], mercator, UTM)
    [here] = moved_shapes([shapely.box(15.4, 44.5, 16.4, 45.5)], WGS84, UTM)
    assert shapely.symmetric_difference(there, here).area < 0.02 * 400_000


def test_what_is_straight_in_metres_is_a_curve_in_degrees() -> None:
    table = gpd.GeoDataFrame(geometry=[shapely.box(4e5, 49e5, 5e5, 50e5)], crs=UTM)
    there = moved_table(table, WGS84)
    back = moved_table(there, UTM)
    assert shapely.hausdorff_distance(back.geometry[0], table.geometry[0], 0.01) < 0.03
    assert len(shapely.get_coordinates(there.geometry)) > 20


def test_a_shift_that_waves_is_followed() -> None:
    """As GCJ-02 does: a wave three times in a degree, whose middle and quarters may all lie on the line."""

    def wave(xy: np.ndarray) -> np.ndarray:
        return xy + np.column_stack([np.zeros(len(xy)), 1e-4 * np.sin(6 * np.pi * xy[:, 0] + 0.3)])

    line = shapely.LineString([(0, 0), (1, 0)])
    [split] = split_edges(np.array([line], dtype=object), wave, in_degrees=True, within=1e-7)
    moved = shapely.transform(split, wave)
    curve = wave(np.column_stack([np.linspace(0, 1, 5_000), np.zeros(5_000)]))
    assert shapely.distance(moved, shapely.points(curve)).max() < 2e-7


def test_places_without_coordinates_are_left_to_the_caller() -> None:
    far = np.array([shapely.LineString([(0, 0), (100, 0)])], dtype=object)

    def nowhere(xy: np.ndarray) -> np.ndarray:
        return np.full_like(xy, np.inf)

    assert split_edges(far, nowhere, in_degrees=True, within=0.01) is far
