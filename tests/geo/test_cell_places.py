import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import Fault, InputError
from halfhour.geo.cell_places import cell_rows
from hypothesis import given, settings
from hypothesis import strategies as st

CRS = "EPSG:4549"


def cells(*geometry: shapely.Geometry) -> gpd.GeoDataFrame:
    ids = pd.Index([f"c{i}" for i in range(len(geometry))], name="cell_id")
    return gpd.GeoDataFrame({"residents": 1.0}, index=ids, geometry=list(geometry), crs=CRS)


def spots(*xy: tuple[float, float], **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(p) for p in xy], crs=CRS)


def faults(places: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, max_m: float) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        cell_rows(places, demand, max_m=max_m, what="villages.csv")
    return list(caught.value.faults)


SQUARES = cells(shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100))


def test_the_id_decides_wherever_the_place_lies() -> None:
    places = spots((150, 50), (9999, 50), cell_id=["c0", "c1"])
    assert cell_rows(places, SQUARES, max_m=10, what="").tolist() == [0, 1]


def test_without_ids_the_polygon_that_contains_the_place_has_it() -> None:
    # On the border between both: the first.
    places = spots((150, 50), (50, 50), (100, 50))
    assert cell_rows(places, SQUARES, max_m=10, what="").tolist() == [1, 0, 0]


def test_a_polygon_comes_before_a_point_cell_and_points_take_what_lies_near() -> None:
    mixed = cells(shapely.Point(190, 50), *SQUARES.geometry, shapely.Point(210, 50))
    places = spots((189, 50), (205, 50), (200.5, 50))
    assert cell_rows(places, mixed, max_m=20, what="").tolist() == [2, 3, 3]


def test_of_two_point_cells_equally_near_the_first_has_the_place() -> None:
    demand = cells(shapely.Point(20, 0), shapely.Point(0, 0))
    assert cell_rows(spots((10, 0)), demand, max_m=20, what="").tolist() == [0]


def test_every_place_that_belongs_nowhere_is_named() -> None:
    lost = faults(spots((50, 50), (250, 50), (50, -1)), SQUARES, 1000)
    assert [(f.file, f.row, f.value) for f in lost] == [
        ("villages.csv", 2, (250.0, 50.0)),
        ("villages.csv", 3, (50.0, -1.0)),
    ]
    assert "lies in no cell" in str(lost[0])
    far = faults(spots((0, 21)), cells(shapely.Point(0, 0)), 20)
    assert "within 20 m" in str(far[0])


def test_an_id_that_no_cell_has_is_named() -> None:
    [fault] = faults(spots((50, 50), (50, 50), cell_id=["c0", "c9"]), SQUARES, 10)
    assert (fault.row, fault.key) == (2, "cell_id c9")
    assert "no such cell" in fault.cause


def test_a_place_without_geometry_is_named() -> None:
    places = spots((50, 50), (50, 50), cell_id=["c0", "c1"])
    places.loc[1, "geometry"] = None
    [fault] = faults(places, SQUARES, 10)
    assert (fault.row, fault.key, fault.cause) == (2, "cell_id c1", "has no geometry")


coordinate = st.integers(-5, 35).map(lambda n: 10.0 * n)
points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12)


@given(points, points)
@settings(max_examples=100, deadline=None)
def test_point_cells_are_those_that_measuring_all_of_them_finds(
    centres: list[tuple[float, float]], places: list[tuple[float, float]]
) -> None:
    demand = cells(*(shapely.Point(p) for p in centres))
    away_m = np.hypot(*(np.array(places)[:, None] - np.array(centres)[None]).transpose(2, 0, 1))
    near = away_m.min(axis=1) <= 100
    if not near.all():
        rows = [fault.row for fault in faults(spots(*places), demand, 100)]
        assert rows == (np.flatnonzero(~near) + 1).tolist()
        return
    found = cell_rows(spots(*places), demand, max_m=100, what="")
    assert found.tolist() == away_m.argmin(axis=1).tolist()
