import numpy as np
from coverings import Case, begun, cases
from halfhour.optimize.core.covering_problem import CoveringProblem, people_served
from halfhour.optimize.heuristics.kernel_search import exchange_loss, kernel
from halfhour.optimize.heuristics.local_search import improved_choice
from hypothesis import given
from hypothesis import strategies as st


def least_loss(problem: CoveringProblem, opened: np.ndarray, new: int) -> float:
    """What the cheapest exchange loses that leaves `new` open, by trying all."""
    before = people_served(problem, opened)
    afterwards = [np.append(opened[opened != out], new) for out in opened]
    return before - max(people_served(problem, after) for after in afterwards)


@given(case=cases())
def test_the_loss_is_that_of_the_cheapest_exchange(case: Case) -> None:
    problem, _, start = begun(case)
    expected = [
        0.0 if j in start else least_loss(problem, start, j) for j in range(len(problem.candidates))
    ]
    np.testing.assert_allclose(exchange_loss(problem, start), expected, atol=1e-9)


@given(case=cases(), size=st.integers(0, 8))
def test_a_kernel_is_what_is_open_and_the_cheapest_beside(case: Case, size: int) -> None:
    problem, capacity, start = begun(case)
    choices = [start, improved_choice(problem, capacity, start)]
    found = kernel(problem, choices, size)
    opened = np.unique(np.concatenate(choices))
    assert (np.diff(found) > 0).all()
    assert set(opened) <= set(found)
    assert len(found) == min(max(size, len(opened)), len(problem.candidates))
    loss = np.min([exchange_loss(problem, one) for one in choices], axis=0)
    left = np.setdiff1d(np.arange(len(loss)), found)
    others = np.setdiff1d(found, opened)
    if len(left) and len(others):
        assert loss[others].max() <= loss[left].min()
