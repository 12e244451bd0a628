"""What a file is: told of files as offices have them."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import rasterio
import shapely
from halfhour.data.inspection.inspect_file import inspect_file
from raw_town import write_raw_town
from towns import place


def test_a_town_as_offices_have_it(tmp_path: Path) -> None:
    roads, sites, people = map(inspect_file, write_raw_town(tmp_path))
    [layer] = roads.layers
    assert (layer.role, layer.records) == ("roads", 12)
    assert layer.extent == pytest.approx((*place(0, 0), *place(5, 5)))
    [layer] = sites.layers
    assert (layer.role, layer.records, layer.crs) == ("sites", 4, "EPSG:4326")
    assert {one.name: one.ours for one in layer.columns} == {
        "序号": "site_id",
        "机构名称": "name",
        "机构类别": "service",
        "经度": "x",
        "纬度": "y",
        "床位数": "capacity",
    }
    assert any("合计" in note for note in layer.notes)
    [layer] = people.layers
    with rasterio.open(tmp_path / "population.tif") as raster:
        assert layer.people == pytest.approx(float(raster.read(1).sum()))
    assert json.loads(json.dumps(sites.to_dict()))["layers"][0]["role"] == "sites"
    assert not any(report.all_problems for report in (roads, sites, people))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "养老机构.csv"
    extra = "𠮷" if encoding == "gb18030" else ""
    file.write_text(f"编号,名称,经度,纬度\n1,敬老院{extra},119.6,39.9\n", encoding=encoding)
    [layer] = inspect_file(file).layers
    assert not layer.problems
    assert layer.ours("name").values == (f"敬老院{extra}",)
    # GB18030 reads all that GBK does.
    assert layer.encoding == {"gbk": "gb18030"}.get(encoding, encoding)


def test_sheets_of_a_workbook_are_told_one_by_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, head in (
        ("医院", ["名称", "经度", "纬度"]),
        ("人口", ["村名", "经度", "纬度", "人口数"]),
    ):
        sheet = book.create_sheet(name)
        sheet.append(head)
        sheet.append(["甲", 119.6, 39.9, 200][: len(head)])
    book.save(tmp_path / "book.xlsx")
    layers = inspect_file(tmp_path / "book.xlsx").layers
    assert [(one.name, one.role, one.layer.sheet) for one in layers] == [
        ("医院", "sites", "医院"),
        ("人口", "people", "人口"),
    ]
    assert layers[1].people == 200


def test_every_problem_of_a_list_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "clinics.csv"
    file.write_text("id,lon,lat\n1,119.6,39.9\n2,x,39.9\n3,,39.9\n", encoding="utf-8")
    report = inspect_file(file)
    assert [(fault.row, fault.column) for fault in report.all_problems] == [(2, "x")]
    # A record without coordinates is listed, and stands in nobody's way.
    notes = [str(note) for layer in report.layers for note in layer.notes]
    assert notes == ["clinics.csv: 1 record has no place and is left out: 4"]


def test_a_list_without_coordinates_says_so(tmp_path: Path) -> None:
    file = tmp_path / "clinics.csv"
    file.write_text("编号,名称,地址\n1,医院,某路1号\n", encoding="utf-8")
    [fault] = inspect_file(file).all_problems
    assert "no column of places" in fault.cause
    assert "地址" in fault.cause


@pytest.mark.parametrize(("name", "content"), [("a.docx", b"x"), ("a.gpkg", b"x"), ("a.tif", b"x")])
def test_files_that_cannot_be_read_are_reports_too(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    report = inspect_file(tmp_path / name)
    assert report.layers == ()
    assert report.all_problems
    assert inspect_file(tmp_path / f"missing-{name}").all_problems


def test_areas_are_units_in_degrees_whatever_their_crs(tmp_path: Path) -> None:
    boxes = [shapely.box(119.6, 39.9, 119.7, 40.0), shapely.box(119.7, 39.9, 119.8, 40.0)]
    table = gpd.GeoDataFrame({"code": ["1", "2"]}, geometry=boxes, crs=4326).to_crs(4549)
    table.to_file(tmp_path / "counties.shp")
    [layer] = inspect_file(tmp_path / "counties.shp").layers
    assert (layer.role, layer.records) == ("units", 2)
    assert layer.extent == pytest.approx((119.6, 39.9, 119.8, 40.0), abs=1e-3)


def a_list(path: Path, *, title: str, heads: tuple[str, str], at: tuple[float, float]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(["编号", "机构名称", *heads])
    sheet.append(["1", "甲", *at])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("title", "heads", "at", "crs"),
    [
        ("一览表　坐标系：GCJ-02", ("经度", "纬度"), (119.6, 39.9), "gcj02"),
        ("一览表", ("经度(BD-09)", "纬度(BD-09)"), (119.6, 39.9), "bd09"),
        ("坐标系：CGCS2000 中央经线120", ("横坐标", "纵坐标"), (465_822, 4_418_500), "EPSG:4549"),
        ("一览表", ("经度", "纬度"), (119.6, 39.9), "EPSG:4326"),
    ],
)
def test_a_title_or_heading_that_names_a_crs_is_followed(
    tmp_path: Path, title: str, heads: tuple[str, str], at: tuple[float, float], crs: str
) -> None:
    report = inspect_file(a_list(tmp_path / "设施.xlsx", title=title, heads=heads, at=at))
    [layer] = report.layers
    assert layer.layer.crs == crs
    assert any("check it" in note for note in layer.notes) == (crs != "EPSG:4326")
    assert not report.all_problems
    # Half a kilometre and no more: the shifts of Chinese maps are undone.
    assert layer.extent[:2] == pytest.approx((119.6, 39.9), abs=0.02)


def test_a_file_s_own_name_may_name_a_crs(tmp_path: Path) -> None:
    file = tmp_path / "clinics_gcj02.csv"
    file.write_text("id,lon,lat\n1,119.6,39.9\n", encoding="utf-8")
    [layer] = inspect_file(file).layers
    assert (layer.layer.crs, layer.crs_stated) == ("gcj02", True)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["0335-3000000", "0335-3000101"], "text"),
        (["2010-1234567", "1390-3351234"], "text"),
        (["2024-12-31", "2024/1/5 10:00"], "date"),
        (["2024年12月", "1998.7.1"], "date"),
        (["2020-05-03T12:00:00", "2020-5"], "date"),
    ],
)
def test_telephone_numbers_are_no_dates(tmp_path: Path, values: list[str], kind: str) -> None:
    file = tmp_path / "clinics.csv"
    rows = [f"{i},119.6{i},39.9,{value}" for i, value in enumerate(values)]
    file.write_text("\n".join(["id,lon,lat,more", *rows]), encoding="utf-8")
    [layer] = inspect_file(file).layers
    assert {one.name: one.kind for one in layer.columns}["more"] == kind
