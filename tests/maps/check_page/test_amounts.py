"""Amounts of a memo: what differs reads differently, and nothing is rounded to all or to none."""

from __future__ import annotations

import math

import pytest
from halfhour.maps.check_page.amounts import (
    degrees_said,
    distance_said,
    given_said,
    shares_said,
    travel_said,
)
from hypothesis import example, given
from hypothesis import strategies as st


@given(st.floats(0, 1), st.floats(0, 1))
@example(0.8, 0.80004)
@example(0.99996, 1.0)
@example(0.0, 0.00004)
def test_shares_that_differ_read_differently(before: float, after: float) -> None:
    texts = shares_said(before, after)
    for share, text in zip((before, after), texts, strict=True):
        assert (
            (float(text.rstrip("%")) == 100) is (share == 1) if text[0] not in "<>" else share % 1
        )
        assert (text.rstrip("%0.") == "") is (share == 0)
    if abs(before - after) > 2e-6:
        assert texts[0] != texts[1]


def test_a_share_of_nobody_is_a_dash() -> None:
    assert shares_said(math.nan, math.nan) == ("-", "-")
    assert shares_said(0.5, 0.5) == ("50.0%", "50.0%")


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "0 m"),
        (31.4, "31 m"),
        (999.4, "999 m"),
        (999.6, "1.0 km"),
        (12_345, "12.3 km"),
        (math.inf, "-"),
    ],
)
def test_distances(metres: float, said: str) -> None:
    assert distance_said(metres, "en") == said


def test_travel_is_told_in_minutes_or_metres() -> None:
    assert travel_said(90, "s", "en") == "1.5 min"
    assert travel_said(90, "m", "zh") == "90 米"
    assert travel_said(math.inf, "s", "en") == "-"


def test_coordinates_name_their_hemisphere_and_what_they_are_in() -> None:
    assert degrees_said(119.52, 39.91, "zh") == "北纬 39.910000°\uff0c东经 119.520000°"
    assert degrees_said(-3.5, -0.25, "en") == "0.250000° S, 3.500000° W"
    assert given_said(119.526, 39.912, "gcj02") == "119.526000, 39.912000 (GCJ-02)"
    assert given_said(459_000.5, 4_419_950, "EPSG:4549") == "459000.50, 4419950.00 (EPSG:4549)"
