"""p-median to proven optimality: interchange, Lagrangian bound, variable fixing, and exact solve."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Bools
from ..core.effort import Deadline, Effort
from ..core.highs_run import Progress
from ..core.result import SearchResult, Status, stopped_by
from ..core.solver import Solution, solve_model
from .branch_and_bound import Search
from .interchange import improved
from .lagrangian_bound import first_multipliers
from .params import MEDIAN_DEFAULTS, MedianParams
from .problem import MedianProblem, narrowed
from .radius_model import radius_model, start_of


def choose_median(
    problem: MedianProblem,
    start: Bools,
    *,
    tolerance: float,
    effort: Effort,
    params: MedianParams = MEDIAN_DEFAULTS,
) -> SearchResult:
    """Choose the candidates of largest saving.

    Parameters
    ----------
    problem
        The problem.
    start
        A feasible solution, by candidate, that fulfils all demands.
    tolerance
        Absolute optimality tolerance of the saving.
    effort
        Time limit, threads and progress report.
    params
        Parameters of the search.
    """
    deadline = Deadline.of(effort)
    effort.enter("interchange")
    best = improved(problem, start, deadline=deadline)
    best = best if problem.fulfils(best) else start
    search = Search(problem, best, float(problem.best_savings(best).sum()), tolerance, params)
    none_fixed = np.zeros(problem.candidates, dtype=bool)
    bound, rest, solver = np.inf, problem, "Lagrangian relaxation"

    def report(saved: float, limit: float) -> None:
        """Report the incumbent's saving and the bound."""
        effort.report(f"saved {saved:,.0f}, at most {min(bound, limit):,.0f}")

    def done(status: Status) -> SearchResult:
        """Return the incumbent with its bound, as optimal if that proves it."""
        return SearchResult(
            status="optimal" if bound <= search.saved + tolerance else status,
            chosen=search.opened,
            bound=max(bound, search.saved),
            groups=rest.rows,
            kept=rest.candidates,
            solver=solver,
        )

    if deadline.ended is not None:
        return done(deadline.ended)
    try:
        effort.enter("Lagrangian bound")
        rest = search.examine(
            none_fixed,
            none_fixed,
            first_multipliers(problem, best),
            max_steps=params.first_steps,
            deadline=deadline,
            report=report,
        )
        bound = search.bound
        if search.proven:
            return done("optimal")
        node = search.foremost()
        # The incumbent stays feasible, as a start solution: fixing excludes only what is no better.
        fixed_open, fixed_closed = (
            node.fixed_open & search.opened,
            node.fixed_closed & ~search.opened,
        )
        rest, base_savings = narrowed(problem, opened=fixed_open, shut=fixed_closed)
        if not len(rest.saving):
            # The free candidates save nothing more, or exceed the budget.
            bound = min(bound, max(float(base_savings.sum()), search.saved + tolerance))
            return done("optimal")
        if len(rest.saving) > params.model_pairs:
            effort.enter("branch and bound")
            search.run(deadline=deadline, report=report)
            bound = min(bound, search.bound)
            solver = "branch and bound with Lagrangian relaxation"
            return done(deadline.ended or "stopped by time")
        effort.enter("exact solve")
        base = float(base_savings.sum())
        solution = _solved_exactly(
            rest,
            search.opened[rest.number],
            deadline=deadline,
            effort=effort,
            report=lambda saved, limit: report(base + saved, base + limit),
        )
    except (KeyboardInterrupt, MemoryError) as ended:
        bound = min(bound, search.bound)
        return done(stopped_by(ended))
    solver = f"Lagrangian relaxation and {solution.solver}"
    if solution.values is not None:
        better = fixed_open.copy()
        better[rest.number[solution.values[: rest.candidates] > 0.5]] = True
        total = float(problem.best_savings(better).sum())
        if total > search.saved and problem.fulfils(better):
            search.opened, search.saved = better, total
    bound = min(bound, max(base + solution.bound, search.saved + tolerance))
    return done(solution.status)


def _solved_exactly(
    rest: MedianProblem,
    opened: Bools,
    *,
    deadline: Deadline,
    effort: Effort,
    report: Progress,
) -> Solution:
    """Solve what is left by the radius model, from a feasible solution of it."""
    model = radius_model(rest)
    return solve_model(
        model,
        start=start_of(model, rest, opened),
        time_limit_s=deadline.solver_limit_s(),
        threads=effort.threads,
        control=effort.control(),
        progress=report,
    )
