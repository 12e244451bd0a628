"""Averages and longest ways count costs beyond the limit, as a full table of them does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from halfhour.geo.roads.network import build_network
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize import costs_needed
from halfhour.optimize.frontier import frontier
from halfhour.optimize.objectives.gradual_covering import GradualCovering
from halfhour.optimize.objectives.p_center import PCenter
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from towns import CRS, demand_at, grid_town, lines, place, sites_at

OBJECTIVES = [PMedian(), PCenter()]


def measured(costs: np.ndarray, people: np.ndarray, objective: object) -> float:
    if isinstance(objective, PMedian):
        return float(np.average(costs, weights=people))
    return float(costs[people > 0].max())


def town(seed: int, *, existing: int, limit_min: float) -> tuple[TravelTimes, np.ndarray]:
    """Random cells and sites on a grid, and the full table of their times."""
    rng = np.random.default_rng(seed)

    def places(count: int) -> list[tuple[float, float]]:
        return [
            place(*(rng.uniform(0, 5), rng.integers(0, 6))[:: rng.choice([1, -1])])
            for _ in range(count)
        ]

    demand = demand_at(places(14), rng.integers(0, 50, 14).astype(float))
    sites, roads = sites_at(places(existing), places(6)), grid_town()
    full = travel_times(demand, sites, roads, limit_min=600)
    assert full.costs.nnz == 14 * len(sites)
    return travel_times(demand, sites, roads, limit_min=limit_min), full.costs.toarray()


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("existing", [0, 1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_the_best_of_all_choices_with_a_full_table(
    seed: int, existing: int, objective: PMedian | PCenter
) -> None:
    times, full = town(seed, existing=existing, limit_min=5)
    people = times.demand["residents"].to_numpy()
    plan = solve(Scenario(times, max_new=2, objective=objective))
    best = min(
        measured(full[:, [*range(existing), *chosen]].min(axis=1), people, objective)
        for chosen in combinations(range(existing, existing + 6), 2)
    )
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective_value == pytest.approx(best, rel=1e-6)
    assert plan.certificate.bound == pytest.approx(best, rel=1e-6)
    # Who is served is still a question of the limit.
    assert plan.after.limit == 300
    assert plan.after.people_served == people[plan.after.cells["cost"] <= 300].sum()


def test_a_frontier_goes_beyond_the_limit_too() -> None:
    times, full = town(1, existing=1, limit_min=5)
    points = frontier(Scenario(times, max_new=2, objective=PCenter())).points
    worst = [
        min(
            full[:, [0, *chosen]].min(axis=1)[times.demand["residents"] > 0].max()
            for chosen in choices
        )
        for choices in ([()], [(j,) for j in range(1, 7)], combinations(range(1, 7), 2))
    ]
    assert points["objective_value"].tolist() == pytest.approx(worst, rel=1e-6)


def test_the_case_of_two_towns(shared_case: Callable[[str], Path]) -> None:
    study = open_study(shared_case("faults") / "p_center_beyond_limit" / "study.yaml")
    scenario = study.scenarios["one"]
    plan = solve(scenario)
    assert plan.opened == ("mid",)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective_value == pytest.approx(2160, abs=0.1)
    average = solve(scenario.replace(objective=PMedian()))
    assert average.certificate.objective_value == pytest.approx(2160, abs=0.1)


def from_table(rows: list[tuple[int, str, float]], *, existing: int = 0) -> TravelTimes:
    """Three cells with 10, 20 and 30 people, candidates p0 to p2, and these times in minutes."""
    at = [place(i, 0) for i in range(3)]
    demand, sites = demand_at(at, [10.0, 20.0, 30.0]), sites_at(at[:existing], at)
    pairs = pd.DataFrame(
        {
            "cell_id": [f"cell{cell}" for cell, _, _ in rows],
            "site_id": [site for _, site, _ in rows],
            "cost": [60.0 * minutes for _, _, minutes in rows],
        }
    )
    return travel_times_from_table(demand, sites, pairs, limit_min=30)


LINE = [(i, f"p{j}", 25.0 * abs(i - j)) for i in range(3) for j in range(3)]


@pytest.mark.parametrize("objective", [*OBJECTIVES, GradualCovering(full_min=10, none_min=60)])
def test_a_table_that_ends_at_the_limit_is_refused(objective: PMedian) -> None:
    short = from_table([row for row in LINE if row[2] <= 30])
    with pytest.raises(InputError, match=r"2 cells with people .*2 pairs.*give the times of all"):
        solve(Scenario(short, max_new=1, objective=objective))
    alone = from_table([row for row in LINE if row[2] == 0])
    with pytest.raises(InputError, match="needs times beyond the limit"):
        solve(Scenario(alone, max_new=1, objective=objective))


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_full_table_is_taken_beyond_the_limit(objective: PMedian | PCenter) -> None:
    plan = solve(Scenario(from_table(LINE), max_new=1, objective=objective))
    assert plan.opened == ("p1",)
    expected = 60 * (25 * 40 / 60 if isinstance(objective, PMedian) else 25)
    assert plan.certificate.objective_value == pytest.approx(expected)


def test_what_a_table_lacks_matters_only_where_no_existing_site_is_reached() -> None:
    today = [(0, "e0", 20.0), (1, "e0", 28.0), (2, "e0", 29.0)]
    near = [(0, "p0", 5.0), (2, "p2", 9.0)]
    plan = solve(Scenario(from_table(today + near, existing=1), max_new=1, objective=PCenter()))
    assert plan.certificate.objective_value == 28 * 60


def test_islands_without_a_site_are_left_out_and_told() -> None:
    # The third cell has a time to nothing, and the table goes beyond the limit.
    rows = [(i, f"p{j}", 40.0 * abs(i - j)) for i in range(2) for j in range(2)]
    plan = solve(Scenario(from_table(rows), max_new=1, objective=PMedian()))
    assert plan.opened == ("p1",)
    assert plan.certificate.objective_value == pytest.approx(60 * 40 / 3)
    assert plan.notes == (
        "1 cell with 30 residents has no way to any site, and is left out of the average",
    )
    assert solve(Scenario(from_table(rows), max_new=1)).notes == ()


def test_too_many_pairs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    times, _ = town(1, existing=0, limit_min=5)
    monkeypatch.setattr(costs_needed, "MOST_PAIRS", 50)
    with pytest.raises(InputError, match=r"6 candidates, and more than 50 .*fewer candidates"):
        solve(Scenario(times, max_new=1, objective=PMedian()))
    assert solve(Scenario(times, max_new=1)).certificate.status == "optimal"


def test_a_cell_off_the_roads_is_left_out_and_told() -> None:
    demand = demand_at([place(0, 0), place(5, 5), place(90, 90)], [1.0, 2.0, 7.0])
    sites = sites_at([], [place(0, 0), place(5, 5)])
    times = travel_times(demand, sites, grid_town(), limit_min=5)
    plan = solve(Scenario(times, max_new=1, objective=PCenter()))
    assert plan.certificate.objective_value == pytest.approx(
        times.nearest(["p0"])["cost"].iloc[1], rel=1e-6
    )
    assert "1 cell with 7 residents has no way" in plan.notes[0]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_modes_by_tier_go_beyond_the_limit(objective: PMedian | PCenter) -> None:
    demand = demand_at([place(0, 0), place(5, 0), place(5, 5)], [1.0, 2.0, 3.0])
    sites = sites_at([], [place(0, 0), place(2, 2), place(5, 3)])
    sites["tier"] = ["near", "far", "near"]
    mode = {"near": "walk", "far": "drive"}
    short, full = (
        travel_times(demand, sites, grid_town(), mode=mode, limit_min=limit) for limit in (2, 600)
    )
    plan = solve(Scenario(short, max_new=1, objective=objective))
    costs = full.costs.toarray()
    best = min(measured(costs[:, j], np.array([1.0, 2.0, 3.0]), objective) for j in range(3))
    assert plan.certificate.objective_value == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_an_island_gets_a_site_or_is_left_out(objective: PMedian | PCenter) -> None:
    def way(start: int, *places: tuple[float, float]) -> tuple:
        return list(enumerate(places, start)), {"highway": "residential"}

    mainland, island = [place(0, 0), place(4, 0)], [place(0, 8), place(1, 8)]
    roads = build_network(lines([way(0, *mainland), way(10, *island)]), CRS)
    demand = demand_at([*mainland, *island], [5.0, 5.0, 1.0, 2.0])
    sites = sites_at([place(0, 0)], [place(4, 0), place(0, 8)])
    scenario = Scenario(
        travel_times(demand, sites, roads, limit_min=5), max_new=0, objective=objective
    )
    nothing = solve(scenario)
    assert nothing.certificate.status == "infeasible"
    assert "at least 1 new site, and max_new allows 0" in nothing.conflicts[0]
    assert solve(scenario.replace(max_new=1)).opened == ("p1",)
    without = solve(scenario.replace(max_new=1, forbidden=["p1"]))
    assert without.opened == ("p0",)
    assert without.certificate.objective_value == pytest.approx(0, abs=0.1)
    assert "2 cells with 3 residents have no way" in without.notes[-1]
