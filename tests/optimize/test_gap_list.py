"""The list of gaps against assessments with each candidate, and its reasons against plans that have them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from gap_towns import gap_town
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import Assessment, assess
from halfhour.coverage.gap_areas import gap_areas
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.example_street import street_times
from halfhour.optimize.gap_list import OTHER_AREAS, gap_list
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.plan import Plan
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve

RULES = {
    "reach": None,
    "system": ServiceCapacity(assignment="system", need={"residents": 1.0}),
    "closest": ServiceCapacity(assignment="closest", need={"residents": 1.0}),
}


def with_each(plan: Plan) -> dict[str, Assessment]:
    """Assess the plan with every closed candidate anew."""
    after = plan.after
    sites = after.times.sites
    closed = [
        site for site in sites.index[sites["status"] == "candidate"] if site not in after.open_sites
    ]
    return {
        site: assess(
            after.times,
            group=after.group,
            limit_min=after.limit_min,
            open_sites=[*after.open_sites, site],
            capacity=after.capacity,
        )
        for site in closed
    }


def gains_of(plan: Plan, state: Assessment) -> pd.Series:
    """How many more people of each area are served."""
    of = gap_areas(plan.after.times).of
    more = state.cells["people_served"] - plan.after.cells["people_served"]
    return more.groupby(of).sum()


@pytest.mark.parametrize("rule", list(RULES))
@pytest.mark.parametrize("seed", range(4))
def test_what_a_candidate_brings_is_what_an_assessment_with_it_counts(seed: int, rule: str) -> None:
    levels = seed % 2 == 0
    times = gap_town(seed, levels=levels)
    plan = solve(Scenario(times, max_new=1, limit_min=9, capacity=RULES[rule]))
    listed = gap_list(plan)
    areas = gap_areas(times)
    number = dict(zip(areas.table["name"], areas.table.index, strict=True))
    anew = {site: gains_of(plan, state) for site, state in with_each(plan).items()}
    reach = times.within_cost(plan.after.limit).tocsc()
    unserved = (plan.after.cells["people"] - plan.after.cells["people_served"]).to_numpy()
    assert listed["unserved"].sum() == pytest.approx(plan.after.gap_people, abs=1e-6)
    assert listed["unserved"].is_monotonic_decreasing
    for _, row in listed.iterrows():
        area = number[row["name"]]
        near = [
            site
            for site in anew
            if unserved[reach[:, [times.sites.index.get_loc(site)]].indices]
            @ (areas.of[reach[:, [times.sites.index.get_loc(site)]].indices] == area)
            > 1e-6
        ]
        assert row["candidates"] == len(near)
        if not near:
            assert row["candidate_id"] is None
            assert row["why"] in {"no_road", "no_candidate"}
            continue
        own = anew[row["candidate_id"]]
        assert row["candidate_id"] in near
        assert row["brings"] == pytest.approx(own[area], abs=1e-6)
        assert row["brings_in_all"] == pytest.approx(own.sum(), abs=1e-6)
        if rule == "reach" or len(near) <= 3:
            good = [site for site in near if anew[site].sum() > 1e-6] or near
            assert row["brings"] == pytest.approx(max(anew[site][area] for site in good), abs=1e-6)


@pytest.mark.parametrize("rule", list(RULES))
def test_a_candidate_that_helps_is_found_behind_those_that_take_places_away(rule: str) -> None:
    # Under closest assignment the three most promising ones draw more people than they have places for.
    times = street_times(
        existing={"old": 1},
        candidates={"mid": 2, "mid2": 2.1, "mid3": 1.9, "start": 0},
        capacity=[266, 60, 60, 60, 40],
    )
    plan = solve(Scenario(times, max_new=0, limit_min=30, capacity=RULES[rule]))
    anew = {site: gains_of(plan, state) for site, state in with_each(plan).items()}
    areas = gap_areas(times)
    number = dict(zip(areas.table["name"], areas.table.index, strict=True))
    listed = gap_list(plan).set_index("name")
    for name, row in listed.iterrows():
        own = anew[row["candidate_id"]]
        assert row["brings"] == pytest.approx(own[number[name]], abs=1e-6)
        assert row["brings_in_all"] == pytest.approx(own.sum(), abs=1e-6)
    if rule == "closest":
        west, east = listed.loc["West"], listed.loc["East"]
        assert (west["candidate_id"], west["brings"] > 0, west["brings_in_all"] > 0) == (
            "start",
            True,
            True,
        )
        near = ("mid", "mid2", "mid3")
        assert east["brings"] == pytest.approx(max(anew[one][number["East"]] for one in near))
        assert east["brings"] < 0
        assert east["why"] == "adds_nobody"


def test_areas_that_are_not_listed_are_one_row_and_all_add_up() -> None:
    plan = solve(Scenario(gap_town(1), max_new=1, limit_min=6))
    whole, short = gap_list(plan), gap_list(plan, most=2)
    assert len(short) == 3
    assert short["level"].iloc[-1] == OTHER_AREAS
    for column in ("unserved", "beyond", "unreachable", "no_place"):
        assert short[column].sum() == whole[column].sum()
    assert whole["unserved"].sum() == plan.after.gap_people
    assert short["unserved"].iloc[0] == whole["unserved"].max()


def test_no_gap_is_an_empty_list() -> None:
    times = gap_town(1)
    plan = solve(Scenario(dataclasses.replace(times, demand=times.demand.assign(residents=0.0))))
    assert len(gap_list(plan)) == 0


@pytest.mark.parametrize("most", [0, -1, 2.5, True, None])
def test_a_number_of_areas_is_asked_for(most: object) -> None:
    plan = solve(Scenario(gap_town(1), max_new=0))
    with pytest.raises(InputError, match="most"):
        gap_list(plan, most=most)


def whys(plan: Plan) -> set[str]:
    return set(gap_list(plan)["why"])


def test_why_there_is_no_site_follows_what_the_scenario_asks() -> None:
    times = gap_town(2)
    base = Scenario(times, max_new=1, limit_min=9)
    plan = solve(base)
    listed = gap_list(plan).set_index("why")
    assert {"adds_less"} <= set(listed.index)
    said = str(listed.loc[["adds_less"], "why_said"].iloc[0])
    people = float(listed.loc[["adds_less"], "brings_in_all"].iloc[0])
    assert f"{people:,.0f} people" in said
    assert f"at least {plan.gains[-1]:,.0f}" in said
    assert people <= plan.gains[-1]
    # Every candidate costs 1.
    assert "budget" in whys(solve(base.replace(max_new=None, budget=1.5)))
    assert "number" in whys(solve(base.replace(max_new=0)))
    others = [site for site in times.sites.index if str(site) not in {"s0", "s1", "s2", "s3"}]
    assert "forbidden" in whys(solve(base.replace(forbidden=others)))
    enough = SetCovering(share=0.3)
    assert whys(solve(base.replace(max_new=None, objective=enough))) & {"objective", "adds_less"}


def test_sites_that_are_not_eligible_are_counted_and_never_proposed() -> None:
    times = gap_town(3)
    sites = times.sites.copy()
    sites.loc["s5", "status"] = "ineligible"
    times = dataclasses.replace(times, sites=sites)
    listed = gap_list(solve(Scenario(times, max_new=1, limit_min=9)))
    assert "s5" not in set(listed["candidate_id"])
    assert listed["not_eligible"].max() == 1
    column = times.within_cost(540.0)[:, [5]].toarray().ravel()
    assert (listed["not_eligible"] == 1).sum() <= len(np.unique(gap_areas(times).of[column]))
