"""What a fetch writes when the servers answer well."""

from __future__ import annotations

import socket
import sqlite3
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import osmnx
import pytest
import shapely
import yaml
from halfhour.common.errors import InputError
from halfhour.data.osm.fetch import fetch_place
from halfhour.data.osm.services import query_tags
from osm_server import is_road, read_osm_gz, running
from osm_town import TOWN

FILES = {"README.txt", "boundary.gpkg", "clinic.gpkg", "elderly_care.gpkg", "rehab.gpkg"}
FILES |= {"SOURCES.txt", "roads.gpkg", "study.yaml"}


def _points(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(path).set_index("site_id")


def test_folder_holds_the_study(server, tmp_path):
    lines = []
    report = fetch_place("Town", tmp_path / "town", **server.urls, report=lines.append)
    assert {path.name for path in (tmp_path / "town").iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["town"]
    assert report.study == tmp_path / "town" / "study.yaml"
    assert report.facilities == {"clinic": 4, "elderly_care": 1, "shelter": 0, "rehab": 1}
    assert report.empty == ("shelter",)
    assert "no shelter here" in str(report)
    assert len(lines) == 4
    for path in (tmp_path / "town").glob("*.gpkg"):
        assert gpd.read_file(path).crs.to_epsg() == 4326
    boundary = gpd.read_file(tmp_path / "town" / "boundary.gpkg")
    assert boundary[["unit_id", "name"]].to_numpy().tolist() == [["r77", "Town"]]
    assert boundary.geometry[0].equals(TOWN)


def test_study_file_names_what_is_there(server, tmp_path):
    fetch_place("Town", tmp_path / "town", **server.urls)
    text = (tmp_path / "town" / "study.yaml").read_text(encoding="utf-8")
    study = yaml.safe_load(text)
    head = text.split("name:")[0]
    assert "people.csv" in head
    assert "`groups:`" in head
    assert study["people"]["groups"] == {"elderly": 0.187, "disabled": 0.0634}
    assert "OpenStreetMap contributors" in study["credits"]
    assert "people.csv" in (tmp_path / "town" / "README.txt").read_text(encoding="utf-8")
    assert list(study) == [
        "name",
        "credits",
        "area",
        "roads",
        "people",
        "units",
        "services",
    ]
    assert study["people"]["columns"] == {
        "cell_id": "cell_id",
        "x": "lon",
        "y": "lat",
        "residents": "residents",
    }
    assert list(study["services"]) == ["clinic", "elderly_care", "rehab"]
    assert "# shelter: OpenStreetMap has none" in text
    columns = set(gpd.read_file(tmp_path / "town" / "roads.gpkg").columns)
    assert set(study["roads"]["columns"].values()) <= columns


def test_every_road_once_with_its_direction(server, tmp_path):
    fetch_place("Town", tmp_path / "town", **server.urls)
    roads = gpd.read_file(tmp_path / "town" / "roads.gpkg")
    # The area is no line; the far track is outside; way 104 stays whole though others cross it.
    assert sorted(roads["highway"]) == sorted(
        [
            "residential",
            "primary",
            "primary",
            "footway",
            "service",
            "tertiary",
            "track",
            "secondary",
        ]
    )
    assert roads["oneway"].value_counts().to_dict() == {"": 5, "no": 1, "yes": 1, "-1": 1}
    by_oneway = roads.set_index("oneway").geometry
    # Lines run as OSM draws them; "-1" is against that.
    for key in ("yes", "-1"):
        xs = [x for x, _ in by_oneway[key].coords]
        assert xs == sorted(xs)
        assert len(xs) == 3
    street = roads[roads["highway"] == "residential"].iloc[0]
    assert (street["name"], street["maxspeed"]) == ("Two Ways", "30")
    service = roads[roads["highway"] == "service"].geometry.iloc[0]
    assert len(service.coords) == 6


def test_a_way_that_meets_itself_is_cut_there(server, tmp_path):
    # 1-2-3, 3-13-12-2: the way ends on its own middle
    server.data.add_way(130, [1, 2, 3, 13, 12, 2], {"highway": "steps"})
    fetch_place("Town", tmp_path / "town", **server.urls)
    roads = gpd.read_file(tmp_path / "town" / "roads.gpkg")
    parts = roads[roads["highway"] == "steps"].geometry
    assert sorted(len(part.coords) for part in parts) == [2, 5]


def test_facilities_have_their_tags(server, tmp_path):
    fetch_place("Town", tmp_path / "town", **server.urls)
    clinic = _points(tmp_path / "town" / "clinic.gpkg")
    assert clinic["tier"].to_dict() == {
        "n60": "hospital",
        "n61": "doctor",
        "n62": "clinic",
        "w120": "hospital",
    }
    assert clinic.loc["n60", "name"] == "医院"
    assert clinic.loc["n61", "name"] == ""
    assert "capacity" not in clinic.columns
    area = shapely.box(10.002, 0.012, 10.004, 0.014)
    assert area.contains(clinic.loc["w120", "geometry"])
    assert list(_points(tmp_path / "town" / "elderly_care.gpkg").index) == ["n64"]
    rehab = _points(tmp_path / "town" / "rehab.gpkg")
    assert rehab["healthcare:speciality"].to_dict() == {"w120": "orthopaedics;rehabilitation"}


def test_margin_decides_what_is_near(server, tmp_path):
    for margin_m, tracks, outside in ((0, 0, set()), (3000, 1, {"n62"}), (9000, 2, {"n62", "n63"})):
        folder = tmp_path / str(margin_m)
        fetch_place("Town", folder, **server.urls, margin_m=margin_m, services=["clinic"])
        roads = gpd.read_file(folder / "roads.gpkg")
        assert (roads["highway"] == "track").sum() == tracks
        assert set(_points(folder / "clinic.gpkg").index) == {"n60", "n61", "w120"} | outside


def test_no_facility_at_all(server, tmp_path):
    report = fetch_place("Town", tmp_path / "town", **server.urls, services=["shelter"])
    assert report.empty == ("shelter",)
    text = (tmp_path / "town" / "study.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["services"] is None
    # A service that the user adds at the end is read.
    added = yaml.safe_load(text + "  clinic: {existing: {file: clinics.csv}}\n")
    assert added["services"] == {"clinic": {"existing": {"file": "clinics.csv"}}}
    assert not (tmp_path / "town" / "shelter.gpkg").exists()


def test_query_asks_for_all_services_at_once():
    tags = query_tags(["clinic", "rehab"])
    assert tags["amenity"] == ["clinic", "doctors", "hospital"]
    assert tags["healthcare"] == ["centre", "clinic", "doctor", "hospital", "rehabilitation"]
    assert tags["healthcare:speciality"] is True


def test_two_fetches_are_the_same_bytes(server, tmp_path):
    fetch_place("Town", tmp_path / "one", **server.urls)
    ways = server.data.ways
    server.data.ways = dict(reversed(ways.items()))
    (tmp_path / "two").mkdir()  # an empty folder may be there already
    fetch_place("Town", tmp_path / "two", **server.urls)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    with sqlite3.connect(tmp_path / "one" / "roads.gpkg") as base:
        changed = base.execute("SELECT last_change FROM gpkg_contents").fetchall()
    base.close()
    assert changed == [("1970-01-01T00:00:00.000Z",)]


def test_servers_may_be_named_with_their_endpoint(server, tmp_path):
    fetch_place(
        "Town",
        tmp_path / "town",
        overpass_url=f"{server.url}/api/interpreter",
        nominatim_url=f"{server.url}/search",
    )
    assert (tmp_path / "town" / "study.yaml").exists()


def test_osmnx_is_left_as_it_was(server, tmp_path):
    names = [name for name in dir(osmnx.settings) if not name.startswith("_")]
    before = {name: getattr(osmnx.settings, name) for name in names}
    resolve = socket.getaddrinfo
    fetch_place("Town", tmp_path / "town", **server.urls)
    server.answer = (500, "oops")
    with pytest.raises(InputError):
        fetch_place("Town", tmp_path / "other", **server.urls)
    assert {name: getattr(osmnx.settings, name) for name in names} == before
    assert socket.getaddrinfo is resolve


def test_monaco(shared_case, no_waiting, tmp_path):
    data = read_osm_gz(shared_case("monaco_graphhopper") / "monaco.osm.gz")
    data.add_place("Monaco", shapely.box(7.41, 43.725, 7.44, 43.752))
    with running(data) as server:
        report = fetch_place("Monaco", tmp_path / "monaco", **server.urls)
    roads = gpd.read_file(tmp_path / "monaco" / "roads.gpkg")
    expected = [way["tags"] for way in data.ways.values() if is_road(way)]
    # Ways that meet themselves become several lines, so lengths and directions are compared by way.
    assert len(expected) <= report.roads < 1.1 * len(expected)
    oneway = sum(tags.get("oneway") in {"yes", "true", "1"} for tags in expected)
    assert oneway <= (roads["oneway"] == "yes").sum() < 1.1 * oneway
    at = {key: (node["lon"], node["lat"]) for key, node in data.nodes.items()}
    lines = [
        shapely.LineString([at[node] for node in way["nodes"]])
        for way in data.ways.values()
        if is_road(way)
    ]
    assert roads.to_crs(32632).length.sum() == pytest.approx(
        gpd.GeoSeries(lines, crs=4326).to_crs(32632).length.sum()
    )
    assert report.facilities["clinic"] == 3
    # Every stretch runs as its way was drawn, whichever way it was joined.
    drawn = {step for line in lines for step in pairwise(line.coords)}
    assert all(step in drawn for line in roads.geometry for step in pairwise(line.coords))


def test_a_facility_in_two_squares_is_written_once(server, tmp_path, monkeypatch):
    # 2.2 km are divided in the middle, at 10.01; the building lies on both sides of it.
    monkeypatch.setattr(osmnx.settings, "max_query_area_size", 1.5e6)
    for number, (lon, lat) in enumerate([(10.008, 0.004), (10.012, 0.004), (10.012, 0.005)]):
        server.data.add_node(80 + number, lon, lat)
    server.data.add_way(121, [80, 81, 82, 80], {"amenity": "clinic", "building": "yes"})
    fetch_place("Town", tmp_path / "town", **server.urls, margin_m=0)
    squares = [query for query in server.queries if 'way["highway"]' not in query]
    assert len(squares) > 1
    sites = list(gpd.read_file(tmp_path / "town" / "clinic.gpkg")["site_id"])
    assert sites == ["n60", "n61", "w120", "w121"]
