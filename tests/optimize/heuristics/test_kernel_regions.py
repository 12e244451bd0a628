import numpy as np
import pytest
from coverings import Case, begun, cases, town_covering
from halfhour.optimize.core.covering_problem import people_served
from halfhour.optimize.heuristics.heuristic_concentration import Beside
from halfhour.optimize.heuristics.kernel_regions import KernelRegions
from hypothesis import given, settings
from small_choices import SolveBesideByHand


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_where_a_kernel_is_everything_the_best_is_found_and_known(case: Case) -> None:
    problem, capacity, start = begun(case)
    kernels = KernelRegions(problem, SolveBesideByHand(problem, capacity), threads=2)
    found = kernels.choose([start])
    assert found.whole
    assert found.proven
    assert len(found.choices) == 2
    for choice in found.choices:
        assert people_served(problem, choice) == pytest.approx(case.free().best())


class Asked:
    """Keeps the candidates it was asked about, and says whether it came to an end."""

    def __init__(self, *, proven: bool) -> None:
        self.among: list[np.ndarray] = []
        self._proven = proven

    def __call__(self, asked: Beside) -> tuple[np.ndarray, bool]:
        self.among.append(asked.among)
        return asked.begin, self._proven


def test_all_regions_have_their_turn() -> None:
    problem = town_covering(cells=4000, candidates=2000, radius=0.03, seed=1)
    start = np.arange(5)
    solve = Asked(proven=False)
    kernels = KernelRegions(problem, solve, threads=1)
    for _ in range(100):
        found = kernels.choose([start])
        assert [choice.tolist() for choice in found.choices] == [start.tolist()]
        assert not found.proven
        assert not found.whole
    assert len(np.unique(np.concatenate(solve.among))) == len(problem.candidates)
    sizes = [len(among) for among in solve.among]
    assert sizes[0] > sizes[-1] >= 50


def test_they_grow_where_all_were_proven_until_nothing_is_left_out() -> None:
    problem = town_covering(cells=2000, candidates=1000, radius=0.05, seed=1)
    kernels = KernelRegions(problem, Asked(proven=True), threads=1)
    whole = [kernels.choose([np.arange(5)]).whole for _ in range(8)]
    assert whole == sorted(whole)
    assert not whole[0]
    assert whole[-1]
