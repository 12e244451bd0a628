"""Maximal covering with linear side constraints: the core of joint and of multi-period planning.

Maximise ``sum w_g z_g`` with ``z_g <= sum_j a_gj y_j``, side constraints on y, y binary, ``0 <= z <= 1``
(Church and ReVelle 1974).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, eye_array

from ...common.arrays import Bools, Floats
from ...common.errors import SolverError
from ..core.effort import Deadline, Effort
from ..core.linear_model import LinearModel, ModelWriter
from ..core.linear_rows import Rows
from ..core.result import SearchResult
from ..core.solver import solve_model
from .side_constraints import fill_up, leave_out


def choose_covering(reach: csr_array, weight: Floats, rows: Rows, effort: Effort) -> SearchResult:
    """Maximise coverage under side constraints.

    Parameters
    ----------
    reach
        Coverage matrix (groups of cells, 0-1 variables), sparse boolean.
    weight
        Demand of each group in people, not negative.
    rows
        The side constraints.
    effort
        Time limit, threads and progress report.

    Raises
    ------
    SolverError
        If the solver fails.
    """
    deadline = Deadline.of(effort)
    effort.enter("feasible start")
    base = least_choice(np.ones(reach.shape[1]), rows, effort)
    if base.chosen is None:
        bound = -np.inf if base.status == "infeasible" else float(weight.sum())
        return SearchResult(
            status=base.status, chosen=None, bound=bound, seconds=base.seconds, solver=base.solver
        )
    start = fill_up(reach, weight, rows, base.chosen, deadline=deadline)
    if _covered_people(reach, weight, start) >= weight.sum():
        return SearchResult(
            status="optimal",
            chosen=leave_out(reach, weight, rows, start),
            bound=float(weight.sum()),
            seconds=deadline.spent_s,
            solver="none needed: everybody within reach is served",
        )
    effort.enter("exact solve")
    model, shared = _covering_model(reach, weight, rows)
    solution = solve_model(
        model,
        start=np.concatenate([start, (reach[shared] @ start.astype(np.float64)) > 0]).astype(float),
        time_limit_s=deadline.solver_limit_s(),
        threads=effort.threads,
        control=effort.control(),
        progress=lambda best, bound: effort.report(
            f"so far {best:,.0f} people more than today, at most {bound:,.0f}"
        ),
    )
    if solution.status == "infeasible":
        raise SolverError("HiGHS calls a choice infeasible that is at hand. Please report this.")
    if solution.values is not None:
        chosen = solution.values[: len(start)] > 0.5
        # Stopped early, the solver's incumbent may be worse than its start solution.
        if _covered_people(reach, weight, chosen) > _covered_people(reach, weight, start):
            start = chosen
    return SearchResult(
        status=solution.status,
        chosen=leave_out(reach, weight, rows, start),
        bound=min(solution.bound, float(weight.sum())),
        seconds=deadline.spent_s,
        solver=solution.solver,
    )


def least_choice(amount: Floats, rows: Rows, effort: Effort) -> SearchResult:
    """Minimise the total amount of a feasible choice; `bound` is a proven lower bound."""
    nothing = np.zeros(len(amount), dtype=bool)
    if rows.hold(nothing) or not rows.possible():
        return SearchResult(
            status="optimal" if rows.possible() else "infeasible",
            chosen=nothing if rows.possible() else None,
            bound=0.0,
            seconds=0.0,
            solver="none needed",
        )
    writer = ModelWriter()
    variables = writer.add_variables(len(amount), objective=amount, integer=True)
    writer.add_rows([(rows.matrix, variables)], lower=rows.lower, upper=rows.upper)
    solution = solve_model(
        writer.model("minimise"),
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
        control=effort.control(),
    )
    return SearchResult(
        status=solution.status,
        chosen=None if solution.values is None else solution.values > 0.5,
        bound=solution.bound,
        seconds=solution.seconds,
        solver=solution.solver,
    )


def _covering_model(reach: csr_array, weight: Floats, rows: Rows) -> tuple[LinearModel, Bools]:
    """Return the model, and which groups have a variable: those that more than one 0-1 variable serves.

    The people of the others are added to the coefficient of the variable that serves them.
    """
    per_group = np.diff(reach.indptr)
    alone, shared = per_group == 1, per_group > 1
    own = np.bincount(
        reach.indices[reach.indptr[:-1][alone]], weights=weight[alone], minlength=reach.shape[1]
    )
    writer = ModelWriter()
    chosen = writer.add_variables(reach.shape[1], objective=own, integer=True)
    served = writer.add_variables(int(shared.sum()), objective=weight[shared])
    if rows.matrix.shape[0]:
        writer.add_rows([(rows.matrix, chosen)], lower=rows.lower, upper=rows.upper)
    if len(served):
        blocks = [(csr_array(reach[shared]), chosen), (csr_array(-eye_array(len(served))), served)]
        writer.add_rows(blocks, lower=0.0)
    return writer.model("maximise"), shared


def _covered_people(reach: csr_array, weight: Floats, chosen: Bools) -> float:
    """Return the objective of a choice: the people of the groups that it serves."""
    return float(weight[(reach @ chosen.astype(np.float64)) > 0].sum())
