"""BD-09 against published vectors, and its inverse against itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.geo.datums.bd09 import (
    bd09_from_gcj02,
    bd09_from_wgs84,
    gcj02_from_bd09,
    wgs84_from_bd09,
)
from halfhour.geo.datums.gcj02 import gcj02_from_wgs84, gcj02_shift
from tests.support.datum_vectors import datum_vectors

CHINA = st.tuples(st.floats(72.004, 137.8347), st.floats(0.8293, 55.8271))
TENTH_OF_A_METRE_DEG = 1e-6


def one_step(lon, lat, wave):
    """The way back that libraries take: the forward formula's waves at the wrong end."""
    x, y = lon - 0.0065, lat - 0.006
    radius = math.hypot(x, y) - 0.00002 * math.sin(y * wave)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * wave)
    return radius * math.cos(angle), radius * math.sin(angle)


@pytest.mark.parametrize("vector", datum_vectors("gcj02_to_bd09"), ids=str)
def test_published_vectors_are_met(vector):
    assert bd09_from_gcj02(*vector.given) == pytest.approx(vector.wanted, abs=1e-9)


@pytest.mark.parametrize("vector", datum_vectors("bd09_to_gcj02"), ids=str)
def test_the_published_single_step_back_is_near_the_inverse(vector):
    assert one_step(*vector.given, math.pi * 3000 / 180) == pytest.approx(vector.wanted, abs=1e-9)
    back = gcj02_from_bd09(*vector.given)
    assert back == pytest.approx(vector.wanted, abs=TENTH_OF_A_METRE_DEG)
    # Ours leads back to what was given, to a tenth of a millimetre; the single step does not.
    assert bd09_from_gcj02(*back) == pytest.approx(vector.given, abs=1e-9)


@pytest.mark.parametrize("vector", datum_vectors("bd09_to_wgs84"), ids=str)
def test_eviltransform_has_another_wave(vector):
    # Its vectors are those of its own formula, without the factor 3000 / 180 that all others have.
    middle = np.array(one_step(*vector.given, math.pi))
    assert 2 * middle - np.array(gcj02_shift(*middle)) == pytest.approx(vector.wanted, abs=1e-9)
    away_m = 111_320 * np.hypot(*(np.array(wgs84_from_bd09(*vector.given)) - vector.wanted))
    assert away_m < 50


@given(CHINA)
def test_every_place_in_the_frame_comes_back(place):
    assert wgs84_from_bd09(*bd09_from_wgs84(*place)) == pytest.approx(place, abs=1e-9)


@given(CHINA)
def test_both_ways_to_baidu_are_the_same(place):
    middle, there = np.array(gcj02_from_wgs84(*place)), np.array(bd09_from_wgs84(*place))
    assert np.array(bd09_from_gcj02(*middle)) == pytest.approx(there, abs=1e-9)
    assert np.array(gcj02_from_bd09(*there)) == pytest.approx(middle, abs=1e-9)


@pytest.mark.parametrize("place", [(2.35, 48.86), (-46.6, -23.5), (140.0, 35.0), (180.0, 90.0)])
def test_abroad_nothing_is_shifted(place):
    for convert in (bd09_from_wgs84, wgs84_from_bd09, bd09_from_gcj02, gcj02_from_bd09):
        assert convert(*place) == place
