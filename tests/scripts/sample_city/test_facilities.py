"""The sample city's facilities, years and indicators: what the plan's rules are to find in them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

CITY = Path(__file__).parents[3] / "data" / "qinhuangdao"
CODES = dict.fromkeys(("code", "part_of", "village", "host", "unit"), str)
SERVICES = ("clinics", "elderly_care", "shelters", "warehouses", "rehab", "networks")
COUNTIES = {"130302", "130303", "130304", "130306", "130321", "130322", "130324"}
COUNTRY = {"130321", "130322", "130324"}
NETWORKS = {
    "funeral_home", "cemetery", "library", "culture_hall", "business_park", "child_welfare",
    "social_security_point", "social_assistance", "legal_service", "book_outlet", "sports_ground",
    "fitness_centre", "community_school", "model_community", "public_building", "day_care",
}  # fmt: skip


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(CITY / f"{name}.csv", dtype=CODES)


@pytest.fixture(scope="module")
def townships() -> gpd.GeoDataFrame:
    return gpd.read_file(CITY / "townships.geojson")


@pytest.fixture(scope="module")
def villages() -> pd.DataFrame:
    return read("villages").set_index("code")


def open_in(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return what is open and works."""
    closed = table["closed_year"] if "closed_year" in table else pd.Series(9999, table.index)
    kept = (table["opened_year"] <= year) & ~(closed <= year) & (table["working"] == "yes")
    return table[kept]


def placed(table: pd.DataFrame, townships: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add the township and the county in which each site stands."""
    points = gpd.points_from_xy(table["lon"], table["lat"])
    sites = gpd.GeoDataFrame(table.drop(columns="name"), geometry=points, crs="EPSG:4326")
    found = sites.sjoin(townships[["code", "class", "part_of", "geometry"]], predicate="within")
    assert len(found) == len(table)
    return found


def test_tiers_come_in_realistic_numbers():
    clinics = read("clinics")["tier"].value_counts()
    assert set(clinics.index) == {
        "general_hospital", "tcm_hospital", "mch", "township_centre", "community_centre", "station",
        "village_clinic",
    }  # fmt: skip
    assert 1500 <= clinics["village_clinic"] <= 1900
    assert clinics["mch"] == len(COUNTIES)
    assert 70 <= clinics["township_centre"] < 77
    assert set(read("elderly_care")["tier"]) == {"institution", "home_care_centre"}
    assert set(read("rehab")["tier"]) == {"institution", "county_centre", "room", "mental_model"}
    assert set(read("networks")["network"]) == NETWORKS
    shelters = read("shelters")
    assert len(shelters) == 22
    assert set(shelters["tier"]) == {"shelter"}
    assert (shelters["working"] == "no").sum() == 2


@pytest.mark.parametrize("name", SERVICES)
def test_marks_and_years_are_sound(name):
    table = read(name)
    assert set(table["working"]) == {"yes", "no"} or name == "elderly_care"
    assert table["opened_year"].between(1970, 2021).all()
    if "closed_year" in table:
        gone = table["closed_year"].notna()
        assert (table["closed_year"][gone] > table["opened_year"][gone]).all()
    for column in (c for c in table.columns if c.endswith("_since")):
        assert table[column].dropna().between(2014, 2020).all()
        assert (table[column].dropna() % 1 == 0).all()


def test_attributes_are_reached_over_the_years_and_rules_pass_or_fail():
    clinics = read("clinics")
    primary = {"township_centre", "community_centre", "station", "village_clinic"}

    def share(column: str, tiers: set[str], year: int) -> float:
        found = open_in(clinics, year)
        own = found[found["tier"].isin(tiers)]
        return float((own[column] <= year).mean())

    standard = [share("standardised_since", primary, year) for year in range(2016, 2021)]
    assert standard == sorted(standard)
    assert standard[2] < 0.95 <= standard[4]
    assert (
        share("tcm_since", {"village_clinic"}, 2018)
        < 0.70
        <= share("tcm_since", {"village_clinic"}, 2020)
    )
    assert 0.9 < share("tcm_since", {"community_centre", "township_centre"}, 2020) < 1
    assert share("blind_massage_since", {"tcm_hospital"}, 2020) < 1


def test_nursing_beds_meet_the_targets_of_two_years_and_miss_the_last():
    care = read("elderly_care")
    assert (care["nursing_beds"] <= care["beds"]).all()
    found = {year: open_in(care, year) for year in (2018, 2019, 2020)}
    share = {year: c["nursing_beds"].sum() / c["beds"].sum() for year, c in found.items()}
    assert share[2018] >= 0.23
    assert share[2019] >= 0.26
    assert share[2020] < 0.30


def test_doctors_are_enough_of_one_kind_only():
    people = read("people")
    now = open_in(read("clinics"), 2020)
    assert now["gps"].sum() / people["residents"].sum() * 10_000 >= 2
    assert now["paediatricians"].sum() / people["children"].sum() * 1000 < 0.7


def test_some_townships_and_subdistricts_lack_what_they_should_have(townships):
    clinics = placed(open_in(read("clinics"), 2020), townships)
    good = clinics[
        (clinics["tier"] == "township_centre")
        & (clinics["public"] == "yes")
        & (clinics["standardised_since"] <= 2020)
    ]
    rural = set(townships["code"][townships["class"] == "township"])
    streets = set(townships["code"][townships["class"] == "subdistrict"])
    assert 3 <= len(rural - set(good["code"])) <= 12
    assert not clinics.duplicated(["code", "tier"])[clinics["tier"] == "township_centre"].any()
    centres = clinics[clinics["tier"] == "community_centre"]
    assert len(streets - set(centres["code"])) == 2
    care = placed(open_in(read("elderly_care"), 2020), townships)
    homes = care[care["tier"] == "home_care_centre"]
    assert len(streets - set(homes["code"])) == 1


def test_most_villages_have_a_clinic_and_few_of_the_others_are_excused(villages):
    clinics = read("clinics")
    own = clinics[clinics["tier"] == "village_clinic"]
    assert not own["village"].duplicated().any()
    assert (villages.loc[own["village"], "class"] == "village").all()
    stations = clinics.loc[clinics["tier"] == "station", "village"]
    assert (villages.loc[stations, "class"] == "community").all()
    has = set(open_in(own, 2020)["village"])
    rest = villages[(villages["class"] == "village") & ~villages.index.isin(has)]
    plain = rest[(rest["hosts_centre"] == "no") & (rest["residents"] >= 300)]
    assert len(rest) > 300
    assert 50 < len(plain) < 150


@pytest.mark.parametrize(
    ("year", "tier", "missing"),
    [
        (2020, "general_hospital", set()),
        (2018, "tcm_hospital", {"130321"}),
        (2020, "tcm_hospital", set()),
        (2020, "mch", {"130324"}),
    ],
)
def test_the_three_counties_have_these_hospitals(townships, year, tier, missing):
    clinics = placed(open_in(read("clinics"), year), townships)
    public = clinics[(clinics["tier"] == tier) & (clinics["public"] == "yes")]
    assert COUNTRY - set(public["part_of"]) == missing


def test_warehouses_and_rehabilitation_by_county(townships):
    stores = placed(open_in(read("warehouses"), 2020), townships)
    assert set(stores["part_of"]) == {"130302", "130321", "130322"}
    rehab = placed(open_in(read("rehab"), 2020), townships)
    institutions = rehab[rehab["tier"] == "institution"]
    assert COUNTIES - set(institutions["part_of"]) == {"130304", "130324"}
    assert (open_in(read("rehab"), 2018)["tier"] == "mental_model").sum() == 0
    assert (rehab["tier"] == "mental_model").sum() == 1


def test_rooms_are_in_clinics_that_may_host_them():
    rehab, clinics = read("rehab"), read("clinics").set_index("site_id")
    rooms = rehab[rehab["tier"] == "room"]
    hosts = clinics.loc[rooms["host"]]
    assert set(hosts["tier"]) == {"community_centre", "village_clinic"}
    assert (hosts[["lon", "lat"]].to_numpy() == rooms[["lon", "lat"]].to_numpy()).all()
    assert (hosts["village"].to_numpy() == rooms["village"].to_numpy()).all()
    assert (hosts["opened_year"].to_numpy() <= rooms["opened_year"].to_numpy()).all()
    centres = rehab.loc[rehab["tier"] == "county_centre", "host"]
    assert set(clinics.loc[centres, "tier"]) == {"general_hospital"}


def test_networks_have_their_tiers_and_lag_in_places(townships, villages):
    networks = read("networks")
    now = open_in(networks, 2020)
    tiers = networks.groupby("network")["tier"].agg(set)
    assert tiers["legal_service"] == {"city", "county", "township", "village"}
    assert tiers["community_school"] == {"city", "county", "township", "village"}
    assert tiers["social_security_point"] == {"city", "county", "township"}
    counts = now.groupby(["network", "tier"]).size()
    assert counts["library", "county"] == 7
    assert counts["culture_hall", "county"] == 6
    assert counts["business_park", "county"] == 6
    assert counts["model_community", "community"] == 20
    assert networks.loc[networks["network"] == "day_care", "places"].gt(0).all()
    buildings = networks.loc[networks["network"] == "public_building", "barrier_free"]
    assert 0.6 < (buildings == "yes").mean() < 1
    assert networks["grade"].dropna().isin([1, 2, 3]).all()
    of_villages = networks[networks["tier"] == "village"]
    assert set(of_villages["village"]) <= set(villages.index)
    assert not of_villages.duplicated(["network", "village"]).any()
    of_townships = placed(networks[networks["tier"] == "township"], townships)
    assert not of_townships.duplicated(["network", "code"]).any()


def test_growth_ends_at_one_and_follows_the_counties():
    growth = read("growth").pivot_table(index="unit", columns="year", values="factor")
    assert set(growth.index) == COUNTIES
    assert list(growth.columns) == [2016, 2017, 2018, 2019, 2020]
    assert (growth[2020] == 1).all()
    assert (growth.loc[["130302", "130304"], 2016] < 1).all()
    assert growth.loc["130321"].is_monotonic_decreasing


def test_homes_for_resettlement_are_the_plans():
    estates = read("resettlement")
    assert estates.groupby("year")["homes"].sum().to_dict() == {2018: 8000, 2019: 10000, 2020: 6000}
    assert estates["place_id"].is_unique
    assert estates["residents"].gt(estates["homes"]).all()
    groups = estates[["elderly", "disabled", "children"]]
    assert groups.lt(estates["residents"], axis=0).all(axis=None)


def test_indicators_are_reported_once_by_known_units():
    figures = read("indicators")
    assert not figures.duplicated(["indicator", "unit", "year"]).any()
    assert set(figures["unit"]) == {"130300", "130000", *COUNTIES}
    assert figures["year"].between(2016, 2020).all()
    city = figures[figures["unit"] == "130300"]
    assert city.groupby("indicator").size().max() == 5
    by_county = figures[figures["unit"] == "130321"].set_index(["indicator", "year"])["value"]
    of_province = figures[figures["unit"] == "130000"].set_index(["indicator", "year"])["value"]
    assert (by_county[of_province.index] < of_province).all()


def test_candidates_may_stand_only_on_eligible_land():
    candidates = read("candidates")
    assert len(candidates) == 180
    protected = {"河道水库岸线", "风景名胜区", "水源保护区"}
    assert ((candidates["eligible"] == "no") == candidates["land_use"].isin(protected)).all()
    assert set(candidates.loc[candidates["eligible"] == "no", "land_use"]) == protected
    assert 10 <= (candidates["eligible"] == "no").sum() <= 40


def test_candidates_have_places_for_each_service():
    candidates = read("candidates")
    for column, existing, tiers in (
        ("clinic_places", "clinics", {"community_centre", "township_centre", "village_clinic"}),
        ("care_beds", "elderly_care", {"institution"}),
        ("shelter_places", "shelters", {"shelter"}),
        ("rehab_places", "rehab", {"room", "county_centre", "institution"}),
    ):
        standing = read(existing)
        known = standing.loc[standing["tier"].isin(tiers), "capacity"]
        # What is built is about as large as what stands.
        assert candidates[column].between(known.min() / 3, known.max() * 3).all()
