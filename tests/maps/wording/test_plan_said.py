"""What an overview says of a plan: its cost where there is one to tell."""

from __future__ import annotations

import dataclasses

import halfhour as hh
import pytest
from halfhour.maps.wording.plan_said import plan_said
from halfhour.optimize.example_street import street_times


@pytest.mark.parametrize(
    ("cost", "budget", "said"), [(1.0, None, ""), (1.0, 2.0, "2"), (40.0, None, "80")]
)
def test_a_cost_is_told_where_a_column_or_a_budget_gives_it(
    cost: float, budget: float | None, said: str
) -> None:
    times = street_times()
    sites = times.sites.assign(cost=cost)
    priced = dataclasses.replace(times, sites=sites)
    two = sites.index[sites["status"] == "candidate"][:2]
    plan = hh.solve(hh.Scenario(priced, max_new=2, budget=budget, must_open=two.tolist()))
    assert plan_said(plan)["cost"] == {"en": said, "zh": said}
