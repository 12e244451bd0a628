"""Models that tests of the solver share."""

from __future__ import annotations

import numpy as np
from halfhour.optimize.core.linear_model import LinearModel, ModelWriter, Sense


def knapsack(sense: Sense, *, whole: bool = True, hold: float = 2.0) -> LinearModel:
    """Take `hold` of 14 things worth 1 to 14: more than nine, since names sort x10 before x2."""
    writer = ModelWriter()
    take = writer.add_variables(14, objective=np.arange(1.0, 15.0), integer=whole)
    ones = np.ones((1, 14))
    if sense == "maximise":
        writer.add_rows([(ones, take)], upper=hold)
    else:
        writer.add_rows([(ones, take)], lower=hold)
    return writer.model(sense)


def market(rows: int = 30) -> LinearModel:
    """Small knapsacks in many dimensions, which take HiGHS minutes."""
    writer, rng = ModelWriter(), np.random.default_rng(0)
    take = writer.add_variables(200, objective=rng.integers(100, 200, 200), integer=True)
    load = rng.integers(1, 100, (rows, 200)).astype(float)
    writer.add_rows([(load, take)], upper=load.sum(axis=1) // 3)
    return writer.model("maximise")
