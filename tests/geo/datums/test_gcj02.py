"""GCJ-02: its inverse, and the frame outside which nothing is shifted."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.geo.datums.gcj02 import gcj02_from_wgs84, wgs84_from_gcj02
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

CHINA = st.tuples(st.floats(72.004, 137.8347), st.floats(0.8293, 55.8271))


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
