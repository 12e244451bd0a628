"""The sample city's townships and villages: they fit into their counties, and nobody is lost."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

ROOT = Path(__file__).parents[3]
CITY = ROOT / "data" / "qinhuangdao"
SCRIPTS = ROOT / "scripts" / "sample_city"
METRIC = "EPSG:4549"
COMMITTEES = {"130371": 5, "130372": 4}


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return pd.read_csv(SCRIPTS / "facts.csv", dtype={"adcode": str}).set_index("adcode")


@pytest.fixture(scope="module")
def counties() -> gpd.GeoDataFrame:
    return gpd.read_file(CITY / "counties.geojson").set_index("adcode")


@pytest.fixture(scope="module")
def townships() -> gpd.GeoDataFrame:
    return gpd.read_file(CITY / "townships.geojson").set_index("code")


@pytest.fixture(scope="module")
def villages() -> gpd.GeoDataFrame:
    table = pd.read_csv(CITY / "villages.csv", dtype={"code": str, "part_of": str})
    return _points(table).set_index("code")


@pytest.fixture(scope="module")
def people() -> gpd.GeoDataFrame:
    return _points(pd.read_csv(CITY / "people.csv"))


def _points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    places = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, geometry=places, crs="EPSG:4326")


def _vertices(shape: shapely.Geometry) -> set[tuple[float, float]]:
    return {(x, y) for x, y in shapely.get_coordinates(shape).tolist()}


def test_counties_carry_their_marks(counties):
    assert set(counties.index[counties["urban"] == "yes"]) == {"130302", "130303", "130304"}
    assert list(counties.index[counties["poor"] == "yes"]) == ["130321"]


def test_townships_are_those_of_the_codes(townships):
    known = pd.read_csv(SCRIPTS / "townships.csv", dtype=str).set_index("code")
    assert list(townships.index) == list(known.index)
    assert len(townships) == 102
    assert (townships["name"] == known["name"]).all()
    assert (townships["part_of"] == known["adcode"]).all()
    own = townships["reports_to"] == townships["part_of"]
    assert townships["reports_to"][~own].value_counts().to_dict() == COMMITTEES
    assert (townships["reports_to"] == townships.index.str[:6]).all()
    streets = townships["class"] == "subdistrict"
    assert streets[townships["name"].str.endswith("街道")].all()
    assert not streets[townships["name"].str.endswith(("镇", "乡"))].any()
    assert ((townships["urban"] == "yes") == streets).all()
    assert ((townships["poor"] == "yes") == (townships["part_of"] == "130321")).all()


def test_townships_meet_without_gap_or_overlap(townships):
    shapes = townships.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all()
    assert shapely.coverage_is_valid(shapes)
    area_km2 = townships.to_crs(METRIC).area / 1e6
    assert area_km2.min() > 1
    assert area_km2.max() < 500


def test_townships_cover_their_county_and_share_its_vertices(townships, counties):
    for adcode, county in counties.geometry.items():
        own = townships.geometry[townships["part_of"] == adcode]
        assert own.union_all().symmetric_difference(county).area == 0, adcode
        corners = set.union(*(_vertices(shape) for shape in own))
        assert _vertices(county) <= corners


def test_each_county_shares_a_border_with_another_and_the_whole_has_a_coast(counties):
    shapes = counties.geometry.to_crs(METRIC)
    for adcode, shape in shapes.items():
        shared_m = shapes.drop(adcode).intersection(shape).length
        assert shared_m.max() > 5000, adcode
    # Beyond the south-east is sea: no land of the city lies east of the coast at the height of Changli.
    whole = counties.union_all()
    assert not whole.contains(shapely.Point(119.7, 39.7))
    assert whole.exterior.distance(shapely.Point(119.52, 39.83)) < 0.05


def test_there_are_as_many_villages_as_promised(villages, townships, facts):
    county = villages["part_of"].map(townships["part_of"])
    kinds = pd.crosstab(county, villages["class"])
    assert kinds["community"].to_dict() == facts["communities"].to_dict()
    assert kinds.sum(axis=1).to_dict() == facts["village_units_2023"].to_dict()
    assert kinds["village"].sum() == 2200
    assert kinds["community"].sum() == 300


def test_villages_have_codes_and_names_of_their_township(villages):
    assert villages.index.is_unique
    assert (villages.index.str[:9] == villages["part_of"]).all()
    assert (villages.index.str.len() == 12).all()
    assert not villages.duplicated(["part_of", "name"]).any()
    homes = villages["class"] == "community"
    assert (villages["name"].str.endswith("社区") == homes).all()


def test_villages_lie_in_their_township(villages, townships):
    home = townships.geometry[villages["part_of"]].to_numpy()
    assert shapely.contains(home, villages.geometry.to_numpy()).all()
    own = villages["part_of"].map(townships["class"])
    assert (own[villages["class"] == "village"] == "township").all()


def test_every_township_has_villages_and_one_of_a_rural_one_hosts_its_centre(villages, townships):
    assert set(villages["part_of"]) == set(townships.index)
    hosts = villages.loc[villages["hosts_centre"] == "yes", "part_of"]
    assert sorted(hosts) == list(townships.index[townships["class"] == "township"])


def test_villages_are_where_people_are(villages, people):
    cells = people.to_crs(METRIC)
    points = villages.to_crs(METRIC)
    away_m = points.geometry.apply(lambda place: cells.distance(place).min())
    assert away_m.max() < 500 * math.sqrt(2)


def test_residents_of_villages_are_those_of_the_cells(villages, townships, counties, people):
    assert (villages["residents"] > 0).all()
    of_villages = villages["residents"].groupby(villages["part_of"].map(townships["part_of"])).sum()
    cells = people.sjoin(counties[["geometry"]], predicate="within")
    assert of_villages.to_dict() == cells.groupby("adcode")["residents"].sum().to_dict()
    # Every cell is counted where the nearest village of its county is.
    one = counties.index[2]
    own = villages[villages["part_of"].map(townships["part_of"]) == one].to_crs(METRIC)
    inside = cells[cells["adcode"] == one].to_crs(METRIC)
    away = np.array([own.distance(place).to_numpy() for place in inside.geometry])
    counted = inside.groupby(own.index.to_numpy()[away.argmin(axis=1)])["residents"].sum()
    assert counted.to_dict() == own["residents"].to_dict()
