"""Set covering as a feasibility problem: whether candidates within number and budget serve all cells.

Set covering and its reductions: Toregas, Swain, ReVelle and Bergman (1971), The location of emergency service
facilities; Toregas and ReVelle (1972).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Floats, Ints, mask_of
from ..core.budget import Budget, add_budget_rows
from ..core.effort import NO_DEADLINE, Deadline, Effort
from ..core.greedy import greedy_adding
from ..core.linear_model import LinearModel, ModelWriter
from ..core.result import SearchResult
from ..core.solver import solve_model
from ..covering.implied_groups import implied_groups
from ..covering.reduction import reduce_covering, reduce_lists

_ANY_ANSWER: Final = 1e9
"""Relative gap at which the solver stops with its first feasible solution."""


def find_cover(reach: csc_array, budget: Budget, effort: Effort) -> SearchResult:
    """Find candidates that serve every cell within number and budget.

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates), True where stored.
    budget
        How many may be opened, for how much.
    effort
        Time limit and threads.
    """
    cost = budget.opening_cost
    rows = csr_array(reach)
    if rows.shape[0] and np.diff(rows.indptr).min() == 0:
        return SearchResult(
            status="infeasible", chosen=None, bound=np.inf, solver="no candidate reaches some cell"
        )
    deadline = Deadline.of(effort)
    by_cost = cost if np.isfinite(budget.money) else np.ones(len(cost))
    greedy = greedy_cover(rows, by_cost, deadline=deadline)
    if budget.fits(greedy):
        return SearchResult(
            status="optimal", chosen=mask_of(greedy, len(cost)), bound=0.0, solver="greedy"
        )
    if deadline.ended is not None:
        return SearchResult(status=deadline.ended, chosen=None, bound=0.0)
    small, numbers = reduce_cover(reach, cost)
    found = solve_model(
        cover_model(small, budget.of(numbers)),
        gap=_ANY_ANSWER,
        time_limit_s=deadline.solver_limit_s(),
        threads=effort.threads,
        control=effort.control(),
    )
    opened = None if found.values is None else numbers[found.values > 0.5]
    return SearchResult(
        status="optimal" if opened is not None else found.status,
        chosen=None if opened is None else mask_of(opened, len(cost)),
        bound=0.0 if opened is not None or found.status != "infeasible" else np.inf,
        groups=small.shape[0],
        kept=small.shape[1],
        solver=found.solver,
    )


def least_cover(reach: csc_array, cost: Floats, effort: Effort) -> float:
    """Return a lower bound on the cost of serving every cell, the optimum if there is time."""
    small, numbers = reduce_cover(reach, cost)
    free = Budget(cost[numbers], len(numbers), np.inf)
    model = cover_model(small, free, free.opening_cost)
    return solve_model(
        model, time_limit_s=effort.time_limit_s, threads=effort.threads, control=effort.control()
    ).bound


def cover_model(reach: csr_array, budget: Budget, cost: Floats | float = 1.0) -> LinearModel:
    """Return the set covering model: each cell served, within number and budget, at least `cost`."""
    writer = ModelWriter()
    is_open = writer.add_variables(reach.shape[1], objective=cost, integer=True)
    writer.add_rows([(reach.astype(np.float64), is_open)], lower=1.0)
    add_budget_rows(writer, budget, is_open)
    return writer.model("minimise")


def reduce_cover(reach: csc_array, opening_cost: Floats) -> tuple[csr_array, Ints]:
    """Reduce a set covering problem by row and column dominance.

    Cells that are served whenever another is are dropped, and candidates that another no dearer one dominates.

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates); each cell has a candidate.
    opening_cost
        By candidate.

    Returns
    -------
    tuple
        The reduced reach, and the numbers of its candidates.
    """
    problem = reduce_covering(reach, np.ones(reach.shape[0]), opening_cost=opening_cost)
    # Each round leaves fewer groups, or is the last.
    for _ in range(reach.shape[0]):
        count = len(problem.weight)
        owner = implied_groups(problem, np.ones(count, dtype=bool), 0.0)
        if (owner == np.arange(count)).all():
            break
        problem, _ = reduce_lists(
            problem.groups_of,
            np.bincount(owner, minlength=count).astype(np.float64),
            opening_cost=opening_cost[problem.candidates],
            label=problem.label,
            keep=np.zeros(len(problem.candidates), dtype=bool),
            candidates=problem.candidates,
        )
    rows = problem.candidates_of
    shape = (len(problem.weight), len(problem.candidates))
    ones = np.ones(len(rows.indices), dtype=bool)
    return csr_array((ones, rows.indices, rows.indptr), shape=shape), problem.candidates


def greedy_cover(
    reach: csr_array, opening_cost: Floats, *, deadline: Deadline = NO_DEADLINE
) -> Ints:
    """Return a greedy cover: most new cells for the cost each time; then redundant ones are closed.

    After the deadline it is a cover all the same: all candidates.

    Raises
    ------
    ValueError
        If all candidates together leave cells without one.
    """
    columns = csr_array(reach.T).astype(np.float64)
    left = np.ones(reach.shape[0])

    def serve(candidate: int) -> None:
        begin, end = columns.indptr[candidate], columns.indptr[candidate + 1]
        left[columns.indices[begin:end]] = 0.0

    free = Budget(opening_cost=opening_cost, max_new=len(opening_cost), money=np.inf)
    nothing = np.zeros(len(opening_cost), dtype=bool)
    opened = greedy_adding(
        lambda _: columns @ left,
        free,
        opened=nothing,
        per_cost=True,
        on_open=serve,
        deadline=deadline,
    ).tolist()
    if left.any() and deadline.over:
        return np.arange(len(opening_cost))
    if left.any():
        raise ValueError("some cells are served by no candidate")
    times = np.asarray(columns[np.array(opened, dtype=np.int64)].sum(axis=0)).ravel()
    for site in sorted(opened, key=lambda j: -opening_cost[j]):
        served = columns.indices[columns.indptr[site] : columns.indptr[site + 1]]
        if (times[served] > 1).all():
            times[served] -= 1
            opened.remove(site)
    return np.array(sorted(opened), dtype=np.int64)
