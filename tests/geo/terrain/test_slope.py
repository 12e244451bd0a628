"""Slope by Horn's formula: against the formula cell by cell, and against SciPy's convolution."""

import math

import numpy as np
import pyproj
import pytest
from halfhour.geo.terrain.slope import cell_sizes_m, horn_slope
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

WEIGHTS = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


def by_hand(z: np.ndarray, width: float, height: float) -> np.ndarray:
    """The formula of gdaldem, with the letters a to i of the nine cells."""
    found = np.full(z.shape, np.nan)
    for row in range(1, z.shape[0] - 1):
        for column in range(1, z.shape[1] - 1):
            (a, b, c), (d, _, f), (g, h, i) = z[row - 1 : row + 2, column - 1 : column + 2]
            dx = ((a + 2 * d + g) - (c + 2 * f + i)) / (8 * width)
            dy = ((g + 2 * h + i) - (a + 2 * b + c)) / (8 * height)
            found[row, column] = math.sqrt(dx * dx + dy * dy)
    return found


@given(
    seed=st.integers(0, 10_000),
    shape=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    width=st.floats(1, 100),
    height=st.floats(1, 100),
)
@settings(max_examples=60, deadline=None)
def test_horn(seed: int, shape: tuple[int, int], width: float, height: float) -> None:
    z = np.random.default_rng(seed).uniform(0, 500, shape)
    rows = shape[0]
    found = horn_slope(z, np.full(rows, width), np.full(rows, height))
    np.testing.assert_allclose(found, by_hand(z, width, height), rtol=1e-5)
    if min(shape) >= 3:
        dx = ndimage.convolve(z, WEIGHTS) / (8 * width)
        dy = ndimage.convolve(z, WEIGHTS.T) / (8 * height)
        inner = (slice(1, -1), slice(1, -1))
        np.testing.assert_allclose(found[inner], np.hypot(dx, dy)[inner], rtol=1e-5)


def test_cells_beside_one_that_is_not_known_are_not_known() -> None:
    z = np.zeros((7, 7))
    z[3, 3] = np.nan
    known = np.isfinite(horn_slope(z, np.ones(7), np.ones(7)))
    expected = np.zeros((7, 7), dtype=bool)
    expected[1:-1, 1:-1] = True
    expected[2:5, 2:5] = False
    assert (known == expected).all()


def test_a_plane_has_the_slope_of_its_gradient() -> None:
    row, column = np.mgrid[0:6, 0:8]
    slope = horn_slope(3.0 * column + 4.0 * row, np.full(6, 10.0), np.full(6, 10.0))
    assert slope[1:-1, 1:-1] == pytest.approx(0.5)


def test_cells_in_metres_are_as_large_as_the_crs_says() -> None:
    width, height = cell_sizes_m((30.0, 0, 5e5, 0, -30.0, 44e5), (5, 4), pyproj.CRS("EPSG:32650"))
    assert (width == 30.0).all()
    assert (height == 30.0).all()
    feet, _ = cell_sizes_m((100.0, 0, 6e5, 0, -100.0, 2e5), (5, 4), pyproj.CRS("EPSG:2263"))
    assert feet == pytest.approx(30.48, rel=1e-3)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_cells_in_degrees_or_web_mercator_are_measured_on_the_ground(crs: str) -> None:
    west, north = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(119.5, 40.0)
    cell = 0.001 if crs == "EPSG:4326" else 100.0
    width, height = cell_sizes_m((cell, 0, west, 0, -cell, north), (3, 3), pyproj.CRS(crs))
    # Of a degree at 40 degrees north there are 85,394 m and 111,034 m; Web Mercator is 1.305 times too large.
    expected = (85.394, 111.034) if crs == "EPSG:4326" else (100 / 1.3034, 100 / 1.3078)
    assert width[0] == pytest.approx(expected[0], rel=2e-3)
    assert height[0] == pytest.approx(expected[1], rel=5e-3)
