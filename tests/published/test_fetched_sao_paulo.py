"""The centre of São Paulo behind servers on 127.0.0.1, fetched by the command and planned with its people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import osmium
import pandas as pd
import pytest
import rasterio
import shapely
import yaml
from file_server import serving
from halfhour.app.plan.plan_study import plan_study
from osm_server import OsmData, running
from people_raster import NODATA, north_up, raster_bytes

COUNTRY = (
    "/GIS/Population/Global_2015_2030/R2025A/2020/BRA/v1/100m/constrained/"
    "bra_pop_2020_CN_100m_R2025A_v1.tif"
)
PIXEL_DEG = 1 / 1200
WEST, NORTH, SIDE = -46.9, -23.3, 700
PLACE = shapely.box(-46.68, -23.58, -46.61, -23.50)


def osm_of(pbf: Path, cells: pd.DataFrame) -> OsmData:
    """Read the extract, which has roads alone; clinics stand in some cells with healthcare."""
    data = OsmData()
    for item in osmium.FileProcessor(str(pbf)).with_locations():
        if isinstance(item, osmium.osm.Node):
            data.add_node(item.id, item.lon, item.lat, dict(item.tags))
        elif isinstance(item, osmium.osm.Way):
            nodes = [node.ref for node in item.nodes if node.ref in data.nodes]
            if len(nodes) > 1:
                data.add_way(item.id, nodes, dict(item.tags))
    clinics = cells[cells["healthcare"] > 0].iloc[::11]
    for number, (lon, lat) in enumerate(zip(clinics["lon"], clinics["lat"], strict=True)):
        data.add_node(2 * 10**10 + number, lon, lat, {"amenity": "clinic"})
    data.add_place("Centro, São Paulo", PLACE, osm_id=298285)
    data.places["Centro, São Paulo"]["address"] = {"state": "São Paulo", "country_code": "br"}
    # Two districts side by side, which share the line at -46.645.
    for number, (west, east) in enumerate([(-46.68, -46.645), (-46.645, -46.61)]):
        first = 10**10 + 10 * number
        corners = [(west, -23.58), (east, -23.58), (east, -23.50), (west, -23.50)]
        for corner, (lon, lat) in enumerate(corners):
            data.add_node(first + corner, lon, lat)
        data.add_way(first, [first, first + 1, first + 2, first + 3, first], {})
        data.add_unit(10**9 + number, [first], 9, f"District {number + 1}")
    return data


def raster_of(cells: pd.DataFrame) -> bytes:
    """Return the cells' people as a raster of the country, in the pixels that hold their centres."""
    values = np.full((SIDE, SIDE), NODATA, dtype="float32")
    columns = np.floor((cells["lon"] - WEST) / PIXEL_DEG).astype(int)
    rows = np.floor((NORTH - cells["lat"]) / PIXEL_DEG).astype(int)
    values[rows, columns] = 0
    np.add.at(values, (rows, columns), cells["population"].to_numpy("float32"))
    return raster_bytes(values, north_up(WEST, NORTH, PIXEL_DEG), compress="deflate")


def people_directly(raster: bytes) -> float:
    """Return the people of the place, of each pixel the share that lies in it, by rasterio alone."""
    with rasterio.MemoryFile(raster) as memory, memory.open() as opened:
        values = opened.read(1, masked=True).filled(0).astype(float)
    west, south, east, north = PLACE.bounds
    left = WEST + np.arange(SIDE) * PIXEL_DEG
    below = NORTH - (np.arange(SIDE) + 1) * PIXEL_DEG
    across = np.clip(np.minimum(left + PIXEL_DEG, east) - np.maximum(left, west), 0, None)
    up = np.clip(np.minimum(below + PIXEL_DEG, north) - np.maximum(below, south), 0, None)
    return float((values * np.outer(up, across)).sum() / PIXEL_DEG**2)


@pytest.fixture(scope="module")
def fetched(shared_case, tmp_path_factory: pytest.TempPathFactory):
    """The folder as the command fetches it; what it says; the raster behind the server."""
    case = shared_case("saopaulo_r5r")
    cells = pd.read_csv(case / "spo_hexgrid.csv")
    raster = raster_of(cells)
    folder = tmp_path_factory.mktemp("fetched") / "centro"
    with running(osm_of(case / "spo_osm.pbf", cells)) as osm, serving({COUNTRY: raster}) as files:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "halfhour", "fetch", "Centro, São Paulo"),
                *("--out", str(folder), "--people", "worldpop", "--people-url", files.url),
                *("--units-level", "9", "--overpass-url", osm.urls["overpass_url"]),
                *("--nominatim-url", osm.urls["nominatim_url"]),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        asked = list(files.asked)
    assert done.returncode == 0, done.stderr
    return folder, done, raster, asked


def test_the_folder_is_planned_with_its_people(fetched, tmp_path: Path) -> None:
    folder, _, raster, _ = fetched
    expected = people_directly(raster)
    assert 100_000 < expected < 517_570
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    candidates = "    candidates: {file: sites.csv, crs: EPSG:4326}\n"
    text = text.replace("  clinic:\n", f"  clinic:\n{candidates}")
    question = "scenarios: {two: {service: clinic, group: residents, max_new: 2, limit_min: 10}}\n"
    sites = pd.DataFrame(
        {
            "site_id": ["a", "b", "c"],
            "lon": [-46.67, -46.64, -46.615],
            "lat": [-23.51, -23.57, -23.505],
        }
    )
    plain = {
        item.plan.scenario.name: item
        for item in plan_study(folder / "study.yaml", tmp_path / "plain")
    }
    (plan,) = [item.plan for item in plain.values()]
    assert plan.before.people_total == pytest.approx(expected, rel=1e-6)
    assert 0 < plan.before.people_served < expected
    planned = tmp_path / "planned"
    planned.mkdir()
    for path in folder.iterdir():
        (planned / path.name).write_bytes(path.read_bytes())
    sites.to_csv(planned / "sites.csv", index=False)
    (planned / "study.yaml").write_text(text + question, encoding="utf-8")
    (item,) = plan_study(planned / "study.yaml", tmp_path / "two")
    figures = json.loads((item.folder / "plan.json").read_text(encoding="utf-8"))
    assert figures["people_total"] == pytest.approx(expected, rel=1e-6)
    assert figures["served_after"] + figures["gap_after"] == pytest.approx(expected, rel=1e-6)
    assert figures["certificate"]["status"] == "optimal"
    assert 1 <= len(item.plan.opened) <= 2
    by_unit = item.plan.before.summary("admin_level_9")
    assert set(by_unit["name"]) == {"District 1", "District 2"}


def test_the_folder_says_whose_people_they_are(fetched) -> None:
    folder, done, raster, asked = fetched
    expected = people_directly(raster)
    assert f"people: {expected:,.0f} inside the boundary" in done.stdout
    assert "units: 2" in done.stdout
    study = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    assert study["people"]["year"] == 2020
    sources = (folder / "SOURCES.txt").read_text(encoding="utf-8")
    assert "CC BY 4.0" in sources
    assert COUNTRY in sources
    assert all(path == COUNTRY and said.startswith("bytes=") for path, said in asked)
