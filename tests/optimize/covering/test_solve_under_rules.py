"""Covering under any rules against trying every choice."""

from itertools import product

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.linear_rows import Rows, rows_from, stack_rows
from halfhour.optimize.covering.side_constraints import fill_up, leave_out
from halfhour.optimize.covering.solve_under_rules import choose_covering, least_choice
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

EFFORT = Effort(threads=1)
small = settings(deadline=None, max_examples=60)


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, Rows]:
    groups, things, rules = (
        draw(st.integers(1, 6)),
        draw(st.integers(1, 5)),
        draw(st.integers(0, 4)),
    )

    def table(one: st.SearchStrategy, *shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        return np.array(draw(st.lists(one, min_size=size, max_size=size))).reshape(shape)

    lower = table(st.sampled_from([-np.inf, -1.0, 0.0, 1.0, 2.0]), rules)
    upper = np.where(np.isinf(lower), table(st.integers(-1, 3).map(float), rules), np.inf)
    matrix = csr_array(table(st.integers(-1, 2).map(float), rules, things))
    matrix.eliminate_zeros()
    rows = Rows(matrix=matrix, lower=lower, upper=upper)
    reach = table(st.booleans(), groups, things)
    return reach, table(st.integers(0, 5).map(float), groups), rows


def allowed(rows: Rows) -> list[np.ndarray]:
    dense = rows.matrix.toarray()
    every = (np.array(c) for c in product([False, True], repeat=dense.shape[1]))
    return [c for c in every if np.all((dense @ c >= rows.lower) & (dense @ c <= rows.upper))]


@small
@given(case=cases())
def test_no_allowed_choice_covers_more(case: tuple[np.ndarray, np.ndarray, Rows]) -> None:
    reach, weight, rows = case
    choice = choose_covering(csr_array(reach), weight, rows, EFFORT)
    worths = [float(weight @ reach[:, chosen].any(axis=1)) for chosen in allowed(rows)]
    if not worths:
        assert (choice.status, choice.chosen) == ("infeasible", None)
        return
    assert choice.chosen is not None
    assert rows.hold(choice.chosen)
    assert weight @ reach[:, choice.chosen].any(axis=1) == pytest.approx(max(worths))
    assert choice.bound == pytest.approx(max(worths))


@small
@given(case=cases())
def test_the_least_choice(case: tuple[np.ndarray, np.ndarray, Rows]) -> None:
    _, _, rows = case
    amount = np.arange(1.0, 1 + rows.matrix.shape[1])
    choice = least_choice(amount, rows, EFFORT)
    sums = [float(amount[chosen].sum()) for chosen in allowed(rows)]
    if sums:
        assert choice.bound == pytest.approx(min(sums))
    else:
        assert choice.status == "infeasible"


@small
@given(case=cases())
def test_search_keeps_the_rules_and_never_covers_fewer(
    case: tuple[np.ndarray, np.ndarray, Rows],
) -> None:
    reach, weight, rows = case
    for start in allowed(rows)[:1]:
        full = fill_up(csr_array(reach), weight, rows, start)
        lean = leave_out(csr_array(reach), weight, rows, full)
        assert rows.hold(full)
        assert rows.hold(lean)
        covered = [float(weight @ reach[:, c].any(axis=1)) for c in (start, full, lean)]
        assert covered[0] <= covered[1] == covered[2]
        assert lean.sum() <= full.sum()


def test_rows_without_entries_are_left_out_only_if_they_hold() -> None:
    held = rows_from(([], [], []), (1, 3), upper=0.0)
    broken = rows_from(([], [], []), (1, 3), lower=1.0)
    both = stack_rows([held, broken], 3)
    assert both.matrix.shape == (1, 3)
    assert not both.possible()
