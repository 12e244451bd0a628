"""GCJ-02 against published vectors, and its inverse against itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from halfhour.geo.datums.gcj02 import gcj02_from_wgs84, gcj02_shift, wgs84_from_gcj02
from tests.support.datum_vectors import datum_vectors

CHINA = st.tuples(st.floats(72.004, 137.8347), st.floats(0.8293, 55.8271))
ONE_STEP_M = 5.0
"""What eviltransform says of the error of one step back."""


@pytest.mark.parametrize("vector", datum_vectors("wgs84_to_gcj02"), ids=str)
def test_published_vectors_are_met(vector):
    assert gcj02_from_wgs84(*vector.given) == pytest.approx(vector.wanted, abs=1e-9)


@pytest.mark.parametrize("vector", datum_vectors("gcj02_to_wgs84_one_step"), ids=str)
def test_the_published_single_step_back_is_near_the_inverse(vector):
    there = np.array(gcj02_shift(*np.array(vector.given)))
    assert 2 * np.array(vector.given) - there == pytest.approx(vector.wanted, abs=1e-9)
    back = wgs84_from_gcj02(*vector.given)
    assert Geod(ellps="WGS84").inv(*back, *vector.wanted)[2] < ONE_STEP_M


@given(CHINA)
def test_every_place_in_the_frame_comes_back(place):
    back = wgs84_from_gcj02(*gcj02_from_wgs84(*place))
    assert back == pytest.approx(place, abs=1e-9)


@given(CHINA)
def test_the_shift_is_as_long_as_the_maps_are_off(place):
    away_m = Geod(ellps="WGS84").inv(*place, *gcj02_from_wgs84(*place))[2]
    assert away_m < 2000


@given(st.tuples(st.floats(-180, 180), st.floats(-90, 90)))
def test_abroad_both_are_the_same(place):
    lon, lat = place
    if 71.9 < lon < 137.94 and 0.72 < lat < 55.93:
        return
    assert gcj02_from_wgs84(lon, lat) == wgs84_from_gcj02(lon, lat) == (lon, lat)


def test_a_place_beside_the_frame_is_itself_unless_one_inside_is_shifted_to_it():
    inside = (137.8347, 35.0)
    across = gcj02_from_wgs84(*inside)
    assert across[0] > inside[0]
    assert wgs84_from_gcj02(*across) == pytest.approx(inside, abs=1e-9)
    beside = (137.85, 35.0)
    assert wgs84_from_gcj02(*beside) == beside


def test_shapes_and_missing_values_stay():
    lon = np.array([[116.404, np.nan], [0.0, np.inf]])
    lat = np.array([[39.915, 39.0], [0.0, 40.0]])
    for convert in (gcj02_from_wgs84, wgs84_from_gcj02):
        x, y = convert(lon, lat)
        assert x.shape == y.shape == (2, 2)
        assert np.isnan(x[0, 1])
        assert (x[1] == lon[1]).all()
        assert (y[1] == lat[1]).all()
    assert lon[0, 0] == 116.404
    assert gcj02_from_wgs84([], [])[0].shape == (0,)
