from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.units import are_areas, area_shape, assign_units, read_units
from halfhour.geo.people.outlines import Outlines
from halfhour.geo.people.parts import divided_cells
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPoint, Point, Polygon, box

CRS = "EPSG:4549"


def faults(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return caught.value.faults


def cells(*points, people=1.0):
    return gpd.GeoDataFrame(
        {"residents": [people] * len(points)},
        index=[f"c{i}" for i in range(len(points))],
        geometry=[Point(p) for p in points],
        crs=CRS,
    ).rename_axis("cell_id")


@pytest.fixture
def counties(tmp_path):
    path = tmp_path / "区县.geojson"
    gpd.GeoDataFrame(
        {"adcode": [130302, 130303], "name": ["海港区", "山海关区"]},
        geometry=[box(500000, 4400000, 501000, 4401000), box(501000, 4400000, 502000, 4401000)],
        crs=CRS,
    ).to_file(path)
    layer = Layer(file=path, columns={"unit_id": "adcode"})
    return read_units(layer, level="county", crs=CRS)


def test_units_have_ids_as_text_and_chinese_names(counties):
    assert list(counties.index) == ["130302", "130303"]
    assert list(counties.columns) == ["name", "level", "geometry"]
    assert list(counties["name"]) == ["海港区", "山海关区"]
    assert set(counties["level"]) == {"county"}
    assert counties.crs == CRS


def test_cells_get_the_unit_they_lie_in(counties):
    demand = cells((501500, 4400500), (500500, 4400500), (9e5, 4400500))
    result = assign_units(demand, counties, level="county")
    assert list(result.index) == list(demand.index)
    assert list(result["county"]) == ["130303", "130302", ""]
    assert list(result["county_name"]) == ["山海关区", "海港区", ""]
    assert list(demand.columns) == ["residents", "geometry"]


def test_a_shared_border_goes_to_the_first_unit():
    units = gpd.GeoDataFrame(
        {"name": ["A", "B"], "level": "town"},
        index=["a", "b"],
        geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
        crs=CRS,
    ).rename_axis("unit_id")
    demand = cells((1, 0.5), (1.5, 0.5), (5, 5))
    result = assign_units(demand, units, level="town")
    assert list(result["town"]) == ["a", "b", ""]
    assert list(result["town_name"]) == ["A", "B", ""]
    assert list(assign_units(demand, units.iloc[::-1], level="town")["town"]) == ["b", "b", ""]


@settings(max_examples=30)
@given(
    points=st.lists(
        st.tuples(st.floats(-1, 4), st.floats(-1, 2)), min_size=1, max_size=12, unique=True
    )
)
def test_assigning_keeps_every_cell_and_its_order(points):
    units = gpd.GeoDataFrame(
        {"name": ["A", "B"], "level": "town"},
        index=["a", "b"],
        geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
        crs=CRS,
    ).rename_axis("unit_id")
    demand = cells(*points)
    result = assign_units(demand, units, level="town")
    assert result[list(demand.columns)].equals(demand)
    expected = ["a" if 0 <= x <= 1 else "b" for x, _ in points]
    inside = [0 <= x <= 2 and 0 <= y <= 1 for x, y in points]
    assert list(result["town"]) == [
        unit if there else "" for unit, there in zip(expected, inside, strict=True)
    ]


def test_a_ring_that_crosses_itself_is_repaired(tmp_path):
    path = tmp_path / "bow.gpkg"
    bow = Polygon([(500000, 0), (501000, 1000), (501000, 0), (500000, 1000)])
    gpd.GeoDataFrame({"unit_id": ["a"]}, geometry=[bow], crs=CRS).to_file(path)
    units = read_units(path, level="town", crs=CRS)
    assert units.is_valid.all()
    assert units.area.iloc[0] == pytest.approx(500_000)
    assert units["name"]["a"] == "a"


def test_wrong_units_are_refused_together(tmp_path):
    path = tmp_path / "units.parquet"
    gpd.GeoDataFrame(
        {"unit_id": ["a", "a", "b", "c"]},
        geometry=[box(0, 0, 1, 1), box(0, 0, 1, 1), Point(0, 0), None],
        crs=CRS,
    ).to_parquet(path)
    assert [(f.row, f.cause) for f in faults(read_units, path, level="town", crs=CRS)] == [
        (1, "occurs more than once"),
        (2, "occurs more than once"),
        (3, "is not an area"),
        (4, "has no geometry"),
    ]


def test_units_in_another_crs_are_refused(counties):
    demand = cells((500500, 4400500))
    moved = counties.to_crs("EPSG:4548")
    (fault,) = faults(assign_units, demand, moved, level="county")
    assert "differs from" in fault.cause


def test_people_outside_the_area_are_counted(tmp_path):
    path = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=CRS).to_file(path)
    demand = cells((0.5, 0.5), (1, 0.5), (3, 0.5), people=2.5)
    area = area_shape(path, crs=CRS)
    parts = divided_cells(
        demand, Outlines(cells=demand.geometry.to_numpy(), crs=CRS), np.array([area])
    )
    inside = parts.demand[parts.area >= 0]
    outside = parts.demand["residents"][parts.area < 0].sum()
    assert list(inside.index) == ["c0", "c1"]
    assert outside == 2.5
    assert inside["residents"].sum() + outside == demand["residents"].sum()


def test_an_area_of_points_is_refused(tmp_path):
    path = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[MultiPoint([(0, 0), (1, 1)])], crs=CRS).to_file(path)
    (fault,) = faults(area_shape, path, crs=CRS)
    assert (fault.value, fault.cause) == ("MultiPoint", "is not an area")


def test_published_counties(shared_case):
    path = shared_case("qinhuangdao") / "counties_amap_gcj02.geojson"
    layer = Layer(file=path, columns={"unit_id": "adcode"})
    units = read_units(layer, level="county", crs="auto")
    assert len(units) == 7
    assert units["name"]["130321"] == "青龙满族自治县"


def villages(write_csv, *records, **columns):
    path = write_csv("villages.csv", "code,x,y,name,hosts,people,part", *records)
    plain = {"unit_id": "code", "x": "x", "y": "y", "name": "name"}
    layer = Layer(file=path, crs=CRS, columns=plain | columns)
    return read_units(layer, level="village", crs=CRS)


def test_units_may_be_points_with_marks_and_numbers(write_csv):
    units = villages(
        write_csv,
        "01,500000,4400000,村一,是,120,7",
        "02,500100,4400000,,,,",
        hosts_centre="hosts",
        residents="people",
        part_of="part",
    )
    assert not are_areas(units)
    others = ["hosts_centre", "residents", "part_of"]
    assert list(units.columns) == ["name", "level", *others, "geometry"]
    assert list(units.index) == ["01", "02"]
    assert units["name"].tolist() == ["村一", ""]
    assert units["hosts_centre"].tolist() == [True, False]
    assert units["residents"].fillna(-1).tolist() == [120.0, -1.0]
    assert units["part_of"].tolist() == ["7", ""]
    assert units.geometry["02"] == Point(500100, 4400000)


def test_wrong_marks_and_numbers_of_units_are_told(write_csv):
    records = ("01,500000,4400000,a,some,many,", "01,500000,4400000,b,no,5,")
    found = faults(villages, write_csv, *records, hosts_centre="hosts", residents="people")
    assert [(f.file, f.row, f.key, f.column, f.value, f.cause) for f in found] == [
        ("villages.csv", 1, "unit_id 01", "unit_id", "01", "occurs more than once"),
        ("villages.csv", 1, "unit_id 01", "hosts_centre", "some", "is neither yes nor no"),
        ("villages.csv", 1, "unit_id 01", "residents", "many", "is not a number"),
        ("villages.csv", 2, "unit_id 01", "unit_id", "01", "occurs more than once"),
    ]


def test_points_among_areas_are_refused(tmp_path):
    path = tmp_path / "mixed.geojson"
    gpd.GeoDataFrame(
        {"unit_id": ["a", "b"]}, geometry=[box(0, 0, 1, 1), Point(0, 0)], crs=CRS
    ).to_file(path)
    (fault,) = faults(read_units, path, level="town", crs=CRS)
    assert (fault.row, fault.key, fault.value) == (2, "unit_id b", "Point")


def test_marks_of_areas(tmp_path):
    path = tmp_path / "towns.geojson"
    gpd.GeoDataFrame(
        {"unit_id": ["a", "b"], "poor": [1, 0], "class": ["县", None]},
        geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
        crs=CRS,
    ).to_file(path)
    layer = Layer(file=path, columns={"poor": "poor", "class": "class"})
    units = read_units(layer, level="town", crs=CRS)
    assert are_areas(units)
    assert units["poor"].tolist() == [True, False]
    assert units["class"].tolist() == ["县", ""]
