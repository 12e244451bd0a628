from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.example_street import street_times
from halfhour.optimize.joint.scenario import JointScenario
from halfhour.optimize.joint.solve import solve_together
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from halfhour.optimize.objectives.gradual_covering import GradualCovering
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at

CELLS = [place(c, r) for c in range(6) for r in range(6)]


def town(**columns: object) -> TravelTimes:
    sites = sites_at([place(0, 0)], [place(c, r) for c in (1, 3, 5) for r in (1, 4)])
    demand = demand_at(CELLS, [1.0] * 36, units=["west"] * 18 + ["east"] * 18)
    return travel_times(demand, sites.assign(**columns), grid_town(), limit_min=10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"budget": -1.0}, "is not a sum of money"),
        ({"must_open": ["p0"], "forbidden": ["p0"]}, "is forbidden, too"),
        ({"must_open": ["q0"]}, "is no candidate"),
        ({"must_open": ["e0"]}, "stands already"),
        ({"max_new": 1, "forbidden": [f"p{i}" for i in range(6)]}, "no eligible candidate"),
        ({"unit_weights": {"west": 2.0}}, "name the level of units"),
        ({"group_weights": {"residents": -1.0}}, "is no weight"),
        ({"group_weights": {"elderly": 1.0}}, "no such group"),
        ({"by": "village"}, "no such level of units"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Scenario(town(), **arguments)


def test_a_missing_cost_is_named_where_money_counts() -> None:
    cost = np.array([1.0, 2.0, np.nan, 1.0, 1.0, 1.0, 1.0])
    times = town(cost=cost)
    with pytest.raises(InputError, match="cost = nan: is no cost"):
        Scenario(times, budget=3.0)
    assert Scenario(times, max_new=1).budget is None


def test_money_and_number_hold_and_dear_sites_stay_shut() -> None:
    cost = np.array([1.0, 9.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    times = town(cost=cost)
    plan = solve(Scenario(times, budget=3.0))
    assert len(plan.opened) == 3
    assert times.sites["cost"][list(plan.opened)].sum() <= 3.0
    both = solve(Scenario(times, budget=3.0, max_new=2))
    assert len(both.opened) == 2
    assert both.after.people_served <= plan.after.people_served


def test_must_open_beyond_the_number_is_infeasible_and_explained() -> None:
    plan = solve(Scenario(town(), max_new=1, must_open=["p0", "p1"]))
    assert plan.certificate.status == "infeasible"
    assert str(plan.certificate).startswith("infeasible")
    assert any("must_open" in text for text in plan.conflicts)
    assert plan.opened == ()
    assert plan.after.people_served == plan.before.people_served


def test_weights_move_sites_to_those_who_count_more() -> None:
    times = town()
    level = next(c[: -len("_name")] for c in times.demand.columns if str(c).endswith("_name"))
    plans = {
        unit: solve(Scenario(times, max_new=1, by=level, unit_weights={unit: 100.0}))
        for unit in ("west", "east")
    }
    served = {
        unit: plan.after.summary(by=level)["served"].to_dict() for unit, plan in plans.items()
    }
    assert served["west"]["west"] >= served["east"]["west"]
    assert served["east"]["east"] >= served["west"]["east"]
    assert plans["west"].opened != plans["east"].opened


def test_a_weighted_sum_is_not_called_people() -> None:
    times = town()
    level = next(c[: -len("_name")] for c in times.demand.columns if str(c).endswith("_name"))
    alike = Scenario(times, max_new=1, by=level, unit_weights={"west": 1.0, "east": 1.0})
    twice = alike.replace(unit_weights={"west": 2.0})
    assert solve(alike).certificate.measure == "people"
    certificate = solve(twice).certificate
    assert certificate.measure == "weighted_people"
    assert str(certificate).endswith(" weighted people")
    near = GradualCovering(full_min=2, none_min=8)
    assert alike.replace(objective=near).measure == "people_by_nearness"
    assert twice.replace(objective=near).measure == "weighted_people_by_nearness"
    assert twice.replace(objective=SetCovering(share=0.5)).measure == SetCovering(share=0.5).measure
    together = JointScenario({"clinic": alike}, max_new=1)
    assert solve_together(together).certificate.measure == "people"
    weighed = JointScenario({"clinic": alike}, max_new=1, weights={"clinic": 3.0})
    assert solve_together(weighed).certificate.measure == "weighted_people"


def test_an_unknown_capacity_is_named_where_capacities_count() -> None:
    capacity = np.array([np.nan, 5.0, np.nan, np.inf, 1.0, 1.0, 1.0])
    times = town(capacity=capacity)
    Scenario(times, max_new=1)
    with pytest.raises(InputError) as caught:
        Scenario(times, max_new=1, objective=CapacitatedCovering())
    assert [(f.key, f.column) for f in caught.value.faults] == [
        ("site_id e0", "capacity"),
        ("site_id p1", "capacity"),
    ]
    with pytest.raises(InputError, match="is no cost"):
        Scenario(
            town(cost=np.array([1.0, np.nan, 1, 1, 1, 1, 1])),
            objective=SetCovering(minimise="cost"),
        )


def test_numbers_of_any_kind_are_numbers() -> None:
    times = street_times(cost=[0.0, 3.0, 5.0, 4.0])
    plain = Scenario(times, max_new=2, limit_min=15.0, budget=8.0, time_limit_s=60.0)
    kinds = Scenario(
        times,
        max_new=np.int64(2),
        limit_min=Fraction(15),
        budget=Decimal("8.0"),
        time_limit_s=np.float32(60),
        memory_limit_mb=Decimal(4000),
        group_weights={"residents": Decimal(0)},
    )
    assert (kinds.max_new, kinds.budget, kinds.limit) == (2, 8.0, plain.limit)
    assert solve(kinds).opened == solve(plain).opened
    years = (YearBudget(year=np.int32(2027), max_new=np.int8(1), budget=Fraction(5)),)
    for objective in (
        SetCovering(share=Decimal("0.8")),
        GradualCovering(full_min=Fraction(10), none_min=np.int64(15)),
        MultiPeriodCovering(years=years),
    ):
        assert solve(kinds.replace(objective=objective)).certificate.status == "optimal"


@pytest.mark.parametrize("limit", [0, -1.0, np.nan, "much", True])
def test_a_memory_limit_is_a_number_above_0(limit: Any) -> None:
    with pytest.raises(InputError, match="must be above 0 megabytes"):
        Scenario(street_times(), memory_limit_mb=limit)
