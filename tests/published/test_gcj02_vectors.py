"""GCJ-02 and BD-09 against the vectors of eviltransform and coordtransform."""

from __future__ import annotations

import csv
import math
from collections import Counter

import numpy as np
import pytest
from halfhour.geo.datums.bd09 import bd09_from_gcj02, gcj02_from_bd09, wgs84_from_bd09
from halfhour.geo.datums.gcj02 import gcj02_from_wgs84, gcj02_shift, wgs84_from_gcj02
from pyproj import Geod
from shared_cases import shared_case

LAST_DIGIT_DEG = 1e-9
TENTH_OF_A_METRE_DEG = 1e-6
ONE_STEP_M = 5.0
"""What eviltransform says of the error of one step back."""


@pytest.fixture(scope="module")
def vectors():
    """By kind, pairs of longitude and latitude: as given, and as wanted."""
    found = {}
    with (shared_case("gcj02_vectors") / "vectors.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            one = [(float(row[f"{end}_lon"]), float(row[f"{end}_lat"])) for end in ("in", "out")]
            found.setdefault(row["kind"], []).append(tuple(one))
    return found


def away_m(one, other):
    return Geod(ellps="WGS84").inv(*one, *other)[2]


def baidu_in_one_step(lon, lat, wave):
    """The way back that libraries take: the waves of the forward formula, at the wrong end."""
    x, y = lon - 0.0065, lat - 0.006
    radius = math.hypot(x, y) - 0.00002 * math.sin(y * wave)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * wave)
    return radius * math.cos(angle), radius * math.sin(angle)


def in_one_step(place):
    return 2 * np.array(place) - np.array(gcj02_shift(*np.array(place)))


def test_all_kinds_are_tested(vectors):
    assert Counter({kind: len(rows) for kind, rows in vectors.items()}) == {
        "wgs84_to_gcj02": 4,
        "gcj02_to_wgs84_one_step": 1,
        "gcj02_to_bd09": 1,
        "bd09_to_gcj02": 1,
        "bd09_to_wgs84": 2,
        "distance_m": 1,  # no conversion, but eviltransform's own formula on a sphere
    }


def test_forward_the_last_digit_is_met(vectors):
    for given, wanted in vectors["wgs84_to_gcj02"]:
        assert gcj02_from_wgs84(*given) == pytest.approx(wanted, abs=LAST_DIGIT_DEG)
        assert away_m(wgs84_from_gcj02(*wanted), given) < 1e-4
    for given, wanted in vectors["gcj02_to_bd09"]:
        assert bd09_from_gcj02(*given) == pytest.approx(wanted, abs=LAST_DIGIT_DEG)
        assert away_m(gcj02_from_bd09(*wanted), given) < 1e-4


def test_one_step_back_is_near_the_inverse(vectors):
    for given, wanted in vectors["gcj02_to_wgs84_one_step"]:
        assert in_one_step(given) == pytest.approx(wanted, abs=LAST_DIGIT_DEG)
        back = wgs84_from_gcj02(*given)
        assert away_m(back, wanted) < ONE_STEP_M
        assert gcj02_from_wgs84(*back) == pytest.approx(given, abs=LAST_DIGIT_DEG)
    for given, wanted in vectors["bd09_to_gcj02"]:
        step = baidu_in_one_step(*given, math.pi * 3000 / 180)
        assert step == pytest.approx(wanted, abs=LAST_DIGIT_DEG)
        back = gcj02_from_bd09(*given)
        assert back == pytest.approx(wanted, abs=TENTH_OF_A_METRE_DEG)
        assert bd09_from_gcj02(*back) == pytest.approx(given, abs=LAST_DIGIT_DEG)


def test_eviltransform_has_another_wave(vectors):
    # Its vectors are those of its own formula, which lacks the factor 3000 / 180 that the others' vectors need.
    for given, wanted in vectors["bd09_to_wgs84"]:
        assert in_one_step(baidu_in_one_step(*given, math.pi)) == pytest.approx(
            wanted, abs=LAST_DIGIT_DEG
        )
        assert away_m(wgs84_from_bd09(*given), wanted) < 50
