"""A plan under other assumptions, against assessments and solves of travel times made anew."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.geo.example_street import walked_street
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.example_street import street_times
from halfhour.optimize.joint.scenario import JointScenario
from halfhour.optimize.joint.solve import solve_together
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.sensitivity import sensitivity as module
from halfhour.optimize.sensitivity.changed_times import at_speed, with_people
from halfhour.optimize.sensitivity.result import COLUMNS, NOT_KNOWN
from halfhour.optimize.sensitivity.sensitivity import sensitivity
from halfhour.optimize.solve import solve
from halfhour.optimize.sweep import NOT_RUN

RULES = [None, ServiceCapacity(), ServiceCapacity(assignment="closest")]


@pytest.mark.parametrize("rule", RULES, ids=["reach", "system", "closest"])
def test_every_row_is_counted_by_definition(rule: ServiceCapacity | None) -> None:
    times = street_times(capacity=[120.0, 90.0, 150.0, 60.0])
    plan = solve(Scenario(times, max_new=1, limit_min=15, capacity=rule))
    found = sensitivity(plan, speeds=[0.5, 1.7], limits_min=[4, 36], people=[0.5, 3])
    assert list(found.table.columns) == list(COLUMNS)
    candidates = times.sites.index[times.sites["status"] == "candidate"]
    existing = times.sites.index[times.sites["status"] == "existing"]
    for row in found.table.itertuples():
        factor = row.value if row.varied == "people" else 1.0
        # Twice as fast is twice as far within the same minutes.
        limit = {"speeds": 15 * row.value, "limit_min": row.value}.get(row.varied, 15)

        def served(opened, factor=factor, limit=limit):
            state = assess(
                with_people(times, factor),
                limit_min=limit,
                open_sites=[*existing, *opened],
                capacity=rule,
            )
            return state.people_served

        assert row.served_before == pytest.approx(served([]))
        assert row.served_after == pytest.approx(served(plan.opened))
        assert row.people == pytest.approx(400 * factor)
        best = max(served(one) for n in (0, 1) for one in itertools.combinations(candidates, n))
        assert row.best_served == row.best_objective == row.bound == pytest.approx(best)
        assert row.regret == pytest.approx(best - row.served_after)
        assert row.change == pytest.approx(row.served_after - plan.after.people_served)
        assert row.sites_kept == len(set(row.opened) & set(plan.opened))
        assert row.status == "optimal"


def test_speeds_agree_with_the_sensitivity_to_the_limit() -> None:
    roads, demand, sites = walked_street()
    times = travel_times(demand, sites, roads, mode="walk", limit_min=22)
    plan = solve(Scenario(times, max_new=0))
    table = sensitivity(plan, limits_min=[], people=[]).table.set_index("value")
    near = limit_sensitivity(plan.after)
    assert table.loc[0.9, "served_after"] == near.reach_lower
    assert table.loc[1.1, "served_after"] == near.reach_upper


def test_other_speeds_are_those_of_a_network_at_that_pace() -> None:
    roads, demand, sites = walked_street()
    times = travel_times(demand, sites, roads, mode="walk", limit_min=20)
    faster = dataclasses.replace(
        roads,
        forward_s={"walk": roads.forward_s["walk"] / 2},
        backward_s={"walk": roads.backward_s["walk"] / 2},
    )
    expected = travel_times(demand, sites, faster, mode="walk", limit_min=20)
    changed = at_speed(times, 2.0)
    assert changed is not None
    open_sites = ["first"]
    np.testing.assert_allclose(
        changed.nearest(open_sites)["cost"], expected.nearest(open_sites)["cost"], atol=0.2
    )
    np.testing.assert_allclose(changed.costs.toarray(), expected.costs.toarray(), atol=0.2)
    assert changed.nearest_k(open_sites, 1)["cost"].tolist() == pytest.approx(
        expected.nearest_k(open_sites, 1)["cost"].tolist(), abs=0.2
    )


def test_objectives_that_are_minimised_have_their_regret_in_their_own_units() -> None:
    plan = solve(Scenario(street_times(), max_new=1, objective=PMedian()))
    found = sensitivity(plan, speeds=[0.5], people=[])
    assert set(found.table["varied"]) == {"as planned", "speeds"}
    slow = found.table.iloc[1]
    assert slow["best_objective"] == pytest.approx(2 * plan.certificate.objective_value)
    assert slow["regret"] == pytest.approx(0.0, abs=1e-6)
    cheapest = solve(Scenario(street_times(), limit_min=15, objective=SetCovering(share=0.8)))
    assert sensitivity(cheapest, people=[2]).table["regret"].min() >= 0


def test_a_change_that_no_plan_answers_has_no_best_plan() -> None:
    plan = solve(Scenario(street_times(), limit_min=15, objective=SetCovering(share=1.0)))
    found = sensitivity(plan, speeds=[0.2], limits_min=[], people=[]).table.iloc[1]
    assert found["status"] == "infeasible"
    assert np.isnan(found["best_objective"])
    assert found["served_after"] < 400


def test_where_a_table_of_times_ends_nothing_is_guessed() -> None:
    times = street_times()
    pairs = times.nearest_k(["old"], 1).reset_index().drop(columns="nth")
    short = travel_times_from_table(
        times.demand, times.sites, pairs[pairs["cost"] <= 1800], limit_min=30
    )
    table = sensitivity(solve(Scenario(short, max_new=0)), people=[]).table
    known = table.set_index(["varied", "value"])["status"]
    assert known["speeds", 0.9] == "optimal"
    assert known["speeds", 1.1] == known["limit_min", 40.0] == NOT_KNOWN
    assert table["served_after"].isna().tolist() == (table["status"] == NOT_KNOWN).tolist()


def test_after_the_user_stops_the_rest_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = solve(Scenario(street_times(), max_new=1, limit_min=15))

    def stopped(scenario: Scenario):
        found = solve(scenario)
        proof = dataclasses.replace(found.certificate, status="stopped by user")
        return dataclasses.replace(found, certificate=proof)

    monkeypatch.setattr(module, "solve", stopped)
    table = sensitivity(plan, speeds=[0.5, 0.8], limits_min=[], people=[]).table
    assert table["status"].tolist() == ["optimal", "stopped by user", NOT_RUN]
    assert table["served_after"].notna().all()
    without = sensitivity(plan, best=False).table
    assert (without["status"].iloc[1:] == NOT_RUN).all()


def test_a_stop_between_two_searches_loses_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = solve(Scenario(street_times(), max_new=1, limit_min=15))
    asked: list[Scenario] = []

    def interrupted(scenario: Scenario):
        asked.append(scenario)
        if len(asked) > 1:
            raise KeyboardInterrupt
        return solve(scenario)

    monkeypatch.setattr(module, "solve", interrupted)
    table = sensitivity(plan, speeds=[0.5, 0.8, 0.9], limits_min=[], people=[]).table
    assert table["status"].tolist() == ["optimal", "optimal", NOT_RUN, NOT_RUN]
    assert table["served_after"].notna().all()
    assert len(asked) == 2


def test_what_makes_no_sense_is_refused_together() -> None:
    times = street_times()
    plan = solve(Scenario(times, max_new=1, limit_min=15))
    with pytest.raises(InputError) as told:
        sensitivity(plan, speeds=[0, "fast"], limits_m=[500], people=[-1])
    assert len(told.value.faults) == 4
    metres = solve(Scenario(dataclasses.replace(times, unit="m"), max_new=1))
    with pytest.raises(InputError, match="where distance is counted"):
        sensitivity(metres, speeds=[0.9])
    assert "limit_m" in set(sensitivity(metres).table["varied"])
    none = solve(Scenario(times, max_new=0, must_open=["east"]))
    with pytest.raises(InputError, match="infeasible"):
        sensitivity(none)
    both = solve_together(JointScenario({"clinic": plan.scenario}, max_new=1))
    with pytest.raises(InputError, match="joint"):
        sensitivity(both.plans["clinic"])
