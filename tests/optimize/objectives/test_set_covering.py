"""Fewest sites, or least cost, for a share, against trying every choice of sites."""

import dataclasses

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.set_covering import SetCovering
from hypothesis import given, settings
from hypothesis import strategies as st
from sitings import choices, least_costs, people_served, siting, sitings

EFFORT = Effort(threads=1)
SHARES = st.sampled_from([0.0, 0.3, 0.5, 0.75, 0.9, 1.0, 1.0])

QUESTIONS = st.builds(
    SetCovering,
    share=SHARES,
    unit_share=st.none() | SHARES | st.dictionaries(st.sampled_from(["unit0", "unit1"]), SHARES),
    minimise=st.sampled_from(["sites", "cost"]),
)


def named(problem: Siting, objective: SetCovering) -> SetCovering:
    """Without the units that the problem lacks."""
    if not isinstance(objective.unit_share, dict):
        return objective
    known = {k: v for k, v in objective.unit_share.items() if k in problem.unit_names}
    return dataclasses.replace(objective, unit_share=known)


def enough(problem: Siting, objective: SetCovering, opened: np.ndarray) -> bool:
    served = least_costs(problem, opened) <= problem.limit
    asked = [(np.ones(len(served), dtype=bool), objective.share)]
    for number, name in enumerate(problem.unit_names):
        by_unit = objective.unit_share
        share = by_unit.get(name, 0.0) if isinstance(by_unit, dict) else by_unit or 0.0
        asked.append((problem.unit == number, share))
    return all(
        problem.people[cells & served].sum() >= share * problem.people[cells].sum() - 1e-9
        for cells, share in asked
    )


def counted(problem: Siting, objective: SetCovering, opened: np.ndarray) -> float:
    return float(
        len(opened) if objective.minimise == "sites" else problem.opening_cost[opened].sum()
    )


@settings(max_examples=120)
@given(problem=sitings(), objective=QUESTIONS)
def test_no_choice_takes_less(problem: Siting, objective: SetCovering) -> None:
    objective = named(problem, objective)
    got = objective.answer(problem, EFFORT)
    fulfil = [opened for opened in choices(problem) if enough(problem, objective, opened)]
    if not fulfil:
        assert got.status == "infeasible"
        assert got.conflicts
        assert np.isnan(got.objective_value)
        return
    assert got.status == "optimal"
    assert tuple(got.opened) in {tuple(opened) for opened in fulfil}
    assert got.objective_value == min(counted(problem, objective, opened) for opened in fulfil)
    assert got.bound == got.objective_value == objective.value(problem, got.opened)


@settings(max_examples=40)
@given(problem=sitings(), objective=QUESTIONS, data=st.data())
def test_relabelling_duplicates_and_a_higher_share(
    problem: Siting, objective: SetCovering, data: st.DataObject
) -> None:
    objective = named(problem, objective)
    got = objective.answer(problem, EFFORT)
    twice = np.repeat(data.draw(st.permutations(range(len(problem.opening_cost)))), 2)
    copied = dataclasses.replace(
        problem,
        costs=problem.costs[:, twice],
        opening_cost=problem.opening_cost[twice],
        must_open=problem.must_open[twice] & (np.arange(len(twice)) % 2 == 0),
        candidate_names=tuple(f"c{j}" for j in range(len(twice))),
    )
    other = objective.answer(copied, EFFORT)
    assert other.objective_value == pytest.approx(got.objective_value, nan_ok=True)
    lower = dataclasses.replace(objective, share=objective.share / 2)
    if got.status == "optimal":
        assert lower.answer(problem, EFFORT).objective_value <= got.objective_value


def clinics(people: list[float], **options: object) -> Siting:
    """Each candidate serves one cell of its own."""
    costs = np.where(np.eye(len(people), dtype=bool), 0.0, np.inf)
    return siting(costs, np.array(people), opening_cost=np.full(len(people), 2.0), **options)


def test_people_are_weighted() -> None:
    answer = SetCovering(share=0.6).answer(clinics([6.0, 1.0, 1.0, 2.0]), EFFORT)
    assert answer.opened.tolist() == [0]
    by_unit = SetCovering(share=0.0, unit_share={"unit1": 0.5}, minimise="cost")
    problem = clinics([6.0, 1.0, 1.0, 2.0], unit=np.array([0, 1, 1, 1]))
    answer = by_unit.answer(problem, EFFORT)
    assert answer.opened.tolist() == [3]
    assert (answer.objective_value, by_unit.measure) == (2.0, "cost")


def test_set_covering_reduces_rows_and_columns() -> None:
    # Whoever serves cell 0 serves cell 1; then candidate 1 serves all that 2 does.
    near = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 1]], dtype=bool)
    answer = SetCovering().answer(siting(np.where(near, 0.0, np.inf), np.ones(3)), EFFORT)
    assert answer.opened.tolist() == [0, 1]
    assert (answer.sizes.groups, answer.sizes.kept) == (2, 2)


def test_a_share_that_nobody_can_serve_says_how_much_can_be() -> None:
    costs = np.where(np.eye(3, 2, dtype=bool), 0.0, np.inf)
    problem = siting(costs, np.array([40.0, 30.0, 30.0]), unit=np.array([0, 0, 1]))
    (conflict,) = SetCovering().answer(problem, EFFORT).conflicts
    assert conflict == (
        "share 100 % cannot be reached: all 2 candidates together serve 70 % (30 of 100 people can be "
        "served by none); ask for 70 % or less, or add candidates"
    )
    assert SetCovering(share=0.7).answer(problem, EFFORT).objective_value == 2
    (conflict,) = SetCovering(share=0, unit_share=0.5).answer(problem, EFFORT).conflicts
    assert conflict.startswith(
        "share 50 % in unit1 cannot be reached: all 2 candidates together serve 0 %"
    )


def test_too_few_sites_and_too_little_money_say_what_is_needed() -> None:
    people = [40.0, 30.0, 20.0, 10.0]
    texts = SetCovering(share=0.9).answer(clinics(people, max_new=2, budget=5.0), EFFORT).conflicts
    assert texts == (
        "share 90 % needs at least 3 sites; max_new allows 2: set max_new to 3 or more",
        "share 90 % needs at least 6 money with 3 sites; the budget is 5: set it to 6 or more",
        "with what is allowed can be served: 70 %",
    )
    enough_ = SetCovering(share=0.9).answer(clinics(people, max_new=3, budget=6.0), EFFORT)
    assert enough_.objective_value == 3
    less = SetCovering(share=0.7).answer(clinics(people, max_new=2, budget=5.0), EFFORT)
    assert less.objective_value == 2


def test_what_must_open_counts() -> None:
    must = np.array([False, False, True])
    problem = clinics([5.0, 3.0, 2.0], must_open=must)
    assert SetCovering(share=0.6).answer(problem, EFFORT).opened.tolist() == [0, 2]
    answer = SetCovering(share=0.5).answer(problem.replace(max_new=0, budget=None), EFFORT)
    assert "must_open opens 1 candidate (c2), but max_new allows 0" in answer.conflicts[0]


def test_stopped_by_time_the_bound_still_holds() -> None:
    rng = np.random.default_rng(3)
    near = rng.random((400, 80)) < 0.06
    problem = siting(np.where(near, 0.0, np.inf), rng.integers(1, 50, 400))
    objective = SetCovering(share=0.93)
    got = objective.answer(problem, Effort(time_limit_s=0.05, threads=1))
    assert people_served(problem, got.opened) >= 0.93 * problem.people.sum()
    assert 1 <= got.bound <= got.objective_value
    assert got.status in ("stopped by time", "optimal")


def test_shares_that_are_none_are_refused() -> None:
    with pytest.raises(InputError, match="share = 80: a share is a part of the people"):
        SetCovering(share=80)
    with pytest.raises(InputError, match=r"unit_share \(unit1\) = -0.1"):
        SetCovering(unit_share={"unit1": -0.1})
    with pytest.raises(InputError, match=r"unit_share = 'Qinglong': there is no such unit"):
        SetCovering(unit_share={"Qinglong": 0.5}).answer(clinics([1.0]), EFFORT)
