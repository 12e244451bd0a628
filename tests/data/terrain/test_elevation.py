"""Reading elevations: units, CRS, nodata, and what is refused."""

from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from halfhour.common.errors import InputError
from halfhour.common.sentences import collected_notes
from halfhour.data.terrain.elevation import read_slope
from rasterio.transform import Affine

CRS = pyproj.CRS("EPSG:32650")
AT = np.array([shapely.Point(500_045.0, 4_399_955.0)])


def dem(path: Path, *, crs: str | None = "EPSG:32650", unit: str = "", **more: object) -> Path:
    """Ground that rises 3 units a cell of 10 m to the east."""
    values = np.tile(np.arange(10) * 3.0, (10, 1)).astype(more.pop("dtype", "float32"))
    profile = {
        "driver": "GTiff", "height": 10, "width": 10, "count": 1, "dtype": values.dtype, "crs": crs,
        "transform": Affine(10, 0, 500_000, 0, -10, 4_400_000), **more,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as raster:
        for band in range(1, profile["count"] + 1):
            raster.write(values, band)
        if unit:
            raster.units = (unit,)
    return path


@pytest.mark.parametrize("dtype", ["float32", "int16", "uint8"])
@pytest.mark.parametrize(("unit", "factor"), [("", 1), ("m", 1), ("ft", 0.3048)])
def test_slope_of_units_and_types(tmp_path: Path, dtype: str, unit: str, factor: float) -> None:
    with collected_notes() as notes:
        grid = read_slope(dem(tmp_path / "dem.tif", unit=unit, dtype=dtype), crs=CRS)
    assert grid.at(AT) == pytest.approx(0.3 * factor, rel=1e-6)
    assert bool(notes) == (factor != 1)


def test_places_in_another_crs_than_the_raster(tmp_path: Path) -> None:
    grid = read_slope(dem(tmp_path / "dem.tif"), crs="EPSG:4326")
    lon, lat = pyproj.Transformer.from_crs(CRS, 4326, always_xy=True).transform(500_045, 4_399_955)
    assert grid.at(np.array([shapely.Point(lon, lat)])) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"crs": None}, "CRS|crs"),
        ({"count": 2}, "has 2 bands"),
        ({"unit": "furlong"}, "'furlong'.*not known"),
        ({"transform": Affine(9, 3, 5e5, 3, -9, 44e5)}, "is rotated"),
        ({"nodata": 0.0, "dtype": "zeros"}, "has no value anywhere"),
    ],
)
def test_what_is_refused(tmp_path: Path, options: dict[str, object], complaint: str) -> None:
    zeros = options.get("dtype") == "zeros"
    if zeros:
        options = {"nodata": 0.0}
    path = dem(tmp_path / "dem.tif", **options)  # type: ignore[arg-type]
    if zeros:
        with rasterio.open(path, "r+") as raster:
            raster.write(np.zeros((10, 10), dtype="float32"), 1)
    with pytest.raises(InputError, match=complaint):
        read_slope(path, crs=CRS)


def test_a_vector_layer_is_no_raster(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no raster of elevations"):
        read_slope(tmp_path / "dem.gpkg", crs=CRS)
