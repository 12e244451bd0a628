from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.sites import read_sites
from halfhour.geo.tables import SITE_COLUMNS, require_sites
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

HEADER = "site_id,lon,lat"


def faults(**options):
    with pytest.raises(InputError) as caught:
        read_sites(**options)
    return caught.value.faults


def test_defaults_fill_what_the_file_does_not_say(write_csv):
    path = write_csv("clinics.csv", HEADER, "007,119.5,39.9")
    sites = read_sites(existing=path, service="clinic")
    require_sites(sites)
    row = sites.loc["007"]
    assert tuple(row[list(SITE_COLUMNS)]) == ("", "clinic", "", "existing", np.inf, 1.0)
    assert sites.crs.to_epsg() == 4549


def test_existing_and_candidates_make_one_table(write_csv):
    existing = write_csv(
        "clinics.csv", f"{HEADER},name,tier,cost", "1,119.5,39.9,海港区卫生院,township,"
    )
    candidates = Layer(
        file=write_csv("plots.csv", "id,x,y,yuan,owner", "2,500000,4417000,3e6,镇政府"),
        crs="EPSG:4549",
        columns={"site_id": "id", "cost": "yuan", "owner": "owner"},
    )
    sites = read_sites(existing=existing, candidates=candidates, service="clinic", crs="EPSG:4549")
    assert list(sites.index) == ["1", "2"]
    assert list(sites["status"]) == ["existing", "candidate"]
    assert sites["name"]["1"] == "海港区卫生院"
    assert list(sites["capacity"]) == [np.inf, np.inf]
    assert list(sites["cost"]) == [1.0, 3e6]
    assert sites["owner"]["2"] == "镇政府"
    assert sites.geometry["2"] == Point(500000, 4417000)


def test_a_parcel_becomes_a_point_inside_it(tmp_path):
    horseshoe = Polygon(
        [(0, 0), (900, 0), (900, 900), (800, 900), (800, 100), (100, 100), (100, 900), (0, 900)]
    )
    path = tmp_path / "parcels.gpkg"
    table = gpd.GeoDataFrame({"site_id": [5]}, geometry=[horseshoe], crs=4549)
    table.geometry = table.geometry.translate(500000, 4400000)
    table.to_file(path)
    sites = read_sites(candidates=path, service="shelter", crs="EPSG:4549")
    assert list(sites.index) == ["5"]
    assert sites.geometry.iloc[0].geom_type == "Point"
    assert table.geometry.iloc[0].contains(sites.geometry.iloc[0])


def test_lines_are_no_sites(tmp_path):
    path = tmp_path / "lines.gpkg"
    gpd.GeoDataFrame(
        {"site_id": ["a"]}, geometry=[LineString([(119, 39), (120, 39)])], crs=4326
    ).to_file(path)
    (fault,) = faults(existing=path, service="clinic")
    assert fault.cause == "is neither a point nor a parcel"


def test_an_id_in_both_files_or_twice_is_refused(write_csv):
    existing = write_csv("clinics.csv", HEADER, "1,119.5,39.9")
    candidates = write_csv("plots.csv", HEADER, "2,119.5,39.9", "1,119.6,39.9")
    (fault,) = faults(existing=existing, candidates=candidates, service="clinic")
    assert (fault.file, fault.row, fault.key) == ("plots.csv", 2, "site_id 1")
    assert "clinics.csv too" in fault.cause
    twice = write_csv("twice.csv", HEADER, "1,119.5,39.9", "1,119.6,39.9")
    assert [f.cause for f in faults(existing=twice, service="clinic")] == [
        "occurs more than once"
    ] * 2


def test_wrong_numbers_are_refused_together(write_csv):
    path = write_csv(
        "plots.csv", f"{HEADER},capacity,cost", "1,119.5,39.9,-1,free", "2,119.5,39.9,inf,inf"
    )
    assert [(f.row, f.column, f.cause) for f in faults(candidates=path, service="clinic")] == [
        (1, "cost", "is not a number"),
        (1, "capacity", "is negative"),
        (2, "cost", "is infinite"),
    ]


def test_an_empty_layer_no_layer_and_a_mapped_status_are_refused(write_csv):
    (fault,) = faults(existing=write_csv("empty.csv", HEADER), service="clinic")
    assert fault.cause == "has no records"
    (fault,) = faults(service="clinic")
    assert "neither" in fault.cause
    path = write_csv("clinics.csv", f"{HEADER},state", "1,119.5,39.9,open")
    (fault,) = faults(existing=Layer(file=path, columns={"status": "state"}), service="clinic")
    assert fault.column == "columns.status"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(order=st.permutations(range(6)))
def test_row_order_changes_nothing(write_csv, order):
    rows = [f"s{i},{119 + i / 10},39.9" for i in range(6)]
    first = read_sites(existing=write_csv("a.csv", HEADER, *rows), service="clinic")
    path = write_csv("b.csv", HEADER, *(rows[i] for i in order))
    second = read_sites(existing=path, service="clinic")
    assert second.crs == first.crs
    assert second.sort_index().equals(first.sort_index())


def test_published_facilities_read_by_mapping(shared_case):
    folder = shared_case("accessmod_blackhills") / "base/health_facilities__demo"
    path = folder / "health_facilities__demo" / "health_facilities__demo.shp"
    sites = read_sites(existing=Layer(file=path, columns={"site_id": "cat"}), service="clinic")
    assert list(sites.index) == ["1", "2", "3", "4", "5", "6"]
    assert sites["name"]["1"] == "forest"


COLUMNS = {"site_id": "site_id", "x": "lon", "y": "lat"}


def test_a_blank_capacity_or_cost_is_unknown_and_refused_by_name(write_csv):
    rows = ["a,119.5,39.9,,7", "b,119.6,39.9,10,", "c,119.7,39.9,nan,3", "d,119.8,39.9,inf,2"]
    path = write_csv("s.csv", f"{HEADER},capacity,cost", *rows)
    found = faults(candidates=path, service="clinic")
    assert [(f.file, f.key, f.column) for f in found] == [
        ("s.csv", "site_id a", "capacity"),
        ("s.csv", "site_id b", "cost"),
        ("s.csv", "site_id c", "capacity"),
    ]
    assert {f.cause for f in found} == {"is not known, and is neither 0 nor without limit"}
    assert "write inf" in found[0].fix
    assert "leave the candidate out" in found[1].fix
    # What opening an existing facility costs is not asked.
    assert [f.key for f in faults(existing=path, service="clinic")] == ["site_id a", "site_id c"]


def test_a_site_that_is_left_out_needs_no_amount(write_csv):
    rows = ["a,119.5,39.9,clinic,no,", "b,119.6,39.9,shop,yes,", "c,119.7,39.9,clinic,yes,3"]
    path = write_csv("s.csv", f"{HEADER},kind,ok,cost", *rows)
    columns = {**COLUMNS, "eligible": "ok"}
    layer = Layer(file=path, crs="EPSG:4326", columns=columns, only={"kind": "clinic"})
    sites = read_sites(candidates=layer, service="clinic")
    assert sites["status"].to_dict() == {"a": "ineligible", "c": "candidate"}
    layer = Layer(file=path, crs="EPSG:4326", columns=columns)
    (fault,) = faults(candidates=layer, service="clinic")
    assert fault.key == "site_id b"


@pytest.mark.parametrize(("column", "value"), [("cost", "1e308"), ("capacity", "2e15")])
def test_an_amount_beyond_all_sums_is_refused(write_csv, column, value):
    path = write_csv("s.csv", f"{HEADER},{column}", f"a,119.5,39.9,{value}")
    (fault,) = faults(candidates=path, service="clinic")
    assert (fault.file, fault.key, fault.column) == ("s.csv", "site_id a", column)
    assert fault.value == float(value)
    assert fault.cause == "is too large to be added up"


def parts(*shapes):
    return gpd.GeoDataFrame({"site_id": ["a"]}, geometry=[MultiPolygon(shapes)], crs=4549)


def test_parts_of_a_parcel_lie_together(tmp_path):
    plot = box(500_000, 4_400_000, 500_100, 4_400_100)
    for apart_m, together in ((200, True), (700, False)):
        path = tmp_path / f"{apart_m}.gpkg"
        parts(plot, translate(plot, apart_m)).to_file(path)
        if together:
            assert read_sites(candidates=path, service="clinic").geometry.iloc[0].within(plot)
        else:
            (fault,) = faults(candidates=path, service="clinic")
            assert (fault.file, fault.key, fault.column) == (path.name, "site_id a", "geometry")
            assert "several places" in fault.cause
            assert fault.fix == "give one record for each place"


@pytest.mark.parametrize(
    "shape",
    [
        MultiPoint([(119.5, 39.9), (119.6, 39.9)]),
        LineString([(119.5, 39.9), (119.6, 39.9)]),
        MultiLineString([[(119.5, 39.9), (119.6, 39.9)]]),
        GeometryCollection([Point(119.5, 39.9)]),
    ],
)
def test_a_record_that_is_no_single_place_is_refused(tmp_path, shape):
    path = tmp_path / "s.geojson"
    gpd.GeoDataFrame({"site_id": ["a"]}, geometry=[shape], crs=4326).to_file(path)
    (fault,) = faults(existing=path, service="clinic")
    assert (fault.file, fault.key, fault.value) == ("s.geojson", "site_id a", shape.geom_type)
    assert "one record for each place" in fault.fix


def test_a_collection_of_one_point_is_a_point(tmp_path):
    path = tmp_path / "s.gpkg"
    shape = MultiPoint([(119.5, 39.9)])
    gpd.GeoDataFrame({"site_id": ["a"]}, geometry=[shape], crs=4326).to_file(path)
    (point,) = read_sites(existing=path, service="clinic").to_crs(4326).geometry
    assert point.distance(Point(119.5, 39.9)) < 1e-9


def test_a_site_without_a_place_is_not_put_at_0_0(write_csv):
    path = write_csv("s.csv", HEADER, "a,119.5,39.9", "b,0,0", "c,0,39.9")
    (fault, *others) = faults(existing=path, service="clinic")
    assert (fault.file, fault.key, fault.value) == ("s.csv", "site_id b", (0.0, 0.0))
    assert "longitude 0, latitude 0" in fault.cause
    assert fault.fix == "give its place, or leave the record out"
    assert not others
