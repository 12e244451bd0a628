"""The one door to PuLP and HiGHS: PuLP 3.3 and 4 read the same way, status and bound from HiGHS itself."""

from __future__ import annotations

import dataclasses
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import highspy
import numpy as np
import numpy.typing as npt
import pulp

from ...common.arrays import Floats
from ...common.errors import SolverError
from .control import SolveControl
from .cover_cuts import with_cover_cuts
from .linear_model import LinearModel

SolveStatus = Literal[
    "optimal", "stopped by time", "stopped by memory", "stopped by user", "infeasible"
]

Progress = Callable[[float, float], None]
"""Told the best objective so far and the proven bound, either of which may be infinite."""

_WAIT_S: Final = 0.2
"""Seconds between two looks whether Ctrl-C was pressed."""

_STDOUT: Final = threading.Lock()
"""Held by the one who turns our output away."""

_LOST: Final = 1e-6
"""Relative difference between HiGHS's objective and that of its values beyond which these are not its own."""

_REDUCED: Final = {
    "presolve": "off",
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
"""What HiGHS leaves out. To choose 23 of 805 candidates for 7,044 groups (2.2 million pairs, Wuhan) took 155 s
with its reduction, which found nothing, and 6 s without; New York with 50 sites 18 s, without 7 s, and 4 s
without the searches around relaxed values, too.
"""

_STATUS: Final[dict[highspy.HighsModelStatus, SolveStatus]] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kTimeLimit: "stopped by time",
    highspy.HighsModelStatus.kMemoryLimit: "stopped by memory",
    highspy.HighsModelStatus.kInterrupt: "stopped by user",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    # None of our problems is unbounded.
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """What the solver says of a model.

    Parameters
    ----------
    status
        How the solve ended.
    values
        The best values found, by variable; None if there are none.
    objective
        Of these values; the worst thinkable where there are none.
    bound
        Proven bound on the objective, in the model's own sense; infinite if none was proven.
    row_duals, reduced_costs
        Of a model without whole variables, solved to the end: by how much the objective rises with each row's
        bound, and with each variable; else None.
    seconds
        Wall time, PuLP's own model building included.
    solver
        Name and version.
    """

    status: SolveStatus
    values: Floats | None
    objective: float
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
    """Solve a model with HiGHS to proven optimality, or until the time is over or Ctrl-C.

    Parameters
    ----------
    model
        The model.
    start
        Feasible values to begin with, by variable.
    time_limit_s
        Seconds until HiGHS stops; None for no limit.
    threads
        How many threads HiGHS may use; None leaves it to HiGHS.
    progress
        Called when a better solution was found.
    gap
        Relative difference between objective and bound that is good enough.
    reduced
        Whether the model is as small as it can be made, and its start about the best: HiGHS then leaves out its
        own reduction and the searches around relaxed values, which take most of its time on such models.
    control
        Through which other threads may end the solve or hand it better values.

    Raises
    ------
    SolverError
        If HiGHS is missing or ends in any other way than those of `SolveStatus`.
    """
    began = time.perf_counter()
    solved: LinearModel | None = model
    while solved is not None:
        solution = _solved(
            solved,
            start=start,
            time_limit_s=_left_s(time_limit_s, began),
            threads=threads,
            progress=progress,
            gap=gap,
            reduced=reduced,
            control=control,
        )
        # Each time there is a row more, which what was chosen last breaks.
        solved = None if solution.values is None else with_cover_cuts(solved, solution.values)
    return dataclasses.replace(solution, seconds=time.perf_counter() - began)


def _left_s(time_limit_s: float | None, began: float) -> float | None:
    if time_limit_s is None:
        return None
    return max(time_limit_s - (time.perf_counter() - began), min(time_limit_s, 0.01))


def _solved(
    model: LinearModel,
    *,
    start: Floats | None,
    time_limit_s: float | None,
    threads: int | None,
    progress: Progress | None,
    gap: float,
    reduced: bool,
    control: SolveControl | None,
) -> Solution:
    began = time.perf_counter()
    problem = _as_pulp(model)
    whole = bool(model.integer.any())
    solver = _Solver(
        start=start,
        progress=progress,
        sign=_sign(model),
        msg=False,
        gapRel=gap,
        until=np.inf if time_limit_s is None else began + time_limit_s,
        threads=threads,
        control=control,
        **(_REDUCED if reduced else {}),
    )
    if not solver.available():
        raise SolverError("HiGHS is not available to PuLP. Install it: pip install highspy.")
    try:
        problem.solve(solver)
    except pulp.PulpSolverError as error:
        raise SolverError(f"HiGHS failed: {error}; no plan was made.") from error
    highs = problem.solverModel
    info, ended = highs.getInfo(), highs.getModelStatus()
    if ended not in _STATUS:
        raise SolverError(f"HiGHS ended with {highs.modelStatusToString(ended)}; no plan was made.")
    status = _STATUS[ended]
    sign = _sign(model)
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solved = highs.getSolution()
    order = _order(problem)
    values = None
    if has_values:
        values = np.clip(0.0, model.lower, model.upper)
        values[order] = np.array(solved.col_value)
        counted = sign * info.objective_function_value
        lost = abs(float(model.objective @ values) - counted) > _LOST * max(1.0, abs(counted))
        if solver.handed and status == "optimal" and lost:
            # HiGHS 1.16 counts a start as what its presolve improves it to, but gives back the start itself.
            return _solved(
                model,
                start=None,
                time_limit_s=_left_s(time_limit_s, began),
                threads=threads,
                progress=progress,
                gap=gap,
                reduced=reduced,
                control=control,
            )
    bound = info.mip_dual_bound if whole else info.objective_function_value
    if not whole and status != "optimal":
        bound = -np.inf
    duals = status == "optimal" and not whole
    costs = np.zeros(len(model.objective))
    if duals:
        costs[order] = sign * np.array(solved.col_dual)
    return Solution(
        status=status,
        values=values,
        objective=sign * np.inf if values is None else float(model.objective @ values),
        bound=sign * bound,
        row_duals=sign * np.array(solved.row_dual) if duals else None,
        reduced_costs=costs if duals else None,
        seconds=time.perf_counter() - began,
        solver=f"HiGHS {highs.version()} through PuLP {pulp.__version__}",
    )


class _Solver(pulp.HiGHS):  # type: ignore[misc]  # PuLP has no types
    """PuLP's HiGHS with a start, progress and a Ctrl-C that keeps what was found."""

    def __init__(
        self,
        *,
        start: Floats | None,
        progress: Progress | None,
        sign: float,
        until: float,
        control: SolveControl | None,
        **options: Any,  # noqa: ANN401 - PuLP's own
    ) -> None:
        super().__init__(**options)
        self._start, self._progress, self._sign, self._until = start, progress, sign, until
        self._control = control
        self.handed = start is not None
        """Whether HiGHS was given values to go on from."""

    def createAndConfigureSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        with _silent_stdout():
            super().createAndConfigureSolver(lp)

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        highs = lp.solverModel
        if np.isfinite(self._until):
            # What PuLP took to write the model down counts, too.
            left = max(self._until - time.perf_counter(), 0.01)
            highs.setOptionValue("time_limit", left)
        order = _order(lp)
        if self._start is not None:
            highs.setSolution(len(order), np.arange(len(order), dtype=np.int32), self._start[order])
        if self._progress is not None:
            highs.cbMipImprovingSolution += self._tell
        if self._control is not None:
            highs.cbSimplexInterrupt += self._end
            highs.cbMipImprovingSolution += self._heed
            highs.cbMipInterrupt += self._heed
            highs.cbMipInterrupt += self._end
            highs.cbMipUserSolution += partial(self._hand_over, order)
        if threading.current_thread() is not threading.main_thread():
            # highspy lets only one solve at a time be interrupted; Ctrl-C reaches the main thread alone.
            highs.run()
            return
        highs.HandleUserInterrupt = True
        highs.startSolve()
        ended = False
        while not ended:
            try:
                # Not the thread's join: interrupted, Python 3.11 takes a thread that runs for ended.
                ended, _ = highs.wait(_WAIT_S)
            except KeyboardInterrupt:
                highs.cancelSolve()

    def findSolutionValues(self, lp: pulp.LpProblem) -> Any:  # noqa: ANN401, N802 - PuLP's own
        try:
            return super().findSolutionValues(lp)
        except KeyError:
            # PuLP 3 does not know that memory can run out; we ask HiGHS itself how it ended.
            return pulp.LpStatusNotSolved, pulp.constants.LpSolutionNoSolutionFound

    def _end(self, event: Any) -> None:  # noqa: ANN401 - highspy has no type for it
        if self._control is not None and self._control.stopped():
            event.interrupt()

    def _heed(self, event: Any) -> None:  # noqa: ANN401 - highspy has no type for it
        if self._control is not None:
            out = event.data_out
            objective, bound = out.objective_function_value, out.mip_dual_bound
            self._control.tell(self._sign * objective, self._sign * bound)

    def _hand_over(self, order: npt.NDArray[np.int64], event: Any) -> None:  # noqa: ANN401 - highspy has no type for it
        values = None if self._control is None else self._control.taken()
        if values is not None:
            self.handed = True
            event.data_in.setSolution(values[order])

    def _tell(self, event: Any) -> None:  # noqa: ANN401 - highspy has no type for it
        assert self._progress is not None  # noqa: S101 - subscribed only then
        out = event.data_out
        self._progress(self._sign * out.objective_function_value, self._sign * out.mip_dual_bound)


def _sign(model: LinearModel) -> float:
    """We only minimise: PuLP 3 negates what is to be maximised, PuLP 4 does not; bounds and duals differ."""
    return -1.0 if model.sense == "maximise" else 1.0


def _as_pulp(model: LinearModel) -> pulp.LpProblem:
    """Write a model down in PuLP, row by row."""
    problem = pulp.LpProblem("halfhour", pulp.LpMinimize)
    variables = [
        problem.add_variable(
            f"x{number}",
            None if np.isinf(low) else low,
            None if np.isinf(high) else high,
            pulp.LpInteger if whole else pulp.LpContinuous,
        )
        for number, (low, high, whole) in enumerate(
            zip(model.lower.tolist(), model.upper.tolist(), model.integer.tolist(), strict=True)
        )
    ]
    # Something must stand there, or PuLP 3 adds a variable of its own.
    used = np.flatnonzero(model.objective) if model.objective.any() else np.zeros(1, dtype=int)
    problem.setObjective(_expression(variables, used, _sign(model) * model.objective[used]))
    matrix = model.matrix
    for row, (low, high) in enumerate(
        zip(model.row_lower.tolist(), model.row_upper.tolist(), strict=True)
    ):
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        total = _expression(variables, matrix.indices[entries], matrix.data[entries])
        if low == high:
            problem.addConstraint(total == low)
        elif np.isinf(low):
            problem.addConstraint(total <= high)
        else:
            problem.addConstraint(total >= low)
    return problem


def _expression(
    variables: list[pulp.LpVariable], numbers: npt.NDArray[Any], values: Floats
) -> pulp.LpAffineExpression:
    # PuLP 4 has a maker of its own for it.
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(list(zip(map(variables.__getitem__, numbers), values.tolist(), strict=True)))


def _order(problem: pulp.LpProblem) -> npt.NDArray[np.int64]:
    """Return which variable each of HiGHS's columns is: PuLP 3 and 4 order them each in its own way."""
    exported = getattr(problem, "exported_variables", problem.variables)
    return np.array([int(variable.name[1:]) for variable in exported()], dtype=np.int64)


@contextmanager
def _silent_stdout() -> Iterator[None]:
    """Keep HiGHS's banner, printed by its constructor whatever is asked for, out of our output."""
    # Of two threads the second would take the first one's nowhere for the output, and leave it so.
    with _STDOUT:
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
