"""Points of a regular grid are recognised; others are refused."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.people.outlines import grid_of_points

DEGREES = pyproj.CRS("EPSG:4326")


def points(lon: np.ndarray, lat: np.ndarray) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(
        {"residents": 1.0},
        geometry=gpd.points_from_xy(lon, lat),
        crs="EPSG:4326",
        index=pd.Index(np.arange(len(lon)).astype(str), name="cell_id"),
    )
    return table.to_crs("EPSG:4549")


@pytest.mark.parametrize("digits", [4, 5, 12])
def test_the_steps_of_a_grid_with_rounded_coordinates_and_holes(digits: int) -> None:
    rng = np.random.default_rng(3)
    lon, lat = np.meshgrid(
        118.4 + np.arange(40) * 0.0083333333, 39.3 + np.arange(30) * 0.0041666667
    )
    kept = rng.random(lon.size) < 0.6
    grid = grid_of_points(
        points(lon.ravel()[kept].round(digits), lat.ravel()[kept].round(digits)),
        DEGREES,
        file="g.csv",
    )
    assert grid.column == (pytest.approx(0.0083333333, rel=2e-3), 0.0)
    assert grid.row == (0.0, pytest.approx(0.0041666667, rel=2e-3))


def test_a_single_row_has_squares() -> None:
    grid = grid_of_points(
        points(118 + np.arange(5) * 0.01, np.full(5, 39.0)), DEGREES, file="g.csv"
    )
    assert grid.column[0] == grid.row[1] == pytest.approx(0.01)


def test_scattered_points_are_no_grid() -> None:
    rng = np.random.default_rng(4)
    with pytest.raises(InputError, match="no regular grid"):
        grid_of_points(points(118 + rng.random(50), 39 + rng.random(50)), DEGREES, file="g.csv")


def test_one_point_is_no_grid() -> None:
    with pytest.raises(InputError, match="no regular grid"):
        grid_of_points(points(np.array([118.0]), np.array([39.0])), DEGREES, file="g.csv")
