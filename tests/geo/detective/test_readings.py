"""Numbers that mean something else: axes, zones, degrees and metres."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from halfhour.geo.chinese_crs import known_crs
from halfhour.geo.detective.readings import reading_of
from halfhour.geo.detective.shifts import Lines
from hypothesis import given, settings
from hypothesis import strategies as st

METRIC = pyproj.CRS.from_epsg(4549)
MIDDLE_M = np.array([460_000.0, 4_420_000.0])


def streets_and_places() -> tuple[Lines, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    ends = MIDDLE_M + rng.uniform(-9000, 9000, (80, 1, 2)) + rng.uniform(-900, 900, (80, 2, 2))
    streets = shapely.linestrings(ends)
    at = shapely.line_interpolate_point(streets, rng.uniform(0, 1, 80), normalized=True)
    lines = Lines(streets, METRIC)
    lon, lat = lines.lon_lat(shapely.get_coordinates(at) + rng.uniform(-8, 8, (80, 2)))
    back = pyproj.Transformer.from_crs(METRIC, 4326, always_xy=True)
    bounds = back.transform_bounds(*shapely.total_bounds(streets))
    return lines, np.column_stack([lon, lat]), np.array(bounds)


LINES, DEGREES, BOUNDS = streets_and_places()


def numbers(code: int, *, exchanged: bool = False, count: int = 80) -> np.ndarray:
    to = pyproj.Transformer.from_crs(4326, code, always_xy=True)
    xy = np.column_stack(to.transform(*DEGREES[:count].T))
    return xy[:, ::-1] if exchanged else xy


@pytest.mark.parametrize(
    ("stated", "meant", "exchanged", "open_datum"),
    [
        (4326, 4326, True, False),
        (4549, 4326, False, False),
        (4326, 4549, False, True),
        (4326, 4528, False, True),
        (None, 4549, False, True),
        (None, 4498, False, True),
        (None, 3857, False, False),
        (None, 4326, False, False),
        (4548, 4549, False, False),
        (4549, 4528, False, False),
        (4528, 4549, False, False),
        (4549, 4549, True, False),
        (2385, 2364, False, False),
    ],
)
def test_the_right_reading_is_proposed(stated, meant, exchanged, open_datum):
    known = None if stated is None else pyproj.CRS.from_epsg(stated)
    found = reading_of(numbers(meant, exchanged=exchanged), known, LINES, BOUNDS)
    assert found is not None
    assert (found.crs.to_epsg(), found.exchanged) == (meant, exchanged)
    assert (found.count, found.total, found.datum_open) == (80, 80, open_datum)


@pytest.mark.parametrize("code", [4326, 4549, 4528, 32650])
def test_what_fits_is_left_alone(code):
    assert reading_of(numbers(code), pyproj.CRS.from_epsg(code), LINES, BOUNDS) is None


def test_what_the_roads_cannot_tell_apart_is_not_proposed():
    """UTM zone 51 and Gauss-Kruger of one meridian lie 2 km apart: a handful of places may be in either."""
    middle = np.array([[123.1, 39.9]])
    lines = Lines(
        shapely.linestrings([[[509_000, 4_410_000], [509_100, 4_430_000]]]),
        known_crs("CGCS2000 123E"),
    )
    bounds = np.array([122.9, 39.7, 123.3, 40.1])
    to = pyproj.Transformer.from_crs(4326, 4550, always_xy=True)
    xy = np.column_stack(to.transform(*middle.T))
    assert reading_of(xy, None, lines, bounds) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e8, 1e8), st.floats(-1e8, 1e8)), min_size=1, max_size=20))
def test_a_proposal_always_puts_the_places_among_the_roads(pairs):
    found = reading_of(np.array(pairs), None, LINES, BOUNDS)
    if found is None:
        return
    xy = np.array(pairs)[:, ::-1] if found.exchanged else np.array(pairs)
    back = pyproj.Transformer.from_crs(found.crs, 4326, always_xy=True)
    lon, lat = back.transform(*xy.T)
    west, south, east, north = BOUNDS
    beside = 0.25 * max(east - west, north - south)
    near = (
        (lon >= west - beside)
        & (lon <= east + beside)
        & (lat >= south - beside)
        & (lat <= north + beside)
    )
    assert near.mean() >= 0.9


@pytest.mark.parametrize("count", [5, 80])
def test_places_of_another_city_are_left_alone(count):
    """A city 256 km to the west would lie among these roads if its zone were the next one."""
    places = MIDDLE_M + np.random.default_rng(9).uniform(-8000, 8000, (count, 2))
    assert reading_of(places, pyproj.CRS.from_epsg(4548), LINES, BOUNDS) is None
    # Eastings without their zone are of no city at all.
    found = reading_of(places, pyproj.CRS.from_epsg(4528), LINES, BOUNDS)
    assert found is not None
    assert found.crs.to_epsg() == 4549
