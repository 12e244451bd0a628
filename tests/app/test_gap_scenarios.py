"""What the standards find short goes to the optimiser, and what it answers meets the standard."""

from pathlib import Path

import halfhour as hh
import numpy as np
import pytest
from halfhour.app.evaluate.evaluate_study import Compliance

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "close-a-gap.md"


@pytest.fixture(scope="module")
def city() -> hh.Study:
    return hh.open_study(hh.sample_study(), services=["rehab"])


@pytest.fixture(scope="module")
def rooms(city: hh.Study) -> hh.Scenario:
    return hh.scenario_from_access_rule(city, "rehab.coverage", year=2020)


def test_rooms_in_hosts_until_the_target_is_met_at_least_cost(
    city: hh.Study, rooms: hh.Scenario, city_compliance: Compliance
) -> None:
    scenario = rooms
    plan = hh.solve(scenario)
    assert plan.certificate.status == "optimal"
    sites, times = scenario.times.sites, scenario.times
    before = city_compliance.verdicts.overall().set_index("rule")
    # Of reach alone, as the plan says: nobody knows how many places a room in a host has.
    assert plan.before.share == pytest.approx(before.loc["rehab.coverage.uncapacitated", "figure"])
    assert any("capacity is ignored" in note for note in plan.notes)
    assert plan.before.share < 0.9
    standing = list(sites.index[sites["status"] == "existing"])
    opened = list(plan.opened)
    assert hh.assess(times, group="disabled", open_sites=standing + opened).share >= 0.9
    # None of them can be spared, and each is either the study's own candidate or in a host.
    for site in opened:
        fewer = [other for other in opened if other != site]
        assert hh.assess(times, group="disabled", open_sites=standing + fewer).share < 0.9
    hosted = sites.loc[opened].index[sites.loc[opened, "host"].notna()]
    assert len(hosted)
    hosts = city.layers.sites["clinic"].loc[sites.loc[hosted, "host"]]
    allowed = {
        "room": {"community_centre", "village_clinic"},
        "county_centre": {"general_hospital", "tcm_hospital"},
    }
    for tier, host_tier in zip(sites.loc[hosted, "tier"], hosts["tier"], strict=True):
        assert host_tier in allowed[tier]
    assert hosts["working"].all()
    assert sites.loc[opened, "cost"].sum() == pytest.approx(plan.certificate.objective_value)
    candidates = sites[sites["status"] == "candidate"]
    hosting = candidates.loc[candidates["host"].notna(), "cost"].unique()
    assert len(hosting) == 1
    own = candidates[candidates["host"].isna()]
    assert hosting[0] == pytest.approx(0.3 * own["cost"].median())
    told = (
        f"in 2020: {len(opened)} rehabilitation rooms in existing clinics, {100 * plan.before.share:.1f} % to "
        f"{100 * plan.after.share:.1f} %, at an opening cost of {plan.certificate.objective_value:.0f}, proven"
    )
    assert told in PAGE.read_text(encoding="utf-8")


def test_every_township_gets_its_centre(city: hh.Study, city_compliance: Compliance) -> None:
    before = city_compliance.verdicts.table
    rows = before[(before["rule"] == "health.township") & (before["level"] == "township")]
    lacking = set(rows["unit"][rows["passed"].eq(other=False)])
    joint = hh.scenario_from_presence_rule(city, "health.township", year=2020)
    plan = hh.solve_together(joint)
    assert plan.certificate.status == "optimal"
    opened = list(plan.plans["clinic"].opened)
    sites = joint.scenarios["clinic"].times.sites.loc[opened]
    inside = hh.assign_units(sites[["geometry"]], city.layers.units["township"], level="township")
    assert sorted(inside["township"]) == sorted(lacking)
    assert (sites["tier"] == "township_centre").all()
    told = f"in 2020: {len(opened)} township centres, proven"
    assert told in PAGE.read_text(encoding="utf-8")


def test_wrong_rules_are_refused(city: hh.Study) -> None:
    for ask, rule, words in (
        (hh.scenario_from_access_rule, "health.township", "presence"),
        (hh.scenario_from_presence_rule, "rehab.coverage", "access"),
        (hh.scenario_from_presence_rule, "health.village", "areas"),
        (hh.scenario_from_presence_rule, "library.county", "nothing to place"),
        (hh.scenario_from_access_rule, "rehab.covrage", "rehab.coverage"),
    ):
        with pytest.raises(hh.InputError, match=words):
            ask(city, rule, year=2020)
    with pytest.raises(hh.InputError, match="no target in 2016"):
        hh.scenario_from_access_rule(city, "rehab.coverage", year=2016)


def test_people_of_the_year_are_counted(city: hh.Study, rooms: hh.Scenario) -> None:
    earlier = hh.scenario_from_access_rule(city, "rehab.coverage", year=2018)
    people = [one.times.demand["disabled"].sum() for one in (earlier, rooms)]
    assert not np.isclose(*people)
