"""Overture's places as sites, and nested columns of other GeoParquet files."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from halfhour.common.sentences import collected_notes
from halfhour.data.content.nested_columns import geoparquet_headings, read_geoparquet
from halfhour.data.formats.layer import Layer
from overture_files import write_places

PLACES = [
    {
        "id": "08f2",
        "geometry": shapely.Point(119.5, 39.9),
        "names": {"primary": "第一医院", "common": [("en", "First Hospital")]},
        "categories": {"primary": "hospital", "alternate": ["doctor"]},
        "confidence": 0.9,
        "operating_status": "open",
    },
    {
        "id": "08f3",
        "geometry": shapely.Point(119.6, 39.9),
        "names": {"primary": "药店"},
        "categories": {"primary": "pharmacy"},
        "confidence": 0.4,
        "operating_status": "open",
    },
    {"id": "08f4", "geometry": shapely.Point(119.7, 39.9)},
]


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A file of three places."""
    return write_places(tmp_path / "places.parquet", PLACES)


def test_places_are_sites_with_names_and_kinds(places: Path) -> None:
    sites = hh.read_sites(existing=places, service="clinic")
    assert sites["name"].to_dict() == {"08f2": "第一医院", "08f3": "药店", "08f4": ""}
    assert sites["kind"].fillna("").tolist() == ["hospital", "pharmacy", ""]


def test_places_that_may_not_be_there_are_told(tmp_path: Path) -> None:
    moved = {"id": "x", "geometry": shapely.Point(119.9, 39.9)}
    closed = {**PLACES[0], **moved, "operating_status": "permanently_closed"}
    path = write_places(tmp_path / "places.parquet", [*PLACES, closed])
    with collected_notes() as notes:
        hh.read_sites(existing=path, service="clinic")
    assert "; ".join(notes) == (
        "places.parquet: 1 of 4 places is closed by their operating_status, and counts all the same; "
        "only: {operating_status: open} leaves them out.; "
        "places.parquet: 1 of 4 places has a confidence below 0.5: they may not exist."
    )


def test_only_names_inner_columns(places: Path) -> None:
    layer = Layer(file=places, only={"categories.primary": ("hospital",)})
    assert hh.read_sites(existing=layer, service="clinic").index.tolist() == ["08f2"]


def test_own_columns_of_the_layer_go_before(places: Path) -> None:
    layer = Layer(file=places, columns={"name": "id", "kind": "operating_status"})
    sites = hh.read_sites(existing=layer, service="clinic")
    assert sites["name"].tolist() == ["08f2", "08f3", "08f4"]
    assert sites["kind"].fillna("").tolist() == ["open", "open", ""]


def test_headings_are_those_that_are_read(places: Path) -> None:
    table = read_geoparquet(places)
    assert set(geoparquet_headings(places)) == set(map(str, table.columns))
    assert {"names.primary", "categories.primary", "confidence"} <= set(table.columns)
    assert not [name for name in table.columns if str(name).startswith("bbox")]


def test_inner_columns_of_any_file(tmp_path: Path) -> None:
    path = tmp_path / "any.parquet"
    gpd.GeoDataFrame(
        {"code": ["a", "b"]}, geometry=gpd.points_from_xy([119.5, 119.6], [39.9, 39.9]), crs=4326
    ).to_parquet(path)
    table = pq.read_table(path)
    inner = pa.array([{"a": {"b": 1}, "c": [1]}, None])
    pq.write_table(table.append_column("outer", inner), path)
    assert read_geoparquet(path)["outer.a.b"].fillna(-1).tolist() == [1, -1]
    layer = Layer(file=path, columns={"site_id": "code", "capacity": "outer.a.b"})
    with pytest.raises(hh.InputError, match="capacity"):
        hh.read_sites(existing=layer, service="clinic")
