"""Most people served with at most p new sites: the maximal covering location problem.

Source: Church, R. and ReVelle, C. (1974), The maximal covering location problem, Papers of the Regional
Science Association 32, 101-118.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pulp
from scipy.sparse import csr_array

from .greedy import greedy_order
from .reduction import CoveringProblem, reduce_covering
from .solver import Solution, SolverError, solve_linear_program


@dataclass(frozen=True, kw_only=True)
class CoveringAnswer:
    """Which candidates to open.

    Parameters
    ----------
    opened
        Columns of the reach matrix in build order.
    gains
        People that each adds to those before it.
    bound
        Proven upper bound on the people that any choice can add.
    solution
        What the solver said; None where reduction left nothing to choose.
    """

    opened: list[int]
    gains: list[float]
    bound: float
    solution: Solution | None


def maximal_covering(
    reach: csr_array,
    weight: npt.NDArray[np.float64],
    *,
    max_new: int,
    time_limit_s: float | None = None,
) -> CoveringAnswer:
    """Choose at most `max_new` candidates that serve the most people.

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates): who is newly served by which candidate.
    weight
        People in each cell, not negative.
    max_new
        How many candidates may be opened.
    time_limit_s
        Seconds until the solver stops with the best answer so far; None for no limit.

    Raises
    ------
    SolverError
        If the solver fails.
    """
    problem = reduce_covering(reach, weight)
    candidates = len(problem.candidates)
    if max_new == 0 or candidates <= max_new:
        # Everything that adds somebody is opened: there is nothing to choose.
        order, gains = greedy_order(problem.reach, problem.weight, at_most=max_new)
        return _answer(problem, order, gains, sum(gains), None)
    columns, solution = _solve(problem, max_new, time_limit_s)
    order, gains = greedy_order(problem.reach, problem.weight, at_most=max_new)
    if columns is not None:
        chosen = csr_array(problem.reach[:, columns])
        within, solved_gains = greedy_order(chosen, problem.weight, at_most=max_new)
        # Cut short, the solver may hold less than the greedy choice.
        if sum(solved_gains) >= sum(gains):
            order, gains = [int(columns[i]) for i in within], solved_gains
    return _answer(
        problem, order, gains, min(solution.bound, float(problem.weight.sum())), solution
    )


def _answer(
    problem: CoveringProblem,
    order: list[int],
    gains: list[float],
    bound: float,
    solution: Solution | None,
) -> CoveringAnswer:
    return CoveringAnswer(
        opened=[int(problem.candidates[column]) for column in order],
        gains=gains,
        bound=bound,
        solution=solution,
    )


def _solve(
    problem: CoveringProblem, max_new: int, time_limit_s: float | None
) -> tuple[npt.NDArray[np.int64] | None, Solution]:
    """Maximise sum w_i z_i with z_i <= sum_j a_ij y_j, sum_j y_j <= p, y binary, 0 <= z <= 1.

    A group that one candidate alone serves needs no variable of its own: its people count with the site.
    """
    groups, candidates = problem.reach.shape
    lp = pulp.LpProblem("maximal_covering", pulp.LpMaximize)
    is_open = lp.add_variable_dicts("open", range(candidates), 0, 1, pulp.LpBinary)
    indptr, indices = problem.reach.indptr, problem.reach.indices
    alone = np.diff(indptr) == 1
    shared = [int(group) for group in np.flatnonzero(~alone)]
    is_served = lp.add_variable_dicts("served", shared, 0, 1)
    own = np.bincount(
        indices[indptr[:-1][alone]], weights=problem.weight[alone], minlength=candidates
    )
    lp += pulp.lpSum(
        [
            *(float(own[column]) * is_open[column] for column in range(candidates)),
            *(float(problem.weight[group]) * is_served[group] for group in shared),
        ]
    )
    lp += pulp.lpSum(is_open.values()) <= max_new
    for group in shared:
        sites = indices[indptr[group] : indptr[group + 1]]
        lp += pulp.lpSum(is_open[int(site)] for site in sites) - is_served[group] >= 0
    solution = solve_linear_program(lp, time_limit_s=time_limit_s)
    if solution.status == "infeasible":
        raise SolverError(f"HiGHS calls a problem of {groups} groups infeasible that is not.")
    if not solution.has_values:
        return None, solution
    return np.array([j for j in range(candidates) if is_open[j].varValue > 0.5], dtype=np.int64), (
        solution
    )
