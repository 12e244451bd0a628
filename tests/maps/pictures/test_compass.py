from __future__ import annotations

import pyproj
import pytest
from halfhour.maps.charts.figure import new_figure
from halfhour.maps.pictures.compass import (
    draw_scale_bar,
    ground_m_per_map_m,
    north_deg,
    round_length_m,
)
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from matplotlib.text import Text

UTM = pyproj.CRS.from_epsg(32650)
CHINA = pyproj.CRS.from_epsg(4549)
CENTRES = [(500_000, 4_400_000), (700_000, 4_400_000), (250_000, 1_000_000), (650_000, 7_500_000)]


def around(x, y, *, side=20_000):
    return (x - side / 2, y - side / 2, x + side / 2, y + side / 2)


@given(st.floats(0.01, 1e7))
def test_length_is_the_longest_round_one(longest):
    power = [first * 10.0**exponent for exponent in range(-4, 8) for first in (1, 2, 5)]
    expected = max(length for length in power if length <= longest * (1 + 1e-9))
    assert round_length_m(longest) == pytest.approx(expected)


@pytest.mark.parametrize("centre", CENTRES)
def test_scale_is_that_of_the_projection(centre):
    lon, lat = pyproj.Transformer.from_crs(UTM, 4326, always_xy=True).transform(*centre)
    factor = pyproj.Proj(UTM).get_factors(lon, lat).parallel_scale
    assert ground_m_per_map_m(around(*centre), UTM) == pytest.approx(1 / factor, rel=2e-5)


@pytest.mark.parametrize("centre", CENTRES)
def test_north_is_off_by_the_convergence_of_meridians(centre):
    lon, lat = pyproj.Transformer.from_crs(UTM, 4326, always_xy=True).transform(*centre)
    convergence = pyproj.Proj(UTM).get_factors(lon, lat).meridian_convergence
    assert north_deg(around(*centre), UTM) == pytest.approx(-convergence, abs=1e-3)


def test_true_north_leans_to_the_central_meridian():
    # East of it, on the northern half of the earth, meridians come together on the left.
    assert north_deg(around(700_000, 4_400_000), UTM) < -1
    assert north_deg(around(300_000, 4_400_000), UTM) > 1
    assert north_deg(around(500_000, 4_400_000), CHINA) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("side", [900, 30_000])
def test_bar_is_as_long_as_its_words_say(side):
    figure = new_figure(10, 10)
    axes = figure.add_axes((0, 0, 1, 1))
    bounds = around(700_000, 4_400_000, side=side)
    axes.set(xlim=bounds[::2], ylim=bounds[1::2])
    draw_scale_bar(axes, bounds, UTM, font_pt=7)
    drawn = sum(patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle))
    number, unit = next(
        text.get_text() for text in axes.findobj(Text) if text.get_text().endswith("m")
    ).split()
    said_m = float(number) * (1000 if unit == "km" else 1)
    left = axes.patches[0].get_x()
    to_degrees = pyproj.Transformer.from_crs(UTM, 4326, always_xy=True).transform
    lon, lat = to_degrees([left, left + drawn], [4_400_000, 4_400_000])
    _, _, ground_m = pyproj.Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
    assert ground_m == pytest.approx(said_m, rel=1e-3)
    assert 0.1 * side < drawn < 0.3 * side
