"""A page that is given a plan's list of gaps tells the same of it, and does not compute it again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from gap_towns import gap_town
from halfhour.maps.plan_page.gaps import gaps_table
from halfhour.maps.plan_page.shown import shown_on_page
from halfhour.optimize import gap_list as module
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.gap_list import gap_list
from halfhour.optimize.plan import Plan
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve

CLOSEST = ServiceCapacity(assignment="closest", need={"residents": 1.0})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(Scenario(gap_town(1), max_new=1, limit_min=9, capacity=CLOSEST))


def told(plan: Plan, gaps: Any = None) -> list[dict[str, Any]]:
    shown = shown_on_page(plan, plan.before)
    found = gaps_table(plan, shown.cells, shown.sites, [], counted=False, gaps=gaps)["told"]
    assert isinstance(found, list)
    return found


def test_a_known_list_is_told_without_counting_candidates_again(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = gap_list(plan)
    expected = told(plan)
    assert len(expected) == (listed["unserved"] > 0).sum()
    with monkeypatch.context() as patch:
        patch.setattr(module, "area_candidates", None)
        assert told(plan, listed) == expected


def test_what_is_told_is_the_list_s(plan: Plan) -> None:
    listed = gap_list(plan)
    sites = plan.after.times.sites.index[shown_on_page(plan, plan.before).sites]
    for one, (_, row) in zip(told(plan), listed.iterrows(), strict=True):
        assert (None if one["site"] < 0 else sites[one["site"]]) == row["candidate_id"]
        assert (one["brings"], one["in_all"]) == (row["brings"], row["brings_in_all"])
        assert one["candidates"] == row["candidates"]
        assert (one["cost"] is None) == bool(pd.isna(row["candidate_cost"]))
        assert one["cost"] in (None, row["candidate_cost"])


def test_the_list_of_another_plan_is_not_told(plan: Plan) -> None:
    other = gap_list(plan)
    other["unserved"] = np.roll(other["unserved"], 1)
    other["brings"] = -1.0
    assert told(plan, other) == told(plan)
