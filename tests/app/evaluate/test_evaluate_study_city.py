"""The embedded city against the plan's standards: which rules it meets, and where it falls short."""

import shutil
from pathlib import Path

import halfhour as hh
import pandas as pd
import pytest
import yaml
from halfhour.app.evaluate.evaluate_study import Compliance
from verdict_rows import row

CITY = hh.sample_study().parent


@pytest.fixture(scope="module")
def city(city_compliance: Compliance) -> Compliance:
    return city_compliance


def test_the_embedded_city_meets_some_rules_and_falls_short_of_others(city: Compliance) -> None:
    overall = city.verdicts.overall()
    own = overall[overall["rule"].isin([rule.id for rule in city.standards.rules])]
    assert len(own) == len(city.standards.rules) == 90
    passed = own["passed"]
    assert (passed.eq(other=True).sum(), passed.eq(other=False).sum()) == (30, 45)
    assert passed.isna().sum() == 15
    # Every rule has a figure: the study has all that the plan asks for.
    assert own["figure"].notna().all()


def test_community_health_institutions_are_centres_and_stations(city: Compliance) -> None:
    found = row(city.table, "health.tcm.centres")
    assert found["detail"].startswith("128 of 144 facilities")
    # Centres and township centres alone were 95 of 98, 3 short.
    assert found["shortfall"] == 16


def test_facilities_of_the_level_of_counties_are_asked_of_all_seven(city: Compliance) -> None:
    found = row(city.table, "child_welfare.county")
    assert "5 of 7 have it; without: 山海关区, 北戴河区" in found["detail"]
    assert found["shortfall"] == 2


def test_new_communities_are_the_estates_and_what_is_counted_and_missing_is_the_target(
    city: Compliance,
) -> None:
    new = row(city.table, "health.community")
    estates = pd.read_csv(CITY / "resettlement.csv")["residents"].sum()
    assert "6 required for 54,000 residents" in new["detail"]
    assert f"new estates of {estates - 54_000:,} lie in units" in new["detail"]
    assert (new["figure"], new["target"], new["shortfall"]) == (6, 6, 0)
    # Before: "25 facilities, target 25, missing 2".
    standing = row(city.table, "health.community.standing")
    assert standing["figure"] == 23
    assert pd.isna(standing["passed"])
    assert "short: 白塔岭街道, 南戴河街道; 25 stand, 2 of them beyond" in standing["detail"]
    ratio = city.table[(city.table["kind"] == "ratio") & city.table["passed"].eq(other=False)]
    assert (ratio["figure"] + ratio["shortfall"] == ratio["target"]).all()


def test_before_2020_what_has_no_date_is_not_due_yet() -> None:
    earlier = hh.check_compliance(hh.sample_study(), year=2018).verdicts.overall()
    rules = earlier.set_index("rule")
    assert rules.loc["shelter.count", ["due", "due_target", "to_go", "to_go_a_year"]].tolist() == [
        2020, 22, 2, 1,
    ]  # fmt: skip
    assert pd.isna(rules.loc["shelter.count", "passed"])
    # A clause with a date is judged from that date on.
    assert not pd.isna(rules.loc["elderly.nursing_beds", "passed"])
    assert rules.loc["health.gp", "due"] == 2020
    assert earlier["due"].dropna().isin([2020]).all()


def test_shelters_of_the_city_with_a_place_and_without(city: Compliance) -> None:
    table = city.table
    with_place = row(table, "shelter.access")
    without = row(table, "shelter.access.uncapacitated")
    assert 0 < with_place["figure"] < without["figure"] < 1
    assert pd.isna(without["passed"])
    # Places for everybody at once are nobody's rule.
    assert pd.isna(with_place["passed"])
    shelters = pd.read_csv(CITY / "shelters.csv")
    stands = ~(shelters["opened_year"] > 2020) & (shelters["working"] != "no")
    assert row(table, "shelter.count")["figure"] == stands.sum()
    residents = pd.read_csv(CITY / "people.csv")["residents"].sum()
    # Nobody has a place beyond those that there are; a resident takes what the study says.
    study = yaml.safe_load((CITY / "study.yaml").read_text(encoding="utf-8"))
    need = study["services"]["shelter"]["capacity"]["need"]["residents"]
    assert with_place["figure"] * residents * need <= shelters["capacity"][stands].sum()


def test_shelters_hold_a_share_of_the_residents_by_their_class(city: Compliance) -> None:
    held = row(city.table, "shelter.fixed.held")
    residents = pd.read_csv(CITY / "people.csv")["residents"].sum()
    wanted = 0.15 * residents
    assert held["figure"] == pytest.approx(100 * 174_300 / wanted)
    assert held["shortfall"] == pytest.approx(wanted - 174_300)
    assert f"174,300 places for {wanted:,.0f} of {residents:,.0f} residents" in held["detail"]
    assert "15 % of the people to be held (GB 55028-2022 4.2.2)" in held["basis"]
    within = row(city.table, "shelter.fixed.access")
    assert "60 min (GB 50413-2007 8.2.10)" in within["basis"]
    # Some places lie where fewer people are to be held than they have room for.
    assert 0.8 * 174_300 < within["figure"] * wanted < 174_300
    assert not within["passed"]
    # Within 60 minutes more people reach a shelter than within 30, and within 10 fewer.
    reach = [
        row(city.table, rule)["figure"]
        for rule in (
            "shelter.emergency.access",
            "shelter.access.uncapacitated",
            "shelter.fixed.access.uncapacitated",
        )
    ]
    assert reach == sorted(reach)
    assert pd.isna(row(city.table, "shelter.emergency.access")["passed"])


def test_villages_of_the_city_without_a_clinic_may_be_exempt(city: Compliance) -> None:
    rows = city.table[city.table["rule"] == "health.village"].set_index("unit")
    villages = pd.read_csv(CITY / "villages.csv", dtype={"code": str}).set_index("code")
    rural = villages[villages["class"] == "village"]
    asked = rows[rows["level"] == "village"]
    assert set(asked.index) == set(rural.index)
    exempt = asked[asked["detail"].str.contains("exempt, served by")]
    assert len(exempt) > 0
    small = rural.loc[exempt.index, "residents"] < 300
    hosts = rural.loc[exempt.index, "hosts_centre"].astype(str).str.lower().isin(["yes", "true"])
    assert (small | hosts).all()
    assert exempt["passed"].all()
    assert (exempt["figure"] == 0).all()
    met = asked["figure"] >= 1
    assert rows.loc["all", "figure"] == pytest.approx((met.sum() + len(exempt)) / len(rural))


def test_committees_of_the_city_have_rows_of_their_own(city: Compliance) -> None:
    rows = city.table[city.table["level"] == "committee"]
    assert set(rows["unit"]) == {"130371", "130372"}
    assert set(rows[rows["unit"] == "130372"]["unit_name"]) == {"北戴河新区"}
    assert {"health.access", "health.village", "shelter.access"} <= set(rows["rule"])


def test_the_city_without_its_growth_keeps_its_figures_of_the_counted_year(
    city: Compliance, tmp_path: Path
) -> None:
    folder = shutil.copytree(CITY, tmp_path / "city")
    path = folder / "study.yaml"
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("growth:")
    ]
    path.write_text("".join(kept), encoding="utf-8")
    layers = hh.validate_study(path)
    assert layers.years.growth is None
    people = layers.years.people(layers.demand, 2020)["residents"].sum()
    beds = row(city.table, "health.gp")
    assert f"{people:,.0f} residents" in beds["detail"]
