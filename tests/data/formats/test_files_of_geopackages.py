"""Layers and views of GeoPackages, and FlatGeobuf."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pytest
from halfhour.data.formats.layer import Layer

PLACES = gpd.GeoDataFrame(
    {"site_id": ["a", "b", "c"], "kind": ["clinic", "shop", "clinic"]},
    geometry=gpd.points_from_xy([119.5, 119.6, 119.7], [39.9, 39.9, 39.9]),
    crs="EPSG:4490",
)
VIEW = """CREATE VIEW "{name}" AS SELECT fid AS ogc_fid, site_id, geom FROM sites WHERE kind = 'clinic'"""


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    """A GeoPackage with a layer, a view that is registered, and one that is not."""
    path = tmp_path / "city.gpkg"
    PLACES.to_file(path, layer="sites", driver="GPKG")
    PLACES.head(1).to_file(path, layer="first", driver="GPKG")
    with closing(sqlite3.connect(path)) as file:
        file.execute(VIEW.format(name="registered"))
        file.execute(VIEW.format(name='my ""view""'))
        file.execute(
            "INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) "
            "SELECT 'registered', 'registered', data_type, srs_id FROM gpkg_contents "
            "WHERE table_name = 'sites'"
        )
        file.execute(
            "INSERT INTO gpkg_geometry_columns SELECT 'registered', column_name, geometry_type_name, "
            "srs_id, z, m FROM gpkg_geometry_columns WHERE table_name = 'sites'"
        )
        file.commit()
    return path


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("sites", ["a", "b", "c"]),
        ("first", ["a"]),
        ("registered", ["a", "c"]),
        ('my "view"', ["a", "c"]),
    ],
)
def test_layers_and_views_are_read_by_name(
    geopackage: Path, layer: str, expected: list[str]
) -> None:
    sites = hh.read_sites(existing=Layer(file=geopackage, layer=layer), service="clinic")
    assert sites.index.tolist() == expected


@pytest.mark.parametrize("layer", [None, "site"])
def test_an_error_lists_the_layers(geopackage: Path, layer: str | None) -> None:
    with pytest.raises(hh.InputError, match=r"sites, .*first.*name"):
        hh.read_sites(existing=Layer(file=geopackage, layer=layer), service="clinic")


def test_flatgeobuf_is_read_as_other_layers(tmp_path: Path) -> None:
    path = tmp_path / "city.fgb"
    PLACES.to_file(path, driver="FlatGeobuf")
    sites = hh.read_sites(existing=Layer(file=path, only={"kind": "clinic"}), service="clinic")
    assert sorted(sites.index) == ["a", "c"]


def test_flatgeobuf_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "city.fgb"
    PLACES.to_file(path, driver="FlatGeobuf")
    whole = path.read_bytes()
    for length in (len(whole) // 4, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(hh.InputError):
            hh.read_sites(existing=path, service="clinic")
