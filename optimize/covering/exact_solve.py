"""The subproblem that bounding and fixing leave, solved exactly by HiGHS."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Ints, mask_of
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem
from ..core.effort import Effort
from ..core.result import SearchResult
from ..core.solver import solve_model
from .exact_model import covering_model, start_values


def solve_subproblem(
    subproblem: Subproblem, start: Ints, effort: Effort, *, control: SolveControl | None = None
) -> SearchResult:
    """Solve a nonempty subproblem exactly from a start solution.

    `control` lets other threads end the solve, or give it better solutions as `start_values`.
    """

    def report(objective: float, bound: float) -> None:
        """Report the incumbent and its bound."""
        if np.isfinite(bound):
            effort.report(
                f"{subproblem.base + objective:,.0f} people newly served, "
                f"at most {subproblem.base + bound:,.0f}"
            )

    solution = solve_model(
        covering_model(subproblem.problem, subproblem.budget),
        start=start_values(subproblem.problem, start),
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
        progress=report,
        reduced=True,
        control=control or effort.control(),
    )
    values = solution.values
    count = len(subproblem.problem.candidates)
    chosen = mask_of(start, count) if values is None else values[:count] > 0.5
    return SearchResult(
        status=solution.status,
        chosen=chosen,
        bound=subproblem.base + solution.bound,
        solver=solution.solver,
    )
