"""Fair plans against trying every choice of sites."""

import dataclasses

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.maximin_covering import MaximinCovering
from hard_sitings import hard_siting
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sitings import choices, least_costs, people_served, siting, sitings

EFFORT = Effort(threads=1)
FLOORS = st.sampled_from([0.0, 0.3, 0.5, 0.75, 1.0])


def shares(problem: Siting, opened: np.ndarray) -> dict[str, float]:
    served = least_costs(problem, opened) <= problem.limit
    found = {}
    for number, name in enumerate(problem.unit_names):
        people = problem.people * (problem.unit == number)
        if people.sum() > 0:
            found[name] = people[served].sum() / people.sum()
    return found


@settings(max_examples=120)
@given(problem=sitings())
def test_no_choice_is_fairer_and_serves_more(problem: Siting) -> None:
    assume(shares(problem, np.arange(0)))
    got = MaximinCovering().answer(problem, EFFORT)
    possible = {
        tuple(opened): (min(shares(problem, opened).values()), people_served(problem, opened))
        for opened in choices(problem)
    }
    if not possible:
        assert got.status == "infeasible"
        assert got.conflicts
        return
    lowest, people = possible[tuple(got.opened)]
    best = max(low for low, _ in possible.values())
    assert got.status == "optimal"
    assert got.bound == got.objective_value == lowest == pytest.approx(best)
    assert people == max(many for low, many in possible.values() if low >= best - 1e-9)
    efficient = max(many for _, many in possible.values())
    assert got.figures == {
        "people served": people,
        "people served at most": people,
        "lowest share": lowest,
        "people served by the efficient plan": efficient,
        "price of fairness": efficient - people,
    }


@settings(max_examples=120)
@given(
    problem=sitings(), floor=FLOORS | st.dictionaries(st.sampled_from(["unit0", "unit1"]), FLOORS)
)
def test_floors_are_held_and_nothing_serves_more(
    problem: Siting, floor: float | dict[str, float]
) -> None:
    assume(shares(problem, np.arange(0)))
    if isinstance(floor, dict):
        floor = {name: share for name, share in floor.items() if name in problem.unit_names}
    objective = MaximinCovering(floor=floor)
    got = objective.answer(problem, EFFORT)
    fulfil = {
        tuple(opened): people_served(problem, opened)
        for opened in choices(problem)
        if all(
            share >= (floor.get(name, 0.0) if isinstance(floor, dict) else floor) - 1e-9
            for name, share in shares(problem, opened).items()
        )
    }
    if not fulfil:
        assert got.status == "infeasible"
        assert got.conflicts
        return
    assert got.status == "optimal"
    assert got.bound == got.objective_value == fulfil[tuple(got.opened)] == max(fulfil.values())
    efficient = max(people_served(problem, opened) for opened in choices(problem))
    assert got.figures["price of fairness"] == efficient - got.objective_value


@settings(max_examples=40)
@given(problem=sitings(), floor=st.none() | FLOORS, data=st.data())
def test_labels_duplicates_and_budget(
    problem: Siting, floor: float | None, data: st.DataObject
) -> None:
    assume(shares(problem, np.arange(0)))
    objective = MaximinCovering(floor=floor)
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
    if got.status == "optimal":
        free = objective.answer(problem.replace(max_new=None, budget=None), EFFORT)
        assert free.objective_value >= got.objective_value - 1e-9


def townships(**options: object) -> Siting:
    """Three big cells in one unit, four small ones in another; each candidate serves one cell."""
    people = np.array([50.0, 40.0, 30.0, 5.0, 5.0, 5.0, 5.0])
    costs = np.where(np.eye(7, dtype=bool), 0.0, np.inf)
    unit = np.array([0, 0, 0, 1, 1, 1, 1])
    return siting(costs, people, unit=unit, opening_cost=np.full(7, 2.0), **options)


def test_the_price_of_fairness() -> None:
    answer = MaximinCovering().answer(townships(max_new=3), EFFORT)
    assert answer.objective_value == answer.figures["lowest share"] == 50 / 120
    assert answer.figures["people served by the efficient plan"] == 120
    assert answer.figures["price of fairness"] == 120 - 60


def test_floors_that_each_need_more_than_is_allowed() -> None:
    floors = MaximinCovering(floor={"unit0": 0.3, "unit1": 0.8})
    assert floors.answer(townships(max_new=3, budget=5.0), EFFORT).conflicts == (
        "floor 80 % in unit1 needs at least 4 sites; max_new allows 3: set max_new to 4 or more",
        "floor 80 % in unit1 needs at least 8 money with 4 sites; the budget is 5: set it to 8 or more",
        "floors of 9.3 % in unit0, 25 % in unit1 can be held",
    )


def test_floors_that_contradict_each_other_only_together() -> None:
    answer = MaximinCovering(floor=0.75).answer(townships(max_new=4), EFFORT)
    assert answer.status == "infeasible"
    assert answer.conflicts == (
        "the floors together need at least 5 sites; max_new allows 4: set max_new to 5 or more",
        "floors of 50 % each can be held",
    )
    assert MaximinCovering(floor=0.75).answer(townships(max_new=5), EFFORT).status == "optimal"
    assert MaximinCovering(floor=0.5).answer(townships(max_new=4), EFFORT).status == "optimal"


def test_a_floor_beyond_all_candidates() -> None:
    costs = np.where(np.eye(3, 2, dtype=bool), 0.0, np.inf)
    problem = siting(costs, np.array([40.0, 71.0, 29.0]), unit=np.array([0, 1, 1]))
    (conflict,) = MaximinCovering(floor=0.8).answer(problem, EFFORT).conflicts
    assert conflict == (
        "floor 80 % in unit1 cannot be reached: all 2 candidates together serve 71 % (29 of 100 people "
        "can be served by none); ask for 71 % or less, or add candidates"
    )


def test_what_a_unit_already_has_is_free() -> None:
    existing = np.array([[np.inf], [np.inf], [np.inf], [0.0], [0.0], [0.0], [0.0]])
    answer = MaximinCovering(floor=0.9).answer(
        dataclasses.replace(townships(max_new=3), served_today=existing[:, 0] == 0.0), EFFORT
    )
    assert answer.opened.tolist() == [0, 1, 2]
    assert answer.figures["price of fairness"] == 0


@pytest.mark.parametrize("floor", [None, 0.3])
def test_stopped_by_time_the_bounds_still_hold(floor: float | None) -> None:
    rng = np.random.default_rng(3)
    near = rng.random((400, 60)) < 0.05
    problem = siting(
        np.where(near, 0.0, np.inf),
        rng.integers(1, 50, 400),
        unit=rng.integers(0, 8, 400),
        max_new=15,
    )
    got = MaximinCovering(floor=floor).answer(problem, Effort(time_limit_s=0.3, threads=1))
    assert len(got.opened) <= 15
    assert got.objective_value <= got.bound
    assert got.figures["people served"] == people_served(problem, got.opened)
    assert got.figures["people served"] <= got.figures["people served at most"]
    assert got.figures["lowest share"] == pytest.approx(min(shares(problem, got.opened).values()))


def test_a_plan_is_at_hand_before_the_solver_begins() -> None:
    # Greedily, floors need more sites than are allowed.
    rng = np.random.default_rng(5)
    near = rng.random((400, 60)) < 0.05
    problem = siting(
        np.where(near, 0.0, np.inf),
        rng.integers(1, 50, 400),
        unit=rng.integers(0, 8, 400),
        max_new=8,
    )
    got = MaximinCovering(floor=0.25).answer(problem, Effort(time_limit_s=1.0, threads=1))
    assert min(shares(problem, got.opened).values()) >= 0.25
    assert len(got.opened) <= 8


def test_no_units_and_unknown_ones_are_refused() -> None:
    problem = siting(np.zeros((1, 1)), np.ones(1))
    with pytest.raises(InputError, match="no unit has people"):
        MaximinCovering().answer(problem, EFFORT)
    with pytest.raises(
        InputError, match=r"floor = 'Qinglong': there is no such unit.*unit0, unit1"
    ):
        MaximinCovering(floor={"Qinglong": 0.5}).answer(townships(), EFFORT)
    with pytest.raises(InputError, match=r"floor = 1\.5"):
        MaximinCovering(floor=1.5)


def test_units_of_very_different_size_are_solved() -> None:
    # What the lowest share asks of the small unit is a ten-millionth of the large ones' people.
    problem = hard_siting(np.random.default_rng([650, 16]), units=3)
    answer = MaximinCovering().answer(problem, EFFORT)
    assert answer.status == "optimal"
    assert answer.opened.tolist() == [1]
