"""The embedded city against the plan's standards: which rules it meets, and where it falls short."""

import shutil
from pathlib import Path

import halfhour as hh
import pandas as pd
import pytest
from halfhour.app.evaluate_study import Compliance
from verdict_rows import row

CITY = hh.sample_study().parent


@pytest.fixture(scope="module")
def city() -> Compliance:
    return hh.check_compliance(hh.sample_study(), year=2020)


def test_the_embedded_city_meets_some_rules_and_falls_short_of_others(city: Compliance) -> None:
    overall = city.verdicts.overall()
    own = overall[overall["rule"].isin([rule.id for rule in city.standards.rules])]
    assert len(own) == len(city.standards.rules) == 85
    passed = own["passed"]
    assert (passed.eq(other=True).sum(), passed.eq(other=False).sum()) == (29, 43)
    assert passed.isna().sum() == 13
    # Every rule has a figure: the study has all that the plan asks for.
    assert own["figure"].notna().all()


def test_shelters_of_the_city_with_room_and_without(city: Compliance) -> None:
    table = city.table
    with_room = row(table, "shelter.access")
    without = row(table, "shelter.access.uncapacitated")
    assert 0 < with_room["figure"] < without["figure"] < 1
    assert pd.isna(without["passed"])
    shelters = pd.read_csv(CITY / "shelters.csv")
    stands = ~(shelters["opened_year"] > 2020) & (shelters["working"] != "no")
    assert row(table, "shelter.count")["figure"] == stands.sum()
    residents = pd.read_csv(CITY / "people.csv")["residents"].sum()
    # Nobody finds room beyond the places that there are.
    assert with_room["figure"] * residents <= shelters["capacity"][stands].sum()


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
