from __future__ import annotations

import numpy as np
import pytest
import rasterio
from affine import Affine
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.population import read_population
from rasterio.control import GroundControlPoint
from shapely.geometry import Point


def faults(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return caught.value.faults


POSITION = Affine(0.01, 0, 119.0, 0, -0.01, 40.0)


def write_raster(path, values, *, nodata=None, crs="EPSG:4326", bands=1, transform=POSITION):
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=bands,
        dtype=values.dtype,
        crs=crs,
        transform=transform,
        nodata=nodata,
    ) as raster:
        for band in range(bands):
            raster.write(values, band + 1)
    return path


def test_pixels_with_people_become_cells(tmp_path):
    values = np.array([[1.5, 0, np.nan], [-99999, 2, 3]], dtype=np.float32)
    path = write_raster(tmp_path / "pop.tif", values, nodata=-99999)
    demand = read_population(path, groups={"elderly": 0.5})
    assert list(demand.index) == ["r0c0", "r1c1", "r1c2"]
    assert list(demand["residents"]) == [1.5, 2, 3]
    assert list(demand["elderly"]) == [0.75, 1, 1.5]
    first = demand.geometry.to_crs(4326).iloc[0]
    assert first.distance(Point(119.005, 39.995)) < 1e-9


def test_a_raster_taller_than_a_strip_is_read_whole(tmp_path):
    values = np.zeros((1100, 3), dtype=np.int32)
    values[[0, 511, 512, 1099], 1] = [1, 2, 3, 4]
    demand = read_population(write_raster(tmp_path / "pop.tif", values, nodata=7))
    assert list(demand.index) == ["r0c1", "r511c1", "r512c1", "r1099c1"]
    assert demand["residents"].sum() == 10


@pytest.mark.parametrize("crs", ["gcj02", "BD-09"])
def test_pixels_are_not_shifted(tmp_path, crs):
    path = write_raster(tmp_path / "pop.tif", np.ones((2, 2)))
    (fault,) = faults(read_population, Layer(file=path, crs=crs))
    assert "a raster cannot be shifted" in fault.cause
    assert fault.fix.endswith(f"a table of points with `crs: {crs}`")


def test_wrong_rasters_are_refused(tmp_path):
    bad = np.array([[-9999, np.inf], [1, -9999]], dtype=np.float32)
    found = faults(read_population, write_raster(tmp_path / "bad.tif", bad))
    assert [f.key for f in found] == ["pixel r0c0", "pixel r0c1"]
    assert "2 pixels" in found[0].cause
    good = np.ones((2, 2), dtype=np.float32)
    path = write_raster(tmp_path / "good.tif", good)
    (fault,) = faults(read_population, path, columns={"residents": "1"})
    assert fault.column == "columns"
    (fault,) = faults(read_population, write_raster(tmp_path / "two.tif", good, bands=2))
    assert "2 bands" in fault.cause
    (fault,) = faults(read_population, write_raster(tmp_path / "none.tif", good * 0))
    assert fault.cause == "has no records"
    bare = write_raster(tmp_path / "bare.tif", good, crs=None)
    (fault,) = faults(read_population, bare)
    assert "has no CRS" in fault.cause
    assert len(read_population(Layer(file=bare, crs="EPSG:4326"))) == 4
    path.write_bytes(path.read_bytes()[:100])
    (fault,) = faults(read_population, path)
    assert "cannot be read" in fault.cause


def test_stored_values_times_scale_plus_offset_are_people(tmp_path):
    path = write_raster(tmp_path / "pop.tif", np.array([[10, 255, 20]], dtype=np.uint8), nodata=255)
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = (0.1,), (-1.0,)
    # 10 / 10 - 1 = 0 people are no cell; a pixel without data has no people, not 24.5.
    assert read_population(path)["residents"].to_dict() == {"r0c2": 1.0}


@pytest.mark.parametrize(
    "transform", [Affine.identity(), Affine(0, 0, 0, 0, 0, 0), Affine(0.01, 0, 119, 0, 0, 40)]
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_that_lies_nowhere_is_refused(tmp_path, transform):
    path = write_raster(tmp_path / "p.tif", np.ones((2, 2), np.float32), transform=transform)
    (fault,) = faults(read_population, Layer(file=path, crs="EPSG:4326"))
    assert fault.file == "p.tif"
    assert fault.cause.startswith("has no position: it has no geotransform")
    assert "gdalwarp" in fault.fix


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_with_control_points_alone_is_refused(tmp_path):
    corners = [(0, 0, 119, 40), (0, 2, 119.02, 40), (2, 0, 119, 39.98)]
    points = [GroundControlPoint(row, col, x, y) for row, col, x, y in corners]
    path = tmp_path / "p.tif"
    shape = {"width": 2, "height": 2, "count": 1, "dtype": "float32"}
    with rasterio.open(path, "w", driver="GTiff", **shape) as raster:
        raster.gcps = (points, "EPSG:4326")
        raster.write(np.ones((2, 2), np.float32), 1)
    (fault,) = faults(read_population, Layer(file=path, crs="EPSG:4326"))
    assert fault.cause == "has no position: it has ground control points only"


def test_complex_numbers_another_crs_and_too_many_people_are_refused(tmp_path):
    ones = np.ones((2, 2), np.float32)
    (fault,) = faults(read_population, write_raster(tmp_path / "c.tif", ones.astype(np.complex64)))
    assert (fault.file, fault.cause) == ("c.tif", "holds complex numbers")
    path = write_raster(tmp_path / "p.tif", ones)
    (fault,) = faults(read_population, Layer(file=path, crs="EPSG:4549"))
    assert (fault.file, fault.column, fault.value) == ("p.tif", "crs", "EPSG:4549")
    assert fault.cause == "differs from WGS 84, which the file itself states"
    assert len(read_population(Layer(file=path, crs="EPSG:4326"))) == 4
    huge = write_raster(tmp_path / "h.tif", np.array([[1e308, 1.0]]))
    (fault,) = faults(read_population, huge)
    assert (fault.key, fault.value) == ("pixel r0c0", 1e308)


def test_only_a_geotiff_is_opened_as_a_raster(tmp_path):
    write_raster(tmp_path / "p.tif", np.ones((2, 2), np.float32))
    virtual = tmp_path / "v.tif"
    virtual.write_text(
        '<VRTDataset rasterXSize="2" rasterYSize="2"><SRS>EPSG:4326</SRS>'
        "<GeoTransform>119, 0.01, 0, 40, 0, -0.01</GeoTransform>"
        '<VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>{tmp_path / 'p.tif'}</SourceFilename><SourceBand>1</SourceBand>"
        "</SimpleSource></VRTRasterBand></VRTDataset>"
    )
    (fault,) = faults(read_population, virtual)
    assert (fault.file, fault.fix) == (
        "v.tif",
        "check that the file is a whole GeoTIFF, or download it again",
    )
