"""A scenario under every combination of several settings."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.maps.notebook.answers import sweep_html
from halfhour.optimize import sweep as module
from halfhour.optimize.example_street import street_times
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from halfhour.optimize.sweep import NOT_RUN, sweep


@pytest.fixture(scope="module")
def scenario():
    return Scenario(street_times(cost=[0.0, 3.0, 5.0, 4.0]))


def test_every_row_is_the_best_of_all_choices(scenario):
    times = scenario.times
    swept = sweep(scenario, limit_min=[4, 8, 15], max_new=range(4))
    assert swept.varied == ("limit_min", "max_new")
    assert swept.table["limit_min"].tolist() == np.repeat([4, 8, 15], 4).tolist()
    candidates = times.sites.index[times.sites["status"] == "candidate"]
    existing = times.sites.index[times.sites["status"] == "existing"]
    for row in swept.table.itertuples():
        best = max(
            assess(times, limit_min=row.limit_min, open_sites=[*existing, *chosen]).people_served
            for number in range(row.max_new + 1)
            for chosen in itertools.combinations(candidates, number)
        )
        assert row.served == row.objective_value == row.bound == best
        assert row.gap_people == row.people - best
        assert row.sites == len(row.opened)
        assert row.cost == times.sites["cost"].loc[list(row.opened)].sum()


def test_settings_of_any_kind_are_varied(scenario):
    objectives = [PMedian(), SetCovering(share=1.0)]
    swept = sweep(scenario, objective=objectives, must_open=[(), ("east",)], max_new=[2])
    assert len(swept.table) == 4
    assert swept.table["objective"].tolist() == [*[objectives[0]] * 2, *[objectives[1]] * 2]
    for row, plan in swept.plans.items():
        assert plan.opened == swept.table.loc[row, "opened"]
        assert plan.certificate.status == swept.table.loc[row, "status"]


def test_an_infeasible_row_has_no_figures(scenario):
    swept = sweep(scenario, max_new=[1], must_open=[("east",), ("east", "mid")])
    assert swept.table["status"].tolist() == ["optimal", "infeasible"]
    assert swept.table["served"].isna().tolist() == [False, True]
    assert "infeasible" in sweep_html(swept)


def test_after_the_user_stops_the_rest_is_not_run(scenario, monkeypatch):
    def stopped_at_two(one):
        plan = solve(one)
        if one.max_new != 2:
            return plan
        return replace(plan, certificate=replace(plan.certificate, status="stopped by user"))

    monkeypatch.setattr(module, "solve", stopped_at_two)
    swept = sweep(scenario, max_new=range(1, 5))
    assert swept.table["status"].tolist() == ["optimal", "stopped by user", NOT_RUN, NOT_RUN]
    assert swept.table["served"].notna().tolist() == [True, True, False, False]
    assert list(swept.plans) == [0, 1]
    assert repr(swept) == "<Sweep of 2 plans over max_new, 2 not run>"


def test_a_stop_between_two_searches_loses_no_plan(scenario, monkeypatch):
    def interrupted_at(number):
        def answer(one):
            if one.max_new == number:
                raise KeyboardInterrupt
            return solve(one)

        return answer

    monkeypatch.setattr(module, "solve", interrupted_at(2))
    swept = sweep(scenario, max_new=range(1, 4))
    assert swept.table["status"].tolist() == ["optimal", NOT_RUN, NOT_RUN]
    monkeypatch.setattr(module, "solve", interrupted_at(1))
    with pytest.raises(KeyboardInterrupt):
        sweep(scenario, max_new=range(1, 4))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "no setting that is varied"),
        ({"max_new": 3}, "is one value, not several"),
        ({"group": "residents"}, "is one value, not several"),
        ({"max_new": []}, "has no values"),
        ({"sites": [1]}, "is no setting of a scenario"),
        ({"times": [1]}, "is no setting of a scenario"),
        ({"max_new": [1, -1]}, "is not a whole number"),
        ({"limit_min": [5, 500]}, "must be at most"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_solved(
    scenario, settings, message, monkeypatch
):
    monkeypatch.setattr(module, "solve", lambda _: pytest.fail("solved"))
    with pytest.raises(InputError, match=message):
        sweep(scenario, **settings)
