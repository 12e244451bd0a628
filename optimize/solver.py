"""The one door to PuLP and HiGHS: PuLP 3.3 and 4, status, bound and values read the same way."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import highspy
import pulp

from ..geo.errors import HalfhourError

SolveStatus = Literal["optimal", "stopped by time", "infeasible"]


class SolverError(HalfhourError):
    """The solver failed, or its answer does not hold."""


@dataclass(frozen=True, kw_only=True)
class Solution:
    """What the solver says of a problem.

    Parameters
    ----------
    status
        ``"optimal"``, ``"stopped by time"`` or ``"infeasible"``.
    has_values
        Whether the variables hold a feasible solution.
    bound
        Proven bound on the objective, in the problem's own sense; infinite if none was proven.
    seconds
        Wall time of the solve, model building excluded.
    solver
        Name and version.
    """

    status: SolveStatus
    has_values: bool
    bound: float
    seconds: float
    solver: str


def solve_linear_program(
    problem: pulp.LpProblem, *, time_limit_s: float | None = None, threads: int | None = None
) -> Solution:
    """Solve a PuLP problem with HiGHS to proven optimality, or until the time is over.

    Parameters
    ----------
    problem
        The problem; its variables hold the values afterwards.
    time_limit_s
        Seconds until HiGHS stops; None for no limit.
    threads
        How many threads HiGHS may use; None leaves it to HiGHS.

    Raises
    ------
    SolverError
        If HiGHS is missing or ends in any other way than those of `SolveStatus`.
    """
    solver = pulp.HiGHS(msg=False, gapRel=0.0, timeLimit=time_limit_s, threads=threads)
    if not solver.available():
        raise SolverError("HiGHS is not available to PuLP. Install it: pip install highspy.")
    began = time.perf_counter()
    with _silent_stdout():
        problem.solve(solver)
    seconds = time.perf_counter() - began
    highs = problem.solverModel
    info, ended = highs.getInfo(), highs.getModelStatus()
    # PuLP's own status says "Optimal" at a time limit even without a solution: ask HiGHS itself.
    status: dict[highspy.HighsModelStatus, SolveStatus] = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kTimeLimit: "stopped by time",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
    }
    if ended not in status:
        raise SolverError(f"HiGHS ended with {highs.modelStatusToString(ended)}; no plan was made.")
    # PuLP 3 negates the objective to maximise, PuLP 4 tells HiGHS to maximise.
    negated = (
        problem.sense == pulp.LpMaximize
        and highs.getObjectiveSense()[1] == highspy.ObjSense.kMinimize
    )
    bound = info.mip_dual_bound if problem.isMIP() else info.objective_function_value
    return Solution(
        status=status[ended],
        has_values=info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible,
        bound=-bound if negated else bound,
        seconds=seconds,
        solver=f"HiGHS {highs.version()} through PuLP {pulp.__version__}",
    )


@contextmanager
def _silent_stdout() -> Iterator[None]:
    """Keep HiGHS's banner, printed by its constructor whatever is asked for, out of our output."""
    sys.stdout.flush()
    saved = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)
        os.close(nowhere)
