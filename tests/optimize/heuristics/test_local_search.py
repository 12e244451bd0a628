import numpy as np
import pytest
from coverings import Case, cases, reduced, table, town_covering
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.heuristics.local_search import (
    Cover,
    _arrays,
    _close_all,
    _open_all,
    _opened,
    greedy_choice,
    improved_choice,
)
from hypothesis import given
from hypothesis import strategies as st

NO_CANDIDATES = np.empty(0, dtype=np.int64)


def check(problem: CoveringProblem, cover: Cover) -> None:
    """Compare what is kept up to date with what counting anew gives."""
    reach = table(problem)
    count = reach[:, cover.is_open].sum(axis=1)
    gain = problem.weight @ (reach & (count == 0)[:, None])
    loss = problem.weight @ (reach & (count == 1)[:, None])
    assert cover.served_by.tolist() == count.tolist()
    assert cover.gain == pytest.approx(gain)
    assert cover.loss == pytest.approx(np.where(cover.is_open, loss, 0.0))


@given(case=cases(), data=st.data())
def test_gains_and_losses_follow_every_opening_and_closing(case: Case, data: st.DataObject) -> None:
    problem, _ = reduced(case)
    cover = _opened(problem, NO_CANDIDATES)
    count = len(problem.candidates)
    for j in data.draw(st.lists(st.integers(0, count - 1), max_size=15)) if count else []:
        change = _close_all if cover.is_open[j] else _open_all
        change(_arrays(problem), cover, np.array([j]))
        check(problem, cover)


def served(problem: CoveringProblem, opened: np.ndarray) -> float:
    return float(problem.weight @ table(problem)[:, opened].any(axis=1))


@given(case=cases(opening_costs=(0.0, 1.0, 2.5)), rounds=st.integers(0, 3))
def test_a_choice_stays_within_the_room_and_no_exchange_helps(case: Case, rounds: int) -> None:
    problem, budget = reduced(case)
    greedy = greedy_choice(problem, budget)
    better = improved_choice(problem, budget, greedy, rounds=rounds)
    for choice in (greedy, better):
        assert (np.diff(choice) > 0).all()
        assert len(choice) <= budget.max_new
        assert budget.opening_cost[choice].sum() <= budget.money
    people = served(problem, better)
    assert served(problem, greedy) <= people + 1e-9
    assert people <= case.free().best() + 1e-9
    spent = budget.opening_cost[better].sum()
    for out in better:
        for new in np.setdiff1d(np.arange(len(budget.opening_cost)), better):
            if spent - budget.opening_cost[out] + budget.opening_cost[new] <= budget.money:
                swapped = np.append(better[better != out], new)
                assert served(problem, swapped) <= people + 1e-9


def test_greedy_divides_by_price_where_that_serves_more() -> None:
    # One dear site serves 10 people; three cheap ones 6 each.
    weight = np.array([10.0, 6.0, 6.0, 6.0])
    case = Case(
        reach=np.eye(4, dtype=bool),
        people=weight,
        opening_cost=np.array([3.0, 1.0, 1.0, 1.0]),
        must_open=np.zeros(4, dtype=bool),
        max_new=None,
        budget=3.0,
    )
    problem, budget = reduced(case)
    assert greedy_choice(problem, budget).tolist() == [1, 2, 3]


def test_an_exchange_mends_what_greedy_misses() -> None:
    # The big middle site seems best, but the two halves together serve everybody.
    reach = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]], dtype=bool)
    problem, budget = reduced(
        Case(
            reach=reach,
            people=np.ones(6),
            opening_cost=np.ones(3),
            must_open=np.zeros(3, dtype=bool),
            max_new=2,
            budget=None,
        )
    )
    greedy = greedy_choice(problem, budget)
    assert greedy.tolist() == [0, 1]
    assert improved_choice(problem, budget, greedy).tolist() == [1, 2]


def test_perturbing_never_loses_people_and_is_the_same_each_time() -> None:
    problem = town_covering(cells=300, candidates=60, radius=0.12, seed=1)
    budget = Budget(opening_cost=np.ones(len(problem.candidates)), max_new=8, money=np.inf)
    start = greedy_choice(problem, budget)
    found = [improved_choice(problem, budget, start, rounds=r, seed=3) for r in (0, 5, 50, 50)]
    people = [served(problem, choice) for choice in found]
    assert people == sorted(people)
    assert found[2].tolist() == found[3].tolist()


def test_no_room_opens_nothing() -> None:
    problem = town_covering(cells=50, candidates=10, radius=0.2, seed=2)
    opening_cost = np.ones(len(problem.candidates))
    for budget in (
        Budget(opening_cost=opening_cost, max_new=0, money=np.inf),
        Budget(opening_cost=opening_cost, max_new=3, money=0.5),
    ):
        assert (
            improved_choice(problem, budget, greedy_choice(problem, budget), rounds=2).tolist()
            == []
        )
