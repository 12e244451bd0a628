"""The maximal covering location problem: the most people served with a number of new sites, or a budget.

Source: Church, R. and ReVelle, C. (1974), The maximal covering location problem, Papers of the Regional
Science Association 32, 101-118. The method for large problems is described in docs/methods/maximal-covering.md.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csc_array

from ...common.amounts import number_of, whole_number_of
from ...common.arrays import Bools, Floats, Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, Subproblem
from ..core.effort import Deadline, Effort
from ..core.result import Answer, Sizes
from ..core.watched import watched
from .lagrangian_bound import DualState
from .params import COVERING_DEFAULTS, CoveringParams
from .reduction import reduce_covering
from .search import CoveringSearch
from .search_state import SearchSetup

_ROUNDED: Final = 1 + 1e-9
"""Slack for rounding in sums of opening costs."""

_SAME: Final = 1e-6
"""Relative gap between objective and bound that counts as closed."""


def maximal_covering(
    reach: csc_array,
    weight: Floats,
    *,
    max_new: int | None,
    budget: float | None = None,
    opening_cost: Floats | None = None,
    must_open: Bools | None = None,
    effort: Effort | None = None,
    params: CoveringParams = COVERING_DEFAULTS,
) -> Answer:
    """Choose the candidates that serve the most people.

    Parameters
    ----------
    reach
        Coverage matrix (cells, candidates), sparse boolean: which candidate newly serves which cell.
    weight
        Demand of each cell in people, not negative.
    max_new, budget
        Maximum number of opened candidates, and upper limit of their total cost; None for no limit.
    opening_cost
        Fixed cost by candidate, not negative; 1 by default.
    must_open
        By candidate whether it is fixed open; together these must be feasible.
    effort
        Time limit, threads and progress report.
    params
        Constants of the search.

    Returns
    -------
    Answer
        `objective_value` and `bound` are people newly served.

    Raises
    ------
    SolverError
        If the solver fails.
    """
    effort = effort or Effort()
    with watched(effort) as one:
        one.enter("reduction")
        ready = prepared_covering(
            reach, weight, opening_cost=opening_cost, must_open=must_open, threads=one.threads
        )
        return solve_prepared(ready, max_new=max_new, budget=budget, effort=one, params=params)[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class PreparedCovering:
    """A problem reduced once, for any number of sites and any budget.

    Parameters
    ----------
    problem
        The reduced problem.
    opening_cost
        Fixed cost by the caller's candidates.
    fixed
        Candidates fixed open.
    base
        People that these serve.
    cells
        Number of cells with people, before reduction.
    seconds
        Wall time of the reduction.
    """

    problem: CoveringProblem
    opening_cost: Floats
    fixed: Ints
    base: float
    cells: int
    seconds: float


def prepared_covering(
    reach: csc_array,
    weight: Floats,
    *,
    opening_cost: Floats | None = None,
    must_open: Bools | None = None,
    threads: int | None = None,
) -> PreparedCovering:
    """Reduce a problem; the arguments are those of `maximal_covering`."""
    deadline = Deadline.of()
    opening_cost = np.ones(reach.shape[1]) if opening_cost is None else opening_cost
    fixed = np.flatnonzero(np.zeros(len(opening_cost)) if must_open is None else must_open)
    served = np.zeros(len(weight), dtype=bool)
    served[reach[:, fixed].indices] = True
    return PreparedCovering(
        problem=reduce_covering(
            reach,
            np.where(served, 0.0, weight),
            opening_cost=opening_cost,
            threads=threads or os.cpu_count() or 1,
        ),
        opening_cost=opening_cost,
        fixed=fixed,
        base=float(weight[served].sum()),
        cells=int((weight > 0).sum()),
        seconds=deadline.spent_s,
    )


def solve_prepared(
    ready: PreparedCovering,
    *,
    max_new: int | None,
    budget: float | None,
    effort: Effort,
    begin: Ints | None = None,
    dual: DualState | None = None,
    params: CoveringParams = COVERING_DEFAULTS,
) -> tuple[Answer, DualState | None]:
    """Solve a prepared problem for one number of sites and one budget.

    Parameters
    ----------
    ready
        The problem.
    max_new, budget, effort, params
        As of `maximal_covering`.
    begin
        Start solution; by default from greedy adding.
    dual
        State of the Lagrangian bound of the same problem under another budget, as a warm start.

    Returns
    -------
    tuple
        The answer, and the state of the Lagrangian bound before any variable was fixed.
    """
    deadline = Deadline.of(effort, spent_s=ready.seconds)
    max_new, budget = whole_number_of(max_new), number_of(budget)
    fixed, opening_cost = ready.fixed, ready.opening_cost
    subproblem = Subproblem(
        problem=ready.problem,
        budget=Budget(
            opening_cost=opening_cost[ready.problem.candidates],
            max_new=max((len(opening_cost) if max_new is None else max_new) - len(fixed), 0),
            money=np.inf
            if budget is None
            else budget * _ROUNDED - float(opening_cost[fixed].sum()),
        ),
        base=ready.base,
        opened=fixed,
    )
    setup = SearchSetup(deadline=deadline, effort=effort, params=params)
    search = CoveringSearch(subproblem, setup, begin, dual)
    search.run()
    state = search.state
    bound, status = state.bound, state.status
    if status == "optimal" or bound - search.incumbent.people <= _SAME * max(
        1.0, search.incumbent.people
    ):
        # Where weights are integers, a bound less than one above the incumbent proves it optimal.
        bound, status = search.incumbent.people, "optimal"
    answer = Answer(
        status=status,
        opened=np.sort(search.incumbent.opened),
        objective_value=float(search.incumbent.people),
        bound=float(bound),
        sizes=Sizes(
            cells=ready.cells, candidates=len(opening_cost), groups=state.groups, kept=state.kept
        ),
        seconds=deadline.spent_s,
        solver=state.solver,
        shadow_prices=state.shadow_prices,
    )
    return answer, state.first_dual
