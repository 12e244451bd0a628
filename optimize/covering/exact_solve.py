"""What the search for the best choice leaves over, solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...common.arrays import Ints
from ..core.control import SolveControl
from ..core.effort import Effort
from ..core.result import Status
from ..core.solver import solve_model
from .exact_model import covering_model, start_values
from .subproblem import Part


@dataclass(frozen=True, kw_only=True, eq=False)
class Rest:
    """What the solver made of a part.

    Parameters
    ----------
    choice
        The best choice it found, or the one it began with: numbers of the part's candidates.
    bound
        People whom no choice exceeds, with those served by what is open for sure.
    status
        How it ended.
    solver
        Its name and version.
    """

    choice: Ints
    bound: float
    status: Status
    solver: str


def solve_rest(
    part: Part, start: Ints, effort: Effort, *, control: SolveControl | None = None
) -> Rest:
    """Choose exactly in a part that has candidates, beginning with a choice.

    Through `control` other threads may end it or hand it better choices, as `start_values`.
    """

    def tell(objective: float, bound: float) -> None:
        if np.isfinite(bound):
            effort.report(
                f"{part.base + objective:,.0f} people newly served, at most {part.base + bound:,.0f}"
            )

    solution = solve_model(
        covering_model(part.problem, part.room),
        start=start_values(part.problem, start),
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
        progress=tell,
        reduced=True,
        control=control,
    )
    values = solution.values
    choice = (
        start if values is None else np.flatnonzero(values[: len(part.problem.candidates)] > 0.5)
    )
    return Rest(
        choice=choice,
        bound=part.base + solution.bound,
        status=solution.status,
        solver=solution.solver,
    )
