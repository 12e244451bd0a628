from itertools import combinations

import numpy as np
import pytest
from halfhour.coverage.assessment import Assessment, assess
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.site_comparison.best_plan import best_plan
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at

CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]
CANDIDATES = [place(5, 5), place(3, 3), place(0, 4), place(5, 0)]


def assessed(places: list[float] | None, assignment: str = "system") -> Assessment:
    sites = sites_at([place(0, 0), place(2, 1)], CANDIDATES)
    if places is not None:
        sites = sites.assign(capacity=places)
    times = travel_times(demand_at(CELLS, PEOPLE), sites, grid_town(), limit_min=9)
    rule = None if places is None else ServiceCapacity(assignment=assignment)
    return assess(times, capacity=rule)


STATES = {
    "reach": assessed(None),
    "system": assessed([30.0, 10.0, 20.0, 50.0, 35.0, np.inf]),
    "closest": assessed([30.0, 10.0, 20.0, 50.0, 35.0, 8.0], "closest"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("sites", [1, 2, 3])
def test_the_best_plan_is_the_best_of_all_choices(state: str, sites: int) -> None:
    today = STATES[state]
    served = [
        assess(
            today.times, open_sites=[*today.open_sites, *chosen], capacity=today.capacity
        ).people_served
        for count in range(sites + 1)
        for chosen in combinations(["p0", "p1", "p2", "p3"], count)
    ]
    best = best_plan(today, sites=sites)
    assert best is not None
    assert best.proven
    assert best.newly_served == pytest.approx(max(served) - today.people_served)
    assert best.bound == pytest.approx(best.newly_served)


@pytest.mark.parametrize("state", STATES)
def test_the_best_single_site_is_that_of_the_optimiser(state: str) -> None:
    today = STATES[state]
    plan = solve(Scenario(today.times, max_new=1, limit_min=9, capacity=today.capacity))
    best = best_plan(today)
    assert best is not None
    assert best.newly_served == pytest.approx(plan.after.people_served - today.people_served)


def test_sites_that_are_open_beside_the_existing_ones_are_part_of_today() -> None:
    today = assess(STATES["reach"].times, open_sites=["e1", "p0"])
    for sites in (1, 2):
        best = best_plan(today, sites=sites)
        assert best is not None
        after = assess(today.times, open_sites=[*today.open_sites, *best.opened])
        assert best.newly_served == after.people_served - today.people_served
        assert not {"e0", "e1", "p0"} & set(best.opened)


@pytest.mark.parametrize("sites", [1, 2])
def test_without_candidates_there_is_no_best_plan(sites: int) -> None:
    times = STATES["reach"].times
    assert best_plan(assess(times, open_sites=list(times.sites.index)), sites=sites) is None


def test_where_no_candidate_helps_the_best_plan_opens_none() -> None:
    demand = demand_at([place(0, 0)], [5.0])
    sites = sites_at([place(0, 0)], [place(1, 0)])
    best = best_plan(assess(travel_times(demand, sites, grid_town(), limit_min=9)))
    assert best is not None
    assert (best.opened, best.newly_served, best.bound) == ((), 0.0, 0.0)
