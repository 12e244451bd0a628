from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
import yaml
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

ROOT = Path(__file__).parents[3]
CITY = ROOT / "data" / "qinhuangdao"
SCRIPTS = ROOT / "scripts" / "sample_city"
METRIC = "EPSG:4549"
SITES = {
    "clinics": "c-", "elderly_care": "e-", "shelters": "s-", "warehouses": "w-", "rehab": "r-",
    "networks": "n-", "candidates": "p-",
}  # fmt: skip
CITY_RESIDENTS = 3_136_879
DISTRICTS_RESIDENTS = 1_881_047


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return pd.read_csv(SCRIPTS / "facts.csv", dtype={"adcode": str}).set_index("adcode")


@pytest.fixture(scope="module")
def counties() -> gpd.GeoDataFrame:
    return gpd.read_file(CITY / "counties.geojson").set_index("adcode")


@pytest.fixture(scope="module")
def people() -> gpd.GeoDataFrame:
    return _points(pd.read_csv(CITY / "people.csv"))


@pytest.fixture(scope="module")
def ways() -> list[tuple[dict[str, str], list[int], np.ndarray]]:
    found = []
    for way in osmium.FileProcessor(str(CITY / "roads.osm.pbf")).with_locations():
        if way.is_way():
            places = np.array([(node.lon, node.lat) for node in way.nodes])
            found.append((dict(way.tags), [node.ref for node in way.nodes], places))
    return found


@pytest.fixture(scope="module")
def pieces(ways) -> np.ndarray:
    """Label of the connected piece of road at every node id, one-way streets taken both ways."""
    pairs = np.vstack([np.column_stack([refs[:-1], refs[1:]]) for _, refs, _ in ways])
    size = int(pairs.max()) + 1
    graph = sparse.coo_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(size, size))
    return csgraph.connected_components(graph, directed=False)[1]


def _points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    places = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, geometry=places, crs="EPSG:4326")


def _make(folder: Path) -> dict[str, bytes]:
    command = [sys.executable, "-B", str(SCRIPTS / "make.py"), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return _bytes(folder)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _locked(package: str) -> set[str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return set(re.findall(rf"^{package}==([\w.]+)", lock, re.MULTILINE))


@pytest.mark.thorough
def test_made_twice_it_is_the_same_and_what_is_committed(tmp_path):
    first, second = _make(tmp_path / "first"), _make(tmp_path / "second")
    assert first == second
    drawn_with = ("numpy", "scipy", "shapely", "pyproj", "osmium")
    if all(version(package) in _locked(package) for package in drawn_with):
        committed = _bytes(CITY)
        assert first.keys() == committed.keys()
        assert [name for name in first if first[name] != committed[name]] == []


def test_it_is_small():
    assert sum(len(content) for content in _bytes(CITY).values()) <= 3_000_000


def test_county_areas_are_within_five_percent(counties, facts):
    area_km2 = counties.to_crs(METRIC).area / 1e6
    assert ((area_km2 / facts["area_km2"] - 1).abs() < 0.05).all()


def test_counties_meet_without_gap_or_overlap(counties, facts):
    assert list(counties.index) == list(facts.index)
    assert list(counties["name"]) == list(facts["name"])
    assert list(counties["class"]) == list(facts["class"])
    shapes = counties.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    # One outline without holes: no slivers between neighbours.
    whole = shapely.union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0


def test_seats_lie_in_their_counties(counties, facts):
    for adcode, fact in facts.iterrows():
        seat = shapely.Point(fact["seat_lon"], fact["seat_lat"])
        assert counties.geometry[adcode].contains(seat), adcode


def test_residents_sum_to_the_census(people, counties, facts):
    assert people["residents"].sum() == CITY_RESIDENTS
    cells = people.sjoin(counties[["class", "geometry"]], predicate="within")
    assert len(cells) == len(people)
    county = cells["adcode"]
    found = cells.groupby(county)["residents"].sum()
    known = facts["residents_2020"].dropna()
    assert (found[known.index] == known).all()
    assert cells.loc[cells["class"] == "区", "residents"].sum() == DISTRICTS_RESIDENTS
    for group, fact in (("elderly", "share60_percent"), ("children", "share14_percent")):
        share = cells.groupby(county)[group].sum() / found * 100
        assert share.to_numpy() == pytest.approx(facts[fact].to_numpy(), abs=0.01)


def test_cells_are_whole_people_on_a_regular_grid(people):
    assert len(people) >= 5000
    assert people["cell_id"].is_unique
    counts = people[["residents", "elderly", "disabled", "children"]]
    assert (counts.dtypes == "int64").all()
    assert (people["residents"] > 0).all()
    assert (counts.min() >= 0).all()
    assert (people["elderly"] + people["children"] <= people["residents"]).all()
    assert people["disabled"].sum() / CITY_RESIDENTS == pytest.approx(0.065, abs=0.001)
    steps = people.to_crs(METRIC).get_coordinates().to_numpy() / 500 - 0.5
    assert np.abs(steps - steps.round()).max() < 0.001


def test_roads_have_every_class_bridges_and_junctions(ways):
    classes = {tags["highway"] for tags, _, _ in ways}
    assert classes >= {
        "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
        "service",
    }  # fmt: skip
    motorways = [tags for tags, _, _ in ways if tags["highway"] == "motorway"]
    assert all(tags["oneway"] == "yes" for tags in motorways)
    assert sum("bridge" in tags for tags, _, _ in ways) > 10
    ends = np.concatenate([[*refs[:-1], *refs[1:]] for _, refs, _ in ways])
    assert (np.bincount(ends) >= 3).sum() >= 8000


def test_most_roads_join_and_two_pieces_do_not(ways, pieces):
    nodes = np.unique(np.concatenate([refs for _, refs, _ in ways]))
    sizes = np.sort(np.bincount(pieces[nodes]))[::-1]
    assert sizes[0] > 0.99 * len(nodes)
    assert (sizes[1:] > 0).sum() == 2


def test_some_people_are_beyond_every_road_and_some_on_an_island(people, ways, pieces):
    main = np.bincount(pieces[np.concatenate([refs for _, refs, _ in ways])]).argmax()
    lines = gpd.GeoSeries([shapely.LineString(xy) for _, _, xy in ways], crs="EPSG:4326")
    dense = lines.to_crs(METRIC).segmentize(100)
    joined = np.array([pieces[refs[0]] == main for _, refs, _ in ways])
    cells_m = people.to_crs(METRIC).get_coordinates().to_numpy()
    near_m, _ = cKDTree(dense[joined].get_coordinates()).query(cells_m)
    island_m, _ = cKDTree(dense[~joined].get_coordinates()).query(cells_m)
    assert ((near_m > 2000) & (island_m > 2000)).sum() >= 8
    assert ((near_m > 2000) & (island_m < 500)).sum() >= 2


@pytest.mark.parametrize(("name", "prefix"), SITES.items())
def test_sites_have_ids_of_their_own_inside_the_city(name, prefix, counties):
    sites = _points(pd.read_csv(CITY / f"{name}.csv"))
    assert sites["site_id"].is_unique
    assert sites["site_id"].str.startswith(prefix).all()
    assert sites["name"].is_unique
    assert sites.within(counties.union_all()).all()
    for value in {"cost", "capacity"} & set(sites.columns):
        assert (sites[value] > 0).all()


@pytest.mark.parametrize(
    ("name", "group", "reach_m", "low", "high"),
    [
        ("clinics", "residents", 1100, 0.01, 0.15),
        ("shelters", "residents", 2200, 0.45, 0.8),
        ("rehab", "disabled", 2200, 0.15, 0.45),
        ("elderly_care", "elderly", 11_000, 0.03, 0.2),
    ],
)
def test_every_service_leaves_a_gap(people, name, group, reach_m, low, high):
    sites = _points(pd.read_csv(CITY / f"{name}.csv")).to_crs(METRIC)
    cells = people.to_crs(METRIC)
    away_m, _ = cKDTree(sites.get_coordinates()).query(cells.get_coordinates())
    assert low < people[group][away_m > reach_m].sum() / people[group].sum() < high


def test_protected_land_forbids_no_eligible_candidate_and_asks_of_a_few():
    candidates = _points(pd.read_csv(CITY / "candidates.csv"))
    banks, fields = (
        gpd.read_file(CITY / f"{name}.geojson") for name in ("river_banks", "farmland")
    )
    assert banks.is_valid.all()
    assert fields.is_valid.all()
    eligible = candidates["eligible"] == "yes"
    on_banks, on_fields = (
        candidates.within(land.union_all()).to_numpy() for land in (banks, fields)
    )
    assert (on_banks.sum(), (on_banks & eligible).sum()) == (3, 0)
    assert (on_fields.sum(), (on_fields & eligible).sum()) == (5, 5)


def test_the_study_names_files_that_exist():
    study = yaml.safe_load((CITY / "study.yaml").read_text(encoding="utf-8"))
    assert study["notice"] == {"en": "synthetic sample data", "zh": "合成示例数据"}
    travelled = {name for name, entry in study["services"].items() if entry.get("travel", True)}
    assert travelled == {"clinic", "elderly_care", "shelter", "rehab"}
    networks = {
        entry["existing"]["only"]["network"]
        for name, entry in study["services"].items()
        if "only" in entry["existing"]
    }
    assert networks == set(pd.read_csv(CITY / "networks.csv")["network"])
    assert set(study["scenarios"]) == {"clinics_5", "care_3", "shelters_8", "rehab_5"}
    layers = [study["roads"], study["people"], *study["units"]]
    layers += [study["growth"], study["estates"], study["indicators"]]
    layers += [layer for rules in study["land"].values() for layer in rules]
    for service in study["services"].values():
        layers += [service[kind] for kind in ("existing", "candidates") if kind in service]
    for layer in layers:
        assert (CITY / layer["file"]).is_file()
        if layer["file"].endswith(".csv"):
            header = pd.read_csv(CITY / layer["file"], nrows=0).columns
            assert set(layer["columns"].values()) <= set(header)


def test_roads_that_join_reach_nearly_every_village(ways, pieces):
    main = np.bincount(pieces[np.concatenate([refs for _, refs, _ in ways])]).argmax()
    lines = gpd.GeoSeries(
        [shapely.LineString(xy) for _, refs, xy in ways if pieces[refs[0]] == main], crs="EPSG:4326"
    )
    dense = lines.to_crs(METRIC).segmentize(50).get_coordinates()
    villages = _points(pd.read_csv(CITY / "villages.csv")).to_crs(METRIC)
    away_m, _ = cKDTree(dense).query(villages.get_coordinates())
    assert (away_m < 300).mean() > 0.97
