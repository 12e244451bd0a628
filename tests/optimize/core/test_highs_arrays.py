"""The two ways to HiGHS, through PuLP and as arrays, give the same."""

from pathlib import Path

import numpy as np
import pytest
from halfhour.optimize.core import pulp_model, solver
from halfhour.optimize.core.control import SolveControl
from halfhour.optimize.core.linear_model import ModelWriter, Sense
from halfhour.optimize.core.solver import solve_model
from hard_models import knapsack, market
from hypothesis import given
from hypothesis import strategies as st


@given(data=st.data(), sense=st.sampled_from(["maximise", "minimise"]), whole=st.booleans())
def test_pulp_and_arrays_give_the_same(data: st.DataObject, sense: Sense, *, whole: bool) -> None:
    count, rows = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 4))
    numbers = st.lists(st.integers(-3, 9), min_size=count * rows, max_size=count * rows)
    writer = ModelWriter()
    worth = data.draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    take = writer.add_variables(count, objective=worth, upper=3.0, integer=whole)
    matrix = np.array(data.draw(numbers), dtype=float).reshape(rows, count)
    writer.add_rows([(matrix, take)], **{"upper" if sense == "maximise" else "lower": 5.0})
    model = writer.model(sense)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "_LARGE_NONZEROS", 0)
        arrays = solve_model(model, threads=1)
    through = solve_model(model, threads=1)
    assert "PuLP" in through.solver
    assert "PuLP" not in arrays.solver
    assert arrays.status == through.status
    if through.status == "optimal":
        assert arrays.objective_value == pytest.approx(through.objective_value)
        assert arrays.bound == pytest.approx(through.bound)
    if arrays.row_duals is not None and through.row_duals is not None:
        # Duals may differ where several prove the same; what they prove may not.
        for one in (arrays, through):
            assert one.row_duals is not None
            assert one.reduced_costs is not None
            assert one.reduced_costs == pytest.approx(
                model.objective - one.row_duals @ model.matrix.toarray()
            )


def test_as_arrays_a_start_a_limit_and_another_thread_work_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solver, "_LARGE_NONZEROS", 0)
    model = market()
    first = solve_model(model, time_limit_s=1.0, threads=1)
    assert first.values is not None
    again = solve_model(model, start=np.rint(first.values), time_limit_s=0.1, threads=1)
    assert again.status == "stopped by time"
    assert again.objective_value >= first.objective_value
    assert again.bound >= again.objective_value
    control = SolveControl(lambda objective, _: objective > 0)
    stopped = solve_model(model, time_limit_s=600.0, threads=1, control=control)
    assert stopped.status == "stopped by user"


def test_a_model_can_be_written_for_another_solver(tmp_path: Path) -> None:
    pulp_model.as_pulp(knapsack("maximise")).writeLP(str(tmp_path / "model.lp"))
    assert "x13" in (tmp_path / "model.lp").read_text()
