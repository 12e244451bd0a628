"""Records without coordinates: found by name, refused or left out, and always listed."""

from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pytest
from halfhour.data.office_lists.listed_notes import listed_records

LIST = """编号,名称,地址,经度,纬度
1,甲卫生室,秦皇岛市海港区王庄村,119.50,39.90
2,乙卫生室,海港区王庄村,,
3,丙卫生室,李庄村,—,—
4,丁卫生室,赵庄村,,
5,戊卫生室,,无,无
"""
COLUMNS = {"site_id": "编号", "name": "名称", "x": "经度", "y": "纬度"}


def villages(folder: Path) -> Path:
    names = ["王庄村", "李庄村", "李庄村", "孙庄村"]
    points = gpd.points_from_xy([119.51, 119.60, 119.70, 119.55], [39.91, 39.9, 39.9, 39.9])
    path = folder / "villages.gpkg"
    gpd.GeoDataFrame({"村名": names}, geometry=points, crs="EPSG:4326").to_file(path)
    return path


def layer(folder: Path, text: str = LIST, **keys: object) -> hh.Layer:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return hh.Layer.model_validate({"file": file, "columns": COLUMNS, "crs": "EPSG:4326"} | keys)


def test_without_a_word_they_are_refused_as_ever(tmp_path: Path) -> None:
    with pytest.raises(hh.InputError, match=r"row 3 \(site_id 2\), x: is missing"):
        hh.read_sites(existing=layer(tmp_path), service="clinic")


def test_they_are_left_out_and_listed(tmp_path: Path) -> None:
    with hh.collected_notes() as notes:
        sites = hh.read_sites(existing=layer(tmp_path, unplaced="leave_out"), service="clinic")
    assert list(sites.index) == ["1"]
    listed = [(one["row"], one["name"], one["address"]) for one in listed_records(notes)]
    assert listed == [
        (3, "乙卫生室", "海港区王庄村"),
        (4, "丙卫生室", "李庄村"),
        (5, "丁卫生室", "赵庄村"),
        (6, "戊卫生室", ""),
    ]


def test_the_gazetteer_places_them_by_name_and_guesses_nothing(tmp_path: Path) -> None:
    gazetteer = {"file": villages(tmp_path), "name": "村名"}
    own = layer(tmp_path, gazetteer=gazetteer, unplaced="leave_out")
    with hh.collected_notes() as notes:
        sites = hh.read_sites(existing=own, service="clinic").to_crs("EPSG:4326")
    assert list(sites.index) == ["1", "2"]
    assert (sites.geometry["2"].x, sites.geometry["2"].y) == pytest.approx((119.51, 39.91))
    why = {one["row"]: one["finding"] for one in listed_records(notes)}
    assert why[3] == "place by the gazetteer"
    assert why[4] == "has no coordinates, and villages.gpkg has 2 places named 李庄村"
    assert why[5] == why[6] == "has no coordinates, and villages.gpkg has no place of its name"


def test_what_the_gazetteer_lacks_is_refused_by_default(tmp_path: Path) -> None:
    own = layer(tmp_path, gazetteer={"file": villages(tmp_path), "name": "村名"})
    with pytest.raises(hh.InputError, match="2 places named 李庄村") as caught:
        hh.read_sites(existing=own, service="clinic")
    assert [fault.row for fault in caught.value.faults] == [3, 4, 5]


@pytest.mark.parametrize("crs", ["gcj02", "EPSG:4490", "EPSG:4549"])
def test_places_are_the_same_in_every_crs_of_the_list(tmp_path: Path, crs: str) -> None:
    text = "编号,名称,地址,经度,纬度\n1,乙卫生室,王庄村,,\n2,丁卫生室,孙庄村,,\n"
    own = layer(tmp_path, text, crs=crs, gazetteer={"file": villages(tmp_path), "name": "村名"})
    sites = hh.read_sites(existing=own, service="clinic").to_crs("EPSG:4326")
    assert sites.geometry.x.tolist() == pytest.approx([119.51, 119.55], abs=1e-6)
    assert sites.geometry.y.tolist() == pytest.approx([39.91, 39.9], abs=1e-6)


def test_a_list_without_any_coordinates_is_placed_by_name(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("编号,村名\n1,王庄村\n2,孙庄村\n", encoding="utf-8")
    own = hh.Layer.model_validate(
        {
            "file": file,
            "columns": {"site_id": "编号"},
            "gazetteer": {"file": villages(tmp_path), "name": "村名", "by": "村名"},
        }
    )
    sites = hh.read_sites(existing=own, service="clinic").to_crs("EPSG:4326")
    assert sites.geometry.x.tolist() == pytest.approx([119.51, 119.55])


def test_a_gazetteer_without_names_is_told(tmp_path: Path) -> None:
    own = layer(tmp_path, gazetteer={"file": villages(tmp_path), "name": "镇名"})
    with pytest.raises(hh.InputError, match="there is no column of names; the file has 村名"):
        hh.read_sites(existing=own, service="clinic")


def test_a_record_of_another_service_needs_no_place(tmp_path: Path) -> None:
    text = "编号,名称,类别,经度,纬度\n1,甲,卫生室,119.5,39.9\n2,乙,药店,,\n"
    own = layer(tmp_path, text, words={"类别": {"卫生室": "clinic"}}, unplaced="leave_out")
    with hh.collected_notes() as notes:
        sites = hh.read_sites(existing=own, service="clinic")
    assert list(sites.index) == ["1"]
    assert not [one for one in listed_records(notes) if "no coordinates" in str(one["finding"])]


def test_empty_geometries_of_a_vector_layer_are_placed_likewise(tmp_path: Path) -> None:
    points = gpd.GeoSeries(gpd.points_from_xy([119.5], [39.9])).tolist()
    table = gpd.GeoDataFrame(
        {"site_id": ["1", "2"], "村名": ["", "王庄村"]},
        geometry=[points[0], None],
        crs="EPSG:4326",
    )
    table.to_file(tmp_path / "sites.gpkg")
    own = hh.Layer.model_validate(
        {
            "file": tmp_path / "sites.gpkg",
            "gazetteer": {"file": villages(tmp_path), "name": "村名", "by": "村名"},
        }
    )
    sites = hh.read_sites(existing=own, service="clinic").to_crs("EPSG:4326")
    assert sites.geometry.x.tolist() == pytest.approx([119.5, 119.51])
