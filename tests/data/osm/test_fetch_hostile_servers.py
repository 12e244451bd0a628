"""Every way in which a server may misbehave ends in one clear line, with bounded time and memory."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import yaml
from halfhour.common.errors import InputError
from halfhour.data.osm.bounds import FetchBounds
from halfhour.data.osm.fetch import fetch_place
from hostile_server import TRANSPORT, Attack, answer, as_json, attacking
from osm_server import OsmServer
from osm_town import TOWN

# The bytes of a boundary are a tenth. Time enough for a busy machine, but where a server is slow by intent.
BOUNDS = {
    "overpass_url": FetchBounds(answer_s=20, answer_bytes=1_000_000, busy_wait_s=0),
    "nominatim_url": FetchBounds(answer_s=20, answer_bytes=10_000_000, busy_wait_s=0),
}
SLOW_S = 0.3


def refused(
    server: OsmServer, folder: Path, service: str, attack: Attack, bounds: FetchBounds | None = None
) -> str:
    """Return what is said when one of the servers attacks; nothing may be left behind."""
    bounds = bounds or BOUNDS[service]
    with attacking(attack) as url:
        urls = {**server.urls, service: url}
        with pytest.raises(InputError) as excinfo:
            fetch_place("Town", folder / "town", **urls, bounds=bounds)
    assert list(folder.iterdir()) == []
    text = str(excinfo.value)
    assert len(excinfo.value.faults) == 1
    assert text.isprintable()
    assert len(text) < 600
    if excinfo.value.faults[0].file not in {"place", "roads"}:
        assert text.startswith(f"{url}: ")
        assert service in text
        assert "extract (.osm.pbf)" in text
    return text


@pytest.mark.parametrize("service", BOUNDS)
@pytest.mark.parametrize("kind", TRANSPORT)
def test_whatever_any_server_may_do(server, tmp_path, kind, service):
    make, cause = TRANSPORT[kind]
    bounds = BOUNDS[service]
    if cause == "within":
        bounds = replace(bounds, answer_s=SLOW_S)
    # Versions of urllib3 differ in which bound is met first.
    said = refused(server, tmp_path, service, make(), bounds)
    assert any(one in said for one in cause.split("|"))


@pytest.mark.parametrize(
    "kind", ["1 GiB", "a body without end", "a line of chunk size without end", "gzip bomb"]
)
def test_memory_is_bounded(server, tmp_path, kind):
    attack = TRANSPORT[kind][0]()
    tracemalloc.start()
    try:
        refused(server, tmp_path, "overpass_url", attack)
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()


NODE = {"type": "node", "id": 1, "lat": 0.0, "lon": 10.0}
OTHER = {"type": "node", "id": 2, "lat": 0.0, "lon": 10.01}
WAY = {"type": "way", "id": 7, "nodes": [1, 2], "tags": {"highway": "primary"}}


def elements(*items: object) -> Attack:
    return as_json({"elements": list(items)})


OVERPASS: dict[str, tuple[Attack, str]] = {
    "no elements": (as_json({}), "did not answer as an Overpass server"),
    "an object where a list belongs": (
        as_json({"elements": {"1": NODE}}),
        "did not answer as an Overpass server",
    ),
    "elements that are no objects": (elements(NODE, 5), "element 2 is not a node"),
    "an element without type": (elements({"id": 1}), "element 1 is not a node"),
    "a type that is a list": (elements({"type": []}), "element 1 is not a node"),
    "no id": (elements({"type": "node"}), "node number 1 has no id"),
    "an id that is text": (elements(NODE | {"id": "1"}), "node number 1 has no id"),
    "an id that is true": (elements(NODE | {"id": True}), "node number 1 has no id"),
    "an id of 400 digits": (elements(NODE | {"id": 10**400}), "node number 1 has no id"),
    "tags that are numbers": (elements(NODE | {"tags": {"beds": 5}}), "tag 'beds' of node 1"),
    "tags that are a list": (elements(NODE | {"tags": ["beds"]}), "the tags of node 1"),
    "a tag of 100 kB": (elements(NODE | {"tags": {"name": "x" * 10**5}}), "tag 'name' of node 1"),
    "no latitude": (elements({"type": "node", "id": 1, "lon": 1}), "node 1 has no lat"),
    "a latitude that is text": (elements(NODE | {"lat": "0"}), "node 1 has no lat"),
    "a latitude that is no number": (elements(NODE | {"lat": math.nan}), "node 1 has no lat"),
    "a latitude that is true": (elements(NODE | {"lat": True}), "node 1 has no lat"),
    "an endless longitude": (elements(NODE | {"lon": math.inf}), "node 1 has no lon"),
    "a longitude of 400 digits": (elements(NODE | {"lon": 10**400}), "node 1 has no lon"),
    "a longitude of 999": (elements(NODE | {"lon": 999}), "node 1 has no lon"),
    "a way without nodes": (elements({"type": "way", "id": 7}), "way 7 has no list of nodes"),
    "a way of no nodes": (elements(WAY | {"nodes": []}), "way 7 has no list of nodes"),
    "a way of text": (elements(NODE, WAY | {"nodes": ["1"]}), "way 7 has no list of nodes"),
    "a way beyond measure": (elements(NODE, WAY | {"nodes": [1] * 2001}), "2,001 nodes"),
    "a way whose node is not there": (elements(NODE, WAY), "way 7 lacks its node 2"),
    "a relation of nothing": (elements({"type": "relation", "id": 9}), "relation 9 has no list"),
    "members that are numbers": (
        elements({"type": "relation", "id": 9, "members": [1]}),
        "a member of relation 9",
    ),
    "a relation whose way is not there": (
        elements(
            {
                "type": "relation",
                "id": 9,
                "members": [{"type": "way", "ref": 8, "role": "outer"}],
            }
        ),
        "relation 9 lacks its way 8",
    ),
    "a time-out with partial data": (
        as_json(
            {
                "elements": [NODE, OTHER, WAY],
                "remark": 'runtime error: Query timed out in "query" at line 1\x1b[2J',
            }
        ),
        "only a part: runtime error: Query timed out in",
    ),
    "a time-out in other words": (
        as_json({"elements": [NODE, OTHER, WAY], "remark": "timed out"}),
        "only a part: timed out",
    ),
    "a remark without elements": (as_json({"remark": ["out of memory"]}), "out of memory"),
    "a remark of 500 kB": (as_json({"elements": [], "remark": "x" * 500_000}), "only a part"),
    "an empty answer": (elements(), "has no road there"),
    "no kind that is known": (elements({"type": "area", "id": 1}), "has no road there"),
    "a node alone": (elements(NODE), "has no road there"),
    "a way of one node": (elements(NODE, WAY | {"nodes": [1]}), "no road there"),
}


@pytest.mark.parametrize("kind", OVERPASS)
def test_elements(server, tmp_path, kind):
    attack, cause = OVERPASS[kind]
    assert cause in refused(server, tmp_path, "overpass_url", attack)


def place(**changes: object) -> Attack:
    """Answer with the town, some of it changed, or taken away where the change is None."""
    west, south, east, north = TOWN.bounds
    found = {
        "osm_type": "relation",
        "osm_id": 77,
        "name": "Town",
        "importance": 0.5,
        "boundingbox": [str(south), str(north), str(west), str(east)],
        "geojson": shapely.geometry.mapping(TOWN),
        **changes,
    }
    return as_json([{key: value for key, value in found.items() if value is not None}])


def polygon(*corners: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [list(corners)]}


def zigzag(count: int) -> dict[str, object]:
    """Return a ring that crosses itself everywhere."""
    corners = [[10 + (7 * k % 1009) / 1e5, (11 * k * k % 1013) / 1e5] for k in range(count)]
    return polygon(*corners, corners[0])


def box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    return dict(shapely.geometry.mapping(shapely.box(west, south, east, north)))


EMPTY = "has an empty boundary"
NO_CORNER = "corner that is no longitude and latitude"
NO_LISTS = "a boundary without coordinates"
PLACES: dict[str, tuple[Attack, str]] = {
    "an object where a list belongs": (as_json({"0": {}}), "did not answer as a Nominatim server"),
    "places that are no objects": (as_json([[1], "x"]), "did not answer as a Nominatim server"),
    "no place": (as_json([]), "is not found"),
    "a place of nothing": (as_json([{}]), "has no geometry"),
    "no bounding box": (place(boundingbox=None), "has no bounding box"),
    "a bounding box of text": (place(boundingbox=["a", "b", "c", "d"]), "has no bounding box"),
    "a bounding box of NaN": (place(boundingbox=["nan"] * 4), "has no bounding box"),
    "no geometry": (place(geojson=None), "has no geometry"),
    "a geometry of text": (place(geojson="POLYGON EMPTY"), "has no geometry"),
    "a geometry without type": (place(geojson={}), "only a point or line"),
    "no coordinates": (place(geojson={"type": "Polygon"}), NO_LISTS),
    "an empty polygon": (place(geojson={"type": "Polygon", "coordinates": []}), EMPTY),
    "a polygon of an empty ring": (place(geojson={"type": "Polygon", "coordinates": [[]]}), EMPTY),
    "no polygon of several": (place(geojson={"type": "MultiPolygon", "coordinates": []}), EMPTY),
    "a ring of three corners": (place(geojson=polygon([0, 0], [1, 1], [0, 0])), "four corners"),
    "a ring that is one point": (place(geojson=polygon(*[[0, 0]] * 4)), EMPTY),
    "a ring that is a line": (place(geojson=polygon([0, 0], [1, 1], [2, 2], [0, 0])), EMPTY),
    "NaN": (place(geojson=polygon([0, 0], [math.nan, 1], [1, 1], [0, 0])), NO_CORNER),
    "text": (place(geojson=polygon([0, 0], ["0", "1"], [1, 1], [0, 0])), NO_CORNER),
    "numbers where corners belong": (place(geojson=polygon(0, 1, 1, 0)), NO_CORNER),
    "beyond the pole": (place(geojson=polygon([0, 0], [0, 91], [1, 91], [0, 0])), NO_CORNER),
    "metres": (place(geojson=polygon([0, 0], [5e5, 4e6], [1, 1], [0, 0])), NO_CORNER),
    "a ring that crosses itself everywhere": (place(geojson=zigzag(2000)), "crosses itself"),
    "a name of 1 MB": (place(name="x" * 990_000), "a name of 990,000 characters"),
    "a name that is a number": (place(name=5), "a name that is no text"),
    "a name that is a list": (place(name=["Town"]), "a name that is no text"),
    # 5 by 10 degrees at the equator, of 111 km each
    "a country": (place(geojson=box(10, 0, 20, 5)), "is too large: 61"),
    "the world": (place(geojson=box(-180, -90, 180, 90)), "is too large: 510,065,622 km²"),
    "two islets": (
        place(
            geojson={
                "type": "MultiPolygon",
                "coordinates": [
                    box(0, 0, 0.1, 0.1)["coordinates"],
                    box(90, 50, 91, 51)["coordinates"],
                ],
            }
        ),
        "and all between its parts",
    ),
    "the pole": (place(geojson=box(10, 88, 11, 89)), "too near to a pole"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_places(server, tmp_path, kind):
    attack, cause = PLACES[kind]
    assert cause in refused(server, tmp_path, "nominatim_url", attack)
    assert server.queries == []


def test_size_and_number_of_requests_are_said(server, tmp_path):
    text = refused(server, tmp_path, "nominatim_url", place(geojson=box(-180, -90, 180, 90)))
    # The earth's surface by WGS84, in squares of 2,500 km², roads and facilities.
    assert "510,065,622 km²" in text
    assert "would take 408,054 requests or more; at most 50,000 km² are fetched" in text
    assert "name a smaller place" in text


def test_a_margin_without_end_is_refused(server, tmp_path):
    for margin_m in (1e6, 1e12, 1e300):
        with pytest.raises(InputError, match="is too large"):
            fetch_place("Town", tmp_path / "town", **server.urls, margin_m=margin_m)
    assert server.queries == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../precious", "../../precious"),
        ("/etc/passwd", "/etc/passwd"),
        ("\x1b[2JTown\n\ud800", "[2JTown"),
        ("[/old] {{7}}", "[/old] {{7}}"),
        ("", "Town"),
    ],
)
def test_a_name_is_but_text(server, tmp_path, name, kept):
    with attacking(place(name=name)) as url:
        urls = server.urls | {"nominatim_url": url}
        report = fetch_place("Town", tmp_path / "in" / "town", **urls)
    assert report.name == kept
    assert [path.name for path in tmp_path.rglob("*.yaml")] == ["study.yaml"]
    assert yaml.safe_load(report.study.read_text(encoding="utf-8"))["name"] == kept


def test_a_bow_tie_is_repaired(server, tmp_path):
    tie = polygon([10, 0], [10.02, 0.02], [10.02, 0], [10, 0.02], [10, 0])
    with attacking(place(geojson=tie)) as url:
        fetch_place("Town", tmp_path / "town", **(server.urls | {"nominatim_url": url}))
    area = gpd.read_file(tmp_path / "town" / "boundary.gpkg").geometry[0]
    assert area.area == pytest.approx(0.02**2 / 2)


def test_tags_with_names_of_osmnx_do_no_harm(server, tmp_path):
    for key in ("id", "element", "geometry", "members", "nodes", "type"):
        server.data.nodes[60]["tags"][key] = "x"
    fetch_place("Town", tmp_path / "town", **server.urls)
    clinic = gpd.read_file(tmp_path / "town" / "clinic.gpkg").set_index("site_id")
    assert clinic.loc["n60", ["name", "tier"]].tolist() == ["医院", "hospital"]


@pytest.mark.parametrize(
    ("bounds", "cause"),
    [
        ({"requests": 1}, "would have to be asked more than 1 times"),
        ({"total_bytes": 500}, "sent more than 0.0005 MB in all"),
        ({"total_s": 1e-9}, "is too slow: 1e-09 s are over"),
        ({"area_km2": 1}, "is too large"),
    ],
)
def test_bounds_of_all_together(server, tmp_path, bounds, cause):
    with pytest.raises(InputError, match=cause):
        fetch_place("Town", tmp_path / "town", **server.urls, bounds=FetchBounds(**bounds))
    assert list(tmp_path.iterdir()) == []


def test_no_wait_beyond_the_end(server, tmp_path):
    bounds = FetchBounds(total_s=5, busy_wait_s=60)
    text = refused(server, tmp_path, "overpass_url", answer("", status="429 No"), bounds)
    assert "answered 429 Too Many Requests each time, 1 times" in text


def test_a_redirect_is_followed(server, tmp_path):
    with attacking(answer("", f"Location: {server.url}/api/interpreter", status="308 X")) as url:
        fetch_place("Town", tmp_path / "town", **(server.urls | {"overpass_url": url}))
    assert (tmp_path / "town" / "study.yaml").exists()
