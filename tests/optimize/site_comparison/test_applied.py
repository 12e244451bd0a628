"""The best set of applications, against every choice assessed in full; with and without places."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.site_comparison.applied import Applied
from halfhour.optimize.site_comparison.applied_figures import applied_figures
from towns import demand_at, grid_town, place, sites_at

CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]
APPLIED = [place(5, 5), place(3, 3), place(4.5, 5), place(0, 0.4), place(5, 1), place(1, 5)]
PLACES = [np.inf, 20.0, 40.0, 7.0, 60.0, 0.0, 25.0]


@pytest.mark.parametrize("rule", [None, "system", "closest"])
@pytest.mark.parametrize("most", [1, 2, 3, None])
def test_the_best_set_and_what_each_adds(rule: str | None, most: int | None) -> None:
    capacity = None if rule is None else ServiceCapacity(assignment=rule)
    sites = sites_at([place(0, 0)], APPLIED)
    if rule is not None:
        sites = sites.assign(capacity=[30.0, *PLACES[1:]])
    every = travel_times(demand_at(CELLS, PEOPLE), sites, grid_town(), limit_min=8)
    alone = travel_times(demand_at(CELLS, PEOPLE), sites[:1], grid_town(), limit_min=8)
    today = assess(alone, capacity=capacity)
    names = [f"p{number}" for number in range(len(APPLIED))]
    costs = every.costs[:, 1:]
    applied = Applied(today, sites[1:], costs)

    def newly(chosen: tuple[str, ...]) -> float:
        after = assess(every, open_sites=["e0", *chosen], capacity=capacity)
        return after.people_served - today.people_served

    most_sites = len(names) if most is None else most
    choices = [one for count in range(most_sites + 1) for one in combinations(names, count)]
    best = applied.best(most)
    assert best.proven
    assert best.newly_served == pytest.approx(max(map(newly, choices)))
    assert best.newly_served == pytest.approx(newly(best.chosen))
    assert best.bound == pytest.approx(best.newly_served)
    assert sum(best.adds) == pytest.approx(best.newly_served)
    adds = applied.adds(names)
    totals = [newly(tuple(names[:count])) for count in range(len(names) + 1)]
    np.testing.assert_allclose(adds, np.diff(totals), atol=1e-6)
    figures = applied_figures(today, sites[1:], costs)
    np.testing.assert_allclose(figures["newly_served"], [newly((one,)) for one in names], atol=1e-6)


def test_nobody_to_choose() -> None:
    sites = sites_at([place(0, 0)])
    today = assess(travel_times(demand_at(CELLS, PEOPLE), sites, grid_town(), limit_min=8))
    best = Applied(today, sites[:0], today.times.costs[:, :0]).best(3)
    assert (best.chosen, best.newly_served, best.proven) == ((), 0.0, True)
