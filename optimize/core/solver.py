"""The interface to HiGHS, through PuLP or as arrays: status, solution and bound are read from HiGHS itself."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.errors import SolverError
from .control import SolveControl
from .cover_cuts import with_cover_cuts
from .effort import Deadline, now_s
from .highs_arrays import solve_as_arrays
from .highs_run import HighsRun, Progress
from .linear_model import LinearModel, sign_of
from .result import NO_SOLVER

SolveStatus = Literal[
    "optimal", "stopped by time", "stopped by memory", "stopped by user", "infeasible"
]

_LARGE_NONZEROS: Final = 20_000
"""From this number of nonzeros on HiGHS gets a model as arrays: PuLP takes eight times as long to build it."""

_LOST: Final = 1e-6
"""Relative difference between HiGHS's objective and that of its solution above which the two do not match."""

_REDUCED: Final = {
    "presolve": "off",
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
"""Options for a model that is reduced already: no presolve, no RINS, no RENS, no root reduced-cost heuristic.

Choosing 23 of 805 candidates for 7,044 groups (2.2 million pairs, Wuhan) took 155 s with presolve, which had
no effect, and 6 s without; New York with 50 sites took 18 s, without presolve 7 s, and 4 s without these
heuristics as well.
"""

_STATUS: Final[dict[str, SolveStatus]] = {
    "kOptimal": "optimal",
    "kTimeLimit": "stopped by time",
    "kMemoryLimit": "stopped by memory",
    "kInterrupt": "stopped by user",
    "kInfeasible": "infeasible",
    # None of our problems is unbounded.
    "kUnboundedOrInfeasible": "infeasible",
}
"""Ways to end by the name that HiGHS gives them; its module is loaded when a model is solved."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """The solver's result for a model.

    Parameters
    ----------
    status
        How the solve ended.
    values
        The incumbent, by variable; None if there is none.
    objective_value
        Objective of the incumbent; infinitely bad where there is none.
    bound
        Proven bound on the objective, in the model's own sense; infinite if none was proven.
    row_duals, reduced_costs
        Dual values by row and reduced costs by variable of a linear program solved to optimality; else None.
    seconds
        Wall time, model building in PuLP included.
    solver
        Name and version.
    """

    status: SolveStatus
    values: Floats | None
    objective_value: float
    bound: float
    row_duals: Floats | None
    reduced_costs: Floats | None
    seconds: float
    solver: str


def solve_model(
    model: LinearModel,
    *,
    start: Floats | None = None,
    time_limit_s: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    gap: float = 0.0,
    reduced: bool = False,
    control: SolveControl | None = None,
) -> Solution:
    """Solve a model with HiGHS to proven optimality, or until the time limit or Ctrl-C.

    Parameters
    ----------
    model
        The model.
    start
        Feasible solution to start from, by variable.
    time_limit_s
        Time limit in seconds; None for no limit.
    threads
        Maximum number of threads; None leaves it to HiGHS.
    progress
        Called when the incumbent improves.
    gap
        Relative gap between objective and bound at which the solve ends.
    reduced
        Whether the model is reduced already and its start near-optimal: HiGHS then skips its presolve and its
        neighbourhood heuristics, which take most of its time on such models.
    control
        Lets other threads end the solve or give it better solutions.

    Raises
    ------
    SolverError
        If HiGHS is missing or ends in any other way than those of `SolveStatus`.
    """
    guard = None if control is None else control.guard
    deadline = Deadline(now_s(), time_limit_s, guard)
    solved: LinearModel | None = model
    while solved is not None:
        try:
            solution = _solved(
                solved,
                start=start,
                deadline=deadline,
                threads=threads,
                progress=progress,
                gap=gap,
                reduced=reduced,
                control=control,
            )
        except MemoryError:
            if guard is not None:
                guard.stop("stopped by memory")
            solution = _not_solved(model, start, deadline)
            return dataclasses.replace(solution, status="stopped by memory")
        # Each pass adds at least one cut that the last solution violates.
        solved = None if solution.values is None else with_cover_cuts(solved, solution.values)
        if solved is not None and deadline.over:
            # The solution breaks a row by the solver's tolerance, and there is no time to cut it off.
            none = sign_of(model) * np.inf
            status = deadline.ended or "stopped by time"
            solution = dataclasses.replace(
                solution, status=status, values=None, objective_value=none
            )
            break
    return dataclasses.replace(solution, seconds=deadline.spent_s)


def _solved(
    model: LinearModel,
    *,
    start: Floats | None,
    deadline: Deadline,
    threads: int | None,
    progress: Progress | None,
    gap: float,
    reduced: bool,
    control: SolveControl | None,
) -> Solution:
    """Solve a model once, without cover cuts."""
    from highspy import SolutionStatus  # noqa: PLC0415 - not before a model is solved

    if deadline.guard is not None and deadline.guard.check() is not None:
        return _not_solved(model, start, deadline)
    whole = bool(model.integer.any())
    run = HighsRun(
        sign=sign_of(model), deadline=deadline, start=start, progress=progress, control=control
    )
    options: dict[str, Any] = {"mip_rel_gap": gap, **(_REDUCED if reduced else {})}
    if threads is not None:
        options["threads"] = threads
    large = model.matrix.nnz >= _LARGE_NONZEROS
    highs, order = (solve_as_arrays if large else _through_pulp)(model, run, options)
    run.raise_error()
    info, ended = highs.getInfo(), highs.getModelStatus()
    if ended.name not in _STATUS:
        raise SolverError(f"HiGHS ended with {highs.modelStatusToString(ended)}; no plan was made.")
    status = _STATUS[ended.name]
    if status == "stopped by user":
        # The solve was interrupted, by whatever ended it.
        status = deadline.ended or status
    sign = sign_of(model)
    has_values = info.primal_solution_status == SolutionStatus.kSolutionStatusFeasible
    solved = highs.getSolution()
    values = None
    if has_values:
        values = np.clip(0.0, model.lower, model.upper)
        values[order] = np.array(solved.col_value)
        counted = sign * info.objective_function_value
        lost = abs(float(model.objective @ values) - counted) > _LOST * max(1.0, abs(counted))
        if run.had_start and status == "optimal" and lost:
            # HiGHS 1.16 reports the objective to which presolve improves a start, but returns the start itself.
            return _solved(
                model,
                start=None,
                deadline=deadline,
                threads=threads,
                progress=progress,
                gap=gap,
                reduced=reduced,
                control=control,
            )
    # PuLP leaves out variables that no row and no cost names: without its integers a model is a linear program,
    # for which HiGHS counts no nodes and knows no bound of branching.
    branched = whole and info.mip_node_count >= 0
    bound = info.mip_dual_bound if branched else info.objective_function_value
    if not branched and status != "optimal":
        bound = -np.inf
    duals = status == "optimal" and not whole
    costs = np.zeros(len(model.objective))
    if duals:
        costs[order] = sign * np.array(solved.col_dual)
    return Solution(
        status=status,
        values=values,
        objective_value=sign * np.inf if values is None else float(model.objective @ values),
        bound=sign * bound,
        row_duals=sign * np.array(solved.row_dual) if duals else None,
        reduced_costs=costs if duals else None,
        seconds=deadline.spent_s,
        solver=f"HiGHS {highs.version()}" + ("" if large else f" through PuLP {_pulp_version()}"),
    )


def _through_pulp(model: LinearModel, run: HighsRun, options: dict[str, Any]) -> tuple[Any, Ints]:
    from .pulp_model import solve_through_pulp  # noqa: PLC0415 - loads PuLP, for small models alone

    return solve_through_pulp(model, run, options)


def _pulp_version() -> str:
    import pulp  # noqa: PLC0415 - loaded for small models alone

    return str(pulp.__version__)


def _not_solved(model: LinearModel, start: Floats | None, deadline: Deadline) -> Solution:
    """Return the start of a model whose search was stopped before."""
    sign = sign_of(model)
    values = None if start is None else np.clip(start, model.lower, model.upper)
    return Solution(
        status=deadline.ended or "stopped by user",
        values=values,
        objective_value=sign * np.inf if values is None else float(model.objective @ values),
        bound=-sign * np.inf,
        row_duals=None,
        reduced_costs=None,
        seconds=deadline.spent_s,
        solver=NO_SOLVER,
    )
