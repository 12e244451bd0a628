"""Numbers of a raster that mean no data: stated by the file, named by the layer, or only suspected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from halfhour.common.errors import InputError
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.layer import Layer
from halfhour.data.formats.raster import read_raster
from rasterio.transform import Affine

LOWEST = float(np.finfo("float32").min)


def written(folder: Path, values: np.ndarray, nodata: float | None = None) -> Path:
    path = folder / "people.tif"
    kind = {"driver": "GTiff", "height": values.shape[0], "width": values.shape[1], "count": 1}
    transform = Affine(100, 0, 500_000, 0, -100, 4_400_000)
    with rasterio.open(
        path, "w", dtype=values.dtype, crs="EPSG:32650", transform=transform, nodata=nodata, **kind
    ) as file:
        file.write(values, 1)
    return path


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("float32", LOWEST),
        ("float32", -3.4e38),
        ("float64", -99999.0),
        ("int16", -32768),
        ("int32", -2147483648),
        ("uint8", 255),
        ("uint16", 65535),
    ],
)
def test_a_named_number_is_no_data_whatever_the_type(
    tmp_path: Path, kind: str, number: float
) -> None:
    values = np.array([[3, 0, 7], [number, number, 1]]).astype(kind)
    path = written(tmp_path, values)
    with collected_notes() as notes:
        people = read_raster(Layer(file=path, nodata=values[1, 0]))
    assert people["residents"].tolist() == [3, 7, 1]
    assert "2 pixels hold" in "\n".join(notes)


def test_several_numbers_besides_the_one_that_the_file_states(tmp_path: Path) -> None:
    path = written(tmp_path, np.array([[5, -9999, -200, -99]], dtype="float32"), nodata=-99)
    people = read_raster(Layer(file=path, nodata=[-9999, -200]))
    assert people["residents"].tolist() == [5]


def test_the_error_of_negative_pixels_says_what_to_write(tmp_path: Path) -> None:
    path = written(tmp_path, np.array([[5, -9999, -9999]], dtype="float32"))
    with pytest.raises(InputError, match=r"2 pixels are.*\(nodata: -9999\)"):
        read_raster(Layer(file=path))


def test_many_pixels_with_the_largest_number_of_their_type_are_told(tmp_path: Path) -> None:
    values = np.ones((10, 10), dtype="uint8")
    values[:3] = 255
    with collected_notes() as notes:
        people = read_raster(Layer(file=written(tmp_path, values)))
    assert people["residents"].sum() == 70 + 30 * 255, "nothing is changed unasked"
    assert "30 pixels hold 255, the largest number of their type" in "\n".join(notes)
