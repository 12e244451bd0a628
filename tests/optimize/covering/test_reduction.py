"""Reduction against trying every choice, before and after."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from coverings import matrix_of
from halfhour.optimize.core import incidence as lists
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.core.incidence import Incidence, columns_of
from halfhour.optimize.covering.merging import merge_cells
from halfhour.optimize.covering.reduction import reduce_covering
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csc_array


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    reach: np.ndarray
    weight: np.ndarray
    opening_cost: np.ndarray
    label: np.ndarray
    keep: np.ndarray


@st.composite
def cases(draw: st.DrawFn) -> Case:
    cells, candidates = draw(st.integers(1, 10)), draw(st.integers(1, 6))
    row = st.lists(st.booleans(), min_size=candidates, max_size=candidates)

    def drawn(values: st.SearchStrategy[float], count: int) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)))

    return Case(
        reach=np.array(draw(st.lists(row, min_size=cells, max_size=cells))),
        weight=drawn(st.sampled_from([0.0, 0.5, 1.0, 3.0]), cells),
        opening_cost=drawn(st.sampled_from([0.0, 1.0, 2.0, 3.0]), candidates),
        label=drawn(st.sampled_from([-1, 0, 1]), cells),
        keep=drawn(st.booleans(), candidates),
    )


def table(problem: CoveringProblem) -> np.ndarray:
    return matrix_of(problem.groups_of, len(problem.weight)).toarray() > 0


def most(
    reach: np.ndarray, weight: np.ndarray, opening_cost: np.ndarray
) -> dict[tuple[int, int], float]:
    """By number and by budget the most people that candidates can serve."""
    found = {}
    columns = range(reach.shape[1])
    choices = [list(c) for k in range(len(columns) + 1) for c in combinations(columns, k)]
    for number in range(7):
        for budget in range(13):
            found[number, budget] = max(
                float(weight @ reach[:, c].any(axis=1))
                for c in choices
                if len(c) <= number and opening_cost[c].sum() <= budget
            )
    return found


@given(case=cases())
def test_no_number_and_no_budget_serves_more_or_fewer(case: Case) -> None:
    small = reduce_covering(csc_array(case.reach), case.weight, opening_cost=case.opening_cost)
    after = most(table(small), small.weight, case.opening_cost[small.candidates])
    assert after == pytest.approx(most(case.reach, case.weight, case.opening_cost))


@given(case=cases())
def test_nothing_alike_is_left(case: Case) -> None:
    small = reduce_covering(csc_array(case.reach), case.weight, opening_cost=case.opening_cost)
    reach, opening_cost = table(small), case.opening_cost[small.candidates]
    assert len(np.unique(reach, axis=0)) == len(reach)
    assert (small.weight > 0).all()
    assert reach.any(axis=0).all()
    assert reach.any(axis=1).all()
    for j, k in combinations(range(len(opening_cost)), 2):
        assert not ((reach[:, j] <= reach[:, k]).all() and opening_cost[k] <= opening_cost[j])
        assert not ((reach[:, k] <= reach[:, j]).all() and opening_cost[j] <= opening_cost[k])


@given(case=cases())
def test_labels_stay_apart_and_what_is_kept_is_kept(case: Case) -> None:
    small = reduce_covering(
        csc_array(case.reach),
        case.weight,
        opening_cost=case.opening_cost,
        label=case.label,
        keep=case.keep,
    )
    assert set(np.flatnonzero(case.keep)) <= set(small.candidates)
    assert (np.diff(small.candidates) > 0).all()
    reached = case.reach.any(axis=1)
    for label in (-1, 0, 1):
        people = case.weight[reached & (case.label == label)].sum()
        assert small.weight[small.label == label].sum() == pytest.approx(people)
    marked = np.column_stack([table(small), small.label])
    assert len(np.unique(marked, axis=0)) == len(marked)


@given(case=cases())
def test_both_sides_of_the_lists_say_the_same(case: Case) -> None:
    small = reduce_covering(csc_array(case.reach), case.weight)
    rows = matrix_of(small.candidates_of, len(small.candidates)).toarray() > 0
    assert (table(small) == rows.T).all()


def test_of_equal_candidates_the_first_stays_and_of_unequal_prices_the_cheapest() -> None:
    reach = csc_array(np.ones((2, 3), dtype=bool))
    assert reduce_covering(reach, np.ones(2)).candidates.tolist() == [0]
    opening_cost = np.array([2.0, 1.0, 1.0])
    assert reduce_covering(reach, np.ones(2), opening_cost=opening_cost).candidates.tolist() == [1]


def test_dropping_candidates_makes_more_cells_alike() -> None:
    # Without the third candidate, which the first dominates, the first two cells are equal.
    reach = np.array([[1, 0, 1], [1, 0, 0], [0, 1, 0]], dtype=bool)
    small = reduce_covering(csc_array(reach), np.array([1.0, 2.0, 4.0]))
    assert small.weight.tolist() == [3, 4]
    assert small.candidates.tolist() == [0, 1]


def test_nobody_left_to_serve_leaves_nothing() -> None:
    small = reduce_covering(csc_array(np.ones((2, 2), dtype=bool)), np.zeros(2))
    assert (len(small.weight), len(small.candidates)) == (0, 0)


@pytest.mark.parametrize("key", [0, 1, 2**63])
def test_keys_that_collide_are_found_out(key: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, seeds = np.random.default_rng, []

    class Bad:
        def integers(self, *_: object, dtype: type) -> np.ndarray:
            return np.full((3, 2), key, dtype=dtype)

    def generator(seed: int) -> object:
        seeds.append(seed)
        return Bad() if seed == 1 else real(seed)

    monkeypatch.setattr("halfhour.optimize.covering.reduction.np.random.default_rng", generator)
    columns: Incidence = columns_of(
        csc_array(np.array([[1, 1, 0], [0, 1, 1], [1, 1, 0]], dtype=bool))
    )
    group, first = merge_cells(columns, np.ones(3, dtype=bool), np.zeros(3, dtype=np.int64))
    assert seeds == [1, 2]
    assert group.tolist() == [0, 1, 0]
    assert first.tolist() == [0, 1]


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_BLOCK", 50)
    rng = np.random.default_rng(3)
    reach = csc_array(rng.random((400, 60)) < 0.2)
    reach = csc_array(reach[np.repeat(np.arange(400), 3)])
    people = rng.integers(0, 5, 1200).astype(float)
    one, four = (reduce_covering(reach, people, threads=threads) for threads in (1, 4))
    for name in ("weight", "label", "candidates"):
        assert getattr(one, name).tolist() == getattr(four, name).tolist()
    for first, second in ((one.groups_of, four.groups_of), (one.candidates_of, four.candidates_of)):
        assert first.indptr.tolist() == second.indptr.tolist()
        assert first.indices.tolist() == second.indices.tolist()
