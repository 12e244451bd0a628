import dataclasses

import numpy as np
import pytest
from coverings import town_covering
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import NO_CANDIDATES, Subproblem, people_served
from halfhour.optimize.covering.incumbent import Incumbent
from halfhour.optimize.covering.reduction import reduce_covering
from scipy.sparse import csc_array


def town(*, people: float = 1.0, at_most: int = 3, budget: float = np.inf) -> Subproblem:
    problem = town_covering(cells=60, candidates=12, radius=0.2, seed=1)
    problem = dataclasses.replace(problem, weight=people * problem.weight)
    opening_cost = np.arange(1.0, len(problem.candidates) + 1)
    budget = Budget(opening_cost=opening_cost, max_new=at_most, money=budget)
    return Subproblem(problem=problem, budget=budget, base=0.0, opened=NO_CANDIDATES)


def test_only_a_better_choice_takes_its_place() -> None:
    subproblem = town()
    best = Incumbent(subproblem)
    assert best.keep(subproblem, np.array([0, 1]))
    assert not best.keep(subproblem, np.array([0]))
    assert not best.keep(subproblem, np.array([0, 1]))
    assert best.people == people_served(subproblem.problem, np.array([0, 1]))
    assert best.opened.tolist() == subproblem.problem.candidates[:2].tolist()
    assert best.keep(subproblem, np.array([0, 1, 2]))


def test_of_whole_people_a_better_choice_serves_one_more_at_least() -> None:
    for people, more in ((1.0, 1.0), (0.5, 0.0)):
        subproblem = town(people=people)
        best = Incumbent(subproblem)
        best.keep(subproblem, np.array([0, 1]))
        assert best.goal == pytest.approx(best.people + more, abs=1e-5)
        assert best.goal > best.people


def test_its_own_are_those_that_fit() -> None:
    best = Incumbent(town())
    best.keep(town(), np.array([1, 3, 4]))
    assert best.own(town()).tolist() == [1, 3, 4]
    assert best.own(town(at_most=2)).tolist() == [1, 3]
    # Prices are 2, 4 and 5.
    assert best.own(town(budget=6.0)).tolist() == [1, 3]


def test_where_people_are_wanted_a_better_choice_serves_as_many() -> None:
    subproblem = town()
    both = people_served(subproblem.problem, np.array([0, 1]))
    best = Incumbent(subproblem, wanted=both)
    best.keep(subproblem, np.array([0]))
    assert best.goal == both
    assert not best.reaches_target
    best.keep(subproblem, np.array([0, 1]))
    assert best.reaches_target
    assert best.goal > both
    assert not Incumbent(subproblem).reaches_target


def test_nothing_that_serves_as_many_as_are_wanted_is_forgotten() -> None:
    # People are not whole: 3 is best so far, and 3.0000000001 would do.
    problem = reduce_covering(csc_array(np.eye(2, dtype=bool)), np.array([3.0, 0.5]))
    budget = Budget(opening_cost=np.ones(2), max_new=2, money=np.inf)
    subproblem = Subproblem(problem=problem, budget=budget, base=0.0, opened=NO_CANDIDATES)
    incumbent = Incumbent(subproblem, 3.0000000001)
    incumbent.keep(subproblem, np.array([0]))
    assert incumbent.goal == 3.0000000001
    incumbent.keep(subproblem, np.array([0, 1]))
    assert incumbent.reaches_target
    assert incumbent.goal > 3.5
