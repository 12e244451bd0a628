"""Models in PuLP: the modelling layer that users know, 3.3 and 4 read the same way."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pulp

from ...common.arrays import Floats, Ints
from ...common.errors import SolverError
from .highs_run import HighsRun, silent_stdout
from .linear_model import LinearModel, sign_of


def solve_through_pulp(
    model: LinearModel, run: HighsRun, options: dict[str, Any]
) -> tuple[Any, Ints]:
    """Solve a model through PuLP.

    Parameters
    ----------
    model
        The model.
    run
        What the solve begins with.
    options
        HiGHS's own.

    Returns
    -------
    tuple
        HiGHS once it has ended, and which variable each of its columns is.

    Raises
    ------
    SolverError
        If PuLP does not find HiGHS, or HiGHS fails.
    """
    problem = as_pulp(model)
    solver = _Solver(run, **options)
    if not solver.available():
        raise SolverError("HiGHS is not available to PuLP. Install it: pip install highspy.")
    try:
        problem.solve(solver)
    except pulp.PulpSolverError as error:
        raise SolverError(f"HiGHS failed: {error}; no plan was made.") from error
    return problem.solverModel, order_of(problem)


class _Solver(pulp.HiGHS):  # type: ignore[misc]  # PuLP has no types
    """PuLP's HiGHS, run as `HighsRun` does it."""

    def __init__(self, run: HighsRun, **options: Any) -> None:  # noqa: ANN401 - HiGHS's own
        super().__init__(msg=False, **options)
        self._run = run

    def createAndConfigureSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        with silent_stdout():
            super().createAndConfigureSolver(lp)

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        self._run.run(lp.solverModel, order_of(lp))

    def findSolutionValues(self, lp: pulp.LpProblem) -> Any:  # noqa: ANN401, N802 - PuLP's own
        try:
            return super().findSolutionValues(lp)
        except KeyError:
            # PuLP 3 does not know that memory can run out; we ask HiGHS itself how it ended.
            return pulp.LpStatusNotSolved, pulp.constants.LpSolutionNoSolutionFound


def as_pulp(model: LinearModel) -> pulp.LpProblem:
    """Write a model down in PuLP, row by row, so that any solver PuLP knows can take it, or a file.

    Variables are called x0, x1, ... in the model's order. It is always minimised: PuLP 3 negates what is to be
    maximised, PuLP 4 does not, and bounds and duals differ; of a maximum the objective is the negative.

    Parameters
    ----------
    model
        The model.
    """
    problem = pulp.LpProblem("halfhour", pulp.LpMinimize)
    variables = [
        problem.add_variable(
            f"x{number}",
            None if np.isinf(low) else low,
            None if np.isinf(high) else high,
            pulp.LpInteger if whole else pulp.LpContinuous,
        )
        for number, (low, high, whole) in enumerate(
            zip(model.lower.tolist(), model.upper.tolist(), model.integer.tolist(), strict=True)
        )
    ]
    # Something must stand there, or PuLP 3 adds a variable of its own.
    used = np.flatnonzero(model.objective) if model.objective.any() else np.zeros(1, dtype=int)
    problem.setObjective(_expression(variables, used, sign_of(model) * model.objective[used]))
    matrix = model.matrix
    for row, (low, high) in enumerate(
        zip(model.row_lower.tolist(), model.row_upper.tolist(), strict=True)
    ):
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        total = _expression(variables, matrix.indices[entries], matrix.data[entries])
        if low == high:
            problem.addConstraint(total == low)
        elif np.isinf(low):
            problem.addConstraint(total <= high)
        else:
            problem.addConstraint(total >= low)
    return problem


def _expression(
    variables: list[pulp.LpVariable], numbers: npt.NDArray[np.integer], values: Floats
) -> pulp.LpAffineExpression:
    # PuLP 4 has a maker of its own for it.
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(list(zip(map(variables.__getitem__, numbers), values.tolist(), strict=True)))


def order_of(problem: pulp.LpProblem) -> Ints:
    """Return which variable each of HiGHS's columns is: PuLP 3 and 4 order them each in its own way."""
    exported = getattr(problem, "exported_variables", problem.variables)
    return np.array([int(variable.name[1:]) for variable in exported()], dtype=np.int64)
