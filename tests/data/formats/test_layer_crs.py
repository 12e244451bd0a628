"""Layers in shifted coordinates: what files may state, and what is refused."""

from __future__ import annotations

import geopandas as gpd
import pyproj
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.files import read_features
from halfhour.data.formats.layer import Layer
from halfhour.data.formats.layer_crs import parse_crs
from halfhour.data.roads.roads import read_road_lines
from halfhour.data.tables.place_names import read_place_names
from halfhour.data.tables.sites import read_sites
from halfhour.geo.crs import require_metric_crs
from halfhour.geo.datums.datums import shapes_from_wgs84

PLACE = shapely.Point(119.52, 39.91)


def shifted(path, crs, datum="gcj02"):
    """Write a place in GCJ-02 to a file that states another CRS, as GIS programs make them."""
    shape = gpd.GeoSeries(shapes_from_wgs84([PLACE], datum), crs=4326)
    table = gpd.GeoDataFrame({"site_id": ["a"]}, geometry=shape)
    (table.to_crs(crs) if crs is not None else table).to_file(path)
    return path


@pytest.mark.parametrize("crs", [4326, 4490, 3857, 4549, 32650])
def test_whatever_a_file_took_the_degrees_for_they_are_unshifted(tmp_path, crs):
    layer = Layer(file=shifted(tmp_path / "a.gpkg", crs), crs="GCJ-02")
    table = read_features(layer)
    assert table.crs.to_epsg() == 4326
    assert shapely.equals_exact(table.geometry.iloc[0], PLACE, tolerance=1e-8)


@pytest.mark.parametrize("name", ["a.geojson", "a.shp", "a.fgb"])
def test_of_any_format(tmp_path, name):
    layer = Layer(file=shifted(tmp_path / name, None, "bd09"), crs="BD09")
    assert shapely.equals_exact(read_features(layer).geometry.iloc[0], PLACE, tolerance=1e-8)


def test_another_ellipsoid_is_refused(tmp_path):
    layer = Layer(file=shifted(tmp_path / "a.gpkg", 4214), crs="gcj02")
    with pytest.raises(InputError, match="a shift of WGS 84, and the file states Beijing 1954"):
        read_features(layer)


def test_metres_of_baidu_are_refused(tmp_path):
    points = gpd.GeoDataFrame({"site_id": ["a"]}, geometry=[shapely.Point(13305000, 4825000)])
    with pytest.warns(UserWarning, match="crs"):
        points.to_file(tmp_path / "a.gpkg")
    with pytest.raises(InputError, match="bd09ll, not bd09mc"):
        read_features(Layer(file=tmp_path / "a.gpkg", crs="bd09"))


def test_exchanged_columns_are_told_before_anything_is_shifted(tmp_path):
    (tmp_path / "a.csv").write_text("site_id,x,y\na,39.91,119.52\n", encoding="utf-8")
    with pytest.raises(InputError, match="x and y look swapped"):
        read_sites(existing=Layer(file=tmp_path / "a.csv", crs="gcj02"), service="clinic")


def test_wgs84_is_a_name_as_well(tmp_path):
    (tmp_path / "a.csv").write_text("site_id,x,y\na,119.52,39.91\n", encoding="utf-8")
    sites = [
        read_sites(existing=Layer(file=tmp_path / "a.csv", crs=crs), service="clinic")
        for crs in ("WGS-84", "EPSG:4326")
    ]
    assert sites[0].geometry.equals(sites[1].geometry)


def test_extracts_are_in_wgs84(tmp_path):
    (tmp_path / "a.osm").write_text("<osm version='0.6'></osm>", encoding="utf-8")
    for read in (read_road_lines, read_place_names):
        with pytest.raises(InputError, match="an OpenStreetMap extract is in WGS 84"):
            read(Layer(file=tmp_path / "a.osm", crs="gcj02"))


def test_nothing_is_computed_or_written_in_shifted_coordinates():
    with pytest.raises(InputError, match="nothing can be measured"):
        require_metric_crs("gcj02", what="study.yaml")
    with pytest.raises(InputError, match="GCJ-02 is a shift of WGS 84"):
        parse_crs("GCJ02", file="--crs")


def office_table(tmp_path, x, y, crs):
    (tmp_path / "a.csv").write_text(f"site_id,x,y\na,{x},{y}\n", encoding="utf-8")
    with collected_notes() as notes:
        sites = read_sites(existing=Layer(file=tmp_path / "a.csv", crs=crs), service="clinic")
    return sites.to_crs(4326).geometry.iloc[0], notes


@pytest.mark.parametrize(
    ("name", "code", "more"),
    [
        ("CGCS2000 3度带 40带", 4549, 40_000_000),
        ("CGCS2000 中央经线120", 4549, 0),
        ("CGCS2000 6度带 20带", 4509, 20_000_000),
    ],
)
@pytest.mark.parametrize("north_first", [False, True])
def test_coordinates_as_chinese_offices_write_them(tmp_path, name, code, more, north_first):
    to_zone = pyproj.Transformer.from_crs(4490, code, always_xy=True)
    east, north = to_zone.transform(PLACE.x, PLACE.y)
    xy = (north, east + more) if north_first else (east + more, north)
    place, notes = office_table(tmp_path, *xy, name)
    assert shapely.equals_exact(place, PLACE, tolerance=1e-7)
    assert [note for note in notes if "x points north" in note] == list(notes)
    assert len(notes) == north_first


def test_the_older_datums_are_read_with_a_warning(tmp_path):
    _, notes = office_table(tmp_path, 119.52, 39.91, "西安80")
    assert len(notes) == 1
    assert notes[0].startswith("a.csv is in Xian 1980, whose shift to WGS 84 is known roughly only")


def test_a_zone_without_a_datum_is_told(tmp_path):
    _, notes = office_table(tmp_path, 500_000, 4_400_000, "中央经线120")
    assert len(notes) == 1
    assert "was taken for CGCS2000 / 3-degree Gauss-Kruger CM 120E" in notes[0]
