"""Maximal covering as others solve it: spopt, and PuLP as its tutorials write it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np
import pulp
from measuring.peers import PeerError
from scipy.sparse import csc_array, csr_array
from wuhan import Floats, Ints

_GAP: Final = 1e-6
"""Proven as far as ours: HiGHS's own default stops a hundred times earlier."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PeerAnswer:
    """What a peer came to.

    Parameters
    ----------
    opened
        The candidates that it opens.
    proven
        Whether it proved that no choice is better, or was stopped by the time limit.
    build_s, solve_s
        Seconds of making the model, and of all that comes after.
    """

    opened: Ints
    proven: bool
    build_s: float
    solve_s: float


Peer = Callable[[csc_array, Floats, int, float], PeerAnswer]
"""Told reach, people, how many may be opened and the time limit in seconds."""


def spopt_cbc(reach: csc_array, people: Floats, max_new: int, time_limit_s: float) -> PeerAnswer:
    """Ask spopt with CBC, the solver of its documentation."""
    # PuLP 4 brings no CBC along.
    make = getattr(pulp, "PULP_CBC_CMD", None)
    if make is None or not make(msg=False).available():
        raise PeerError("PuLP has no CBC here")
    return _spopt(
        reach, people, max_new, make(msg=False, timeLimit=time_limit_s, gapRel=_GAP, threads=2)
    )


def spopt_highs(reach: csc_array, people: Floats, max_new: int, time_limit_s: float) -> PeerAnswer:
    """Ask spopt with HiGHS."""
    return _spopt(reach, people, max_new, _highs(time_limit_s))


def plain_pulp(reach: csc_array, people: Floats, max_new: int, time_limit_s: float) -> PeerAnswer:
    """Ask PuLP with HiGHS: a variable for each cell that anybody reaches, a row for each.

    Maximise sum w_i z_i with z_i <= sum_j a_ij y_j, sum_j y_j <= p, y binary, 0 <= z <= 1 (Church and
    ReVelle 1974).
    """
    begin_s = time.perf_counter()
    rows = csr_array(reach)
    reached = np.flatnonzero(np.diff(rows.indptr)).tolist()
    problem = pulp.LpProblem("maximal_covering", pulp.LpMaximize)
    is_open = problem.add_variable_dicts("open", range(reach.shape[1]), 0, 1, pulp.LpBinary)
    is_served = problem.add_variable_dicts("served", reached, 0, 1)
    weight = people.tolist()
    problem += pulp.lpSum([weight[cell] * is_served[cell] for cell in reached])
    problem += pulp.lpSum(list(is_open.values())) <= max_new
    for cell in reached:
        sites = rows.indices[rows.indptr[cell] : rows.indptr[cell + 1]].tolist()
        problem += is_served[cell] <= pulp.lpSum([is_open[site] for site in sites])
    built_s = time.perf_counter()
    problem.solve(_highs(time_limit_s))
    return PeerAnswer(
        opened=_opened([is_open[j] for j in range(reach.shape[1])]),
        proven=_proven(problem),
        build_s=built_s - begin_s,
        solve_s=time.perf_counter() - built_s,
    )


PEERS: Final[Mapping[str, Peer]] = {
    "spopt CBC": spopt_cbc,
    "spopt HiGHS": spopt_highs,
    "PuLP HiGHS": plain_pulp,
}


def _spopt(reach: csc_array, people: Floats, max_new: int, solver: pulp.LpSolver) -> PeerAnswer:
    from spopt.locate import MCLP  # noqa: PLC0415 - only those who have it

    # It wants all pairs; to make them is not counted.
    near, far = 0.0, 2.0
    cost = np.full(reach.shape, far)
    coo = reach.tocoo()
    cost[coo.row, coo.col] = near
    begin_s = time.perf_counter()
    model = MCLP.from_cost_matrix(cost, people, service_radius=1.0, p_facilities=max_new)
    built_s = time.perf_counter()
    model.solve(solver)
    return PeerAnswer(
        opened=_opened(model.fac_vars),
        proven=_proven(model.problem),
        build_s=built_s - begin_s,
        solve_s=time.perf_counter() - built_s,
    )


def _highs(time_limit_s: float) -> pulp.LpSolver:
    return pulp.HiGHS(msg=False, timeLimit=time_limit_s, gapRel=_GAP)


def _opened(variables: Sequence[pulp.LpVariable]) -> Ints:
    values = np.array([variable.varValue or 0.0 for variable in variables])
    return np.flatnonzero(values > 0.5)


def _proven(problem: pulp.LpProblem) -> bool:
    # PuLP says "Optimal" of HiGHS whatever stopped it; the solver itself knows better.
    highs = getattr(problem, "solverModel", None)
    if isinstance(highs, highspy.Highs):
        return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)
    return bool(problem.sol_status == pulp.LpSolutionOptimal)
