"""Models in PuLP, a widely used modelling layer: versions 3.3 and 4 give the same results."""

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
        Start solution, deadline and callbacks of the solve.
    options
        HiGHS options.

    Returns
    -------
    tuple
        The HiGHS instance after the solve, and the model's variable by HiGHS column.

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
    """PuLP's HiGHS interface, solving through `HighsRun`."""

    def __init__(self, run: HighsRun, **options: Any) -> None:  # noqa: ANN401 - HiGHS's own
        """Take the run and HiGHS's options."""
        super().__init__(msg=False, **options)
        self._run = run

    def createAndConfigureSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Create the HiGHS instance without its banner."""
        with silent_stdout():
            super().createAndConfigureSolver(lp)

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Solve through `HighsRun`."""
        self._run.run(lp.solverModel, order_of(lp))

    def findSolutionValues(self, lp: pulp.LpProblem) -> Any:  # noqa: ANN401, N802 - PuLP's own
        """Read the solution into PuLP's variables."""
        try:
            return super().findSolutionValues(lp)
        except KeyError:
            # PuLP 3 has no status for exhausted memory; the status is read from HiGHS itself.
            return pulp.LpStatusNotSolved, pulp.constants.LpSolutionNoSolutionFound


def as_pulp(model: LinearModel) -> pulp.LpProblem:
    """Write a model in PuLP, row by row, for any solver that PuLP supports, or for a file.

    Variables are named x0, x1, ... in the model's order.
    The model is always minimised, with the negative objective for a maximum: PuLP 3 negates a maximum itself,
    PuLP 4 does not, so that bounds and duals would differ.

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
    # With an empty objective PuLP 3 adds a dummy variable; a model without variables has no other.
    used = (
        np.flatnonzero(model.objective) if model.objective.any() else np.arange(len(variables))[:1]
    )
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
    """Return a linear expression of some variables."""
    # PuLP 4 has a constructor of its own for it.
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(list(zip(map(variables.__getitem__, numbers), values.tolist(), strict=True)))


def order_of(problem: pulp.LpProblem) -> Ints:
    """Return the model's variable by HiGHS column: PuLP 3 and 4 order columns differently."""
    exported = getattr(problem, "exported_variables", problem.variables)
    return np.array([int(variable.name[1:]) for variable in exported()], dtype=np.int64)
