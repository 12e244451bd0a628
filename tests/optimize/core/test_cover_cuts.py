"""Limits that HiGHS's rounded values break, and the cuts that forbid them."""

import numpy as np
import pytest
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.cover_cuts import with_cover_cuts
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.linear_model import LinearModel, ModelWriter
from halfhour.optimize.core.solver import solve_model
from halfhour.optimize.set_covering.full_cover import find_cover
from scipy.sparse import csc_array

COST = np.array([0.7727707117628548, 0.5128606169199005])


def both(budget: float) -> LinearModel:
    writer = ModelWriter()
    is_open = writer.add_variables(2, objective=[2.0, 1.0], integer=True)
    writer.add_rows([(COST[None, :], is_open)], upper=budget)
    return writer.model("maximise")


def test_hardly_too_dear_is_too_dear() -> None:
    # 6e-7 less than both cost: within what HiGHS takes for the same.
    solution = solve_model(both(float(COST.sum()) - 6e-7), threads=1)
    assert solution.status == "optimal"
    assert solution.values is not None
    assert np.rint(solution.values).tolist() == [1.0, 0.0]
    assert solution.bound == pytest.approx(2.0)
    assert solve_model(both(float(COST.sum())), threads=1).objective_value == pytest.approx(3.0)


def test_a_cut_forbids_what_was_chosen_and_nothing_that_fits() -> None:
    model = both(1.0)
    cut = with_cover_cuts(model, np.array([1.0, 1.0]))
    assert cut is not None
    assert cut.matrix.toarray()[1:].tolist() == [[1.0, 1.0]]
    assert cut.row_upper.tolist() == [1.0, 1.0]
    assert with_cover_cuts(model, np.array([1.0, 0.0])) is None


def test_only_limits_of_what_is_chosen_are_cut() -> None:
    writer = ModelWriter()
    whole = writer.add_variables(2, integer=True)
    part = writer.add_variables(1)
    writer.add_rows([(np.array([[1.0, -1.0]]), whole)], upper=0.0)
    writer.add_rows([(np.array([[1.0, 1.0]]), np.array([0, part[0]]))], upper=0.5)
    assert with_cover_cuts(writer.model("maximise"), np.array([1.0, 0.0, 0.0])) is None


def test_a_cover_that_is_hardly_too_dear_is_none() -> None:
    reach = csc_array(np.eye(2, dtype=bool))
    left = Budget(COST, 2, float(COST.sum()) - 6e-7)
    assert find_cover(reach, left, Effort(threads=1)).status == "infeasible"
    left = Budget(COST, 2, float(COST.sum()))
    assert find_cover(reach, left, Effort(threads=1)).status == "optimal"
