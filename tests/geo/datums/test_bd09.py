"""BD-09: its inverse, and the frame outside which nothing is shifted."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.geo.datums.bd09 import (
    bd09_from_gcj02,
    bd09_from_wgs84,
    gcj02_from_bd09,
    wgs84_from_bd09,
)
from halfhour.geo.datums.gcj02 import gcj02_from_wgs84
from hypothesis import given
from hypothesis import strategies as st

CHINA = st.tuples(st.floats(72.004, 137.8347), st.floats(0.8293, 55.8271))


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
