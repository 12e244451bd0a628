"""A raster that is asked by place: against rasterio's own sampling, and a parcel cell by cell."""

import numpy as np
import pyproj
import shapely
from halfhour.geo.terrain.grid import PlaceGrid
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.features import geometry_mask
from rasterio.io import MemoryFile
from rasterio.transform import Affine

UTM = pyproj.CRS("EPSG:32650")
VALUES = np.arange(30, dtype=np.float32).reshape(5, 6)
TRANSFORM = Affine(10.0, 0.0, 500_000.0, 0.0, -20.0, 4_400_000.0)
TURNED = Affine(9.0, 4.0, 500_000.0, 5.0, -18.0, 4_400_000.0)


def grid(transform: Affine = TRANSFORM) -> PlaceGrid:
    wkt = UTM.to_wkt()
    return PlaceGrid(values=VALUES, transform=tuple(transform[:6]), crs_wkt=wkt, places_wkt=wkt)


@given(
    points=st.lists(st.tuples(st.integers(-3, 13), st.integers(-3, 13)), min_size=1),
    turn=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_points_have_the_value_of_their_cell(points: list[tuple[int, int]], *, turn: bool) -> None:
    transform = TURNED if turn else TRANSFORM
    # Within cells, not on their borders.
    inside = [(column / 2 + 0.21, row / 2 + 0.21) for column, row in points]
    a, b, c, d, e, f = transform[:6]
    places = [(a * x + b * y + c, d * x + e * y + f) for x, y in inside]
    found = grid(transform).at(shapely.points(places))
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", height=5, width=6, count=1, dtype="float32", transform=transform,
            nodata=-1,
        ) as raster:  # fmt: skip
            raster.write(VALUES, 1)
        with memory.open() as raster:
            expected = [float(one[0]) for one in raster.sample(places)]
    for (column, row), value, known in zip(inside, found, expected, strict=True):
        if 0 <= column < 6 and 0 <= row < 5:
            assert value == known
        else:
            assert np.isnan(value)


@given(
    corner=st.tuples(st.integers(-20, 60), st.integers(-20, 90)),
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
)
@settings(max_examples=40, deadline=None)
def test_a_parcel_has_the_cells_whose_centre_it_holds(
    corner: tuple[int, int], size: tuple[int, int]
) -> None:
    west, south = 500_000.3 + corner[0], 4_399_900.3 + corner[1]
    parcel = shapely.box(west, south, west + size[0], south + size[1])
    found = grid().inside(parcel)
    mask = geometry_mask([parcel], (5, 6), TRANSFORM, invert=True)
    known = found[~np.isnan(found)]
    if mask.any():
        assert sorted(known) == sorted(VALUES[mask])
    beyond = parcel.bounds[0] < 500_000 or parcel.bounds[2] > 500_060
    beyond = beyond or parcel.bounds[1] < 4_399_900 or parcel.bounds[3] > 4_400_000
    if not beyond:
        assert not np.isnan(found).any()


def test_places_in_another_crs() -> None:
    point = shapely.Point(500_025.0, 4_399_950.0)
    lon, lat = pyproj.Transformer.from_crs(UTM, 4326, always_xy=True).transform(point.x, point.y)
    other = grid().of_places_in(pyproj.CRS(4326))
    assert other.at(np.array([shapely.Point(lon, lat)])) == grid().at(np.array([point]))
