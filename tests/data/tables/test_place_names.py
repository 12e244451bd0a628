from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.place_names import read_place_names

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="39.9" lon="119.6"><tag k="place" v="village"/><tag k="name" v="和平村"/></node>
 <node id="2" lat="39.8" lon="119.5"><tag k="place" v="town"/><tag k="name:en" v="Old Town"/></node>
 <node id="3" lat="39.7" lon="119.4"><tag k="place" v="hamlet"/></node>
 <node id="4" lat="39.7" lon="119.4"><tag k="shop" v="yes"/><tag k="name" v="Shop"/></node>
 <way id="5"><nd ref="1"/><nd ref="2"/><tag k="place" v="islet"/><tag k="name" v="Way"/></way>
</osm>
"""


def test_named_place_nodes_of_an_extract(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(OSM, encoding="utf-8")
    places = read_place_names(path)
    assert places["name"].tolist() == ["和平村", "Old Town"]
    assert places["kind"].tolist() == ["village", "town"]
    assert places.crs == "EPSG:4326"
    assert places.geometry.x.tolist() == pytest.approx([119.6, 119.5])
    assert places.geometry.y.tolist() == pytest.approx([39.9, 39.8])


def test_an_extract_without_places_gives_none(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text('<osm version="0.6"></osm>', encoding="utf-8")
    assert len(read_place_names(path)) == 0


def test_a_damaged_extract_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(OSM[:300], encoding="utf-8")
    with pytest.raises(InputError, match="truncated or damaged"):
        read_place_names(path)


def test_a_table_with_columns_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "title,lon,lat,sort\n和平村,119.6,39.9,village\n ,119.5,39.8,town\n", encoding="utf-8"
    )
    places = read_place_names(Layer(file=path, columns={"name": "title", "kind": "sort"}))
    assert places[["name", "kind"]].to_numpy().tolist() == [["和平村", "village"]]
    with pytest.raises(InputError, match="name"):
        read_place_names(path)


def test_areas_without_kinds(tmp_path: Path) -> None:
    path = tmp_path / "places.gpkg"
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326).to_file(path)
    places = read_place_names(path)
    assert places["kind"].tolist() == [""]
    assert places.geometry.iloc[0].equals(shapely.box(0, 0, 1, 1))


def test_a_record_without_a_place_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,lon,lat\na,119.6,39.9\nb,,39.9\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"places.csv, row 3 \(name b\), x"):
        read_place_names(path)
