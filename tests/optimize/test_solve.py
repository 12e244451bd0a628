import dataclasses

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess_within
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.geo.example_street import walked_street
from halfhour.geo.travel.road_times import travel_times
from halfhour.maps.wording.picture_words import certificate_said
from halfhour.optimize.compare import compare
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.example_street import street_times
from halfhour.optimize.objectives.maximin_covering import MaximinCovering
from halfhour.optimize.objectives.p_center import PCenter
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.scenario_arrays import siting_of
from halfhour.optimize.solve import plan_of, solve
from scipy.sparse import csc_array
from towns import demand_at, grid_town, place, sites_at

CELLS = [place(c, r) for c in range(6) for r in range(6)]


@pytest.fixture(scope="module")
def times():
    demand = demand_at(CELLS, [float(1 + (5 * i) % 11) for i in range(36)])
    candidates = [place(c, r) for c in (1, 3, 5) for r in (0, 2, 4)]
    return travel_times(demand, sites_at([place(0, 0)], candidates), grid_town(), limit_min=20)


def test_a_plan_is_proven_and_recomputed(times) -> None:
    plan = solve(Scenario(times, max_new=2, limit_min=12, name="two"))
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective_value == plan.certificate.bound == plan.after.people_served
    assert plan.certificate.optimality_gap == 0
    assert plan.before.people_served + sum(plan.gains) == pytest.approx(plan.after.people_served)
    assert plan.certificate.solver
    assert plan.certificate.shadow_prices["one more site"] >= 0
    assert str(plan.certificate).startswith("optimal: ")


def test_more_sites_never_serve_fewer(times) -> None:
    scenario = Scenario(times, limit_min=12)
    served = [solve(scenario.replace(max_new=p)).after.people_served for p in range(10)]
    assert served == sorted(served)


def test_no_new_site_is_today(times) -> None:
    plan = solve(Scenario(times, max_new=0, limit_min=12))
    assert plan.opened == ()
    assert plan.after.people_served == plan.before.people_served
    assert plan.certificate.status == "optimal"


def test_more_new_sites_than_candidates_opens_all_that_help_and_says_so(times) -> None:
    plan = solve(Scenario(times, max_new=50, limit_min=12))
    assert 0 < len(plan.opened) <= 9
    assert "new sites are enough" in plan.notes[0]


def test_of_shares_nobody_says_that_no_other_site_serves_anybody_more() -> None:
    # The lowest share counts: a site may serve more people of the other township, and still change nothing.
    times = street_times(existing={}, candidates={"west": 1.0, "mid": 2.0, "far": 4.0})
    plan = solve(
        Scenario(times, max_new=5, limit_min=12, objective=MaximinCovering(), by="township")
    )
    assert len(plan.opened) < 5
    (said,) = [note for note in plan.notes if "are enough" in note]
    assert "serves anybody more" not in said
    assert "the plan gets no better" in said


def test_a_search_that_was_stopped_does_not_say_that_its_sites_are_enough(times) -> None:
    scenario = Scenario(times, max_new=2, limit_min=12)
    before = assess_within(times, scenario.limit, group=scenario.group)
    siting = siting_of(scenario, before)
    proven = scenario.objective.answer(siting, Effort())
    none = np.empty(0, dtype=np.int64)
    stopped = dataclasses.replace(
        proven,
        status="stopped by user",
        opened=none,
        objective_value=scenario.objective.value(siting, none),
    )
    assert plan_of(scenario, siting, before, stopped).notes == ()


def test_sites_on_no_road_are_listed_not_dropped() -> None:
    demand = demand_at(CELLS, [1.0] * 36)
    sites = sites_at([place(0, 0)], [place(3, 3), place(90, 90)])
    plan = solve(Scenario(travel_times(demand, sites, grid_town(), limit_min=12), max_new=1))
    assert plan.opened == ("p0",)
    assert plan.notes == (
        "1 site is near no usable road and serves nobody: p1 (reasons in the sites layer)",
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_opens_no_candidate_that_is_near_no_road(seed: int) -> None:
    random = np.random.default_rng(seed)
    times = street_times()
    reason = np.where(random.random(len(times.sites)) < 0.5, "no_road", "")
    reason[0] = ""
    reason[1 + seed % 3] = "no_road"
    costs = times.costs.tolil()
    costs[:, np.flatnonzero(reason != "")] = 0
    times = dataclasses.replace(times, site_reason=reason, costs=csc_array(costs))
    off = times.sites.index[reason != ""]
    on = [site for site in ("mid", "east", "end") if site not in off]
    for site in off:
        with pytest.raises(InputError, match="near no usable road"):
            Scenario(times, max_new=1, must_open=[site])
    if not on:
        with pytest.raises(InputError, match="near no usable road or forbidden"):
            Scenario(times, max_new=1)
        return
    plan = solve(Scenario(times, max_new=3, limit_min=15, must_open=on))
    assert set(plan.opened) == set(on)
    assert any("near no usable road" in note for note in plan.notes)


def test_equal_questions_get_equal_answers(times) -> None:
    plans = [solve(Scenario(times, max_new=3, limit_min=10)) for _ in range(2)]
    assert plans[0].opened == plans[1].opened


def test_plans_side_by_side(times) -> None:
    scenario = Scenario(times, max_new=1, limit_min=12, name="one")
    plans = [solve(scenario), solve(scenario.replace(max_new=2, name="two"))]
    table = compare(plans)
    assert table["scenario"].tolist() == ["one", "two"]
    assert table["served_after"].is_monotonic_increasing
    assert np.allclose(table["people"], times.demand["residents"].sum())
    near = [limit_sensitivity(plan.after) for plan in plans]
    assert table["lost_after"].tolist() == [one.people_lost for one in near]
    assert table["gained_after"].tolist() == [one.people_gained for one in near]
    assert table["gained"].tolist() == [sum(plan.gains) for plan in plans]
    assert table["mode"].tolist() == ["walk", "walk"]
    assert table["limit_min"].tolist() == [12.0, 12.0]
    assert table["cost"].tolist() == [1.0, 2.0]
    named = compare({"first": plans[0], "second": plans[1]})
    assert named["scenario"].tolist() == ["first", "second"]
    assert named.drop(columns="scenario").equals(table.drop(columns="scenario"))


def test_the_worst_unit_stands_beside_a_plan() -> None:
    plan = solve(Scenario(street_times(), max_new=1, limit_min=15))
    [row] = compare([plan]).to_dict("records")
    units = plan.after.summary("township").set_index("name")["share"]
    assert (row["worst_unit"], row["worst_share"]) == (units.idxmin(), units.min())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"max_new": -1}, "max_new = -1: is not a whole number of new sites, 0 or more"),
        ({"max_new": 1.5}, "is not a whole number"),
        ({"group": "elderly"}, "no such group"),
        ({"limit_min": 0.0}, "must be a number above 0"),
        ({"limit_min": 90.0}, "at most 20 min"),
        ({"limit_m": 500.0}, "time is counted here"),
        ({"time_limit_s": 0.0}, "must be above 0 seconds"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(times, arguments: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Scenario(times, **arguments)
    with pytest.raises(InputError, match=message):
        Scenario(times).replace(**arguments)


@pytest.mark.parametrize(
    ("limit", "unit", "chinese", "a_km"),
    [({"limit_min": 60}, "s", "秒", 720.0), ({"limit_m": 5_000}, "m", "米", 1_000.0)],
)
def test_costs_are_told_in_the_unit_that_is_counted(
    limit: dict[str, float], unit: str, chinese: str, a_km: float
) -> None:
    roads, demand, sites = walked_street()
    times = travel_times(demand, sites, roads, mode="walk", **limit)
    # With the candidate 400 of 500 people have 1 km to go, and the others none.
    for objective, best, words in (
        (PMedian(), 0.8 * a_km, "on average"),
        (PCenter(), a_km, "at worst"),
    ):
        certificate = solve(Scenario(times, max_new=1, objective=objective)).certificate
        assert certificate.objective_value == pytest.approx(best)
        assert str(certificate).endswith(f" {unit} {words}")
        assert chinese in certificate_said(certificate, "zh")
