"""Places that look shifted: what is found, and what is left alone."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from halfhour.geo.datums.datums import from_wgs84, to_wgs84
from halfhour.geo.detective.shifts import PLACES_MIN, Lines, shift_of_places
from hypothesis import given, settings
from hypothesis import strategies as st

CRS = pyproj.CRS.from_epsg(4549)
MIDDLE_M = np.array([460_000.0, 4_420_000.0])


def winding_town(seed: int, crs: pyproj.CRS = CRS) -> tuple[Lines, np.ndarray]:
    """Return 60 winding streets in a square of 8 km, and places within 15 m of them."""
    rng = np.random.default_rng(seed)
    streets, places = [], []
    for start in rng.uniform(-4000, 4000, (60, 2)):
        turns = rng.uniform(0, 6.28) + rng.normal(0, 0.5, 20).cumsum()
        steps = rng.uniform(40, 160, (20, 1)) * np.column_stack([np.cos(turns), np.sin(turns)])
        line = shapely.LineString(MIDDLE_M + start + steps.cumsum(axis=0))
        streets.append(line)
        at = shapely.line_interpolate_point(line, rng.uniform(0, line.length, 3))
        places.append(shapely.get_coordinates(at) + rng.uniform(-10, 10, (3, 2)))
    return Lines(np.array(streets), crs), np.concatenate(places)


def shifted(lines: Lines, places: np.ndarray, datum: str) -> np.ndarray:
    return lines.xy(*from_wgs84(*lines.lon_lat(places), datum))


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@pytest.mark.parametrize("seed", range(3))
def test_shifted_places_are_found_with_their_distances(datum, seed):
    lines, places = winding_town(seed)
    given_m = shifted(lines, places, datum)
    found = shift_of_places(given_m, lines)
    assert found is not None
    assert (found.read_as, found.looks_like, found.count) == ("wgs84", datum, len(places))
    streets = lines.shapes
    before_m = [min(shapely.distance(streets, shapely.Point(one))) for one in given_m]
    after_m = [min(shapely.distance(streets, shapely.Point(one))) for one in places]
    assert found.before_m == pytest.approx(np.median(before_m))
    assert found.after_m == pytest.approx(np.median(after_m), abs=0.01)


def test_places_that_were_read_as_shifted_and_are_not():
    lines, places = winding_town(1)
    wrong = lines.xy(*to_wgs84(*lines.lon_lat(places), "gcj02"))
    found = shift_of_places(wrong, lines, read_as="gcj02")
    assert found is not None
    assert (found.read_as, found.looks_like) == ("gcj02", "wgs84")


@pytest.mark.parametrize("seed", range(3))
def test_places_that_are_right_are_left_alone(seed):
    lines, places = winding_town(seed)
    assert shift_of_places(places, lines) is None
    assert shift_of_places(places[:PLACES_MIN], lines) is None


def test_few_places_prove_nothing():
    lines, places = winding_town(0)
    assert shift_of_places(shifted(lines, places, "gcj02")[: PLACES_MIN - 1], lines) is None
    twice = np.repeat(shifted(lines, places, "gcj02")[: PLACES_MIN - 1], 5, axis=0)
    assert shift_of_places(twice, lines) is None


def test_outside_china_nothing_is_proposed():
    """In Japan, which lies in the formula's frame, places may lie so by chance or by design."""
    crs = pyproj.CRS.from_epsg(6690)
    lines, places = winding_town(0)
    east, north = np.array(
        pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(134.5, 34.0)
    )
    away = np.array([east, north]) - MIDDLE_M
    moved = Lines(shapely.transform(lines.shapes, lambda xy: xy + away), crs)
    assert shift_of_places(shifted(moved, places + away, "gcj02"), moved) is None


def test_people_count_by_their_number():
    lines, places = winding_town(2)
    given_m = shifted(lines, places, "gcj02")
    rng = np.random.default_rng(0)
    nobody = MIDDLE_M + rng.uniform(-4000, 4000, (400, 2))
    weights = np.repeat([10.0, 0.01], [len(places), len(nobody)])
    both = np.concatenate([given_m, nobody])
    found = shift_of_places(both, lines, weights=weights)
    assert found is not None
    assert found.looks_like == "gcj02"
    assert shift_of_places(both, lines) is None


@settings(max_examples=12, deadline=None)
@given(
    step_m=st.integers(60, 500),
    offset=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    count=st.integers(12, 60),
    turned=st.floats(0, 1.5),
)
def test_regular_towns_raise_no_alarm(step_m, offset, count, turned):
    """In a grid many shifts put all places on streets, so that none of them means anything."""
    side = np.arange(-20, 21) * step_m
    ends = [((x, side[0]), (x, side[-1])) for x in side] + [
        ((side[0], y), (side[-1], y)) for y in side
    ]
    turn = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    lines = Lines(shapely.linestrings(MIDDLE_M + np.array(ends) @ turn), CRS)
    blocks = np.random.default_rng(count).integers(-8, 8, (count, 2))
    places = MIDDLE_M + (blocks + np.array(offset)) * step_m @ turn
    assert shift_of_places(places, lines) is None


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(12, 80))
def test_places_that_have_nothing_to_do_with_roads_raise_no_alarm(seed, count):
    lines, _ = winding_town(seed)
    places = MIDDLE_M + np.random.default_rng(seed + 1).uniform(-3500, 3500, (count, 2))
    assert shift_of_places(places, lines) is None
