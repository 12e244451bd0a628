"""Models passed to HiGHS as arrays: fast for large models."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.arrays import Ints
from .highs_run import HighsRun, silent_highs
from .linear_model import LinearModel, sign_of


def solve_as_arrays(model: LinearModel, run: HighsRun, options: dict[str, Any]) -> tuple[Any, Ints]:
    """Solve a model without PuLP.

    Parameters
    ----------
    model
        The model.
    run
        Start solution, deadline and callbacks of the solve.
    options
        HiGHS options.

    Returns
    -------
    tuple
        The HiGHS instance after the solve, and the model's variable by HiGHS column.
    """
    highs = silent_highs()
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(_highs_lp(model))
    order = np.arange(len(model.objective))
    run.run(highs, order)
    return highs, order


def _highs_lp(model: LinearModel) -> Any:  # noqa: ANN401 - highspy has no types
    """Return the model as HiGHS's own object, rows in compressed sparse form."""
    import highspy  # noqa: PLC0415 - not before a model is solved

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.objective), model.matrix.shape[0]
    lp.col_cost_ = sign_of(model) * model.objective
    lp.col_lower_, lp.col_upper_ = model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = model.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = model.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = model.matrix.data
    if model.integer.any():
        kinds = np.array([highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger])
        lp.integrality_ = kinds[model.integer.astype(np.int64)].tolist()
    return lp
