import numpy as np
from coverings import Case, begun, cases
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import people_served
from halfhour.optimize.covering.reduction import reduce_covering
from halfhour.optimize.heuristics.transfers import transfers
from hypothesis import given, settings
from scipy.linalg import block_diag
from scipy.sparse import csc_array
from small_choices import SolveBesideByHand


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_transfers_fit_and_are_better(case: Case) -> None:
    problem, budget, start = begun(case)
    found = list(
        transfers(
            problem,
            budget._replace(money=np.inf),
            start,
            solve_beside=SolveBesideByHand(problem, budget._replace(money=np.inf)),
            threads=2,
            seconds=1,
            rng=np.random.default_rng(0),
        )
    )
    for choice in found[:-1]:
        assert choice is start
    assert people_served(problem, found[-1]) >= people_served(problem, start)
    assert len(np.unique(found[-1])) == len(found[-1]) <= budget.max_new


def test_one_site_goes_to_the_other_town() -> None:
    """In one town two sites do little more than one; in the other one does half of what two do."""
    town = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0]])
    other = np.array([[1, 0], [0, 1], [1, 1]])
    reach = csc_array(block_diag(town, other) > 0)
    problem = reduce_covering(reach, np.array([10.0, 10.0, 1.0, 14.0, 14.0, 0.5]))
    assert problem.candidates.tolist() == [0, 1, 2, 3, 4]
    budget = Budget(opening_cost=np.ones(5), max_new=3, money=np.inf)
    start = np.array([0, 1, 3])
    *_, last = transfers(
        problem,
        budget,
        start,
        solve_beside=SolveBesideByHand(problem, budget),
        threads=1,
        seconds=1,
        rng=np.random.default_rng(0),
    )
    assert people_served(problem, start) == 35.5
    assert people_served(problem, last) == 48.5
    assert last.tolist() == [2, 3, 4]
