from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.frontier import frontier, knee
from halfhour.optimize.objectives.maximal_covering import MaximalCovering
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    cells = [place(c, r) for c in range(6) for r in range(6)]
    demand = demand_at(cells, [float(1 + (5 * i) % 11) for i in range(36)])
    candidates = [place(c, r) for c in (1, 3, 5) for r in (0, 2, 4)]
    sites = sites_at([place(0, 0)], candidates)
    return Scenario(travel_times(demand, sites, grid_town(), limit_min=20), limit_min=10)


def test_each_point_is_the_best_plan_of_its_number(scenario: Scenario) -> None:
    result = frontier(scenario, up_to=10)
    assert result.points.index.tolist() == list(range(11))
    for number, point in result.points.iterrows():
        plan = solve(scenario.replace(max_new=number))
        assert point["objective_value"] == plan.certificate.objective_value
        assert point["status"] == "optimal"
        assert point["bound"] == point["objective_value"]
    objective = result.points["objective_value"].to_numpy()
    assert (np.diff(objective) >= 0).all()
    assert result.points["adds"].iloc[1:].to_numpy() == pytest.approx(np.diff(objective))


def test_the_last_plan_is_built_one_by_one(scenario: Scenario) -> None:
    result = frontier(scenario, up_to=4)
    last = result.points.iloc[-1]
    assert set(result.order["site_id"]) == set(last["opened"])
    assert result.order["served"].iloc[-1] == last["objective_value"]
    assert result.order["adds"].is_monotonic_decreasing
    # Built one by one, no number of sites serves more than its own best plan.
    best = result.points["objective_value"].iloc[1 : len(result.order) + 1]
    assert (result.order["served"].to_numpy() <= best.to_numpy() + 1e-9).all()


def test_budgets_and_other_questions_have_frontiers_too(scenario: Scenario) -> None:
    money = frontier(scenario, budgets=[0, 1, 3.5])
    number = frontier(scenario, up_to=3)
    assert (
        money.points["objective_value"].tolist()
        == number.points["objective_value"].iloc[[0, 1, 3]].tolist()
    )
    average = frontier(scenario.replace(objective=PMedian()), up_to=3)
    assert average.points["objective_value"].is_monotonic_decreasing


def test_the_knee_is_where_the_curve_bends() -> None:
    curve = pd.Series([0.0, 80.0, 90.0, 95.0, 97.0], index=[0, 1, 2, 3, 4])
    assert knee(curve) == 1
    assert knee(pd.Series([0.0, 1.0, 2.0, 3.0])) is None
    assert knee(pd.Series([5.0, 5.0, 5.0])) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "give up_to"),
        ({"up_to": 1, "budgets": [1]}, "not both"),
        ({"budgets": [2, 1]}, "ascending"),
    ],
)
def test_a_frontier_without_an_end_is_refused(
    scenario: Scenario, arguments: dict, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        frontier(scenario, **arguments)


@pytest.mark.parametrize("objective", [MaximalCovering(), PMedian()])
def test_a_frontier_that_is_stopped_at_any_report_proves_only_what_is_proven(
    scenario: Scenario, objective: MaximalCovering | PMedian
) -> None:
    scenario = scenario.replace(objective=objective)
    whole = frontier(scenario, up_to=4).points
    sign = 1.0 if objective.sense == "maximise" else -1.0
    reports = 0

    def stopping(at: int) -> Callable[[str], None]:
        def report(_: str) -> None:
            nonlocal reports
            reports += 1
            if reports == at:
                raise KeyboardInterrupt

        return report

    at = 0
    while reports >= at:
        at, reports = at + 1, 0
        points = frontier(scenario.replace(report=stopping(at)), up_to=4).points
        assert points.index.tolist() == whole.index.tolist()
        best = whole["objective_value"]
        known = points["objective_value"].notna()
        assert (sign * points["bound"] >= sign * best - 1e-6).all()
        assert (sign * points["objective_value"][known] <= sign * best[known] + 1e-6).all()
        proven = points["status"] == "optimal"
        assert points["objective_value"][proven].tolist() == pytest.approx(best[proven].tolist())
        assert at < 100
    assert at > 1
