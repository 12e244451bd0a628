from __future__ import annotations

import numpy as np
import pytest
from halfhour.geo.middle import far_from_all, middle_of


@pytest.mark.parametrize(
    ("lon", "weights", "middle"),
    [
        ([1, 2, 9], None, 2),
        ([1, 2, 9], [1, 1, 5], 9),
        ([1, 2], None, 1.5),
        ([1, 2, 9], [0, 0, 0], 2),
        ([1, 2, 9], [0, 1, 0], 2),
        ([179, -179, -178], None, -179),
        ([178, 179, -179], None, 179),
        ([179, -179], None, 180),
    ],
)
def test_the_middle_has_half_of_the_weight_on_each_side(lon, weights, middle):
    x, y = middle_of(lon, [10.0] * len(lon), weights)
    assert (x - middle) % 360 == pytest.approx(0, abs=1e-9) or (middle - x) % 360 < 1e-9
    assert y == 10.0


def test_the_median_is_numpy_s_where_all_count_alike():
    random = np.random.default_rng(7)
    for size in (1, 2, 5, 8):
        lon, lat = random.uniform(-60, 60, size), random.uniform(-60, 60, size)
        assert middle_of(lon, lat) == pytest.approx((np.median(lon), np.median(lat)))


@pytest.mark.parametrize(
    ("lon", "far"),
    [
        ([0, 0.1], []),
        ([0, 0.1, 8.9], []),  # less than 1,000 km
        ([0, 0.1, 9.1], [2]),
        ([0, 9.1, 18.2], [0, 1, 2]),
        ([0] * 19 + [2.6], []),  # less than 300 km
        ([0] * 19 + [2.8], [19]),
        ([*np.linspace(-3, 3, 30), 8.9], []),  # not ten times as far
        ([0] * 8 + [5, 5], []),  # a fifth of all
        ([50], []),
    ],
)
def test_far_from_all_others(lon, far):
    assert np.flatnonzero(far_from_all(lon, np.zeros(len(lon)))).tolist() == far


def test_of_places_that_are_all_alone_the_one_with_most_people_stays():
    assert far_from_all([0, 50, 100], [0, 0, 0], [1, 8, 1]).tolist() == [True, False, True]
