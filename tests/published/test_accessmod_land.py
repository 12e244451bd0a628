"""Slope and land cover of AccessMod's demo (South Dakota): against SciPy and rasterio."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import rasterio
from halfhour.common.words import Words
from halfhour.coverage.site_check.eligibility import eligibility
from halfhour.data.terrain.elevation import read_slope
from halfhour.data.terrain.land_classes import read_class_grid
from halfhour.geo.land_classes import LandClasses
from halfhour.geo.land_limits import SlopeLimit
from scipy import ndimage
from shared_cases import shared_case

CRS = pyproj.CRS("EPSG:26713")
DX, DY = 30.015797788309637, 29.978586723768736


@pytest.fixture(scope="module")
def base() -> Path:
    return shared_case("accessmod_blackhills") / "base"


def test_slope_is_that_of_scipy(base: Path) -> None:
    file = base / "DEM" / "dem__dem.tif"
    grid = read_slope(file, crs=CRS)
    found = grid.values  # noqa: PD011 - no table
    with rasterio.open(file) as raster:
        z = raster.read(1, masked=True).astype(float).filled(np.nan)
    weights = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    dx = ndimage.convolve(z, weights) / (8 * DX)
    dy = ndimage.convolve(z, weights.T) / (8 * DY)
    expected = np.hypot(dx, dy)
    # The middle cell has no weight, yet where it is not known there is no slope; nor is there any at the edge.
    expected[np.isnan(z)] = np.nan
    inner = (slice(1, -1), slice(1, -1))
    np.testing.assert_allclose(found[inner], expected[inner], rtol=1e-5, atol=1e-6)
    assert np.isnan(found[0]).all()
    # Hills: half of the ground is flatter than a tenth or so, the steepest goes up as far as along.
    assert 0.05 < np.nanmedian(found) < 0.25
    assert 0.5 < np.nanmax(found) < 2


def test_facilities_as_candidates(base: Path) -> None:
    shapes = gpd.read_file(base / "health_facilities__demo" / "health_facilities__demo")
    sites = shapes.set_crs(CRS, allow_override=True).set_index("name")[["geometry"]]
    sites = sites.assign(status="candidate")
    cover = base / "land_cover__demo" / "land_cover__demo.tif"
    with rasterio.open(cover) as raster:
        at = [int(one[0]) for one in raster.sample([(p.x, p.y) for p in sites.geometry])]
    classes = LandClasses(
        verdicts={"1": "allow", "2": "allow", "3": "allow", "4": "condition", "5": "forbid"},
        grid=read_class_grid(cover, crs=CRS),
        clause=Words.of("Zoning"),
        file="land_cover__demo.tif",
    )
    slope = SlopeLimit(
        grid=read_slope(base / "DEM" / "dem__dem.tif", crs=CRS),
        max_slope=0.08,
        unit="percent",
        clause=Words.of("Building code"),
    )
    found = eligibility(sites, water=None, land=[classes, slope]).table
    assert found["land_class"].tolist() == [str(one) for one in at]
    assert set(at) <= {1, 2, 3, 4, 5, 6}
    state = pd.Series("eligible", index=sites.index)
    state[[one in (4, 6) for one in at]] = "conditional"
    state[[one == 5 for one in at]] = "forbidden"
    state[(found["slope_percent"] > 8).to_numpy()] = "forbidden"
    assert found["eligibility"].to_dict() == state.to_dict()
    assert len(set(state)) > 1
