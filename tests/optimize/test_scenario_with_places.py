"""A scenario of a service with capacities."""

import itertools

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.example_street import street_times
from halfhour.optimize.frontier import frontier
from halfhour.optimize.linear_program import linear_program
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from halfhour.optimize.objectives.maximal_covering import MaximalCovering
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.scenario import COUNT_PLACES, Scenario
from halfhour.optimize.solve import solve

CAPACITY = [100.0, 250.0, 80.0, 80.0]


@pytest.mark.parametrize("assignment", ["system", "closest"])
@pytest.mark.parametrize("need", [0.4, 1.0, 2.5])
def test_the_plan_counts_places_everywhere(assignment: str, need: float) -> None:
    rule = ServiceCapacity(assignment=assignment, need={"residents": need})  # type: ignore[arg-type]
    times = street_times(capacity=CAPACITY)
    scenario = Scenario(times, max_new=2, limit_min=15, capacity=rule)
    plan = solve(scenario)
    best = max(
        assess(times, limit_min=15, open_sites=["old", *new], capacity=rule).people_served
        for count in range(3)
        for new in itertools.combinations(["mid", "east", "end"], count)
        if set(new) <= set(times.sites.index)
    )
    assert scenario.objective.kind == "capacitated_covering"
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective_value == pytest.approx(best)
    assert plan.after.people_served == pytest.approx(best)
    assert plan.before.people_served + sum(plan.gains) == pytest.approx(best)
    assert plan.after.people_within_reach >= plan.after.people_served
    curve = frontier(scenario, up_to=2)
    assert curve.order["served"].iloc[-1] == pytest.approx(best)


def test_reach_alone_is_said_where_sites_have_places() -> None:
    times = street_times(capacity=CAPACITY)
    (note,) = solve(Scenario(times, max_new=1, limit_min=15)).notes
    assert "capacity is not counted" in note
    assert "100 places" in note
    (note,) = solve(Scenario(times, max_new=1, limit_min=15, capacity="ignore")).notes
    assert "capacity is ignored, as asked" in note


def test_what_cannot_count_places_is_refused_by_name() -> None:
    times = street_times(capacity=CAPACITY)
    rule = ServiceCapacity()
    with pytest.raises(InputError, match=r"p_median.*does not count places"):
        Scenario(times, max_new=1, capacity=rule, objective=PMedian())
    with pytest.raises(InputError, match=r"closest.*differs from the service's, which is system"):
        Scenario(
            times, max_new=1, capacity=rule, objective=CapacitatedCovering(assignment="closest")
        )
    with pytest.raises(InputError, match=r"group_weights.*cannot be counted with capacities"):
        Scenario(times, max_new=1, capacity=rule, group_weights={"residents": 2.0})
    with pytest.raises(InputError, match=r"ignore.*contradicts capacitated_covering"):
        Scenario(times, max_new=1, capacity="ignore", objective=CapacitatedCovering())
    assert Scenario(times, max_new=1, objective=MaximalCovering()).places is None


def test_these_objectives_count_places() -> None:
    kinds = {"maximin_covering", "set_covering", "multi_period_covering", "capacitated_covering"}
    assert kinds <= COUNT_PLACES
    times = street_times(capacity=CAPACITY)
    scenario = Scenario(
        times, limit_min=15, capacity=ServiceCapacity(), objective=SetCovering(share=0.9)
    )
    curve = frontier(scenario, up_to=3)
    assert curve.points["status"].tolist() == ["infeasible", "infeasible", "optimal", "optimal"]
    assert curve.points["sites"].tolist()[2:] == [2, 2]
    assert curve.order["served"].iloc[-1] == pytest.approx(360)
    with pytest.raises(InputError, match="not solved by one linear program where places count"):
        linear_program(scenario)


def test_conflicts_say_whether_reach_or_places_are_missing() -> None:
    rule = ServiceCapacity()
    few = street_times(capacity=[100.0, 100.0, 40.0, 40.0])
    asked = Scenario(few, limit_min=15, capacity=rule, objective=SetCovering(share=0.9))
    assert "places are missing, not reach" in solve(asked).conflicts[0]
    assert "places for 80 people more are needed" in solve(asked).conflicts[0]
    asked = asked.replace(forbidden=["mid", "end"])
    assert "cannot be reached" in solve(asked.replace(limit_min=6)).conflicts[0]
    many = asked.replace(times=street_times(capacity=CAPACITY), forbidden=[], max_new=1)
    assert "at least 2 sites; max_new allows 1" in solve(many).conflicts[0]


def test_each_site_in_turn_adds_the_most_with_a_place() -> None:
    times = street_times(capacity=[10.0, 30.0, 90.0, np.inf])
    rule = ServiceCapacity()
    plan = solve(Scenario(times, max_new=3, limit_min=15, capacity=rule))
    served = plan.before.people_served
    for nth, gain in enumerate(plan.gains, 1):
        chosen = ["old", *plan.opened[:nth]]
        now = assess(times, limit_min=15, open_sites=chosen, capacity=rule).people_served
        assert now - served == pytest.approx(gain)
        others = [
            assess(times, limit_min=15, open_sites=[*chosen[:-1], one], capacity=rule).people_served
            for one in plan.opened[nth - 1 :]
        ]
        assert now == pytest.approx(max(others))
        served = now
