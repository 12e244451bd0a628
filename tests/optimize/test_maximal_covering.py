"""Maximal covering against trying every choice of sites."""

from itertools import combinations

import numpy as np
import pytest
from halfhour.optimize.maximal_covering import maximal_covering
from halfhour.optimize.reduction import reduce_covering
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array


@st.composite
def instances(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    cells, candidates = draw(st.integers(1, 14)), draw(st.integers(1, 7))
    row = st.lists(st.booleans(), min_size=candidates, max_size=candidates)
    reach = np.array(draw(st.lists(row, min_size=cells, max_size=cells)), dtype=bool)
    people = st.sampled_from([0.0, 0.5, 1.0, 3.0, 1000.0])
    weight = np.array(draw(st.lists(people, min_size=cells, max_size=cells)))
    return reach, weight, draw(st.integers(0, candidates + 1))


def best(reach: np.ndarray, weight: np.ndarray, sites: int) -> float:
    sites = min(sites, reach.shape[1])
    return max(
        float(weight @ reach[:, list(chosen)].any(axis=1))
        for chosen in combinations(range(reach.shape[1]), sites)
    )


@settings(deadline=None)
@given(instance=instances())
def test_no_choice_serves_more(instance: tuple[np.ndarray, np.ndarray, int]) -> None:
    reach, weight, max_new = instance
    answer = maximal_covering(csr_array(reach), weight, max_new=max_new)
    assert len(answer.opened) <= max_new
    assert len(set(answer.opened)) == len(answer.opened)
    assert sum(answer.gains) == pytest.approx(float(weight @ reach[:, answer.opened].any(axis=1)))
    assert sum(answer.gains) == pytest.approx(best(reach, weight, max_new))
    assert answer.bound == pytest.approx(best(reach, weight, max_new))
    assert answer.gains == sorted(answer.gains, reverse=True)


@settings(deadline=None)
@given(instance=instances())
def test_reduction_changes_no_optimum(instance: tuple[np.ndarray, np.ndarray, int]) -> None:
    reach, weight, max_new = instance
    small = reduce_covering(csr_array(reach), weight)
    if small.reach.shape[1] == 0:
        assert best(reach, weight, max_new) == 0
        return
    expected = best(reach, weight, max_new)
    assert best(small.reach.toarray(), small.weight, max_new) == pytest.approx(expected)
    assert len(np.unique(small.reach.toarray(), axis=0)) == small.reach.shape[0]


@settings(deadline=None)
@given(instance=instances(), data=st.data())
def test_relabelling_changes_no_optimum(
    instance: tuple[np.ndarray, np.ndarray, int], data: st.DataObject
) -> None:
    reach, weight, max_new = instance
    rows = data.draw(st.permutations(range(reach.shape[0])))
    columns = data.draw(st.permutations(range(reach.shape[1])))
    answer = maximal_covering(csr_array(reach), weight, max_new=max_new)
    other = maximal_covering(csr_array(reach[np.ix_(rows, columns)]), weight[rows], max_new=max_new)
    assert sum(other.gains) == pytest.approx(sum(answer.gains))


def test_a_problem_where_greedy_falls_short_is_solved() -> None:
    # The big middle site looks best, but the two halves together serve everybody.
    reach = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]], dtype=bool)
    answer = maximal_covering(csr_array(reach), np.ones(6), max_new=2)
    assert sorted(answer.opened) == [1, 2]
    assert answer.solution is not None
    assert answer.solution.status == "optimal"
